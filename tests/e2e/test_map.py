"""The map in a real browser: reached by keys, list first on a phone, nothing for axe to find in either theme."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.test_pages import look

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
WIDE = {"viewport": {"width": 1280, "height": 900}}


def top_of(page: Page, selector: str) -> float:
    """How far down something stands."""
    box = page.locator(selector).bounding_box()
    assert box, selector
    return box["y"]


def test_keys_reach_an_area_on_the_map(open_as: Open) -> None:
    page = open_as("sekretariat", **WIDE)
    page.goto("/kawasan/peta")
    page.locator(".map-table tbody a").last.focus()
    page.keyboard.press("Tab")
    area = page.locator(".map a:focus-visible")
    expect(area).to_have_count(1)
    expect(area).to_have_accessible_name(re.compile(r"^Kelurahan Tompotikka: \d+ terbuka, \d+ terlambat$"))
    assert area.evaluate("each => getComputedStyle(each).strokeWidth") == "5px", "where the focus is, is to be seen"
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Kelurahan Tompotikka")
    expect(page.get_by_role("img", name="Letak Kelurahan Tompotikka")).to_be_visible()


def test_the_list_comes_first_on_a_phone_and_the_map_beside_it_on_a_desk(open_as: Open) -> None:
    page = open_as("narahubung.dinsos", **PHONE)
    page.goto("/kawasan/peta")
    assert top_of(page, ".map-table") < top_of(page, ".map")
    page.get_by_role("link", name="Langsung ke peta").click()
    expect(page.locator(".map")).to_be_in_viewport()
    page.set_viewport_size(WIDE["viewport"])  # type: ignore[arg-type]
    assert abs(top_of(page, ".map-page > section") - top_of(page, ".map-card")) < 100
    page.emulate_media(media="print")
    assert top_of(page, ".map") < top_of(page, ".map-table"), "paper shows the picture first"


def test_choosing_what_colours_the_map_needs_no_new_page(open_as: Open) -> None:
    page = open_as("pimpinan", **WIDE)
    page.goto("/kawasan/peta")
    page.get_by_label("Warna menurut").select_option(label="Komitmen terlambat")
    page.get_by_role("button", name="Terapkan").click()
    page.wait_for_url(re.compile("warna=terlambat"))
    page.get_by_role("link", name="Terbuka").first.click()
    page.wait_for_url(re.compile("urut=terbuka"))
    expect(page.get_by_label("Warna menurut")).to_have_value("terlambat")


@pytest.mark.parametrize("options", [PHONE, WIDE], ids=["phone", "desk"])
def test_axe_finds_nothing_on_the_pages_of_areas(open_as: Open, options: dict[str, object]) -> None:
    page = open_as("sekretariat", **options)
    for path in ("/kawasan/peta", "/kawasan/peta?warna=kategori", "/kawasan/batas", "/kawasan/3", "/kawasan/3/ubah",
                 "/kawasan/3/bagian/baru", "/kawasan/peta?kecamatan=73.73.05"):  # fmt: skip
        assert page.goto(path), path
        look(page, path)
        if path == "/kawasan/peta" and options is WIDE:
            page.emulate_media(color_scheme="dark")
            look(page, path)
