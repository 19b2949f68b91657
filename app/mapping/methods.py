"""How areas are mapped: methods by version, their indicators, and the rules that an administrator sets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.audit import Audited
from app.columns import Labelled, Quantity, choice
from app.extensions import Model
from app.language import Lazy as _l
from app.mapping.levels import Level, Threshold
from app.policy import Holder, can


class MethodKind(Labelled):
    """What a method asks for."""

    CHECKLIST = "checklist", _l("Daftar indikator")
    INDEX = "index", _l("Indeks")


class IndicatorGroup(Labelled):
    """Which of the two lists an indicator stands on."""

    MAIN = "main", _l("Indikator pokok")
    SUPPORTING = "supporting", _l("Indikator pendukung")


class MappingMethod(Audited, Model):
    """A way to map areas, such as BNN's list of 8 main and 5 supporting indicators, or the index IKRN, by version.

    `scale` says in words what the numbers of an index range over: no official scale was found, so it stays open text.
    Only current methods are offered for new mappings. The rules belong to the version.
    """

    __tablename__ = "mapping_method"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    kind: so.Mapped[MethodKind] = so.mapped_column(choice(MethodKind), info={"label": _l("Jenis metode")})
    name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"label": _l("Nama metode")})
    edition: so.Mapped[str] = so.mapped_column(sa.String(100), info={"label": _l("Versi metode")})
    source: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"label": _l("Sumber")})
    scale: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"label": _l("Skala")})
    is_current: so.Mapped[bool] = so.mapped_column(default=True, info={"label": _l("Dipakai")})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    indicators: so.Mapped[list[MappingIndicator]] = so.relationship(
        order_by="MappingIndicator.position", back_populates="method", cascade="all, delete-orphan"
    )
    rules: so.Mapped[list[LevelRule]] = so.relationship(
        order_by="LevelRule.level.desc()", back_populates="method", cascade="all, delete-orphan"
    )

    __table_args__ = (sa.UniqueConstraint("name", "edition"),)
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """For those who set methods up; what a mapping was made by stands on its own page."""
        return sa.select(cls).where(sa.true() if can("mapping.method", who=who) else sa.false())

    @property
    def full_name(self) -> str:
        """The name with its version: what every mapping says of itself."""
        return f"{self.name} ({self.edition})"

    @property
    def thresholds(self) -> list[Threshold]:
        """Its rules as `levels.computed` takes them."""
        return [rule.threshold for rule in self.rules]

    @property
    def is_index(self) -> bool:
        """It gives one number, not answers to a list."""
        return self.kind is MethodKind.INDEX


class PartOfMethod(Audited):
    """Mix-in: its history stands on the method's page."""

    method_id: so.Mapped[int]

    @property
    def audit_root(self) -> tuple[str, int]:
        """The method."""
        return "mapping_method", self.method_id


class MappingIndicator(PartOfMethod, Model):
    """One indicator by its key, P1 to P8 and D1 to D5 as shipped. `unit` is what is usually counted; free text."""

    __tablename__ = "mapping_indicator"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    method_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("mapping_method.id"), info={"audit": False})
    key: so.Mapped[str] = so.mapped_column(sa.String(10), info={"label": _l("Kunci")})
    group: so.Mapped[IndicatorGroup] = so.mapped_column(
        "indicator_group", choice(IndicatorGroup), info={"label": _l("Kelompok")}
    )
    label: so.Mapped[str] = so.mapped_column(sa.String(200), info={"label": _l("Indikator")})
    unit: so.Mapped[str] = so.mapped_column(sa.String(50), default="", info={"label": _l("Satuan")})
    position: so.Mapped[int] = so.mapped_column(info={"audit": False})

    method: so.Mapped[MappingMethod] = so.relationship(back_populates="indicators")

    __table_args__ = (sa.UniqueConstraint("method_id", "key"),)

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """As its method."""
        return sa.select(cls).where(sa.true() if can("mapping.method", who=who) else sa.false())

    @property
    def audit_name(self) -> str:
        """Its key and label."""
        return f"{self.key} {self.label}"


class LevelRule(PartOfMethod, Model):
    """From where on a level holds by this method: so many indicators of each list, or so high a score.

    `source` says where the rule comes from. As shipped there is one: Bahaya from 5 main and 4 supporting indicators
    (head of BNN Kota Banda Aceh, news.detik.com, 7 December 2021); an office enters the others when it has them.
    """

    __tablename__ = "level_rule"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    method_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("mapping_method.id"), info={"audit": False})
    level: so.Mapped[Level] = so.mapped_column(choice(Level), info={"label": _l("Kategori")})
    main: so.Mapped[int] = so.mapped_column(default=0, info={"label": _l("Indikator pokok paling sedikit")})
    supporting: so.Mapped[int] = so.mapped_column(default=0, info={"label": _l("Indikator pendukung paling sedikit")})
    score: so.Mapped[Decimal | None] = so.mapped_column(Quantity, info={"label": _l("Nilai paling rendah")})
    source: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"label": _l("Dasar aturan")})

    method: so.Mapped[MappingMethod] = so.relationship(back_populates="rules")

    __table_args__ = (sa.UniqueConstraint("method_id", "level"),)

    @property
    def audit_name(self) -> str:
        """The level with its number."""
        return f"{self.level.value} {self.level.label}"

    @property
    def threshold(self) -> Threshold:
        """The rule as `levels.computed` takes it."""
        return Threshold(self.level, self.main, self.supporting, int((self.score or 0) * 1000))
