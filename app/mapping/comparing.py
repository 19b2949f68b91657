"""Two periods of one area side by side: what rose, what fell, what is new and what is gone."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from app.columns import Labelled
from app.formats import number
from app.language import Lazy as _l
from app.mapping.history import Cell
from app.mapping.methods import MappingIndicator


class Change(Labelled):
    """What became of one indicator from one period to the other."""

    NEW = "new", _l("Baru ada"), "plus", "warn"
    ROSE = "rose", _l("Naik"), "arrow-up", "warn"
    FELL = "fell", _l("Turun"), "arrow-down", "ok"
    GONE = "gone", _l("Tidak ada lagi"), "check", "ok"
    SAME = "same", _l("Tetap"), "circle", "neutral"
    UNCLEAR = "unclear", _l("Tidak dapat dibandingkan"), "help-circle", "neutral"


class Compared(NamedTuple):
    """One indicator in both periods."""

    key: str
    label: str
    before: Cell
    after: Cell
    change: Change
    difference: str


def compare(indicators: Sequence[MappingIndicator], values: Sequence[Any], first: int, second: int) -> list[Compared]:
    """Compare what was found in two mappings by one method (their ids), in the order of the method."""
    found = {(each.mapping_id, each.indicator_id): Cell(each.is_present, each.value, each.unit) for each in values}
    rows = []
    for each in indicators:
        before, after = found.get((first, each.id), Cell()), found.get((second, each.id), Cell())
        rows.append(Compared(each.key, each.label, before, after, change_of(before, after), _difference(before, after)))
    return rows


def compare_scores(label: str, before: Decimal | None, after: Decimal | None) -> Compared:
    """Compare the results of an index."""
    cells = Cell(None, before), Cell(None, after)
    return Compared("", label, *cells, change_of(*cells), _difference(*cells))


def change_of(before: Cell, after: Cell) -> Change:
    """Whether it is there counts before how much of it there is; figures compare only in the same unit."""
    if before.is_present is not after.is_present and None not in (before.is_present, after.is_present):
        return Change.NEW if after.is_present else Change.GONE
    if before.value is not None and after.value is not None and before.unit == after.unit:
        if before.value == after.value:
            return Change.SAME
        return Change.ROSE if after.value > before.value else Change.FELL
    known = before.is_present is not None and before.is_present is after.is_present
    return Change.SAME if known and before.value is None and after.value is None else Change.UNCLEAR


def _difference(before: Cell, after: Cell) -> str:
    if before.value is None or after.value is None or before.unit != after.unit or before.value == after.value:
        return ""
    difference = after.value - before.value
    return f"{'+' if difference > 0 else '−'}{number(abs(difference))} {after.unit}".rstrip()
