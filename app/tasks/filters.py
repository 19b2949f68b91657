"""The questions above the list of tasks and their calendar: their choices, and the condition of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app import formats
from app.agencies.queries import filter_choices
from app.clock import at, month_of, today, week_of
from app.comments.models import Watch
from app.commitments.filters import period_choices, period_days, read_period, read_reference
from app.commitments.models import Commitment
from app.forms import FIRST_YEAR, LAST_YEAR
from app.language import Lazy as _l
from app.listing import Filter, text_filter
from app.meetings.models import Meeting
from app.paging import Choices
from app.policy import Holder, Role, can
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import CLOSED, GONE, PartState, Priority, TaskState

P = PartState
OF_ANY_STATE = "semua"
STATES = {each.value: each for each in TaskState}
STATE_CHOICES = (("", _l("Belum selesai")), (OF_ANY_STATE, _l("Semua status")), *TaskState.choices())
PRIORITIES = {each.value: each for each in Priority}
PRIORITY_CHOICES = (("", _l("Semua prioritas")), *Priority.choices())
LATE = "terlambat"
DUES = (
    ("", _l("Semua tenggat")),
    (LATE, _l("Lewat tenggat")),
    ("minggu-ini", _l("Jatuh tempo minggu ini")),
    ("bulan-ini", _l("Jatuh tempo bulan ini")),
)
MINE, OF_MY_AGENCY, WAITING_FOR_ME = "saya", "instansi", "menunggu"
WEEK_AND_MONTH = {"minggu-ini": week_of, "bulan-ini": month_of}
WATCHING = (("", _l("Semua")), ("ya", _l("Yang saya pantau")))
PEOPLE = (
    ("", _l("Semua orang dan instansi")),
    (WAITING_FOR_ME, _l("Menunggu saya")),
    (OF_MY_AGENCY, _l("Instansi saya mendapat bagian")),
    (MINE, _l("Saya buat atau saya pantau")),
)
STALE = "tidak-bergerak"
VIEWER = sa.bindparam("viewer_id", type_=sa.BigInteger)
_MADE: Any = Task.__table__.alias("made_task")
_part: Any = TaskPart.__table__.alias("some_part").c


def late_clause() -> sa.ColumnElement[bool]:
    """Open after the due date."""
    return sa.and_(Task.is_open, Task.due < today())


def stale_clause() -> sa.ColumnElement[bool]:
    """Open, and nothing moved for STALE_DAYS: what `standing.stale` says of one."""
    edge = at(today() - dt.timedelta(days=current_app.config["STALE_DAYS"]), dt.time())
    moved = sa.func.coalesce(Task.updated_at, edge)  # never NULL; written so that the rows keep their order
    return sa.and_(Task.is_open, moved < edge)


def _among(*rows: Any) -> sa.ColumnElement[bool]:
    """The task is one of these; every select gives ids of tasks."""
    return Task.id.in_(sa.union_all(*rows) if len(rows) > 1 else rows[0])


def _parts(*conditions: Any) -> Any:
    return sa.select(_part.task_id).where(_part.task_is_open, *conditions)


def _has_part(state: PartState) -> sa.ColumnElement[bool]:
    return _among(_parts(_part.state == state))


CONDITIONS: dict[str, tuple[Any, Callable[[], sa.ColumnElement[bool]]]] = {
    "terhambat": (_l("Ada bagian terhambat"), lambda: _has_part(P.BLOCKED)),
    "ditolak": (_l("Ada bagian ditolak"), lambda: _has_part(P.DECLINED)),
    "konfirmasi": (_l("Ada bagian yang menunggu konfirmasi"), lambda: _has_part(P.DELIVERED)),
    STALE: (_l("Tidak bergerak"), stale_clause),
}


def _condition_choices() -> Choices:
    return [("", _l("Semua kondisi")), *((key, label) for key, (label, _) in CONDITIONS.items())]


_WATCHED = sa.select(Watch.root_id).where(Watch.user_id == VIEWER, Watch.root_type == "task")


def _watched(_value: str) -> sa.ColumnElement[bool]:
    return _among(_WATCHED)


def agencies_of(who: Holder, role: Role = Role.LIAISON) -> list[int]:
    """The agencies in which the person holds a post with this role."""
    return sorted({seat.agency_id for seat in who.seats if seat.role is role})


def whose_clause(who: Holder, value: str | None) -> sa.ColumnElement[bool]:
    """The condition of a choice of PEOPLE. It follows from the posts held now, which are part of the question."""
    if value == OF_MY_AGENCY:
        held = {seat.agency_id for seat in who.seats}
        return _among(sa.select(_part.task_id).where(_part.agency_id.in_(held), _part.state.not_in(GONE)))
    if value == MINE:
        return _among(sa.select(_MADE.c.id).where(_MADE.c.created_by_id == VIEWER), _WATCHED)
    return _waiting_for(who) if value == WAITING_FOR_ME else sa.true()


def _waiting_for(who: Holder) -> sa.ColumnElement[bool]:
    """A part to act on, one that waits for an agency of theirs, or one to confirm: `standing.waits_for` of a row."""
    own, asked = agencies_of(who), []
    if own:
        held_up = _part.state == P.BLOCKED, _part.blocked_on_id.in_(own)
        asked = [_parts(_part.agency_id.in_(own), _part.is_open), _parts(*held_up)]
    if can("part.confirm", who=who):
        delivered = _parts(_part.state == P.DELIVERED, _part.agency_id.not_in(own))
        if not agencies_of(who, Role.SECRETARIAT):
            delivered = delivered.join(_MADE, _MADE.c.id == _part.task_id).where(_MADE.c.issuer_agency_id.in_(own))
        asked.append(delivered)
    return _among(*asked) if asked else sa.false()


def period_clause(due: Any, value: str) -> sa.ColumnElement[bool]:
    """Due in a period of `commitments.filters.period_days`."""
    days = period_days(value)
    return due.between(*days) if days else sa.true()


def read_day(value: str) -> tuple[str, Any] | None:
    """Return a day of the calendar as an address has it, with its name; None for what is no such day."""
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        return None
    return (day.isoformat(), formats.date_long(day)) if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _reference_clause(column: Any, model: Any) -> Callable[[str], sa.ColumnElement[bool]]:
    return lambda value: column.in_(sa.select(model.id).where(model.reference == value))


def _any(_value: str) -> sa.ColumnElement[bool]:
    return sa.true()  # whose tasks these are follows from the person: `whose_clause`


@dataclass(frozen=True)
class Walk:
    """Along which rows a list goes: all tasks, or the parts of one agency, which repeat what the list sorts by.

    `only_open` is what the walked rows themselves say about being open, so that their index can leave out the rest.
    """

    identity: Any
    due: Any
    only_open: Any
    of_parts: bool = False

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

    def late(self) -> sa.ColumnElement[bool]:
        """Open after the due date; a part with a date of its own is no longer late when its agency is done with it."""
        if not self.of_parts:
            return late_clause()
        day = today()
        undone = sa.or_(TaskPart.state.not_in(CLOSED), Task.due < day)
        return sa.and_(self.only_open, self.due < day, undone)

    def due_within(self, value: str) -> sa.ColumnElement[bool]:
        """Open, and late or due in this week or month; or due on a day, in whatever state is asked for."""
        if value == LATE:
            return self.late()
        if value not in WEEK_AND_MONTH:
            return self.due == dt.date.fromisoformat(value)
        return sa.and_(self.only_open, self.due.between(*WEEK_AND_MONTH[value](today())))

    def filters(self) -> tuple[Filter, ...]:
        """The questions above a list that goes this way."""
        return (
            Filter("status", _l("Status"), self.in_state, lambda: STATE_CHOICES),
            Filter(
                "instansi", _l.pgettext("satu", "Instansi"),
                lambda key: sa.and_(TaskPart.agency_id == int(key), TaskPart.state.not_in(GONE)), filter_choices,
            ),
            Filter("tenggat", _l("Tenggat"), self.due_within, lambda: DUES, read=read_day),
            text_filter(Task.title, Task.reference),
            Filter("siapa", _l("Siapa"), _any, lambda: PEOPLE, more=True, personal=True),
            Filter("kondisi", _l("Kondisi"), lambda value: CONDITIONS[value][1](), _condition_choices, more=True),
            Filter(
                "prioritas", _l("Prioritas"), lambda value: Task.priority == PRIORITIES[value],
                lambda: PRIORITY_CHOICES, more=True,
            ),
            Filter(
                "periode", _l("Periode tenggat"), lambda value: period_clause(self.due, value), period_choices,
                read=read_period, more=True,
            ),
            Filter("pantau", _l("Pemantauan"), _watched, lambda: WATCHING, more=True, personal=True),
            Filter("rapat", _l("Nomor rapat"), _reference_clause(Task.meeting_id, Meeting), kind="typed",
                   read=read_reference(Meeting), more=True),
            Filter("komitmen", _l("Nomor komitmen"), _reference_clause(Task.commitment_id, Commitment), kind="typed",
                   read=read_reference(Commitment), more=True),
        )  # fmt: skip


TASKS = Walk(Task.id, Task.due, Task.is_open)
PARTS = Walk(TaskPart.task_id, TaskPart.due, TaskPart.task_is_open, of_parts=True)
