"""One declared way to filter, sort and page a list; its whole state is in the URL.

Paging is by key: a page starts after the sort value and id of the last row of the one before, so page 1,000
costs what page 1 costs. Unknown filters, sorts and cursors fall back to the default; no column name ever comes
from the URL. Counting stops at COUNT_LIMIT, for the same reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app import formats
from app.columns import BIGGEST_ID
from app.extensions import db
from app.forms import clean_text
from app.language import Lazy as _l

PAGE_SIZE = 25
COUNT_LIMIT = 1000
END = "akhir"

Choices = Sequence[tuple[str, Any]]
Rows = sa.Select[*tuple[Any, ...]]  # a select of any columns


@dataclass(frozen=True)
class Filter:
    """A question above a list. `apply(value)` returns the condition, or None when the value means nothing."""

    name: str
    label: Any
    apply: Callable[[str], sa.ColumnElement[bool] | None]
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


@dataclass(frozen=True)
class Listing:
    """A list page: its filters, its sorts (key -> column that is never NULL), and the id that breaks ties."""

    identity: Any
    sorts: dict[str, Any]
    default: str
    filters: Sequence[Filter] = ()

    def page(self, rows: Rows, args: MultiDict[str, str], path: str) -> Page:
        """Run the list for one request. `rows` selects the columns shown and is already scoped to the person."""
        bound, values = [], {}
        for each in self.filters:
            value = clean_text(args.get(each.name, ""))[:200].strip()
            choices = each.choices() if each.choices else ()
            if each.kind == "choice" and value not in {str(key) for key, _ in choices}:
                value = ""
            condition = each.apply(value) if value else None
            if condition is not None:
                rows = rows.where(condition)
                values[each.name] = value
            bound.append(BoundFilter(each.name, each.label, each.kind, values.get(each.name, ""), choices))
        sort = args.get("urut", "")
        if sort.removeprefix("-") not in self.sorts:
            sort = self.default
        page = Page(path=path, filters=bound, values=values, sort=sort, default_sort=self.default)
        self._fetch(page, rows.add_columns(capped_count(rows).scalar_subquery().label("total")), args)
        return page

    def _fetch(self, page: Page, rows: Rows, args: MultiDict[str, str]) -> None:
        column = self.sorts[page.sort.removeprefix("-")]
        downward = page.sort.startswith("-")
        rows = rows.add_columns(column.label("sort_value"), self.identity.label("sort_id"))
        backward = args.get("sebelum", "")
        if backward:
            after = None if backward == END else _cursor(backward, column)
            found = self._slice(rows, column, not downward, after)
            if (after or backward == END) and len(found) > PAGE_SIZE:
                page.total = found[0].total
                size = page.last_size if backward == END else PAGE_SIZE
                page.rows = found[:size][::-1]
                page.previous_cursor = _text(page.rows[0])
                page.next_cursor = None if backward == END else _text(page.rows[-1])
                page.number = page.page_count if backward == END else _number(args)
                return
        after = None if backward else _cursor(args.get("sesudah", ""), column)
        found = self._slice(rows, column, downward, after)
        if after and not found:  # what stood behind this cursor is gone
            after, found = None, self._slice(rows, column, downward, None)
        page.total = found[0].total if found else 0
        page.rows = found[:PAGE_SIZE]
        page.number = _number(args) if after else 1
        if after and page.rows:
            page.previous_cursor = _text(page.rows[0])
        if len(found) > PAGE_SIZE:
            page.next_cursor = _text(page.rows[-1])

    def _slice(self, rows: Rows, column: Any, downward: bool, after: Any) -> list[Any]:
        key = sa.tuple_(column, self.identity)
        if after:
            edge = sa.tuple_(sa.literal(after[0], column.type), sa.literal(after[1], sa.BigInteger))
            rows = rows.where(key < edge if downward else key > edge)
        order = (column.desc(), self.identity.desc()) if downward else (column.asc(), self.identity.asc())
        # Columns, not entities: straight from the connection, past the work the ORM does for objects.
        return list(db.session.connection().execute(rows.order_by(*order).limit(PAGE_SIZE + 1)))


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
    number: int | None = 1
    previous_cursor: str | None = None
    next_cursor: str | None = None

    @property
    def total_is_capped(self) -> bool:
        """True when there are more rows than were counted."""
        return self.total > COUNT_LIMIT

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
        kept = {name: value for name, value in query.items() if value not in (None, "")}
        return f"{self.path}?{urlencode(kept)}" if kept else self.path


def capped_count(rows: sa.Select[Any] | Rows) -> sa.Select[Any]:
    """The number of rows, counted up to COUNT_LIMIT + 1; as a scalar subquery it saves a round trip."""
    some = rows.with_only_columns(sa.literal(1), maintain_column_froms=True).order_by(None).limit(COUNT_LIMIT + 1)
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
