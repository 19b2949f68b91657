"""Reminding the agencies of several commitments, from the phone."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.e2e.conftest import Open
from tests.e2e.test_walk import WITH_AND_WITHOUT_SCRIPT


@WITH_AND_WITHOUT_SCRIPT
def test_the_chosen_are_reminded_agency_by_agency(open_as: Open, script: bool) -> None:
    page = open_as("sekretariat", script=script, viewport={"width": 390, "height": 844})
    page.goto("/komitmen/serentak?tenggat=terlambat")
    page.get_by_role("link", name="Centang semua").click()
    page.get_by_role("button", name="Ingatkan instansinya").click()
    first = page.locator("#instansi-1")
    text = first.get_by_label("Teks pesan").input_value()
    link = first.get_by_role("link", name="Buka WhatsApp").get_attribute("href") or ""
    assert parse_qs(urlsplit(link).query)["text"] == [text] and text.startswith("Yth. ")
    if script:
        first.get_by_role("button", name="Salin teks").click()
        expect(first.get_by_role("button", name="Tersalin")).to_be_visible()
    first.get_by_label("Diingatkan lewat").select_option(label="Telepon")
    first.get_by_role("button", name="Tandai sudah diingatkan").click()
    expect(page.locator("#pesan")).to_contain_text("ditandai sudah diingatkan")
    expect(page.locator("#instansi-1")).to_contain_text("Terakhir diingatkan")
