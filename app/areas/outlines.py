"""Outlines ready to be drawn, from a GeoJSON file that anybody may have made; or a sentence for each bad feature."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from flask_babel import gettext

from app import limited
from app.areas.geojson import BIGGEST
from app.language import Lazy as _l
from app.refusal import Refused

READER = Path(__file__).with_name("geojson.py")
SENTENCES = {
    # of a feature
    "nameless": _l("tidak menyebut kode wilayah (code atau kode)."),
    "unknown": _l("kode ini tidak ada di daftar kawasan."),
    "twice": _l("kode ini ada lebih dari sekali di berkas."),
    "bare": _l("tidak berisi garis batas."),
    "flat": _l("bentuknya bukan bidang (Polygon atau MultiPolygon)."),
    "pairs": _l("ada koordinat yang bukan pasangan angka."),
    "short": _l("garis batasnya kurang dari tiga titik."),
    "infinite": _l("ada koordinat yang bukan angka biasa (tak hingga atau NaN)."),
    "turned": _l("urutan koordinatnya terbalik. GeoJSON menulis bujur dahulu, lalu lintang."),
    "metres": _l("koordinatnya bukan derajat, melainkan mungkin meter. Simpan ulang dalam WGS 84 (EPSG:4326)."),
    "outside": _l("ada koordinat di luar bujur ±180 atau lintang ±85."),
    "wild": _l("garis batasnya bersilangan dan terlalu rumit untuk diperbaiki. Sederhanakan dahulu, lalu unggah lagi."),
    "line": _l("garis batasnya tidak melingkupi apa pun."),
    "small": _l("kawasan ini terlalu kecil untuk digambar."),
    # of the whole file
    "nested": _l("Isi berkas ini bersarang terlalu dalam untuk sebuah GeoJSON."),
    "unreadable": _l("Berkas ini tidak dapat dibaca sebagai GeoJSON. Koordinatnya harus berupa angka biasa."),
    "other": _l("Berkas ini bukan GeoJSON yang berisi kumpulan fitur (FeatureCollection)."),
    "empty": _l("Berkas ini tidak berisi satu kawasan pun."),
    "features": _l("Berkas ini berisi terlalu banyak fitur untuk kawasan sebuah kota."),
    "points": _l("Berkas ini berisi lebih dari satu juta titik. Sederhanakan dahulu garis batasnya, lalu unggah lagi."),
    "tangled": _l("Garis batas di berkas ini terlalu rumit atau terlalu sering bersilangan untuk digambar. Perbaiki dan sederhanakan dahulu, lalu unggah lagi."),  # noqa: E501
}  # fmt: skip


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

    Nothing is asked of the database. Takes up to half a minute. Raises Refused for what is no such file.
    """
    if len(content) > BIGGEST:
        raise Refused(gettext("Berkas ini lebih besar dari 20 MB. Sederhanakan dahulu garis batasnya."))
    head = json.dumps(dict(kinds)).encode() + b"\n"
    told = limited.run(READER, head + content) or {"refused": "tangled"}
    if "refused" in told:
        raise Refused(str(SENTENCES[told["refused"]]))
    outlines = {code: Outline(*facts) for code, facts in told["outlines"].items() if facts}
    return Drawing(outlines, told["repaired"], [_told(*fault) for fault in told["faults"]])


def _told(name: str, key: str) -> str:
    named = gettext("fitur ke-%(number)s", number=name) if key == "nameless" else name
    return f"{named}: {SENTENCES[key]}"
