"""Which commitments a task may be tied to."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.commitments.models import Commitment
from app.commitments.queries import COLUMNS
from app.extensions import db
from app.forms import whole_id
from app.policy import Holder
from app.tasks.models import Task

MOST = 20


def candidates(task: Task, who: Holder, words: str) -> sa.Select[Any]:
    """Open commitments that hold these words, or, without words, those of the task's meeting and agencies."""
    rows = sa.select(*COLUMNS).where(Commitment.visible_clause(who), Commitment.is_open)
    if words:
        found = sa.or_(*(c.icontains(words, autoescape=True) for c in (Commitment.reference, Commitment.statement)))
        return rows.where(found).order_by(Commitment.due, Commitment.id).limit(MOST)
    agencies = [part.agency_id for part in task.parts]
    same_meeting = sa.and_(Commitment.meeting_id.is_not(None), Commitment.meeting_id == task.meeting_id)
    near = sa.or_(Commitment.lead_agency_id.in_(agencies), same_meeting)
    return rows.where(near).order_by(sa.case((same_meeting, 0), else_=1), Commitment.due, Commitment.id).limit(MOST)


def commitment_by(key: str, who: Holder, locking: bool = True) -> Commitment | None:
    """Return the commitment with this id, locked against an end meanwhile, if the person may see it."""
    try:
        number = whole_id(key)
    except ValueError:
        return None
    rows = Commitment.visible_to(who).where(Commitment.id == number)
    rows = rows.with_for_update(of=Commitment, read=True) if locking else rows
    return db.session.scalars(rows).unique().one_or_none()
