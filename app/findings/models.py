"""What was found in an area beside the drugs themselves: problems, potentials, vulnerable groups, interests; and which
areas a meeting chose as target locations."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.agencies.models import Agency
from app.areas.models import Area
from app.audit import Audited
from app.clock import now, today
from app.columns import Labelled, choice
from app.extensions import Model
from app.files.attached import Attached
from app.files.models import shown_to
from app.files.removable import Removable
from app.language import Lazy as _l
from app.meetings.models import Meeting
from app.policy import Holder, can

# What a potential is weighed by, and how it and a mapping of stakeholders end.
SWOT = ("strengths", "weaknesses", "opportunities", "threats")
ENDING = ("obstacle", "conclusion", "follow_up")


class FindingKind(Labelled):
    """What a finding is. Source: BNN's mapping of potentials (SDM, SDA) and stakeholders, and the meeting of 2019."""

    PROBLEM = "problem", _l("Masalah"), "alert-triangle", "warn"
    PEOPLE = "people", _l("Potensi SDM"), "users", "info"
    NATURE = "nature", _l("Potensi SDA"), "leaf", "info"
    GROUP = "group", _l("Kelompok rentan"), "users-group", "neutral"
    INTEREST = "interest", _l("Minat dan kemampuan"), "bulb", "ok"
    STAKEHOLDERS = "stakeholders", _l("Pemetaan stakeholder"), "building", "info"


class VulnerableGroup(Labelled):
    """Groups as BNN names them, only ever counted: who belongs to one is nowhere written down."""

    USERS = "users", _l("Pecandu dan mantan pecandu")
    OFFENDERS = "offenders", _l("Pelaku dan mantan pelaku")
    GROWERS = "growers", _l("Mantan penanam tanaman terlarang")
    POOR = "poor", _l("Warga miskin")
    OTHER = "other", _l.pgettext("kelompok", "Lainnya")


class Skill(Audited, Model):
    """A skill that people want to learn or are taught, by one name: what interests and trainings are compared by.

    `plain` is the name in small letters with single blanks, so that one skill is not there twice.
    """

    __tablename__ = "skill"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    name: so.Mapped[str] = so.mapped_column(sa.String(100), info={"label": _l("Keterampilan")})
    plain: so.Mapped[str] = so.mapped_column(sa.String(100), unique=True, info={"audit": False})

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """For everyone with a post who may read findings."""
        return sa.select(cls).where(sa.true() if can("finding.read", who=who) else sa.false())

    @property
    def responsible_agency_id(self) -> int:
        """No agency has it for its own: only who may write for all agencies renames it."""
        return 0

    @property
    def audit_name(self) -> str:
        """Its name."""
        return self.name


class Finding(Removable, Audited, Model):
    """One problem, potential, vulnerable group or interest of an area, with its source. Persons only ever as `count`.

    `rank` orders the findings of one kind in an area, 1 is the first. A group has `group`, an interest its `skill`, a
    potential its strengths, weaknesses, opportunities and threats (SWOT), a mapping of stakeholders its `parties`: a
    line for each agency or group, by the name of that day. `agency_id` is who wrote it down.
    """

    __tablename__ = "finding"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    area_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("area.id"), info={"audit": False})
    kind: so.Mapped[FindingKind] = so.mapped_column(choice(FindingKind), info={"label": _l("Jenis temuan")})
    title: so.Mapped[str] = so.mapped_column(sa.String(300), info={"label": _l("Temuan")})
    detail: so.Mapped[str] = so.mapped_column(sa.String(4000), default="", info={"label": _l("Uraian")})
    group: so.Mapped[VulnerableGroup | None] = so.mapped_column(
        "vulnerable_group", choice(VulnerableGroup), info={"label": _l("Kelompok")}
    )
    skill_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("skill.id"), index=True, info={"audit": False})
    count: so.Mapped[int | None] = so.mapped_column(info={"label": _l("Jumlah orang")})
    strengths: so.Mapped[str] = so.mapped_column(sa.String(2000), default="", info={"label": _l("Kekuatan")})
    weaknesses: so.Mapped[str] = so.mapped_column(sa.String(2000), default="", info={"label": _l("Kelemahan")})
    opportunities: so.Mapped[str] = so.mapped_column(sa.String(2000), default="", info={"label": _l("Peluang")})
    threats: so.Mapped[str] = so.mapped_column(sa.String(2000), default="", info={"label": _l("Ancaman")})
    parties: so.Mapped[str] = so.mapped_column(sa.String(4000), default="", info={"label": _l("Stakeholder")})
    obstacle: so.Mapped[str] = so.mapped_column(sa.String(2000), default="", info={"label": _l("Kendala")})
    conclusion: so.Mapped[str] = so.mapped_column(sa.String(2000), default="", info={"label": _l("Kesimpulan")})
    follow_up: so.Mapped[str] = so.mapped_column(sa.String(2000), default="", info={"label": _l("Tindak lanjut")})
    source: so.Mapped[str] = so.mapped_column(sa.String(300), default="", info={"label": _l("Sumber")})
    found_on: so.Mapped[dt.date] = so.mapped_column(default=today, info={"label": _l("Tanggal data")})
    rank: so.Mapped[int] = so.mapped_column(info={"label": _l("Peringkat")})
    agency_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("agency.id"), info={"audit": False})
    created_name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"audit": False})
    created_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    area: so.Mapped[Area] = so.relationship(lazy="joined", innerjoin=True)
    agency: so.Mapped[Agency] = so.relationship(lazy="joined", innerjoin=True)
    skill: so.Mapped[Skill | None] = so.relationship(lazy="joined")

    __table_args__ = (sa.Index("ix_finding_area", "area_id", "kind", "rank"),)
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """For everyone with a post who may read findings."""
        return sa.select(cls).where(sa.true() if can("finding.read", who=who) else sa.false())

    @property
    def responsible_agency_id(self) -> int:
        """The agency that POLICY's conditions compare: who wrote it down, or does that work today."""
        return self.agency.heir_id

    @property
    def skill_name(self) -> str:
        """The name of its skill."""
        return self.skill.name if self.skill else ""

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the area's page."""
        return "area", self.area_id

    @property
    def audit_name(self) -> str:
        """What it says."""
        return self.title


class TargetChoice(Removable, Audited, Model):
    """An area chosen as target location (lokasi sasaran) of a year: by which meeting, in which line, and why.

    `expected` is for how many people the programme is meant there. `withdrawn_why` says why it was taken back.
    """

    __tablename__ = "target_choice"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    area_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("area.id"), info={"audit": False})
    year: so.Mapped[int] = so.mapped_column(index=True, info={"label": _l("Tahun")})
    why: so.Mapped[str] = so.mapped_column(sa.String(2000), info={"label": _l("Alasan pemilihan")})
    expected: so.Mapped[int | None] = so.mapped_column(info={"label": _l("Calon penerima manfaat")})
    meeting_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("meeting.id"), index=True, info={"audit": False})
    line_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("minutes_line.id"), index=True, info={"audit": False}
    )
    withdrawn_why: so.Mapped[str] = so.mapped_column(
        sa.String(500), default="", info={"label": _l("Alasan pencabutan")}
    )
    chosen_name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"audit": False})
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    area: so.Mapped[Area] = so.relationship(lazy="joined", innerjoin=True)
    meeting: so.Mapped[Meeting] = so.relationship()

    __table_args__ = (sa.UniqueConstraint("area_id", "year"),)
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """For everyone with a post who may read findings."""
        return sa.select(cls).where(sa.true() if can("finding.read", who=who) else sa.false())

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the area's page."""
        return "area", self.area_id

    @property
    def audit_name(self) -> str:
        """The year."""
        return str(self.year)


class FindingFile(Attached, Audited, Model):
    """A document or photo of a finding."""

    __tablename__ = "finding_file"
    owner = "finding_id"

    finding_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("finding.id"), info={"audit": False})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    finding: so.Mapped[Finding] = so.relationship()

    __table_args__ = (sa.UniqueConstraint("finding_id", "key"),)
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """Like the finding."""
        return sa.select(cls).where(sa.true() if can("finding.read", who=who) else sa.false())

    @property
    def responsible_agency_id(self) -> int:
        """The agency that POLICY's conditions compare: who wrote the finding down."""
        return self.finding.responsible_agency_id

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the area's page."""
        finding = self.finding or so.object_session(self).get_one(Finding, self.finding_id)  # type: ignore[union-attr]
        return "area", finding.area_id


@shown_to
def _with_findings(who: Holder) -> sa.Select[Any]:
    """Files of findings that are there, for who may read findings."""
    rows = sa.select(FindingFile.file_id).join(Finding, Finding.id == FindingFile.finding_id)
    visible = sa.true() if can("finding.read", who=who) else sa.false()
    return rows.where(visible, FindingFile.removed_at.is_(None), Finding.removed_at.is_(None))
