"""The action plan: a liaison fills in an obstacle on a phone, the secretariat ties a commitment, axe finds nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.test_pages import check

PHONE = {"width": 390, "height": 844}
PAGES = {
    "sekretariat": [
        "/rencana-aksi", "/rencana-aksi?cari=zzz", "/rencana-aksi/baru", "PLAN", "PLAN?tertinggal=ya", "PLAN/tabel",
        "PLAN/ubah", "PLAN/salin", "PLAN/tutup", "PLAN/buka-kembali", "PLAN/aksi/baru", "ACTION", "ACTION/ubah",
        "ACTION/komitmen", "ACTION/kawasan?cari=sale", "ACTION/temuan",
    ],
    "narahubung.dinsos": ["PLAN", "ACTION", "ACTION/ubah"],
}  # fmt: skip


def places(page: Page) -> dict[str, str]:
    """Where the demo's plan is, and its second action, which is the social agency's."""
    page.goto("/rencana-aksi")
    plan = page.locator("#hasil tbody a").first.get_attribute("href") or ""
    page.goto(plan)
    return {"PLAN": plan, "ACTION": page.locator("#hasil tbody tr td a").nth(1).get_attribute("href") or ""}


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("account", PAGES)
def test_axe_finds_nothing_on_plans(open_as: Open, account: str, width: int) -> None:
    page = open_as(account, viewport={"width": width, "height": 900})
    known = places(page)
    for path in PAGES[account]:
        name = path.partition("/")[0].partition("?")[0]
        check(page, path.replace(name, known[name], 1) if name in known else path)


def test_a_liaison_fills_in_an_obstacle_on_a_phone(open_as: Open) -> None:
    page = open_as("narahubung.dinsos", viewport=PHONE, has_touch=True)
    page.goto(places(page)["PLAN"])
    row = page.locator("#hasil tbody tr").nth(1)
    expect(row.locator(".plan-cell")).to_have_count(4)
    for name in ("B03", "B06", "B09", "B12"):
        expect(row.get_by_text(name, exact=True)).to_be_visible()
    row.locator("a").first.tap()
    page.get_by_role("link", name="Isi kendala dan tindak lanjut").tap()
    page.get_by_label("Kendala", exact=True).fill("Gudang penuh sampai akhir bulan")
    page.get_by_role("button", name="Simpan").tap()
    expect(page.locator("#pesan")).to_contain_text("Perubahan disimpan")
    expect(page.locator("main")).to_contain_text("Gudang penuh sampai akhir bulan")


def test_the_secretariat_ties_a_commitment_and_lets_it_go(open_as: Open) -> None:
    page = open_as("sekretariat", script=False)
    page.goto(places(page)["ACTION"])
    page.locator("#komitmen").get_by_role("link", name="Atur kaitan").click()
    page.get_by_label("Nomor komitmen atau kata di dalamnya").fill("lapak")
    page.get_by_role("button", name="Cari").click()
    page.locator("#hasil li", has_text="lapak percontohan").get_by_role("button", name="Kaitkan").click()
    expect(page.locator("#pesan")).to_contain_text(re.compile(r"K/\d+/\d+ dikaitkan"))
    page.get_by_role("link", name="Selesai").click()
    expect(page.locator("#komitmen li")).to_have_count(2)
    expect(page.locator(".periods")).to_contain_text("%")
    page.go_back()
    page.locator("li", has_text="lapak percontohan").get_by_role("button", name="Lepaskan").click()
    expect(page.locator("#pesan")).to_contain_text("dilepas")
