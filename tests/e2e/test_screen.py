"""The projector follows a meeting in a real browser while somebody else types, and on the wire asks for very little."""

from __future__ import annotations

import re
import socket
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from app.clock import now
from tests.e2e.conftest import Open, hear, let_time_pass
from tests.e2e.test_pages import check

BIG = {"viewport": {"width": 1280, "height": 720}}


def running(page: Page) -> str:
    """The address of the demo's running meeting."""
    page.goto("/rapat?status=running")
    return page.locator("#hasil tbody a").first.get_attribute("href") or ""


def begin(page: Page, meeting: str, number: int) -> None:
    """Begin an item of the agenda on the meeting's page."""
    page.goto(meeting)
    button = page.get_by_role("button", name=f"Mulai acara ini ({number})")
    if button.count():
        button.click()
    expect(page.locator("#agenda .lines > li").nth(number - 1)).to_contain_text("sedang berjalan")


def decide(page: Page, meeting: str, text: str) -> None:
    """Type a decision into the minutes."""
    page.goto(meeting + "/notula")
    page.locator(".line-add").get_by_label("Keputusan", exact=True).check(force=True)
    page.locator(".line-add [name=text]").fill(text)
    page.get_by_role("button", name="Tambah butir").click()
    expect(page.locator(".lines", has_text=text.split("<", maxsplit=1)[0])).to_be_visible()


def test_the_projector_follows_while_somebody_else_types(open_as: Open) -> None:
    writer, projector = open_as("sekretariat"), open_as("pimpinan", clock=True, **BIG)
    meeting, mark = running(writer), f"{now():%H%M%S%f}"
    begin(writer, meeting, 1)
    projector.goto(meeting)
    projector.get_by_role("link", name="Layar proyektor").click()
    expect(projector.locator(".screen-place")).to_contain_text("Acara 1 dari 4")
    assert projector.locator("main button").count() == 0
    shown = projector.locator(".screen-time").inner_text()
    expect(projector.locator(".screen-time")).not_to_have_text(shown, timeout=3000)
    decide(writer, meeting, f"Keputusan {mark} <img src=x onerror=alert(1)>")
    hear(projector, projector.locator(".screen-lines > li").first, f"{mark} <img")
    assert projector.locator(".screen img").count() == 0
    begin(writer, meeting, 2)
    hear(projector, projector.locator(".screen-place"), "Acara 2 dari 4")


def test_the_keyboard_leads_through_the_agenda_and_one_press_is_one_step(open_as: Open) -> None:
    page = open_as("sekretariat", **BIG)
    meeting = running(page)
    begin(page, meeting, 2)
    page.goto(meeting + "/layar")
    page.evaluate("window.stayed = true")
    place = page.locator(".screen-place")
    for key, number in (("ArrowRight", 3), ("PageDown", 4), ("PageUp", 3), ("ArrowLeft", 2)):
        page.keyboard.press(key)
        expect(place).to_contain_text(f"Acara {number} dari 4")
    page.locator("#maju").dblclick()
    expect(place).to_contain_text("Acara 3 dari 4")
    page.get_by_role("button", name="Jeda").click()
    expect(place).to_contain_text("Jeda")
    page.get_by_role("button", name="Lanjutkan acara ini").click()
    expect(place).not_to_contain_text("Jeda")
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement !== null")
    page.keyboard.press("ArrowLeft")
    expect(place).to_contain_text("Acara 2 dari 4")
    assert page.evaluate("window.stayed && document.fullscreenElement !== null"), "no page was loaded meanwhile"


def test_without_a_network_the_last_state_stays_and_the_clock_goes_on(open_as: Open) -> None:
    page = open_as("sekretariat", faulty=True, **BIG)
    meeting = running(page)
    begin(page, meeting, 2)
    page.goto(meeting + "/layar")
    page.context.set_offline(True)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#terputus")).to_be_visible()
    expect(page.locator(".screen-place")).to_contain_text("Acara 2 dari 4")
    shown = page.locator(".screen-time").inner_text()
    expect(page.locator(".screen-time")).not_to_have_text(shown, timeout=3000)
    page.context.set_offline(False)
    expect(page.locator("#terputus")).to_be_hidden(timeout=30_000)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".screen-place")).to_contain_text("Acara 3 dari 4")


def test_silence_of_thirty_seconds_is_told_and_asked_more_rarely(open_as: Open) -> None:
    page = open_as("pimpinan", faulty=True, clock=True, **BIG)
    page.goto(running(page) + "/layar")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route("**/isi", lambda route: route.abort())
    for seconds, visible in ((11, False), (31, True)):
        for _ in range(seconds):  # second by second: an answer that failed in real time is heard in between
            page.clock.run_for(1000)
        expect(page.locator("#terputus")).to_be_visible(visible=visible)
    assert len([url for url in asked if url.endswith("/isi")]) == 2, asked


def test_a_session_that_ended_says_so_and_leads_to_signing_in(open_as: Open) -> None:
    page = open_as("pimpinan", faulty=True, clock=True, **BIG)
    page.goto(running(page) + "/layar")
    here = page.url
    page.context.clear_cookies()
    let_time_pass(page)
    expect(page.get_by_role("link", name="Masuk kembali")).to_be_visible()
    expect(page.locator(".screen-title")).to_be_visible()
    page.get_by_role("link", name="Masuk kembali").click()
    page.wait_for_url(re.compile(f"/masuk[?]next={urlsplit(here).path}"))


def test_without_script_the_buttons_lead_and_the_page_loads_itself_anew(open_as: Open) -> None:
    page = open_as("sekretariat", script=False)
    meeting = running(page)
    begin(page, meeting, 1)
    page.goto(meeting + "/layar")
    assert page.locator("meta[http-equiv=refresh]").get_attribute("content") == "10"
    page.get_by_role("button", name="Acara berikutnya").click()
    expect(page.locator(".screen-place")).to_contain_text("Acara 2 dari 4")
    assert page.url.endswith("/layar")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 720), (1920, 1080)])
def test_axe_finds_nothing_on_the_projector(open_as: Open, width: int, height: int, theme: str) -> None:
    page = open_as("sekretariat", viewport={"width": width, "height": height}, color_scheme=theme)
    meeting = running(page)
    begin(page, meeting, 1)
    check(page, meeting + "/layar")
    check(page, "/rapat/1/layar")
    large = page.locator(".screen-title").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert large >= min(width, height) / 24, "read from the back of the room"


def test_an_answer_that_nothing_changed_is_under_200_bytes_on_the_wire(open_as: Open) -> None:
    page = open_as("pimpinan")
    meeting = running(page)
    first = page.request.get(meeting + "/layar/isi")
    host = urlsplit(page.url).netloc
    cookie = next(each for each in page.context.cookies() if each["name"] == "sinergi")["value"]
    lines = [f"GET {meeting}/layar/isi HTTP/1.1", f"Host: {host}", f"Cookie: sinergi={cookie}",
             f"If-None-Match: {first.headers['etag']}", "Accept-Encoding: br, gzip", "Connection: close",
             "User-Agent: " + page.evaluate("navigator.userAgent")]  # fmt: skip
    with socket.create_connection((host.split(":")[0], int(host.split(":")[1]))) as wire:
        wire.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        answer = b"".join(iter(lambda: wire.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 304"), answer
    assert len(answer) < 200, (len(answer), answer)
