"""On a phone the check of a promise ticks while one types, stays in sight, and finds an area by a few letters."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import expect

from app.clock import today
from tests.e2e.conftest import Open


def test_the_check_ticks_while_one_types(open_as: Open) -> None:
    page = open_as("narahubung.dinsos", viewport={"width": 390, "height": 800})
    page.goto("/komitmen/baru")
    answered = page.locator("[data-checks] .answered")
    expect(answered).to_have_count(1)  # who: a liaison speaks for one agency
    page.locator("[name=statement]").press_sequentially("Melatih dua puluh")
    expect(answered).to_have_count(2)
    page.get_by_text("Pilih kawasan menurut kode resmi").click()
    page.get_by_label("Cari kawasan").fill("sale koe")
    expect(page.locator(".ticks .option:visible")).to_have_count(1)
    page.get_by_label("Kelurahan Salekoe").check()
    expect(page.locator("[data-check=di-mana]")).to_have_class("answered")
    expect(page.locator("[data-ticked]")).to_have_text("1")
    for name, value in (("indicator", "Lulusan"), ("unit", "orang"), ("target", "20"), ("proof", "Foto")):
        page.fill(f"[name={name}]", value)
    page.fill("[name=due]", (today() + dt.timedelta(days=30)).isoformat())
    expect(answered).to_have_count(6)
    expect(page.locator("[data-checks]")).to_be_in_viewport()
    page.fill("[name=proof]", "")
    expect(answered).to_have_count(5)
    page.get_by_role("button", name="Simpan usulan").click()
    expect(page.locator("main")).to_contain_text("Belum terjawab: Bukti apa yang diterima?")
