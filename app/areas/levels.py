"""The official level of each area, for those who may see it: the one of its latest mapping, or of a chosen period."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.areas.models import Area
from app.extensions import fetch
from app.mapping.models import Half, Mapping
from app.mapping.states import ends, period_of
from app.policy import Holder

_ENDS = ends(Mapping.half)


def latest_levels(who: Holder, period: str = "") -> sa.Select[Any]:
    """One row for each area with a level that this person may see: of the period such as 2026-1, or the latest."""
    place = sa.func.row_number().over(
        partition_by=Mapping.area_id,
        order_by=(Mapping.year.desc(), _ENDS.desc(), Mapping.id.desc()),
    )
    rows = sa.select(
        Mapping.id, Mapping.area_id, Mapping.level, Mapping.year, Mapping.half, Mapping.released_at,
        place.label("place"),
    ).where(Mapping.visible_clause(who), Mapping.level.is_not(None))  # fmt: skip
    if period:
        year, _, half = period.partition("-")
        rows = rows.where(Mapping.year == int(year), Mapping.half == Half(half))
    ranked = rows.subquery()
    columns = [column for column in ranked.c if column.key != "place"]
    return sa.select(*columns).join(Area, Area.id == ranked.c.area_id).where(ranked.c.place == 1)


def periods(who: Holder) -> list[tuple[str, str]]:
    """The periods in which areas have a level that this person may see, newest first: key and words."""
    rows = (
        sa.select(Mapping.year, Mapping.half)
        .where(Mapping.visible_clause(who), Mapping.level.is_not(None))
        .group_by(Mapping.year, Mapping.half)
        .order_by(Mapping.year.desc(), _ENDS.desc())
    )
    return [(f"{row.year}-{row.half.value}", period_of(row.year, row.half)) for row in fetch(rows)]
