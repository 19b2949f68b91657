"""The questions above the grid. A plan has some dozens of rows, all read already, so they are asked of those."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from app.language import Lazy as _l
from app.paging import BoundFilter, Choices, Page
from app.plans.grid import Row
from app.plans.models import WorkLine

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
    page.rows = [row for row in rows if all(TESTS[name](row, value) for name, value in values.items())]
    page.total = len(page.rows)
    return page


def _named(every: Any, groups: Iterable[Iterable[tuple[int, str]]]) -> Choices:
    """Who or what stands in the rows, by name, each once."""
    names = {key: name for group in groups for key, name in group}
    return [("", every), *((str(key), name) for key, name in sorted(names.items(), key=lambda each: each[1]))]


def _bind(name: str, label: Any, choices: Choices, args: Mapping[str, str]) -> BoundFilter:
    value = args.get(name, "")
    known = any(str(key) == value for key, _ in choices)
    return BoundFilter(name, label, "choice", value if known else "", choices)
