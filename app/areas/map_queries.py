"""What the map and its table show: one row for each area that is drawn, with all facts that colour it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.areas.boundaries import AreaBoundary
from app.areas.models import Area, AreaKind
from app.areas.queries import district_choices
from app.commitments.filters import late_clause
from app.commitments.models import Commitment
from app.commitments.promise import AREAS
from app.extensions import fetch
from app.language import Lazy as _l
from app.listing import Filter, Listing
from app.mapping.latest import latest_levels, periods
from app.mapping.levels import Level
from app.paging import Page
from app.periods import period_of
from app.policy import Holder, can

OPEN, LATE, LEVEL = "", "terlambat", "kategori"  # what may colour the map, as the address names it

_BOUNDARY = [column for column in AreaBoundary.__table__.c if not column.key.startswith("imported")]
_ROWS = (
    sa.select(Area.id, Area.code, Area.kind, Area.name, Area.parent_id, *_BOUNDARY)
    .outerjoin(AreaBoundary, AreaBoundary.area_id == Area.id)
    .where(Area.kind != AreaKind.PART)
    .order_by(Area.code)
)


@dataclass
class MapRow:
    """One area that is drawn. `boundary` has its outline and where that comes from, None when it has no outline."""

    id: int
    code: str
    kind: AreaKind
    name: str
    district: str
    district_code: str
    boundary: Any
    open: int = 0
    late: int = 0
    level: Level | None = None
    period: str = ""
    is_released: bool = False
    mapping_id: int | None = None

    @property
    def full_name(self) -> str:
        """The name with its kind."""
        return self.kind.named(self.name)

    @property
    def number(self) -> int:
        """The level as a number to sort by, 0 for none."""
        return int(self.level.value) if self.level else 0


SORTS: dict[str, Callable[[MapRow], Any]] = {
    "kode": lambda row: row.code,
    "nama": lambda row: row.name.lower(),
    "terbuka": lambda row: row.open,
    "terlambat": lambda row: row.late,
    "kategori": lambda row: row.number,
}


@dataclass
class AreaMap:
    """What was asked (`page`, which has the sorted rows), and the outlines of the districts around the areas."""

    page: Page
    districts: list[Any]
    colour: str
    sees_levels: bool


def ask(who: Holder, args: MultiDict[str, str], path: str) -> AreaMap:
    """Return the map that an address asks for, as this person may see it; a handful of queries for any number."""
    sees = can("mapping.read", who=who)
    page = _listing(who, sees).ask(args, path)
    asked = {each.name: each.value for each in page.filters}
    rows, districts = _areas(asked["kecamatan"])
    _count(rows, who)
    if sees:
        _level(rows, who, asked.get("periode", ""))
    key = SORTS[page.sort.removeprefix("-")]
    page.rows = sorted(rows.values(), key=lambda row: (key(row), row.code), reverse=page.sort.startswith("-"))
    page.total = page.most = len(page.rows)
    return AreaMap(page, districts, asked["warna"], sees)


def _listing(who: Holder, sees: bool) -> Listing:
    """What may be asked; who sees no level can neither colour nor sort by it."""
    colours = [(OPEN, _l("Komitmen terbuka")), (LATE, _l("Komitmen terlambat"))]
    filters = [Filter("kecamatan", _l("Kecamatan"), _unasked, district_choices)]
    sorts = {key: None for key in SORTS if sees or key != "kategori"}
    if sees:
        colours.append((LEVEL, _l("Kategori ditetapkan")))
        choices = [("", _l("Pemetaan terakhir")), *periods(who)]
        filters.append(Filter("periode", _l("Periode kategori"), _unasked, lambda: choices))
    filters.insert(0, Filter("warna", _l("Warna menurut"), _unasked, lambda: colours))
    return Listing(rows=lambda _who, _values: _ROWS, identity=Area.id, sorts=sorts, default="kode", filters=filters)


def _unasked(_value: str) -> sa.ColumnElement[bool]:
    return sa.true()  # read by `ask`, which has all rows at hand


def _areas(district: str) -> tuple[dict[int, MapRow], list[Any]]:
    """The villages, or what there is while no village is known; and the districts with an outline."""
    found = {row.id: row for row in fetch(_ROWS)}
    kinds = {row.kind for row in found.values()}
    drawn = next((kind for kind in (AreaKind.VILLAGE, AreaKind.DISTRICT) if kind in kinds), AreaKind.CITY)
    rows, outer = {}, []
    for row in found.values():
        around = found.get(row.parent_id) if drawn is AreaKind.VILLAGE else None
        name, code = (around.name, around.code) if around else ("", "")
        if district not in ("", code, row.code):
            continue
        if row.kind is drawn:
            rows[row.id] = MapRow(row.id, row.code, drawn, row.name, name, code, row if row.path else None)
        elif row.kind is AreaKind.DISTRICT and row.path:
            outer.append(row)
    return rows, outer


def _count(rows: dict[int, MapRow], who: Holder) -> None:
    """Open and late commitments in each area and its parts, each once."""
    place = sa.case((Area.kind == AreaKind.PART, Area.parent_id), else_=Area.id)
    number = sa.func.count(Commitment.id.distinct())
    late = sa.func.count(sa.case((late_clause(), Commitment.id)).distinct())
    counted = (
        sa.select(place.label("area_id"), number.label("open"), late.label("late"))
        .select_from(AREAS)
        .join(Area, Area.id == AREAS.c.area_id)
        .join(Commitment, Commitment.id == AREAS.c.commitment_id)
        .where(Commitment.is_open, Commitment.visible_clause(who))
        .group_by(place)
    )
    for found in fetch(counted):
        if row := rows.get(found.area_id):
            row.open, row.late = found.open, found.late


def _level(rows: dict[int, MapRow], who: Holder, period: str) -> None:
    for found in fetch(latest_levels(who, period)):
        if row := rows.get(found.area_id):
            row.level, row.period = found.level, period_of(found.year, found.half)
            row.is_released, row.mapping_id = found.released_at is not None, found.id
