"""A meeting that runs, and what one does at the editor of its minutes."""

from __future__ import annotations

import datetime as dt
import re

from playwright.sync_api import Locator, Page, expect

from app.clock import local, now
from tests.e2e.conftest import token_in

DUE = dt.date(local(now()).year + 1, 12, 12)  # read alike in every order of day and month


class Desk:
    """One person at a page, who holds meetings by plain posts, as fast as the server allows."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.form = page.request.get("/rapat/baru").text()
        self.token = token_in(self.form)

    def post(self, path: str, **fields: object) -> str:
        """Send a form of the site; returns the address that the answer leads to."""
        answer = self.page.request.post(path, form={"csrf_token": self.token} | fields)
        assert answer.ok, (path, answer.status, answer.text()[:500])
        return answer.url

    def hold(self, items: int = 1) -> str:
        """Call a meeting of the day and open it; returns the path of its minutes."""
        convener = re.search(r'value="(\d+)"[^>]*>BNN Kota Palopo', self.form)
        assert convener
        there = self.post(
            "/rapat/baru", theme=f"Rapat {now():%H%M%S%f}", kind="working", convener_id=convener[1], venue="Aula",
            day=f"{local(now()):%Y-%m-%d}", starts="09:00", chair="Ketua", minute_taker="Pencatat",
        )  # fmt: skip
        meeting = "/" + there.split("/", 3)[3]
        for number in range(1, items + 1):
            self.post(meeting + "/agenda", kind="discussion", title=f"Acara {number}")
        self.post(meeting + "/mulai")
        return meeting + "/notula"


def sit_down(page: Page, items: int = 1) -> str:
    """Hold a meeting and open the editor of its minutes; returns their path."""
    minutes = Desk(page).hold(items)
    page.goto(minutes)
    return minutes


def field(page: Page) -> Locator:
    """Where the next line is typed."""
    return page.locator(".line-add [name=text]")


def enter(page: Page, text: str) -> None:
    """Type the text of a line and press Enter."""
    field(page).fill(text)
    field(page).press("Enter")


def confirmed(page: Page, text: str = "") -> Locator:
    """The lines that the server has and nobody changes here, those with this text."""
    return page.locator("#notula li[id]:not(.removed, .changing)", has_text=text)


def texts(page: Page) -> list[str]:
    """What the confirmed lines say, in order."""
    return [text.strip() for text in page.locator("#notula li[id]:not(.removed) .prose").all_inner_texts()]


def stored(page: Page, minutes: str) -> list[str]:
    """What the server has, in order, read anew without the editor's script."""
    html = page.request.get(minutes).text()
    lines = re.findall(
        r'<li id="butir-\d+"(?: class="tone[^>]*?)? tabindex.*?<div class="prose">(.*?)</div>', html, re.S
    )
    return [re.sub("<[^>]*>", "", line).strip() for line in lines]


def look(page: Page) -> None:
    """Make the page ask for news at once, as when its tab is shown again."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def online(page: Page) -> None:
    """Tell the page that the network is back."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def copies(page: Page) -> list[str]:
    """The names of what is kept on this device."""
    return list(page.evaluate("Object.keys(localStorage)"))


def settle(page: Page, count: int) -> None:
    """Wait until so many lines are confirmed and none waits."""
    expect(confirmed(page)).to_have_count(count)
    expect(page.locator(".pending")).to_have_count(0)
