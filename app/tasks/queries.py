"""Which tasks and parts a page shows. Only the columns shown are selected."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.agencies.queries import filter_choices
from app.clock import month_of, today, week_of
from app.language import Lazy as _l
from app.listing import Filter, Listing, Rows, Values, text_filter
from app.policy import Holder
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import PartState, Priority, TaskState

LONGEST_TITLE = 200

OF_ANY_STATE = "semua"
STATES = {each.value: each for each in TaskState}
STATE_CHOICES = (("", _l("Belum selesai")), (OF_ANY_STATE, _l("Semua status")), *TaskState.choices())
PRIORITIES = {each.value: each for each in Priority}
PRIORITY_CHOICES = (("", _l("Semua prioritas")), *Priority.choices())
DUES = (
    ("", _l("Semua tenggat")),
    ("terlambat", _l("Lewat tenggat")),
    ("minggu-ini", _l("Jatuh tempo minggu ini")),
    ("bulan-ini", _l("Jatuh tempo bulan ini")),
)

COLUMNS = (
    Task.id, Task.reference, sa.func.substr(Task.title, 1, LONGEST_TITLE).label("title"), Task.due, Task.is_open,
    Task.priority, Task.state, Task.parts_done, Task.parts_total, Task.updated_at,
)  # fmt: skip


def late_clause() -> sa.ColumnElement[bool]:
    """Open after the due date."""
    return sa.and_(Task.is_open, Task.due < today())


@dataclass(frozen=True)
class Walk:
    """Along which rows a list goes: all tasks, or the parts of one agency, which repeat what the list sorts by.

    `only_open` is what the walked rows themselves say about being open, so that their index can leave out the rest.
    """

    identity: Any
    due: Any
    only_open: Any
    of_parts: bool = False

    def rows(self, who: Holder, values: Values) -> Rows:
        """The columns of the list, scoped to the person. Unless a state is asked for, only what is open."""
        rows = sa.select(*COLUMNS).where(Task.visible_clause(who))
        if self.of_parts:
            # Outer, so that counting parts may leave the tasks out where no filter asks for them.
            rows = rows.select_from(TaskPart).outerjoin(Task, Task.id == TaskPart.task_id)
        return rows if "status" in values else rows.where(self.in_state(""))

    def in_state(self, value: str) -> sa.ColumnElement[bool]:
        """Tasks in this state; open ones when none is named."""
        if value == OF_ANY_STATE:
            return sa.true()
        state = STATES.get(value)
        if state is None:
            return self.only_open
        # Said of parts alone: a task's own index begins with its state, and must not be passed over.
        of_open = self.of_parts and state not in (TaskState.DONE, TaskState.CANCELLED)
        return sa.and_(self.only_open, Task.state == state) if of_open else Task.state == state

    def due_within(self, value: str) -> sa.ColumnElement[bool]:
        """Open, and late or due in this week or month."""
        if value == "terlambat":
            return sa.and_(self.only_open, self.due < today())
        first, last = week_of(today()) if value == "minggu-ini" else month_of(today())
        return sa.and_(self.only_open, self.due.between(first, last))


TASKS = Walk(Task.id, Task.due, Task.is_open)
PARTS = Walk(TaskPart.task_id, TaskPart.due, TaskPart.task_is_open, of_parts=True)


def _list(walk: Walk) -> Listing:
    filters = (
        Filter("status", _l("Status"), walk.in_state, lambda: STATE_CHOICES),
        Filter("instansi", _l.pgettext("satu", "Instansi"), lambda key: TaskPart.agency_id == int(key), filter_choices),
        Filter("tenggat", _l("Tenggat"), walk.due_within, lambda: DUES),
        Filter(
            "prioritas", _l("Prioritas"), lambda value: Task.priority == PRIORITIES[value], lambda: PRIORITY_CHOICES
        ),
        text_filter(Task.title, Task.reference),
    )
    sorts = {"tenggat": walk.due, "nomor": walk.identity, "diperbarui": Task.updated_at}
    return Listing(
        rows=walk.rows, identity=walk.identity, sorts=sorts, default="tenggat", filters=filters,
        turn=lambda values: OF_AGENCY if "instansi" in values else ALL,
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
    held_up = TaskPart.state.in_([PartState.BLOCKED, PartState.DECLINED])
    rows = _with_task(*_HELD_UP).where(held_up, TaskPart.task_is_open, Task.state == TaskState.BLOCKED)
    on_others = sa.or_(TaskPart.blocked_on_id.is_(None), TaskPart.blocked_on_id.not_in(but_on))
    return rows.where(on_others) if but_on else rows


def blocked_on(agency_id: int) -> sa.Select[Any]:
    """Parts of other agencies that wait for this one; the caller orders and limits."""
    waits = TaskPart.blocked_on_id == agency_id, TaskPart.agency_id != agency_id, TaskPart.state == PartState.BLOCKED
    return _with_task(*_HELD_UP).where(*waits, TaskPart.task_is_open)


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
    title = sa.func.substr(Task.title, 1, LONGEST_TITLE).label("title")
    rows = sa.select(*columns, TaskPart.task_id, Task.reference, title, Task.priority)
    return rows.join(Task, Task.id == TaskPart.task_id)


def lock_task_of(part_id: int) -> sa.Select[Any]:
    """The task of a part, locked for the rest of the transaction."""
    rows = sa.select(Task.id).join(TaskPart, TaskPart.task_id == Task.id)
    return rows.where(TaskPart.id == part_id).with_for_update(of=Task)
