"""Making what repetitions have due: whoever asks, and however often, each occurrence is made once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import current_app

from app import audit
from app.agencies.models import Agency
from app.clock import at, local, today
from app.extensions import db, fetch
from app.listing import capped_count
from app.meetings.models import Meeting
from app.task_templates import queries
from app.task_templates.dates import DAY, GRACE, Due, Occurrence, next_days, tasks_due
from app.task_templates.models import FURTHEST
from app.task_templates.repetition import RepetitionState, Rule, TaskRepetition, Weekday
from app.task_templates.service import make
from app.task_templates.shares import heirs_of
from app.tasks.service import Issuer

REACH = (2 * FURTHEST + GRACE) * DAY  # how far back a meeting or base day may lie whose tasks come up now


@dataclass(frozen=True)
class Waiting:
    """A number of things that somebody should look at, and where."""

    count: int
    href: str


@dataclass
class Outcome:
    """What a run did: tasks made, tasks that came up too long ago, and repetitions that failed as a whole."""

    made: int = 0
    missed: int = 0
    failed: int = 0


class _Rule(NamedTuple):
    """The columns of a repetition that decide which tasks are due."""

    rule: Rule
    weekday: Weekday | None
    month_day: int | None
    offset_days: int
    starts_on: dt.date
    ends_on: dt.date | None
    lead_days: int
    since: dt.date
    last_run: dt.date | None


class _Item(NamedTuple):
    id: int
    offset_days: int
    added_on: dt.date


def due_now() -> Waiting:
    """Return how many tasks of repetitions are to be made by now. One query."""
    day = today()
    groups: dict[int, list[Any]] = {}
    for row in fetch(queries.CANDIDATES, first=at(day - REACH, dt.time()), since=(day - REACH).isoformat()):
        groups.setdefault(row.repetition_id, []).append(row)
    return Waiting(sum(_number(group, day) for group in groups.values()), PAGE)


def in_trouble() -> Waiting:
    """Return how many repetitions cannot make all that they should, or have missed some. One query."""
    return Waiting(db.session.scalar(capped_count(queries.IN_TROUBLE)) or 0, PAGE)


PAGE = "/tugas/templat/pengulangan"


def _number(group: Sequence[Any], day: dt.date) -> int:
    """Count what one repetition has due, from its rows of CANDIDATES."""
    row = group[0]
    rule = _Rule(row.rule, row.weekday, row.month_day, row.shift, row.starts_on, row.ends_on, row.lead_days,
                 row.since, row.last_run)  # fmt: skip
    items = {_Item(each.item_id, each.offset_days, each.added_on) for each in group}
    meetings = {(each.meeting_id, local(each.starts_at).date()) for each in group if each.meeting_id}
    made = {(each.item_id, each.occurrence) for each in group if each.occurrence}
    return len(tasks_due(rule, items, meetings, made, day)[0])


def make_due() -> Outcome:
    """Make all that is due today. What fails in one repetition is undone for that one; the rest goes on.

    Each repetition is locked while its tasks are made, so a second run at the same time waits and finds them made.
    The caller commits.
    """
    outcome = Outcome()
    rows = sa.select(TaskRepetition.id).where(TaskRepetition.state == RepetitionState.ACTIVE)
    for key in db.session.scalars(rows.order_by(TaskRepetition.id)).all():
        try:
            with db.session.begin_nested():
                made, missed = _make(key)
        except Exception:
            current_app.logger.exception("repetition %s", key)
            outcome.failed += 1
        else:
            outcome.made += made
            outcome.missed += missed
    return outcome


def _make(key: int) -> tuple[int, int]:
    """Make the tasks of one repetition; return how many, and how many came too late to be made."""
    rows = sa.select(TaskRepetition).where(TaskRepetition.id == key)
    repetition = db.session.scalars(
        rows.with_for_update(of=TaskRepetition).execution_options(populate_existing=True)
    ).one()
    if not repetition.is_active:
        return 0, 0
    day, items = today(), repetition.template.items
    meetings = _meetings(repetition, day)
    known = {(row.item_id, row.occurrence) for row in fetch(queries.made_of(key, day - REACH))}
    due, late = tasks_due(repetition, items, meetings, known, day)
    made = sum(_make_one(repetition, each) for each in due)
    repetition.last_run = day
    if late:
        repetition.missed += len(late)
        audit.note(repetition, "skipped", skipped=len(late))
    db.session.flush()
    return made, len(late)


def _make_one(repetition: TaskRepetition, due: Due) -> bool:
    """Make one task for those who are asked today; nothing where nobody is (`shares.troubles_of` says so)."""
    wanted = {heir.agency.id: heir.scope for heir in heirs_of(due.item).heirs}
    rows = sa.select(Agency).where(Agency.id.in_(wanted), Agency.ended_on.is_(None)).order_by(Agency.name, Agency.id)
    agencies = db.session.scalars(rows.with_for_update(read=True)).all()
    if not wanted or len(agencies) < len(wanted):
        return False  # one was merged at this very moment: the next run asks its successor
    make(
        due.item, due.due, [(agency, wanted[agency.id]) for agency in agencies], Issuer(repetition.created_by_id),
        meeting_id=due.occurrence.meeting_id, repetition=repetition, occurrence=due.occurrence.key,
    )  # fmt: skip
    return True


def _meetings(repetition: TaskRepetition, day: dt.date) -> list[tuple[int, dt.date]]:
    """The meetings of its series, which cannot move until their tasks are made."""
    if repetition.rule is not Rule.MEETING or repetition.series_id is None:
        return []
    rows = queries.meetings_of([repetition.series_id], day - REACH).with_for_update(read=True, of=Meeting)
    return [(row.id, local(row.starts_at).date()) for row in fetch(rows)]


def coming(repetitions: Sequence[TaskRepetition]) -> dict[int, list[Occurrence]]:
    """Return the next three base days of each repetition that is active."""
    day = today()
    series = {each.series_id for each in repetitions if each.series_id is not None and each.is_active}
    meetings: dict[int, list[tuple[int, dt.date]]] = {}
    if series:
        furthest = day - FURTHEST * DAY  # a base day may come that long after its meeting
        for row in fetch(queries.meetings_of(series, furthest)):
            meetings.setdefault(row.series_id, []).append((row.id, local(row.starts_at).date()))
    return {
        each.id: next_days(each, meetings.get(each.series_id or 0, []), day) for each in repetitions if each.is_active
    }
