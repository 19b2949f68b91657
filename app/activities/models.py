"""What was done along the yearly chain (kegiatan), from the mapping to the support received: counted, never named."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.activities.steps import (
    ActivityKind,
    ActivityState,
    ActivityStep,
    AgeBand,
    CountOf,
    EvaluationPeriod,
    PeopleGroup,
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
from app.files.models import StoredFile, shown_to
from app.files.received import LONGEST_NAME
from app.files.removable import Removable
from app.findings.models import Skill
from app.formats import official_date
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


class Activity(Removable, Audited, Model):
    """One activity of the programme, with the fields of BNN's own reports of Dayatif; all but a few may stay empty.

    `follows_id` is the training that an accompaniment or evaluation looks after. `meeting_id` is the working meeting
    that it is, `commitment_id` the support that was received, `action_id` the row of the plan that it carries out.
    `budget` in rupiah; `satisfaction` is the SKM value as given; `period` is what an evaluation looks back on.
    `agency_id` organises it. A removed one stays readable by its address, and can be brought back there.
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
    starts_on: so.Mapped[dt.date] = so.mapped_column(index=True, info={"label": _l("Hari pertama")})
    ends_on: so.Mapped[dt.date] = so.mapped_column(info={"label": _l("Hari terakhir")})
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
        sa.ForeignKey("activity.id"), index=True, info={"label": _l("Kegiatan yang diikuti")}
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
    result: so.Mapped[str] = so.mapped_column(sa.String(4000), default="", info={"label": _l("Deskripsi hasil")})
    obstacle: so.Mapped[str] = so.mapped_column(sa.String(2000), default="", info={"label": _l("Hambatan")})
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

    def locate(self, areas: list[Area]) -> None:
        """Say in which areas it is; the history keeps it by name and code."""
        if {area.id for area in areas} != {area.id for area in self.areas}:
            self.areas = areas
            note(self, "located", areas=", ".join(f"{area.name} ({area.code})" for area in areas) or "–")


class PartOfActivity(Audited):
    """Mix-in: its history stands on the activity's page, and who may act on the activity may act on it."""

    activity_id: so.Mapped[int]

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """Like the activity."""
        return sa.select(cls).where(sa.true() if can("activity.read", who=who) else sa.false())

    @property
    def responsible_agency_id(self) -> int:
        """The agency that POLICY's conditions compare: who organises the activity."""
        activity: Activity = self.activity  # type: ignore[attr-defined]
        return activity.responsible_agency_id

    @property
    def audit_root(self) -> tuple[str, int]:
        """The activity."""
        return "activity", self.activity_id


class ActivitySession(PartOfActivity, Model):
    """One meeting of an activity of several days or places. Times are local wall-clock times."""

    __tablename__ = "activity_session"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    activity_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("activity.id"), index=True, info={"audit": False})
    on: so.Mapped[dt.date] = so.mapped_column("on_date", info={"label": _l("Tanggal")})
    starts: so.Mapped[dt.time | None] = so.mapped_column(info={"label": _l("Mulai")})
    ends: so.Mapped[dt.time | None] = so.mapped_column(info={"label": _l("Selesai")})
    place: so.Mapped[str] = so.mapped_column(sa.String(300), default="", info={"label": _l("Tempat")})
    topic: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"label": _l("Materi")})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    activity: so.Mapped[Activity] = so.relationship(back_populates="sessions")

    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_name(self) -> str:
        """Its day."""
        return official_date(self.on, "d MMMM y")


class ActivityCount(PartOfActivity, Model):
    """How many women and men of one group and age band took part, or had something of it. Never below 0."""

    __tablename__ = "activity_count"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    activity_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("activity.id"), info={"audit": False})
    of: so.Mapped[CountOf] = so.mapped_column("count_of", choice(CountOf), info={"audit": False})
    group: so.Mapped[PeopleGroup] = so.mapped_column("people_group", choice(PeopleGroup), info={"audit": False})
    age: so.Mapped[AgeBand] = so.mapped_column(choice(AgeBand), info={"audit": False})
    women: so.Mapped[int] = so.mapped_column(default=0, info={"label": _l("Perempuan")})
    men: so.Mapped[int] = so.mapped_column(default=0, info={"label": _l("Laki-laki")})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    activity: so.Mapped[Activity] = so.relationship(back_populates="counts")

    __table_args__ = (
        sa.UniqueConstraint("activity_id", "count_of", "people_group", "age"),
        sa.CheckConstraint("women >= 0 AND men >= 0", name="not_negative"),
    )
    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_name(self) -> str:
        """Who is counted."""
        return f"{self.of.label}: {self.group.label}, {self.age.label}"


class ActivityFile(Removable, PartOfActivity, Model):
    """A photo, list or report of an activity, under the name it came with. `key` names one upload of one browser."""

    __tablename__ = "activity_file"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    activity_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("activity.id"), info={"audit": False})
    file_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("stored_file.id"), index=True, info={"audit": False})
    name: so.Mapped[str] = so.mapped_column(sa.String(LONGEST_NAME), info={"audit": False})
    key: so.Mapped[str | None] = so.mapped_column(sa.String(64), info={"audit": False})
    keeps_place: so.Mapped[bool] = so.mapped_column(default=False, info={"audit": False})
    added_by_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("user.id"), info={"audit": False})
    added_name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"audit": False})
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    activity: so.Mapped[Activity] = so.relationship()
    file: so.Mapped[StoredFile] = so.relationship()

    __table_args__ = (sa.UniqueConstraint("activity_id", "key"),)
    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_name(self) -> str:
        """The name of the file."""
        return self.name


@shown_to
def _with_activities(who: Holder) -> sa.Select[Any]:
    """Files of activities that the person may read."""
    here = ActivityFile.activity_id.in_(Activity.visible_to(who).with_only_columns(Activity.id))
    return sa.select(ActivityFile.file_id).where(here, ActivityFile.removed_at.is_(None))
