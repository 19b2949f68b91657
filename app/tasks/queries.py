"""Which tasks and parts a page shows. Only the columns shown are selected."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

import sqlalchemy as sa

from app.listing import Listing, Rows, Values
from app.policy import Holder, can
from app.tasks.filters import OF_MY_AGENCY, PARTS, TASKS, Walk, whose_clause
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import GONE, PartState

LONGEST_TITLE = 200

TITLE = sa.func.substr(Task.title, 1, LONGEST_TITLE).label("title")
COLUMNS = (
    Task.id, Task.reference, TITLE, Task.is_open, Task.priority, Task.state, Task.parts_done, Task.parts_total,
    Task.issuer_agency_id, Task.updated_at,
)  # fmt: skip


def _rows(walk: Walk, who: Holder, values: Values) -> Rows:
    """The columns of the list, scoped to the person. Unless a state is asked for, only what is open."""
    visible = Task.visible_clause(who)
    if walk.of_parts and "status" not in values and can("task.read", who=who):
        visible = walk.only_open  # what lies in the trash has no open parts; the count need not look at tasks
    rows = sa.select(*COLUMNS, walk.due.label("due"), walk.late().label("is_late")).where(visible)
    if walk.of_parts:
        # Outer, so that counting parts may leave the tasks out where no filter asks for them.
        rows = rows.select_from(TaskPart).outerjoin(Task, Task.id == TaskPart.task_id)
    if walk.of_parts and "instansi" not in values:
        rows = rows.where(TaskPart.agency_id == _only_agency(who), TaskPart.state.not_in(GONE))
    else:
        rows = rows.where(whose_clause(who, values.get("siapa")))
    return rows if "status" in values else rows.where(walk.in_state(""))


def _only_agency(who: Holder) -> int | None:
    """The agency of a person who holds posts in no other."""
    held = {seat.agency_id for seat in who.seats}
    return held.pop() if len(held) == 1 else None


def _turn(who: Holder, values: Values) -> Listing:
    """Along the parts where one agency is asked for, by name or as the person's own."""
    own = values.get("siapa") == OF_MY_AGENCY and _only_agency(who)
    return OF_AGENCY if "instansi" in values or own else ALL


def _list(walk: Walk) -> Listing:
    sorts = {"tenggat": walk.due, "nomor": walk.identity, "diperbarui": Task.updated_at}
    return Listing(
        rows=partial(_rows, walk), identity=walk.identity, sorts=sorts, default="tenggat", filters=walk.filters(),
        turn=_turn,
    )  # fmt: skip


ALL, OF_AGENCY = _list(TASKS), _list(PARTS)


def parts_waiting(agency_ids: Collection[int]) -> sa.Select[Any]:
    """Parts on which these agencies have yet to act, late first; the caller sets the limit."""
    columns = (TaskPart.id, TaskPart.agency_id, TaskPart.agency_name, TaskPart.state, TaskPart.due, TaskPart.version)
    return (
        _with_task(*columns)
        .where(TaskPart.agency_id.in_(agency_ids), TaskPart.task_is_open, TaskPart.is_open)
        .order_by(TaskPart.due, TaskPart.task_id)
    )


_HELD_UP = (TaskPart.id, TaskPart.agency_name, TaskPart.state, TaskPart.due, TaskPart.note, TaskPart.updated_at)


def blocked_or_declined(but_on: Collection[int] = ()) -> sa.Select[Any]:
    """Parts that hold a task up, but for those that wait for one of these agencies; the caller orders and limits."""
    held_up = sa.text("task_part.state IN ('blocked', 'declined') AND task_part.task_is_open")  # in the index's words
    rows = _with_task(*_HELD_UP).where(held_up)
    on_others = sa.or_(TaskPart.blocked_on_id.is_(None), TaskPart.blocked_on_id.not_in(but_on))
    return rows.where(on_others) if but_on else rows


def blocked_on(agency_id: int) -> sa.Select[Any]:
    """Parts of other agencies that wait for this one; the caller orders and limits."""
    waits = TaskPart.blocked_on_id == agency_id, TaskPart.agency_id != agency_id, TaskPart.state == PartState.BLOCKED
    # Written so that the parts that wait for this agency are looked up, not all that are blocked.
    return _with_task(*_HELD_UP).where(*waits, sa.func.coalesce(TaskPart.task_is_open, sa.false()))


def to_confirm(issuer_id: int | None, doing: Collection[int]) -> sa.Select[Any]:
    """Delivered parts of what this agency gave out, but for those that it does itself: POLICY's `part.confirm`.

    None asks for the secretariat: what it gave out, and where the issuer is the agency that did it. `doing` are the
    agencies for which the person acts, who confirms none of their own work.
    """
    issued: Any = Task.issuer_agency_id == issuer_id
    if issuer_id is None:
        issued = sa.or_(Task.issuer_agency_id.is_(None), Task.issuer_agency_id == TaskPart.agency_id)
    delivered = sa.text("task_part.state = 'delivered'"), TaskPart.task_is_open, TaskPart.agency_id.not_in(doing)
    return _with_task(*_HELD_UP).where(*delivered, issued)


def _with_task(*columns: Any) -> sa.Select[Any]:
    rows = sa.select(*columns, TaskPart.task_id, Task.reference, TITLE, Task.priority)
    return rows.join(Task, Task.id == TaskPart.task_id)
