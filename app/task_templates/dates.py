"""Which days a repetition names. Plain arithmetic: it knows no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from app.clock import month_of
from app.task_templates.repetition import Rule

DAY = dt.timedelta(days=1)
GRACE = 31  # days after its due date until which a task that was missed is still made
HORIZON = 400  # days within which the next base days are looked for


class Occurrence(NamedTuple):
    """One time that a repetition comes up: what names it for good, and the day from which its tasks are counted.

    A meeting keeps its key when it moves to another day.
    """

    key: str
    day: dt.date
    meeting_id: int | None = None


class Due(NamedTuple):
    """A task that is to be made: the item it is made from, the occurrence, and when it will be due."""

    item: Any
    occurrence: Occurrence
    due: dt.date


def base_days(rule: Any, first: dt.date, last: dt.date, meetings: Iterable[tuple[int, dt.date]]) -> list[Occurrence]:
    """Return the occurrences of a repetition (or of a row with its columns) from `first` to `last`, in order.

    `meetings` are the (id, day) of the meetings of its series.
    """
    first = max(first, rule.starts_on)
    last = min(last, rule.ends_on or last)
    if rule.rule is Rule.MEETING:
        shift = dt.timedelta(days=rule.offset_days)
        found = [Occurrence(f"rapat-{key}", day + shift, key) for key, day in meetings]
        return sorted((each for each in found if first <= each.day <= last), key=lambda each: (each.day, each.key))
    days = _weekly(int(rule.weekday), first) if rule.rule is Rule.WEEKLY else _monthly(rule.month_day, first)
    return list(_until(last, days))


def _until(last: dt.date, days: Iterator[dt.date]) -> Iterator[Occurrence]:
    for day in days:
        if day > last:
            return
        yield Occurrence(day.isoformat(), day)


def _weekly(weekday: int, first: dt.date) -> Iterator[dt.date]:
    day = first + dt.timedelta(days=(weekday - first.weekday()) % 7)
    while True:
        yield day
        day += 7 * DAY


def _monthly(number: int, first: dt.date) -> Iterator[dt.date]:
    """The same number each month, counted anew in each: after 28 February comes 31 March."""
    beginning = first.replace(day=1)
    while True:
        end = month_of(beginning)[1]
        day = min(beginning + dt.timedelta(days=number - 1), end)
        if day >= first:
            yield day
        beginning = end + DAY


def tasks_due(
    rule: Any, items: Iterable[Any], meetings: Iterable[tuple[int, dt.date]], made: set[tuple[int, str]], on: dt.date
) -> tuple[list[Due], list[Due]]:
    """Return the tasks that are to be made on this day, and those for which that came up unseen and is now too late.

    `made` are the (item id, occurrence key) that were made.
    """
    items, meetings = list(items), list(meetings)
    offsets = [item.offset_days for item in items] or [0]
    first, last = rule.since - max(offsets) * DAY, on + (rule.lead_days - min(offsets)) * DAY
    now, late = [], []
    for occurrence in base_days(rule, first, last, meetings):
        for item in items:
            due = occurrence.day + item.offset_days * DAY
            if not rule.since <= due <= on + rule.lead_days * DAY or due < item.added_on:
                continue
            if (item.id, occurrence.key) in made:
                continue
            if due >= on - GRACE * DAY:
                now.append(Due(item, occurrence, due))
            elif rule.last_run is None or due - rule.lead_days * DAY > rule.last_run:
                late.append(Due(item, occurrence, due))
    return sorted(now, key=lambda each: each.due), late


def next_days(rule: Any, meetings: Iterable[tuple[int, dt.date]], on: dt.date, number: int = 3) -> list[Occurrence]:
    """Return the next occurrences from this day on."""
    return list(islice(base_days(rule, on, on + HORIZON * DAY, meetings), number))
