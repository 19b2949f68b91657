"""What the minutes show: agenda items with their lines, and beside each line the work as it stands now."""

from __future__ import annotations

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.agencies.models import Agency
from app.attendance.models import Attendance
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentChange
from app.commitments.states import ChangeKind, CommitmentState
from app.extensions import fetch
from app.meetings.agenda import AgendaItem
from app.minutes.models import LineRevision, MinutesLine
from app.minutes.photos import MinutesPhoto
from app.tasks.models import Task
from app.tasks.parts import TaskPart

ID = sa.bindparam("meeting_id", type_=sa.BigInteger)

# The agenda in order; an item comes once for each suggestion (usulan) that was brought under it.
ITEMS = (
    sa.select(
        AgendaItem.id, AgendaItem.meeting_id, AgendaItem.kind, AgendaItem.title, AgendaItem.section,
        AgendaItem.presenter, AgendaItem.planned_minutes, AgendaItem.used_seconds, AgendaItem.started_at,
        AgendaItem.deferred_reason, Commitment.id.label("suggestion_id"), Commitment.statement,
        Commitment.reference.label("suggestion_reference"), Commitment.lead_agency_name, Commitment.due,
    )
    .outerjoin(
        Commitment,
        sa.and_(
            Commitment.agenda_item_id == AgendaItem.id, Commitment.line_id.is_(None),
            Commitment.state == CommitmentState.PROPOSED,
        ),
    )
    .where(AgendaItem.meeting_id == ID)
    .order_by(AgendaItem.position, AgendaItem.id, Commitment.id)
)  # fmt: skip
# Who promised it in the meeting: a promise that was handed over since bears its new agency's name.
_FIRST_HANDOVER = (
    sa.select(CommitmentChange.before["lead_agency_name"].as_string())
    .where(
        CommitmentChange.commitment_id == Commitment.id, CommitmentChange.kind == ChangeKind.HANDED_OVER,
        CommitmentChange.before["lead_agency_name"].as_string().is_not(None),
    )
    .order_by(CommitmentChange.id)
    .limit(1)
    .correlate(Commitment)
    .scalar_subquery()
)  # fmt: skip
# The lines in order, removed ones too, each with its commitment or task: due date and agency as they were agreed on
# (`commitment_due`, `lead_agency_name`), the state as it is now.
LINES = (
    sa.select(
        MinutesLine.id, MinutesLine.agenda_item_id, MinutesLine.kind, MinutesLine.text, MinutesLine.internal,
        MinutesLine.removed_at,
        Commitment.id.label("commitment_id"), Commitment.reference.label("commitment_reference"),
        Commitment.state.label("commitment_state"), Commitment.original_due.label("commitment_due"),
        Commitment.due.label("commitment_due_now"), Commitment.lead_agency_name.label("agency_now"),
        Commitment.is_checkable, Commitment.waiver,
        sa.func.coalesce(_FIRST_HANDOVER, Commitment.lead_agency_name).label("lead_agency_name"),
        Task.id.label("task_id"), Task.reference.label("task_reference"),
        Task.state.label("task_state"), Task.due.label("task_due"),
    )
    .outerjoin(Commitment, Commitment.line_id == MinutesLine.id)
    .outerjoin(Task, Task.line_id == MinutesLine.id)
    .where(MinutesLine.meeting_id == ID)
    .order_by(MinutesLine.agenda_item_id, MinutesLine.position, MinutesLine.id)
)  # fmt: skip
LINES_OF_ITEM = LINES.where(MinutesLine.agenda_item_id == sa.bindparam("item_id", type_=sa.BigInteger))
_EARLIER_LINE, _EARLIER_ITEM = so.aliased(MinutesLine), so.aliased(AgendaItem)
# One line, with its place among the lines that are there, and its item's place on the agenda.
LINE = (
    LINES.where(MinutesLine.id == sa.bindparam("line_id", type_=sa.BigInteger))
    .join(AgendaItem, AgendaItem.id == MinutesLine.agenda_item_id)
    .add_columns(
        sa.select(sa.func.count())
        .where(
            _EARLIER_LINE.agenda_item_id == MinutesLine.agenda_item_id,
            _EARLIER_LINE.removed_at.is_(None),
            sa.tuple_(_EARLIER_LINE.position, _EARLIER_LINE.id) <= sa.tuple_(MinutesLine.position, MinutesLine.id),
        )
        .scalar_subquery()
        .label("number"),
        sa.select(sa.func.count())
        .where(
            _EARLIER_ITEM.meeting_id == AgendaItem.meeting_id,
            sa.tuple_(_EARLIER_ITEM.position, _EARLIER_ITEM.id) <= sa.tuple_(AgendaItem.position, AgendaItem.id),
        )
        .scalar_subquery()
        .label("item_number"),
        sa.select(sa.func.count()).where(LineRevision.line_id == MinutesLine.id).scalar_subquery().label("revisions"),
        sa.exists().where(MinutesPhoto.line_id == MinutesLine.id).label("has_photos"),
    )
)
# The line that was sent under a key, and the place of the next line of an item.
OF_KEY = sa.select(MinutesLine.id, MinutesLine.meeting_id).where(MinutesLine.key == sa.bindparam("key"))
NEXT_PLACE = sa.select(sa.func.coalesce(sa.func.max(MinutesLine.position), 0) + 1).where(
    MinutesLine.agenda_item_id == sa.bindparam("item_id", type_=sa.BigInteger)
)
_PARTS = (
    sa.select(TaskPart.task_id, TaskPart.agency_name)
    .where(TaskPart.task_id.in_(sa.bindparam("task_ids", expanding=True)))
    .order_by(TaskPart.id)
)
_FIRST = (
    sa.select(sa.func.min(Attendance.id))
    .where(Attendance.agency_id == Agency.id, Attendance.meeting_id == ID, Attendance.confirmed)
    .scalar_subquery()
)
_CHOICES = sa.select(Agency.id, Agency.name).where(Agency.ended_on.is_(None)).order_by(_FIRST.is_(None), Agency.name)


def part_names(task_ids: list[int]) -> dict[int, list[str]]:
    """The agencies that have a part in each task."""
    names: dict[int, list[str]] = {}
    for task_id, name in fetch(_PARTS, task_ids=task_ids) if task_ids else ():
        names.setdefault(task_id, []).append(name)
    return names


def agency_choices(meeting_id: int) -> list[tuple[int, str]]:
    """Agencies to choose from, those on the attendance list first."""
    return [(row.id, row.name) for row in fetch(_CHOICES, meeting_id=meeting_id)]
