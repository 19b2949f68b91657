"""The kinds of file that may be kept: one table. What a file is, its content says; its name must not say otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext

from app.files.images import Drawn, redraw
from app.refusal import Refused


@dataclass(frozen=True)
class FileKind:
    """One kind. `signature` matches its first bytes; `redraw` makes it anew (None keeps the bytes as they came,
    and then it is only ever handed out as an attachment)."""

    name: str
    media_type: str
    endings: tuple[str, ...]
    signature: re.Pattern[bytes]
    redraw: Callable[[bytes, str], Drawn] | None = None


JPEG = FileKind("JPEG", "image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), re.compile(rb"\xff\xd8\xff"), redraw)
PNG = FileKind("PNG", "image/png", ("png",), re.compile(rb"\x89PNG\r\n\x1a\n"), redraw)
WEBP = FileKind("WebP", "image/webp", ("webp",), re.compile(rb"RIFF.{4}WEBP", re.DOTALL), redraw)
PDF = FileKind("PDF", "application/pdf", ("pdf",), re.compile(rb"%PDF-"))

IMAGES = (JPEG, PNG, WEBP)
SCANS = (PDF, *IMAGES)
KINDS = SCANS
BY_MEDIA_TYPE = {kind.media_type: kind for kind in KINDS}


def recognise(data: bytes, name: str, allowed: tuple[FileKind, ...]) -> FileKind:
    """Return the kind of a file. Raises Refused when its content or the ending of its name is not allowed."""
    known = ", ".join(kind.name for kind in allowed)
    kind = next((kind for kind in allowed if kind.signature.match(data)), None)
    if kind is None:
        raise Refused(
            gettext("Isi berkas ini bukan %(kinds)s. Simpan dahulu dalam format itu, lalu unggah lagi.", kinds=known)
        )
    endings = [ending for each in allowed for ending in each.endings]
    if name.rpartition(".")[2].lower() not in endings:
        known = ", ".join("." + ending for ending in endings)
        raise Refused(gettext("Nama berkas harus berakhiran %(endings)s. Ganti namanya dahulu.", endings=known))
    return kind
