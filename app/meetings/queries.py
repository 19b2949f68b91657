"""Which meetings a page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa

from app.audit import AuditEvent
from app.clock import at, today
from app.columns import Labelled
from app.commitments.models import Commitment
from app.commitments.states import CommitmentState
from app.language import Lazy as _l
from app.listing import Filter, Listing, Rows, Values, text_filter
from app.meetings.models import Meeting, MeetingKind, MeetingState
from app.policy import Holder
from app.tasks.models import Task
from app.tasks.states import TaskState

TIMES = (("", _l("Semua waktu")), ("akan", _l("Hari ini dan nanti")), ("lalu", _l("Sudah lewat")))


def _when(value: str) -> sa.ColumnElement[bool]:
    midnight = at(today(), dt.time())
    return Meeting.starts_at >= midnight if value == "akan" else Meeting.starts_at < midnight


def meeting_rows(who: Holder, values: Values | None = None) -> Rows:
    """The columns of the list of meetings, scoped to the person."""
    columns = (Meeting.id, Meeting.reference, Meeting.theme, Meeting.kind, Meeting.venue, Meeting.starts_at)
    return sa.select(*columns, Meeting.state).where(Meeting.visible_clause(who))


MEETINGS = Listing(
    rows=meeting_rows,
    identity=Meeting.id,
    sorts={"waktu": Meeting.starts_at, "nomor": Meeting.id},
    default="-waktu",
    filters=(
        Filter(
            "status",
            _l("Status"),
            lambda value: Meeting.state == MeetingState(value),
            lambda: [("", _l("Semua status")), *MeetingState.choices()],
        ),
        Filter(
            "jenis",
            _l("Jenis"),
            lambda value: Meeting.kind == MeetingKind(value),
            lambda: [("", _l("Semua jenis")), *MeetingKind.choices()],
        ),
        Filter("waktu", _l("Waktu"), _when, lambda: TIMES),
        text_filter(Meeting.theme, Meeting.reference, Meeting.venue),
    ),
)


def next_meetings(who: Holder, most: int = 5) -> Rows:
    """Meetings that run now or come next, soonest first."""
    live = Meeting.state.in_([MeetingState.DRAFT, MeetingState.ANNOUNCED, MeetingState.RUNNING])
    soon = Meeting.starts_at >= at(today() - dt.timedelta(days=7), dt.time())
    return meeting_rows(who).where(live, soon).order_by(Meeting.starts_at, Meeting.id).limit(most)


ID = sa.bindparam("meeting_id", type_=sa.BigInteger)

# Commitments made in the meeting, and tasks given in it: the first 50 of each. States are read by OUTCOME_STATES.
_COMMITMENTS = (
    sa.select(
        sa.literal("commitment").label("kind"), Commitment.id, Commitment.reference, Commitment.statement.label("text"),
        Commitment.lead_agency_name, Commitment.due, sa.cast(Commitment.state, sa.String).label("state"),
        sa.literal(0).label("parts_done"), sa.literal(0).label("parts_total"),
    )
    .where(Commitment.meeting_id == ID)
    .order_by(Commitment.id)
    .limit(50)
)  # fmt: skip
_TASKS = (
    sa.select(
        sa.literal("task"), Task.id, Task.reference, Task.title, sa.literal(""), Task.due,
        sa.cast(Task.state, sa.String), Task.parts_done, Task.parts_total,
    )
    .where(Task.meeting_id == ID, Task.trashed_at.is_(None))
    .order_by(Task.id)
    .limit(50)
)  # fmt: skip
OUTCOME_OF = sa.union_all(*(sa.select(rows.subquery()) for rows in (_COMMITMENTS, _TASKS))).order_by("kind", "id")
OUTCOME_STATES: dict[str, Callable[[str], Labelled]] = {"commitment": CommitmentState, "task": TaskState}
# Which item of the agenda was begun last: during a pause the meeting goes on from there.
LAST_BEGUN = (
    sa.select(AuditEvent.subject_id)
    .where(AuditEvent.root_type == "meeting", AuditEvent.root_id == ID)
    .where(AuditEvent.subject_type == "agenda_item", AuditEvent.action == "begun")
    .order_by(AuditEvent.id.desc())
    .limit(1)
)
