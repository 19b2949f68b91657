"""Which mapping of an area is the newest: one order, wherever a level is shown, compared or counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.areas.models import Area
from app.extensions import fetch
from app.mapping.models import Mapping
from app.periods import Half, ends, period_of
from app.policy import Holder


def newest_first(mapping: Any) -> tuple[Any, ...]:
    """The order: by when its period ends, and of one period the mapping that was begun last."""
    return mapping.year.desc(), ends(mapping.half).desc(), mapping.id.desc()


def oldest_first() -> tuple[Any, ...]:
    """The same order the other way round."""
    return Mapping.year, ends(Mapping.half), Mapping.id


def newest_of_area(who: Holder, among: Callable[[Any], Iterable[Any]]) -> sa.ScalarSelect[int]:
    """The id of the newest mapping of `Area` that this person may see, of those that meet the conditions."""
    one = so.aliased(Mapping)
    rows = sa.select(one.id).where(one.area_id == Area.id, one.visible_clause(who), *among(one))
    return rows.order_by(*newest_first(one)).limit(1).correlate(Area).scalar_subquery()


def latest_level(who: Holder) -> sa.ScalarSelect[int]:
    """The id of the mapping that has the latest level of `Area`, for lists that show it beside each of their areas."""
    return newest_of_area(who, lambda one: [one.level.is_not(None)])


def latest_levels(who: Holder, period: str = "") -> sa.Select[*tuple[Any, ...]]:
    """One row for each area with a level that this person may see: of the period such as 2026-1, or the latest.

    All areas are asked for at once here, so they are ranked, not looked up one by one.
    """
    place = sa.func.row_number().over(partition_by=Mapping.area_id, order_by=newest_first(Mapping))
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
        .order_by(Mapping.year.desc(), ends(Mapping.half).desc())
    )
    return [(f"{row.year}-{row.half.value}", period_of(row.year, row.half)) for row in fetch(rows)]
