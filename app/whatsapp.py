"""Texts that are ready to be sent: always Indonesian, whatever the language of the page, with a link that opens them.

Nothing is sent by the system itself, and the person chooses in WhatsApp to whom a text goes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask import current_app

from app.clock import today
from app.formats import official_date
from app.prose import straight
from app.web import whatsapp_link

LONGEST_LINK = 6000  # letters of an address that phones open without fail
LONGEST_TITLE = 140


class Point(NamedTuple):
    """One thing in a text: its reference, what it is, what is asked and by when, and the path of its page."""

    reference: str
    title: str
    asked: str
    path: str


def public(path: str) -> str:
    """Return the address of a page as people outside use it."""
    return str(current_app.config["PUBLIC_URL"]) + path


def link(text: str) -> str:
    """Return an address that opens WhatsApp with the text; empty when it is too long for one message."""
    address = whatsapp_link(text)
    return address if len(address) <= LONGEST_LINK else ""


def letter(whom: str, about: str, points: Sequence[Point], closing: str = "Terima kasih.", rest: str = "") -> str:
    """Write to somebody about numbered points; `rest` stands below them."""
    lines = [f"{number}. {_told(point)}" for number, point in enumerate(points, 1)]
    return "\n\n".join([f"Yth. {straight(whom)},", about, *lines, *([rest] if rest else []), closing])


def by(day: dt.date) -> str:
    """Return a due date in words, with how many days it has passed."""
    late = (today() - day).days
    return f"Tenggat {official_date(day, 'd MMMM y')}" + (f", terlambat {late} hari" if late > 0 else "")


def _told(point: Point) -> str:
    title = straight(point.title)
    short = title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"
    return f"{point.reference}: {short}\n{point.asked}.\n{public(point.path)}"


def number_that_fits(most: int, write: Callable[[int], str]) -> int:
    """Return how many of so many points the text that `write` makes may hold, so that a link can open it."""
    number = most
    while number > 1 and not link(write(number)):
        number -= max(1, number // 10)
    return number
