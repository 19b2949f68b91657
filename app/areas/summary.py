"""What is known of one area in a few figures: its level for those who may see it, promises, activities, findings."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.activities.models import ACTIVITY_AREAS, Activity
from app.activities.steps import ActivityState
from app.areas.inside import inside_of
from app.areas.models import Area
from app.areas.queries import ID
from app.clock import today
from app.commitments.filters import late_clause
from app.commitments.models import Commitment
from app.commitments.promise import AREAS
from app.extensions import fetch
from app.findings.models import Finding, TargetChoice
from app.mapping.latest import latest_levels
from app.policy import Holder

NEW_YEAR = sa.bindparam("new_year", type_=sa.Date)
YEAR = sa.bindparam("year", type_=sa.Integer)


def summary_of(area: Area, who: Holder) -> Any:
    """The figures of an area and of the areas inside it; the level and the choice as target are its own.

    `open`, `overdue`, `held` (activities of this year), `findings`, `target_id` (the choice of this year), and `level`
    with `released_at`, `year` and `half`, None where there is none for this person.
    """
    day = today()
    return fetch(_summary(who), area_id=area.id, new_year=day.replace(month=1, day=1), year=day.year)[0]


def _summary(who: Holder) -> sa.Select[Any]:
    inside = inside_of(ID)
    promised = sa.select(AREAS.c.commitment_id).where(AREAS.c.area_id.in_(inside))
    opened = sa.select(sa.func.count()).select_from(Commitment)
    opened = opened.where(Commitment.id.in_(promised), Commitment.is_open, Commitment.visible_clause(who))
    active = sa.select(ACTIVITY_AREAS.c.activity_id).where(ACTIVITY_AREAS.c.area_id.in_(inside))
    held = Activity.visible_to(who).with_only_columns(sa.func.count()).where(
        Activity.id.in_(active), Activity.state == ActivityState.HELD, Activity.starts_on >= NEW_YEAR,
        Activity.removed_at.is_(None),
    )  # fmt: skip
    found = Finding.visible_to(who).with_only_columns(sa.func.count()).where(
        Finding.area_id.in_(inside), Finding.removed_at.is_(None)
    )  # fmt: skip
    chosen = TargetChoice.visible_to(who).with_only_columns(sa.func.max(TargetChoice.id)).where(
        TargetChoice.area_id == ID, TargetChoice.year == YEAR, TargetChoice.removed_at.is_(None)
    )  # fmt: skip
    counts = {"open": opened, "overdue": opened.where(late_clause()), "held": held, "findings": found,
              "target_id": chosen}  # fmt: skip
    level = latest_levels(who).where(Area.id == ID).subquery()
    figures = sa.select(*(rows.scalar_subquery().label(name) for name, rows in counts.items())).subquery()
    return sa.select(figures, level.c.level, level.c.released_at, level.c.year, level.c.half).outerjoin_from(
        figures, level, sa.true()
    )
