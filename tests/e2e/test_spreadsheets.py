"""A spreadsheet in a real browser: sent, looked at, mended, imported, with and without scripts; axe finds nothing."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.e2e.conftest import Open
from tests.e2e.test_pages import look
from tests.e2e.test_walk import WITH_AND_WITHOUT_SCRIPT
from tests.spreadsheets.files import xlsx

PATH = "/pemetaan/impor"
HEAD = ["Kode wilayah", "Tahun", "P1 ada", "P1 nilai", "P1 sumber", "Warna"]
VILLAGES = ("73.73.01.1001", "73.73.01.1003", "73.73.05.1003")


def table(year: int, *bad: list[Any]) -> bytes:
    """A row for each of three villages, and bad ones."""
    rows = [[code, year, "ada", n + 0.5, "Polres (contoh)", "merah"] for n, code in enumerate(VILLAGES)]
    return xlsx([["DATA CONTOH"], HEAD, *rows, *bad])


def choose(page: Page, content: bytes, path: str = PATH, name: str = "pemetaan contoh.xlsx") -> None:
    """Send a file."""
    page.goto(path)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("[name=berkas]", [{"name": name, "mimeType": kind, "buffer": content}])
    page.get_by_role("button", name="Periksa berkas").click()


@WITH_AND_WITHOUT_SCRIPT
def test_a_spreadsheet_is_looked_at_mended_and_imported(open_as: Open, script: bool) -> None:
    page, year = open_as("sekretariat", script=script), 2003 + script
    choose(page, table(year, ["73.99", year, "mungkin", -1]))
    expect(page.locator("#keliru")).to_contain_text("Baris 6, kolom P1 Kasus kejahatan narkoba: nilai: “-1” negatif")
    expect(page.get_by_role("button", name="Impor")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh laporan tiap baris").click()
    assert "73.99" not in download.value.suggested_filename and download.value.suggested_filename.endswith(".csv")
    page.get_by_role("link", name="Unggah berkas lain").click()
    choose(page, table(year))
    expect(page.locator(".stats")).to_contain_text("Ditambah 3")
    expect(page.locator("main")).to_contain_text("Kolom yang tidak dipakai: Warna")
    page.get_by_role("button", name="Impor").click()
    expect(page.locator("#pesan")).to_contain_text("3 baris ditambah, 0 diubah, 0 tetap")
    choose(page, table(year))
    expect(page.locator("main")).to_contain_text("Tidak ada yang perlu diimpor")
    page.get_by_role("button", name="Batal").click()
    expect(page.locator("#pesan")).to_contain_text("Impor dibatalkan")


def saved(page: Page, role: Any, name: str) -> bytes:
    """What the browser saves after a click."""
    with page.expect_download() as download:
        page.get_by_role(role, name=name).click()
    return Path(download.value.path()).read_bytes()


def test_mappings_are_saved_as_a_file_that_says_who_may_have_it(open_as: Open) -> None:
    page = open_as("sekretariat")
    choose(page, table(2018))
    page.get_by_role("button", name="Impor").click()
    page.goto("/pemetaan?tahun=2018")
    content = saved(page, "button", "Unduh Excel semua kawasan")
    cells = CalamineWorkbook.from_object(io.BytesIO(content)).get_sheet_by_name("Pemetaan").to_python()
    assert cells[0][0].startswith("TERBATAS") and [row[0] for row in cells[3:]] == list(VILLAGES)
    choose(page, content)
    expect(page.locator("main")).to_contain_text("Tidak ada yang perlu diimpor")


def test_a_plan_goes_out_and_comes_back_unchanged(open_as: Open) -> None:
    page = open_as("sekretariat")
    page.goto("/rencana-aksi")
    page.locator("#hasil tbody a").first.click()
    content = saved(page, "link", "Unduh Excel")
    choose(page, content, page.url.split("?")[0] + "/impor")
    expect(page.locator("main")).to_contain_text("Tidak ada yang perlu diimpor")
    look(page, "the preview of a plan")


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(open_as: Open, width: int) -> None:
    page = open_as("sekretariat", viewport={"width": width, "height": 900})
    page.goto(PATH)
    look(page, PATH)
    choose(page, b"halo, ini bukan tabel")
    expect(page.locator("[aria-invalid=true]")).to_have_count(1)
    look(page, "a file that was refused")
    for content in (table(2005, *[["73.99", 2005, "mungkin", -1, "x" * 400]] * 60), table(2005)):
        choose(page, content)
        expect(page.locator("h1")).to_contain_text("Periksa sebelum")
        look(page, "a preview, with faults and without")
