"""What was done along the yearly chain (kegiatan), from the mapping to the support received: counted, never named."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.activities.parts import ActivityAgency, ActivityCount, ActivitySession
from app.activities.steps import (
    ActivityKind,
    ActivityState,
    ActivityStep,
    EvaluationPeriod,
    ReportSending,
    SatisfactionCategory,
)
from app.agencies.models import Agency
from app.areas.models import Area
from app.audit import Audited, note
from app.clock import now, today
from app.columns import Quantity, choice
from app.commitments.models import Commitment
from app.commitments.states import FundSource
from app.extensions import Base, Model
from app.files.removable import Removable
from app.findings.models import Skill
from app.language import Lazy as _l
from app.meetings.models import Meeting
from app.plans.models import PlanAction
from app.policy import Holder, can
from app.refusal import Refused

ACTIVITY_AREAS = sa.Table(
    "activity_area",
    Base.metadata,
    sa.Column("activity_id", sa.ForeignKey("activity.id"), primary_key=True),
    sa.Column("area_id", sa.ForeignKey("area.id"), primary_key=True, index=True),
)
NOTED = {"is_invited": "stakeholders_invited", "is_present": "stakeholders_present"}


class Activity(Removable, Audited, Model):
    """One activity of the programme, with the fields of BNN's own reports of Dayatif; all but a few may stay empty.

    `follows_id` is the training that an accompaniment or evaluation looks after. `meeting_id` is the working meeting
    that it is, `commitment_id` the support that was received, `action_id` the row of the plan that it carries out.
    `budget` in rupiah; `satisfaction` is the SKM value as given; `period` is what an evaluation looks back on. What
    an evaluation measured stands in the values of outcomes, levels of areas in their mappings. `agency_id` organises
    it, or gives the support. A removed one stays readable by its address, and can be brought back there.
    """

    __tablename__ = "activity"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    reference: so.Mapped[str] = so.mapped_column(sa.String(20), unique=True)
    step: so.Mapped[ActivityStep] = so.mapped_column(choice(ActivityStep), info={"label": _l("Langkah")})
    kind: so.Mapped[ActivityKind | None] = so.mapped_column(choice(ActivityKind), info={"label": _l("Jenis")})
    state: so.Mapped[ActivityState] = so.mapped_column(
        choice(ActivityState), default=ActivityState.PLANNED, info={"label": _l("Status")}
    )
    title: so.Mapped[str] = so.mapped_column(sa.String(300), info={"label": _l("Judul kegiatan")})
    starts_on: so.Mapped[dt.date] = so.mapped_column(index=True, info={"label": _l("Tanggal mulai")})
    ends_on: so.Mapped[dt.date] = so.mapped_column(info={"label": _l("Tanggal selesai")})
    place: so.Mapped[str] = so.mapped_column(sa.String(300), default="", info={"label": _l("Tempat")})
    agency_id: so.Mapped[int] = so.mapped_column(
        sa.ForeignKey("agency.id"), index=True, info={"label": _l("Penyelenggara")}
    )
    agency_name: so.Mapped[str] = so.mapped_column(sa.String(300), info={"audit": False})
    skill_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("skill.id"), index=True, info={"label": _l("Keterampilan")}
    )
    action_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("plan_action.id"), index=True, info={"audit": False}
    )
    meeting_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("meeting.id"), index=True, info={"label": _l("Rapat")}
    )
    commitment_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("commitment.id"), index=True, info={"label": _l("Komitmen")}
    )
    follows_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("activity.id"), index=True, info={"label": _l("Pelatihan asal")}
    )
    period: so.Mapped[EvaluationPeriod | None] = so.mapped_column(
        choice(EvaluationPeriod), info={"label": _l("Periode evaluasi")}
    )
    is_bersinar: so.Mapped[bool] = so.mapped_column(default=False, info={"label": _l("Terkait Kelurahan Bersinar")})
    is_ibm: so.Mapped[bool] = so.mapped_column(
        default=False, info={"label": _l("Terkait intervensi berbasis masyarakat (IBM)")}
    )
    budget: so.Mapped[Decimal | None] = so.mapped_column(Quantity, info={"label": _l("Anggaran (Rp)")})
    fund_source: so.Mapped[FundSource | None] = so.mapped_column(
        choice(FundSource), info={"label": _l("Sumber anggaran")}
    )
    satisfaction: so.Mapped[Decimal | None] = so.mapped_column(Quantity, info={"label": _l("Nilai SKM")})
    satisfaction_category: so.Mapped[SatisfactionCategory | None] = so.mapped_column(
        choice(SatisfactionCategory), info={"label": _l("Kategori SKM")}
    )
    speaker: so.Mapped[str] = so.mapped_column(
        sa.String(500), default="", info={"label": _l("Narasumber atau pelatih")}
    )
    support_form: so.Mapped[str] = so.mapped_column(sa.String(300), default="", info={"label": _l("Bentuk dukungan")})
    amount: so.Mapped[Decimal | None] = so.mapped_column(Quantity, info={"label": _l("Jumlah dukungan")})
    unit: so.Mapped[str] = so.mapped_column(sa.String(50), default="", info={"label": _l("Satuan")})
    recovery: so.Mapped[str] = so.mapped_column(sa.String(300), default="", info={"label": _l("Keterpulihan kawasan")})
    sending: so.Mapped[ReportSending] = so.mapped_column(
        choice(ReportSending), default=ReportSending.NOT_SENT, info={"label": _l("Pengiriman laporan")}
    )
    sent_on: so.Mapped[dt.date | None] = so.mapped_column(info={"label": _l("Tanggal pengiriman laporan")})
    result: so.Mapped[str] = so.mapped_column(sa.String(4000), default="", info={"label": _l("Deskripsi hasil")})
    obstacle: so.Mapped[str] = so.mapped_column(sa.String(2000), default="", info={"label": _l("Kendala")})
    conclusion: so.Mapped[str] = so.mapped_column(sa.String(2000), default="", info={"label": _l("Kesimpulan")})
    recommendation: so.Mapped[str] = so.mapped_column(sa.String(2000), default="", info={"label": _l("Rekomendasi")})
    follow_up: so.Mapped[str] = so.mapped_column(sa.String(2000), default="", info={"label": _l("Tindak lanjut")})
    cancel_reason: so.Mapped[str] = so.mapped_column(
        sa.String(500), default="", info={"label": _l("Alasan pembatalan")}
    )
    created_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    updated_at: so.Mapped[dt.datetime] = so.mapped_column(default=now, onupdate=now)
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    agency: so.Mapped[Agency] = so.relationship(lazy="joined", innerjoin=True)
    skill: so.Mapped[Skill | None] = so.relationship()
    action: so.Mapped[PlanAction | None] = so.relationship()
    meeting: so.Mapped[Meeting | None] = so.relationship()
    commitment: so.Mapped[Commitment | None] = so.relationship()
    follows: so.Mapped[Activity | None] = so.relationship(remote_side=[id])
    areas: so.Mapped[list[Area]] = so.relationship(secondary=ACTIVITY_AREAS, order_by=Area.code)
    sessions: so.Mapped[list[ActivitySession]] = so.relationship(
        order_by="ActivitySession.on, ActivitySession.id", back_populates="activity", cascade="all, delete-orphan"
    )
    counts: so.Mapped[list[ActivityCount]] = so.relationship(
        order_by="ActivityCount.id", back_populates="activity", cascade="all, delete-orphan"
    )
    stakeholders: so.Mapped[list[ActivityAgency]] = so.relationship(
        order_by="ActivityAgency.agency_name", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """For everyone with a post who may read activities."""
        return sa.select(cls).where(sa.true() if can("activity.read", who=who) else sa.false())

    @property
    def responsible_agency_id(self) -> int:
        """The agency that POLICY's conditions compare: who organises it, or does that work today."""
        return self.agency.heir_id

    @property
    def may_be_held(self) -> bool:
        """It is planned, and its first day has come."""
        return self.state is ActivityState.PLANNED and self.starts_on <= today()

    def expect_kept(self) -> None:
        """Raise Refused when it was removed."""
        if self.removed_at:
            raise Refused(gettext("Kegiatan ini sudah dihapus. Pulihkan dahulu bila masih diperlukan."))

    def expect_live(self) -> None:
        """Raise Refused when it was removed or cancelled."""
        self.expect_kept()
        if self.state is ActivityState.CANCELLED:
            raise Refused(gettext("Kegiatan ini sudah dibatalkan. Rencanakan kembali dahulu."))

    def hold(self) -> None:
        """It took place. Raises Refused before its first day."""
        self.expect_live()
        if self.state is ActivityState.PLANNED and not self.may_be_held:
            raise Refused(gettext("Kegiatan ini belum mulai. Ubah tanggalnya dahulu bila sudah dilaksanakan."))
        self.state = ActivityState.HELD

    def cancel(self, reason: str) -> None:
        """It will not take place. Raises Refused when it did."""
        self.expect_live()
        if self.state is ActivityState.HELD:
            raise Refused(gettext("Kegiatan ini sudah terlaksana, jadi tidak dapat dibatalkan."))
        self.state, self.cancel_reason = ActivityState.CANCELLED, reason

    def plan_again(self) -> None:
        """Take back that it was held or cancelled."""
        self.expect_kept()
        self.state, self.cancel_reason = ActivityState.PLANNED, ""

    def move(self, first: dt.date, last: dt.date) -> None:
        """Set its days. Raises Refused when it took place and would lie ahead, or leaves a session outside."""
        if self.state is ActivityState.HELD and first > today():
            raise Refused(
                gettext(
                    "Kegiatan ini sudah terlaksana, jadi tanggal mulainya paling lambat hari ini. Bila ternyata belum, "
                    "rencanakan kembali dahulu."
                )
            )
        if left := [each for each in self.sessions if not first <= each.on <= last]:
            raise Refused(
                gettext(
                    "Sesi %(day)s di luar tanggal kegiatan yang baru. Ubah atau hapus sesi itu dahulu.",
                    day=left[0].audit_name,
                )
            )
        self.starts_on, self.ends_on = first, last

    def locate(self, areas: list[Area]) -> None:
        """Say in which areas it is; the history keeps it by name and code."""
        if {area.id for area in areas} != {area.id for area in self.areas}:
            self.areas, self.updated_at = areas, now()
            note(self, "located", areas=", ".join(f"{area.name} ({area.code})" for area in areas) or "–")

    @property
    def invited_ids(self) -> list[int]:
        """The agencies that are invited."""
        return [row.agency_id for row in self.stakeholders if row.is_invited]

    @property
    def present_ids(self) -> list[int]:
        """The agencies that came."""
        return [row.agency_id for row in self.stakeholders if row.is_present]

    def gather(self, mark: str, agencies: list[Agency]) -> None:
        """Say which agencies are invited (`mark` is_invited) or came (is_present); the history keeps them by name."""
        wanted, known = {agency.id: agency for agency in agencies}, {row.agency_id: row for row in self.stakeholders}
        if set(wanted) == {key for key, row in known.items() if getattr(row, mark)}:
            return
        for key in [key for key in wanted if key not in known]:
            self.stakeholders.append(ActivityAgency(agency_id=key, agency_name=wanted[key].name))
        for row in self.stakeholders:
            setattr(row, mark, row.agency_id in wanted)
        self.stakeholders = [row for row in self.stakeholders if row.is_invited or row.is_present]
        self.updated_at = now()
        note(self, NOTED[mark], agencies=", ".join(agency.name for agency in agencies) or "–")
