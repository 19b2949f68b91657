"""What stands beside an evaluation: the level of each area before what it looks back on, and since.

Levels stand nowhere in an evaluation itself: they are those of the mappings, for those who may see these.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.activities.models import ACTIVITY_AREAS, Activity
from app.activities.steps import EvaluationPeriod
from app.extensions import fetch
from app.mapping.models import Mapping
from app.periods import Half, ends, period_of
from app.policy import Holder

MONTHS = {EvaluationPeriod.QUARTER: 3, EvaluationPeriod.HALF: 6, EvaluationPeriod.YEAR: 12}


@dataclass
class Found:
    """One mapping with its level."""

    id: int
    level: Any
    period: str
    released_at: Any


@dataclass
class Levels:
    """Of one area: by the last mapping before what is looked back on, and by the last one since; None without one."""

    area: str
    first: Found | None = None
    last: Found | None = None


def levels_around(who: Holder, activity: Activity, areas: list[tuple[int, str]]) -> list[Levels]:
    """The areas of an evaluation in which this person may see a level."""
    rows = (
        sa.select(Mapping.id, Mapping.area_id, Mapping.level, Mapping.year, Mapping.half, Mapping.released_at)
        .join(ACTIVITY_AREAS, ACTIVITY_AREAS.c.area_id == Mapping.area_id)
        .where(ACTIVITY_AREAS.c.activity_id == activity.id, Mapping.visible_clause(who), Mapping.level.is_not(None))
        .order_by(Mapping.year, ends(Mapping.half), Mapping.id)
    )
    found = {key: Levels(name) for key, name in areas}
    since = _since(activity)
    for row in fetch(rows):
        each, begins = found[row.area_id], dt.date(row.year, 7 if row.half is Half.SECOND else 1, 1)
        mapping = Found(row.id, row.level, period_of(row.year, row.half), row.released_at)
        if begins <= since:
            each.first = mapping
        elif begins <= activity.ends_on:
            each.last = mapping
    return [each for each in found.values() if each.first or each.last]


def _since(activity: Activity) -> dt.date:
    """The day from which on it looks back: that of its training, else so many months before; a year where unsaid."""
    if activity.follows:
        return activity.follows.starts_on
    day, months = activity.starts_on, MONTHS.get(activity.period or EvaluationPeriod.YEAR, 12)
    place = day.year * 12 + day.month - 1 - months
    return dt.date(place // 12, place % 12 + 1, 1)
