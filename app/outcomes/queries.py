"""Which series and values of results a page shows."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.areas.models import Area
from app.commitments.filters import area_choices
from app.extensions import fetch
from app.language import Lazy as _l
from app.listing import Filter, Listing, Rows, Values
from app.outcomes.models import OutcomeIndicator, OutcomeSeries, OutcomeValue
from app.paging import Choices
from app.periods import ends
from app.policy import Holder

IDS: Any = sa.bindparam("ids", expanding=True)
INDICATORS = sa.select(OutcomeIndicator.id, OutcomeIndicator.short, OutcomeIndicator.name, OutcomeIndicator.is_current)
INDICATORS = INDICATORS.order_by(OutcomeIndicator.is_current.desc(), OutcomeIndicator.short)
VALUES_OF = (
    sa.select(OutcomeValue.series_id, OutcomeValue.year, OutcomeValue.half, OutcomeValue.value, OutcomeValue.category)
    .where(OutcomeValue.series_id.in_(IDS))
    .order_by(OutcomeValue.series_id, OutcomeValue.year, ends(OutcomeValue.half))
)
COLUMNS = (
    OutcomeSeries.id, OutcomeSeries.baseline, OutcomeSeries.baseline_year, OutcomeSeries.target,
    OutcomeSeries.target_year, Area.id.label("area_id"), Area.kind, Area.name.label("area"), Area.code,
    OutcomeIndicator.short, OutcomeIndicator.name.label("indicator"), OutcomeIndicator.unit, OutcomeIndicator.scale,
)  # fmt: skip


def series_rows(who: Holder, values: Values) -> Rows:
    """The columns of the list."""
    rows = OutcomeSeries.visible_to(who).with_only_columns(*COLUMNS)
    return rows.join(Area, Area.id == OutcomeSeries.area_id).join(
        OutcomeIndicator, OutcomeIndicator.id == OutcomeSeries.indicator_id
    )


def _in_area(value: str) -> sa.ColumnElement[bool]:
    code = sa.select(Area.code).where(Area.id == int(value)).scalar_subquery()
    return sa.or_(Area.code == code, Area.code.like(code.concat(".%")))


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
    ),
)


def of_area(who: Holder, area_id: int) -> list[Any]:
    """The series of one area."""
    rows = series_rows(who, {}).where(OutcomeSeries.area_id == area_id)
    return list(fetch(rows.order_by(OutcomeIndicator.short)))
