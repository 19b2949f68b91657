"""One declared way to filter, sort and page a list; its whole state is in the URL.

Paging is by key: a page starts after the sort value and id of the last row of the one before, so page 1,000
costs what page 1 costs. Unknown filters, sorts and cursors fall back to the default; no column name ever comes
from the URL. Counting stops at COUNT_LIMIT, for the same reason; under a keyword at WORD_LIMIT.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app import formats
from app.clock import today
from app.columns import BIGGEST_ID
from app.extensions import db
from app.forms import clean_text
from app.language import Lazy as _l
from app.policy import Holder, Seat, Viewer

PAGE_SIZE = 25
COUNT_LIMIT = 1000
WORD_LIMIT = 100  # where a keyword is looked for in row after row
END = "akhir"

Choices = Sequence[tuple[str, Any]]
Rows = sa.Select[*tuple[Any, ...]]  # a select of any columns
Values = Mapping[str, str]  # of the filters that were asked
Question = tuple["Listing", tuple[Seat, ...], tuple[tuple[str, str], ...], int, str, dt.date]


@dataclass(frozen=True)
class Filter:
    """A question above a list. `apply(value)` returns the condition of a value that is one of the choices."""

    name: str
    label: Any
    apply: Callable[[str], sa.ColumnElement[bool]]
    choices: Callable[[], Choices] | None = None
    kind: str = "choice"


@dataclass(frozen=True)
class BoundFilter:
    """A filter as one request asked it."""

    name: str
    label: Any
    kind: str
    value: str
    choices: Choices


@dataclass(frozen=True, eq=False)
class Listing:
    """A list page: its filters, its sorts (key -> column that is never NULL), and the id that breaks ties.

    `rows(who, values)` selects the columns shown, scoped to the person; it sees the filters' values, applies none.
    `turn(values)` may name another list with the same filters that answers these values along a better index.
    """

    identity: Any
    sorts: dict[str, Any]
    default: str
    rows: Callable[[Holder, Values], Rows]
    filters: Sequence[Filter] = ()
    turn: Callable[[Values], Listing] | None = None

    def page(self, who: Holder, args: MultiDict[str, str], path: str) -> Page:
        """Run the list for one request."""
        bound, values = [], {}
        for each in self.filters:
            value = clean_text(args.get(each.name, ""))[:200].strip()
            choices = each.choices() if each.choices else ()
            if value and (each.kind != "choice" or value in {str(key) for key, _ in choices}):
                values[each.name] = value
            bound.append(BoundFilter(each.name, each.label, each.kind, values.get(each.name, ""), choices))
        sort = args.get("urut", "")
        if sort.removeprefix("-") not in self.sorts:
            sort = self.default
        page = Page(path=path, filters=bound, values=values, sort=sort, default_sort=self.default)
        if any(each.kind == "text" and each.value for each in bound):
            page.most = WORD_LIMIT
        listing = self.turn(values) if self.turn else self
        listing._fetch(page, who, args)
        return page

    def _fetch(self, page: Page, who: Holder, args: MultiDict[str, str]) -> None:
        column = self.sorts[page.sort.removeprefix("-")]
        downward = page.sort.startswith("-")
        asked = tuple(page.values.items())
        question = (self, who.seats, asked, page.most, page.sort.removeprefix("-"), today())
        backward = args.get("sebelum", "")
        if backward:
            after = None if backward == END else _cursor(backward, column)
            found = _run(question, not downward, after)
            if (after or backward == END) and len(found) > PAGE_SIZE:
                page.total = found[0].total
                size = page.last_size if backward == END else PAGE_SIZE
                page.rows = found[:size][::-1]
                page.previous_cursor = _text(page.rows[0])
                page.next_cursor = None if backward == END else _text(page.rows[-1])
                page.number = page.page_count if backward == END else _number(args)
                return
        after = None if backward else _cursor(args.get("sesudah", ""), column)
        found = _run(question, downward, after)
        if after and not found:  # what stood behind this cursor is gone
            after, found = None, _run(question, downward, None)
        page.total = found[0].total if found else 0
        page.rows = found[:PAGE_SIZE]
        page.number = _number(args) if after else 1
        if after and page.rows:
            page.previous_cursor = _text(page.rows[0])
        if len(found) > PAGE_SIZE:
            page.next_cursor = _text(page.rows[-1])


def _run(question: Question, downward: bool, after: tuple[Any, int] | None) -> list[Any]:
    """One row more than a page holds, from the cursor on. Columns, not entities: straight from the connection."""
    statement = _statement(*question, downward, after is not None)
    edge = {"edge_value": after[0], "edge_id": after[1]} if after else {}
    return list(db.session.connection().execute(statement, edge))


@lru_cache(maxsize=64)
def _statement(
    listing: Listing, seats: tuple[Seat, ...], asked: tuple[tuple[str, str], ...], most: int, sort: str, _day: dt.date,
    downward: bool, from_edge: bool,
) -> Rows:  # fmt: skip
    """Build the query once for the same question on the same day: building it takes as long as asking it."""
    values = dict(asked)
    rows = listing.rows(Viewer(seats), values)
    for each in listing.filters:
        if each.name in values:
            rows = rows.where(each.apply(values[each.name]))
    column, identity = listing.sorts[sort], listing.identity
    rows = rows.add_columns(
        capped_count(rows, most).scalar_subquery().label("total"), column.label("sort_value"), identity.label("sort_id")
    )
    if from_edge:
        key = sa.tuple_(column, identity)
        edge = sa.tuple_(sa.bindparam("edge_value", type_=column.type), sa.bindparam("edge_id", type_=sa.BigInteger))
        rows = rows.where(key < edge if downward else key > edge)
    order = (column.desc(), identity.desc()) if downward else (column.asc(), identity.asc())
    return rows.order_by(*order).limit(PAGE_SIZE + 1)


@dataclass
class Page:
    """What a list template draws."""

    path: str
    filters: list[BoundFilter]
    values: dict[str, str]
    sort: str
    default_sort: str
    rows: list[Any] = field(default_factory=list)
    total: int = 0
    most: int = COUNT_LIMIT
    number: int | None = 1
    previous_cursor: str | None = None
    next_cursor: str | None = None

    @property
    def total_is_capped(self) -> bool:
        """True when there are more rows than were counted."""
        return self.total > self.most

    @property
    def is_filtered(self) -> bool:
        """True when at least one filter is set."""
        return bool(self.values)

    @property
    def page_count(self) -> int | None:
        """Number of pages, None when the count is capped."""
        return None if self.total_is_capped else max(1, -(-self.total // PAGE_SIZE))

    @property
    def last_size(self) -> int:
        """Rows on the last page."""
        return PAGE_SIZE if self.total_is_capped else self.total % PAGE_SIZE or PAGE_SIZE

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the filter form has to keep."""
        return [] if self.sort == self.default_sort else [("urut", self.sort)]

    def sort_url(self, key: str) -> str:
        """The list sorted by `key`; a second click turns the order round."""
        turned = f"-{key}" if self.sort == key else key
        return self._url(**self.values, urut=turned)

    def sort_state(self, key: str) -> str:
        """The value of aria-sort for a column."""
        if self.sort.removeprefix("-") != key:
            return "none"
        return "descending" if self.sort.startswith("-") else "ascending"

    @property
    def first_url(self) -> str | None:
        """The first page, None when it is the present one."""
        return self._state() if self.previous_cursor else None

    @property
    def previous_url(self) -> str | None:
        """The page before, None on the first."""
        if not self.previous_cursor:
            return None
        return self._state(sebelum=self.previous_cursor, hal=self.number - 1 if self.number else None)

    @property
    def next_url(self) -> str | None:
        """The page after, None on the last."""
        if not self.next_cursor:
            return None
        return self._state(sesudah=self.next_cursor, hal=self.number + 1 if self.number else None)

    @property
    def last_url(self) -> str | None:
        """The last page, None when it is the present one."""
        return self._state(sebelum=END) if self.next_cursor else None

    def _state(self, **more: Any) -> str:
        return self._url(**self.values, **dict(self.hidden), **more)

    def _url(self, **query: Any) -> str:
        return _address(self.path, tuple(pair for pair in query.items() if pair[1] not in (None, "")))


@lru_cache(maxsize=512)
def _address(path: str, query: tuple[tuple[str, Any], ...]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def capped_count(rows: sa.Select[Any] | Rows, most: int = COUNT_LIMIT) -> sa.Select[Any]:
    """The number of rows, counted up to `most` + 1; as a scalar subquery it saves a round trip."""
    some = rows.with_only_columns(sa.literal(1), maintain_column_froms=True).order_by(None).limit(most + 1)
    return sa.select(sa.func.count()).select_from(some.subquery())


def count_in_words(number: int) -> str:
    """Write such a count for people: beyond COUNT_LIMIT nobody counted."""
    return formats.number(min(number, COUNT_LIMIT)) + ("+" if number > COUNT_LIMIT else "")


def _text(row: Any) -> str:
    value = row.sort_value
    return f"{value.isoformat() if isinstance(value, dt.date) else value}~{row.sort_id}"


def _cursor(text: str, column: Any) -> tuple[Any, int] | None:
    """Read a cursor; None when it is not one of ours."""
    value, _, identity = text.rpartition("~")
    try:
        key = int(identity)
        if not 0 < key <= BIGGEST_ID:
            return None
        return _parse(clean_text(value), column.type.python_type), key
    except (ValueError, OverflowError):
        return None


def _parse(value: str, kind: type) -> Any:
    if kind is dt.datetime:
        instant = dt.datetime.fromisoformat(value)
        # In UTC at once: what lies before the year 1 or after 9999 there is no cursor of ours.
        return instant.astimezone(dt.UTC) if instant.tzinfo else instant.replace(tzinfo=dt.UTC)
    if kind is dt.date:
        return dt.date.fromisoformat(value)
    if kind is int:
        number = int(value)
        if abs(number) > BIGGEST_ID:
            raise OverflowError
        return number
    return value


def _number(args: MultiDict[str, str]) -> int | None:
    text = args.get("hal", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def text_filter(*columns: Any) -> Filter:
    """Return the keyword filter: rows in which one of the columns holds the words as typed, in any case."""

    def matches(value: str) -> sa.ColumnElement[bool]:
        return sa.or_(*(column.icontains(value, autoescape=True) for column in columns))

    return Filter("cari", _l("Kata kunci"), matches, kind="text")
