"""Shared tasks: each agency has its own part, and the task is done when every part is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.agencies.models import Agency
from app.audit import Audited
from app.clock import now, today
from app.columns import choice
from app.extensions import Model
from app.language import Lazy as _l
from app.meetings.models import Meeting
from app.policy import Holder, can
from app.refusal import Refused
from app.tasks.states import CLOSED, NEEDS_NOTE, NEXT, PartState, Priority, TaskState, derived_state
from app.tasks.versions import Progress, Wording

P = PartState
NAMES_SHOWN = 3


class Task(Audited, Model):
    """A shared task (tugas bersama). `line_id` is the line of the minutes that it came from."""

    __tablename__ = "task"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    reference: so.Mapped[str] = so.mapped_column(sa.String(20), unique=True)
    title: so.Mapped[str] = so.mapped_column(info={"label": _l.pgettext("satu", "Tugas")})
    detail: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Rincian")})
    due: so.Mapped[dt.date] = so.mapped_column(info={"label": _l("Tenggat")})
    priority: so.Mapped[Priority] = so.mapped_column(
        choice(Priority), default=Priority.NORMAL, info={"label": _l("Prioritas")}
    )
    state: so.Mapped[TaskState] = so.mapped_column(
        choice(TaskState), default=TaskState.OFFERED, info={"label": _l("Status")}
    )
    is_open: so.Mapped[bool] = so.mapped_column(default=True, info={"audit": False})
    parts_total: so.Mapped[int] = so.mapped_column(default=0, info={"audit": False})
    parts_done: so.Mapped[int] = so.mapped_column(default=0, info={"audit": False})
    meeting_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("meeting.id"), index=True, info={"audit": False})
    line_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("minutes_line.id"), unique=True, info={"audit": False}
    )
    created_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    updated_at: so.Mapped[dt.datetime] = so.mapped_column(default=now, onupdate=now)
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    meeting: so.Mapped[Meeting | None] = so.relationship()
    parts: so.Mapped[list[TaskPart]] = so.relationship(order_by="TaskPart.id", back_populates="task")

    __table_args__ = (
        sa.Index("ix_task_due_id", "due", "id"),
        sa.Index("ix_task_updated_at_id", "updated_at", "id"),
        sa.Index("ix_task_state_due_id", "state", "due", "id"),
        sa.Index("ix_task_is_open_due_id", "is_open", "due", "id"),
        sa.Index("ix_task_is_open_updated_at_id", "is_open", "updated_at", "id"),
    )
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """Open to everyone with a post: what one agency does the others wait for."""
        return sa.select(cls).where(cls.visible_clause(who))

    @classmethod
    def visible_clause(cls, who: Holder) -> sa.ColumnElement[bool]:
        """The condition behind `visible_to`, for selects of single columns."""
        return sa.true() if can("task.read", who=who) else sa.false()

    @property
    def is_late(self) -> bool:
        """Open after its due date."""
        return self.is_open and self.due < today()

    @property
    def wording(self) -> Wording:
        """What the secretariat may edit."""
        return Wording(self.title, self.detail, self.due, self.priority)

    def edit(self, title: str, detail: str, due: dt.date, priority: Priority) -> None:
        """Word the task anew; its parts are due when it is."""
        self.title, self.detail, self.due, self.priority = title, detail, due, priority
        for part in self.parts:
            part.due = due

    def add_part(self, agency: Agency) -> TaskPart:
        """Give `agency` a part of its own, offered; one that was waived is offered again."""
        self.refuse_when_cancelled()
        part = next((part for part in self.parts if part.agency_id == agency.id), None)
        if part is not None and part.state is not P.WAIVED:
            raise Refused(gettext("%(agency)s sudah mempunyai bagian.", agency=agency.name))
        if part is None:
            part = TaskPart(agency=agency, agency_id=agency.id, agency_name=agency.name, due=self.due)
            self.parts.append(part)
        part.state, part.is_open = P.OFFERED, True
        self.refresh()
        return part

    def cancel(self) -> None:
        """Withdraw the task: no part waits for its agency any longer. `restore` undoes it."""
        if self.state is TaskState.DONE:
            raise Refused(gettext("Tugas ini sudah selesai."))
        self.state, self.is_open = TaskState.CANCELLED, False
        for part in self.parts:
            part.is_open = part.task_is_open = False

    def restore(self) -> None:
        """Undo `cancel`: the parts stand where they stood."""
        if self.state is TaskState.CANCELLED:
            for part in self.parts:
                part.is_open = part.state not in CLOSED
            self.refresh()

    def refuse_when_cancelled(self) -> None:
        """Raise Refused when the task was withdrawn."""
        if self.state is TaskState.CANCELLED:
            raise Refused(gettext("Tugas ini sudah dibatalkan."))

    def refresh(self) -> None:
        """Derive state and counts from the parts: done when every part is done or waived."""
        states = [part.state for part in self.parts]
        self.parts_total = len(states) - states.count(P.WAIVED)
        self.parts_done = states.count(P.DONE)
        self.state = derived_state(states)
        self.is_open = self.state is not TaskState.DONE
        self.updated_at = now()
        for part in self.parts:
            part.task_is_open = self.is_open

    @property
    def reason(self) -> str:
        """Why the task has its state, in one sentence without a full stop."""
        if self.state is TaskState.CANCELLED:
            return gettext("Dibatalkan oleh sekretariat")
        if not self.parts_total:
            return gettext("Semua bagian dibebaskan") if self.parts else gettext("Belum ada instansi yang ditugasi")
        if self.state is TaskState.DONE:
            return gettext("Semua bagian selesai")
        blocked = self._names(P.BLOCKED)
        declined = self._names(P.DECLINED)
        waiting = self._names(P.OFFERED, P.ACCEPTED, P.DOING)
        clauses = [gettext("%(done)s dari %(total)s bagian selesai", done=self.parts_done, total=self.parts_total)]
        clauses += [gettext("terhambat di %(agencies)s", agencies=blocked)] if blocked else []
        clauses += [gettext("ditolak oleh %(agencies)s", agencies=declined)] if declined else []
        clauses += [gettext("menunggu %(agencies)s", agencies=waiting)] if waiting else []
        return "; ".join(clauses)

    def _names(self, *states: PartState) -> str:
        """Name the agencies whose parts are in one of these states; after three only count them."""
        names = [part.agency_name for part in self.parts if part.state in states]
        shown = ", ".join(names[:NAMES_SHOWN])
        more = len(names) - NAMES_SHOWN
        return gettext("%(agencies)s, dan %(count)s lainnya", agencies=shown, count=more) if more > 0 else shown


class TaskPart(Audited, Model):
    """One agency's part, with its own state and note; `agency_name` is the agency's name when it got the part.

    `due` and `task_is_open` repeat what the task says, so that one index serves an agency's list however many tasks
    there are. `is_open` means that the agency has yet to act. `updated_at` is when state or note last moved.
    """

    __tablename__ = "task_part"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    task_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("task.id"), index=True)
    agency_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("agency.id"), info={"audit": False})
    agency_name: so.Mapped[str] = so.mapped_column(sa.String(300), info={"audit": False})
    state: so.Mapped[PartState] = so.mapped_column(choice(PartState), info={"label": _l("Status bagian")})
    note: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Catatan")})
    due: so.Mapped[dt.date] = so.mapped_column(info={"audit": False})
    is_open: so.Mapped[bool] = so.mapped_column(default=True, info={"audit": False})
    task_is_open: so.Mapped[bool] = so.mapped_column(default=True, info={"audit": False})
    updated_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    task: so.Mapped[Task] = so.relationship(back_populates="parts")
    agency: so.Mapped[Agency] = so.relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        sa.Index("ix_task_part_agency_id_due_task_id", "agency_id", "due", "task_id"),
        sa.Index("ix_task_part_of_agency", "agency_id", "task_is_open", "due", "task_id", "state"),
    )
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """As visible as the task."""
        return sa.select(cls).where(Task.visible_clause(who))

    @property
    def responsible_agency_id(self) -> int:
        """The agency that POLICY's conditions compare."""
        return self.agency_id

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the task's page."""
        return "task", self.task_id

    @property
    def audit_name(self) -> str:
        """The history of a task tells of several parts."""
        return self.agency_name

    @property
    def progress(self) -> Progress:
        """What the agency may edit."""
        return Progress(self.state, self.note)

    @property
    def next_states(self) -> tuple[PartState, ...]:
        """The states that the agency may choose now."""
        return NEXT[self.state] if self.task.state is not TaskState.CANCELLED else ()

    @property
    def choices(self) -> tuple[PartState, ...]:
        """What the agency may say of its part now: that nothing moved (only the note changes), or the next states."""
        return (self.state, *self.next_states) if self.next_states else ()

    def update(self, state: PartState, note: str) -> None:
        """The agency moves its part on, or only changes its note."""
        self.task.refuse_when_cancelled()
        if state not in self.choices:
            raise Refused(gettext("Bagian ini sudah berstatus %(state)s.", state=str(self.state.label)))
        if state in NEEDS_NOTE and not note:
            raise Refused(gettext("Tulis sebabnya di catatan."))
        self.note = note
        self._set(state)

    @property
    def is_waivable(self) -> bool:
        """True while the agency could still be freed from its part."""
        return self.state not in (P.DONE, P.WAIVED) and self.task.state is not TaskState.CANCELLED

    def waive(self) -> None:
        """The secretariat frees the agency from its part."""
        self.task.refuse_when_cancelled()
        if not self.is_waivable:
            raise Refused(gettext("Bagian ini sudah berstatus %(state)s.", state=str(self.state.label)))
        self._set(P.WAIVED)

    def _set(self, state: PartState) -> None:
        self.state, self.is_open, self.updated_at = state, state not in CLOSED, now()
        self.task.refresh()
