"""Making outlines ready to be drawn: repaired, simplified with their shared edges, in whole units of the grid."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flask_babel import gettext

from app.areas.geojson import Feature, Ring, read

EARTH = 6_378_137.0 / 10  # its radius in units of the grid, about ten metres each
MOST_POINTS = 20_000  # of all outlines of one file: what a page can carry
FIRST_TOLERANCE = 2.0  # units


class Outline(NamedTuple):
    """What `boundaries.AreaBoundary` keeps of one area."""

    path: str
    left: int
    top: int
    right: int
    bottom: int
    label_x: int
    label_y: int


@dataclass
class Drawing:
    """The outlines of a file by code, with how many had to be repaired; or what is wrong with it."""

    outlines: dict[str, Outline] = field(default_factory=dict)
    repaired: int = 0
    faults: list[str] = field(default_factory=list)


def draw(content: bytes, kinds: Mapping[str, str]) -> Drawing:
    """Draw the areas of a GeoJSON file whose codes are in `kinds` (code: kind), with or without the dots.

    Nothing is asked of the database. Raises Refused for what is no such file.
    """
    features, faults = read(content)
    plain = {code.replace(".", ""): code for code in kinds}  # files that keep codes as numbers have no dots
    done, shapes = Drawing(faults=faults), dict[str, Any]()
    for feature in features:
        code = feature.code if feature.code in kinds else plain.get(feature.code)
        if code is None:
            faults.append(gettext("%(name)s: kode ini tidak ada di daftar kawasan.", name=feature.name))
        elif code in shapes:
            faults.append(gettext("%(name)s: kode ini ada lebih dari sekali di berkas.", name=feature.name))
        else:
            shapes[code] = _shape(feature, done)
    faults += [gettext("%(code)s: garis batasnya tidak melingkupi apa pun.", code=code)
               for code, shape in shapes.items() if shape is None or shape.is_empty]  # fmt: skip
    if not faults:
        _finish(shapes, kinds, done)
    return done


def _shape(feature: Feature, done: Drawing) -> Any:
    """One area on the grid, without crossings. Rings may run either way round."""
    import shapely

    polygons = [shapely.Polygon(_project(outer), [_project(hole) for hole in holes])
                for outer, *holes in feature.polygons]  # fmt: skip
    if not all(polygon.is_valid for polygon in polygons):
        done.repaired += 1
        polygons = [part for each in polygons for part in _surfaces(shapely.make_valid(each))]
    return shapely.union_all(polygons) if len(polygons) != 1 else polygons[0]


def _surfaces(shape: Any) -> list[Any]:
    """The polygons of what a repair left: no points, no lines."""
    if shape.geom_type == "Polygon":
        return [shape]
    return [part for each in getattr(shape, "geoms", ()) for part in _surfaces(each)]


def _project(ring: Ring) -> Ring:
    """Degrees to units of the grid: Web Mercator, y downwards."""
    return [
        (EARTH * math.radians(east), -EARTH * math.asinh(math.tan(math.radians(north))))
        for east, north in ring
    ]  # fmt: skip


def _finish(shapes: dict[str, Any], kinds: Mapping[str, str], done: Drawing) -> None:
    levels: dict[str, list[str]] = {}  # districts and the villages inside them overlap; areas of one kind do not
    for code in shapes:
        levels.setdefault(kinds[code], []).append(code)
    for codes in levels.values():
        for code, shape in zip(codes, _simplified([shapes[code] for code in codes]), strict=True):
            outline = _outline(shape)
            if outline is None:
                done.faults.append(gettext("%(code)s: kawasan ini terlalu kecil untuk digambar.", code=code))
            else:
                done.outlines[code] = outline


def _simplified(shapes: Sequence[Any]) -> Sequence[Any]:
    """With fewer points: neighbours that fit keep their common edge."""
    import numpy
    import shapely

    found = numpy.array(shapes, dtype=object)
    fits, tolerance = bool(shapely.coverage_is_valid(found)), FIRST_TOLERANCE
    while True:
        found = shapely.coverage_simplify(found, tolerance) if fits else shapely.simplify(found, tolerance)
        if shapely.get_num_coordinates(found).sum() <= MOST_POINTS or tolerance > 1000:
            return list(found)
        tolerance *= 2


def _outline(shape: Any) -> Outline | None:
    """The path of a shape in whole units; None when nothing is left of it."""
    import shapely

    parts = sorted(_surfaces(shape), key=lambda part: part.area, reverse=True)
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    pieces = [piece for ring in rings if (piece := _path(ring.coords))]
    if not pieces or not _path(parts[0].exterior.coords):
        return None
    left, top, right, bottom = shape.bounds
    middle = shapely.maximum_inscribed_circle(parts[0], tolerance=1).coords[0]
    box = (math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom))
    return Outline("".join(pieces), *box, round(middle[0]), round(middle[1]))


def _path(points: Any) -> str:
    """One ring: where it begins, then each step from point to point; "" for what is no surface on the grid."""
    whole = [(round(x), round(y)) for x, y, *_ in points]
    ring = [point for point, before in zip(whole, [whole[-2], *whole], strict=False) if point != before]
    if not sum(a * y - x * b for (x, y), (a, b) in zip(ring, [*ring[1:], *ring[:1]], strict=True)):
        return ""
    steps = [(x - a, y - b) for (x, y), (a, b) in zip(ring[1:], ring, strict=False)]
    if ring[-1] == ring[0]:
        steps.pop()  # z goes there
    return f"M{_pair(ring[0])}l" + "".join(_step(step, first=n == 0) for n, step in enumerate(steps)) + "z"


def _pair(point: tuple[int, int]) -> str:
    return f"{point[0]}{'' if point[1] < 0 else ' '}{point[1]}"


def _step(step: tuple[int, int], first: bool) -> str:
    return ("" if first or step[0] < 0 else " ") + _pair(step)
