"""Named beneficiaries (penerima manfaat): off until an impact assessment is on record (UU 27/2022, article 34)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.activities.models import Activity
from app.activities.steps import PeopleGroup
from app.areas.models import Area
from app.audit import Audited
from app.clock import now
from app.columns import Labelled, choice
from app.extensions import Model
from app.findings.models import Skill
from app.language import Lazy as _l
from app.policy import Holder, can

# Groups that say nothing about health, crime or money: the others would be a reason per person.
NAMEABLE = (PeopleGroup.RESIDENTS, PeopleGroup.YOUTH, PeopleGroup.WOMEN, PeopleGroup.COMPANIONS)


class NameSwitch(Audited, Model):
    """One act of switching names on or off; the last one holds. Append-only.

    On needs the day, the author and the reference of the impact assessment (penilaian dampak pelindungan data).
    """

    __tablename__ = "name_switch"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    is_on: so.Mapped[bool] = so.mapped_column(info={"label": _l("Pencatatan nama")})
    assessed_on: so.Mapped[dt.date | None] = so.mapped_column(info={"label": _l("Tanggal penilaian dampak")})
    assessed_by: so.Mapped[str] = so.mapped_column(
        sa.String(200), default="", info={"label": _l("Penanggung jawab penilaian")}
    )
    document: so.Mapped[str] = so.mapped_column(
        sa.String(300), default="", info={"label": _l("Nomor atau letak dokumen penilaian")}
    )
    checks_doubles: so.Mapped[bool] = so.mapped_column(
        default=False, info={"label": _l("Mencari nama ganda dengan NIK")}
    )
    reason: so.Mapped[str] = so.mapped_column(sa.String(500), info={"label": _l("Alasan")})
    by_name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"label": _l("Oleh")})
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})


class Beneficiary(Audited, Model):
    """One grown-up person who has something of an activity, or shall have. No reason, no NIK, no health, no offence.

    The history says that there was a person and which fields were corrected, never what they say: no column is
    audited. `nik_key` is a keyed HMAC that only finds doubles, `nik_tail` the last four digits; both empty by default.
    `keep_until` is when the purge takes the person away and leaves a count.
    """

    __tablename__ = "beneficiary"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"audit": False})
    area_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("area.id"), index=True, info={"audit": False})
    activity_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("activity.id"), index=True, info={"audit": False}
    )
    group: so.Mapped[PeopleGroup] = so.mapped_column("people_group", choice(PeopleGroup), info={"audit": False})
    interest: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"audit": False})
    skill_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("skill.id"), index=True, info={"audit": False})
    consented_on: so.Mapped[dt.date] = so.mapped_column(info={"audit": False})
    consent_note: so.Mapped[str] = so.mapped_column(sa.String(300), default="", info={"audit": False})
    keep_until: so.Mapped[dt.date] = so.mapped_column(index=True, info={"audit": False})
    nik_key: so.Mapped[str | None] = so.mapped_column(sa.String(64), index=True, info={"audit": False})
    nik_tail: so.Mapped[str] = so.mapped_column(sa.String(4), default="", info={"audit": False})
    created_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    area: so.Mapped[Area] = so.relationship(lazy="joined", innerjoin=True)
    activity: so.Mapped[Activity | None] = so.relationship()
    skill: so.Mapped[Skill | None] = so.relationship(lazy="joined")

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """Only for who keeps the lists."""
        return sa.select(cls).where(sa.true() if can("beneficiary.read", who=who) else sa.false())

    @property
    def skill_name(self) -> str:
        """The name of the skill."""
        return self.skill.name if self.skill else ""


class EraseReason(Labelled):
    """Why a person is taken off before the time; a closed set, as the history keeps it and may hold no name."""

    WITHDRAWN = "withdrawn", _l("Persetujuan ditarik")
    ASKED = "asked", _l("Diminta oleh yang bersangkutan")
    MISTAKE = "mistake", _l("Keliru atau ganda")
    NEEDLESS = "needless", _l("Tidak diperlukan lagi")


class ViewKind(Labelled):
    """What was done with full data."""

    SEEN = "seen", _l("Dilihat lengkap")
    EXPORTED = "exported", _l("Diekspor")


class BeneficiaryView(Model):
    """Who saw or took away full data of whom, when, and why; append-only. `beneficiary_id` stays after an erasure."""

    __tablename__ = "beneficiary_view"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    kind: so.Mapped[ViewKind] = so.mapped_column(choice(ViewKind))
    beneficiary_id: so.Mapped[int | None] = so.mapped_column(index=True)
    number: so.Mapped[int] = so.mapped_column(default=1)
    reason: so.Mapped[str] = so.mapped_column(sa.String(500))
    by_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"), index=True)
    by_name: so.Mapped[str] = so.mapped_column(sa.String(200))
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now, index=True)


class PurgedCount(Model):
    """What is left of persons who were purged or erased: how many, by area and group, in which year."""

    __tablename__ = "purged_count"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    area_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("area.id"))
    group: so.Mapped[PeopleGroup] = so.mapped_column("people_group", choice(PeopleGroup))
    year: so.Mapped[int]
    number: so.Mapped[int]

    __table_args__ = (sa.UniqueConstraint("area_id", "people_group", "year"),)
