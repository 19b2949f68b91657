"""What time it is, in the two senses the product needs: the instant (UTC) and the calendar day in Palopo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Makassar")  # WITA, UTC+8, no summer time

_told: ContextVar[dt.datetime | None] = ContextVar("told", default=None)


def now() -> dt.datetime:
    """Return the present instant in UTC."""
    return _told.get() or dt.datetime.now(dt.UTC)


@contextmanager
def acting_at(instant: dt.datetime) -> Iterator[None]:
    """Let what happens inside happen at `instant`: example data gets a history that took place when it says."""
    token = _told.set(instant)
    try:
        yield
    finally:
        _told.reset(token)


def today() -> dt.date:
    """Return today's date in Palopo: at 00.30 WITA it is already the new day."""
    return now().astimezone(ZONE).date()


def local(instant: dt.datetime) -> dt.datetime:
    """Return the instant as a wall-clock time in Palopo."""
    return instant.astimezone(ZONE)


def at(day: dt.date, time: dt.time) -> dt.datetime:
    """Return the instant of a wall-clock time in Palopo."""
    return dt.datetime.combine(day, time, ZONE).astimezone(dt.UTC)


def week_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """Return Monday and Sunday of the week of `day`."""
    monday = day - dt.timedelta(days=day.weekday())
    return monday, monday + dt.timedelta(days=6)


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of the month of `day`."""
    first = day.replace(day=1)
    return first, (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
