"""How long an item of the agenda has been going on; asked of objects and of rows of columns alike."""

from __future__ import annotations

import datetime as dt
from typing import Protocol


class Timed(Protocol):
    """What has a planned length in minutes, seconds used so far, and since when it is the present item."""

    @property
    def planned_minutes(self) -> int | None:
        """None when nothing was planned."""

    @property
    def used_seconds(self) -> int:
        """The seconds of all times it was the present item, without the one that lasts."""

    @property
    def started_at(self) -> dt.datetime | None:
        """Since when it is the present item; None when it is not."""


def seconds_used(item: Timed, at: dt.datetime) -> int:
    """Return the seconds that the item has taken by the instant `at`."""
    lasting = (at - item.started_at).total_seconds() if item.started_at else 0
    return item.used_seconds + max(0, int(lasting))


def minutes_used(item: Timed, at: dt.datetime) -> int:
    """Return the whole minutes that the item has taken by the instant `at`."""
    return seconds_used(item, at) // 60


def overrun(item: Timed, at: dt.datetime) -> int:
    """Return the whole minutes beyond the plan; 0 when within it or when nothing was planned."""
    return max(0, minutes_used(item, at) - item.planned_minutes) if item.planned_minutes else 0
