"""One declared way to filter, sort and page a list; its whole state is in the URL.

Paging is by key: a page starts after the sort value and id of the last row of the one before, so page 1,000
costs what page 1 costs. Unknown filters, sorts and cursors fall back to the default; no column name ever comes
from the URL. Counting stops at COUNT_LIMIT, for the same reason; under a keyword at WORD_LIMIT.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app import formats
from app.clock import today
from app.columns import BIGGEST_ID
from app.extensions import db
from app.forms import clean_text
from app.language import Lazy as _l
from app.paging import COUNT_LIMIT, END, PAGE_SIZE, BoundFilter, Choices, Page
from app.policy import Holder, Seat, Viewer

WORD_LIMIT = 100  # where a keyword is looked for in row after row

Rows = sa.Select[*tuple[Any, ...]]  # a select of any columns
Values = Mapping[str, str]  # of the filters that were asked
Question = tuple["Listing", tuple[Seat, ...], tuple[tuple[str, str], ...], int, str, dt.date]


@dataclass(frozen=True)
class Filter:
    """A question above a list. `apply(value)` returns the condition of a value that is one of the choices.

    `read(value)` may know a value that is none of them: it returns the value as the address is to have it, with its
    label, or None. `more` puts the filter behind "Saringan lain". The condition of a `personal` one names the parameter
    `viewer_id`.
    """

    name: str
    label: Any
    apply: Callable[[str], sa.ColumnElement[bool]]
    choices: Callable[[], Choices] | None = None
    kind: str = "choice"
    read: Callable[[str], tuple[str, Any] | None] | None = None
    more: bool = False
    personal: bool = False

    def bind(self, typed: str) -> BoundFilter:
        """Return the filter as it was asked; a value that it does not know is none."""
        choices, value = self.choices() if self.choices else (), clean_text(typed)[:200].strip()
        known = self.kind == "text" or value in {str(key) for key, _ in choices}
        if value and not known and self.read and (found := self.read(value)):
            value, known, choices = found[0], True, [*choices, found]
        return BoundFilter(self.name, self.label, self.kind, value if known else "", choices, self.more)


@dataclass(frozen=True, eq=False)
class Listing:
    """A list page: its filters, its sorts (key -> column that is never NULL), and the id that breaks ties.

    `rows(who, values)` selects the columns shown, scoped to the person; it sees the filters' values, applies none.
    `turn(who, values)` may name another list with the same filters that answers these values along a better index.
    `summary(listing, who, values)` may return figures of all rows: their `number` then stands for the count, `most`
    says where counting stopped, and `ids`, when not None, which rows they are.
    """

    identity: Any
    sorts: dict[str, Any]
    default: str
    rows: Callable[[Holder, Values], Rows]
    filters: Sequence[Filter] = ()
    turn: Callable[[Holder, Values], Listing] | None = None
    summary: Callable[[Listing, Holder, Values], Any] | None = None

    def page(self, who: Holder, args: MultiDict[str, str], path: str) -> Page:
        """Run the list for one request."""
        page = self.ask(args, path)
        listing = self.turn(who, page.values) if self.turn else self
        listing._fetch(page, who, args)
        return page

    def ask(self, args: MultiDict[str, str], path: str) -> Page:
        """Read what is asked, without running anything for it."""
        bound = [each.bind(args.get(each.name, "")) for each in self.filters]
        sort = args.get("urut", "")
        if sort.removeprefix("-") not in self.sorts:
            sort = self.default
        values = {each.name: each.value for each in bound if each.value}
        page = Page(path=path, filters=bound, values=values, sort=sort, default_sort=self.default)
        if any(each.kind == "text" and each.value for each in bound):
            page.most = WORD_LIMIT
        return page

    def asked(self, who: Holder, values: Values) -> Rows:
        """All rows that these values ask for, unordered."""
        rows = self.rows(who, values)
        for each in self.filters:
            if each.name in values:
                rows = rows.where(each.apply(values[each.name]))
        return rows

    def _parameters(self, page: Page, who: Holder) -> dict[str, Any]:
        if page.summary is not None and page.summary.ids is not None:
            return {"ids": page.summary.ids}
        return self.parameters(who, page.values)

    def _summarise(self, page: Page, who: Holder) -> int:
        """Return where the rows' own count stops: 0 where the summary has counted them."""
        if not self.summary:
            return page.most
        page.summary = self.summary(self, who, page.values)
        page.most = page.summary.most
        return 0

    def parameters(self, who: Any, values: Values) -> dict[str, Any]:
        """What the conditions of personal filters need to know."""
        personal = any(each.personal for each in self.filters if each.name in values)
        return {"viewer_id": getattr(who, "id", None)} if personal else {}

    def _fetch(self, page: Page, who: Holder, args: MultiDict[str, str]) -> None:
        column = self.sorts[page.sort.removeprefix("-")]
        downward = page.sort.startswith("-")
        most = self._summarise(page, who)
        asked = tuple(page.values.items())
        question = (self, who.seats, asked, most, page.sort.removeprefix("-"), today())
        mine = self._parameters(page, who)
        backward = args.get("sebelum", "")
        if backward:
            after = None if backward == END else read_cursor(backward, column)
            found = _run(question, not downward, after, mine)
            if (after or backward == END) and len(found) > PAGE_SIZE:
                page.total = _total(page, found)
                size = page.last_size if backward == END else PAGE_SIZE
                page.rows = found[:size][::-1]
                page.previous_cursor = _place(page.rows[0])
                page.next_cursor = None if backward == END else _place(page.rows[-1])
                page.number = page.page_count if backward == END else _number(args)
                return
        after = None if backward else read_cursor(args.get("sesudah", ""), column)
        found = _run(question, downward, after, mine)
        if after and not found:  # what stood behind this cursor is gone
            after, found = None, _run(question, downward, None, mine)
        page.total = _total(page, found)
        page.rows = found[:PAGE_SIZE]
        page.number = _number(args) if after else 1
        if after and page.rows:
            page.previous_cursor = _place(page.rows[0])
        if len(found) > PAGE_SIZE:
            page.next_cursor = _place(page.rows[-1])


def _total(page: Page, found: list[Any]) -> int:
    if page.summary is not None:
        return int(page.summary.number)
    return found[0].total if found else 0


def _run(question: Question, downward: bool, after: tuple[Any, int] | None, mine: dict[str, Any]) -> list[Any]:
    """One row more than a page holds, from the cursor on. Columns, not entities: straight from the connection."""
    if mine.get("ids") == ():
        return []
    statement = _statement(*question, downward, after is not None, "ids" in mine)
    edge = {"edge_value": after[0], "edge_id": after[1]} if after else {}
    return list(db.session.connection().execute(statement, edge | mine))


@lru_cache(maxsize=64)
def _statement(
    listing: Listing, seats: tuple[Seat, ...], asked: tuple[tuple[str, str], ...], most: int, sort: str, _day: dt.date,
    downward: bool, from_edge: bool, known: bool,
) -> Rows:  # fmt: skip
    """Build the query once for the same question on the same day: building it takes as long as asking it."""
    column, identity, viewer = listing.sorts[sort], listing.identity, Viewer(seats)
    if known:
        rows = listing.rows(viewer, dict(asked)).where(identity.in_(sa.bindparam("ids", expanding=True)))
    else:
        rows = listing.asked(viewer, dict(asked))
    if most:
        rows = rows.add_columns(capped_count(rows, most).scalar_subquery().label("total"))
    rows = rows.add_columns(column.label("sort_value"), identity.label("sort_id"))
    if from_edge:
        key = sa.tuple_(column, identity)
        edge = sa.tuple_(sa.bindparam("edge_value", type_=column.type), sa.bindparam("edge_id", type_=sa.BigInteger))
        rows = rows.where(key < edge if downward else key > edge)
    order = (column.desc(), identity.desc()) if downward else (column.asc(), identity.asc())
    return rows.order_by(*order).limit(PAGE_SIZE + 1)


def capped_count(rows: sa.Select[Any] | Rows, most: int = COUNT_LIMIT) -> sa.Select[Any]:
    """The number of rows, counted up to `most` + 1; as a scalar subquery it saves a round trip."""
    some = rows.with_only_columns(sa.literal(1), maintain_column_froms=True).order_by(None).limit(most + 1)
    return sa.select(sa.func.count()).select_from(some.subquery())


def count_in_words(number: int) -> str:
    """Write such a count for people: beyond COUNT_LIMIT nobody counted."""
    return formats.number(min(number, COUNT_LIMIT)) + ("+" if number > COUNT_LIMIT else "")


def _place(row: Any) -> str:
    return cursor_of(row.sort_value, row.sort_id)


def cursor_of(value: Any, identity: int) -> str:
    """Return the place of a row, by what it is sorted by and its id, as an address names it."""
    return f"{value.isoformat() if isinstance(value, dt.date) else value}~{identity}"


def read_cursor(text: str, column: Any) -> tuple[Any, int] | None:
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
