"""Spreadsheets of all kinds are read by the names of their columns; what cannot be read is told by row."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from app.commitments.states import FundSource
from app.language import Lazy as _l
from app.refusal import Refused
from app.spreadsheets.grid import BIGGEST, packed, read, unpacked
from app.spreadsheets.tables import Column, Parsed, Table, list_of
from tests.spreadsheets.files import ods, ods_of, package, xlsx

TABLE = Table("Data", (
    Column("code", _l("Kode wilayah"), required=True, longest=20), Column("target", _l("Target"), "quantity"),
    Column("year", _l("Tahun"), "whole", required=True), Column("starts_on", _l("Mulai"), "date"),
    Column("is_present", _l("Ada"), "yes"), Column("fund", _l("Sumber anggaran"), "choice", choices=FundSource),
    Column("remark", _l("Keterangan"), longest=50), Column("name", _l("Nama wilayah"), "info"),
))  # fmt: skip
HEAD = ["Kode wilayah", "Target", "Tahun", "Mulai", "Ada", "Sumber anggaran", "Keterangan"]
GOOD = ["73.73.01", 1234.5, 2026, dt.date(2026, 12, 31), "ya", "APBD", "=1+1"]
VALUES = {"code": "73.73.01", "target": Decimal("1234.5"), "year": 2026, "starts_on": dt.date(2026, 12, 31),
          "is_present": True, "fund": FundSource.APBD, "remark": "=1+1"}  # fmt: skip

REST_OF_SHEET = (  # as LibreOffice fills every sheet up
    '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
)


def parse(content: bytes) -> Parsed:
    """Read a file as the test's table, packed and unpacked on the way."""
    return TABLE.parse(unpacked(packed(read(content))))


def told(content: bytes) -> list[str]:
    """What is said about its rows."""
    return [str(fault) for fault in parse(content).faults]


def csv(*rows: list[Any], separator: str = ",") -> bytes:
    """The rows as text."""
    return "\n".join(separator.join(str(cell) for cell in row) for row in rows).encode()


@pytest.mark.parametrize("content", [
    xlsx([HEAD, GOOD]),
    xlsx([["Target\n", *HEAD[2:], " KODE  Wilayah"], [*GOOD[1:], GOOD[0]]]),
    xlsx([["target", "YEAR", "starts_on", "Is present", "fund", "remark", "code"], [*GOOD[1:], GOOD[0]]]),
    xlsx([["TERBATAS: jangan disebarkan"], [], ["", *HEAD], [], ["", *GOOD], []]),
    xlsx([["Tahun", "Isi dulu"], [2026, "lalu"]], Rencana=[HEAD, GOOD]),
    xlsx([HEAD, ["73.73.01", "1.234,5", "2026", "31/12/2026", "ada", "apbd", "=1+1"]]),
    csv(HEAD, ["73.73.01", '"1.234,5"', 2026, "2026-12-31", "ADA", "apbd", "'=1+1"]),
    csv(HEAD, ["73.73.01", "1234,5", 2026, "31-12-2026", "1", "APBD", "=1+1"], separator=";"),
    ods([HEAD, ["73.73.01", 1234.5, 2026, "31/12/2026", "ya", "APBD", "=1+1"]], raw=REST_OF_SHEET),
], ids=["plain", "order", "keys", "titles", "second sheet", "texts", "csv", "semicolons", "ods"])  # fmt: skip
def test_what_office_programs_write_is_read(app: Flask, content: bytes) -> None:
    parsed = parse(content)
    assert [str(fault) for fault in parsed.faults] == []
    assert [row.values for row in parsed.rows] == [VALUES]


def test_empty_cells_and_lines_are_no_values(app: Flask) -> None:
    parsed = parse(xlsx([HEAD, [], ["73.73.01", "-", 2026, " ", "–", "-"], [None, ""], ["73.73.02", None, 2025]]))
    assert [(row.line, row.values) for row in parsed.rows] == [
        (3, {"code": "73.73.01", "year": 2026}), (5, {"code": "73.73.02", "year": 2025}),
    ]  # fmt: skip


@pytest.mark.parametrize(("place", "cell", "sentence"), [
    (0, "", "Baris 2, kolom Kode wilayah: belum diisi."), (0, "7" * 21, "21 karakter; paling banyak 20."),
    (1, -3, "“-3” negatif"), (1, "banyak", "“banyak” bukan angka"), (1, "0.1234", "bukan angka"),
    (1, "1,2345", "paling banyak tiga angka di belakang koma"), (1, 10**12, "terlalu besar"),
    (1, True, "“ya” bukan angka"),
    (1, "1.000.00", "bukan angka"), (1, dt.date(2026, 1, 2), "“02/01/2026” bukan angka"), (1, "NaN", "bukan angka"),
    (2, 2026.5, "bukan bilangan bulat"), (2, "dua ribu", "bukan angka"), (2, 10**30, "terlalu besar"),
    (2, "9" * 11, "terlalu besar. Isi paling banyak 1.000.000"), (1, "9" * 5000, "terlalu besar"),
    (1, 1e300, "terlalu besar. Isi paling banyak 999.999.999.999"), (1, "1e400", "bukan angka"),
    (3, "31/02/2026", "bukan tanggal"), (3, "12/31/2026", "bukan tanggal"), (3, 46387, "bukan tanggal"),
    (3, "1/1/1899", "tahun antara 2000 dan 2100"), (4, "mungkin", "“mungkin” tidak dikenal. Isi ada atau tidak ada."),
    (5, "Dana desa", "Isi salah satu: APBD, APBN, CSR/TJSL, Swadaya, Lainnya."), (6, "x" * 51, "51 karakter"),
])  # fmt: skip
def test_a_bad_cell_is_told_by_row_and_column(app: Flask, place: int, cell: Any, sentence: str) -> None:
    row = [*GOOD[:place], cell, *GOOD[place + 1 :]]
    for content in (
        xlsx([HEAD, row, GOOD]),
        ods([HEAD, row[:3], ["73", 1, 2026]]) if place < 3 and cell == "" else b"",
    ):
        if content:
            [fault] = told(content)
            assert fault.startswith(f"Baris 2, kolom {HEAD[place]}: ") and sentence in fault


def test_merged_cells_are_told_unless_they_are_a_title(app: Flask) -> None:
    def merge(_book: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 4, "Rencana")
        sheet.merge_range(3, 1, 4, 1, 7)

    content = xlsx([["Rencana"], HEAD, GOOD, GOOD, GOOD], also=merge)
    assert told(content) == ["Baris 4: sel yang digabung. Pisahkan selnya (unmerge), lalu isi tiap baris."]
    spanned = '<table:table-row><table:table-cell table:number-columns-spanned="2"/></table:table-row>'
    assert told(ods([HEAD[:3], ["73", 1, 2026]], raw=spanned)) == [
        "Baris 3: sel yang digabung. Pisahkan selnya (unmerge), lalu isi tiap baris."
    ]


def test_formulas_are_read_as_their_last_value(app: Flask) -> None:
    def calculate(_book: Any, sheet: Any) -> None:
        sheet.write_formula(1, 1, "=10/3", None, 10 / 3)
        sheet.write_formula(2, 1, "=A1", None, "")
        sheet.write_formula(3, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(5, 1, "=A1", None, "")

    content = xlsx([HEAD, GOOD, GOOD, GOOD], also=calculate)
    parsed = parse(content)
    assert parsed.rows[0].get("target") == Decimal("3.333")
    sentence = "rumus tanpa hasil. Buka dan simpan berkasnya sekali lagi, atau ganti dengan angkanya."
    assert [str(fault) for fault in parsed.faults] == [
        f"Baris 3, kolom Target: {sentence}", f"Baris 4, kolom Target: {sentence}", f"Baris 6: {sentence}",
    ]  # fmt: skip
    formula = '<table:table-row><table:table-cell/><table:table-cell table:formula="of:=[.A1]&gt;3"/></table:table-row>'
    assert told(ods([HEAD[:3], ["73", 1, 2026]], raw=formula)) == [f"Baris 3: {sentence}"]


def test_columns_that_are_unknown_or_missing_are_told(app: Flask) -> None:
    parsed = parse(xlsx([["Kode wilayah", "Warna", "Target", "Target", "Nama wilayah"], ["73", "merah", 1, 2, "Bara"]]))
    assert parsed.unused == ["Warna", "Target"]
    assert [str(fault) for fault in parsed.faults] == ["Baris 1: kolom Tahun tidak ada."]
    assert parse(xlsx([[*HEAD, "Nama wilayah"], [*GOOD, "Bara"]])).unused == []


@pytest.mark.parametrize(("content", "sentence"), [
    (b"", "Pilih berkas"), (b"x" * (BIGGEST + 1), "lebih besar dari 5 MB"), (b"PK\x03\x04rusak", "rusak"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 999, "Format lama"), (b"\x00\x01\x02", "bukan lembar kerja"),
    (b"<html><table><tr><td>Kode wilayah</td></tr></table>", "bukan lembar kerja"), (b"%PDF-1.7", "bukan lembar kerja"),
    (package({"a.txt": "halo"}), "bukan XLSX atau ODS yang utuh"), (xlsx([]), "Judul kolom tidak ditemukan"),
    (xlsx([["Nama", "Umur"], ["Ani", 3]]), "Yang harus ada: Kode wilayah, Tahun"),
    (xlsx([HEAD]), "tidak ada satu baris pun"),
    (csv(HEAD, ['"' + "x" * 200_000 + '"']), "tidak dapat dibaca sebagai CSV"),
    (xlsx([HEAD, *[["73.73.01", 1, 2026]] * 10_001]), "Paling banyak 10.000 baris"),
    (csv(HEAD, *[["73.73.01", 1, 2026]] * 12_000), "Paling banyak 10.000 baris"),
    (ods_of('<table:table table:name="A">' + "<table:table-row>" * 9), "bukan XLSX atau ODS"),
], ids=["none", "large", "cut", "xls", "binary", "html", "pdf", "zip", "empty", "other", "no rows", "csv", "rows",
        "lines", "broken ods"])  # fmt: skip
def test_what_holds_no_such_table_is_refused(app: Flask, content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        parse(content)


def far_away(_book: Any, sheet: Any) -> None:
    """Say something in the very last cell."""
    sheet.write(1_048_575, 16_383, "jauh")


REPEATED = (
    '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384" '
    'office:value-type="float" office:value="1"/></table:table-row>'
)


@pytest.mark.parametrize("content", [
    xlsx([HEAD, GOOD], also=far_away), ods([HEAD], raw=REPEATED),
    package({"[Content_Types].xml": "", "xl/workbook.xml": b"\0" * 60_000_000}),
    xlsx([[f"Kolom {n}" for n in range(400)]]),
], ids=["last cell", "repeated", "zip bomb", "wide"])  # fmt: skip
def test_a_small_file_that_would_fill_the_memory_is_refused(app: Flask, content: bytes) -> None:
    assert len(content) < 200_000
    with pytest.raises(Refused, match=r"terlalu luas|terlalu besar|yang utuh"):
        read(content)


def test_hidden_sheets_are_not_read(app: Flask) -> None:
    content = xlsx([["Kosong"]], also=lambda book, _: book.add_worksheet("Gelap").hide(), Terang=[HEAD, GOOD])
    assert [sheet.name for sheet in read(content)] == ["Data", "Terang"]


def test_a_cell_may_hold_several_values(app: Flask) -> None:
    assert [*list_of(" Dinas Koperasi, UKM; Bappeda\n;Polres ")] == ["Dinas Koperasi, UKM", "Bappeda", "Polres"]
    assert [*list_of("73.73.01, 73.73.02", also=",")] == ["73.73.01", "73.73.02"] and [*list_of(None)] == []


def test_one_long_text_said_again_and_again_is_refused(app: Flask) -> None:
    content = xlsx([HEAD, *[["x" * 30_000] * 7] * 100])
    with pytest.raises(Refused, match="Teks di lembar kerja ini terlalu panjang"):
        read(content)
    assert len(content) < 200_000 and read(xlsx([HEAD, *[["x" * 30_000] * 7] * 20]))
