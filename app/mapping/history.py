"""The mappings of one area over the years, as small charts and as the table that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from flask_babel import gettext

from app.formats import number
from app.mapping.known import KnownMethod
from app.mapping.levels import Level
from app.mapping.methods import IndicatorGroup, MappingIndicator
from app.periods import period_of

WIDTH, FLOOR, TOP, DOTS = 200, 36, 4, 44  # of a chart: units of its own


class Cell(NamedTuple):
    """What was found for one indicator in one period."""

    is_present: bool | None = None
    value: Decimal | None = None
    unit: str = ""

    @property
    def words(self) -> str:
        """The answer with its figure."""
        answer = {None: "–", True: gettext("ada"), False: gettext("tidak ada")}[self.is_present]
        if self.value is None:
            return answer
        figure = f"{number(self.value)} {self.unit}".strip()
        return figure if self.is_present is None else f"{figure} ({answer})"


@dataclass(frozen=True)
class Column:
    """One mapping: its columns as stored, and what the rules say."""

    row: Any
    computed: Level | None
    is_complete: bool
    answered: int
    asked: int

    @property
    def period(self) -> str:
        """The period as people write it."""
        return period_of(self.row.year, self.row.half)

    @property
    def is_released(self) -> bool:
        """Its level may stand in prints for all."""
        return self.row.released_at is not None


@dataclass(frozen=True)
class Line:
    """One indicator, or another figure, over the periods; the paths draw it: `bars`, and marks of what was there."""

    key: str
    label: str
    group: IndicatorGroup | None
    cells: list[Cell]
    words: str
    bars: str = ""
    there: str = ""
    absent: str = ""

    @property
    def last(self) -> str:
        """What was found last."""
        return self.cells[-1].words if self.cells else ""


@dataclass(frozen=True)
class History:
    """All periods of one method, oldest first, and one line for each figure."""

    columns: list[Column]
    lines: list[Line]
    is_index: bool

    @property
    def is_released(self) -> bool:
        """Every level in it may be printed."""
        return all(column.is_released for column in self.columns if column.row.level or column.computed)

    @property
    def thickness(self) -> int:
        """How broad a bar is drawn."""
        return min(18, int(WIDTH / max(len(self.columns), 1) * 0.6))

    @property
    def level_words(self) -> str:
        """The levels over time in one sentence."""
        return "; ".join(f"{each.period}: {level_in_words(each.row.level)}" for each in self.columns)

    @property
    def points(self) -> list[tuple[float, Column]]:
        """Where each period stands on the chart of levels."""
        return list(zip(_places(len(self.columns)), self.columns, strict=True))


def level_in_words(level: Level | None) -> str:
    """Number and word, or that there is none yet."""
    return f"{level.value} {level.label}" if level else gettext("belum ditetapkan")


def columns_of(rows: Sequence[Any], known: dict[int, KnownMethod]) -> list[Column]:
    """Weigh each mapping by the rules of its method."""
    return [
        Column(row, method.level_of(row), method.is_complete(row), method.answered_of(row), method.asked_of(row))
        for row in rows
        for method in (known[row.method_id],)
    ]


def history_of(
    rows: Sequence[Any], values: Sequence[Any], indicators: Sequence[MappingIndicator], method: KnownMethod
) -> History:
    """Put what was found for each indicator beside each other; of an index its score."""
    columns = columns_of(rows, {method.id: method})
    found = {(each.mapping_id, each.indicator_id): each for each in values}
    if method.is_index:
        cells = [Cell(None, row.score) for row in rows]
        return History(columns, [_line("", gettext("Nilai indeks"), None, cells, columns)], True)
    lines = []
    for each in indicators:
        said = (found.get((row.id, each.id)) for row in rows)
        cells = [Cell(value.is_present, value.value, value.unit) if value else Cell() for value in said]
        lines.append(_line(each.key, each.label, each.group, cells, columns))
    return History(columns, lines, False)


def _line(key: str, label: str, group: Any, cells: list[Cell], columns: list[Column]) -> Line:
    told = "; ".join(f"{column.period}: {cell.words}" for column, cell in zip(columns, cells, strict=True))
    places = list(zip(_places(len(cells)), cells, strict=True))
    highest = max((cell.value for cell in cells if cell.value), default=Decimal(1))
    bars = "".join(f"M{x:g} {FLOOR}V{_height(cell.value / highest)}" for x, cell in places if cell.value)
    there = "".join(f"M{x:g} {DOTS}h.1" for x, cell in places if cell.is_present)
    absent = "".join(f"M{x - 3:g} {DOTS}h6" for x, cell in places if cell.is_present is False)
    return Line(key, label, group, cells, f"{key} {label}: {told}".strip(), bars, there, absent)


def _height(share: Decimal) -> str:
    return f"{FLOOR - float(share) * (FLOOR - TOP):.4g}"


def _places(count: int) -> list[float]:
    """The middle of each period's place, from left to right."""
    step = min(WIDTH / max(count, 1), WIDTH / 4)
    return [round(step * (n + 0.5), 1) for n in range(count)]
