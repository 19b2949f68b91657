"""News of meetings: invited, changed, called off, and what becomes of their minutes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.agencies.models import Agency
from app.agreement.models import MinutesCopy
from app.attendance.models import Attendance
from app.meetings.models import Meeting, MeetingState
from app.notices.addressing import To, liaisons
from app.notices.events import Event
from app.notices.happening import Act, News
from app.policy import Role

M = MeetingState
CALLED = ("starts_at", "ends_at", "venue")  # what who comes has to know
_ID = sa.bindparam("meeting_id", type_=sa.BigInteger)
_OF_MEETING = (
    sa.select(Agency.id, Agency.successor_id)
    .join(Attendance, Attendance.agency_id == Agency.id)
    .where(Attendance.meeting_id == _ID, Attendance.removed_at.is_(None))
    .distinct()
)
_INVITED = _OF_MEETING.where(Attendance.invited)
_WITH_COPY = _OF_MEETING.join(MinutesCopy, MinutesCopy.attendance_id == Attendance.id).where(
    MinutesCopy.circulation == sa.bindparam("circulation", type_=sa.Integer)
)


def of_meeting(session: Session, act: Act) -> Iterator[News]:
    """Announced, changed or called off while announced; its minutes went round, or both have signed them."""
    meeting: Meeting = act.obj
    root, state = meeting.audit_root, act.moved("state") or ("", "")
    if state[1] == M.ANNOUNCED.value:
        yield News(Event.INVITED, root, _invited(session, meeting))
    elif state == (M.ANNOUNCED.value, M.CANCELLED.value):
        yield News(Event.INVITED, root, _invited(session, meeting), facts={"matter": "cancellation"})
    elif meeting.state is M.ANNOUNCED and act.action == "changed" and any(name in act.changes for name in CALLED):
        yield News(Event.INVITED, root, _invited(session, meeting), facts={"matter": "change"})
    elif state[1] == M.CIRCULATED.value:
        yield News(Event.CORRECTIONS_OPEN, root, _with_copy(session, meeting))
    elif state[1] == M.SIGNED.value:
        yield News(Event.MINUTES_SIGNED, root, [*_with_copy(session, meeting), To(Role.LEADER)])


def of_attendance(session: Session, act: Act) -> Iterator[News]:
    """An agency is invited after the meeting was announced."""
    row: Attendance = act.obj
    if act.action == "created" and row.invited and row.agency is not None and row.meeting.state is M.ANNOUNCED:
        yield News(Event.INVITED, row.audit_root, [liaisons(row.agency.heir_id)])


def _invited(session: Session, meeting: Meeting) -> list[To]:
    return _those(session, _INVITED, meeting_id=meeting.id)


def _with_copy(session: Session, meeting: Meeting) -> list[To]:
    return _those(session, _WITH_COPY, meeting_id=meeting.id, circulation=meeting.circulation)


def _those(session: Session, rows: Any, **values: int) -> list[To]:
    """The liaisons of these agencies. The list of a meeting keeps those that were merged since: their heirs come."""
    found = session.connection().execute(rows, values).all()
    ids = [session.get_one(Agency, row.id).line()[-1] if row.successor_id else row.id for row in found]
    return [liaisons(key) for key in sorted(set(ids))]
