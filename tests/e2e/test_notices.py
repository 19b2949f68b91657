"""Notices on the phone: the inbox, the bell that follows by itself, settings; all of it without JavaScript too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, let_time_pass
from tests.e2e.test_pages import look

PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True}
LIAISON = "narahubung.polres"


def unread(page: Page) -> int:
    """The number on the bell."""
    return int(page.locator(".bell").get_attribute("data-count") or 0)


@pytest.mark.parametrize("path", ["/pemberitahuan", "/pemberitahuan?jenis=returned", "/pemberitahuan/pengaturan",
                                  "/komitmen/9/pemberitahuan", "/rapat/9/pemberitahuan"])  # fmt: skip
def test_axe_finds_nothing_on_the_phone(open_as: Open, path: str) -> None:
    page = open_as(LIAISON, **PHONE)
    page.goto(path)
    look(page, path)


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_for_administrators(open_as: Open, width: int) -> None:
    page = open_as("admin", viewport={"width": width, "height": 900})
    for path in ("/pengguna/5", "/pengguna/5/ketidakhadiran", "/pemberitahuan"):
        page.goto(path)
        look(page, path)


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_notice_is_marked_opened_and_marked_back(open_as: Open, script: bool) -> None:
    page = open_as(LIAISON, script=script, **PHONE)
    page.goto("/pemberitahuan?baca=belum")
    before, row = unread(page), page.locator(".notices > li").first
    key = row.get_attribute("id") or ""
    row.locator("button").first.click()
    page.wait_for_url(re.compile(r"/(komitmen|tugas|rapat|pemetaan)/"))
    assert unread(page) == before - 1
    page.goto("/pemberitahuan")
    page.locator(f"#{key}").get_by_role("button", name="Tandai belum dibaca").click()
    expect(page.locator("#pesan")).to_contain_text("Ditandai belum dibaca.")
    assert unread(page) == before


def test_all_that_was_seen_is_marked_and_taken_back(open_as: Open) -> None:
    page = open_as("peninjau", **PHONE)
    page.goto("/pemberitahuan")
    before = unread(page)
    page.get_by_role("button", name="Tandai semua dibaca").click()
    expect(page.locator(".bell")).to_have_text("Pemberitahuan")
    page.get_by_role("button", name="Urungkan").click()
    assert unread(page) == before > 1


def test_the_bell_follows_by_itself(open_as: Open) -> None:
    page = open_as(LIAISON, clock=True, **PHONE)
    page.goto("/komitmen")
    before = unread(page)
    other = open_as(LIAISON, **PHONE)
    other.goto("/pemberitahuan?baca=belum")
    other.get_by_role("button", name="Tandai dibaca").first.click()
    expect(other.locator("#pesan")).to_contain_text("Ditandai sudah dibaca.")
    let_time_pass(page, 60)
    assert unread(page) == before
    let_time_pass(page, 31)
    expect(page.locator(".bell")).to_have_attribute("data-count", str(before - 1))
    expect(page.get_by_role("link", name=f"Pemberitahuan, {before - 1} belum dibaca")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_settings_are_saved(open_as: Open, script: bool) -> None:
    page = open_as(LIAISON, script=script, **PHONE)
    page.goto("/pemberitahuan/pengaturan")
    page.get_by_label("Dikembalikan untuk diperbaiki").select_option("weekly")
    page.get_by_label("Sampai (WITA)").fill("07:30")
    page.get_by_role("button", name="Simpan pengaturan").click()
    expect(page.locator("#pesan")).to_contain_text("Pengaturan pemberitahuan disimpan.")
    expect(page.locator("#isi")).to_contain_text("Setiap Senin pukul 07.30 WITA.")
    page.get_by_role("button", name="Tanpa surel").click()
    expect(page.locator("#isi")).to_contain_text("Tidak lewat surel (14 jenis)")
    page.get_by_role("button", name="Urungkan").click()
    expect(page.get_by_label("Dikembalikan untuk diperbaiki")).to_have_value("weekly")
