"""The yearly chain by area: which of the seven steps is done, planned or missing.

A step counts by what was recorded for it in the area and in the areas inside it, in a calendar year: activities by
their first day, mappings by their year (that there is one, never its level), meetings that chose the area as a target
location of that year, and commitments there by their due date, done once verified.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.activities.models import ACTIVITY_AREAS, Activity
from app.activities.queries import HERE, LIVE, THERE, family, is_mismatched, is_without_following
from app.activities.steps import COVERING, ActivityState, ActivityStep
from app.areas.models import Area
from app.clock import today
from app.columns import Labelled
from app.commitments.models import Commitment
from app.commitments.promise import AREAS
from app.commitments.states import CommitmentState
from app.extensions import fetch
from app.findings.models import TargetChoice
from app.language import Lazy as _l
from app.mapping.models import Mapping
from app.meetings.models import HELD, Meeting, MeetingState

_FIRST, _LAST = (sa.bindparam(name, type_=sa.Date) for name in ("first", "last"))
_YEAR = sa.bindparam("year", type_=sa.Integer)
_ID = sa.bindparam("area_id", type_=sa.BigInteger)


class Standing(Labelled):
    """How a step stands in an area and year."""

    DONE = "done", _l.pgettext("langkah", "Sudah"), "circle-check", "ok"
    PLANNED = "planned", _l("Direncanakan"), "calendar", "info"
    COVERED = "covered", _l("Dari wilayah di atasnya"), "arrow-up", "neutral"
    MISSING = "missing", _l.pgettext("langkah", "Belum"), "circle", "warn"


class Fact(NamedTuple):
    """Something that counts for a step: an activity, a mapping, a meeting or a commitment."""

    kind: str
    id: int
    step: ActivityStep
    is_done: bool


@dataclass
class Cell:
    """One step in one area."""

    facts: set[Fact] = field(default_factory=set)
    covered: set[Fact] = field(default_factory=set)

    @property
    def standing(self) -> Standing:
        """Done when anything is, else planned, else covered by a larger area, else missing."""
        if any(fact.is_done for fact in self.facts):
            return Standing.DONE
        if self.facts:
            return Standing.PLANNED
        return Standing.COVERED if any(fact.is_done for fact in self.covered) else Standing.MISSING

    def number(self, kind: str) -> int:
        """How many of this kind there are here."""
        return sum(fact.kind == kind for fact in self.facts)


Row = dict[ActivityStep, Cell]
STEPS = {step.value: step for step in ActivityStep}


@lru_cache(maxsize=4)
def _facts(near: bool, _day: dt.date) -> sa.CompoundSelect[Any]:
    """All that counts in a year; with `near` only around one area, and with what its page says of each.

    Built once a day: building it takes as long as asking it, and what is overdue depends on the day.
    """
    return sa.union_all(*(_around(rows, link) if near else _slim(rows) for rows, link in _kinds(near)))


def _kinds(detail: bool) -> Iterator[tuple[sa.Select[Any], Any]]:
    """Each kind of fact, with the column that says in which area it is."""
    held = Activity.state == ActivityState.HELD
    flags = (is_without_following(), is_mismatched()) if detail else (sa.false(), sa.false())
    told: tuple[Any, ...] = (Activity.reference, Activity.title, Activity.starts_on)
    key = ACTIVITY_AREAS.c.area_id
    rows = _columns("activity", Activity.id, sa.type_coerce(Activity.step, sa.String), held, key, told, flags)
    yield rows.join(ACTIVITY_AREAS).where(LIVE, Activity.starts_on.between(_FIRST, _LAST)), key
    told = (Mapping.reference, sa.literal(""), sa.cast(sa.null(), sa.Date))
    rows = _columns("mapping", Mapping.id, sa.literal("mapping"), Mapping.is_begun(), Mapping.area_id, told)
    yield rows.where(Mapping.year == _YEAR), Mapping.area_id
    told = (Meeting.reference, Meeting.theme, sa.cast(sa.null(), sa.Date))
    rows = _columns("meeting", Meeting.id, sa.literal("meeting"), Meeting.state.in_(HELD), TargetChoice.area_id, told)
    chosen = rows.join(TargetChoice, TargetChoice.meeting_id == Meeting.id)
    gone = Meeting.state.in_((MeetingState.DRAFT, MeetingState.CANCELLED))
    yield chosen.where(TargetChoice.removed_at.is_(None), TargetChoice.year == _YEAR, ~gone), TargetChoice.area_id
    verified, key = Commitment.state == CommitmentState.VERIFIED, AREAS.c.area_id
    counts = sa.or_(verified, sa.and_(Commitment.is_open, Commitment.agreed_at.is_not(None)))
    told = (Commitment.reference, sa.func.substr(Commitment.statement, 1, 200), Commitment.due)
    rows = _columns("commitment", Commitment.id, sa.literal("support"), verified, key, told)
    yield (
        rows.join(AREAS, AREAS.c.commitment_id == Commitment.id).where(counts, Commitment.due.between(_FIRST, _LAST)),
        key,
    )


def _columns(kind: str, key: Any, step: Any, done: Any, area: Any, told: tuple[Any, ...],
             flags: tuple[Any, Any] = (sa.false(), sa.false())) -> sa.Select[Any]:  # fmt: skip
    reference, title, day = told
    return sa.select(
        sa.literal(kind).label("kind"), key.label("id"), step.label("step"), done.label("is_done"),
        area.label("area_id"), reference.label("reference"), title.label("title"), day.label("day"),
        flags[0].label("without_following"), flags[1].label("mismatched"),
    )  # fmt: skip


def _slim(rows: sa.Select[Any]) -> sa.Select[Any]:
    """Without what only the page of one area says."""
    return rows.with_only_columns(*list(rows.selected_columns)[:5], maintain_column_froms=True)


def _around(rows: sa.Select[Any], link: Any) -> sa.Select[Any]:
    near = sa.select(THERE.c.id).join(HERE, family(HERE, THERE)).where(HERE.c.id == _ID)
    return rows.where(link.in_(near))


_AREAS = sa.select(Area.id, Area.code, Area.kind, Area.name).order_by(Area.code)
_NEAR = _AREAS.join(HERE, family(HERE, Area.__table__)).where(HERE.c.id == _ID)
_TARGETS = sa.select(TargetChoice.area_id).where(TargetChoice.year == _YEAR, TargetChoice.removed_at.is_(None))


def _asked(year: int) -> dict[str, Any]:
    return {"year": year, "first": dt.date(year, 1, 1), "last": dt.date(year, 12, 31)}


def _grid(codes: dict[str, int], found: Iterable[tuple[str, Fact]]) -> dict[int, Row]:
    """Put each fact where it was recorded, into all larger areas, and what covers into all smaller ones."""
    grid: dict[int, Row] = {key: {step: Cell() for step in ActivityStep} for key in codes.values()}
    covering: dict[str, list[Fact]] = defaultdict(list)
    for code, fact in found:
        for each in _up(code):
            if each in codes:
                grid[codes[each]][fact.step].facts.add(fact)
        if fact.step in COVERING:
            covering[code].append(fact)
    for code, key in codes.items():
        for larger in list(_up(code))[1:]:
            for fact in covering.get(larger, ()):
                grid[key][fact.step].covered.add(fact)
    return grid


def _up(code: str) -> Iterator[str]:
    """A code and those of all areas around it, as official codes are built."""
    while code:
        yield code
        code = code.rpartition(".")[0]


def _fact(row: Any) -> Fact:
    return Fact(row.kind, row.id, STEPS[row.step], bool(row.is_done))


class Matrix(NamedTuple):
    """Areas in which anything counts, or that are target locations (`targets`, by id), with their cells.

    `more` is how many others there are.
    """

    areas: list[Any]
    grid: dict[int, Row]
    targets: set[int]
    more: int = 0


def matrix_of(year: int, within: str = "", most: int = 1000) -> Matrix:
    """The chain of a year in the first areas by code, or in those `within` a code."""
    rows = fetch(_facts(False, today()), **_asked(year))
    targets = {row.area_id for row in fetch(_TARGETS, year=year)}
    known = {area.id: area for area in fetch(_AREAS)}
    shown = targets.union(row.area_id for row in rows)
    areas = [area for key, area in known.items() if key in shown and (not within or within in _up(area.code))]
    codes = {area.code: area.id for area in areas[:most]}
    grid = _grid(codes, ((known[row.area_id].code, _fact(row)) for row in rows))
    return Matrix(areas[:most], grid, targets, len(areas) - most)


@dataclass
class Step:
    """One step of the chain in one area, with what was recorded for it."""

    step: ActivityStep
    standing: Standing
    rows: list[Any]
    covered: list[Any]


def chain_of(area: Area, year: int) -> list[Step]:
    """The seven steps of a year in one area, in their order."""
    rows = fetch(_facts(True, today()), area_id=area.id, **_asked(year))
    areas = {each.id: each for each in fetch(_NEAR, area_id=area.id)}
    grid = _grid({each.code: each.id for each in areas.values()}, ((areas[r.area_id].code, _fact(r)) for r in rows))
    told = {_fact(row): row for row in rows}
    return [
        Step(step, cell.standing, _ordered(told[fact] for fact in cell.facts),
             _ordered(told[fact] for fact in cell.covered - cell.facts))
        for step, cell in grid[area.id].items()
    ]  # fmt: skip


def _ordered(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: (row.day or dt.date.min, row.kind, row.id))


def next_missing(steps: list[Step]) -> ActivityStep | None:
    """The first step of the chain for which nothing was recorded."""
    return next((each.step for each in steps if each.standing is Standing.MISSING), None)
