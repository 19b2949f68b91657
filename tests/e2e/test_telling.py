"""Telling agencies by WhatsApp with the phone in one hand, and putting the dates into one's own calendar."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Open
from tests.e2e.test_walk import WITH_AND_WITHOUT_SCRIPT

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def test_on_the_phone_an_agency_is_told_and_that_is_on_record(open_as: Open) -> None:
    page = open_as("sekretariat", permissions=["clipboard-read", "clipboard-write"], **PHONE)
    page.goto("/")
    page.get_by_role("link", name="Kabari yang terlambat").tap()
    row = page.locator("#hasil tbody tr").first
    agency = row.locator("a").first.inner_text()
    row.get_by_role("link", name="Pesan").tap()
    text = page.get_by_label("Teks pesan").input_value()
    assert text.startswith("Yth. ") and ", terlambat " in text and "mohon" in text
    opens = page.get_by_role("link", name="Buka WhatsApp")
    assert parse_qs(urlsplit(opens.get_attribute("href") or "").query)["text"] == [text]
    assert (opens.get_attribute("target"), opens.get_attribute("rel")) == ("_blank", "noopener noreferrer")
    page.get_by_role("button", name="Salin teks").tap()
    expect(page.get_by_role("button", name="Tersalin")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == text
    page.get_by_role("button", name="Tandai sudah dikirim").tap()
    expect(page.locator("#pesan")).to_contain_text(f"Pesan kepada {agency} ditandai sudah disampaikan")
    told = page.locator("#hasil tbody tr", has_text=agency).first
    expect(told).to_contain_text("WhatsApp, ")
    page.locator("#pesan").get_by_role("button", name="Urungkan").tap()
    expect(page.locator("#riwayat")).to_contain_text("diurungkan")


@WITH_AND_WITHOUT_SCRIPT
def test_marked_at_the_desk_as_told_by_telephone(open_as: Open, script: bool) -> None:
    page = open_as("sekretariat", script=script, viewport={"width": 1280, "height": 900})
    page.goto("/instansi/8/pesan")
    page.get_by_label("Disampaikan lewat").select_option(label="Telepon")
    page.get_by_role("button", name="Tandai sudah dikirim").click()
    expect(page.locator("#instansi-8")).to_contain_text("Telepon, ")
    page.goto("/instansi/8/pesan")
    one = page.locator("#riwayat li").first
    expect(one).to_contain_text("Telepon, ")
    one.locator("summary").click()
    expect(one.locator(".told-text")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_link_for_ones_own_calendar_is_made_copied_and_ended(open_as: Open, width: int) -> None:
    page = open_as("narahubung.polres", permissions=["clipboard-read", "clipboard-write"],
                   viewport={"width": width, "height": 844})  # fmt: skip
    page.goto("/tugas/kalender")
    page.locator("main").get_by_role("link", name="Langganan kalender").click()
    own = page.locator("#kalender-saya")
    own.get_by_role("button", name="Buat tautan").click()
    link = own.get_by_label("Tautan rahasia").input_value()
    own.get_by_role("button", name="Salin tautan").click()
    expect(own.get_by_role("button", name="Tersalin")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link
    answer = page.request.get(link, headers={"Cookie": ""})
    assert answer.ok and "BEGIN:VEVENT" in answer.text() and "SUMMARY:Tenggat" in answer.text()
    own.get_by_text("Ganti atau cabut tautan").click()
    own.get_by_role("button", name="Cabut tautan").click()
    expect(own.get_by_role("button", name="Buat tautan")).to_be_visible()
    assert page.request.get(link, headers={"Cookie": ""}).status == 404
