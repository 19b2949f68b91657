"""Which mappings pages show. Whatever tells a level joins `Mapping` through `visible_clause`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.accounts.identity import agencies_as
from app.agencies.models import Agency, Holding, Post
from app.areas.models import Area, AreaKind
from app.areas.queries import LISTING as AREA_LISTING
from app.clock import today
from app.extensions import fetch
from app.language import Lazy as _l
from app.listing import Choices, Filter, Listing, Rows, Values
from app.mapping.latest import newest_of_area, oldest_first
from app.mapping.levels import Level
from app.mapping.methods import MappingIndicator, MappingMethod
from app.mapping.models import Mapping
from app.mapping.parts import LevelDecision, MappingReading, MappingValue
from app.meetings.models import Meeting, MeetingState
from app.paging import Page
from app.periods import Half
from app.policy import Holder, Role, can

YEARS = 10  # that may be asked for, counted back from this one
MOST_MEETINGS = 50
ID = sa.bindparam("id", type_=sa.BigInteger)
_Parent = Area.__table__.alias("around")
_BY_NAME = {each.name: each for each in AREA_LISTING.filters}
MAPPED = (AreaKind.VILLAGE, AreaKind.PART)  # what is mapped: a kelurahan, or part of one
FIGURES = (
    Mapping.method_id, Mapping.year, Mapping.half, Mapping.answered, Mapping.main, Mapping.supporting, Mapping.score,
    Mapping.given, Mapping.returned, Mapping.expected, Mapping.level, Mapping.shared_at, Mapping.released_at,
)  # fmt: skip


def _asked(mapping: Any, values: Values) -> list[sa.ColumnElement[bool]]:
    """The conditions of the year, half and method asked for."""
    columns = {"tahun": (mapping.year, int), "semester": (mapping.half, Half), "metode": (mapping.method_id, int)}
    return [column == read(values[name]) for name, (column, read) in columns.items() if name in values]


def _unread(agencies: Iterable[int]) -> sa.ColumnElement[bool]:
    """One of these agencies can read the mapping and has not yet said so, or said so before it changed."""
    read = sa.select(sa.func.count()).where(
        MappingReading.mapping_id == Mapping.id, MappingReading.agency_id.in_(agencies),
        MappingReading.content == Mapping.content,
    )  # fmt: skip
    return sa.and_(Mapping.shared_at.is_not(None), read.correlate(Mapping).scalar_subquery() < len([*agencies]))


def to_read(agency_id: int) -> Rows:
    """The mappings that an agency is asked to read, unordered. They are shared with it, and no level is among them."""
    return sa.select(Mapping.id).where(_unread([agency_id]))


def _columns(who: Holder) -> Rows:
    return sa.select(
        Area.id, Area.code, Area.kind, Area.name, _Parent.c.kind.label("parent_kind"), _Parent.c.name.label("parent"),
        Mapping.id.label("mapping_id"), *FIGURES, _unread(agencies_as(who, Role.LIAISON)).label("is_unread"),
    ).where(sa.true() if can("area.read", who=who) else sa.false())  # fmt: skip


def mapping_rows(who: Holder, values: Values) -> Rows:
    """The columns of the front page: every kelurahan with its newest mapping, or only those that the person may see."""
    joined = sa.outerjoin(Area, Mapping, Mapping.id == newest_of_area(who, lambda one: _asked(one, values)))
    rows = _columns(who).select_from(joined.outerjoin(_Parent, _Parent.c.id == Area.parent_id))
    if not can("mapping.read_all", who=who):
        return rows.where(Mapping.id.is_not(None))
    return rows.where(sa.or_(Area.kind == AreaKind.VILLAGE, Mapping.id.is_not(None)))


def _unread_rows(who: Holder, values: Values) -> Rows:
    """The same columns of every mapping that an agency of the person is asked to read, not only of the newest."""
    joined = sa.join(Area, Mapping, Mapping.area_id == Area.id).outerjoin(_Parent, _Parent.c.id == Area.parent_id)
    mine = _unread(agencies_as(who, Role.LIAISON)), Mapping.visible_clause(who)
    return _columns(who).select_from(joined).where(*mine, *_asked(Mapping, values))


UNREAD = "belum-dibaca"
_STANDS = {
    UNREAD: (_l("Belum dibaca instansi saya"), sa.true()),  # it is another list: see `_unread_rows`
    "belum-dipetakan": (_l("Belum dipetakan"), Mapping.id.is_(None)),
    "belum-ditetapkan": (_l("Dipetakan, belum ditetapkan"), sa.and_(Mapping.id.is_not(None), Mapping.level.is_(None))),
    "ditetapkan": (_l("Sudah ditetapkan"), Mapping.level.is_not(None)),
    "dibagikan": (_l("Dibagikan kepada instansi"), Mapping.shared_at.is_not(None)),
    "belum-dibagikan": (_l("Belum dibagikan"), sa.and_(Mapping.id.is_not(None), Mapping.shared_at.is_(None))),
}


def _stand_choices() -> Choices:
    """Who speaks for no agency is not asked what it has read."""
    known = {key: label for key, (label, _) in _STANDS.items() if key != UNREAD or can("mapping.confirm")}
    return [("", _l("Semua keadaan")), *known.items()]


def _year_choices() -> Choices:
    this = today().year
    return [("", _l("Terakhir")), *((str(year), str(year)) for year in range(this + 1, this - YEARS, -1))]


def _method_choices() -> Choices:
    return [("", _l("Semua metode")), *((str(key), name) for key, name in method_choices(current=False))]


def method_choices(current: bool = True) -> list[tuple[int, str]]:
    """The methods in use, or all: by name, and where several have the same, with the version."""
    rows = sa.select(MappingMethod.id, MappingMethod.name, MappingMethod.edition).order_by(MappingMethod.id)
    found = fetch(rows.where(MappingMethod.is_current) if current else rows)
    names = [row.name for row in found]
    return [(row.id, row.name if names.count(row.name) == 1 else f"{row.name} ({row.edition})") for row in found]


def _anything(value: str) -> sa.ColumnElement[bool]:
    """Which mapping of an area is meant says `mapping_rows`; the area stays on the list without one."""
    return sa.true()


@dataclass(frozen=True)
class Standing:
    """How many areas a list holds, how many of them are mapped, and how many are of each official level."""

    number: int
    mapped: int
    by_level: dict[Level, int]
    ids: None = None

    @property
    def most(self) -> int:
        """All of them are counted."""
        return self.number


def standing(listing: Listing, who: Holder, values: Values) -> Standing:
    """Count all that a list asks for, in one query, which saves the rows their own count."""
    rows = listing.asked(who, values).subquery()
    counted = sa.select(rows.c.level, sa.func.count().label("number"), sa.func.count(rows.c.mapping_id).label("mapped"))
    found = fetch(counted.group_by(rows.c.level))
    by_level = {row.level: row.number for row in found if row.level}
    return Standing(sum(row.number for row in found), sum(row.mapped for row in found), by_level)


_SORTS = {"kode": Area.code, "nama": Area.name, "kategori": sa.func.coalesce(sa.cast(Mapping.level, sa.String), "0")}
_FILTERS = (
        Filter("tahun", _l("Tahun"), _anything, _year_choices),
        Filter("semester", _l("Periode"), _anything, lambda: [("", _l("Semua periode")), *Half.choices()]),
        Filter("metode", _l("Metode"), _anything, _method_choices),
        _BY_NAME["kecamatan"],
        Filter("keadaan", _l("Keadaan"), lambda value: _STANDS[value][1],
               _stand_choices, more=True),
        Filter("kategori", _l("Kategori ditetapkan"), lambda value: Mapping.level == Level(value),
               lambda: [("", _l("Semua kategori")), *((each.value, f"{each.value} {each.label}") for each in Level)],
               more=True),
        _BY_NAME["cari"],
)  # fmt: skip
_UNREAD = Listing(
    rows=_unread_rows, summary=standing, identity=Mapping.id, sorts=_SORTS, default="kode", filters=_FILTERS
)
LISTING: Listing = Listing(
    rows=mapping_rows, summary=standing, identity=Area.id, sorts=_SORTS, default="kode", filters=_FILTERS,
    turn=lambda who, values: _UNREAD if values.get("keadaan") == UNREAD else LISTING,
)  # fmt: skip


def tells_levels(page: Page) -> bool:
    """Which rows stand on a page, or in which order, gives levels away even where none is written."""
    return "kategori" in page.values or page.sort.removeprefix("-") == "kategori"


def history(who: Holder) -> Rows:
    """The mappings of an area (`id`) that the person may see, oldest first."""
    rows = sa.select(Mapping.id, Mapping.reference, *FIGURES).where(Mapping.area_id == ID, Mapping.visible_clause(who))
    return rows.order_by(*oldest_first())


# What was found for the indicators of some mappings.
VALUES = sa.select(
    MappingValue.mapping_id, MappingValue.indicator_id, MappingValue.is_present, MappingValue.value, MappingValue.unit
).where(MappingValue.mapping_id.in_(sa.bindparam("ids", expanding=True)))
# The indicators of a method in their order.
INDICATORS = (
    sa.select(MappingIndicator.id, MappingIndicator.key, MappingIndicator.label, MappingIndicator.group.label("group"))
    .where(MappingIndicator.method_id == ID)
    .order_by(MappingIndicator.position, MappingIndicator.id)
)
# The decisions on one mapping with the meeting where each was taken, newest first.
DECISIONS = (
    sa.select(
        LevelDecision.id, LevelDecision.level, LevelDecision.computed, LevelDecision.decided_on, LevelDecision.basis,
        LevelDecision.reason, LevelDecision.by_name, LevelDecision.by_position, LevelDecision.at,
        Meeting.id.label("meeting_id"), Meeting.reference.label("meeting"),
    )
    .outerjoin(Meeting, Meeting.id == LevelDecision.meeting_id)
    .where(LevelDecision.mapping_id == ID)
    .order_by(LevelDecision.id.desc())
)  # fmt: skip
_SPEAKS = sa.exists().where(Post.agency_id == Agency.id, Post.role == Role.LIAISON, Holding.post_id == Post.id,
                            Holding.ends_at.is_(None))  # fmt: skip
# Agencies that can say to have read a mapping, or did, with what stood there then.
READERS = (
    sa.select(
        Agency.id,
        Agency.name,
        MappingReading.at,
        MappingReading.by_name,
        MappingReading.decision_id,
        MappingReading.content,
        MappingReading.agency_name,
    )
    .outerjoin(MappingReading, sa.and_(MappingReading.agency_id == Agency.id, MappingReading.mapping_id == ID))
    .where(sa.or_(MappingReading.id.is_not(None), sa.and_(Agency.ended_on.is_(None), _SPEAKS)))
    .order_by(Agency.name)
)


def meetings_of(who: Holder) -> Rows:
    """Meetings at which a level may have been decided, newest first."""
    rows = sa.select(Meeting.id, Meeting.reference, Meeting.theme, Meeting.starts_at)
    held = Meeting.state.not_in((MeetingState.DRAFT, MeetingState.CANCELLED))
    return rows.where(Meeting.visible_clause(who), held).order_by(Meeting.starts_at.desc()).limit(MOST_MEETINGS)


def others_of(area_id: int, method_id: int, year: int) -> Rows:
    """The periods of a year in which an area is mapped already by a method."""
    return sa.select(Mapping.half, Mapping.reference).where(
        Mapping.area_id == area_id, Mapping.method_id == method_id, Mapping.year == year
    )
