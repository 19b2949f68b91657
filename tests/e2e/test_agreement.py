"""Minutes are agreed in real browsers by a guest on a phone, the secretariat, and two who sign; also without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from app.clock import now
from tests.e2e import test_pages
from tests.e2e.conftest import Open
from tests.e2e.test_walk import WITH_AND_WITHOUT_SCRIPT

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def look(page: Page, name: str, script: bool) -> None:
    """Let axe look at the page; it is a script, so only where scripts run."""
    if script:
        test_pages.look(page, name)


@pytest.fixture
def open_as_guest(chromium: Browser, address: str) -> Iterator[Open]:
    """Return a function that opens a link on a phone of somebody without an account."""
    contexts = []

    def open_link(link: str, script: bool = True) -> Page:
        context = chromium.new_context(base_url=address, java_script_enabled=script, locale="id-ID", **PHONE)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.goto(urlsplit(link).path)
        return page

    yield open_link
    for context in contexts:
        context.close()


def held(page: Page, mark: str) -> str:
    """The secretariat holds a small meeting with an item to decide; returns its address. It still runs."""
    page.goto("/rapat/baru")
    page.fill("[name=theme]", f"Rapat {mark}")
    page.select_option("[name=convener_id]", label="BNN Kota Palopo")
    page.fill("[name=venue]", "Aula")
    page.fill("[name=day]", f"{now():%Y-%m-%d}")
    page.fill("[name=starts]", "00:00")
    page.fill("[name=chair]", "AKBP Herman, S.Pd., M.H.")
    page.fill("[name=minute_taker]", "Rahmi Contoh")
    page.get_by_label("Dinas Sosial", exact=True).check()
    page.get_by_role("button", name="Simpan").click()
    meeting = page.url
    page.locator("#agenda [name=title]").fill("Besaran anggaran")
    page.locator("#agenda [name=kind]").select_option(label="Keputusan")
    page.get_by_role("button", name="Tambah acara").click()
    expect(page.locator("#agenda .lines")).to_contain_text("Besaran anggaran")
    page.get_by_role("button", name="Umumkan").click()
    page.get_by_role("button", name="Mulai rapat").click()
    return meeting


def type_line(page: Page, text: str, kind: str) -> None:
    """Type one line in the editor, which is open."""
    form = page.locator(".line-add")
    form.get_by_label(kind, exact=True).check(force=True)
    form.locator("[name=text]").fill(text)
    form.get_by_role("button", name="Tambah butir").click()
    expect(page.locator("#notula")).to_contain_text(text)
    expect(page.locator("#notula .pending")).to_have_count(0)


def present(page: Page, meeting: str) -> None:
    """Mark the one invited agency as present, by the form that the list has for it."""
    page.goto(meeting + "/hadir")
    page.locator("#baris tr", has_text="Dinas Sosial").get_by_role("link", name="Ubah kehadiran").click()
    form = page.locator("form", has=page.get_by_label("Kehadiran"))
    form.get_by_label("Kehadiran").select_option(label="Hadir")
    form.get_by_label("Nama").fill("Nurhayati, S.Sos.")
    form.get_by_role("button", name="Simpan").click()
    expect(page.locator("#baris tr", has_text="Dinas Sosial").locator(".badge").first).to_have_text("Hadir")


def circulate(page: Page, meeting: str) -> str:
    """Circulate closed minutes; returns the attendee's link."""
    page.goto(meeting + "/persetujuan")
    page.fill("[name=days]", "3")
    page.get_by_role("button", name="Edarkan notula").click()
    expect(page.locator("#status")).to_contain_text("Menunggu perbaikan sampai")
    return page.locator("[id^=tautan-]").first.input_value()


def sign(page: Page, meeting: str, role: str) -> None:
    """Read and sign as chair or minute taker."""
    page.goto(meeting + "/persetujuan")
    page.get_by_role("link", name=f"Tanda tangani sebagai {role}").click()
    expect(page.locator(".paper")).to_contain_text("Besaran anggaran")
    page.get_by_label("Saya sudah membaca naskah ini").check()
    page.get_by_role("button", name="Tanda tangani").click()
    expect(page.locator("#pesan")).to_contain_text("Notula ditandatangani")


@WITH_AND_WITHOUT_SCRIPT
def test_minutes_go_from_the_last_line_to_version_two(open_as: Open, open_as_guest: Open, script: bool) -> None:
    mark = f"setuju {'skrip' if script else 'polos'} {now():%H%M%S%f}"
    office = open_as("sekretariat", script=script)
    meeting = held(office, mark)
    present(office, meeting)
    close_once_decided(office, meeting, mark)
    link = circulate(office, meeting)
    guest = open_as_guest(link, script)
    propose(guest, mark, script)
    decide(office, meeting, script)
    agree(guest)
    leader = open_as("pimpinan", script=script)
    sign(leader, meeting, "pimpinan rapat")
    leader.goto(meeting + "/tanda-tangan/pimpinan")
    expect(leader.locator("main")).to_contain_text("Tanda tangan kedua harus dari orang lain")
    expect(leader.get_by_role("button", name="Tanda tangani")).to_have_count(0)
    sign(office, meeting, "pencatat")
    expect(office.locator("#status")).to_contain_text("sebagai versi 1")
    reopen_and_revise(office, meeting, mark)
    guest.reload()
    expect(guest.locator("h1")).to_have_text("Notula ini dibuka kembali")
    agree(open_as_guest(circulate(office, meeting), script))
    sign(office, meeting, "pencatat")
    sign(leader, meeting, "pimpinan rapat")
    compare(leader, meeting, mark, script)


def close_once_decided(page: Page, meeting: str, mark: str) -> None:
    """Closing is refused by name; the decision is put off, then made after all."""
    page.goto(meeting)
    page.get_by_role("button", name="Tutup rapat").click()
    expect(page.locator("main")).to_contain_text("belum mempunyai keputusan")
    page.get_by_role("link", name="Tunda keputusan").click()
    page.fill("[name=reason]", "Menunggu data")
    page.get_by_role("button", name="Tunda keputusan").click()
    expect(page.locator("#notula")).to_contain_text("Ditunda: Menunggu data")
    type_line(page, f"Anggaran dua juta {mark}", "Keputusan")
    page.reload()
    expect(page.locator("#notula")).not_to_contain_text("Menunggu data")
    type_line(page, f"Jadwal hari Senin {mark}", "Catatan")
    page.get_by_role("button", name="Tutup rapat").click()
    expect(page.locator("#status")).to_contain_text("menunggu diedarkan")


def propose(page: Page, mark: str, script: bool) -> None:
    """On the phone: read, propose other words for a line, see that it waits."""
    look(page, "the guest's copy", script)
    page.locator("li", has_text=f"Anggaran dua juta {mark}").get_by_role("link", name="Usulkan perbaikan").click()
    expect(page.get_by_role("button", name="Kirim usulan")).to_be_visible()
    look(page, "the guest's form", script)
    page.fill("[name=text]", f"Anggaran tiga juta {mark}")
    page.get_by_role("button", name="Kirim usulan").click()
    expect(page.locator("main")).to_contain_text("Mohon isi alasannya")
    expect(page.locator("[name=text]")).to_have_value(f"Anggaran tiga juta {mark}")
    page.fill("[name=reason]", "Salah dengar")
    page.get_by_role("button", name="Kirim usulan").click()
    expect(page.locator("#usulan")).to_contain_text("Belum diputuskan")


def decide(page: Page, meeting: str, script: bool) -> None:
    """The secretariat sees what would change, and accepts."""
    page.goto(meeting + "/persetujuan")
    look(page, "the secretariat's page", script)
    page.get_by_role("link", name="Putuskan usulan perbaikan").click()
    expect(page.locator("main del").first).to_contain_text("dua")
    expect(page.locator("main ins").first).to_contain_text("tiga")
    look(page, "the decision", script)
    page.get_by_role("button", name="Terima dan perbaiki notula").click()
    expect(page.locator("#perbaikan")).to_contain_text("Diterima")


def agree(page: Page) -> None:
    """Say yes on the phone."""
    page.reload()
    page.get_by_role("button", name="Saya setuju").click()
    expect(page.locator("main")).to_contain_text("Anda setuju")


def reopen_and_revise(page: Page, meeting: str, mark: str) -> None:
    """Reopen with a reason, remove one line, write another, and finish."""
    page.get_by_role("link", name="Buka kembali notula").click()
    page.fill("[name=reason]", "Jadwal berubah")
    page.get_by_role("button", name="Buka kembali notula").click()
    expect(page.locator("#status")).to_contain_text("sedang diperbaiki")
    page.get_by_role("link", name="Tulis notula").click()
    page.locator("#notula li", has_text=f"Jadwal hari Senin {mark}").get_by_title("Hapus butir").click()
    expect(page.locator("#notula")).to_contain_text("Butir dihapus")
    type_line(page, f"Jadwal hari Kamis {mark}", "Catatan")
    page.get_by_role("button", name="Selesai memperbaiki").click()
    expect(page.locator("#status")).to_contain_text("menunggu diedarkan")


def compare(page: Page, meeting: str, mark: str, script: bool) -> None:
    """Version 2 is in force, version 1 is struck and readable, and what changed is shown."""
    expect(page.locator("#versi li").first).to_contain_text("Berlaku")
    expect(page.locator("#versi li").nth(1)).to_contain_text("Dicoret")
    page.get_by_role("link", name="Perubahan").first.click()
    expect(page.locator("#butir ins")).to_contain_text(f"Jadwal hari Kamis {mark}")
    expect(page.locator("#butir del")).to_contain_text(f"Jadwal hari Senin {mark}")
    look(page, "the changes", script)
    page.goto(meeting + "/versi/1")
    expect(page.locator(".paper")).to_contain_text("Versi ini tidak berlaku lagi")
    expect(page.locator(".paper .digest")).to_have_text(re.compile("[0-9a-f]{64}"))
    look(page, "the struck version", script)


def test_a_link_is_copied_by_one_press(open_as: Open) -> None:
    page = open_as("sekretariat")
    page.goto("/rapat?status=circulated")
    page.goto((page.locator("#hasil tbody a").first.get_attribute("href") or "") + "/persetujuan")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name="Salin tautan").first
    button.click()
    expect(button.or_(page.get_by_role("button", name="Tersalin")).first).to_contain_text("Tersalin")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("[id^=tautan-]").first.input_value()
    sent = page.locator("[id^=terkirim-]").first
    before = sent.inner_text()
    sent.click()
    expect(page.locator("[id^=terkirim-]").first).not_to_have_text(before)
    expect(page.get_by_role("button", name="Salin tautan").first).to_be_visible()
