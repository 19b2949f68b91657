"""What belongs to a mapping: what was found, what was decided on its level, and which agencies have read it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.audit import Audited
from app.clock import now
from app.columns import Quantity, choice
from app.extensions import Model
from app.language import Lazy as _l
from app.mapping.levels import Level
from app.mapping.methods import MappingIndicator
from app.meetings.models import Meeting

if TYPE_CHECKING:
    from app.mapping.models import Mapping


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
    """An agency says that it has read a mapping (kesamaan persepsi): who of it, when, and what stood there then.

    It counts while the mapping's `content` is still the same.
    """

    __tablename__ = "mapping_reading"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    mapping_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("mapping.id"), info={"audit": False})
    agency_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("agency.id"), index=True, info={"audit": False})
    agency_name: so.Mapped[str] = so.mapped_column(sa.String(300), info={"label": _l("Instansi")})
    decision_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("level_decision.id"), info={"audit": False})
    content: so.Mapped[int] = so.mapped_column(info={"audit": False})
    by_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"), info={"audit": False})
    by_name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"label": _l("Dibaca oleh")})
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})

    mapping: so.Mapped[Mapping] = so.relationship(back_populates="readings")

    __table_args__ = (sa.UniqueConstraint("mapping_id", "agency_id"),)

    @property
    def audit_name(self) -> str:
        """The agency."""
        return self.agency_name
