"""Outlines of the demo's areas: invented, in the middle of the sea, so that nobody takes them for the real ones."""

from __future__ import annotations

import json
from functools import partial

from app.areas.outline_service import keep, known_kinds
from app.areas.outlines import draw
from app.areas.service import SOURCE
from app.demo.stage import ADMIN, IN_USE_SINCE, Stage
from app.extensions import db
from app.settings import remember

# Corners in hundredths of a degree; neighbours share theirs.
CORNERS = {
    "A": (0, 4), "B": (3, 4.4), "C": (6, 4), "D": (9, 3.2), "E": (0.4, 2), "F": (3.2, 1.8), "G": (6.2, 2.2),
    "H": (9.4, 1.6), "I": (0, 0), "J": (2.8, -0.4), "K": (6, 0.2), "L": (8.6, -0.6), "M": (4.6, 2.4), "N": (2.7, 3.1),
    "O": (6.6, 1.1),
}  # fmt: skip
RINGS = {
    "73.73.01": "ABNFJIE", "73.73.01.1001": "ABNFE", "73.73.01.1003": "EFJI", "73.73.05": "BCDHLKJFN",
    "73.73.05.1003": "BCGMFN", "73.73.05.1005": "FMGOKJ", "73.73.05.1007": "CDHLKOG",
}  # fmt: skip
OTHER_NAMES = {"73.73.01.1003": "Amasangan"}


def plan_outlines(stage: Stage) -> None:
    """Plan the import of the outlines, after that of the list."""
    stage.timeline.add(stage.timeline.moment(IN_USE_SINCE, 50), ADMIN, partial(_draw, stage))


def _draw(stage: Stage) -> None:
    for code, names in OTHER_NAMES.items():
        stage.areas[code].aliases = names
    db.session.flush()
    features = [
        {"id": code, "geometry": {"type": "Polygon", "coordinates": [[_corner(name) for name in ring]]}}
        for code, ring in RINGS.items()
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    keep(draw(content, known_kinds()), "DATA CONTOH, garis rekaan", stage.actor(ADMIN).name)
    remember(SOURCE, "DATA CONTOH, sebagian kode dan nama resmi Kota Palopo")


def _corner(name: str) -> list[float]:
    east, north = CORNERS[name]
    return [east / 100, north / 100]
