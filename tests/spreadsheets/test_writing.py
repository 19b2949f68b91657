"""What is written can be read again by the same table, and no text of anybody becomes a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from app.commitments.states import FundSource
from app.language import speaking
from app.spreadsheets.grid import read
from app.spreadsheets.writing import csv_file, harmless, plain, workbook
from tests.spreadsheets.test_reading import TABLE

SIGNS = "=+-@'\"<>&,;|\t\n\\_x0041_%{}é漢🌾 aZ09.,/"
HOSTILE = ("=1+1", "+62811", "-5", "@SUM(A1)", "'=1+1", "''=x", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")',
           "_x0041_", "http://contoh.go.id", "<b>tebal</b>", "1.234", "2026-12-31", "ya", "=\n1", "TRUE", "#N/A", "'",
           "''")  # fmt: skip


def some_row(chance: random.Random, number: int) -> dict[str, Any]:
    """A row of any values, half of them missing."""
    words = "".join(chance.choice(SIGNS) for _ in range(chance.randint(1, 40))).strip()
    row = {
        "code": f"73.73.{number}", "year": chance.randint(2000, 2100),
        "target": Decimal(chance.randint(0, 10**9)) / 1000,
        "starts_on": dt.date(2000, 1, 1) + dt.timedelta(days=chance.randint(0, 36_000)),
        "is_present": chance.random() < 0.5, "fund": chance.choice(list(FundSource)),
        "remark": chance.choice((words, chance.choice(HOSTILE))),
    }  # fmt: skip
    kept = {key: value for key, value in row.items() if key in ("code", "year") or chance.random() < 0.5}
    return {key: value for key, value in kept.items() if value != ""}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("language", ["id", "en"])
def test_what_was_written_is_read_again(app: Flask, seed: int, language: str) -> None:
    chance = random.Random(seed)  # noqa: S311
    rows = [some_row(chance, number) for number in range(100)]
    with speaking(language):
        content = workbook(TABLE, rows, titles=("TERBATAS", "Judul"), notes=("Bacalah.",))
        head = [column.label for column in TABLE.columns]
        text = csv_file(head, ([row.get(column.key) for column in TABLE.columns] for row in rows))
    for made in (content, text):
        parsed = TABLE.parse(read(made))
        assert not parsed.faults
        assert [row.values for row in parsed.rows] == rows


def test_no_text_becomes_a_formula_or_a_link(app: Flask) -> None:
    rows = [{"code": "7", "year": 2026, "remark": text} for text in HOSTILE]
    content = workbook(TABLE, rows, titles=("=1+1",))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if "worksheets/" in name]
    assert not any("<f>" in sheet or "hyperlink" in sheet for sheet in sheets)
    found = [row[6] for row in CalamineWorkbook.from_object(io.BytesIO(content)).get_sheet_by_index(0).to_python()[2:]]
    assert found == list(HOSTILE)
    cells = [cell for row in csv.reader(io.StringIO(csv_file(["a"], [[t] for t in HOSTILE]).decode())) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in cells)


def test_a_written_file_explains_itself(app: Flask) -> None:
    content = workbook(
        TABLE, [], notes=("Satu baris satu kawasan.",), lists={"Kode": [["Kode", "Nama"], ["73", "Palopo"]]}
    )
    book = CalamineWorkbook.from_object(io.BytesIO(content))
    assert book.sheet_names == ["Data", "Petunjuk", "Pilihan", "Kode"]
    guide = book.get_sheet_by_name("Petunjuk").to_python()
    assert guide[0][0] == "Satu baris satu kawasan." and guide[2] == ["Nama kolom", "Wajib", "Cara mengisi"]
    assert ["Kode wilayah", "ya", "Teks, paling banyak 20 karakter."] in guide
    assert book.get_sheet_by_name("Pilihan").to_python() == [
        ["Ada", "Sumber anggaran"], ["ada", "APBD"], ["tidak ada", "APBN"],
        ["", "CSR/TJSL"], ["", "Swadaya"], ["", "Lainnya"],
    ]  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert "='Pilihan'!$B$2:$B$6" in sheet.replace("<formula1>", "<formula1>=") and 'state="frozen"' in sheet


def test_values_are_written_the_indonesian_way(app: Flask) -> None:
    assert [plain(v) for v in (None, True, FundSource.CSR, Decimal("1234.5"), 2.5, 7, dt.date(2026, 1, 2))] == [
        "", "ya", "CSR/TJSL", "1234,5", "2,5", "7", "2026-01-02",
    ]  # fmt: skip
    assert harmless("Bara") == "Bara" and harmless("=1") == "'=1" and not csv_file(["a"], []).startswith(b"\xef")
