"""Which areas a page shows, and what is promised in them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.areas.models import Area, AreaKind
from app.commitments.models import Commitment
from app.commitments.promise import AREAS
from app.commitments.states import CommitmentState
from app.extensions import fetch
from app.language import Lazy as _l
from app.listing import Choices, Filter, Listing, Rows, Values
from app.policy import Holder

ID = sa.bindparam("area_id", type_=sa.BigInteger)
UNSPOKEN = " '’‘ʼ`-"  # what people leave out or put in when they write a name: To'bulung, Tobulung, To bulung
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


def _within(area: Any) -> sa.Select[Any]:
    """The ids of commitments in `area` (the table or an alias of it) and in the areas inside it."""
    inside = sa.or_(_Inside.c.id == area.id, _Inside.c.code.like(area.code.concat(".%")))
    return sa.select(AREAS.c.commitment_id).join(_Inside, _Inside.c.id == AREAS.c.area_id).where(inside)


def _plain(text: Any) -> Any:
    """A name as people say it: small letters, no blanks, no apostrophes."""
    if isinstance(text, str):
        return text.lower().translate({ord(sign): None for sign in UNSPOKEN})
    column = sa.func.lower(text)
    for sign in UNSPOKEN:
        column = sa.func.replace(column, sign, "")
    return column


def _matches(value: str) -> sa.ColumnElement[bool]:
    words = _plain(value)
    named = _plain(Area.name).contains(words, autoescape=True) if words else sa.true()
    return sa.or_(named, Area.code.startswith(value, autoescape=True))


def _in_district(value: str) -> sa.ColumnElement[bool]:
    return sa.or_(Area.code == value, Area.code.like(value + ".%"))


def district_choices() -> Choices:
    """The districts for a filter, by their code."""
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
