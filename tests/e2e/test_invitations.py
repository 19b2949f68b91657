"""Inviting: at the desk with the keyboard, and on the phone by WhatsApp."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from app.clock import now
from tests.e2e.conftest import Open
from tests.e2e.test_walk import WITH_AND_WITHOUT_SCRIPT


def announce(page: Page, mark: str) -> str:
    """Call and announce a meeting with two invited agencies; returns the address of its invitation."""
    page.goto("/rapat/baru")
    page.fill("[name=theme]", f"Rapat {mark}")
    page.select_option("[name=convener_id]", label="BNN Kota Palopo")
    page.fill("[name=venue]", "Aula & teras")
    page.fill("[name=day]", "2027-04-23")
    page.fill("[name=starts]", "09:00")
    page.fill("[name=chair]", "AKBP Herman, S.Pd., M.H.")
    page.fill("[name=minute_taker]", "Sitti Rahma")
    for agency in ("Dinas Sosial", "Polres Palopo"):
        page.get_by_label(agency, exact=True).check()
    page.get_by_role("button", name="Simpan").click()
    meeting = page.url
    page.get_by_role("button", name="Umumkan").click()
    page.get_by_role("link", name="2 undangan belum dikirim").click()
    return meeting


@WITH_AND_WITHOUT_SCRIPT
def test_at_the_desk(open_as: Open, script: bool) -> None:
    page = open_as("sekretariat", script=script, viewport={"width": 1280, "height": 900})
    meeting = announce(page, f"meja {now():%H%M%S%f}")
    first = page.locator("tbody tr").first.locator("[name=addressee]")
    expect(first).to_have_value("Kepala Dinas Sosial")
    first.fill("Sekretaris Dinas Sosial")
    first.press("Enter")
    expect(page.locator("#pesan")).to_contain_text("Perubahan disimpan")
    expect(page.locator("#surat, #daftar-undangan").first).to_contain_text("Dinas Sosial")
    page.locator("#tambah [name=agency_id]").select_option(label="Dinas Sosial")
    page.locator("#tambah [name=addressee]").fill("Kepala Bidang Rehabilitasi")
    page.locator("#tambah [name=addressee]").press("Enter")
    expect(page.locator("tbody tr")).to_have_count(3)
    mark_and_undo(page)
    change_and_write(page, meeting)


def mark_and_undo(page: Page) -> None:
    """Mark one of three, then the others, and take the others back; the last is removed."""
    page.locator("tbody tr").nth(1).get_by_role("checkbox").check()
    page.get_by_label("Surat", exact=True).check(force=True)
    page.get_by_role("button", name="Tandai yang dicentang").click()
    expect(page.locator("tbody tr").nth(1)).to_contain_text("Undangan · Surat")
    expect(page.locator("tbody tr").first).to_contain_text("Belum dikirim")
    page.get_by_role("button", name="Tandai semua yang belum (2)").click()
    expect(page.locator("tbody tr .badge", has_text="Terkirim")).to_have_count(3)
    page.get_by_role("button", name="Urungkan penandaan terakhir (2 undangan)").click()
    expect(page.locator("tbody tr .badge", has_text="Belum dikirim")).to_have_count(2)
    page.locator("tbody tr").last.get_by_title("Hapus dari daftar undangan").click()
    expect(page.locator("tbody tr")).to_have_count(2)


def change_and_write(page: Page, meeting: str) -> None:
    """A new place is to be told again; the letter is put into other words."""
    page.goto(meeting + "/ubah")
    page.fill("[name=venue]", "Gedung lain")
    page.get_by_role("button", name="Simpan").click()
    page.get_by_role("link", name="1 undangan belum dikirim").click()
    expect(page.locator("tbody tr").nth(1)).to_contain_text("Perubahan belum dikirim")
    page.get_by_role("link", name="Ubah surat").click()
    page.fill("[name=subject]", "Undangan khusus")
    page.get_by_role("button", name="Simpan surat").click()
    expect(page.locator(".paper")).to_contain_text("Undangan khusus")


def test_on_the_phone(open_as: Open) -> None:
    page = open_as("sekretariat", viewport={"width": 390, "height": 844}, has_touch=True,
                   permissions=["clipboard-read", "clipboard-write"])  # fmt: skip
    meeting = announce(page, f"telepon {now():%H%M%S%f}")
    page.locator("tbody tr").first.get_by_title("Pesan WhatsApp").tap()
    text = page.get_by_label("Teks pesan").input_value()
    assert text.startswith("Yth. Kepala Dinas Sosial\n") and "Tempat: Aula & teras" in text
    link = page.get_by_role("link", name="Buka WhatsApp").get_attribute("href") or ""
    assert parse_qs(urlsplit(link).query)["text"] == [text] and link.startswith("https://wa.me/?text=")
    page.get_by_role("button", name="Salin teks").tap()
    expect(page.get_by_role("button", name="Tersalin")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == text
    calendar = text.split("Berkas kalender: ")[1].split()[0]
    answer = page.request.get(calendar, headers={"Cookie": ""})
    assert answer.ok and "BEGIN:VEVENT" in answer.text()
    page.get_by_role("button", name="Tandai terkirim").tap()
    expect(page.locator("#pesan-undangan h2")).to_have_text("Kapolres Palopo")
    page.get_by_role("button", name="Tandai terkirim").tap()
    expect(page.locator("tbody tr .badge", has_text="Terkirim")).to_have_count(2)
    page.goto(meeting + "/batalkan")
    page.fill("[name=reason]", "Banjir")
    page.locator("main button").last.tap()
    expect(page.locator(".page-meta")).to_contain_text("Dibatalkan")
    page.goto(meeting + "/undangan")
    expect(page.locator("tbody tr .badge", has_text="Pembatalan belum dikirim")).to_have_count(2)
    page.get_by_role("link", name="Teks WhatsApp untuk semua").tap()
    expect(page.get_by_label("Teks pesan")).to_have_value(text_of_cancellation(page))


def text_of_cancellation(page: Page) -> str:
    """The text as it stands, after a look at what it must say."""
    text = page.get_by_label("Teks pesan").input_value()
    assert "rapat berikut dibatalkan" in text and "Alasan: Banjir" in text
    return text
