"""On phones: a photo on a line that breaks, a report that keeps itself, and the way to a verdict."""

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
    page.locator("[name^=jawaban_]").fill("Rekapitulasi per lokasi kini terlampir.")
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


def test_on_phones_a_report_is_returned_answered_and_verified(open_as: Open) -> None:
    liaison = open_as("narahubung.polres", viewport=PHONE)
    liaison.goto("/komitmen?cari=data agregat kejadian")
    liaison.get_by_role("link", name=re.compile("data agregat kejadian")).first.click()
    promise = liaison.url
    tell(liaison, "surat-pengantar.jpg", quantity="1", narrative="Berkas semester ini disampaikan.")
    reviewer = open_as("peninjau", viewport=PHONE)
    judge(
        reviewer,
        promise,
        "Tidak terbaca",
        "Dikembalikan: ada yang harus dilengkapi",
        points="Surat pengantar belum bertanggal.",
    )
    expect(reviewer.locator(".page-meta")).to_contain_text("Dikembalikan")
    liaison.goto(promise)
    expect(liaison.locator("main")).to_contain_text("Giliran: Polres Palopo")
    expect(liaison.locator("main")).to_contain_text("Tidak terbaca")
    answers = {"jawaban": "Sudah difoto ulang dan dilampirkan."}
    tell(liaison, "surat-bertanggal.jpg", answers, narrative="Bukti dilengkapi.")
    judge(reviewer, promise, "Cukup", "Diverifikasi penuh: semua yang dilaporkan terbukti")
    expect(reviewer.locator(".page-meta")).to_contain_text("Terverifikasi")
    expect(reviewer.locator("#laporan")).to_contain_text("Sudah difoto ulang dan dilampirkan.")
    liaison.goto(promise)
    expect(liaison.locator("#isi-komitmen")).to_contain_text("Terverifikasi 1 dari 1 berkas")


def tell(page: Page, photo: str, answers: dict[str, str] | None = None, **fields: str) -> None:
    """Take a photo, fill in the report, answer each point, and send it all."""
    page.get_by_role("link", name="Laporkan perkembangan").click()
    page.wait_for_url("**/lapor")  # until its script listens
    page.set_input_files(
        "[name=kamera]", [{"name": photo, "mimeType": "image/jpeg", "buffer": picture(size=(800, 600))}]
    )
    expect(page.get_by_alt_text(f"Bukti: {photo}")).to_be_visible(timeout=15000)
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    for point in page.locator("[name^=jawaban_]").all() if answers else ():
        point.fill(answers["jawaban"])
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.locator(".page-meta")).to_contain_text("Menunggu verifikasi")


def judge(page: Page, promise: str, each: str, verdict: str, points: str = "") -> None:
    """Find the same of each piece of evidence, choose a verdict, and save both."""
    page.goto(promise + "/periksa")
    expect(page.locator("[name^=bukti-]").first).to_be_visible()
    for piece in page.locator("[name^=bukti-]").all():
        piece.select_option(label=each)
    page.get_by_label(verdict).check()
    if points:
        page.fill("[name=points]", points)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="Simpan hasil pemeriksaan").click()
