"""Which areas a page shows, and what is promised in them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.areas.boundaries import AreaBoundary
from app.areas.models import Area, AreaKind
from app.areas.naming import is_called
from app.commitments.models import Commitment
from app.commitments.promise import AREAS
from app.commitments.states import CommitmentState
from app.extensions import fetch
from app.language import Lazy as _l
from app.listing import Choices, Filter, Listing, Rows, Values
from app.policy import Holder

ID = sa.bindparam("area_id", type_=sa.BigInteger)
INSIDE = (".", "-")  # how the code of what lies inside goes on after the larger one's
LONGEST_TEASER = 200
# Tables, not classes: an alias of a class wants all models loaded already.
_Inside, _Parent = Area.__table__.alias("inside"), Area.__table__.alias("parent")

_CHOICES = (
    sa.select(Area.id, Area.kind, Area.name, _Parent.c.kind.label("parent_kind"), _Parent.c.name.label("parent"))
    .outerjoin(_Parent, _Parent.c.id == Area.parent_id)
    .order_by(Area.code)
)
_DISTRICTS = sa.select(Area.code, Area.name).where(Area.kind == AreaKind.DISTRICT).order_by(Area.code)


def area_choices() -> list[tuple[int, str]]:
    """All areas for a form that ticks them, each after the larger one around it."""
    rows = fetch(_CHOICES)
    return [
        (row.id, _named(row) + (f", {row.parent_kind.label} {row.parent}" if row.parent and _small(row) else ""))
        for row in rows
    ]


def _named(row: Any) -> str:
    return row.name if row.kind in (AreaKind.CITY, AreaKind.PART) else f"{row.kind.label} {row.name}"


def _small(row: Any) -> bool:
    return row.kind in (AreaKind.VILLAGE, AreaKind.PART)


def here_and_inside() -> sa.Select[Any]:
    """The ids of the area `area_id` and of the areas inside it, however deep."""
    inside = sa.select(Area.id).where(Area.id == ID).cte("inside", recursive=True)
    inside = inside.union(sa.select(Area.id).join(inside, Area.parent_id == inside.c.id))
    return sa.select(inside.c.id)


def _within(area: Any) -> sa.Select[Any]:
    """The ids of commitments in `area` (the table or an alias of it) and in the areas inside it."""
    beyond = [_Inside.c.code.like(area.code.concat(sign + "%")) for sign in INSIDE]
    inside = sa.or_(_Inside.c.id == area.id, *beyond)
    return sa.select(AREAS.c.commitment_id).join(_Inside, _Inside.c.id == AREAS.c.area_id).where(inside)


def _matches(value: str) -> sa.ColumnElement[bool]:
    return sa.or_(is_called(value), Area.code.startswith(value, autoescape=True))


def _in_district(value: str) -> sa.ColumnElement[bool]:
    return sa.or_(Area.code == value, Area.code.like(value + ".%"))


def district_choices() -> Choices:
    """All districts by their code, for a filter."""
    return [("", _l("Semua kecamatan")), *((row.code, row.name) for row in fetch(_DISTRICTS))]


def area_rows(who: Holder, values: Values) -> Rows:
    """The columns of the list: open commitments, and the average of what is reported and verified, in hundredths.

    Averages are over what was agreed on and not cancelled. What lies in an area inside counts for the larger one too.
    """
    mine = Commitment.id.in_(_within(Area).correlate(Area))
    counts = sa.and_(mine, Commitment.agreed_at.is_not(None), Commitment.state != CommitmentState.CANCELLED)
    opened = sa.select(sa.func.count()).select_from(Commitment).where(mine, Commitment.is_open)
    claimed, verified = (
        sa.select(sa.func.sum(column) // sa.func.count()).select_from(Commitment).where(counts)
        for column in (Commitment.claimed_percent, Commitment.verified_percent)
    )
    visible = Area.visible_to(who).outerjoin(_Parent, _Parent.c.id == Area.parent_id)
    return visible.with_only_columns(
        Area.id, Area.code, Area.kind, Area.name, _Parent.c.id.label("parent_id"), _Parent.c.name.label("parent"),
        _Parent.c.kind.label("parent_kind"), opened.scalar_subquery().label("open"),
        claimed.scalar_subquery().label("claimed"), verified.scalar_subquery().label("verified"),
        maintain_column_froms=True,
    )  # fmt: skip


KINDS = (("", _l("Semua jenis")), *AreaKind.choices())
LISTING = Listing(
    rows=area_rows,
    identity=Area.id,
    sorts={"kode": Area.code, "nama": Area.name},
    default="kode",
    filters=(
        Filter("kecamatan", _l("Kecamatan"), _in_district, district_choices),
        Filter("jenis", _l("Jenis"), lambda value: Area.kind == value, lambda: KINDS),
        Filter("cari", _l("Kata kunci"), _matches, kind="text"),
    ),
)


def _of_area(value: str) -> sa.ColumnElement[bool]:
    here = so.aliased(Area)
    return Commitment.id.in_(_within(here).where(here.id == int(value)))


# The commitments of one area and of the areas inside it; the page says which area ("wilayah"), nobody chooses it.
COMMITMENTS_OF = Listing(
    rows=lambda who, values: sa.select(
        Commitment.id, Commitment.reference, sa.func.substr(Commitment.statement, 1, LONGEST_TEASER).label("statement"),
        Commitment.lead_agency_name, Commitment.due, Commitment.is_open, Commitment.state, Commitment.target,
        Commitment.unit, Commitment.claimed, Commitment.verified, Commitment.claimed_percent,
        Commitment.verified_percent, Commitment.attainment,
    ).where(Commitment.visible_clause(who)),
    identity=Commitment.id,
    sorts={"tenggat": Commitment.due, "nomor": Commitment.id},
    default="tenggat",
    filters=(Filter("wilayah", _l("Kawasan"), _of_area, read=lambda value: (value, value)),),
)  # fmt: skip
# The areas right inside one.
CHILDREN_OF = sa.select(Area.id, Area.kind, Area.name).where(Area.parent_id == ID).order_by(Area.code)
# The outlines of an area, of those beside it, and of the larger one around them when it is a part.
BESIDE = (
    sa.select(AreaBoundary.area_id, AreaBoundary.path, AreaBoundary.left, AreaBoundary.top, AreaBoundary.right,
              AreaBoundary.bottom)
    .join(Area, Area.id == AreaBoundary.area_id)
    .where(sa.or_(Area.id == ID, Area.parent_id == sa.bindparam("around_id", type_=sa.BigInteger),
                  Area.id == sa.bindparam("outer_id", type_=sa.BigInteger)))
    .order_by(Area.code)
)  # fmt: skip
