"""What time it is, in the two senses the product needs: the instant (UTC) and the calendar day in Palopo."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Makassar")  # WITA, UTC+8, no summer time


def now() -> dt.datetime:
    """Return the present instant in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """Return today's date in Palopo: at 00.30 WITA it is already the new day."""
    return now().astimezone(ZONE).date()


def local(instant: dt.datetime) -> dt.datetime:
    """Return the instant as a wall-clock time in Palopo."""
    return instant.astimezone(ZONE)


def at(day: dt.date, time: dt.time) -> dt.datetime:
    """Return the instant of a wall-clock time in Palopo."""
    return dt.datetime.combine(day, time, ZONE).astimezone(dt.UTC)
