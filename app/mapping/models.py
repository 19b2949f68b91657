"""The mapping of one area in one period (pemetaan kawasan rawan), what was found, and what was decided on it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

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
from app.mapping.methods import MappingMethod
from app.mapping.parts import Decided, LevelDecision, MappingReading, MappingValue
from app.mapping.states import Sharing
from app.periods import Half, period_of
from app.policy import Holder, can
from app.refusal import Refused


class Mapping(Audited, Model):
    """One area in one period by one method. Its computed level is not stored: rules and counts say it each time.

    `content` counts the changes of what there is to read: other answers, another decision. `answered`, `main` and
    `supporting` count the values below: how many are answered, and how many of each list were found present. An index
    has `score`, `scale` and the level as given (`given`), and how many questionnaires came back of how many. `level` is
    the official one of the last `LevelDecision`, None before the first. Agencies see a mapping once it is shared; what
    leaves the house (prints, files for all) holds its level only once it is released.
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
    content: so.Mapped[int] = so.mapped_column(default=0, info={"audit": False})
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
        """Say that there is something else to read than before; its version moves on."""
        self.content = (self.content or 0) + 1
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
        """Note that an agency has read it as it stands; the same agency says so anew once it has changed."""
        found = next((each for each in self.readings if each.agency_id == agency_id), None)
        decision_id = self.decision.id if self.decision else None
        if found is None:
            found = MappingReading(agency_id=agency_id)
            self.readings.append(found)
        elif found.content == self.content:
            return
        found.agency_name, found.content, found.at = agency_name, self.content, now()
        found.decision_id = decision_id
        found.by_id, found.by_name = by.id or 0, by.name
