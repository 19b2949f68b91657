"""What an agency has yet to do by a day that is near or over, and what was told of it in the last days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa

from app.attendance.models import Attendance
from app.columns import UTC
from app.commitments.models import Commitment
from app.commitments.queries import AGENCYS_TURN
from app.commitments.states import REPORTABLE
from app.extensions import fetch
from app.listing import Rows
from app.meetings.models import Meeting, MeetingState
from app.notices.events import Event
from app.notices.models import Notice
from app.tasks.parts import TaskPart

AT_ONCE = 500  # ids in one question: databases set a limit
COMING = (Event.ASSIGNED, Event.INVITED)  # by which an agency heard of the thing itself
_UNTIL: Any = sa.bindparam("until", type_=sa.Date)
_TODAY: Any = sa.bindparam("today", type_=sa.Date)
_NO_PART: Any = sa.null().label("part_id")


def _of_commitments(due: Any, what: str) -> Rows:
    return sa.select(
        sa.literal("commitment").label("kind"), Commitment.id, _NO_PART, Commitment.lead_agency_id.label("agency_id"),
        due.label("due"), Commitment.waiting_since.label("moved"), sa.literal(what).label("what"),
    ).order_by(due, Commitment.id)  # fmt: skip


# Commitments whose turn is the lead agency's; `moved` is when that turn began.
_PROMISES = _of_commitments(Commitment.due, "").where(AGENCYS_TURN, Commitment.due <= _UNTIL)
# Periodic reports; once the commitment itself is due, that is what is asked for.
_REPORTS = _of_commitments(Commitment.report_due, "report").where(
    Commitment.state.in_(REPORTABLE), Commitment.report_due <= _UNTIL,
    Commitment.report_due < Commitment.due, Commitment.due >= _TODAY,
)  # fmt: skip
# Parts of tasks with which their agency has yet to do something; `moved` is when it last said anything of it.
_PARTS = (
    sa.select(
        sa.literal("task").label("kind"), TaskPart.task_id.label("id"), TaskPart.id.label("part_id"),
        TaskPart.agency_id, TaskPart.due, TaskPart.updated_at.label("moved"), sa.literal("").label("what"),
    )
    .where(TaskPart.is_open, TaskPart.due <= _UNTIL)
    .order_by(TaskPart.due, TaskPart.id)
)  # fmt: skip
_UNANSWERED = (
    sa.select(Meeting.id, Attendance.agency_id)
    .join(Attendance, Attendance.meeting_id == Meeting.id)
    .where(Meeting.state == MeetingState.ANNOUNCED, Attendance.invited, Attendance.removed_at.is_(None))
    .where(Meeting.starts_at >= sa.bindparam("start", type_=UTC), Meeting.starts_at < sa.bindparam("end", type_=UTC))
    .where(Attendance.agency_id.is_not(None))
    .group_by(Meeting.id, Attendance.agency_id)
    .having(sa.func.count(Attendance.answer) == 0)
    .order_by(Meeting.id, Attendance.agency_id)
)
_TOLD = sa.select(
    Notice.user_id, Notice.event, Notice.root_type, Notice.root_id, Notice.part_id, Notice.key, Notice.at
).where(
    Notice.root_type == sa.bindparam("kind"), Notice.root_id.in_(sa.bindparam("ids", expanding=True)),
    Notice.at >= sa.bindparam("since", type_=UTC), sa.or_(Notice.key.is_not(None), Notice.event.in_(COMING)),
)  # fmt: skip


def duties(today: dt.date, until: dt.date) -> Iterator[Any]:
    """What agencies have to do until this day, or had to do before."""
    yield from fetch(_PROMISES, until=until)
    yield from fetch(_REPORTS, until=until, today=today)
    yield from fetch(_PARTS, until=until)


def unanswered(start: dt.datetime, end: dt.datetime) -> Any:
    """Agencies that have not answered the invitation to an announced meeting that begins between these instants."""
    return fetch(_UNANSWERED, start=start, end=end)


def told_of(kind: str, ids: Collection[int], since: dt.datetime) -> Iterator[Any]:
    """The reminders of these objects since then, and how people first heard of them."""
    every = sorted(ids)
    for first in range(0, len(every), AT_ONCE):
        yield from fetch(_TOLD, kind=kind, ids=every[first : first + AT_ONCE], since=since)
