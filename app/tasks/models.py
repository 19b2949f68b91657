"""Shared tasks: each agency has its own part, and the task is done when every part is."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.agencies.models import Agency
from app.audit import Audited
from app.clock import now, today
from app.columns import Labelled, choice
from app.extensions import Model
from app.meetings.models import Meeting
from app.policy import Holder, can
from app.refusal import Refused


class Priority(Labelled):
    """How urgent a task is."""

    LOW = "low", _l("Rendah"), "arrow-down", "neutral"
    NORMAL = "normal", _l("Biasa"), "flag", "neutral"
    HIGH = "high", _l("Tinggi"), "arrow-up", "danger"


class TaskState(Labelled):
    """Derived from the parts, and kept beside the task only so that lists can filter by it."""

    OFFERED = "offered", _l("Ditawarkan"), "send", "neutral"
    UNDERWAY = "underway", _l("Berjalan"), "progress", "info"
    BLOCKED = "blocked", _l("Terhambat"), "alert-triangle", "danger"
    DONE = "done", _l("Selesai"), "circle-check", "ok"
    CANCELLED = "cancelled", _l("Dibatalkan"), "ban", "neutral"


class PartState(Labelled):
    """offered -> accepted -> doing -> blocked -> done; declined with a reason; waived by the secretariat."""

    OFFERED = "offered", _l("Ditawarkan"), "send", "neutral"
    ACCEPTED = "accepted", _l("Diterima"), "check", "info"
    DOING = "doing", _l("Dikerjakan"), "progress", "info"
    BLOCKED = "blocked", _l("Terhambat"), "alert-triangle", "danger"
    DONE = "done", _l("Selesai"), "circle-check", "ok"
    DECLINED = "declined", _l("Ditolak"), "circle-x", "danger"
    WAIVED = "waived", _l("Dibebaskan"), "ban", "neutral"


P = PartState
NEXT = {
    P.OFFERED: (P.ACCEPTED, P.DECLINED),
    P.ACCEPTED: (P.DOING, P.BLOCKED, P.DONE),
    P.DOING: (P.BLOCKED, P.DONE),
    P.BLOCKED: (P.DOING, P.DONE),
    P.DONE: (P.DOING,),
    P.DECLINED: (P.ACCEPTED,),
    P.WAIVED: (),
}
NEEDS_NOTE = (P.BLOCKED, P.DECLINED)


class Task(Audited, Model):
    """A shared task (tugas bersama). `line_id` is the line of the minutes that it came from."""

    __tablename__ = "task"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    reference: so.Mapped[str] = so.mapped_column(sa.String(20), unique=True)
    title: so.Mapped[str] = so.mapped_column(info={"label": _l("Tugas")})
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
    )
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[tuple[Task]]:
        """Open to everyone with a post."""
        return sa.select(cls).where(sa.true() if can("task.read", who=who) else sa.false())

    @property
    def is_late(self) -> bool:
        """Open after its due date."""
        return self.is_open and self.due < today()

    def add_part(self, agency: Agency) -> TaskPart:
        """Give `agency` a part of its own, offered."""
        if any(part.agency_id == agency.id for part in self.parts):
            raise Refused(gettext("%(agency)s sudah mempunyai bagian.", agency=agency.name))
        if self.state is TaskState.CANCELLED:
            raise Refused(gettext("Tugas ini sudah dibatalkan."))
        part = TaskPart(agency=agency, agency_id=agency.id, agency_name=agency.name, state=P.OFFERED, due=self.due)
        self.parts.append(part)
        self.refresh()
        return part

    def cancel(self) -> None:
        """Withdraw the task."""
        self.state, self.is_open = TaskState.CANCELLED, False

    def refresh(self) -> None:
        """Derive state and counts from the parts: done when every part is done or waived."""
        states = [part.state for part in self.parts]
        counted = [state for state in states if state is not P.WAIVED]
        self.parts_total, self.parts_done = len(counted), counted.count(P.DONE)
        if states and all(state in (P.DONE, P.WAIVED) for state in states):
            self.state = TaskState.DONE
        elif P.BLOCKED in states or P.DECLINED in states:
            self.state = TaskState.BLOCKED
        elif all(state in (P.OFFERED, P.WAIVED) for state in states):
            self.state = TaskState.OFFERED
        else:
            self.state = TaskState.UNDERWAY
        self.is_open = self.state is not TaskState.DONE

    @property
    def waiting_for(self) -> list[str]:
        """Names of the agencies whose parts are still open."""
        return [part.agency_name for part in self.parts if part.is_open]


class TaskPart(Audited, Model):
    """One agency's part, with its own state and note; `agency_name` is the agency's name when it got the part."""

    __tablename__ = "task_part"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    task_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("task.id"), index=True)
    agency_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("agency.id"), info={"audit": False})
    agency_name: so.Mapped[str] = so.mapped_column(sa.String(300), info={"label": _l("Instansi")})
    state: so.Mapped[PartState] = so.mapped_column(choice(PartState), info={"label": _l("Status bagian")})
    note: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Catatan")})
    due: so.Mapped[dt.date] = so.mapped_column(info={"label": _l("Tenggat")})
    is_open: so.Mapped[bool] = so.mapped_column(default=True, info={"audit": False})
    updated_at: so.Mapped[dt.datetime] = so.mapped_column(default=now, onupdate=now)
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    task: so.Mapped[Task] = so.relationship(back_populates="parts")
    agency: so.Mapped[Agency] = so.relationship()

    __table_args__ = (sa.Index("ix_task_part_agency_id_is_open_due_id", "agency_id", "is_open", "due", "id"),)
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[tuple[TaskPart]]:
        """As visible as the task."""
        return sa.select(cls).where(sa.true() if can("task.read", who=who) else sa.false())

    @property
    def responsible_agency_id(self) -> int:
        """The agency that POLICY's conditions compare."""
        return self.agency_id

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the task's page."""
        return "task", self.task_id

    @property
    def next_states(self) -> tuple[PartState, ...]:
        """The states that the agency may choose now."""
        return NEXT[self.state] if self.task.state is not TaskState.CANCELLED else ()

    def update(self, state: PartState, note: str) -> None:
        """The agency moves its part on, or only changes its note."""
        if state is not self.state and state not in self.next_states:
            raise Refused(gettext("Bagian ini sudah berstatus %(state)s.", state=str(self.state.label)))
        if state in NEEDS_NOTE and not note:
            raise Refused(gettext("Tulis sebabnya di catatan."))
        self._set(state)
        self.note = note

    def waive(self) -> None:
        """The secretariat frees the agency from its part."""
        if self.state in (P.DONE, P.WAIVED):
            raise Refused(gettext("Bagian ini sudah berstatus %(state)s.", state=str(self.state.label)))
        self._set(P.WAIVED)

    def _set(self, state: PartState) -> None:
        self.state = state
        self.is_open = state not in (P.DONE, P.WAIVED, P.DECLINED)
        self.task.refresh()
