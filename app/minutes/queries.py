"""What the minutes show: agenda items with their lines, and beside each line the work as it stands now."""

from __future__ import annotations

import sqlalchemy as sa

from app.agencies.models import Agency
from app.commitments.models import Commitment
from app.extensions import db
from app.listing import Rows
from app.meetings.models import AgendaItem, Attendance
from app.minutes.models import MinutesLine
from app.tasks.models import Task, TaskPart


def items_of(meeting_id: int) -> Rows:
    """The agenda in order."""
    columns = (AgendaItem.id, AgendaItem.kind, AgendaItem.title, AgendaItem.presenter, AgendaItem.planned_minutes)
    order = (AgendaItem.position, AgendaItem.id)
    return sa.select(*columns).where(AgendaItem.meeting_id == meeting_id).order_by(*order)


def lines_of(meeting_id: int, item_id: int | None = None) -> Rows:
    """The lines in order, removed ones too, each with its commitment or task as it stands now."""
    rows = (
        sa.select(
            MinutesLine.id, MinutesLine.agenda_item_id, MinutesLine.kind, MinutesLine.text, MinutesLine.removed_at,
            Commitment.id.label("commitment_id"), Commitment.reference.label("commitment_reference"),
            Commitment.state.label("commitment_state"), Commitment.due.label("commitment_due"),
            Commitment.lead_agency_name, Task.id.label("task_id"), Task.reference.label("task_reference"),
            Task.state.label("task_state"), Task.due.label("task_due"),
        )
        .outerjoin(Commitment, Commitment.line_id == MinutesLine.id)
        .outerjoin(Task, Task.line_id == MinutesLine.id)
        .where(MinutesLine.meeting_id == meeting_id)
        .order_by(MinutesLine.agenda_item_id, MinutesLine.position, MinutesLine.id)
    )  # fmt: skip
    return rows if item_id is None else rows.where(MinutesLine.agenda_item_id == item_id)


def part_names(task_ids: list[int]) -> dict[int, list[str]]:
    """The agencies that have a part in each task."""
    names: dict[int, list[str]] = {}
    if task_ids:
        rows = sa.select(TaskPart.task_id, TaskPart.agency_name).where(TaskPart.task_id.in_(task_ids))
        for task_id, name in db.session.execute(rows.order_by(TaskPart.id)):
            names.setdefault(task_id, []).append(name)
    return names


def agency_choices(meeting_id: int) -> list[tuple[int, str]]:
    """Agencies to choose from, those on the attendance list first."""
    asked = sa.and_(Attendance.agency_id == Agency.id, Attendance.meeting_id == meeting_id)
    rows = (
        sa.select(Agency.id, Agency.name)
        .outerjoin(Attendance, asked)
        .where(Agency.ended_on.is_(None))
        .order_by(Attendance.id.is_(None), Agency.name)
    )
    return [(row.id, row.name) for row in db.session.execute(rows)]
