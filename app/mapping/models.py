"""The mapping of one area in one period (pemetaan kawasan rawan), what was found, and what was decided on it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext
from sqlalchemy.ext.hybrid import hybrid_property

from app.areas.models import Area, AreaKind
from app.audit import Actor, Audited
from app.clock import now, today
from app.columns import Quantity, choice
from app.extensions import Model
from app.language import Lazy as _l
from app.mapping.levels import Level
from app.mapping.methods import MappingIndicator, MappingMethod
from app.mapping.states import Half, Sharing, period_of
from app.meetings.models import Meeting
from app.policy import Holder, can
from app.refusal import Refused


class Mapping(Audited, Model):
    """One area in one period by one method. `computed` is never stored: rules and counts say it each time.

    `answered`, `main` and `supporting` count the values below: how many are answered, and how many of each list were
    found present. An index has `score`, `scale` and the level as given (`given`), and how many questionnaires came
    back of how many. `level` is the official one of the last `LevelDecision`, None before the first. Agencies see a
    mapping once it is shared; what leaves the house (prints, files for all) holds its level only once it is released.
    """

    __tablename__ = "mapping"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    reference: so.Mapped[str] = so.mapped_column(sa.String(20), unique=True)
    area_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("area.id"), info={"audit": False})
    method_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("mapping_method.id"), index=True, info={"audit": False})
    year: so.Mapped[int] = so.mapped_column(info={"label": _l("Tahun")})
    half: so.Mapped[Half] = so.mapped_column(choice(Half), info={"label": _l("Periode")})
    answered: so.Mapped[int] = so.mapped_column(default=0, info={"audit": False})
    main: so.Mapped[int] = so.mapped_column(default=0, info={"label": _l("Indikator pokok yang ada")})
    supporting: so.Mapped[int] = so.mapped_column(default=0, info={"label": _l("Indikator pendukung yang ada")})
    score: so.Mapped[Decimal | None] = so.mapped_column(Quantity, info={"label": _l("Nilai indeks")})
    scale: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"label": _l("Skala")})
    given: so.Mapped[Level | None] = so.mapped_column(choice(Level), info={"label": _l("Kategori menurut indeks")})
    returned: so.Mapped[int | None] = so.mapped_column(info={"label": _l("Kuesioner yang kembali")})
    expected: so.Mapped[int | None] = so.mapped_column(info={"label": _l("Kuesioner yang disebar")})
    remark: so.Mapped[str] = so.mapped_column(sa.String(2000), default="", info={"label": _l("Catatan")})
    level: so.Mapped[Level | None] = so.mapped_column(choice(Level), info={"label": _l("Kategori ditetapkan")})
    shared_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"label": _l("Dibagikan kepada instansi")})
    released_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"label": _l("Boleh dicetak untuk umum")})
    created_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    updated_at: so.Mapped[dt.datetime] = so.mapped_column(default=now, onupdate=now)
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    area: so.Mapped[Area] = so.relationship(lazy="joined", innerjoin=True)
    method: so.Mapped[MappingMethod] = so.relationship(lazy="joined", innerjoin=True)
    values: so.Mapped[list[MappingValue]] = so.relationship(
        order_by="MappingValue.indicator_id", back_populates="mapping", cascade="all, delete-orphan"
    )
    decisions: so.Mapped[list[LevelDecision]] = so.relationship(
        order_by="LevelDecision.id", back_populates="mapping", cascade="all, delete-orphan"
    )
    readings: so.Mapped[list[MappingReading]] = so.relationship(
        order_by="MappingReading.agency_name", back_populates="mapping", cascade="all, delete-orphan"
    )

    __table_args__ = (
        sa.UniqueConstraint("area_id", "method_id", "year", "half"),
        sa.Index("ix_mapping_year", "year", "half"),
    )
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """All for those who may read all of them, the shared ones for liaisons, none for anyone else."""
        return sa.select(cls).where(cls.visible_clause(who))

    @classmethod
    def visible_clause(cls, who: Holder) -> sa.ColumnElement[bool]:
        """The condition behind `visible_to`, for selects of single columns. No other place says who sees levels."""
        if can("mapping.read_all", who=who):
            return sa.true()
        return cls.shared_at.is_not(None) if can("mapping.read", who=who) else sa.false()

    @property
    def is_shared(self) -> bool:
        """Agencies may read it."""
        return self.shared_at is not None

    @property
    def is_released(self) -> bool:
        """Its level may stand in prints and files for all."""
        return self.released_at is not None

    @property
    def period(self) -> str:
        """The period as people write it: 2026, or Semester I 2026."""
        return period_of(self.year, self.half)

    @hybrid_property
    def title(self) -> str:
        """The area with the period."""
        return f"{self.area.full_name}, {self.period}"

    @title.inplace.expression
    @classmethod
    def _title(cls) -> sa.ColumnElement[str]:
        kinds = [(Area.kind == kind, f"{kind.label} ") for kind in (AreaKind.DISTRICT, AreaKind.VILLAGE)]
        return sa.select(sa.case(*kinds, else_="") + Area.name).where(Area.id == cls.area_id).scalar_subquery()

    @hybrid_property
    def state(self) -> Sharing:
        """Who reads it."""
        return Sharing.AGENCIES if self.is_shared else Sharing.OFFICE

    @state.inplace.expression
    @classmethod
    def _state(cls) -> sa.ColumnElement[str]:
        return sa.case((cls.shared_at.is_not(None), Sharing.AGENCIES.value), else_=Sharing.OFFICE.value)

    @property
    def decision(self) -> LevelDecision | None:
        """The last decision on its level."""
        return self.decisions[-1] if self.decisions else None

    @classmethod
    def is_begun(cls) -> sa.ColumnElement[bool]:
        """The condition that something was found, not only a period opened."""
        return sa.or_(cls.answered > 0, cls.score.is_not(None), cls.given.is_not(None))

    def touch(self) -> None:
        """Move its version on, also where only its parts change."""
        self.updated_at = now()

    def share(self) -> None:
        """Let agencies read it; nothing happens where they may."""
        self.shared_at = self.shared_at or now()

    def take_back(self) -> None:
        """Hide it from agencies again, unless one has read it or it is printed for all."""
        if self.readings:
            raise Refused(gettext("Sudah ada instansi yang menyatakan membaca; pemetaan ini tidak dapat ditarik lagi."))
        if self.is_released:
            raise Refused(gettext("Cabut dahulu izin cetaknya, lalu tarik pemetaan ini."))
        self.shared_at = None

    def release(self) -> None:
        """Let its level stand in prints and files for all; nothing happens where it may."""
        if self.level is None:
            raise Refused(gettext("Tetapkan dahulu kategorinya."))
        self.released_at = self.released_at or now()

    def withdraw(self) -> None:
        """Undo `release`."""
        self.released_at = None

    def decide(self, level: Level, computed: Level | None, facts: Decided, by: Actor, position: str = "") -> None:
        """Set the official level. Another one than before is no longer released: that is asked for anew."""
        if facts.on > today():
            raise Refused(gettext("Tanggal penetapan belum tiba."))
        if self.level is not None and self.level is not level and not facts.reason:
            raise Refused(gettext("Kategori yang sudah ditetapkan hanya diubah dengan alasan. Isi alasannya."))
        if computed is not None and computed is not level and not facts.reason:
            raise Refused(gettext("Kategori ini berbeda dari hasil hitung. Isi alasannya."))
        if self.level is not level:
            self.level, self.released_at = level, None
        self.decisions.append(
            LevelDecision(
                level=level, computed=computed, decided_on=facts.on, basis=facts.basis, reason=facts.reason,
                meeting_id=facts.meeting_id, by_id=by.id, by_name=by.name, by_position=position[:500], at=now(),
            )
        )  # fmt: skip
        self.touch()

    def read_by(self, agency_id: int, agency_name: str, by: Actor) -> None:
        """Note that an agency has read it as it stands; the same agency says so anew after another decision."""
        found = next((each for each in self.readings if each.agency_id == agency_id), None)
        decision_id = self.decision.id if self.decision else None
        if found is None:
            found = MappingReading(agency_id=agency_id)
            self.readings.append(found)
        elif found.decision_id == decision_id:
            return
        found.agency_name, found.decision_id, found.at = agency_name, decision_id, now()
        found.by_id, found.by_name = by.id or 0, by.name


class Decided(NamedTuple):
    """What a decision on a level rests on."""

    on: dt.date
    basis: str
    reason: str = ""
    meeting_id: int | None = None


class PartOfMapping(Audited):
    """Mix-in: its history stands on the mapping's page."""

    mapping_id: so.Mapped[int]

    @property
    def audit_root(self) -> tuple[str, int]:
        """The mapping."""
        return "mapping", self.mapping_id


class MappingValue(PartOfMapping, Model):
    """What was found for one indicator. `is_present` counts for the rule; None is not answered yet."""

    __tablename__ = "mapping_value"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    mapping_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("mapping.id"), info={"audit": False})
    indicator_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("mapping_indicator.id"), info={"audit": False})
    is_present: so.Mapped[bool | None] = so.mapped_column(info={"label": _l("Ada")})
    value: so.Mapped[Decimal | None] = so.mapped_column(Quantity, info={"label": _l("Nilai")})
    unit: so.Mapped[str] = so.mapped_column(sa.String(50), default="", info={"label": _l("Satuan")})
    source: so.Mapped[str] = so.mapped_column(sa.String(300), default="", info={"label": _l("Sumber")})
    remark: so.Mapped[str] = so.mapped_column(sa.String(1000), default="", info={"label": _l("Keterangan")})

    mapping: so.Mapped[Mapping] = so.relationship(back_populates="values")
    indicator: so.Mapped[MappingIndicator] = so.relationship(lazy="joined", innerjoin=True)

    __table_args__ = (sa.UniqueConstraint("mapping_id", "indicator_id"),)

    @property
    def audit_name(self) -> str:
        """The indicator."""
        return self.indicator.audit_name


class LevelDecision(PartOfMapping, Model):
    """The official level as set once: by whom, on which day, on what basis; append-only. A change says its reason.

    `computed` is what the rules said then, None where there was no rule. `meeting_id` is where it was decided.
    """

    __tablename__ = "level_decision"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    mapping_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("mapping.id"), index=True, info={"audit": False})
    level: so.Mapped[Level] = so.mapped_column(choice(Level), info={"label": _l("Kategori ditetapkan")})
    computed: so.Mapped[Level | None] = so.mapped_column(choice(Level), info={"label": _l("Hasil hitung")})
    decided_on: so.Mapped[dt.date] = so.mapped_column(info={"label": _l("Tanggal penetapan")})
    basis: so.Mapped[str] = so.mapped_column(sa.String(500), info={"label": _l("Dasar")})
    reason: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"label": _l("Alasan perubahan")})
    meeting_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("meeting.id"), index=True, info={"audit": False})
    by_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("user.id"), info={"audit": False})
    by_name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"label": _l("Ditetapkan oleh")})
    by_position: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"audit": False})
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})

    mapping: so.Mapped[Mapping] = so.relationship(back_populates="decisions")
    meeting: so.Mapped[Meeting | None] = so.relationship()

    @property
    def audit_name(self) -> str:
        """The level with its number."""
        return f"{self.level.value} {self.level.label}"


class MappingReading(PartOfMapping, Model):
    """An agency says that it has read a mapping (kesamaan persepsi): who of it, when, and which decision stood then."""

    __tablename__ = "mapping_reading"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    mapping_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("mapping.id"), info={"audit": False})
    agency_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("agency.id"), index=True, info={"audit": False})
    agency_name: so.Mapped[str] = so.mapped_column(sa.String(300), info={"label": _l("Instansi")})
    decision_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("level_decision.id"), info={"audit": False})
    by_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"), info={"audit": False})
    by_name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"label": _l("Dibaca oleh")})
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})

    mapping: so.Mapped[Mapping] = so.relationship(back_populates="readings")

    __table_args__ = (sa.UniqueConstraint("mapping_id", "agency_id"),)

    @property
    def audit_name(self) -> str:
        """The agency."""
        return self.agency_name
