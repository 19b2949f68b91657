"""Activities on a phone: people counted, a session added in place, the chain; all of it without JavaScript too."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.test_pages import check
from tests.e2e.test_task_things import PHONE, fits
from tests.pictures import picture

PAGES = ("/kegiatan", "/kegiatan?cari=zzz", "/kegiatan/rantai", "/kegiatan/baru", "/kegiatan/baru?langkah=training",
         "/kegiatan/baru?langkah=support", "/kegiatan/4", "/kegiatan/4/ubah", "/kegiatan/4/hasil", "/kegiatan/4/jumlah",
         "/kegiatan/4/sesi", "/kegiatan/4/berkas", "/kegiatan/9/batalkan", "/kegiatan/4/hapus", "/kawasan/7/kegiatan",
         "/kawasan/6/kegiatan", "/hasil", "/hasil/1", "/hasil/1/nilai", "/hasil/1/hentikan", "/kegiatan/7",
         "/kegiatan/7/hasil", "/kegiatan/2/ubah", "/hasil/baru", "/hasil/indikator",
         "/hasil/indikator/1/ubah")  # fmt: skip


def record_training(page: Page, title: str) -> str:
    """Record a training of today in Salekoe, and say that it took place; returns its address."""
    page.goto("/kegiatan/baru")
    page.get_by_role("link", name="Bimtek life skill").click()
    page.fill("[name=title]", title)
    page.fill("[name=skill]", "Menjahit")
    page.fill("[name=starts_on]", "2026-01-05")
    page.get_by_label("Kelurahan Salekoe", exact=False).check()
    page.select_option("[name=agency_id]", label="Dinas Sosial")
    page.get_by_role("button", name="Simpan kegiatan").click()
    expect(page.locator("h1")).to_have_text(title)
    page.get_by_role("button", name="Tandai terlaksana").click()
    expect(page.locator("#pesan")).to_contain_text("ditandai terlaksana")
    return page.url.split("#")[0]


def count_people(page: Page) -> None:
    """Two groups, one after the other."""
    page.get_by_role("link", name="Catat jumlah peserta").click()
    page.select_option("[name=group]", label="Pemuda dan karang taruna")
    page.select_option("[name=age]", label="18 s.d. 24 tahun")
    page.fill("[name=women]", "7")
    page.fill("[name=men]", "5")
    page.fill("[name=total]", "13")
    page.get_by_role("button", name="Simpan, lalu kelompok berikutnya").click()
    expect(page.locator("#kesalahan")).to_contain_text("berjumlah 12, sedangkan jumlah seluruhnya 13")
    page.fill("[name=total]", "12")
    page.get_by_role("button", name="Simpan, lalu kelompok berikutnya").click()
    expect(page.locator("main")).to_contain_text("Peserta yang hadir: 12")
    page.fill("[name=women]", "3")
    page.fill("[name=men]", "0")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.locator("#jumlah")).to_contain_text("Peserta yang hadir: 15")


@pytest.mark.parametrize("script", [True, False])
def test_participants_are_recorded_on_a_phone(open_as: Open, script: bool) -> None:
    page = open_as("sekretariat", script=script, viewport=PHONE)
    url = record_training(page, f"Bimtek menjahit {script}")
    expect(page.locator("main")).to_contain_text("tidak ada minat yang tercatat untuk keterampilan ini")
    count_people(page)
    assert fits(page)
    page.get_by_role("link", name="Catat hasil").first.click()
    page.fill("[name=result]", "Semua peserta menyelesaikan satu baju.")
    page.get_by_role("button", name="Simpan hasil").click()
    expect(page.get_by_role("link", name="Rencanakan pendampingan")).to_be_visible()
    page.get_by_role("link", name="Tambah sesi").click()
    page.fill("[name=topic]", "Pola dasar")
    page.get_by_role("button", name="Tambahkan sesi").click()
    expect(page.locator("#sesi li")).to_contain_text("Pola dasar")
    page.get_by_role("link", name="Ubah sesi").click()
    page.fill("[name=topic]", "Pola lanjutan")
    page.get_by_role("button", name="Simpan sesi").click()
    expect(page.locator("#sesi li")).to_contain_text("Pola lanjutan")
    assert page.url.split("#")[0] == url and fits(page)
    page.get_by_role("button", name="Hapus sesi").click()
    expect(page.locator("#sesi")).to_contain_text("Belum ada sesi.")


def test_what_was_typed_comes_back_and_a_photo_arrives(open_as: Open) -> None:
    page = open_as("sekretariat", viewport=PHONE)
    page.goto("/kegiatan/4/hasil")
    page.fill("[name=obstacle]", "Hambatan yang belum terkirim")
    page.wait_for_timeout(700)
    page.goto("/kegiatan/4/hasil")
    expect(page.locator("[name=obstacle]")).to_have_value("Hambatan yang belum terkirim")
    page.goto("/kegiatan/4/berkas")
    photo = {"name": "kelas.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(3200, 2400))}
    page.set_input_files("[name=kamera]", [photo])
    expect(page.get_by_alt_text("Bukti: kelas.jpg")).to_have_attribute("width", "1600", timeout=15000)
    assert fits(page)


def test_areas_are_found_by_a_few_letters(open_as: Open) -> None:
    page = open_as("sekretariat", viewport=PHONE)
    page.goto("/kegiatan/baru?langkah=following")
    page.locator(".tick-find").fill("sale koe")
    expect(page.get_by_label("Kelurahan Salekoe", exact=False)).to_be_visible()
    expect(page.get_by_label("Kelurahan Tompotikka", exact=False)).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light")])
def test_pages_are_in_order(open_as: Open, width: int, scheme: str) -> None:
    page = open_as("sekretariat", viewport={"width": width, "height": 844}, color_scheme=scheme)
    for path in PAGES:
        check(page, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
