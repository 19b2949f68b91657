"""Word and Excel files are looked into before they are kept: read only, never unpacked to disk, never opened."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from flask_babel import gettext

from app.refusal import Refused

MOST_PARTS = 5000
MOST_UNPACKED = 200 * 1024 * 1024  # bytes; a workbook of a year's figures has ten
MOST_RATIO = 200  # of one part that is larger than LARGE; XML of a sheet shrinks to a fortieth
LARGE = 1024 * 1024
STEP = 256 * 1024
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what Office writes; others unpack without measure
LOCKED = 0x1  # the flag of an entry that needs a password
TYPES = "[Content_Types].xml"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # DOC and XLS, and also DOCX and XLSX with a password
WORD, EXCEL = "word/document.xml", "xl/workbook.xml"


def holds(data: bytes, part: str) -> bool:
    """Tell whether this is a package with such a main part. Raises Refused when it is a broken package."""
    names = {entry.filename for entry in _entries(data)}
    return TYPES in names and part in names


def inspect(data: bytes) -> None:
    """Raise Refused for a package with a program, a password, a hidden mass, or a part that cannot be read."""
    entries = _entries(data)
    names = [entry.filename.lower() for entry in entries]
    if any("vbaproject" in name or name.endswith((".bin.exe", ".exe", ".js", ".vbs")) for name in names):
        raise Refused(gettext("Berkas ini memuat makro. Simpan tanpa makro, lalu unggah lagi."))
    if any(entry.flag_bits & LOCKED for entry in entries):
        raise Refused(gettext("Berkas ini berkata sandi. Simpan tanpa kata sandi, lalu unggah lagi."))
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED or _bursts(entries):
        raise Refused(gettext("Isi berkas ini mengembang terlalu besar. Kurangi isinya, lalu unggah lagi."))
    if any(entry.compress_type not in METHODS for entry in entries):
        raise _broken()
    _read_all(data, entries)


def _entries(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError) as error:
        raise _broken() from error


def _bursts(entries: list[zipfile.ZipInfo]) -> bool:
    return any(e.file_size > LARGE and e.file_size > MOST_RATIO * max(1, e.compress_size) for e in entries)


def _read_all(data: bytes, entries: list[zipfile.ZipInfo]) -> None:
    """Read each part once, bit by bit: what the directory declares need not be so."""
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            for entry in entries:
                with package.open(entry) as part:
                    while left > 0 and (piece := part.read(STEP)):
                        left -= len(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError) as error:
        raise _broken() from error
    if left <= 0:
        raise Refused(gettext("Isi berkas ini mengembang terlalu besar. Kurangi isinya, lalu unggah lagi."))


def _broken() -> Refused:
    return Refused(gettext("Berkas ini rusak atau tidak lengkap. Simpan ulang, lalu unggah lagi."))
