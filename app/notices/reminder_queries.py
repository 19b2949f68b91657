"""What an agency has yet to do by a day that is near or over, and what was told of it in the last days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa

from app.attendance.models import Attendance
from app.commitments.models import Commitment
from app.commitments.states import REPORTABLE, CommitmentState
from app.listing import Rows
from app.meetings.models import Meeting, MeetingState
from app.notices.events import Event
from app.notices.models import Notice
from app.tasks.parts import TaskPart

AT_ONCE = 500  # ids in one question: databases set a limit
COMING = (Event.ASSIGNED, Event.INVITED)  # by which an agency heard of the thing itself
_NO_PART: Any = sa.null().label("part_id")
_TAKEN_UP = sa.or_(Commitment.suggested_name == "", Commitment.line_id.is_not(None))
_MAY_BE_ACCEPTED = sa.and_(_TAKEN_UP, sa.or_(Commitment.is_checkable, Commitment.waiver != ""))


def promises(until: dt.date) -> Rows:
    """Commitments whose turn is the lead agency's, due until this day; `moved` is when that turn began."""
    awaits = sa.or_(
        Commitment.state.in_(REPORTABLE), sa.and_(Commitment.state == CommitmentState.PROPOSED, _MAY_BE_ACCEPTED)
    )
    return _of_commitments(Commitment.due, "").where(awaits, Commitment.due <= until)


def reports(today: dt.date, until: dt.date) -> Rows:
    """Periodic reports that are due until this day; once the commitment itself is due, that is what is asked for."""
    return _of_commitments(Commitment.report_due, "report").where(
        Commitment.state.in_(REPORTABLE), Commitment.report_due <= until,
        Commitment.report_due < Commitment.due, Commitment.due >= today,
    )  # fmt: skip


def _of_commitments(due: Any, what: str) -> Rows:
    return sa.select(
        sa.literal("commitment").label("kind"), Commitment.id, _NO_PART, Commitment.lead_agency_id.label("agency_id"),
        due.label("due"), Commitment.waiting_since.label("moved"), sa.literal(what).label("what"),
    ).order_by(due, Commitment.id)  # fmt: skip


def parts(until: dt.date) -> Rows:
    """Parts of tasks with which their agency has yet to do something; `moved` is when it last said anything of it."""
    return (
        sa.select(
            sa.literal("task").label("kind"), TaskPart.task_id.label("id"), TaskPart.id.label("part_id"),
            TaskPart.agency_id, TaskPart.due, TaskPart.updated_at.label("moved"), sa.literal("").label("what"),
        )
        .where(TaskPart.is_open, TaskPart.due <= until)
        .order_by(TaskPart.due, TaskPart.id)
    )  # fmt: skip


def unanswered(start: dt.datetime, end: dt.datetime) -> Rows:
    """Agencies that have not answered the invitation to an announced meeting that begins between these instants."""
    return (
        sa.select(Meeting.id, Attendance.agency_id)
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .where(Meeting.state == MeetingState.ANNOUNCED, Meeting.starts_at >= start, Meeting.starts_at < end)
        .where(Attendance.invited, Attendance.removed_at.is_(None), Attendance.agency_id.is_not(None))
        .group_by(Meeting.id, Attendance.agency_id)
        .having(sa.func.count(Attendance.answer) == 0)
        .order_by(Meeting.id, Attendance.agency_id)
    )


def told_of(kind: str, ids: Collection[int], since: dt.datetime) -> Iterator[Rows]:
    """The reminders of these objects since then, and how people first heard of them; some objects at a time."""
    every = sorted(ids)
    for first in range(0, len(every), AT_ONCE):
        yield sa.select(
            Notice.user_id, Notice.event, Notice.root_type, Notice.root_id, Notice.part_id, Notice.key, Notice.at
        ).where(
            Notice.root_type == kind, Notice.root_id.in_(every[first : first + AT_ONCE]), Notice.at >= since,
            sa.or_(Notice.key.is_not(None), Notice.event.in_(COMING)),
        )  # fmt: skip
