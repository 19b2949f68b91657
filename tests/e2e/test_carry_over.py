"""From one meeting to the next: a topic comes along until the work that it led to is verified."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from app.clock import local, now
from tests.e2e.conftest import Open
from tests.e2e.test_walk import WITH_AND_WITHOUT_SCRIPT, add_line, complete_the_promise, report, verify

TOPIC = "Kebutuhan pelatihan"


@WITH_AND_WITHOUT_SCRIPT
def test_a_topic_comes_along_until_its_work_is_verified(open_as: Open, script: bool) -> None:
    mark = f"lanjut {'skrip' if script else 'tanpa skrip'} {now():%H%M%S%f}"
    office = open_as("sekretariat", script=script)
    first = hold(office, mark)
    second = go_on(office, first)
    expect(office.locator("#agenda")).to_contain_text("Tindak lanjut rapat")
    status = office.locator(".follow-up li", has_text=f"Janji {mark}")
    expect(status).to_contain_text("Diusulkan")
    carried = office.locator("#agenda li", has_text=TOPIC)
    expect(carried).to_contain_text("kali ke-2")
    expect(office.locator("#rangkaian")).to_contain_text("Rapat sebelumnya")
    promise = keep(open_as("narahubung.dinsos", script=script), mark)
    office.goto(second)
    expect(status).to_contain_text("Menunggu verifikasi")
    expect(status).to_contain_text("0 / 40 paket, dilaporkan 40")
    verify(open_as("peninjau", script=script), promise)
    office.goto(second)
    expect(status).to_contain_text("Terverifikasi")
    office.get_by_role("button", name="Mulai rapat").click()
    expect(office.locator(".follow-up")).to_contain_text(f"Janji {mark}")
    office.goto(second)
    office.get_by_role("button", name="Tutup rapat").click()
    office.goto(second)
    office.get_by_role("link", name="Rapat berikutnya").click()
    expect(office.locator("form.form")).to_contain_text("Semua bahasan rapat ini sudah tuntas")
    office.get_by_role("button", name="Buat rapat berikutnya").click()
    expect(office.locator("#agenda .lines")).to_contain_text("Tindak lanjut rapat")
    expect(office.locator("#agenda .lines")).not_to_contain_text(TOPIC)
    office.goto(first)
    expect(office.locator("#rangkaian")).to_contain_text("Rapat berikutnya")


def hold(page: Page, mark: str) -> str:
    """Call a meeting, promise something under its one topic, and close it; returns its address."""
    page.goto("/rapat/baru")
    page.fill("[name=theme]", f"Rapat {mark}")
    page.select_option("[name=convener_id]", label="BNN Kota Palopo")
    page.fill("[name=venue]", "Aula")
    page.fill("[name=day]", f"{local(now()):%Y-%m-%d}")
    page.fill("[name=starts]", "09:00")
    page.fill("[name=chair]", "AKBP Herman, S.Pd., M.H.")
    page.fill("[name=minute_taker]", "Sitti Rahma")
    page.get_by_label("Dinas Sosial", exact=True).check()
    page.get_by_role("button", name="Simpan").click()
    meeting = page.url
    page.locator("#agenda [name=title]").fill(TOPIC)
    page.get_by_role("button", name="Tambah acara").click()
    expect(page.locator("#agenda .lines")).to_contain_text(TOPIC)
    page.get_by_role("button", name="Mulai rapat").click()
    add_line(page.locator("section.card").last, f"Janji {mark}", "Komitmen", "Dinas Sosial")
    complete_the_promise(page, mark)
    page.goto(meeting)
    page.get_by_role("button", name="Tutup rapat").click()
    expect(page.locator(".page-meta")).to_contain_text("Selesai")
    return meeting


def go_on(page: Page, meeting: str) -> str:
    """Make the next meeting in one step; returns its address."""
    page.goto(meeting)
    page.get_by_role("link", name="Rapat berikutnya").click()
    row = page.locator(".option", has_text=TOPIC)
    expect(row).to_contain_text("Pekerjaan belum tuntas")
    expect(row.get_by_role("checkbox")).to_be_checked()
    page.get_by_role("button", name="Buat rapat berikutnya").click()
    expect(page.locator(".page-meta")).to_contain_text("Draf")
    return page.url


def keep(page: Page, mark: str) -> str:
    """The liaison accepts the promise and reports that it was kept; returns its address."""
    page.goto(f"/komitmen?cari={mark}")
    page.get_by_role("link", name=f"Janji {mark}").click()
    page.get_by_role("button", name="Setujui komitmen").click()
    expect(page.locator(".page-meta")).to_contain_text("Disepakati")
    promise = page.url
    report(page, "40", "Semua paket sudah dibagikan")
    return promise
