"""The board: the parts of tasks in a column for each state, the first of each column, and how many there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.accounts.identity import Identity
from app.agencies.queries import filter_choices
from app.clock import ZONE, today
from app.extensions import fetch
from app.language import Lazy as _l
from app.listing import Listing, Rows, Values, capped_count, cursor_of, read_cursor
from app.paging import Choices, Page
from app.policy import Holder, Role, Seat, Viewer
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.queries import OF_AGENCY
from app.tasks.states import PartState, TaskState

P = PartState
CARDS, LATELY = 50, dt.timedelta(days=30)
LONGEST_TITLE = 91  # one more than a card shows, so that it knows of a cut
EVERY = "semua"  # agency, where a liaison without a wish sees its own

Question = tuple[tuple[tuple[str, str], ...], tuple[Seat, ...], dt.date]


@dataclass(frozen=True)
class Lane:
    """A column: the parts in these states, named after the first of them unless `label` says more."""

    states: tuple[PartState, ...]
    label: Any = ""

    @property
    def key(self) -> str:
        """How addresses and the page name it."""
        return self.states[0].value

    @property
    def is_done(self) -> bool:
        """What is done stands latest first, and only for some weeks; all else first due first."""
        return P.DONE in self.states

    @property
    def sort(self) -> Any:
        """The column that its cards are in order of."""
        return TaskPart.updated_at if self.is_done else TaskPart.due


# What is declined holds the task up until somebody settles it, just as an obstacle does (`states.derived_state`).
LANES = (
    Lane((P.OFFERED,)), Lane((P.ACCEPTED,)), Lane((P.DOING,)),
    Lane((P.BLOCKED, P.DECLINED), _l("Terhambat atau ditolak")), Lane((P.DELIVERED,)), Lane((P.DONE,)),
)  # fmt: skip
BY_KEY = {lane.key: lane for lane in LANES}
LANE_OF = {state: lane for lane in LANES for state in lane.states}


@dataclass
class Filled:
    """A column with its cards. `after` is where its next cards begin, "" at the end; `is_later` when it is no start."""

    lane: Lane
    cards: list[Any]
    total: int
    after: str
    is_later: bool = False


def _choices() -> Choices:
    (_, everybody), *agencies = filter_choices()
    return [(EVERY, everybody), *agencies]


FILTERS = [
    replace(each, choices=_choices) if each.name == "instansi" else each
    for each in OF_AGENCY.filters
    if each.name != "status"
]
COLUMNS = (
    TaskPart.id, TaskPart.task_id, TaskPart.version, TaskPart.state, TaskPart.needs_confirmation, TaskPart.agency_name,
    TaskPart.due, TaskPart.updated_at, TaskPart.is_open, TaskPart.blocked_on, Task.reference, Task.priority,
    sa.func.substr(Task.title, 1, LONGEST_TITLE).label("title"), Task.issuer_agency_id,
    TaskPart.agency_id.label("responsible_agency_id"),
)  # fmt: skip


def _rows(_who: Holder, _values: Values) -> Rows:
    # Outer, so that counting may leave the tasks out where no filter asks for them.
    return sa.select(*COLUMNS).select_from(TaskPart).outerjoin(Task, Task.id == TaskPart.task_id)


BOARD = Listing(rows=_rows, identity=TaskPart.id, sorts={}, default="", filters=FILTERS)


def ask(who: Identity, args: MultiDict[str, str], path: str) -> tuple[Page, Values]:
    """Read what is asked of the board, and what that comes to: a liaison's is about its own agency unless it wishes."""
    page = BOARD.ask(args, path)
    own = who.agencies_as(Role.LIAISON)
    if own and "instansi" not in page.values:
        key = str(next(iter(own)))
        page.filters = [replace(each, value=key) if each.name == "instansi" else each for each in page.filters]
        return page, page.values | {"instansi": key}
    return page, {name: value for name, value in page.values.items() if (name, value) != ("instansi", EVERY)}


def lanes(page: Page, values: Values, who: Identity, args: MultiDict[str, str]) -> list[Filled]:
    """The columns with their cards; only that which `kolom` names, from `sesudah` on, where that is asked."""
    only = BY_KEY.get(args.get("kolom", ""))
    edge = read_cursor(args.get("sesudah", ""), only.sort) if only else None
    question = (tuple(values.items()), who.seats, today())
    known = BOARD.parameters(who, values)
    place = {"edge_value": edge[0], "edge_id": edge[1]} if edge else {}
    found = fetch(_cards(question, only, edge is not None), **known, **place)
    totals = fetch(_totals(question, page.most), **known)[0]
    return [
        _filled(lane, [row for row in found if row.state in lane.states], total, edge is not None)
        for lane, total in zip(LANES, totals, strict=True)
        if only in (None, lane)
    ]


def card(part_id: int) -> Any:
    """One part as its card shows it."""
    return fetch(_CARD, part_id=part_id)[0]


_CARD = _rows(Viewer(()), {}).where(TaskPart.id == sa.bindparam("part_id", type_=sa.BigInteger))


def _filled(lane: Lane, rows: list[Any], total: int, is_later: bool) -> Filled:
    rows.sort(key=lambda row: (row.updated_at if lane.is_done else row.due, row.id), reverse=lane.is_done)
    after = cursor_of(_lately(today()), 1) if lane.is_done and not is_later else ""
    if len(rows) > CARDS:
        last = rows[CARDS - 1]
        after = cursor_of(last.updated_at if lane.is_done else last.due, last.id)
    return Filled(lane, rows[:CARDS], total, after, is_later)


@lru_cache(maxsize=64)
def _cards(question: Question, only: Lane | None, from_edge: bool) -> Rows:
    """One row more than a column shows of each state. Each is a walk along an index, however many parts there are."""
    firsts = (_first(question, lane, from_edge) for lane in LANES if only in (None, lane))
    found = sa.union_all(*(sa.select(*first.c) for lane in firsts for first in lane)).subquery()
    return sa.select(*found.c)


def _first(question: Question, lane: Lane, from_edge: bool) -> Iterator[Any]:
    key = sa.tuple_(lane.sort, TaskPart.id)
    for state in lane.states:
        rows = _standing(question, lane, lately=not from_edge).where(TaskPart.state == state)
        if from_edge:
            edge = sa.tuple_(
                sa.bindparam("edge_value", type_=lane.sort.type), sa.bindparam("edge_id", type_=sa.BigInteger)
            )
            rows = rows.where(key < edge if lane.is_done else key > edge)
        order = (lane.sort.desc(), TaskPart.id.desc()) if lane.is_done else (lane.sort, TaskPart.id)
        yield rows.order_by(*order).limit(CARDS + 1).subquery()


@lru_cache(maxsize=64)
def _totals(question: Question, most: int) -> Rows:
    """How many cards each column has, counted up to `most` + 1."""
    counts = (
        capped_count(_standing(question, lane).where(TaskPart.state.in_(lane.states)), most).scalar_subquery()
        for lane in LANES
    )
    return sa.select(*(count.label(lane.key) for lane, count in zip(LANES, counts, strict=True)))


def _standing(question: Question, lane: Lane, lately: bool = True) -> Rows:
    """The cards of a column: of tasks that are neither withdrawn nor in the trash, of which none of is open."""
    asked, seats, day = question
    rows = BOARD.asked(Viewer(seats), dict(asked))
    if not lane.is_done:
        return rows.where(TaskPart.task_is_open)
    rows = rows.where(Task.visible_clause(Viewer(seats)), Task.state != TaskState.CANCELLED)
    return rows.where(TaskPart.updated_at >= _lately(day)) if lately else rows


def _lately(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day - LATELY, dt.time.min, ZONE).astimezone(dt.UTC)
