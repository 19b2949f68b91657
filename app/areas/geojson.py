"""Reading outlines from a GeoJSON file that anybody may have made: what it says, or a sentence for each bad feature."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext

from app.refusal import Refused

BIGGEST = 20 * 1024 * 1024
MOST_FEATURES = 20_000
DEEPEST = 4  # of properties in properties, and of collections in collections
FARTHEST_LATITUDE = 85.0  # beyond it the grid has no end
CODE_NAMES = ("code", "kode", "kode_wilayah")
Ring = list[tuple[float, float]]


@dataclass
class Feature:
    """One area of the file: its place in it, its code, and its polygons, each with the outer ring first."""

    number: int
    code: str
    polygons: list[list[Ring]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """How sentences call it."""
        return self.code[:40] or gettext("fitur ke-%(number)s", number=self.number)


class Unusable(Exception):
    """Why a feature cannot be drawn, as a part of a sentence."""


def read(content: bytes) -> tuple[list[Feature], list[str]]:
    """Return the features of a FeatureCollection and a sentence for each that cannot be used.

    Raises Refused for what is no such file at all.
    """
    features, faults = [], []
    for number, raw in enumerate(_collection(content), 1):
        feature = Feature(number, _code(raw))
        try:
            if not feature.code:
                raise Unusable(gettext("tidak menyebut kode wilayah (code atau kode)."))
            feature.polygons = list(_polygons(raw.get("geometry"), DEEPEST))
            if not feature.polygons:
                raise Unusable(gettext("tidak berisi garis batas."))
        except Unusable as reason:
            faults.append(f"{feature.name}: {reason}")
        else:
            features.append(feature)
    return features, faults


def _collection(content: bytes) -> list[Any]:
    if len(content) > BIGGEST:
        raise Refused(gettext("Berkas ini lebih besar dari 20 MB. Sederhanakan dahulu garis batasnya."))
    try:
        found = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except RecursionError:
        raise Refused(gettext("Isi berkas ini bersarang terlalu dalam untuk sebuah GeoJSON.")) from None
    except ValueError:  # no UTF-8, no JSON, NaN, a number of thousands of digits
        raise Refused(
            gettext("Berkas ini tidak dapat dibaca sebagai GeoJSON. Koordinatnya harus berupa angka biasa.")
        ) from None
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or found.get("type") != "FeatureCollection":
        raise Refused(gettext("Berkas ini bukan GeoJSON yang berisi kumpulan fitur (FeatureCollection)."))
    if not features:
        raise Refused(gettext("Berkas ini tidak berisi satu kawasan pun."))
    if len(features) > MOST_FEATURES:
        raise Refused(gettext("Berkas ini berisi terlalu banyak fitur untuk kawasan sebuah kota."))
    return features


def _no_number(_name: str) -> float:
    raise ValueError


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


def _polygons(geometry: Any, depth: int) -> Iterator[list[Ring]]:
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
        raise Unusable(gettext("tidak berisi garis batas."))
    elif depth == DEEPEST:  # points and lines beside polygons are left out
        raise Unusable(gettext("bentuknya bukan bidang (Polygon atau MultiPolygon)."))


def _rings(coordinates: Any) -> list[Ring]:
    rings = [_ring(each) for each in _listed(coordinates)]
    if not rings:
        raise Unusable(gettext("tidak berisi garis batas."))
    return rings


def _ring(points: Any) -> Ring:
    try:
        ring = [(float(point[0]), float(point[1])) for point in _listed(points)]
    except (TypeError, ValueError, LookupError, OverflowError):
        raise Unusable(gettext("ada koordinat yang bukan pasangan angka.")) from None
    if len(set(ring)) < 3:
        raise Unusable(gettext("garis batasnya kurang dari tiga titik."))
    _look_at_size(ring)
    return ring


def _look_at_size(ring: Ring) -> None:
    """Degrees, longitude first; what people send by mistake is told apart."""
    across, along = (max(abs(point[axis]) for point in ring) for axis in (0, 1))
    if not all(math.isfinite(part) for point in ring for part in point):
        raise Unusable(gettext("ada koordinat yang bukan angka biasa (tak hingga atau NaN)."))
    if across <= 180 and along <= FARTHEST_LATITUDE:
        return
    if across <= 90 < along <= 180:
        raise Unusable(gettext("urutan koordinatnya terbalik. GeoJSON menulis bujur dahulu, lalu lintang."))
    if across > 360 or along > 360:
        raise Unusable(
            gettext("koordinatnya bukan derajat, melainkan mungkin meter. Simpan ulang dalam WGS 84 (EPSG:4326).")
        )
    raise Unusable(gettext("ada koordinat di luar bujur ±180 atau lintang ±85."))


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Unusable(gettext("ada koordinat yang bukan pasangan angka."))
    return value
