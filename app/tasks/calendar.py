"""Which days a calendar shows, and what it shows of each."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app import formats
from app.clock import month_of, today, week_of
from app.forms import FIRST_YEAR, LAST_YEAR

MONTH, WEEK, AGENDA = "bulan", "minggu", "agenda"
MOST = {MONTH: 3, WEEK: 8, AGENDA: 6}  # tasks of a day, and commitments, and meetings
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class View:
    """The days from `first` to `last`, both shown; `anchor` is the first day of the month or week that is meant."""

    kind: str
    anchor: dt.date
    first: dt.date
    last: dt.date

    @property
    def title(self) -> str:
        """The month with its year, or the first and the last day of a week."""
        if self.kind == WEEK:
            return f"{formats.date_short(self.first)} – {formats.date_short(self.last)}"
        return formats.month(self.anchor)

    @property
    def most(self) -> int:
        """How many of a kind a day shows."""
        return MOST[self.kind]

    @property
    def asked(self) -> dict[str, str]:
        """The view as an address has it."""
        return _asked(self.kind, self.anchor)

    def as_kind(self, kind: str) -> dict[str, str]:
        """The same time, seen in another way; today's week where the month has it."""
        if kind != WEEK or self.kind == WEEK:
            return _asked(kind, self.anchor)
        here = month_of(self.anchor)[0] == today().replace(day=1)
        return _asked(kind, today() if here else self.anchor)

    def moved(self, steps: int) -> dict[str, str] | None:
        """What comes so many months or weeks later; None beyond the years that people may type."""
        if self.kind == WEEK:
            there = self.anchor + steps * 7 * DAY
        else:
            there = (self.anchor + DAY * (31 * steps if steps > 0 else steps)).replace(day=1)
        return _asked(self.kind, there) if FIRST_YEAR <= there.year <= LAST_YEAR else None


def _asked(kind: str, day: dt.date) -> dict[str, str]:
    """The address says the kind where its day does not."""
    if kind == WEEK:
        monday = week_of(day)[0]
        return {"minggu": str(monday if monday.year >= FIRST_YEAR else day)}
    month = {"bulan": f"{day:%Y-%m}"}
    return month if kind == MONTH else {"tampilan": kind} | month


def view_of(args: Mapping[str, str]) -> View:
    """Read what is asked; what makes no sense gives way to this month."""
    month, week = _month(args.get("bulan", "")), _day(args.get("minggu", ""))
    kind = args.get("tampilan", "")
    if kind not in MOST:
        kind = WEEK if week and not month else MONTH
    if kind == WEEK:
        first, last = week_of(week or _within(month))
        return View(kind, first, first, last)
    anchor = (month or week or today()).replace(day=1)
    first, last = month_of(anchor)
    if kind == MONTH:
        first, last = week_of(first)[0], week_of(last)[1]
    return View(kind, anchor, first, last)


def _within(month: dt.date | None) -> dt.date:
    """Today, or the first of another month."""
    return month if month and month != today().replace(day=1) else today()


def _month(text: str) -> dt.date | None:
    return _day(f"{text}-01") if re.fullmatch(r"\d{4}-\d\d", text, re.ASCII) else None


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


@dataclass(frozen=True)
class Item:
    """One thing on a day. `note` goes before its state: what it is, its time, its agency."""

    title: str
    href: str
    state: Any
    note: str = ""
    is_late: bool = False


@dataclass
class Day:
    """A day with what is shown of it; `more` are the sentences about the rest, each with its list."""

    date: dt.date
    is_inside: bool
    is_today: bool
    items: list[Item] = field(default_factory=list)
    more: list[tuple[str, str]] = field(default_factory=list)


def days_of(view: View) -> dict[dt.date, Day]:
    """The days of a view, still empty."""
    count, now = (view.last - view.first).days + 1, today()
    inside = view.anchor.month
    dates = (view.first + n * DAY for n in range(count))
    return {date: Day(date, view.kind == WEEK or date.month == inside, date == now) for date in dates}


def weeks(days: Iterable[Day]) -> list[list[Day]]:
    """The days in rows of seven."""
    every = list(days)
    return [every[n : n + 7] for n in range(0, len(every), 7)]
