"""The rows of the page: promises that press or lie still, and parts of tasks that hold others up."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.clock import at, today
from app.commitments.filters import at_risk_clause, late_clause, stale_clause
from app.commitments.models import Commitment
from app.commitments.queries import LONGEST_TEASER
from app.commitments.states import CommitmentState
from app.listing import capped_count
from app.policy import Seat, Viewer
from app.tasks import queries as tasks
from app.tasks.models import Task
from app.tasks.parts import TaskPart

PRESSING, QUIET, HELD_UP = "pressing", "quiet", "held_up"  # the kinds of row
MOST, FEW = 10, 6  # rows of a list that are shown
REDATED = 2  # times that a due date moved before one may ask why

_STATEMENT = sa.func.substr(Commitment.statement, 1, LONGEST_TEASER).label("text")
_PROMISE = (
    Commitment.id, Commitment.reference, _STATEMENT, Commitment.lead_agency_name.label("who"), Commitment.due,
    Commitment.original_due, Commitment.redated, Commitment.is_open, Commitment.state, Commitment.updated_at,
    Commitment.reported_at, Commitment.claimed_percent, Commitment.verified_percent,
)  # fmt: skip


@lru_cache(maxsize=32)
def promises(seats: tuple[Seat, ...], _day: dt.date, _days: tuple[int, int]) -> Any:
    """What is late or at risk, first due first, and what lies still or was moved twice; each with how many there are.

    What lies still is selected in such a number that enough is left without those that press as well.
    """
    seen = sa.select(*_PROMISE).where(Commitment.visible_clause(Viewer(seats)), Commitment.is_open)
    late, risky = seen.where(late_clause()), seen.where(at_risk_clause())
    pressing = seen.where(sa.or_(late_clause(), at_risk_clause())).order_by(Commitment.due, Commitment.id)
    quiet = seen.where(sa.or_(stale_clause(), _moved())).order_by(Commitment.updated_at, Commitment.id)
    firsts = _first(PRESSING, pressing, MOST, late, risky), _first(QUIET, quiet, MOST + FEW, quiet)
    return sa.union_all(*firsts)


def _moved() -> sa.ColumnElement[bool]:
    awake = Commitment.state != CommitmentState.SUSPENDED
    return sa.and_(awake, Commitment.redated >= REDATED)


def _first(kind: str, rows: Any, most: int, *counted: Any) -> Any:
    """The first rows, with one or two numbers beside each."""
    numbers = [capped_count(each).scalar_subquery() for each in counted]
    both = numbers if len(numbers) > 1 else [*numbers, sa.literal(0)]
    first = rows.limit(most).subquery().c
    return sa.select(sa.literal(kind).label("kind"), *first, both[0].label("number"), both[1].label("more"))


@lru_cache(maxsize=32)
def work(seats: tuple[Seat, ...], day: dt.date, days: int) -> Any:
    """Parts that are blocked or declined, first due first, and open tasks in which nothing moved for so many days."""
    viewer = Viewer(seats)
    open_ = sa.and_(Task.is_open, Task.visible_clause(viewer))
    parts = tasks.blocked_or_declined().add_columns(TaskPart.blocked_on).where(Task.visible_clause(viewer))
    parts = parts.order_by(TaskPart.due, TaskPart.id)
    edge = at(day - dt.timedelta(days=days), dt.time())
    quiet = sa.select(Task).where(open_, Task.updated_at < edge).order_by(Task.updated_at, Task.id)
    a, b = parts.limit(MOST).subquery().c, quiet.limit(FEW).subquery().c
    held = _line(HELD_UP, capped_count(parts), a.task_id, a.reference, a.title, a.agency_name, a.due, a.updated_at,
                 a.state, a.note, a.blocked_on)  # fmt: skip
    still = _line(QUIET, capped_count(quiet), b.id, b.reference, sa.func.substr(b.title, 1, tasks.LONGEST_TITLE),
                  sa.literal(""), b.due, b.updated_at, b.state)  # fmt: skip
    return sa.union_all(held, still)


def _line(kind: str, number: Any, id_: Any, reference: Any, text: Any, who: Any, due: Any, moved: Any, state: Any,
          note: Any = "", blocked_on: Any = "") -> Any:  # fmt: skip
    return sa.select(
        sa.literal(kind).label("kind"), id_.label("id"), reference.label("reference"), text.label("text"),
        who.label("who"), due.label("due"), moved.label("updated_at"),
        sa.type_coerce(state, sa.String).label("state"), _text(note).label("note"),
        _text(blocked_on).label("blocked_on"), number.scalar_subquery().label("number"),
    )  # fmt: skip


def _text(value: Any) -> Any:
    return sa.literal(value) if isinstance(value, str) else value


def limits() -> tuple[int, int]:
    """The days after which something is at risk, and quiet, as this office set them."""
    return current_app.config["RISK_DAYS"], current_app.config["STALE_DAYS"]


def asked(seats: tuple[Seat, ...]) -> tuple[Any, Any]:
    """Both questions, of today."""
    return promises(seats, today(), limits()), work(seats, today(), limits()[1])
