"""The figures behind the matrix: one grouped query for each source."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.activities.models import ACTIVITY_AREAS, Activity
from app.areas.inside import inside_each, inside_of
from app.areas.models import Area
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport
from app.commitments.promise import AREAS
from app.commitments.states import SupportState
from app.coverage.asking import kind_of_activity, kind_of_promise, large_areas, organised, promised
from app.listing import Rows, Values
from app.policy import Holder

WHOLE = 0  # stands for "wherever it is", also nowhere
GROUPS = "agency_key", "kind_key"  # by name: PostgreSQL takes an expression with parameters for another one
EVERYWHERE = "everywhere"  # asked of `values`: figures of every single area


def area_rows(values: Values) -> Rows:
    """The areas that are laid out, by code: those right inside the one that is asked for, with itself."""
    rows = sa.select(Area.id, Area.code, Area.kind, Area.name, Area.parent_id, _has_areas().label("has_areas"))
    return rows.where(_laid_out(values)).order_by(Area.code)


def _has_areas() -> sa.ColumnElement[bool]:
    within = Area.__table__.alias("within")
    return sa.exists().where(within.c.parent_id == Area.id)


def _laid_out(values: Values) -> sa.ColumnElement[bool]:
    if EVERYWHERE in values:
        return sa.true() if "kawasan" not in values else Area.id.in_(inside_of(int(values["kawasan"])))
    if "kawasan" in values:
        key = int(values["kawasan"])
        return sa.or_(Area.id == key, Area.parent_id == key)
    return large_areas()


def _placed(pairs: sa.Table, key: Any, values: Values) -> sa.Subquery:
    """Each object beside each area laid out that it is in, however deep inside, once."""
    spots = inside_each(_laid_out(values))
    pair = sa.select(key.label("id"), spots.c.top).join(spots, spots.c.id == pairs.c.area_id)
    return pair.distinct().subquery("placed")


def _by_place(rows: Any, identity: Any, placed: sa.Subquery, values: Values) -> Any:
    """The groups of each area, and of all of them: that is what is in the area asked for, or everything."""
    here = rows.join(placed, placed.c.id == identity).add_columns(placed.c.top.label("area"))
    here = here.group_by(placed.c.top, *GROUPS)
    if "kawasan" in values:
        return here  # the area that is asked for is laid out itself
    return here.union_all(rows.add_columns(sa.literal(WHOLE).label("area")).group_by(*GROUPS))


def leads(who: Holder, values: Values) -> Any:
    """What lead agencies promised. `unit` and `same_unit` are the first and the last unit: one, where they agree."""
    rows = sa.select(
        Commitment.lead_agency_id.label("agency_key"), kind_of_promise().label("kind_key"),
        sa.func.count().label("number"),
        sa.func.sum(Commitment.claimed_percent).label("claimed_sum"),
        sa.func.sum(Commitment.verified_percent).label("verified_sum"),
        sa.func.min(Commitment.unit).label("unit"), sa.func.max(Commitment.unit).label("same_unit"),
        sa.func.count(Commitment.target).label("targets"), sa.func.sum(Commitment.target).label("target"),
        sa.func.sum(Commitment.claimed).label("claimed"), sa.func.sum(Commitment.verified).label("verified"),
        sa.func.max(Commitment.updated_at).label("updated"),
    ).where(promised(who, values))  # fmt: skip
    if "instansi" in values:
        rows = rows.where(Commitment.lead_agency_id == int(values["instansi"]))
    placed = _placed(AREAS, AREAS.c.commitment_id, values)
    return _by_place(rows, Commitment.id, placed, values)


def supports(who: Holder, values: Values) -> Any:
    """What other agencies support, or were asked to and did not decline."""
    agency = CommitmentSupport.agency_id
    rows = sa.select(
        agency.label("agency_key"), kind_of_promise().label("kind_key"),
        sa.func.count(Commitment.id.distinct()).label("number"),
        sa.func.max(Commitment.updated_at).label("updated"),
    ).select_from(Commitment)  # fmt: skip
    rows = rows.join(CommitmentSupport, CommitmentSupport.commitment_id == Commitment.id)
    rows = rows.where(promised(who, values), CommitmentSupport.state != SupportState.DECLINED)
    if "instansi" in values:
        rows = rows.where(agency == int(values["instansi"]))
    placed = _placed(AREAS, AREAS.c.commitment_id, values)
    return _by_place(rows, Commitment.id, placed, values)


def activities(who: Holder, values: Values) -> Any:
    """What agencies organise."""
    rows = sa.select(
        Activity.agency_id.label("agency_key"), kind_of_activity().label("kind_key"), sa.func.count().label("number"),
        sa.func.max(Activity.updated_at).label("updated"),
    ).where(organised(who, values))  # fmt: skip
    if "instansi" in values:
        rows = rows.where(Activity.agency_id == int(values["instansi"]))
    placed = _placed(ACTIVITY_AREAS, ACTIVITY_AREAS.c.activity_id, values)
    return _by_place(rows, Activity.id, placed, values)
