"""The product's main job once, in a real browser, with the people who do it; and its core without JavaScript."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from app.clock import local, now, today
from tests.e2e.conftest import PASSWORD, Open

DUE = (today() + dt.timedelta(days=20)).isoformat()
WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


def test_the_administrator_makes_agency_post_and_user_and_replaces_the_holder(open_as: Open) -> None:
    page = open_as("admin")
    for name, email in (("Ani Baru", "ani"), ("Budi Baru", "budi")):
        page.goto("/pengguna/baru")
        page.fill("[name=name]", name)
        page.fill("[name=email]", f"{email}@dinas.palopo.go.id")
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Simpan").click()
        expect(page.locator("#pesan")).to_contain_text(name)
    page.goto("/instansi/baru")
    page.fill("[name=name]", "Dinas Uji Walk")
    page.get_by_role("button", name="Simpan").click()
    agency = page.url
    page.get_by_role("link", name="Jabatan baru").click()
    page.fill("[name=title]", "Narahubung uji")
    page.get_by_role("button", name="Simpan").click()
    give(page, "Ani Baru")
    expect(page.locator("#jabatan")).to_contain_text("Ani Baru")
    page.get_by_role("link", name=re.compile("Ganti pemegang")).click()
    give(page, "Budi Baru")
    expect(page.locator("#jabatan li").first).to_contain_text("Budi Baru")
    page.get_by_text("Pemegang terdahulu (1)").click()
    expect(page.locator("#jabatan")).to_contain_text("Ani Baru")
    rename_and_merge(page, agency)


def rename_and_merge(page: Page, agency: str) -> None:
    """Both on the agency's page; the old name stays to be seen."""
    page.goto(agency + "/ganti-nama")
    page.fill("[name=name]", "Dinas Uji Nama Baru")
    page.get_by_role("button", name="Ganti nama").click()
    expect(page.locator("main")).to_contain_text("Dinas Uji Walk")
    page.goto(agency + "/gabung")
    page.select_option("[name=successor_id]", label="Dinas Sosial")
    page.get_by_role("button", name="Gabungkan").click()
    page.goto(agency)
    expect(page.locator("main")).to_contain_text("digabung ke Dinas Sosial")


def give(page: Page, name: str) -> None:
    """Choose the holder of a post on the present page."""
    option = page.locator("[name=user_id] option", has_text=name).first
    page.select_option("[name=user_id]", value=option.get_attribute("value"))
    page.get_by_role("button", name="Serahkan jabatan").click()


@WITH_AND_WITHOUT_SCRIPT
def test_a_promise_goes_from_the_meeting_to_the_verdict(open_as: Open, script: bool) -> None:
    mark = f"uji {'skrip' if script else 'tanpa skrip'} {now():%H%M%S%f}"
    secretariat = open_as("sekretariat", script=script)
    minutes = hold_a_meeting(secretariat, mark)
    complete_the_promise(secretariat, mark)
    promise = accept_and_report(open_as("narahubung.dinsos", script=script), mark)
    send_back(open_as("peninjau", script=script), promise)
    report_again(open_as("narahubung.dinsos", script=script), promise)
    verify(open_as("peninjau", script=script), promise)
    finish_a_part(open_as("narahubung.polres", script=script), mark)
    read_and_print(open_as("pimpinan", script=script), minutes, promise, mark)


def hold_a_meeting(page: Page, mark: str) -> str:
    """The secretariat calls, opens and minutes a meeting; returns the address of its minutes."""
    page.goto("/rapat/baru")
    page.fill("[name=theme]", f"Rapat {mark}")
    page.select_option("[name=convener_id]", label="BNN Kota Palopo")
    page.fill("[name=venue]", "Hotel Harapan")
    page.fill("[name=day]", f"{local(now()):%Y-%m-%d}")
    page.fill("[name=starts]", "09:00")
    page.fill("[name=chair]", "AKBP Herman, S.Pd., M.H.")
    page.fill("[name=minute_taker]", "Sitti Rahma")
    page.fill("[name=letter_number]", "B/12/XI/Ka/PM.00/2026/BNNK")
    for agency in ("Dinas Sosial", "Polres Palopo"):
        page.get_by_label(agency, exact=True).check()
    page.get_by_role("button", name="Simpan").click()
    meeting = page.url
    for title in ("Pembukaan", "Pembahasan program"):
        page.locator("#agenda [name=title]").fill(title)
        page.get_by_role("button", name="Tambah acara").click()
        expect(page.locator("#agenda .lines")).to_contain_text(title)
    page.get_by_role("button", name="Umumkan").click()
    mark_attendance(page)
    page.goto(meeting)
    page.get_by_role("button", name="Mulai rapat").click()
    type_minutes(page, mark)
    return page.url.split("?")[0].split("#")[0]


def complete_the_promise(page: Page, mark: str) -> None:
    """What was typed in haste is put so that it can be checked; before that its agency cannot agree."""
    line = page.locator("li", has_text=f"Janji {mark}")
    expect(line).to_contain_text("belum dapat diperiksa")
    line.get_by_role("link", name="Lengkapi isinya").click()
    expect(page.locator("[data-checks] .answered")).to_have_count(3)  # who, what, by when
    page.fill("[name=place]", "Aula kelurahan")
    page.fill("[name=indicator]", "Paket yang diterima")
    page.fill("[name=proof]", "Tanda terima")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("#isi-komitmen")).to_contain_text("Tanda terima")
    expect(page.locator("#isi-komitmen")).not_to_contain_text("belum dapat diperiksa")


def mark_attendance(page: Page) -> None:
    """One agency sends somebody in its head's stead."""
    page.get_by_role("link", name="Daftar hadir").first.click()
    row = page.locator("#baris tr", has_text="Dinas Sosial")
    row.get_by_role("link", name="Ubah kehadiran").click()
    form = page.locator("tr[data-keep] form")
    form.get_by_label("Kehadiran").select_option(label="Diwakili")
    form.get_by_label("Nama").fill("Nurhayati")
    form.get_by_label("Mewakili siapa").fill("Kepala Dinas")
    form.get_by_role("button", name="Simpan").click()
    expect(page.locator("#baris tr", has_text="Dinas Sosial").locator(".badge")).to_have_text("Diwakili")


def type_minutes(page: Page, mark: str) -> None:
    """Lines of each kind; one is edited, moved, removed and brought back."""
    page.get_by_role("link", name="Ketik di bawah acara ini").last.click()
    item = page.locator("section.card").last
    three = ("Dinas Sosial", "Polres Palopo", "BNN Kota Palopo")
    add_line(item, f"Catatan {mark}", "Catatan")
    add_line(item, f"Keputusan {mark}", "Keputusan")
    add_line(item, f"Janji {mark}", "Komitmen", "Dinas Sosial")
    add_line(item, f"Bersama {mark}", "Tugas", *three)
    item.locator("li").first.get_by_title("Ubah butir").click()
    page.locator("li form textarea").fill(f"Catatan diubah {mark}")
    page.locator("li form").get_by_role("button", name="Simpan").click()
    expect(item.locator("li").first).to_contain_text("Catatan diubah")
    item.locator("li").first.get_by_title("Turunkan butir").click()
    expect(item.locator("li").nth(1)).to_contain_text("Catatan diubah")
    item.locator("li").nth(1).get_by_title("Hapus butir").click()
    expect(item.locator("li").nth(1)).to_contain_text("Butir dihapus")
    item.get_by_role("button", name="Urungkan").click()
    expect(item.locator("li").nth(1)).not_to_contain_text("dihapus")


def add_line(item: Locator, text: str, kind: str, *agencies: str) -> None:
    """Type one line into the form under an agenda item."""
    form = item.locator(".line-add")
    expect(item.locator(".pending")).to_have_count(0)  # the line before is where it stays: nothing moves any more
    form.get_by_label(kind, exact=True).check(force=True)
    form.locator("[name=text]").fill(text)
    if agencies:
        if not form.locator("details[open]").count():
            form.locator("summary").click()
        for agency in agencies:
            form.get_by_label(agency, exact=True).check()
        form.locator("[name=due]").fill(DUE)
        form.locator("[name=target]").fill("40")
        form.locator("[name=unit]").fill("paket")
    form.get_by_role("button", name="Tambah butir").click()
    expect(item.locator(".lines")).to_contain_text(text)


def accept_and_report(page: Page, mark: str) -> str:
    """The liaison finds the promise, accepts it and reports; returns the commitment's address."""
    page.goto(f"/komitmen?cari={mark}")
    page.get_by_role("link", name=f"Janji {mark}").click()
    page.get_by_role("button", name="Setujui komitmen").click()
    expect(page.locator(".page-meta")).to_contain_text("Disepakati")
    promise = page.url
    report(page, "25", "Dua puluh lima paket dibagikan", "Gudang jauh")
    page.goto(f"/tugas?cari={mark}")
    page.get_by_role("link", name=f"Bersama {mark}").click()
    mine = page.locator(".parts > li", has=page.locator("b", has_text="Dinas Sosial"))
    mine.get_by_role("button", name="Terima bagian ini").click()
    expect(page.locator(".parts > li", has=page.locator("b", has_text="Dinas Sosial"))).to_contain_text("Diterima")
    others = page.locator(".parts > li", has=page.locator("b", has_text="Polres Palopo"))
    assert others.count() == 1 and others.locator("form").count() == 0
    return promise


def report(page: Page, quantity: str, narrative: str, obstacle: str = "") -> None:
    """Fill in a report on a commitment's page."""
    page.get_by_role("link", name="Laporkan perkembangan").click()
    page.fill("[name=quantity]", quantity)
    page.fill("[name=narrative]", narrative)
    page.fill("[name=obstacle]", obstacle)
    page.select_option("[name=obstacle_kind]", "other" if obstacle else "none")
    for point in page.locator("[name^=jawaban_]").all():
        point.fill("Tanda terima terlampir")
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.locator(".page-meta")).to_contain_text("Menunggu verifikasi")


def send_back(page: Page, promise: str) -> None:
    """The reviewer finds the report in the queue and returns it with a reason."""
    page.goto("/komitmen/antrean")
    link = page.locator(f"a[href^='{promise[promise.index('/komitmen') :]}']")
    while not link.count():
        page.get_by_label("Berikutnya").click()
    page.goto(promise + "/periksa")
    page.get_by_label("Dikembalikan").check()
    page.fill("[name=points]", "Lampirkan tanda terima per kelurahan")
    page.get_by_role("button", name="Simpan hasil pemeriksaan").click()
    expect(page.locator(".page-meta")).to_contain_text("Dikembalikan")


def report_again(page: Page, promise: str) -> None:
    """The liaison sees the reason and whose turn it is, and reports once more."""
    page.goto(promise)
    expect(page.locator("main")).to_contain_text("Lampirkan tanda terima per kelurahan")
    expect(page.locator("main")).to_contain_text("Giliran")
    report(page, "40", "Empat puluh paket dengan tanda terima")


def verify(page: Page, promise: str) -> None:
    """The reviewer accepts; claimed and verified stand side by side."""
    page.goto(promise + "/periksa")
    page.get_by_label("Diverifikasi penuh").check()
    page.fill("[name=without]", "Tanda terima dilihat di kantor dinas")
    page.get_by_role("button", name="Simpan hasil pemeriksaan").click()
    expect(page.locator(".page-meta")).to_contain_text("Terverifikasi")
    expect(page.locator("#isi-komitmen")).to_contain_text("Dilaporkan 40")
    expect(page.locator("#isi-komitmen")).to_contain_text("Terverifikasi 40 dari 40 paket")


def finish_a_part(page: Page, mark: str) -> None:
    """Another agency's liaison sees three parts, three states, and finishes its own."""
    page.goto(f"/tugas?cari={mark}")
    page.get_by_role("link", name=f"Bersama {mark}").click()
    page.get_by_role("button", name="Terima bagian ini").click()
    mine = page.locator(".parts > li", has=page.locator("b", has_text="Polres Palopo"))
    mine.locator("summary", has_text="Perbarui dengan catatan").click()
    mine.get_by_label("Selesai").check(force=True)
    mine.get_by_role("button", name="Simpan").click()
    expect(page.locator("main")).to_contain_text("1 dari 3 bagian selesai")


def read_and_print(page: Page, minutes: str, promise: str, mark: str) -> None:
    """The leader reads everything, changes nothing, and prints."""
    page.goto(promise)
    expect(page.locator("#riwayat")).to_contain_text("Status")
    assert page.locator("main form:not([action$='/komentar']):not([action$='/pantau'])").count() == 0
    page.goto(minutes)
    expect(page.locator(".paper")).to_contain_text(f"Keputusan {mark}")
    assert page.locator("main form").count() == 0
    page.emulate_media(media="print")
    assert not page.locator(".nav").is_visible() and page.locator(".paper").is_visible()
    assert len(page.pdf(format="A4")) > 5000
