"""Which series and values of results a page shows."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.activities.models import ACTIVITY_AREAS
from app.areas.models import Area
from app.commitments.filters import area_choices
from app.extensions import fetch
from app.language import Lazy as _l
from app.listing import Filter, Listing, Rows, Values
from app.outcomes.models import OutcomeIndicator, OutcomeSeries, OutcomeValue
from app.outcomes.states import ends
from app.paging import Choices
from app.policy import Holder, can

ACTIVITY = sa.bindparam("activity_id", type_=sa.BigInteger)
IDS: Any = sa.bindparam("ids", expanding=True)
SPAN = OutcomeValue.span.label("span")
INDICATORS = sa.select(OutcomeIndicator.id, OutcomeIndicator.short, OutcomeIndicator.name, OutcomeIndicator.is_current)
INDICATORS = INDICATORS.order_by(OutcomeIndicator.is_current.desc(), OutcomeIndicator.short)
VALUES_OF = (
    sa.select(OutcomeValue.series_id, OutcomeValue.year, SPAN, OutcomeValue.value, OutcomeValue.category)
    .where(OutcomeValue.series_id.in_(IDS))
    .order_by(OutcomeValue.series_id, OutcomeValue.year, ends(OutcomeValue.span))
)
COLUMNS = (
    OutcomeSeries.id, OutcomeSeries.baseline, OutcomeSeries.baseline_year, OutcomeSeries.target,
    OutcomeSeries.target_year, OutcomeSeries.ended_at, Area.id.label("area_id"), Area.kind, Area.name.label("area"),
    Area.code,
    OutcomeIndicator.short, OutcomeIndicator.name.label("indicator"), OutcomeIndicator.unit, OutcomeIndicator.scale,
)  # fmt: skip


def series_rows(who: Holder, values: Values) -> Rows:
    """The columns of the list; what is followed no longer only where it is asked for."""
    rows = OutcomeSeries.visible_to(who).with_only_columns(*COLUMNS)
    rows = rows.where(OutcomeSeries.ended_at.is_(None)) if "status" not in values else rows
    return rows.join(Area, Area.id == OutcomeSeries.area_id).join(
        OutcomeIndicator, OutcomeIndicator.id == OutcomeSeries.indicator_id
    )


def _in_area(value: str) -> sa.ColumnElement[bool]:
    code = sa.select(Area.code).where(Area.id == int(value)).scalar_subquery()
    return sa.or_(Area.code == code, Area.code.like(code.concat(".%")))


ENDED, ALL = "berhenti", "semua"


def _followed(value: str) -> sa.ColumnElement[bool]:
    return OutcomeSeries.ended_at.is_not(None) if value == ENDED else sa.true()


def _indicators() -> Choices:
    return [("", _l("Semua indikator")), *((str(row.id), row.short) for row in fetch(INDICATORS))]


SERIES = Listing(
    rows=series_rows,
    identity=OutcomeSeries.id,
    sorts={"kawasan": Area.code, "indikator": OutcomeIndicator.short},
    default="kawasan",
    filters=(
        Filter("indikator", _l("Indikator"), lambda value: OutcomeSeries.indicator_id == int(value), _indicators),
        Filter("kawasan", _l("Kawasan"), _in_area, area_choices),
        Filter(
            "status",
            _l("Status"),
            _followed,
            lambda: [("", _l("Dipantau")), (ENDED, _l("Tidak dipantau lagi")), (ALL, _l("Semua"))],
        ),
    ),
)


def of_area(who: Holder, area_id: int) -> list[Any]:
    """The series of one area that are followed."""
    rows = series_rows(who, {}).where(OutcomeSeries.area_id == area_id)
    return list(fetch(rows.order_by(OutcomeIndicator.short)))


_MEASURED = (
    sa.select(
        OutcomeSeries.id, OutcomeIndicator.short, OutcomeIndicator.name.label("indicator"), Area.kind,
        Area.name.label("area"), OutcomeValue.id.label("value_id"), OutcomeValue.year, SPAN,
        OutcomeValue.value, OutcomeValue.category,
    )
    .join(OutcomeIndicator, OutcomeIndicator.id == OutcomeSeries.indicator_id)
    .join(Area, Area.id == OutcomeSeries.area_id)
    .outerjoin(OutcomeValue, sa.and_(OutcomeValue.series_id == OutcomeSeries.id, OutcomeValue.activity_id == ACTIVITY))
    .where(sa.or_(OutcomeValue.id.is_not(None), sa.and_(
        OutcomeSeries.ended_at.is_(None),
        OutcomeSeries.area_id.in_(sa.select(ACTIVITY_AREAS.c.area_id).where(ACTIVITY_AREAS.c.activity_id == ACTIVITY)),
    )))
    .order_by(Area.code, OutcomeIndicator.short, OutcomeValue.year, ends(OutcomeValue.span))
)  # fmt: skip


def measured_in(who: Holder, activity_id: int) -> list[Any]:
    """What an evaluation measured, and, without a value, what else is followed in its areas."""
    return list(fetch(_MEASURED, activity_id=activity_id)) if can("outcome.read", who=who) else []
