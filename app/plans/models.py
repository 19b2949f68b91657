"""The action plan of a year (rencana aksi): its actions, their measures per period, and what each is tied to."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.agencies.models import Agency
from app.areas.models import Area
from app.audit import Audited, note
from app.clock import now
from app.columns import Labelled, Quantity, choice
from app.commitments.models import Commitment
from app.commitments.states import FundSource
from app.extensions import Base, Model
from app.files.removable import Removable
from app.findings.models import Finding
from app.language import Lazy as _l
from app.meetings.models import Meeting
from app.policy import Holder, can
from app.refusal import Refused
from app.tasks.models import Task


class PlanState(Labelled):
    """draft -> adopted -> closed. With a reason a plan goes one step back: adopted to draft, closed to adopted."""

    DRAFT = "draft", _l("Draf"), "pencil", "neutral"
    ADOPTED = "adopted", _l("Ditetapkan"), "circle-check", "ok"
    CLOSED = "closed", _l("Ditutup"), "lock", "neutral"


class Measure(Labelled):
    """The periods that a plan is measured in: up to the end of March, June, September, December.

    Source: the usual annex of national action plans (B03, B06, B09, B12); regional governments report B06 and B12.
    """

    B03 = "B03", _l("B03 (Januari s.d. Maret)")
    B06 = "B06", _l("B06 (Januari s.d. Juni)")
    B09 = "B09", _l("B09 (Januari s.d. September)")
    B12 = "B12", _l("B12 (Januari s.d. Desember)")


class WorkLine(Labelled):
    """BNN's five lines of work."""

    INSTITUTION = "institution", _l("Bina Lembaga")
    ENVIRONMENT = "environment", _l("Bina Lingkungan")
    COMMUNITY = "community", _l("Bina Masyarakat")
    AREA = "area", _l("Bina Kawasan")
    ENTERPRISE = "enterprise", _l("Bina Usaha")


def _pairs(name: str, other: str) -> sa.Table:
    return sa.Table(
        name,
        Base.metadata,
        sa.Column("action_id", sa.ForeignKey("plan_action.id"), primary_key=True),
        sa.Column(f"{other}_id", sa.ForeignKey(f"{other}.id"), primary_key=True, index=True),
    )


ACTION_AGENCIES = _pairs("plan_action_agency", "agency")
ACTION_AREAS = _pairs("plan_action_area", "area")
ACTION_COMMITMENTS = _pairs("plan_action_commitment", "commitment")
ACTION_TASKS = _pairs("plan_action_task", "task")
ACTION_FINDINGS = _pairs("plan_action_finding", "finding")


class ActionPlan(Audited, Model):
    """The plan of one year. `legal_basis` is free text on purpose: the rules change, and are cited as given.

    `agency_id` is the unit whose plan it is, under the name it had then. `meeting_id` is where it was adopted.
    """

    __tablename__ = "action_plan"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    reference: so.Mapped[str] = so.mapped_column(sa.String(20), unique=True)
    title: so.Mapped[str] = so.mapped_column(sa.String(300), info={"label": _l("Judul rencana aksi")})
    year: so.Mapped[int] = so.mapped_column(index=True, info={"label": _l("Tahun")})
    legal_basis: so.Mapped[str] = so.mapped_column(sa.String(2000), default="", info={"label": _l("Dasar hukum")})
    agency_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("agency.id"), info={"label": _l("Unit penyusun")})
    agency_name: so.Mapped[str] = so.mapped_column(sa.String(300), info={"audit": False})
    state: so.Mapped[PlanState] = so.mapped_column(
        choice(PlanState), default=PlanState.DRAFT, info={"label": _l("Status")}
    )
    meeting_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("meeting.id"), index=True, info={"audit": False})
    adopted_on: so.Mapped[dt.date | None] = so.mapped_column(info={"label": _l("Ditetapkan pada")})
    reason: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"label": _l("Alasan dibuka kembali")})
    created_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    agency: so.Mapped[Agency] = so.relationship()
    meeting: so.Mapped[Meeting | None] = so.relationship()
    actions: so.Mapped[list[PlanAction]] = so.relationship(order_by="PlanAction.number", back_populates="plan")

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """For everyone with a post who may read plans."""
        return sa.select(cls).where(sa.true() if can("plan.read", who=who) else sa.false())

    @property
    def is_draft(self) -> bool:
        """True while it is still being drawn up."""
        return self.state is PlanState.DRAFT

    @property
    def is_open(self) -> bool:
        """True until it is closed."""
        return self.state is not PlanState.CLOSED

    def expect_open(self) -> None:
        """Raise Refused once the plan is closed."""
        if not self.is_open:
            raise Refused(gettext("Rencana aksi ini sudah ditutup. Mintalah sekretariat membukanya kembali."))

    def expect(self, *allowed: PlanState) -> None:
        """Raise Refused unless the state is one of `allowed`."""
        if self.state not in allowed:
            raise Refused(gettext("Rencana aksi ini sudah berstatus %(state)s.", state=str(self.state.label)))

    def expect_adoptable(self) -> None:
        """Raise Refused unless it is a draft with an action."""
        self.expect(PlanState.DRAFT)
        if all(action.removed_at for action in self.actions):
            raise Refused(gettext("Rencana aksi ini belum memuat aksi. Tambahkan aksi dahulu, lalu tetapkan."))

    def adopt(self, meeting: Meeting, on: dt.date) -> None:
        """Put a draft in force, by a meeting and from a day. Raises Refused for a day before that meeting."""
        self.expect_adoptable()
        if on < meeting.day:
            raise Refused(gettext("Rencana aksi tidak dapat ditetapkan sebelum rapat yang menetapkannya."))
        self.state, self.meeting, self.adopted_on, self.reason = PlanState.ADOPTED, meeting, on, ""
        note(self, "adopted", meeting=meeting.reference)

    def reopen(self, reason: str) -> None:
        """Go one step back: a closed plan is in force again, an adopted one is a draft that has to be adopted anew."""
        self.expect(PlanState.ADOPTED, PlanState.CLOSED)
        if self.state is PlanState.ADOPTED:
            self.state, self.meeting, self.meeting_id, self.adopted_on = PlanState.DRAFT, None, None, None
        else:
            self.state = PlanState.ADOPTED
        self.reason = reason

    def close(self) -> None:
        """End a plan in force: from now on it is only read."""
        self.expect(PlanState.ADOPTED)
        self.state = PlanState.CLOSED


class PlanAction(Removable, Audited, Model):
    """One row of the plan, with the usual columns. `number` is its No within the plan and never given twice.

    What was achieved is not typed here: it is drawn from the verified reports of the commitments it is tied to.
    `obstacle`, `follow_up` and `evidence` add in words to what those reports say. `amount` is money in rupiah.
    """

    __tablename__ = "plan_action"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    plan_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("action_plan.id"), info={"audit": False})
    number: so.Mapped[int] = so.mapped_column(info={"label": _l("Nomor")})
    strategy: so.Mapped[str] = so.mapped_column(sa.String(1000), default="", info={"label": _l("Program/Strategi")})
    action: so.Mapped[str] = so.mapped_column(sa.String(1000), info={"label": _l("Aksi")})
    output: so.Mapped[str] = so.mapped_column(sa.String(1000), default="", info={"label": _l("Keluaran")})
    criterion: so.Mapped[str] = so.mapped_column(
        sa.String(1000), default="", info={"label": _l("Kriteria keberhasilan")}
    )
    target: so.Mapped[Decimal | None] = so.mapped_column(Quantity, info={"label": _l("Target")})
    unit: so.Mapped[str] = so.mapped_column(sa.String(50), default="", info={"label": _l("Satuan")})
    agency_id: so.Mapped[int] = so.mapped_column(
        sa.ForeignKey("agency.id"), index=True, info={"label": _l("Penanggung jawab")}
    )
    agency_name: so.Mapped[str] = so.mapped_column(sa.String(300), info={"audit": False})
    line: so.Mapped[WorkLine | None] = so.mapped_column(choice(WorkLine), info={"label": _l("Bidang pembinaan")})
    starts_on: so.Mapped[dt.date | None] = so.mapped_column(info={"label": _l("Tanggal mulai")})
    ends_on: so.Mapped[dt.date | None] = so.mapped_column(info={"label": _l("Tanggal selesai")})
    place: so.Mapped[str] = so.mapped_column(sa.String(300), default="", info={"label": _l("Lokasi")})
    fund_source: so.Mapped[FundSource | None] = so.mapped_column(
        choice(FundSource), info={"label": _l("Sumber anggaran")}
    )
    amount: so.Mapped[Decimal | None] = so.mapped_column(Quantity, info={"label": _l("Anggaran (Rp)")})
    obstacle: so.Mapped[str] = so.mapped_column(sa.String(2000), default="", info={"label": _l("Kendala")})
    follow_up: so.Mapped[str] = so.mapped_column(sa.String(2000), default="", info={"label": _l("Tindak lanjut")})
    evidence: so.Mapped[str] = so.mapped_column(sa.String(1000), default="", info={"label": _l("Data dukung")})
    remark: so.Mapped[str] = so.mapped_column(sa.String(1000), default="", info={"label": _l("Keterangan")})
    created_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    updated_at: so.Mapped[dt.datetime] = so.mapped_column(default=now, onupdate=now)
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    plan: so.Mapped[ActionPlan] = so.relationship(back_populates="actions", lazy="joined", innerjoin=True)
    agency: so.Mapped[Agency] = so.relationship(lazy="joined", innerjoin=True)
    measures: so.Mapped[list[PlanMeasure]] = so.relationship(
        order_by="PlanMeasure.period", back_populates="action", cascade="all, delete-orphan"
    )
    related: so.Mapped[list[Agency]] = so.relationship(secondary=ACTION_AGENCIES, order_by=Agency.name)
    areas: so.Mapped[list[Area]] = so.relationship(secondary=ACTION_AREAS, order_by=Area.code)
    commitments: so.Mapped[list[Commitment]] = so.relationship(secondary=ACTION_COMMITMENTS, order_by=Commitment.id)
    tasks: so.Mapped[list[Task]] = so.relationship(secondary=ACTION_TASKS, order_by=Task.id)
    findings: so.Mapped[list[Finding]] = so.relationship(secondary=ACTION_FINDINGS, order_by=Finding.id)

    __table_args__ = (sa.UniqueConstraint("plan_id", "number"),)
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """For everyone with a post who may read plans."""
        return sa.select(cls).where(sa.true() if can("plan.read", who=who) else sa.false())

    @property
    def responsible_agency_id(self) -> int:
        """The agency that POLICY's conditions compare: who does the work today of one that was merged into another."""
        return self.agency.heir_id

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the plan's page."""
        return "action_plan", self.plan_id

    @property
    def audit_name(self) -> str:
        """Its number and what is done."""
        return f"{self.number}. {self.action[:200]}"

    def expect_changeable(self) -> None:
        """Raise Refused when its plan is closed, or when it was removed."""
        self.plan.expect_open()
        if self.removed_at:
            raise Refused(gettext("Aksi ini sudah dihapus. Pulihkan dahulu, lalu ubah."))

    def touch(self) -> None:
        """Say that something beside its own columns moved: what was read before is out of date."""
        self.updated_at = now()


class PlanMeasure(Audited, Model):
    """What shall be reached by the end of one period: in words, or as a number in the action's unit."""

    __tablename__ = "plan_measure"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    action_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("plan_action.id"), info={"audit": False})
    period: so.Mapped[Measure] = so.mapped_column(choice(Measure), info={"label": _l("Periode")})
    text: so.Mapped[str] = so.mapped_column(sa.String(1000), default="", info={"label": _l("Ukuran keberhasilan")})
    target: so.Mapped[Decimal | None] = so.mapped_column(Quantity, info={"label": _l("Target")})

    action: so.Mapped[PlanAction] = so.relationship(back_populates="measures")

    __table_args__ = (sa.UniqueConstraint("action_id", "period"),)

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the plan's page."""
        return "action_plan", self.action.plan_id

    @property
    def audit_name(self) -> str:
        """The action's number and the period."""
        return f"{self.action.number}. {self.period.value}"
