"""What became of the last meeting: the status now of its decisions, commitments and tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.clock import today
from app.columns import Labelled
from app.commitments.models import Commitment
from app.commitments.states import CommitmentState
from app.extensions import fetch
from app.formats import official_date
from app.meetings.models import Meeting
from app.minutes.models import LineKind, MinutesLine
from app.tasks.models import Task
from app.tasks.parts import TaskPart

TOLD = (LineKind.DECISION, LineKind.COMMITMENT, LineKind.TASK)  # in this order


@dataclass(frozen=True)
class Followed:
    """A decision, commitment or task and how it stands. `earlier` names its meeting when that is not the last one."""

    kind: LineKind
    text: str
    reference: str
    url: str
    who: str
    due: dt.date | None
    state: Labelled | None
    is_open: bool
    earlier: str
    internal: bool
    work: Any

    @property
    def is_late(self) -> bool:
        """Open after its due date, and not suspended."""
        resting = self.state is CommitmentState.SUSPENDED
        return self.is_open and not resting and self.due is not None and self.due < today()

    @property
    def original_due(self) -> dt.date | None:
        """The day that was agreed on first, when the due date was moved since."""
        agreed = getattr(self.work, "commitment_original_due", None)
        return agreed if agreed != self.due else None

    @property
    def order(self) -> tuple[Any, ...]:
        """Decisions, commitments, tasks; what is open before what is closed, the most urgent first."""
        return TOLD.index(self.kind), not self.is_open, self.due or dt.date.min


@dataclass(frozen=True)
class FollowUp:
    """The last meeting, and what is followed of it."""

    id: int
    reference: str
    theme: str
    starts_at: dt.datetime
    rows: Sequence[Followed]

    @property
    def groups(self) -> list[tuple[LineKind, list[Followed]]]:
        """The rows by kind, in their order."""
        return [(kind, list(rows)) for kind, rows in groupby(self.rows, key=lambda each: each.kind)]


_ID = sa.bindparam("meeting_id", type_=sa.BigInteger)
_LAST = sa.select(Meeting.previous_id).where(Meeting.id == _ID).scalar_subquery()
_BEFORE = sa.select(Meeting.previous_id.label("id")).where(Meeting.id == _ID).cte("before", recursive=True)
_STEP = so.aliased(Meeting)
_CHAIN = _BEFORE.union(sa.select(_STEP.previous_id).join(_BEFORE, _BEFORE.c.id == _STEP.id))
# In the order in which they were asked: the same minutes give the same record, whichever part was touched last.
_PARTS = sa.select(TaskPart.agency_name).where(TaskPart.task_id == Task.id).order_by(TaskPart.id).correlate(Task)
_ASKED = _PARTS.subquery()
_AGENCIES = sa.select(sa.func.aggregate_strings(_ASKED.c.agency_name, ", ")).scalar_subquery()
# All of the last meeting, at least one row without a line; of those before it only what is open.
_ROWS = (
    sa.select(
        Meeting.id.label("meeting_id"), Meeting.reference.label("meeting_reference"), Meeting.theme,
        Meeting.starts_at, (Meeting.id == _LAST).label("is_last"), MinutesLine.kind, MinutesLine.text,
        MinutesLine.internal,
        Commitment.id.label("commitment_id"), Commitment.reference.label("commitment_reference"),
        Commitment.state.label("commitment_state"), Commitment.due.label("commitment_due"),
        Commitment.lead_agency_name, Commitment.original_due.label("commitment_original_due"),
        Commitment.claimed, Commitment.verified, Commitment.target, Commitment.unit,
        Commitment.claimed_percent, Commitment.verified_percent, Commitment.attainment,
        Task.id.label("task_id"), Task.reference.label("task_reference"), Task.state.label("task_state"),
        Task.due.label("task_due"), Task.parts_done, Task.parts_total, _AGENCIES.label("agencies"),
        sa.func.coalesce(Commitment.is_open, Task.is_open, sa.false()).label("is_open"),
    )
    .select_from(_CHAIN)
    .join(Meeting, Meeting.id == _CHAIN.c.id)
    .outerjoin(
        MinutesLine,
        sa.and_(
            MinutesLine.meeting_id == Meeting.id, MinutesLine.removed_at.is_(None), MinutesLine.kind.in_(TOLD)
        ),
    )
    .outerjoin(Commitment, sa.and_(Commitment.line_id == MinutesLine.id, MinutesLine.kind == LineKind.COMMITMENT))
    .outerjoin(Task, sa.and_(Task.line_id == MinutesLine.id, MinutesLine.kind == LineKind.TASK))
    .where(sa.or_(Meeting.id == _LAST, Commitment.is_open, Task.is_open))
    .order_by(Meeting.starts_at, MinutesLine.id)
)  # fmt: skip


def follow_up_of(meeting_id: int, internal: bool = True) -> FollowUp | None:
    """Return what is followed in a meeting, None when it goes on from no other. One query.

    Without `internal` the lines that were marked so are left out.
    """
    rows = fetch(_ROWS, meeting_id=meeting_id)
    last = next((row for row in rows if row.is_last), None)
    if last is None:
        return None
    found = sorted(
        (_followed(row) for row in rows if row.kind and (internal or not row.internal)), key=lambda each: each.order
    )
    return FollowUp(last.meeting_id, last.meeting_reference, last.theme, last.starts_at, found)


def _followed(row: Any) -> Followed:
    facts = {"kind": row.kind, "text": row.text, "is_open": row.is_open, "work": row,
             "internal": row.internal, "earlier": "" if row.is_last else row.meeting_reference}  # fmt: skip
    if row.commitment_id:
        return Followed(
            reference=row.commitment_reference, url=f"/komitmen/{row.commitment_id}", who=row.lead_agency_name,
            due=row.commitment_due, state=row.commitment_state, **facts,
        )  # fmt: skip
    if row.task_id:
        return Followed(
            reference=row.task_reference, url=f"/tugas/{row.task_id}", who=row.agencies or "",
            due=row.task_due, state=row.task_state, **facts,
        )  # fmt: skip
    return Followed(reference="", url="", who="", due=None, state=None, **facts)


def told(follow_up: FollowUp | None) -> dict[str, Any]:
    """Return the same as plain data for documents, which are in Indonesian."""
    if follow_up is None:
        return {"follow_up": [], "follow_up_of": None}
    about = {"reference": follow_up.reference, "theme": follow_up.theme}
    return {
        "follow_up": [_plain(each) for each in follow_up.rows],
        "follow_up_of": about | {"starts_at": follow_up.starts_at.astimezone(dt.UTC).isoformat()},
    }


def _plain(each: Followed) -> dict[str, Any]:
    status = each.state.label.text if each.state else ""
    status = f"{status}, lewat tenggat" if each.is_late else status
    if each.original_due:
        status += f", tenggat semula {official_date(each.original_due, 'd MMMM y')}"
    return {
        "kind": each.kind.value, "reference": each.reference, "text": each.text, "who": each.who,
        "due": each.due.isoformat() if each.due else None,
        "status": status, "internal": each.internal,
    }  # fmt: skip
