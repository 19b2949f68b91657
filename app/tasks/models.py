"""Shared tasks: each agency has its own part, and the task is done when every part is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.agencies.models import Agency
from app.audit import Audited
from app.clock import now, today
from app.columns import choice
from app.commitments.models import Commitment
from app.extensions import Model
from app.language import Lazy as _l
from app.meetings.models import Meeting
from app.policy import Holder, can
from app.refusal import Refused
from app.tasks.checks import TaskCheck  # noqa: F401  what a part's `checks` are
from app.tasks.dependencies import TaskDependency, open_needs_of
from app.tasks.hands import TaskHands
from app.tasks.parts import TaskPart
from app.tasks.reasons import first_names, reasons
from app.tasks.states import CLOSED, GONE, PartState, Priority, TaskState, derived_state
from app.tasks.versions import Wording

P = PartState
NAMES_SHOWN = 3


class Task(Audited, TaskHands, Model):
    """A shared task (tugas bersama). `line_id` is the line of the minutes that it came from.

    `commitment_id` is the promise that it helps to keep. `issuer_agency_id` is the agency whose liaison made it: that
    agency may change it and confirms its parts, as the secretariat may with every task. What lies in the trash
    (`trashed_at`) nobody sees but there; it keeps all its links. `open_needs` counts the unfinished tasks it waits for.
    """

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
    checks_total: so.Mapped[int] = so.mapped_column(default=0, info={"audit": False})
    checks_done: so.Mapped[int] = so.mapped_column(default=0, info={"audit": False})
    meeting_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("meeting.id"), index=True, info={"audit": False})
    line_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("minutes_line.id"), unique=True, info={"audit": False}
    )
    commitment_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("commitment.id"), index=True, info={"label": _l("Komitmen")}
    )
    issuer_agency_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("agency.id"), index=True, info={"audit": False}
    )
    issuer_name: so.Mapped[str] = so.mapped_column(sa.String(300), default="", info={"audit": False})
    created_by_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("user.id"), index=True, info={"audit": False})
    trashed_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"label": _l("Dibuang")})
    trashed_name: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"audit": False})
    created_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    updated_at: so.Mapped[dt.datetime] = so.mapped_column(default=now, onupdate=now)
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    meeting: so.Mapped[Meeting | None] = so.relationship()
    commitment: so.Mapped[Commitment | None] = so.relationship()
    parts: so.Mapped[list[TaskPart]] = so.relationship(order_by="TaskPart.id", back_populates="task")
    needs: so.Mapped[list[TaskDependency]] = so.relationship(
        order_by="TaskDependency.id", foreign_keys=[TaskDependency.task_id], viewonly=True
    )
    open_needs: so.Mapped[int] = so.column_property(open_needs_of(id))

    __table_args__ = (
        sa.Index("ix_task_due_id_trashed_at", "due", "id", "trashed_at"),
        sa.Index("ix_task_updated_at_id", "updated_at", "id"),
        sa.Index("ix_task_state_due_id_trashed_at", "state", "due", "id", "trashed_at"),
        sa.Index("ix_task_is_open_due_id_trashed_at", "is_open", "due", "id", "trashed_at"),
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
        return cls.trashed_at.is_(None) if can("task.read", who=who) else sa.false()

    @property
    def is_late(self) -> bool:
        """Open after its due date."""
        return self.is_open and self.due < today()

    @property
    def wording(self) -> Wording:
        """What the secretariat may edit."""
        return Wording(self.title, self.detail, self.due, self.priority)

    def edit(self, title: str, detail: str, due: dt.date, priority: Priority) -> None:
        """Word the task anew; its parts are due when it is, but for those with an earlier date of their own."""
        self.title, self.detail, self.due, self.priority = title, detail, due, priority
        for part in self.parts:
            part.set_due(part.due if part.has_own_due else None)

    def belong_to(self, commitment: Commitment | None) -> None:
        """Help to keep this promise, or none. Raises Refused when it is not kept any more."""
        if commitment is not None and commitment.id != self.commitment_id and not commitment.is_open:
            raise Refused(gettext("%(reference)s sudah ditutup, jadi tidak memerlukan tugas lagi.",
                                  reference=commitment.reference))  # fmt: skip
        self.commitment = commitment

    def add_part(self, agency: Agency, scope: str = "") -> TaskPart:
        """Give `agency` a part of its own, offered; one that was waived or handed over is offered again."""
        self.refuse_when_withdrawn()
        part = self.part_of(agency)
        if part is not None and part.state not in GONE:
            raise Refused(gettext("%(agency)s sudah mempunyai bagian.", agency=agency.name))
        if part is None:
            part = TaskPart(agency=agency, agency_id=agency.id, agency_name=agency.name, due=self.due)
            self.parts.append(part)
        part.offer(scope)
        return part

    def part_of(self, agency: Agency) -> TaskPart | None:
        """Return the agency's part, in whatever state; None without one."""
        return next((part for part in self.parts if part.agency_id == agency.id), None)

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
            self._reopen()

    def _reopen(self) -> None:
        for part in self.parts:
            part.is_open = part.state not in CLOSED and self.trashed_at is None
        self.refresh()

    def trash(self, name: str) -> None:
        """Put a task away that should not be there. `name` is who does it; `untrash` undoes it.

        A task that stands in the minutes is withdrawn (`cancel`) instead, so that the minutes stay true.
        """
        if self.line_id is not None:
            raise Refused(
                gettext("Tugas ini tercatat di notula, jadi tidak dapat dibuang. Batalkan saja; notulanya tetap benar.")
            )
        if self.trashed_at is None:
            self.trashed_at, self.trashed_name, self.is_open = now(), name, False
            for part in self.parts:
                part.is_open = part.task_is_open = False

    def untrash(self) -> None:
        """Undo `trash`: the task and its parts stand where they stood."""
        if self.trashed_at is not None:
            self.trashed_at, self.trashed_name = None, ""
            if self.state is not TaskState.CANCELLED:
                self._reopen()

    @property
    def is_withdrawn(self) -> bool:
        """True when nobody may act upon it: cancelled, or in the trash."""
        return self.state is TaskState.CANCELLED or self.trashed_at is not None

    def refuse_when_withdrawn(self) -> None:
        """Raise Refused when the task was cancelled or lies in the trash."""
        if self.state is TaskState.CANCELLED:
            raise Refused(gettext("Tugas ini sudah dibatalkan."))
        if self.trashed_at is not None:
            raise Refused(gettext("Tugas ini sudah dibuang."))

    def refresh(self) -> None:
        """Derive state and counts from the parts: done when every part is done or waived."""
        states = [part.state for part in self.parts]
        self.parts_total = sum(state not in GONE for state in states)
        self.parts_done = states.count(P.DONE)
        self.state = derived_state(states)
        self.is_open = self.state is not TaskState.DONE and self.trashed_at is None
        self.updated_at = now()
        for part in self.parts:
            part.task_is_open = self.is_open

    @property
    def reason(self) -> str:
        """Why the task has its state, in one sentence without a full stop."""
        if self.state is TaskState.CANCELLED:
            return gettext("Tugas ini dibatalkan") if self.issuer_name else gettext("Dibatalkan oleh sekretariat")
        if not self.parts_total:
            return gettext("Semua bagian dibebaskan") if self.parts else gettext("Belum ada instansi yang ditugasi")
        if self.state is TaskState.DONE:
            return gettext("Semua bagian selesai")
        done = gettext("%(done)s dari %(total)s bagian selesai", done=self.parts_done, total=self.parts_total)
        return "; ".join([done, *reasons(self.parts, NAMES_SHOWN), *self._needed()])

    def _needed(self) -> Iterator[str]:
        if self.open_needs:
            needed = [each.reference for each in self.needs if each.needed.is_open]
            yield gettext("menunggu tugas %(numbers)s", numbers=first_names(needed, NAMES_SHOWN))
