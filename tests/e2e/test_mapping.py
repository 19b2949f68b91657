"""On phones: a kelurahan is mapped and decided on, an agency reads it; nothing typed is lost, paper is mute."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.test_pages import RUN, TAGS
from tests.e2e.test_task_things import PHONE, fits


def start(page: Page, year: str) -> str:
    """Begin a mapping of Kelurahan Ammasangan; returns the address of its page."""
    page.goto("/pemetaan")
    page.get_by_role("link", name="Kelurahan Ammasangan").click()
    page.get_by_role("link", name="Pemetaan baru").first.click()
    page.select_option("[name=method]", label="Daftar indikator kawasan rawan")
    page.fill("[name=year]", year)
    page.get_by_role("button", name="Buat pemetaan").click()
    page.wait_for_url("**/isi")
    return page.url.removesuffix("/isi")


def answer(page: Page, key: str, word: str, value: str = "") -> None:
    """Answer one indicator."""
    group = page.get_by_role("group", name=re.compile(f"^{key} "))
    group.get_by_label(word, exact=True).check(force=True)
    if value:
        page.get_by_label(f"Nilai {key}", exact=True).fill(value)


def test_it_is_mapped_decided_shared_and_read_on_phones(open_as: Open) -> None:
    page = open_as("sekretariat", viewport=PHONE)
    place = start(page, "2024")
    for key in ("P1", "P2", "P3", "P4", "P5", "D1", "D2", "D3", "D4"):
        answer(page, key, "Ada", "7" if key == "P1" else "")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("#hasil-hitung")).to_contain_text("4 Bahaya")
    expect(page.locator("#indikator")).to_contain_text("9 dari 13")
    assert fits(page)
    page.get_by_role("link", name="Tetapkan kategori").click()
    page.select_option("[name=level]", "4")
    page.fill("[name=basis]", "Berita acara (contoh)")
    page.get_by_role("button", name="Tetapkan", exact=True).click()
    expect(page.locator("#ditetapkan")).to_contain_text("4 Bahaya")
    page.get_by_role("button", name="Bagikan kepada instansi").click()
    page.emulate_media(media="print")
    expect(page.locator("#ditetapkan .level").first).to_be_hidden()
    expect(page.locator("#ditetapkan .unprinted").first).to_be_visible()
    liaison = open_as("narahubung.dinsos", viewport=PHONE)
    liaison.goto("/pemetaan?tahun=2024")
    expect(liaison.locator("#hasil")).to_contain_text("Belum dibaca")
    liaison.goto(place)
    liaison.get_by_role("button", name=re.compile("Sudah membaca atas nama")).click()
    expect(liaison.locator("#pembaca")).to_contain_text("Sudah membaca (1)")
    assert fits(liaison)


def test_what_was_typed_is_still_there_after_the_tab_was_closed(open_as: Open) -> None:
    page = open_as("sekretariat", viewport=PHONE)
    place = start(page, "2023")
    answer(page, "P1", "Ada", "12")
    page.wait_for_timeout(700)
    page.goto("/pemetaan")
    page.goto(place + "/isi")
    page.get_by_role("button", name="Pulihkan").click()
    expect(page.get_by_label("Nilai P1", exact=True)).to_have_value("12")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("#indikator")).to_contain_text("1 dari 13")
    page.goto(place + "/isi")
    expect(page.get_by_label("Nilai P1", exact=True)).to_have_value("12")
    expect(page.locator(".draft-offer")).to_have_count(0)


def test_without_script_it_is_filled_in_too(open_as: Open) -> None:
    page = open_as("sekretariat", script=False, viewport=PHONE)
    start(page, "2022")
    answer(page, "D5", "Tidak ada")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("#indikator")).to_contain_text("1 dari 13")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_pages_of_mappings(open_as: Open, scheme: str) -> None:
    from axe_playwright_python.base import AXE_SCRIPT

    pages = {"sekretariat": ("/pemetaan", "/pemetaan/1", "/pemetaan/3", "/pemetaan/3/isi", "/pemetaan/3/tetapkan",
                             "/pemetaan/1/komentar", "/kawasan/8/pemetaan", "/kawasan/8/pemetaan/baru",
                             "/kawasan/8/pemetaan/banding?a=1&b=2"),
             "admin": ("/pemetaan/metode", "/pemetaan/metode/1", "/pemetaan/metode/1/aturan",
                       "/pemetaan/metode/1/ubah", "/pemetaan/metode/1/indikator", "/pemetaan/metode/baru")}  # fmt: skip
    for who, paths in pages.items():
        page = open_as(who, viewport=PHONE, color_scheme=scheme)
        for path in paths:
            page.goto(path)
            assert fits(page), path
            page.evaluate(AXE_SCRIPT)
            found = page.evaluate(RUN, TAGS)["violations"]
            assert not found, (path, [each["id"] for each in found])
