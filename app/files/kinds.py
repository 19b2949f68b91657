"""The kinds of file that may be kept: one table. What a file is, its content says; its name must not say otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext

from app.files import packages, papers
from app.files.images import Drawn, redraw
from app.refusal import Refused


@dataclass(frozen=True)
class FileKind:
    """One kind. `signature` matches its first bytes, `part` is what a package of this kind must hold.

    `redraw` makes it anew; without it the bytes are kept as they came, and then it is only ever handed out as an
    attachment. `inspect` looks into what is kept so: it refuses, or returns a small picture, or None.
    """

    name: str
    media_type: str
    endings: tuple[str, ...]
    signature: re.Pattern[bytes]
    redraw: Callable[..., Drawn] | None = None
    inspect: Callable[[bytes], Drawn | None] | None = None
    part: str = ""

    def matches(self, data: bytes) -> bool:
        """Tell whether the content is of this kind. Raises Refused for a package that cannot be read."""
        return self.signature.match(data) is not None and (not self.part or packages.holds(data, self.part))


_ZIP = re.compile(rb"PK\x03\x04")
_OFFICE = "application/vnd.openxmlformats-officedocument."
JPEG = FileKind("JPEG", "image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), re.compile(rb"\xff\xd8\xff"), redraw)
PNG = FileKind("PNG", "image/png", ("png",), re.compile(rb"\x89PNG\r\n\x1a\n"), redraw)
WEBP = FileKind("WebP", "image/webp", ("webp",), re.compile(rb"RIFF.{4}WEBP", re.DOTALL), redraw)
PDF = FileKind("PDF", "application/pdf", ("pdf",), re.compile(rb"%PDF-"), inspect=papers.inspect)
DOCX = FileKind("DOCX", _OFFICE + "wordprocessingml.document", ("docx",), _ZIP, None, packages.inspect, packages.WORD)
XLSX = FileKind("XLSX", _OFFICE + "spreadsheetml.sheet", ("xlsx",), _ZIP, None, packages.inspect, packages.EXCEL)

IMAGES = (JPEG, PNG, WEBP)
SCANS = (PDF, *IMAGES)
EVIDENCE = (*SCANS, DOCX, XLSX)
KINDS = EVIDENCE
BY_MEDIA_TYPE = {kind.media_type: kind for kind in KINDS}


def named(name: str, media_type: str) -> str:
    """Return the name under which a file is saved: a photo may have come under the ending of another kind."""
    kind = BY_MEDIA_TYPE[media_type]
    return name if name.rpartition(".")[2].lower() in kind.endings else f"{name}.{kind.endings[0]}"


def recognise(data: bytes, name: str, allowed: tuple[FileKind, ...]) -> FileKind:
    """Return the kind of a file. Raises Refused when its content or the ending of its name is not allowed.

    A picture is drawn anew, so any picture's ending does; what is kept as it came must be named as what it is.
    """
    known = ", ".join(kind.name for kind in allowed)
    kind = next((kind for kind in allowed if kind.matches(data)), None)
    if kind is None:
        if DOCX in allowed and data.startswith(packages.OLD):
            raise Refused(
                gettext("Format lama atau berkas berkata sandi. Simpan sebagai DOCX atau XLSX tanpa kata sandi.")
            )
        raise Refused(
            gettext("Isi berkas ini bukan %(kinds)s. Simpan dahulu dalam format itu, lalu unggah lagi.", kinds=known)
        )
    alike = [each for each in allowed if each.redraw] if kind.redraw else [kind]
    endings = [ending for each in alike for ending in each.endings]
    if name.rpartition(".")[2].lower() not in endings:
        known = ", ".join("." + ending for ending in endings)
        raise Refused(gettext("Nama berkas harus berakhiran %(endings)s. Ganti namanya dahulu.", endings=known))
    return kind
