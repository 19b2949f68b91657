"""A liaison on a phone: a photo on a line that breaks, a report that keeps itself, and sending both."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.pictures import HTML, paper, picture

PHONE = {"width": 390, "height": 844}


def open_report(page: Page) -> None:
    """Open the report form of a commitment that was returned in the demo."""
    page.goto("/komitmen?status=returned")
    page.get_by_role("link", name=re.compile("asesmen kebutuhan")).first.click()
    page.get_by_role("link", name="Laporkan perkembangan").click()


def lose_the_first_answer(page: Page) -> None:
    """Break the line after the first upload has reached the server."""
    uploads: list[Any] = []

    def lose(route: Any) -> None:
        uploads.append(route)
        if len(uploads) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route(re.compile("/bukti$"), lose)


def test_a_photo_on_a_broken_line_is_sent_once_and_the_report_keeps_itself(open_as: Open) -> None:
    page = open_as("narahubung.dinsos", faulty=True, viewport=PHONE)
    open_report(page)
    lose_the_first_answer(page)
    photo = {"name": "lapangan.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(3200, 2400), colour="#3b7a57")}
    page.set_input_files("[name=kamera]", [photo])
    expect(page.locator(".photo-state")).to_contain_text("Jaringan terputus")
    expect(page.get_by_alt_text("Bukti: lapangan.jpg")).to_be_visible()
    expect(page.get_by_alt_text("Bukti: lapangan.jpg")).to_have_attribute("width", "1600")
    false = {"name": "palsu.pdf", "mimeType": "application/pdf", "buffer": HTML}
    good = {"name": "Rekapitulasi.pdf", "mimeType": "application/pdf", "buffer": paper("rekap")}
    page.set_input_files("[name=bukti]", [false, good])
    expect(page.locator(".photo-state").first).to_contain_text("palsu.pdf: Isi berkas ini bukan")
    expect(page.get_by_alt_text("Halaman pertama: Rekapitulasi.pdf")).to_be_visible()
    page.fill("[name=narrative]", "Rekapitulasi dilampirkan.")
    expect(page.locator("#keadaan-draf")).to_contain_text("Draf tersimpan")
    page.reload()
    expect(page.locator("[name=narrative]")).to_have_value("Rekapitulasi dilampirkan.")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_label("Jawaban atas kekurangan 1").fill("Rekapitulasi terlampir.")
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_text("Laporan terkirim; kini giliran peninjau.")).to_be_visible()
    newest = page.locator("#laporan li").first
    assert newest.get_by_alt_text("Bukti: lapangan.jpg").count() == 1
    expect(newest).to_contain_text("Rekapitulasi.pdf")
