"""The trash: tasks that were put away, and bringing them back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.agencies.service import to_successors
from app.extensions import db
from app.listing import Listing, Rows, Values, text_filter
from app.policy import Holder, Role
from app.tasks.models import Task
from app.tasks.queries import TITLE


def _rows(who: Holder, values: Values) -> Rows:
    """What the person may bring back: the secretariat everything, liaisons what their agency issued."""
    columns = (
        Task.id,
        Task.reference,
        TITLE,
        Task.due,
        Task.state,
        Task.trashed_at,
        Task.trashed_name,
        Task.issuer_name,
    )
    return sa.select(*columns).where(Task.trashed_at.is_not(None), _own(who))


def _own(who: Any) -> sa.ColumnElement[bool]:
    if any(seat.role is Role.SECRETARIAT for seat in who.seats):
        return sa.true()
    return Task.issuer_agency_id.in_([seat.agency_id for seat in who.seats if seat.role is Role.LIAISON])


TRASH = Listing(
    rows=_rows, identity=Task.id, sorts={"dibuang": Task.trashed_at, "nomor": Task.id}, default="-dibuang",
    filters=(text_filter(Task.title, Task.reference),),
)  # fmt: skip


def bring_back(task: Task) -> None:
    """Bring a task back with all that hangs on it; parts of agencies that ended meanwhile go to their successors."""
    if task.trashed_at is None:
        return
    task.untrash()
    db.session.flush()
    if task.is_open:
        to_successors(task)


def find(key: int, locking: bool) -> Task | None:
    """Load a task, thrown away or not; locked for the rest of the transaction when it is to be changed."""
    rows = sa.select(Task).where(Task.id == key)
    return db.session.scalars(rows.with_for_update(of=Task) if locking else rows).one_or_none()
