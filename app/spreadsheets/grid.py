"""The cells of an uploaded spreadsheet: XLSX and ODS by a process of its own, CSV as the text that it is."""

from __future__ import annotations

import csv
import io
import json
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from flask_babel import gettext

from app import limited
from app.files import packages
from app.forms import clean_text
from app.refusal import Refused

BIGGEST = 5 * 1024 * 1024
MOST_ROWS = 10_000
MOST_LINES = MOST_ROWS + 1_000  # with titles above the table and blank lines in it
READER = Path(__file__).with_name("cells.py")
SIGNS = ("=", "+", "-", "@", "\t", "\r")  # with which a spreadsheet takes a text for a formula

Cell = Any  # str, int, float, bool, or {"d": "2026-12-31"}


@dataclass
class Sheet:
    """One sheet. `rows` are (line, cells) without blank lines; `hollow` is where a formula has no value yet."""

    name: str
    rows: list[tuple[int, list[Cell]]]
    merged: list[tuple[int, int]] = field(default_factory=list)
    hollow: list[tuple[int, int]] = field(default_factory=list)
    longer: bool = False


def read(content: bytes) -> list[Sheet]:
    """Return the visible sheets of a file. Takes up to seconds, so no transaction should be open meanwhile.

    Raises Refused with a sentence for who sent what is no spreadsheet, is too large, or would take too much to read.
    """
    if not content:
        raise Refused(gettext("Pilih berkas lembar kerja: XLSX, ODS, atau CSV."))
    if len(content) > BIGGEST:
        raise Refused(gettext("Berkas ini lebih besar dari 5 MB. Bagi menjadi beberapa berkas, lalu unggah lagi."))
    if content.startswith(packages.OLD):
        raise Refused(
            gettext(
                "Format lama (XLS) atau berkas berkata sandi. Simpan sebagai XLSX tanpa kata sandi, lalu unggah lagi."
            )
        )
    if content.startswith(b"PK"):
        return _read_package(content)
    return [Sheet("CSV", csv_rows(text_of(content)))]


def packed(sheets: list[Sheet]) -> bytes:
    """What was read, as it is kept until it is imported."""
    return zlib.compress(json.dumps([asdict(sheet) for sheet in sheets], separators=(",", ":")).encode(), 3)


def unpacked(content: bytes) -> list[Sheet]:
    """The sheets that `packed` kept."""
    return [Sheet(**sheet) for sheet in json.loads(zlib.decompress(content))]


def _read_package(content: bytes) -> list[Sheet]:
    packages.inspect(content)
    answer = limited.run(READER, content) or {"fault": "large"}
    if answer.get("fault") == "large":
        raise Refused(
            gettext("Lembar kerja ini terlalu luas untuk dibaca. Salin tabelnya saja ke berkas baru, lalu unggah lagi.")
        )
    if answer.get("fault") == "long":
        raise Refused(
            gettext("Teks di lembar kerja ini terlalu panjang. Sisakan kolom yang diimpor saja, lalu unggah lagi.")
        )
    if answer.get("fault") == "password":
        raise Refused(gettext("Berkas ini dilindungi kata sandi. Hapus kata sandinya, lalu unggah lagi."))
    if "fault" in answer:
        raise Refused(gettext("Berkas ini bukan XLSX atau ODS yang utuh. Simpan ulang, lalu unggah lagi."))
    return [Sheet(**sheet) for sheet in answer["sheets"]]


def text_of(content: bytes) -> str:
    """Read UTF-8 with or without BOM, or what older office programs write (cp1252). Raises Refused for no text."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and not text.lstrip().lower().startswith(("<", "{", "%pdf")):
            return text
    raise Refused(gettext("Berkas ini bukan lembar kerja. Simpan sebagai XLSX, ODS, atau CSV, lalu unggah lagi."))


def csv_rows(text: str, most: int = MOST_LINES) -> list[tuple[int, list[Cell]]]:
    """Return the rows of a CSV text that are not empty, each with its line; by commas, semicolons or tabs.

    At most one more than `most` are read, so that the caller can tell that there are too many.
    """
    first = text.lstrip("\r\n").partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num - sum(cell.count("\n") for cell in cells), [*map(_unquoted, cells)]))
            if len(rows) > most:
                break
    except csv.Error:
        line = reader.line_num
        raise Refused(gettext("Baris %(line)s tidak dapat dibaca sebagai CSV.", line=line)) from None
    return rows


def _unquoted(cell: str) -> str:
    """A text without the apostrophe that keeps office programs from taking it for a formula (`writing.harmless`)."""
    cell = clean_text(cell)
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(SIGNS) else cell
