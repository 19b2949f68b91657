"""The questions above the grid. A plan has some dozens of rows, all read already, so they are asked of those."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from app.language import Lazy as _l
from app.paging import END, BoundFilter, Choices, Page
from app.plans.grid import Row
from app.plans.models import WorkLine

SIZE = 50  # actions of a page
_PLACE = re.compile("[0-9]{1,9}")
LAGGING = (("", _l("Semua aksi")), ("ya", _l("Hanya yang tertinggal")))


def _agencies(row: Row) -> Iterable[tuple[int, str]]:
    return [(row.action.agency_id, row.action.agency_name), *row.related]


TESTS: dict[str, Callable[[Row, str], bool]] = {
    "instansi": lambda row, value: any(str(key) == value for key, _ in _agencies(row)),
    "kawasan": lambda row, value: any(str(key) == value for key, _ in row.areas),
    "bidang": lambda row, value: row.action.line is not None and row.action.line.value == value,
    "tertinggal": lambda row, value: row.is_behind,
}


def ask(rows: Sequence[Row], args: Mapping[str, str], path: str) -> Page:
    """Return what is asked of the rows, as a list page asks it, with the rows that answer it."""
    lines = [each for each in WorkLine if any(row.action.line is each for row in rows)]
    filters = [
        _bind("instansi", _l.pgettext("satu", "Instansi"), _named(_l("Semua instansi"), map(_agencies, rows)), args),
        _bind("kawasan", _l("Kawasan"), _named(_l("Semua kawasan"), (row.areas for row in rows)), args),
        _bind("bidang", _l("Bidang pembinaan"), [("", _l("Semua bidang")), *((e.value, e.label) for e in lines)], args),
        _bind("tertinggal", _l("Capaian"), LAGGING, args),
    ]
    values = {each.name: each.value for each in filters if each.value}
    page = Page(path=path, filters=filters, values=values, sort="", default_sort="")
    _cut(page, [row for row in rows if all(TESTS[name](row, value) for name, value in values.items())], args)
    return page


def _cut(page: Page, rows: Sequence[Row], args: Mapping[str, str]) -> None:
    """Put the rows of one page into it. A place is the No of an action, by which they stand."""
    numbers = [row.action.number for row in rows]
    start = _start(numbers, args.get("sesudah", ""), args.get("sebelum", ""))
    page.rows, page.number = list(rows[start : start + SIZE]), start // SIZE + 1
    page.total = page.most = len(rows)
    page.previous_cursor = str(numbers[start]) if start else None
    page.next_cursor = str(page.rows[-1].action.number) if start + SIZE < len(rows) else None


def _start(numbers: Sequence[int], after: str, before: str) -> int:
    """Where the page begins that is asked for; the first where nobody can tell."""
    if before == END:
        return max(len(numbers) - 1, 0) // SIZE * SIZE
    if _PLACE.fullmatch(before):
        return max(0, bisect_left(numbers, int(before)) - SIZE)
    start = bisect_right(numbers, int(after)) if _PLACE.fullmatch(after) else 0
    return start if start < len(numbers) else 0


def _named(every: Any, groups: Iterable[Iterable[tuple[int, str]]]) -> Choices:
    """Who or what stands in the rows, by name, each once."""
    names = {key: name for group in groups for key, name in group}
    return [("", every), *((str(key), name) for key, name in sorted(names.items(), key=lambda each: each[1]))]


def _bind(name: str, label: Any, choices: Choices, args: Mapping[str, str]) -> BoundFilter:
    value = args.get(name, "")
    known = any(str(key) == value for key, _ in choices)
    return BoundFilter(name, label, "choice", value if known else "", choices)
