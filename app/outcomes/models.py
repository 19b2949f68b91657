"""What the programme changed, by indicators such as IKP, IKKR and SKM: baseline, target, values by period."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.activities.models import Activity
from app.areas.models import Area
from app.audit import Audited
from app.clock import now
from app.columns import Quantity, choice
from app.extensions import Model
from app.files.models import StoredFile, shown_to
from app.files.received import LONGEST_NAME
from app.language import Lazy as _l
from app.outcomes.states import Span, ends
from app.policy import Holder, can
from app.refusal import Refused


class OutcomeIndicator(Audited, Model):
    """One indicator of results. `scale` is free text: no official scale of IKP, IKKR or IKRN was found."""

    __tablename__ = "outcome_indicator"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    short: so.Mapped[str] = so.mapped_column(sa.String(20), unique=True, info={"label": _l("Singkatan")})
    name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"label": _l("Indikator")})
    unit: so.Mapped[str] = so.mapped_column(sa.String(50), default="", info={"label": _l("Satuan")})
    scale: so.Mapped[str] = so.mapped_column(sa.String(300), default="", info={"label": _l("Skala")})
    is_current: so.Mapped[bool] = so.mapped_column(default=True, info={"label": _l("Dipakai")})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """For everyone with a post who may read results."""
        return sa.select(cls).where(sa.true() if can("outcome.read", who=who) else sa.false())

    @property
    def audit_name(self) -> str:
        """The short name."""
        return self.short


class OutcomeSeries(Audited, Model):
    """One indicator in one area (the city itself is an area), with where it began and where it shall go.

    One that is followed no longer (`ended_at`) keeps its values and takes no others.
    """

    __tablename__ = "outcome_series"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    indicator_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("outcome_indicator.id"), info={"audit": False})
    area_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("area.id"), index=True, info={"audit": False})
    baseline: so.Mapped[Decimal | None] = so.mapped_column(Quantity, info={"label": _l("Nilai awal")})
    baseline_year: so.Mapped[int | None] = so.mapped_column(info={"label": _l("Tahun nilai awal")})
    target: so.Mapped[Decimal | None] = so.mapped_column(Quantity, info={"label": _l("Target")})
    target_year: so.Mapped[int | None] = so.mapped_column(info={"label": _l("Tahun target")})
    ended_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"label": _l("Pemantauan dihentikan")})
    ended_why: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"label": _l("Alasan penghentian")})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    indicator: so.Mapped[OutcomeIndicator] = so.relationship(lazy="joined", innerjoin=True)
    area: so.Mapped[Area] = so.relationship(lazy="joined", innerjoin=True)
    values: so.Mapped[list[OutcomeValue]] = so.relationship(
        order_by=lambda: [OutcomeValue.year, ends(OutcomeValue.span)],
        back_populates="series",
        cascade="all, delete-orphan",
    )

    __table_args__ = (sa.UniqueConstraint("indicator_id", "area_id"),)
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """For everyone with a post who may read results."""
        return sa.select(cls).where(sa.true() if can("outcome.read", who=who) else sa.false())

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the area's page."""
        return "area", self.area_id

    @property
    def audit_name(self) -> str:
        """The indicator."""
        return self.indicator.short

    def expect_followed(self) -> None:
        """Raise Refused when it is followed no longer."""
        if self.ended_at:
            raise Refused(gettext("Indikator ini tidak dipantau lagi di kawasan ini. Lanjutkan dahulu pemantauannya."))

    def end(self, reason: str) -> None:
        """It is followed no longer, and why."""
        self.expect_followed()
        self.ended_at, self.ended_why = now(), reason

    def go_on(self) -> None:
        """It is followed again; nothing happens where it is."""
        self.ended_at, self.ended_why = None, ""


class OutcomeValue(Audited, Model):
    """What was measured in one period, with the category as given (free text), the source, and perhaps its file.

    `activity_id` is the evaluation in which it was measured.
    """

    __tablename__ = "outcome_value"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    series_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("outcome_series.id"), info={"audit": False})
    year: so.Mapped[int] = so.mapped_column(info={"label": _l("Tahun")})
    span: so.Mapped[Span] = so.mapped_column("half", choice(Span), info={"label": _l("Periode")})
    value: so.Mapped[Decimal] = so.mapped_column(Quantity, info={"label": _l("Nilai")})
    category: so.Mapped[str] = so.mapped_column(sa.String(100), default="", info={"label": _l("Kategori")})
    source: so.Mapped[str] = so.mapped_column(sa.String(300), default="", info={"label": _l("Sumber")})
    activity_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("activity.id"), index=True, info={"label": _l("Kegiatan monev")}
    )
    file_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("stored_file.id"), index=True, info={"audit": False}
    )
    file_name: so.Mapped[str] = so.mapped_column(sa.String(LONGEST_NAME), default="", info={"label": _l("Berkas")})
    recorded_name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"audit": False})
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    series: so.Mapped[OutcomeSeries] = so.relationship(back_populates="values")
    activity: so.Mapped[Activity | None] = so.relationship()
    file: so.Mapped[StoredFile | None] = so.relationship()

    __table_args__ = (sa.UniqueConstraint("series_id", "year", "half"),)
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """Like its series."""
        return sa.select(cls).where(sa.true() if can("outcome.read", who=who) else sa.false())

    @property
    def period(self) -> str:
        """The period as people write it: 2026, or Semester I 2026."""
        return self.span.of(self.year)

    @property
    def evaluation(self) -> str:
        """The reference of the evaluation in which it was measured."""
        return self.activity.reference if self.activity else ""

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the area's page."""
        return "area", self.series.area_id

    @property
    def audit_name(self) -> str:
        """The indicator and the period."""
        return f"{self.series.indicator.short} {self.year}/{self.span.value}"


@shown_to
def _with_values(who: Holder) -> sa.Select[Any]:
    """Files of values that the person may read."""
    series = OutcomeSeries.visible_to(who).with_only_columns(OutcomeSeries.id)
    return sa.select(OutcomeValue.file_id).where(OutcomeValue.series_id.in_(series), OutcomeValue.file_id.is_not(None))
