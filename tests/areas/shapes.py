"""Small invented outlines to import."""

from __future__ import annotations

import json
from typing import Any

Points = list[list[float]]


def square(east: float, north: float = 0.0, size: float = 0.1) -> Points:
    """A square by its south-western corner, in degrees."""
    corners = ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
    return [[round(east + x * size, 6), round(north + y * size, 6)] for x, y in corners]


def polygon(*rings: Points) -> dict[str, Any]:
    """A polygon of an outer ring and its holes."""
    return {"type": "Polygon", "coordinates": list(rings)}


def feature(code: Any, geometry: Any, **properties: Any) -> dict[str, Any]:
    """One area."""
    return {"type": "Feature", "properties": {"code": code} | properties, "geometry": geometry}


def collection(*features: Any) -> bytes:
    """A file of them."""
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()
