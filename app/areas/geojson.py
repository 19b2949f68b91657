"""Draws the areas of a GeoJSON file, as a program that `app.limited` runs; imports nothing of the application.

Outlines are repaired, simplified with their shared edges, and set in whole units of one grid. What is wrong with a
file is told by keys, for which `outlines.SENTENCES` has the words.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator, Sequence
from typing import Any

BIGGEST = 20 * 1024 * 1024
MOST_FEATURES = 20_000
MOST_READ = 1_000_000  # points of one file; twenty megabytes with six digits hold fewer
MOST_POINTS = 20_000  # of all outlines of one file: what a page can carry
MOST_MENDED, TIME_TO_MEND = 20_000, 6  # points of one area whose lines cross; seconds for all that is done
DEEPEST = 4  # of properties in properties, and of collections in collections
FARTHEST_LATITUDE = 85.0  # beyond it the grid has no end
CODE_NAMES = ("code", "kode", "kode_wilayah")
EARTH = 6_378_137.0 / 10  # its radius in units of the grid, about ten metres each
FIRST_TOLERANCE = 2.0  # units
Fault = tuple[str, str]  # of which feature, and the key of the sentence


class Unusable(Exception):
    """Why a feature cannot be drawn: the key of a sentence."""


class Unfit(Exception):
    """Why nothing of the file can be drawn: the key of a sentence."""


def answer(content: bytes) -> dict[str, Any]:
    """Draw the areas whose codes are named, each with its kind, in the first line of `content`; the file follows.

    Returns `{"outlines": {code: [...]}, "repaired": number, "faults": [[name, key], ...]}`, or `{"refused": key}`.
    """
    import shapely

    head, _, file = content.partition(b"\n")
    try:
        shapes, faults, repaired = _read(file, json.loads(head))
        outlines = {} if faults else _drawn(shapes, json.loads(head), faults)
    except Unfit as reason:
        return {"refused": str(reason)}
    except (MemoryError, shapely.errors.ShapelyError):
        return {"refused": "tangled"}
    return {"outlines": outlines, "repaired": repaired, "faults": faults}


def _read(file: bytes, kinds: dict[str, str]) -> tuple[dict[str, Any], list[Fault], int]:
    """The shapes by code, what is wrong, and how many were repaired. Codes stand with or without the dots."""
    plain = {code.replace(".", ""): code for code in kinds}  # files that keep codes as numbers have no dots
    shapes: dict[str, Any] = {}
    faults: list[Fault] = []
    repaired, points = 0, 0
    for number, raw in enumerate(_collection(file), 1):
        named = _code(raw)
        try:
            code = _known(named, kinds, plain)
            polygons = list(_polygons(raw.get("geometry"), DEEPEST))
            points += sum(len(ring) for polygon in polygons for ring in polygon)
            if points > MOST_READ:
                raise Unfit("points")
            if code in shapes:
                raise Unusable("twice")
            shapes[code], mended = _shape(polygons)
            repaired += mended
        except Unusable as reason:
            faults.append((named[:40] or str(number), str(reason)))
    return shapes, faults, repaired


def _collection(file: bytes) -> list[Any]:
    try:
        found = json.loads(file.decode("utf-8-sig"), parse_constant=_no_number)
    except RecursionError:
        raise Unfit("nested") from None
    except ValueError:  # no UTF-8, no JSON, NaN, a number of thousands of digits
        raise Unfit("unreadable") from None
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or found.get("type") != "FeatureCollection":
        raise Unfit("other")
    if not features:
        raise Unfit("empty")
    if len(features) > MOST_FEATURES:
        raise Unfit("features")
    return features


def _no_number(_name: str) -> float:
    raise ValueError


def _known(named: str, kinds: dict[str, str], plain: dict[str, str]) -> str:
    code = named if named in kinds else plain.get(named)
    if code is None:
        raise Unusable("unknown" if named else "nameless")
    return code


def _code(feature: Any) -> str:
    """The code in the properties or in what they hold, or else the feature's id."""
    if not isinstance(feature, dict):
        return ""
    return _code_in(feature.get("properties"), DEEPEST) or _text(feature.get("id"))


def _code_in(properties: Any, depth: int) -> str:
    if not isinstance(properties, dict) or depth == 0:
        return ""
    named = {str(key).lower(): value for key, value in properties.items()}
    own = next((text for name in CODE_NAMES if (text := _text(named.get(name)))), "")
    return own or next((text for value in named.values() if (text := _code_in(value, depth - 1))), "")


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # what spreadsheets make of a code without dots
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value}".strip()[:100] if number or isinstance(value, str) else ""


def _polygons(geometry: Any, depth: int) -> Iterator[list[Any]]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind == "GeometryCollection" and depth:
        for each in _listed(geometry.get("geometries")):
            yield from _polygons(each, depth - 1)
    elif kind == "Polygon":
        yield _rings(geometry.get("coordinates"))
    elif kind == "MultiPolygon":
        for each in _listed(geometry.get("coordinates")):
            yield _rings(each)
    elif geometry is None:
        raise Unusable("bare")
    elif depth == DEEPEST:  # points and lines beside polygons are left out
        raise Unusable("flat")


def _rings(coordinates: Any) -> list[Any]:
    rings = [_ring(each) for each in _listed(coordinates)]
    if not rings:
        raise Unusable("bare")
    return rings


def _ring(points: Any) -> Any:
    """The corners of a ring in degrees, longitude first: an array of two columns."""
    import numpy

    try:
        ring = [(float(point[0]), float(point[1])) for point in _listed(points)]
    except (TypeError, ValueError, LookupError, OverflowError):
        raise Unusable("pairs") from None
    if len(set(ring)) < 3:
        raise Unusable("short")
    found = numpy.array(ring)
    _look_at_size(found)
    return found


def _look_at_size(ring: Any) -> None:
    """What people send by mistake is told apart."""
    import numpy

    if not numpy.isfinite(ring).all():
        raise Unusable("infinite")
    across, along = numpy.abs(ring).max(axis=0)
    if across <= 180 and along <= FARTHEST_LATITUDE:
        return
    if across <= 90 < along <= 180:
        raise Unusable("turned")
    raise Unusable("metres" if across > 360 or along > 360 else "outside")


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Unusable("pairs")
    return value


def _shape(polygons: list[list[Any]]) -> tuple[Any, bool]:
    """One area on the grid without crossings, and whether it had any. Rings may run either way round."""
    import shapely

    if not polygons:
        raise Unusable("bare")
    found = [shapely.Polygon(_project(outer), [_project(hole) for hole in holes]) for outer, *holes in polygons]
    crosses = not all(shapely.is_valid(found))
    if crosses:
        if shapely.get_num_coordinates(found).sum() > MOST_MENDED:
            raise Unusable("wild")
        if time.process_time() > TIME_TO_MEND:
            raise Unfit("tangled")
        # by "structure", since by "linework" three hundred wild points take a minute
        found = [part for each in found for part in _surfaces(shapely.make_valid(each, method="structure"))]
    shape = shapely.union_all(found) if len(found) != 1 else found[0]
    if shape.is_empty:
        raise Unusable("line")
    return shape, crosses


def _surfaces(shape: Any) -> list[Any]:
    """The polygons of what a repair left: no points, no lines."""
    if shape.geom_type == "Polygon":
        return [shape]
    return [part for each in getattr(shape, "geoms", ()) for part in _surfaces(each)]


def _project(ring: Any) -> Any:
    """Degrees to units of the grid: Web Mercator, y downwards."""
    import numpy

    east, north = numpy.radians(ring).T
    return numpy.column_stack([EARTH * east, -EARTH * numpy.arcsinh(numpy.tan(north))])


def _drawn(shapes: dict[str, Any], kinds: dict[str, str], faults: list[Fault]) -> dict[str, list[Any]]:
    levels: dict[str, list[str]] = {}  # districts and the villages inside them overlap; areas of one kind do not
    for code in shapes:
        levels.setdefault(kinds[code], []).append(code)
    outlines = {}
    for codes in levels.values():
        for code, shape in zip(codes, _simplified([shapes[code] for code in codes]), strict=True):
            outlines[code] = _outline(shape)
            if not outlines[code]:
                faults.append((code, "small"))
    return outlines


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


def _outline(shape: Any) -> list[Any]:
    """What `outlines.Outline` holds of a shape, in whole units; nothing when nothing is left of it."""
    import shapely

    parts = sorted(_surfaces(shape), key=lambda part: part.area, reverse=True)
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    pieces = [piece for ring in rings if (piece := _path(ring.coords))]
    if not pieces or not _path(parts[0].exterior.coords):
        return []
    left, top, right, bottom = shape.bounds
    middle = shapely.maximum_inscribed_circle(parts[0], tolerance=1).coords[0]
    box = (math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom))
    return ["".join(pieces), *box, round(middle[0]), round(middle[1])]


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
