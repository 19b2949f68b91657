"""What a list page knows while it is drawn: what was asked, the rows found, and the way to the other pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

PAGE_SIZE = 25
COUNT_LIMIT = 1000
END = "akhir"

Choices = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class BoundFilter:
    """A filter as one request asked it."""

    name: str
    label: Any
    kind: str
    value: str
    choices: Choices
    more: bool = False


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
    summary: Any = None
    assumed: dict[str, str] = field(default_factory=dict)  # what is asked where the address asks nothing

    @property
    def total_is_capped(self) -> bool:
        """True when there are more rows than were counted."""
        return self.total > self.most

    @property
    def is_filtered(self) -> bool:
        """True when something else is asked than without any filter."""
        return self.values != self.assumed

    @property
    def groups(self) -> list[list[BoundFilter]]:
        """The filters in sight, and those that wait behind "Saringan lain"."""
        return [[each for each in self.filters if each.more is more] for more in (False, True)]

    @property
    def query(self) -> str:
        """What was asked, as the query of an address, without the place in the list."""
        return urlencode([*self.values.items(), *self.hidden])

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

    def url(self, **changes: Any) -> str:
        """The list as it is asked now but for these filters; None takes one away."""
        return self._url(**(self.values | dict(self.hidden) | changes))

    def elsewhere(self, path: str, **changes: Any) -> str:
        """Another list, asked for the same but for these filters."""
        asked = self.values | changes
        return _address(path, tuple(pair for pair in asked.items() if pair[1] not in (None, "")))

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
