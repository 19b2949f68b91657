"""One agency's part of a shared task: its state, and the steps that agency, issuer and secretariat may take with it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.agencies.models import Agency
from app.audit import Audited
from app.clock import now, today
from app.columns import choice
from app.extensions import Model
from app.language import Lazy as _l
from app.policy import Holder, can
from app.refusal import Refused
from app.tasks.hands import PartHands
from app.tasks.states import CLOSED, GONE, NEEDS_NOTE, PartState, next_states
from app.tasks.versions import Arrangement, Progress

if TYPE_CHECKING:
    from app.tasks.checks import TaskCheck
    from app.tasks.models import Task

P = PartState
HOLDING_UP = sa.text("state IN ('blocked', 'declined') AND task_is_open")  # the task


class TaskPart(Audited, PartHands, Model):
    """One agency's part, with its own state and note; `agency_name` is the agency's name when it got the part.

    `scope` says what of the task is this agency's, where that is not plain. `due` is the task's unless `has_own_due`.
    `blocked_on_id` and `blocked_on` name the agency that a blocked part waits for. A part that `needs_confirmation` is
    delivered first and done when whoever issued the task says so; `answer` is why it was given back, `handed_to` the
    agency that took it over. `due` and `task_is_open` repeat what the task says, so that one index serves an agency's
    list however many tasks there are. `is_open` means that the agency has yet to act. `updated_at` is when state or
    note last moved.
    """

    __tablename__ = "task_part"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    task_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("task.id"), index=True)
    agency_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("agency.id"), info={"audit": False})
    agency_name: so.Mapped[str] = so.mapped_column(sa.String(300), info={"audit": False})
    state: so.Mapped[PartState] = so.mapped_column(choice(PartState), info={"label": _l("Status bagian")})
    scope: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"label": _l("Yang dikerjakan")})
    note: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Catatan")})
    answer: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Yang belum sesuai")})
    due: so.Mapped[dt.date] = so.mapped_column(info={"audit": False, "label": _l("Tenggat")})
    has_own_due: so.Mapped[bool] = so.mapped_column(default=False, info={"label": _l("Tenggat sendiri")})
    needs_confirmation: so.Mapped[bool] = so.mapped_column(default=False, info={"label": _l("Perlu konfirmasi")})
    blocked_on_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("agency.id"), index=True, info={"audit": False}
    )
    blocked_on: so.Mapped[str] = so.mapped_column(sa.String(300), default="", info={"label": _l("Menunggu pihak")})
    handed_to: so.Mapped[str] = so.mapped_column(sa.String(300), default="", info={"label": _l("Diserahkan kepada")})
    is_open: so.Mapped[bool] = so.mapped_column(default=True, info={"audit": False})
    task_is_open: so.Mapped[bool] = so.mapped_column(default=True, info={"audit": False})
    updated_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    task: so.Mapped[Task] = so.relationship(back_populates="parts")
    agency: so.Mapped[Agency] = so.relationship(lazy="joined", innerjoin=True, foreign_keys=[agency_id])
    checks: so.Mapped[list[TaskCheck]] = so.relationship(back_populates="part")

    __table_args__ = (
        sa.Index("ix_task_part_agency_id_due_task_id_state", "agency_id", "due", "task_id", "state"),
        sa.Index("ix_task_part_state_task_is_open_task_id", "state", "task_is_open", "task_id"),
        sa.Index("ix_task_part_of_agency", "agency_id", "task_is_open", "due", "task_id", "state"),
        sa.Index("ix_task_part_board", "task_is_open", "state", "due", "id"),
        sa.Index("ix_task_part_board_of_agency", "agency_id", "task_is_open", "state", "due", "id"),
        sa.Index("ix_task_part_lately", "state", "updated_at", "id"),
        sa.Index("ix_task_part_lately_of_agency", "agency_id", "state", "updated_at", "id"),
        sa.Index(
            "ix_task_part_delivered", "due", "id",
            sqlite_where=sa.text("state = 'delivered'"), postgresql_where=sa.text("state = 'delivered'"),
        ),
        sa.Index(
            "ix_task_part_holding_up", "due", "id", sqlite_where=HOLDING_UP, postgresql_where=HOLDING_UP,
        ),
        sa.Index(
            "ix_task_part_to_do", "due",
            sqlite_where=sa.text("is_open AND task_is_open"), postgresql_where=sa.text("is_open AND task_is_open"),
        ),
    )  # fmt: skip
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """As visible as the task."""
        return sa.select(cls).where(cls.task.has(trashed_at=None) if can("task.read", who=who) else sa.false())

    @property
    def responsible_agency_id(self) -> int:
        """The agency that POLICY's conditions compare."""
        return self.agency_id

    @property
    def issuer_agency_id(self) -> int | None:
        """The agency that issued the task, which POLICY's conditions compare too."""
        return self.task.issuer_agency_id

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the task's page."""
        return "task", self.task_id

    @property
    def audit_name(self) -> str:
        """The history of a task tells of several parts."""
        return self.agency_name

    @property
    def name_with_obstacle(self) -> str:
        """The agency, and whom a blocked part waits for."""
        if self.state is P.BLOCKED and self.blocked_on:
            return gettext("%(agency)s (menunggu %(other)s)", agency=self.agency_name, other=self.blocked_on)
        return self.agency_name

    @property
    def confirmer(self) -> str:
        """Whose confirmation a delivered part waits for; nobody confirms the own work."""
        theirs = self.task.issuer_agency_id not in (None, self.agency_id)
        return self.task.issuer_name if theirs else gettext("sekretariat")

    @property
    def is_late(self) -> bool:
        """The agency has yet to act, and its date has passed."""
        return self.is_open and self.due < today()

    @property
    def progress(self) -> Progress:
        """What the agency may edit."""
        return Progress(self.state, self.note, self.blocked_on_id)

    @property
    def arrangement(self) -> Arrangement:
        """What whoever issued the task may edit."""
        return Arrangement(self.scope, self.due if self.has_own_due else None, self.needs_confirmation)

    @property
    def next_states(self) -> tuple[PartState, ...]:
        """The states that the agency may choose now; instead of done, delivered where the issuer has to confirm."""
        return () if self.task.is_withdrawn else next_states(self.state, self.needs_confirmation)

    @property
    def choices(self) -> tuple[PartState, ...]:
        """What the agency may say of its part now: that nothing moved (only the note changes), or the next states."""
        return (self.state, *self.next_states) if self.next_states else ()

    def update(self, state: PartState, note: str, blocked_on: Agency | None = None) -> None:
        """The agency moves its part on, or only changes its note. `blocked_on` is whom a blocked part waits for."""
        self._expect(state in self.choices)
        if state in NEEDS_NOTE and not note:
            raise Refused(gettext("Tulis sebabnya di catatan."))
        waits_for = blocked_on if state is P.BLOCKED else None
        self.note = note
        self.blocked_on_id, self.blocked_on = (waits_for.id, waits_for.name) if waits_for else (None, "")
        self._set(state)

    def confirm(self) -> None:
        """Whoever issued the task has tested what was delivered: the part is done."""
        self._expect(self.state is P.DELIVERED)
        self.answer = ""
        self._set(P.DONE)

    def give_back(self, reason: str) -> None:
        """What was delivered does not fit yet; the agency goes on with it and reads why."""
        self._expect(self.state is P.DELIVERED)
        if not reason:
            raise Refused(gettext("Tulis apa yang belum sesuai, agar instansinya tahu apa yang perlu diperbaiki."))
        self.answer = reason
        self._set(P.DOING)

    def offer(self, scope: str = "") -> None:
        """Ask the agency, for the first time or anew."""
        self.scope, self.note, self.answer, self.handed_to = scope or self.scope or "", "", "", ""
        self.blocked_on_id, self.blocked_on = None, ""
        self._set(P.OFFERED)

    def set_due(self, due: dt.date | None) -> None:
        """Give the part a date of its own, not after the task's; None, or a later one, follows the task."""
        self.has_own_due = due is not None and due < self.task.due
        self.due = due if due is not None and self.has_own_due else self.task.due
        self.task.updated_at = now()

    def set_confirmation(self, needed: bool) -> None:
        """Say whether the issuer has to confirm; what waits for that when it ends is done."""
        self.needs_confirmation = needed
        if not needed and self.state is P.DELIVERED:
            self._set(P.DONE)

    @property
    def is_waivable(self) -> bool:
        """True while the agency could still be freed from its part, or give it to another."""
        return self.state not in (P.DONE, *GONE) and not self.task.is_withdrawn

    @property
    def is_transferable(self) -> bool:
        """True while another agency could take it over; what is delivered is judged first, or taken back."""
        return self.is_waivable and self.state is not P.DELIVERED

    @property
    def is_divisible(self) -> bool:
        """True while another agency could be asked for some of it."""
        return self.is_transferable and self.state is not P.DECLINED

    def waive(self) -> None:
        """The secretariat frees the agency from its part."""
        self.expect_asked()
        self._set(P.WAIVED)

    def hand_over(self, agency: Agency, reason: str) -> TaskPart:
        """Give the whole part to another agency, which is asked first; return its part. Raises Refused."""
        self._expect(self.is_transferable)
        if not reason:
            raise Refused(gettext("Tulis alasannya, agar instansi penerima dan yang lain memahaminya."))
        part = self.ask(agency, self.scope)
        self.give_checks_to(part)
        self.handed_to, self.note = agency.name, reason
        self.blocked_on_id, self.blocked_on = None, ""
        self._set(P.HANDED_OVER)
        return part

    def give_checks_to(self, part: TaskPart) -> None:
        """Its checklist goes with what is handed over; nobody here would tick it any longer."""
        for check in list(self.checks):
            check.part = part

    def split(self, scope: str, agency: Agency, other_scope: str) -> TaskPart:
        """Keep `scope` and ask another agency for the rest; return the part of that agency. Raises Refused."""
        self._expect(self.is_divisible)
        part = self.ask(agency, other_scope)
        self.scope = scope
        return part

    def ask(self, agency: Agency, scope: str) -> TaskPart:
        """Ask another agency on the same terms. Raises Refused when it has a part."""
        part = self.task.add_part(agency, scope)
        part.needs_confirmation = self.needs_confirmation
        part.set_due(self.due if self.has_own_due else None)
        return part

    def expect_asked(self) -> None:
        """Raise Refused when the agency has finished its part, or was freed from it."""
        self._expect(self.is_waivable)

    def _expect(self, possible: bool) -> None:
        self.task.refuse_when_withdrawn()
        if not possible:
            raise self._stands()

    def _stands(self) -> Refused:
        return Refused(gettext("Bagian ini sudah berstatus %(state)s.", state=str(self.state.label)))

    def _set(self, state: PartState) -> None:
        self.state, self.is_open, self.updated_at = state, state not in CLOSED, now()
        self.task.refresh()
