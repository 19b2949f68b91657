"""Drawing areas: from outlines, or as equal tiles while there are none. Templates only print what stands here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from app.areas.map_queries import LATE, LEVEL, AreaMap, MapRow
from app.areas.models import AreaKind
from app.mapping.levels import Level

CLASSES = 4  # of figures above nought
MARGIN = 0.02  # of the picture around what is drawn
LETTERS = 52  # of the size of labels that would fit across the picture
LETTER_WIDTH = 0.56  # of its height, on average
NARROWEST = 0.8  # of that height, for a figure: into less room it runs into those beside it
PER_ROW, TILE_WIDTH, TILE_HEIGHT, GAP, TILE_TEXT = 3, 132, 48, 8, 14
_NUMBER = re.compile(r"-?\d+")


class Label(NamedTuple):
    """Words in the picture; `kind` is name, value or heading."""

    kind: str
    x: int
    y: int
    text: str
    hidden: bool = False  # in print


class Shape(NamedTuple):
    """One area as it is drawn: its outline and the class of its colour."""

    row: MapRow
    path: str
    tint: str


@dataclass
class Picture:
    """Everything that the map's SVG prints, in units of its `view_box`."""

    view_box: str = ""
    font: int = TILE_TEXT
    shapes: list[Shape] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    districts: list[str] = field(default_factory=list)
    missing: list[MapRow] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    legend: list[tuple[str, str]] = field(default_factory=list)
    is_crowded: bool = False  # areas that are too small for their figure go without it

    @property
    def is_tiles(self) -> bool:
        """No outline is known."""
        return not self.sources


def draw_map(asked: AreaMap) -> Picture:
    """Draw the areas that were asked for, coloured as was asked for, in the order of their codes."""
    rows: list[MapRow] = sorted(asked.page.rows, key=lambda row: row.code)
    most = max((_figure(row, asked.colour) for row in rows), default=0)
    tints = {row.id: _tint(row, asked.colour, most) for row in rows}
    outlined = [row for row in rows if row.boundary]
    picture = _outlined(outlined, asked, tints) if outlined else _tiled(rows, asked.colour, tints)
    picture.missing = [row for row in rows if not row.boundary] if outlined else []
    picture.legend = [] if asked.colour == LEVEL else _legend(most)
    return picture


def _figure(row: MapRow, colour: str) -> int:
    return row.number if colour == LEVEL else row.late if colour == LATE else row.open


def _tint(row: MapRow, colour: str, most: int) -> str:
    figure = _figure(row, colour)
    if colour == LEVEL:
        return f"l{figure}" if figure else ""
    return f"c{next(n for n in range(CLASSES + 1) if figure <= _bound(n, most))}"


def _bound(number: int, most: int) -> int:
    """The highest figure of a class; each is as wide as the others, as far as whole figures allow."""
    return -(-most * number // CLASSES)


def _legend(most: int) -> list[tuple[str, str]]:
    found = [("c0", "0")]
    for number in range(1, CLASSES + 1):
        low, high = _bound(number - 1, most) + 1, _bound(number, most)
        if low <= high:
            found.append((f"c{number}", str(low) if low == high else f"{low}–{high}"))
    return found


def levels() -> list[Level]:
    """The levels of the legend, worst first."""
    return list(Level)


def _outlined(rows: list[MapRow], asked: AreaMap, tints: dict[int, str]) -> Picture:
    boxes = [row.boundary for row in rows]
    view_box, width = _view_box(boxes)
    font = max(1, round(width / LETTERS))
    picture = Picture(view_box, font, districts=[row.path for row in asked.districts])
    picture.sources = sorted({box.source for box in boxes})
    for row in rows:
        box = row.boundary
        picture.shapes.append(Shape(row, box.path, tints[row.id]))
        room = room_for_label(box.path, box.label_x, box.label_y, font)
        fits = len(row.name) * font * LETTER_WIDTH <= room
        if room >= font * NARROWEST:
            picture.labels += _labels(row, asked.colour, (box.label_x, box.label_y), font, row.name if fits else "")
        elif _figure(row, asked.colour):
            picture.is_crowded = True
    return picture


def _view_box(boxes: Sequence[Any]) -> tuple[str, int]:
    """The box around all of them with a margin, and the larger of its sides."""
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    side = max(right - left, bottom - top, 1)
    edge = max(1, round(side * MARGIN))
    return f"{left - edge} {top - edge} {right - left + 2 * edge} {bottom - top + 2 * edge}", side


def _labels(row: MapRow, colour: str, at: tuple[int, int], font: int, name: str) -> list[Label]:
    """The name where it fits, and below it the figure where there is one."""
    figure, (x, y) = _figure(row, colour), at
    hidden = colour == LEVEL and not row.is_released
    below = y + round(font * (1.05 if name else 0.35))
    labels = [Label("name", x, y - round(font * 0.05) if figure else y + round(font * 0.35), name)] if name else []
    return labels + ([Label("value", x, below, str(figure), hidden)] if figure else [])


@lru_cache(maxsize=4096)
def room_for_label(path: str, x: int, y: int, font: int) -> float:
    """How wide a line of text may be that stands in the middle of this point: as far as the nearest edges."""
    edges = _edges(path)
    room = float("inf")
    for height in (y - font * 0.6, y, y + font * 0.6):
        crossings = [a + (height - b) * (c - a) / (d - b) for (a, b), (c, d) in edges if (b > height) != (d > height)]
        left = max((each for each in crossings if each <= x), default=x)
        right = min((each for each in crossings if each > x), default=x)
        room = min(room, 2 * (x - left), 2 * (right - x))
    return room


def _edges(path: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    found = []
    for ring in path.split("M")[1:]:
        numbers = [int(each) for each in _NUMBER.findall(ring)]
        x, y = first = (numbers[0], numbers[1])
        for across, along in zip(numbers[2::2], numbers[3::2], strict=True):
            found.append(((x, y), (x + across, y + along)))
            x, y = x + across, y + along
        found.append(((x, y), first))
    return found


def _tiled(rows: list[MapRow], colour: str, tints: dict[int, str]) -> Picture:
    """Equal tiles, those of one district below its name."""
    picture, y = Picture(), 0
    for district, inside in groupby(rows, key=lambda row: (row.district_code, row.district)):
        if district[1]:
            picture.labels.append(Label("heading", 0, y + TILE_TEXT, f"{AreaKind.DISTRICT.label} {district[1]}"))
            y += TILE_TEXT + 2 * GAP
        for number, row in enumerate(inside):
            x = number % PER_ROW * (TILE_WIDTH + GAP)
            y += TILE_HEIGHT + GAP if number and not number % PER_ROW else 0
            path = f"M{x} {y}h{TILE_WIDTH}v{TILE_HEIGHT}h-{TILE_WIDTH}z"
            picture.shapes.append(Shape(row, path, tints[row.id]))
            middle = x + TILE_WIDTH // 2, y + TILE_HEIGHT // 2
            picture.labels += _labels(row, colour, middle, TILE_TEXT, _short(row.name))
        y += TILE_HEIGHT + 2 * GAP
    picture.view_box = f"-2 -2 {PER_ROW * (TILE_WIDTH + GAP) - GAP + 4} {max(y - 2 * GAP, 1) + 4}"
    return picture


def _short(name: str) -> str:
    """A name that fits into a tile."""
    most = int(TILE_WIDTH / (TILE_TEXT * LETTER_WIDTH))
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


class Locator(NamedTuple):
    """Where an area lies among those beside it: outlines of all, and its own."""

    view_box: str
    others: list[str]
    own: str


def draw_locator(area_id: int, boxes: Sequence[Any]) -> Locator | None:
    """Draw one area among `boxes`, the rows of outlines around it; None when its own outline is not known."""
    own = next((box.path for box in boxes if box.area_id == area_id), None)
    if own is None:
        return None
    return Locator(_view_box(boxes)[0], [box.path for box in boxes if box.area_id != area_id], own)
