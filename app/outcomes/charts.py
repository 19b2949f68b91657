"""A line through the years, drawn on the server: values, the target, and the words for who hears the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.extensions import fetch
from app.formats import number
from app.outcomes.queries import VALUES_OF
from app.periods import Half

WIDTH, HEIGHT = 440, 200
SMALL_WIDTH, SMALL_HEIGHT = 120, 36
MIDDLE = {
    Half.FIRST: 0.25,
    Half.SECOND: 0.75,
    Half.YEAR: 0.5,
}  # of a period in its year: a year's value stands above it


@dataclass
class Chart:
    """What a picture is drawn from, in units of its view box. `target` is the height of the target's line."""

    width: int
    height: int
    line: str
    points: list[tuple[float, float, str]]
    target: float | None
    years: list[tuple[float, int]]
    levels: list[tuple[float, str]]


@dataclass
class Drawn:
    """One series as a list shows it: its row, its last value, and a small picture when there is a line to draw."""

    row: Any
    last: Any = None
    chart: Chart | None = None
    values: list[Any] = field(default_factory=list)


def drawn(rows: Sequence[Any]) -> list[Drawn]:
    """Put values and a small picture beside the rows of series, in one query."""
    found = {row.id: Drawn(row) for row in rows}
    for value in fetch(VALUES_OF, ids=list(found)) if found else ():
        found[value.series_id].values.append(value)
    for each in found.values():
        if each.values:
            each.last = each.values[-1]
            each.chart = chart_of(each.values, each.row.target, SMALL_WIDTH, SMALL_HEIGHT, 4)
    return list(found.values())


def chart_of(values: Sequence[Any], target: Decimal | None, width: int = WIDTH, height: int = HEIGHT,
             margin: int = 40) -> Chart:  # fmt: skip
    """Draw values (with `year`, `half`, `value`) over time; one value alone is a point."""
    times = [value.year + MIDDLE[value.half] for value in values]
    heights = [value.value for value in values] + ([target] if target is not None else [])
    low, high = min(heights), max(heights)
    first, last = int(min(times)), max(*times, int(max(times)) + 0.5)

    def across(time: float) -> float:
        return round(margin + (width - 2 * margin) * ((time - first) / (last - first)), 1)

    def up(value: Decimal) -> float:
        share = float((value - low) / (high - low)) if high > low else 0.5
        return round(height - margin - (height - 2 * margin) * share, 1)

    points = [(across(time), up(value.value), number(value.value)) for time, value in zip(times, values, strict=True)]
    return Chart(
        width, height, " ".join(f"{x},{y}" for x, y, _ in points), points, up(target) if target is not None else None,
        [(across(year + 0.5), year) for year in _some(range(first, int(last) + 1))],
        [(up(value), number(value)) for value in dict.fromkeys((low, high))],
    )  # fmt: skip


def _some(years: range) -> range:
    """At most eight years are named below the picture."""
    return years[:: -(-len(years) // 8) or 1]
