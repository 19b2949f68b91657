"""PDF files: whether they can be opened, and how their first page looks."""

from __future__ import annotations

import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from threading import Lock

from flask import current_app, g, has_request_context
from flask_babel import gettext

from app.files import first_page
from app.files.images import Drawn
from app.refusal import Refused

TAIL = 2048  # bytes in which the end mark of a PDF stands
PATIENCE = first_page.SECONDS + 2  # seconds
MOST_SECONDS = 20  # for all papers of one request
_one_at_a_time = Lock()  # as for pictures: each takes memory of its own


def inspect(data: bytes) -> Drawn | None:
    """Return the small picture of the first page, None when it cannot be drawn in time.

    Raises Refused when the file is cut off, cannot be opened, or needs a password; and when those before it in the
    same request took too long: forty slow papers would keep everybody waiting for minutes.
    """
    if b"%%EOF" not in data[-TAIL:]:
        raise _broken()
    if has_request_context() and g.get("papers_took", 0) > MOST_SECONDS:
        raise Refused(gettext("Berkas sebelumnya terlalu lama dibaca. Unggah berkas ini tersendiri."))
    with _one_at_a_time:
        began = time.monotonic()
        ended, picture = _draw(data)
        g.papers_took = g.get("papers_took", 0) + time.monotonic() - began
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
