"""What goes wrong on the way to the server, and that nothing typed is lost."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PASSWORD, Open


def open_editor(page: Page) -> None:
    """Go to the minutes of the demo's running meeting."""
    page.goto("/rapat?status=running")
    page.goto((page.locator("#hasil tbody a").first.get_attribute("href") or "") + "/notula")


def line_with(page: Page, text: str) -> Locator:
    """The confirmed lines that hold this text."""
    return page.locator("#notula li[id]", has_text=text)


def test_the_network_fails_while_a_line_is_sent(open_as: Open) -> None:
    page = open_as("sekretariat", faulty=True)
    open_editor(page)
    page.locator(".line-add [name=text]").fill("Kalimat saat jaringan putus")
    page.route("**/butir", lambda route: route.abort())
    page.get_by_role("button", name="Tambah butir").click()
    expect(page.locator("#antrean")).to_contain_text("Jaringan terputus")
    expect(page.locator(".pending")).to_contain_text("Kalimat saat jaringan putus")
    page.unroute("**/butir")
    page.locator("#antrean").get_by_role("button", name="Kirim").click()
    expect(page.locator("#antrean")).to_be_hidden()
    expect(line_with(page, "Kalimat saat jaringan putus")).to_have_count(1)


def test_a_closed_tab_gives_the_text_back_and_a_sent_one_does_not(open_as: Open) -> None:
    page = open_as("sekretariat")
    open_editor(page)
    page.locator(".line-add [name=text]").fill("Setengah kalimat")
    expect(page.locator(".draft-state")).to_contain_text("Salinan di perangkat ini")
    page.reload()
    expect(page.locator(".line-add [name=text]")).to_have_value("Setengah kalimat")
    page.get_by_role("button", name="Tambah butir").click()
    expect(line_with(page, "Setengah kalimat")).to_have_count(1)
    page.reload()
    expect(page.locator(".line-add [name=text]")).to_have_value("")
    assert page.get_by_role("button", name="Pulihkan").count() == 0


def test_an_expired_session_gives_the_report_back(open_as: Open) -> None:
    page = open_as("narahubung.dinsos", script=False)
    page.goto("/")
    page.get_by_role("link", name=re.compile("^Laporkan")).first.click()
    page.fill("[name=quantity]", "1000")
    page.fill("[name=narrative]", "Uraian panjang yang tidak boleh hilang karena sesi berakhir")
    page.context.clear_cookies()
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.locator("main")).to_contain_text("Isian Anda belum terkirim")
    page.fill("[name=email]", "narahubung.dinsos@sinergi.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    expect(page.locator("textarea")).to_have_value("Uraian panjang yang tidak boleh hilang karena sesi berakhir")
    page.get_by_role("button", name="Kirim lagi").click()
    expect(page.locator(".page-meta")).to_contain_text("Menunggu verifikasi")


def test_signing_in_again_in_another_tab_lets_the_waiting_lines_through(open_as: Open) -> None:
    page = open_as("sekretariat")
    open_editor(page)
    here = page.url
    page.locator(".line-add [name=text]").fill("Teks sebelum sesi berakhir")
    expect(page.locator(".draft-state")).to_be_visible()
    page.context.clear_cookies()
    page.get_by_role("button", name="Tambah butir").click()
    expect(page.locator("#antrean")).to_contain_text("Sesi Anda berakhir")
    page.locator(".line-add [name=text]").fill("Ketikan sesudahnya")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Masuk lagi di tab lain").click()
    tab = opened.value
    tab.fill("[name=email]", "sekretariat@sinergi.example")
    tab.fill("[name=password]", PASSWORD)
    tab.click("main button")
    tab.wait_for_url(re.compile("/$"))
    page.bring_to_front()
    expect(line_with(page, "Teks sebelum sesi berakhir")).to_have_count(1, timeout=12000)
    expect(page.locator("#antrean")).to_be_hidden()
    expect(page.locator(".line-add [name=text]")).to_have_value("Ketikan sesudahnya")
    assert page.url == here


def test_signing_out_leaves_no_copy_on_the_device(open_as: Open) -> None:
    page = open_as("sekretariat")
    open_editor(page)
    page.locator(".line-add [name=text]").fill("Rahasia rapat")
    expect(page.locator(".draft-state")).to_be_visible()
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/masuk")
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_back_shows_a_whole_page(open_as: Open) -> None:
    page = open_as("pimpinan")
    page.goto("/komitmen")
    page.locator("#urut-nomor").click()
    page.wait_for_url("**urut=nomor*")
    page.goto("/rapat")
    page.go_back()
    expect(page.locator(".nav")).to_be_visible()
    expect(page.locator("h1")).to_have_text("Komitmen")


def test_the_language_and_theme_can_be_switched(open_as: Open) -> None:
    page = open_as("pimpinan")
    page.goto("/")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator(".nav")).to_contain_text("Meetings")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.locator("html").get_attribute("lang") == "en"
