"""Which areas a page shows, and what is promised in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.areas.boundaries import AreaBoundary
from app.areas.inside import inside_each, inside_of
from app.areas.models import Area, AreaKind
from app.areas.naming import is_called
from app.commitments.filters import agreed_on
from app.commitments.models import Commitment
from app.commitments.promise import AREAS
from app.extensions import fetch
from app.language import Lazy as _l
from app.listing import Choices, Filter, Listing, Rows, Values
from app.policy import Holder

ID = sa.bindparam("area_id", type_=sa.BigInteger)
LONGEST_TEASER = 200
_Parent = Area.__table__.alias("parent")  # a table: an alias of a class wants all models loaded already

_CHOICES = (
    sa.select(Area.id, Area.kind, Area.name, _Parent.c.kind.label("parent_kind"), _Parent.c.name.label("parent"))
    .outerjoin(_Parent, _Parent.c.id == Area.parent_id)
    .order_by(Area.code)
)
_DISTRICTS = sa.select(Area.code, Area.name).where(Area.kind == AreaKind.DISTRICT).order_by(Area.code)


def area_choices() -> list[tuple[int, str]]:
    """All areas for a form that ticks them, each after the larger one around it."""
    return [(row.id, row.kind.named(row.name) + _around(row)) for row in fetch(_CHOICES)]


def _around(row: Any) -> str:
    is_small = row.kind in (AreaKind.VILLAGE, AreaKind.PART)
    return f", {row.parent_kind.named(row.parent)}" if row.parent and is_small else ""


def _matches(value: str) -> sa.ColumnElement[bool]:
    return sa.or_(is_called(value), Area.code.startswith(value, autoescape=True))


def _in_district(value: str) -> sa.ColumnElement[bool]:
    return sa.or_(Area.code == value, Area.code.like(value + ".%"))


def district_choices() -> Choices:
    """All districts by their code, for a filter."""
    return [("", _l("Semua kecamatan")), *((row.code, row.name) for row in fetch(_DISTRICTS))]


def area_rows(who: Holder, values: Values) -> Rows:
    """The columns of the list; what is promised in the areas of one page, `promised_in` tells."""
    return (
        Area.visible_to(who)
        .outerjoin(_Parent, _Parent.c.id == Area.parent_id)
        .with_only_columns(
            Area.id, Area.code, Area.kind, Area.name, _Parent.c.id.label("parent_id"), _Parent.c.name.label("parent"),
            _Parent.c.kind.label("parent_kind"), maintain_column_froms=True,
        )
    )  # fmt: skip


class Promised(NamedTuple):
    """What is promised in one area and in those inside it: open commitments, and averages in percent, or None."""

    open: int
    claimed: int | None
    verified: int | None


def promised_in(who: Holder, area_ids: Sequence[int]) -> dict[int, Promised]:
    """By area, as far as anything is promised there; averages are over what was agreed on and not cancelled."""
    rows = fetch(_promised(who), area_ids=list(area_ids)) if area_ids else ()
    return {
        row.top: Promised(row.open, *(row[name] // row.number if row.number else None for name in (2, 3)))
        for row in rows
    }  # fmt: skip


def _promised(who: Holder) -> Rows:
    within = inside_each(Area.id.in_(sa.bindparam("area_ids", expanding=True)))
    pairs = sa.select(within.c.top, AREAS.c.commitment_id).join(AREAS, AREAS.c.area_id == within.c.id).distinct()
    once = pairs.subquery()
    counts = agreed_on()
    claimed, verified = (
        sa.func.sum(sa.case((counts, column))) for column in (Commitment.claimed_percent, Commitment.verified_percent)
    )
    opened, number = (sa.func.count(sa.case((each, 1))) for each in (Commitment.is_open, counts))
    rows = sa.select(once.c.top, opened.label("open"), claimed, verified, number.label("number"))
    rows = rows.join(Commitment, Commitment.id == once.c.commitment_id).where(Commitment.visible_clause(who))
    return rows.group_by(once.c.top)


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
    here = AREAS.c.area_id.in_(inside_of(int(value)))
    return Commitment.id.in_(sa.select(AREAS.c.commitment_id).where(here))


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
