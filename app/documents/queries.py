"""Which rows the papers of a meeting are made of, beside its record."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app.agencies.models import Agency
from app.attendance.models import Attendance
from app.clock import at
from app.commitments.models import Commitment
from app.documents.extract import Concern
from app.documents.models import ActivityReport
from app.extensions import fetch
from app.files.models import StoredFile
from app.meetings.models import HELD, Meeting
from app.minutes.models import LineAgency, LineKind, MinutesLine
from app.tasks.models import Task
from app.tasks.parts import TaskPart

MEETING = sa.bindparam("meeting_id", type_=sa.BigInteger)

# The attendance list as the record has it, each row with the signature that was drawn.
SHEET = (
    sa.select(
        Attendance.person, Attendance.position, Attendance.agency_name, Attendance.represents, Attendance.presence,
        Attendance.invited, Attendance.addressee, Attendance.signature,
    )
    .where(Attendance.meeting_id == MEETING, Attendance.confirmed)
    .order_by(Attendance.id)
)  # fmt: skip
REPORT = sa.select(ActivityReport.id).where(ActivityReport.meeting_id == MEETING)
FILES = sa.select(StoredFile.id, StoredFile.sha256).where(StoredFile.id.in_(sa.bindparam("ids", expanding=True)))
# A line that parties can put their names to.
AGREED_LINE = (
    sa.select(MinutesLine.id)
    .where(MinutesLine.meeting_id == MEETING, MinutesLine.kind != LineKind.NOTE)
    .where(MinutesLine.internal.is_(False), MinutesLine.removed_at.is_(None))
    .limit(1)
)

# Every line that concerns an agency: its commitments, its parts of tasks, the decisions tagged with it.
_OF_AGENCIES: Any = sa.union_all(
    sa.select(Commitment.line_id, Commitment.lead_agency_id.label("agency_id"), sa.literal(False).label("tag"))
    .where(Commitment.meeting_id == MEETING, Commitment.line_id.is_not(None)),
    sa.select(Task.line_id, TaskPart.agency_id, sa.literal(False)).join(TaskPart, TaskPart.task_id == Task.id)
    .where(Task.meeting_id == MEETING, Task.line_id.is_not(None)),
    sa.select(LineAgency.line_id, LineAgency.agency_id, sa.literal(True))
    .join(MinutesLine, MinutesLine.id == LineAgency.line_id).where(MinutesLine.meeting_id == MEETING),
)  # fmt: skip
_LINES = _OF_AGENCIES.subquery()
_INVOLVED = (
    sa.select(Agency.id, Agency.name)
    .where(
        sa.or_(
            Agency.id.in_(sa.select(_LINES.c.agency_id)),
            Agency.id.in_(sa.select(Attendance.agency_id).where(Attendance.meeting_id == MEETING)),
        )
    )
    .order_by(Agency.name, Agency.id)
)
_HELD_IN = (
    sa.select(Meeting)
    .where(Meeting.series_id == sa.bindparam("series_id", type_=sa.BigInteger), Meeting.state.in_(HELD))
    .where(Meeting.starts_at >= sa.bindparam("start"), Meeting.starts_at < sa.bindparam("end"))
    .order_by(Meeting.starts_at, Meeting.id)
)
_OF_THESE: Any = sa.bindparam("meeting_ids", expanding=True)
_NAMES = sa.select(sa.func.count(Attendance.id)).where(Attendance.meeting_id.in_(_OF_THESE)).scalar_subquery()
_SIZE = sa.select(
    (sa.func.count(MinutesLine.id) + _NAMES).label("rows"),
    sa.func.coalesce(sa.func.sum(sa.func.length(MinutesLine.text)), 0).label("letters"),
).where(MinutesLine.meeting_id.in_(_OF_THESE), MinutesLine.removed_at.is_(None))


def involved_agencies(meeting_id: int) -> list[tuple[int, str]]:
    """The agencies that an extract can be for: asked to the meeting, or with something in its minutes."""
    return [(row.id, row.name) for row in fetch(_INVOLVED, meeting_id=meeting_id)]


def concern_of(meeting_id: int, agency_id: int, name: str) -> Concern:
    """Return which lines concern an agency."""
    rows = fetch(_OF_AGENCIES, meeting_id=meeting_id)
    own = frozenset(row.line_id for row in rows if row.agency_id == agency_id)
    return Concern(name, own, frozenset(row.line_id for row in rows if row.tag))


def held_in(series_id: int, first: dt.date, last: dt.date) -> tuple[Any, dict[str, Any]]:
    """Return the statement for the meetings of a series that took place in a period, and its values."""
    end = at(last + dt.timedelta(days=1), dt.time())
    return _HELD_IN, {"series_id": series_id, "start": at(first, dt.time()), "end": end}


def size_of(meeting_ids: list[int]) -> tuple[int, int]:
    """Return how many lines and names on attendance lists these meetings have, and how many letters the lines."""
    row = fetch(_SIZE, meeting_ids=meeting_ids)[0]
    return int(row.rows), int(row.letters)
