"""Typing minutes while something fails: each line arrives once, and what is half typed comes back."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Route, expect

from tests.e2e.conftest import CHROMIUM, FLAGS, Open, free_port, serve, sign_in
from tests.e2e.minute_taking import confirmed, copies, enter, field, online, settle, sit_down, stored, texts

FORBIDDEN = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
)


def test_lines_typed_without_a_network_arrive_in_order_when_it_is_back(open_as: Open) -> None:
    page = open_as("sekretariat", faulty=True)
    minutes = sit_down(page)
    enter(page, "Sebelum putus")
    settle(page, 1)
    page.context.set_offline(True)
    for text in ("Putus satu", "Putus dua", "Putus tiga"):
        enter(page, text)
    expect(page.locator(".pending")).to_have_count(3)
    expect(page.locator("#antrean")).to_contain_text("Jaringan terputus")
    field(page).type("Masih menget")
    page.context.set_offline(False)
    settle(page, 4)
    expect(field(page)).to_have_value("Masih menget")
    expect(page.locator("#antrean")).to_be_hidden()
    assert stored(page, minutes) == ["Sebelum putus", "Putus satu", "Putus dua", "Putus tiga"]


@pytest.mark.parametrize("status", [500, 503, 502])
def test_a_server_that_fails_for_a_while_gets_the_line_once(open_as: Open, status: int) -> None:
    page = open_as("sekretariat", faulty=True)
    minutes = sit_down(page)
    page.route("**/butir", lambda route: route.fulfill(status=status, body="<li id=butir-1>Bad gateway</li>"))
    enter(page, "Kepada server yang sakit")
    expect(page.locator("#antrean")).to_contain_text("Server sedang sibuk")
    assert confirmed(page).count() == 0
    page.unroute("**/butir")
    online(page)
    settle(page, 1)
    assert stored(page, minutes) == ["Kepada server yang sakit"]
    assert not [name for name in copies(page) if "antrean" in name]


def test_a_network_that_answers_with_its_own_page_is_no_server_of_ours(open_as: Open) -> None:
    page = open_as("sekretariat", faulty=True)
    minutes = sit_down(page)
    page.route("**/butir", lambda route: route.fulfill(status=200, body="<ul><li>Klik untuk Wi-Fi</li></ul>"))
    enter(page, "Di jaringan hotel")
    expect(page.locator("#antrean")).to_contain_text("Jaringan terputus")
    page.unroute("**/butir")
    online(page)
    settle(page, 1)
    assert stored(page, minutes) == ["Di jaringan hotel"]


def test_a_gateway_s_error_leaves_the_line_that_is_being_changed(open_as: Open) -> None:
    page = open_as("sekretariat", faulty=True)
    minutes = sit_down(page)
    enter(page, "Bunyi lama")
    settle(page, 1)
    page.get_by_title("Ubah butir").click()
    area = page.locator(".line-change [name=text]")
    area.fill("Bunyi baru")
    page.route("**/ubah", lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>Bad</h1>"))
    page.locator(".line-change").get_by_role("button", name="Simpan").click()
    expect(page.locator("#pesan")).to_contain_text("Tidak tersambung ke server")
    expect(area).to_have_value("Bunyi baru")
    page.unroute("**/ubah")
    area.press("Control+Enter")
    expect(confirmed(page, "Bunyi baru")).to_be_focused()
    assert stored(page, minutes) == ["Bunyi baru"]


def test_an_answer_that_got_lost_makes_no_second_line(open_as: Open) -> None:
    page = open_as("sekretariat", faulty=True)
    minutes = sit_down(page)
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/butir", lose, times=2)
    enter(page, "Jawabannya hilang")
    expect(page.locator("#antrean")).to_contain_text("Jaringan terputus")
    online(page)
    page.wait_for_function("() => document.querySelector('#antrean').textContent.includes('Jaringan')")
    online(page)
    settle(page, 1)
    assert lost == [200, 200]
    assert stored(page, minutes) == ["Jawabannya hilang"]


def test_a_reload_in_the_middle_of_a_word_gives_back_every_letter(open_as: Open) -> None:
    page = open_as("sekretariat")
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    sit_down(page)
    field(page).type("Peserta sepakat bah")
    page.reload()
    expect(field(page)).to_have_value("Peserta sepakat bah")
    with page.expect_response("**/draf"):
        field(page).type("wa")
    field(page).type(" pela")
    page.reload()
    expect(field(page)).to_have_value("Peserta sepakat bahwa pela")
    assert page.locator(".draft-offer").count() == 0, "the server's draft is the beginning of the same text"


def test_nothing_is_asked_after_sending_and_no_copy_stays(open_as: Open) -> None:
    page = open_as("sekretariat")
    asked: list[Dialog] = []
    page.on("dialog", lambda dialog: (asked.append(dialog), dialog.accept()))
    sit_down(page)
    with page.expect_response("**/draf"):
        field(page).type("Dengan draf")
    field(page).press("Enter")
    for text in ("Dua", "Tiga"):
        enter(page, text)
    settle(page, 3)
    expect(page.locator(".draft-state")).to_contain_text("Tersimpan")
    assert copies(page) == []
    page.reload()
    expect(field(page)).to_have_value("")
    assert page.locator(".draft-offer").count() == 0
    field(page).type("Lalu keluar")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/masuk")
    assert copies(page) == [] and asked == []


def test_a_device_that_keeps_nothing_still_types_and_says_so(open_as: Open) -> None:
    page = open_as("sekretariat", faulty=True)
    page.context.add_init_script(FORBIDDEN)
    minutes = sit_down(page)
    with page.expect_response("**/draf"):
        field(page).type("Tanpa salinan")
    expect(page.locator(".draft-state")).to_contain_text("Draf hanya tersimpan di server")
    page.reload()
    expect(field(page)).to_have_value("Tanpa salinan")
    page.context.set_offline(True)
    field(page).press("Enter")
    expect(page.locator("#antrean")).to_contain_text("jangan tutup halaman ini")
    page.context.set_offline(False)
    settle(page, 1)
    assert stored(page, minutes) == ["Tanpa salinan"]


def test_a_killed_browser_loses_at_most_five_seconds(chromium: Browser, address: str, tmp_path: Path) -> None:
    context = browser_on(chromium, address, tmp_path)
    page = context.new_page()
    sign_in(context, "sekretariat")
    minutes = sit_down(page)
    enter(page, "Sudah tersimpan")
    settle(page, 1)
    typed, started = "", time.monotonic()
    while time.monotonic() - started < 7:  # without a pause that a timer could wait for
        word = f"kata{len(typed)} "
        page.keyboard.type(word, delay=20)
        typed += word
        if time.monotonic() - started < 2:
            early = typed
    os.kill(process_on(tmp_path), signal.SIGKILL)
    context = browser_on(chromium, address, tmp_path)
    page = context.new_page()
    page.goto(minutes)
    if "/masuk" in page.url:  # the cookie had not reached the disk
        sign_in(context, "sekretariat")
        page.goto(minutes)
    kept = field(page).input_value()
    assert kept.startswith(early.strip()) and typed.startswith(kept.strip()), (early, kept, typed)
    assert texts(page) == ["Sudah tersimpan"]
    context.close()


def browser_on(chromium: Browser, address: str, folder: Path) -> BrowserContext:
    """A browser that keeps its data in a folder."""
    return chromium.browser_type.launch_persistent_context(
        folder, executable_path=CHROMIUM, args=FLAGS, base_url=address, locale="id-ID"
    )


def process_on(folder: Path) -> int:
    """The first process of the browser that keeps its data in this folder."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().split(b"\0")
        except OSError:
            continue  # ended meanwhile
        if f"--user-data-dir={folder}".encode() in words and not any(word.startswith(b"--type=") for word in words):
            return int(entry.parent.name)
    raise AssertionError("no browser there")


def test_a_killed_server_loses_no_line_and_doubles_none(chromium: Browser, site: dict[str, str]) -> None:
    port = free_port()
    server = serve(site, port)
    context = chromium.new_context(base_url=f"http://127.0.0.1:{port}", locale="id-ID")
    page = context.new_page()
    try:
        sign_in(context, "sekretariat")
        minutes = sit_down(page)
        lines = [f"Butir {number}" for number in range(10)]
        for text in lines[:7]:
            enter(page, text)
        os.killpg(server.pid, signal.SIGKILL)  # some are confirmed, one is on its way, some wait
        server.wait()
        acknowledged = texts(page)
        for text in lines[7:]:
            enter(page, text)
        field(page).type("Setengah")
        expect(page.locator("#antrean")).to_contain_text("Jaringan terputus")
        server = serve(site, port)
        online(page)
        settle(page, 10)
        assert acknowledged == lines[: len(acknowledged)] and len(acknowledged) < 10
        assert stored(page, minutes) == lines
        expect(field(page)).to_have_value("Setengah")
    finally:
        context.close()
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)
