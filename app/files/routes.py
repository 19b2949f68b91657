"""Handing out files: to whoever may see where they are shown, and as nothing that a browser would run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, abort, current_app, send_file

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
    return _hand_out(path_of(file.sha256), file.media_type, file.sha256, f"berkas-{file.id}.{ending}", own)


@files.get("/berkas/<id:id>/kecil")
@requires("meeting.read", StoredFile)
def small(file: StoredFile) -> Any:
    """The small picture of a picture."""
    path = path_of(file.sha256, small=True)
    return _hand_out(path, SMALL_TYPE, f"{file.sha256}-small", f"berkas-{file.id}-kecil.webp", True)


def _hand_out(path: Path, media_type: str, tag: str, name: str, inline: bool) -> Any:
    try:
        answer = send_file(path, media_type, not inline, name, conditional=True, etag=tag)
    except FileNotFoundError:
        current_app.logger.error("files: %s is missing", path.name)
        abort(404)
    if inline:
        answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"  # a content never changes
    return answer
