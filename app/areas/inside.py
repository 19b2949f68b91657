"""What lies inside an area, however deep: a district's villages, and the parts of a village."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.areas.models import Area


def inside_of(area_id: Any) -> sa.Select[Any]:
    """The ids of an area and of the areas inside it."""
    inside = sa.select(Area.id).where(Area.id == area_id).cte("inside", recursive=True)
    inside = inside.union(sa.select(Area.id).join(inside, Area.parent_id == inside.c.id))
    return sa.select(inside.c.id)


def inside_each(condition: sa.ColumnElement[bool]) -> sa.CTE:
    """Of each area that fulfils a condition (`top`): its own id and the ids of the areas inside it."""
    tops = sa.select(Area.id.label("top"), Area.id).where(condition).cte("inside_each", recursive=True)
    return tops.union(sa.select(tops.c.top, Area.id).join(tops, Area.parent_id == tops.c.id))
