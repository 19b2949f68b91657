"""What was found in an area is written down on a phone; a meeting's choice of target locations is recorded."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.test_pages import look

SIZES = pytest.mark.parametrize(("width", "script"), [(390, True), (1280, True), (390, False)])
SWITCH = "/penerima-manfaat/pengaturan"


def to_findings(page: Page) -> None:
    """The findings of the area where the demo has most."""
    page.goto("/kawasan?cari=Salekoe")
    page.locator("#hasil tbody a").first.click()
    page.goto(page.url.split("?")[0] + "/potensi")


@SIZES
def test_a_liaison_writes_down_and_puts_in_order(open_as: Open, width: int, script: bool) -> None:
    page = open_as("narahubung.dinsos", script=script, viewport={"width": width, "height": 900})
    to_findings(page)
    title = f"Lampu jalan padam {width} {script}"
    page.locator("#masalah").get_by_role("link", name="Tambah").click()
    page.get_by_label("Temuan").fill(title)
    page.get_by_label("Uraian").fill("NIK 7373051234560001")
    page.get_by_label("Sumber").fill("Warga")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("#kesalahan")).to_contain_text("angka seperti NIK")
    page.get_by_label("Uraian").fill("Tiga tiang.")
    page.get_by_role("button", name="Simpan").click()
    mine = page.locator("#masalah .lines > li", has_text=title)
    last = int(mine.locator(".line-number").inner_text())
    mine.get_by_role("button", name="Naikkan").click()
    expect(mine.locator(".line-number")).to_have_text(str(last - 1))
    mine.get_by_label("Nomor baru").fill("1")
    mine.get_by_role("button", name="ke nomor itu").click()
    expect(mine.locator(".line-number")).to_have_text("1")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    mine.get_by_role("button", name="Hapus").click()
    expect(mine).to_have_count(0)
    page.get_by_role("button", name="Urungkan").click()
    expect(mine).to_have_count(1)
    mine.get_by_role("button", name="Hapus").click()
    expect(mine).to_have_count(0)


def test_a_choice_is_recorded_with_the_decision_of_its_meeting(open_as: Open) -> None:
    page = open_as("sekretariat", viewport={"width": 390, "height": 900})
    page.goto("/kawasan/lokasi-sasaran")
    expect(page.locator("#hasil")).to_contain_text("Kelurahan Salekoe")
    page.get_by_role("link", name="Bandingkan kawasan").click()
    page.locator("tr", has_text="Tompotikka").get_by_role("link", name="Catat pilihan").click()
    page.get_by_label("Rapat yang memutuskan").select_option(index=2)
    page.get_by_label("Alasan pemilihan").fill("Minatnya jelas.")
    page.get_by_role("button", name="Tampilkan keputusan rapat ini").click()
    expect(page.get_by_label("Alasan pemilihan")).to_have_value("Minatnya jelas.")
    page.get_by_label("Calon penerima manfaat").fill("12")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("h1")).to_contain_text("Tompotikka")
    page.get_by_role("link", name="Cabut pilihan").click()
    page.get_by_label("Alasan pencabutan").fill("Hanya percobaan")
    page.get_by_role("button", name="Cabut pilihan").click()
    expect(page.locator("#isi")).to_contain_text("Pilihan ini dicabut: Hanya percobaan")


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_the_pages_of_findings(open_as: Open, width: int) -> None:
    page = open_as("sekretariat", viewport={"width": width, "height": 900})
    to_findings(page)
    look(page, "findings")
    paths = [page.locator("#masalah").get_by_role("link", name="Tambah").get_attribute("href") or ""]
    for kind in ("minat", "sda", "stakeholder"):
        paths.append(page.locator(f"#{kind}").get_by_role("link", name="Tambah").get_attribute("href") or "")
    paths += ["/temuan/1/ubah", "/temuan/3/berkas", "/keterampilan", "/keterampilan/1/ubah", "/keterampilan/1/gabung"]
    target = "/kawasan/lokasi-sasaran"
    paths += [target, f"{target}?tahun=2019", f"{target}/calon", f"{target}/pilih", f"{target}/1", f"{target}/1/cabut"]
    for path in paths:
        page.goto(path)
        look(page, path)


def switch_on(admin: Page) -> None:
    """Record an assessment as the administrator."""
    for path in (SWITCH, f"{SWITCH}/penilaian-dampak", f"{SWITCH}/aktifkan"):
        admin.goto(path)
        look(admin, path)
    admin.get_by_label("Tanggal penilaian dampak").fill("2026-01-05")
    admin.get_by_label("Penanggung jawab penilaian").fill("Kepala (contoh)")
    admin.get_by_label("Nomor atau letak dokumen").fill("DPIA/1 (contoh)")
    admin.get_by_label("Mengapa nama perlu dicatat").fill("Pendampingan peserta (contoh)")
    admin.get_by_label("Saya menyatakan").check()
    admin.get_by_role("button", name="Aktifkan").click()
    expect(admin.locator("#isi")).to_contain_text("Aktif:")


def record(page: Page) -> str:
    """Write a person down; returns the address of the masked page."""
    page.goto("/penerima-manfaat/baru")
    page.locator("[name=full_name]").fill("Orang Contoh")
    page.get_by_label("Kawasan").select_option(index=3)
    page.get_by_label("Tanggal persetujuan").fill("2026-01-06")
    page.get_by_label("Cara persetujuan").fill("Tertulis (contoh)")
    page.get_by_label("Orang ini berumur").check()
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("h1")).to_have_text("O*** C***")
    return page.url


def test_names_are_switched_on_used_and_switched_off(open_as: Open) -> None:
    """On a phone; and axe looks at the pages that are there only meanwhile."""
    size = {"width": 390, "height": 900}
    admin, page = open_as("admin", viewport=size), open_as("sekretariat", viewport=size)
    switch_on(admin)
    own = record(page)
    page.get_by_label("Alasan").fill("Menghubungi untuk pendampingan")
    look(page, own)
    page.get_by_role("button", name="Lihat dan catat").click()
    expect(page.locator("#isi")).to_contain_text("Orang Contoh")
    look(page, "full")
    assert page.evaluate("JSON.stringify(localStorage)").find("Orang") < 0
    one = own.split("/penerima-manfaat")[1]
    for path in ("", "/baru", "/catatan", "/jumlah", one, one + "/ubah", one + "/hapus"):
        page.goto("/penerima-manfaat" + path)
        look(page, path)
    page.get_by_label("Alasan").select_option("mistake")
    page.get_by_role("button", name="Hapus untuk selamanya").click()
    admin.goto(f"{SWITCH}/nonaktifkan")
    admin.get_by_label("Alasan").fill("Percobaan selesai")
    admin.get_by_role("button", name="Nonaktifkan").click()
    expect(admin.locator("#isi")).to_contain_text("Nonaktif:")
    answer = page.goto("/penerima-manfaat")
    assert answer and answer.status == 404
