"""Pictures to upload, good and bad."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), colour: str = "#0b5cad", **options: object) -> bytes:
    """A picture of one colour."""
    target = BytesIO()
    Image.new(str(options.pop("mode", "RGB")), size, colour).save(target, kind, **options)
    return target.getvalue()


def picture_with_place(kind: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    """A picture that says where it was taken, lies on its side, and carries a comment."""
    exif = Image.Exif()
    exif[MAKER] = "KameraRahasia"
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS).update({1: "S", 2: (2.0, 59.0, 40.0), 3: "E", 4: (120.0, 11.0, 50.0)})
    extra = {"comment": b"rahasia"} if kind == "JPEG" else {}
    return picture(kind, size, exif=exif, icc_profile=b"rahasia" * 30, **extra)


def paper(note: str = "contoh") -> bytes:
    """A PDF of one empty page; `note` makes it differ from others."""
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
             b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>", b"(" + note.encode() + b")"]  # fmt: skip
    text, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(text))
        text += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return text + table + b"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(text)


def png_that_bursts(side: int) -> bytes:
    """A small PNG that says it is `side` pixels wide and high."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(9999))) + _chunk(b"IEND")
    )


def _chunk(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def package(part: str = "word/document.xml", **parts: bytes) -> bytes:
    """A Word file, or with "xl/workbook.xml" an Excel file, reduced to what makes it one; `parts` by their name."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in {"[Content_Types].xml": b"<Types/>", part: b"<contoh/>", **parts}.items():
            file.writestr(name, data)
    return target.getvalue()
