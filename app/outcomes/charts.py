"""A line through the years, drawn on the server: values, the target, and the words for who hears the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from app.extensions import fetch
from app.formats import number
from app.outcomes.queries import VALUES_OF
from app.outcomes.states import Span

WIDTH, HEIGHT = 440, 200
SMALL_WIDTH, SMALL_HEIGHT = 120, 36


@dataclass
class Chart:
    """What a picture is drawn from, in units of its view box: points with their value and period.

    `target` is the height of the target's line.
    """

    width: int
    height: int
    line: str
    points: list[tuple[float, float, str, str]]
    target: float | None
    years: list[tuple[float, int]]


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
            course = course_of(each.row, each.values)
            each.chart = chart_of(course, each.row.target, SMALL_WIDTH, SMALL_HEIGHT, 4)
    return list(found.values())


class Start(NamedTuple):
    """Where a series began, as a value."""

    year: int
    value: Decimal
    span: Span = Span.YEAR


def course_of(series: Any, values: Sequence[Any]) -> list[Any]:
    """The values of a series in their order, from its baseline on where that is older than they are."""
    year, value = series.baseline_year, series.baseline
    starts = value is not None and year and (not values or year < values[0].year)
    return [Start(year, value), *values] if starts else list(values)


def chart_of(values: Sequence[Any], target: Decimal | None, width: int = WIDTH, height: int = HEIGHT,
             margin: int = 40) -> Chart:  # fmt: skip
    """Draw values (with `year`, `span`, `value`) over time; one value alone is a point."""
    years_alone = all(value.span is Span.YEAR for value in values)
    times = [value.year + (0.5 if years_alone else value.span.is_over) for value in values]  # a year above its name
    heights = [value.value for value in values] + ([target] if target is not None else [])
    low, high = min(heights), max(heights)
    first, last = int(min(times) - 0.25), max(*times, int(max(times) - 0.25) + 0.5)

    def across(time: float) -> float:
        return round(margin + (width - 2 * margin) * ((time - first) / (last - first)), 1)

    def up(value: Decimal) -> float:
        share = float((value - low) / (high - low)) if high > low else 0.5
        return round(height - margin - (height - 2 * margin) * share, 1)

    points = [
        (across(time), up(each.value), number(each.value), each.span.of(each.year))
        for time, each in zip(times, values, strict=True)
    ]
    return Chart(
        width, height, " ".join(f"{x},{y}" for x, y, *_ in points), points, up(target) if target is not None else None,
        [(across(year + 0.5), year) for year in _some(range(first, int(last - 0.25) + 1))],
    )  # fmt: skip


def _some(years: range) -> range:
    """At most eight years are named below the picture."""
    return years[:: -(-len(years) // 8) or 1]
