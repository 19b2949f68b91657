"""PDF files: whether they can be opened, and how their first page looks."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from threading import Lock

from flask import current_app
from flask_babel import gettext

from app.files import first_page
from app.files.images import Drawn
from app.refusal import Refused

TAIL = 2048  # bytes in which the end mark of a PDF stands
PATIENCE = first_page.SECONDS + 2  # seconds
_one_at_a_time = Lock()  # as for pictures: each takes memory of its own


def inspect(data: bytes) -> Drawn | None:
    """Return the small picture of the first page, None when it cannot be drawn in time.

    Raises Refused when the file is cut off, cannot be opened, or needs a password.
    """
    if b"%%EOF" not in data[-TAIL:]:
        raise _broken()
    with _one_at_a_time:
        ended, picture = _draw(data)
    if ended == first_page.BROKEN:
        raise _broken()
    if ended == first_page.LOCKED:
        raise Refused(gettext("PDF ini berkata sandi. Simpan tanpa kata sandi, lalu unggah lagi."))
    if ended or not picture:
        current_app.logger.warning("files: first page not drawn (%s)", ended)
        return None
    return _measured(data, picture)


def _draw(data: bytes) -> tuple[int | None, bytes]:
    """Run the drawing process; how it ended is None when it took too long."""
    command = [sys.executable, "-I", str(Path(first_page.__file__))]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return None, b""
    return done.returncode, done.stdout


def _measured(data: bytes, picture: bytes) -> Drawn | None:
    from PIL import Image

    try:
        with Image.open(BytesIO(picture), formats=["WEBP"]) as image:
            width, height = image.size
    except OSError:
        return None
    return Drawn(data, picture, width, height)


def _broken() -> Refused:
    return Refused(gettext("PDF ini rusak atau tidak lengkap. Simpan ulang, lalu unggah lagi."))
