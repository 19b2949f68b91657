"""What the projector shows of a meeting."""

from __future__ import annotations

import sqlalchemy as sa

from app.commitments.models import Commitment
from app.meetings.agenda import AgendaItem
from app.minutes.models import LineKind, MinutesLine
from app.tasks.models import Task

MOST = 8  # what fits beside the present item; the rest is in the minutes
ID = sa.bindparam("meeting_id", type_=sa.BigInteger)

# The agenda in order, with its clock.
AGENDA = (
    sa.select(
        AgendaItem.id, AgendaItem.kind, AgendaItem.title, AgendaItem.presenter, AgendaItem.planned_minutes,
        AgendaItem.section, AgendaItem.used_seconds, AgendaItem.started_at,
    )
    .where(AgendaItem.meeting_id == ID)
    .order_by(AgendaItem.position, AgendaItem.id)
)  # fmt: skip
# What was decided, promised and given to do, newest first; one more than is shown tells that there is more.
# The whole hall reads it, guests too, so lines marked internal are left out.
# A line whose kind was changed keeps the cancelled work of its former kind: that is not shown.
MADE = (
    sa.select(
        MinutesLine.id, MinutesLine.kind, MinutesLine.text, Commitment.lead_agency_name, Task.id.label("task_id"),
        sa.func.coalesce(Commitment.due, Task.due).label("due"),
    )
    .outerjoin(Commitment, sa.and_(Commitment.line_id == MinutesLine.id, MinutesLine.kind == LineKind.COMMITMENT))
    .outerjoin(Task, sa.and_(Task.line_id == MinutesLine.id, MinutesLine.kind == LineKind.TASK))
    .where(MinutesLine.meeting_id == ID, MinutesLine.removed_at.is_(None), MinutesLine.internal.is_(False))
    .where(MinutesLine.kind.in_([LineKind.DECISION, LineKind.COMMITMENT, LineKind.TASK]))
    .order_by(MinutesLine.id.desc())
    .limit(MOST + 1)
)  # fmt: skip
