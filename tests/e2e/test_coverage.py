"""Who does what where in a real browser: cards on a phone, the matrix by keys, on paper, and without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.test_pages import look

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}


def wide(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def test_a_phone_lists_areas_first(open_as: Open) -> None:
    page = open_as("narahubung.dinsos", **PHONE)
    page.goto("/peta-kerja")
    expect(page.locator(".only-wide")).to_be_hidden()
    cards = page.locator(".only-phone tbody tr")
    expect(cards.last).to_contain_text("Jumlah")
    assert not wide(page)
    busy = page.locator(".only-phone tbody tr", has=page.locator("td[data-label=Instansi] a")).first
    name = busy.locator("td a").first.inner_text()
    busy.locator("td[data-label=Instansi] a").click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    expect(page.locator(".table-coverage tbody tr").first).to_be_visible()
    assert not wide(page)
    look(page, "instansi di satu kawasan")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_matrix_is_walked_by_keys(open_as: Open, scheme: str) -> None:
    page = open_as("pimpinan", color_scheme=scheme, **DESKTOP)
    page.goto("/peta-kerja")
    expect(page.locator(".only-phone")).to_be_hidden()
    region = page.locator(".matrix-wrap")
    region.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    head = page.locator(".who thead th").first
    box, frame = head.bounding_box(), region.bounding_box()
    assert box and frame and abs(box["x"] - frame["x"]) < 4  # the corner stays where it is
    cell = page.locator(".who td a", has_text="komitmen").first
    number = cell.inner_text().split()[0]
    cell.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/komitmen\?status=disepakati"))
    expect(page.locator(".pager .meta").first).to_contain_text(f"{number} data")
    page.go_back()
    look(page, "matriks")


def test_filters_narrow_both_without_script(open_as: Open) -> None:
    page = open_as("pimpinan", script=False, **DESKTOP)
    page.goto("/peta-kerja")
    page.locator("#saring-kawasan").select_option(index=1)
    page.get_by_role("button", name="Terapkan").click()
    page.wait_for_url(re.compile(r"kawasan=\d+"))
    expect(page.locator(".who thead")).to_contain_text("Kelurahan")
    page.locator("a", has_text="Hapus saringan").click()
    expect(page.locator(".who thead")).to_contain_text("Kecamatan")


def test_filters_swap_gaps_and_matrix_together(open_as: Open) -> None:
    page = open_as("sekretariat", **DESKTOP)
    page.goto("/peta-kerja")
    gap = page.locator(".gaps a", has_text="Data pemetaan belum masuk")
    expect(gap).to_have_attribute("href", "/peta-kerja/kesenjangan/pemetaan-belum-masuk")
    page.locator("#saring-periode").select_option(index=2)
    page.get_by_role("button", name="Terapkan").click()
    expect(gap).to_have_attribute("href", re.compile(r"\?periode=20\d\d-B06$"))
    gap.click()
    expect(page.locator("h1")).to_have_text("Data pemetaan belum masuk")
    page.locator(".rows .button", has_text="Isi pemetaan").first.wait_for()


def test_on_paper_the_matrix_is_whole(open_as: Open) -> None:
    page = open_as("pimpinan", **PHONE)
    page.goto("/peta-kerja")
    page.emulate_media(media="print")
    expect(page.locator(".only-wide")).to_be_visible()
    expect(page.locator(".only-phone")).to_be_hidden()
    expect(page.locator(".filters")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('.matrix-wrap')).overflow") == "visible"


def test_the_files_come_down(open_as: Open) -> None:
    page = open_as("narahubung.dinsos", **DESKTOP)
    page.goto("/peta-kerja?baris=kawasan")
    for kind in ("CSV", "JSON"):
        with page.expect_download() as download:
            page.get_by_role("link", name=f"Unduh {kind}").click()
        assert download.value.suggested_filename.endswith(kind.lower())
