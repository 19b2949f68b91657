"""The figures behind the matrix: one grouped query for each source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.activities.models import ACTIVITY_AREAS, Activity
from app.activities.queries import kind_of_support
from app.areas.inside import inside_each, inside_of
from app.areas.models import Area
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport
from app.commitments.promise import AREAS
from app.commitments.states import SupportState
from app.coverage.asking import KINDS, kind_of_promise, large_areas, organised, promised
from app.listing import Rows, Values
from app.policy import Holder

WHOLE = 0  # stands for "wherever it is", also nowhere
ALL_AGENCIES = 0
OF_KIND = [(key, f"kind_{place}") for place, (key, _label) in enumerate(KINDS)]  # the columns with numbers of kinds
EVERYWHERE = "everywhere"  # asked of `values`: figures of every single area


def area_rows(values: Values) -> Rows:
    """The areas that are laid out, by code: those right inside the one that is asked for, with itself."""
    rows = sa.select(Area.id, Area.code, Area.kind, Area.name, Area.parent_id, _has_areas().label("has_areas"))
    return rows.where(laid_out(values)).order_by(Area.code)


def _has_areas() -> sa.ColumnElement[bool]:
    within = Area.__table__.alias("within")
    return sa.exists().where(within.c.parent_id == Area.id)


def laid_out(values: Values) -> sa.ColumnElement[bool]:
    """The condition of areas that have figures of their own."""
    if EVERYWHERE in values:
        return sa.true() if "kawasan" not in values else Area.id.in_(inside_of(int(values["kawasan"])))
    if "kawasan" in values:
        key = int(values["kawasan"])
        return sa.or_(Area.id == key, Area.parent_id == key)
    return large_areas()


@dataclass(frozen=True)
class Split:
    """How figures are told apart: by area, those of `tops`, and unless `inside` also wherever they are; by agency; and
    when `fine` by kind of support and with their last change, else with a number for each kind (OF_KIND)."""

    tops: Any
    inside: bool
    fine: bool = False

    def of(self, rows: Any, identity: Any, agency: Any, kind: Any, placed: sa.Subquery) -> list[Any]:
        """The rows grouped so; without `agency` those of any, who is ALL_AGENCIES then."""
        # Grouped by name: PostgreSQL takes an expression with parameters for another one.
        names = ["agency_key"] * (agency is not None) + ["kind_key"] * self.fine
        rows = rows.add_columns((sa.literal(ALL_AGENCIES) if agency is None else agency).label("agency_key"))
        if self.fine:
            rows = rows.add_columns(kind.label("kind_key"), sa.func.max(identity.class_.updated_at).label("updated"))
        elif kind is not None:
            rows = rows.add_columns(*(sa.func.count(sa.case((kind == key, 1))).label(name) for key, name in OF_KIND))
        here = rows.join(placed, placed.c.id == identity).add_columns(placed.c.top.label("area"))
        whole = rows.add_columns(sa.literal(WHOLE).label("area"))
        found = [here.group_by(placed.c.top, *names)]
        return found if self.inside else [*found, whole.group_by(*names) if names else whole]

    def placed(self, pairs: sa.Table, key: Any) -> sa.Subquery:
        """Each object beside each of the areas `tops` that it is in, however deep inside, once."""
        spots = inside_each(self.tops)
        pair = sa.select(key.label("id"), spots.c.top).join(spots, spots.c.id == pairs.c.area_id)
        return pair.distinct().subquery("placed")


def leads(who: Holder, values: Values, split: Split) -> Any:
    """What lead agencies promised. `unit` and `same_unit` are the first and the last unit: one, where they agree."""
    rows = sa.select(
        sa.func.count().label("number"),
        sa.func.sum(Commitment.claimed_percent).label("claimed_sum"),
        sa.func.sum(Commitment.verified_percent).label("verified_sum"),
        sa.func.min(Commitment.unit).label("unit"), sa.func.max(Commitment.unit).label("same_unit"),
        sa.func.count(Commitment.target).label("targets"), sa.func.sum(Commitment.target).label("target"),
        sa.func.sum(Commitment.claimed).label("claimed"), sa.func.sum(Commitment.verified).label("verified"),
    ).where(promised(who, values))  # fmt: skip
    if "instansi" in values:
        rows = rows.where(Commitment.lead_agency_id == int(values["instansi"]))
    placed = split.placed(AREAS, AREAS.c.commitment_id)
    return sa.union_all(*split.of(rows, Commitment.id, Commitment.lead_agency_id, kind_of_promise(), placed))


def supports(who: Holder, values: Values, split: Split) -> Any:
    """What other agencies support, or were asked to and did not decline; unless `fine` also what any of them does."""
    agency = CommitmentSupport.agency_id
    rows = sa.select(sa.func.count(Commitment.id.distinct()).label("number")).select_from(Commitment)
    rows = rows.join(CommitmentSupport, CommitmentSupport.commitment_id == Commitment.id)
    rows = rows.where(promised(who, values), CommitmentSupport.state != SupportState.DECLINED)
    if "instansi" in values:
        rows = rows.where(agency == int(values["instansi"]))
    placed = split.placed(AREAS, AREAS.c.commitment_id)
    parts = split.of(rows, Commitment.id, agency, kind_of_promise() if split.fine else None, placed)
    if not split.fine:
        parts += split.of(rows, Commitment.id, None, None, placed)
    return sa.union_all(*parts)


def activities(who: Holder, values: Values, split: Split) -> Any:
    """What agencies organise."""
    rows = sa.select(sa.func.count().label("number")).select_from(Activity).where(organised(who, values))
    if "instansi" in values:
        rows = rows.where(Activity.agency_id == int(values["instansi"]))
    placed = split.placed(ACTIVITY_AREAS, ACTIVITY_AREAS.c.activity_id)
    return sa.union_all(*split.of(rows, Activity.id, Activity.agency_id, kind_of_support(), placed))
