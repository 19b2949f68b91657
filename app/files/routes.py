"""Handing out files: to whoever may see where they are shown, and as nothing that a browser would run."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from app.files.handing_out import hand_out
from app.files.images import SMALL_TYPE
from app.files.kinds import BY_MEDIA_TYPE
from app.files.models import StoredFile
from app.files.service import path_of
from app.policy import requires

files = Blueprint("files", __name__)


@files.get("/berkas/<id:id>")
@requires("meeting.read", StoredFile)
def show(file: StoredFile) -> Any:
    """The file; a picture of ours opens in the browser, anything else is saved."""
    kind = BY_MEDIA_TYPE.get(file.media_type)
    ending = kind.endings[0] if kind else "bin"
    own = kind is not None and kind.redraw is not None
    return hand_out(path_of(file.sha256), file.media_type, file.sha256, f"berkas-{file.id}.{ending}", own)


@files.get("/berkas/<id:id>/kecil")
@requires("meeting.read", StoredFile)
def small(file: StoredFile) -> Any:
    """The small picture of a picture."""
    path = path_of(file.sha256, small=True)
    return hand_out(path, SMALL_TYPE, f"{file.sha256}-small", f"berkas-{file.id}-kecil.webp", True)
