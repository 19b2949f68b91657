"""Whom a meeting invites, what each was sent, and how often the call changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.agencies.models import Agency
from app.attendance.models import Attendance
from app.audit import AuditEvent
from app.extensions import fetch
from app.invitations.models import Dispatch
from app.meetings.agenda import AgendaItem
from app.meetings.models import MeetingState

ID = sa.bindparam("meeting_id", type_=sa.BigInteger)
_INVITED = sa.and_(Attendance.meeting_id == ID, Attendance.invited, Attendance.removed_at.is_(None))

INVITEES = (
    sa.select(
        Attendance.id, Attendance.agency_id, Attendance.agency_name, Attendance.addressee, Attendance.presence,
        Attendance.version, Attendance.answer, Attendance.answer_note, Agency.kind,
    )
    .outerjoin(Agency, Agency.id == Attendance.agency_id)
    .where(_INVITED)
    .order_by(Attendance.id)
)  # fmt: skip
# Everything sent, in the order in which it was said to be sent.
DISPATCHES = (
    sa.select(
        Dispatch.id, Dispatch.attendance_id, Dispatch.matter, Dispatch.channel, Dispatch.at, Dispatch.noted_at,
        Dispatch.noted_name,
    )
    .where(Dispatch.meeting_id == ID)
    .order_by(Dispatch.at, Dispatch.id)
)  # fmt: skip
UNTOLD = sa.select(sa.func.count(Attendance.id)).where(
    _INVITED, ~sa.exists().where(Dispatch.attendance_id == Attendance.id)
)
AGENDA = sa.select(AgendaItem.title).where(AgendaItem.meeting_id == ID).order_by(AgendaItem.position, AgendaItem.id)
_OWN_HISTORY = (
    sa.select(AuditEvent.root_id, AuditEvent.at, AuditEvent.action, AuditEvent.changes)
    .where(AuditEvent.root_type == "meeting", AuditEvent.root_id.in_(sa.bindparam("meeting_ids", expanding=True)))
    .where(AuditEvent.subject_type == "meeting")
    .where(AuditEvent.action.in_(("created", "changed")))
    .order_by(AuditEvent.id)
)
CALL = {"theme", "venue", "starts_at", "ends_at"}


class Call(NamedTuple):
    """How the call of a meeting changed: read from the history, which only grows, so `changes` only rises."""

    made_at: dt.datetime | None
    changed_at: dt.datetime | None
    called_off_at: dt.datetime | None
    changes: int


def call_of(meeting_id: int) -> Call:
    """Return when the meeting was written down, when its day, hours, place or theme changed last, and how often."""
    return calls_of([meeting_id])[meeting_id]


def calls_of(meeting_ids: Collection[int]) -> dict[int, Call]:
    """Return the same of several meetings, in one query."""
    events: dict[int, list[Any]] = {key: [] for key in meeting_ids}
    for event in fetch(_OWN_HISTORY, meeting_ids=list(meeting_ids)):
        events[event.root_id].append(event)
    return {key: _call(each) for key, each in events.items()}


def _call(events: list[Any]) -> Call:
    made = changed = called_off = None
    changes = 0
    for _, at, action, facts in events:
        if action == "created":
            made = at
        elif facts.get("state", ("", ""))[1] == MeetingState.CANCELLED.value:
            called_off, changes = at, changes + 1
        elif CALL & facts.keys():
            changed, changes = at, changes + 1
    return Call(made, changed, called_off, changes)
