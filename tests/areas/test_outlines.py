"""Outlines from files that anybody may have made: drawn as a whole, or a sentence for each bad one."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import pytest
from flask import Flask

from app.areas.drawing import room_for_label
from app.areas.geojson import BIGGEST, MOST_POINTS
from app.areas.outlines import Drawing, draw
from app.refusal import Refused
from tests.areas.shapes import Points, collection, feature, polygon, square

A, B, C = "73.01.02.1001", "73.01.02.1002", "73.01.02.1003"
KINDS = {"73.01.02": "kecamatan", A: "kelurahan", B: "kelurahan", C: "kelurahan"}
BOW_TIE: Points = [[0, 0], [0.1, 0.1], [0.1, 0], [0, 0.1], [0, 0]]


def drawn(*features: Any) -> Drawing:
    """The drawing of features, which must be good."""
    done = draw(collection(*features), KINDS)
    assert not done.faults, done.faults
    return done


def points(path: str) -> list[set[tuple[int, int]]]:
    """The corners of each ring of a path."""
    rings = []
    for ring in path.split("M")[1:]:
        numbers = [int(each) for each in re.findall(r"-?\d+", ring)]
        at = (numbers[0], numbers[1])
        corners = {at}
        for x, y in zip(numbers[2::2], numbers[3::2], strict=True):
            at = (at[0] + x, at[1] + y)
            corners.add(at)
        rings.append(corners)
    return rings


def test_a_square_is_drawn_in_whole_units_with_north_above(app: Flask) -> None:
    outline = drawn(feature(A, polygon(square(120.0, -3.0)))).outlines[A]
    assert outline.path == "M1335834 33411l1113 0 0-1115-1113 0z"
    assert outline[1:5] == (1335833, 32296, 1336948, 33412), "the box holds every corner"
    assert abs(outline.label_x - 1336390) <= 1 and abs(outline.label_y - 32854) <= 1


def test_neighbours_keep_the_edge_that_they_share(app: Flask) -> None:
    wave = [[0.1 + 0.002 * math.sin(n), n / 100] for n in range(11)]
    west = [[0, 0], *wave, [0, 0.1], [0, 0]]
    east = [[0.2, 0], [0.2, 0.1], *reversed(wave), [0.2, 0]]
    done = drawn(feature(A, polygon(west)), feature(B, polygon(east)))
    left, right = (points(done.outlines[code].path)[0] for code in (A, B))
    assert len(left & right) >= 5 and done.repaired == 0
    assert left - right <= {(0, 0), (0, -1113)}, "every corner between them is a corner of both"


def test_holes_islands_and_the_way_round_are_kept_or_do_not_matter(app: Flask) -> None:
    holed = polygon(square(0), square(0.03, 0.03, 0.02))
    around = polygon(square(0)[::-1], square(0.03, 0.03, 0.02)[::-1])
    islands = {"type": "MultiPolygon", "coordinates": [[square(1)], [square(1.2, size=0.01)]]}
    nested = {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [0, 0]}, islands]}
    done = drawn(feature(A, holed), feature(B, islands), feature(C, {**nested}))
    assert [len(points(done.outlines[code].path)) for code in (A, B, C)] == [2, 2, 2]
    assert [set(each) for each in points(drawn(feature(A, around)).outlines[A].path)] == points(done.outlines[A].path)
    label = done.outlines[A]
    assert room_for_label(label.path, label.label_x, label.label_y, 10) > 300, "the label stands beside the hole"


def test_lines_that_cross_are_repaired_and_told(app: Flask) -> None:
    done = drawn(feature(A, polygon(BOW_TIE)), feature(B, polygon(square(1))))
    assert done.repaired == 1 and len(points(done.outlines[A].path)) == 2


def woven(number: int) -> dict[str, Any]:
    """A line that goes up and down, and then across itself from side to side."""
    steps = [[n % 2 / 10, round(n / number / 10, 7)] for n in range(number)]
    return feature(A, polygon([*steps, *([y, x] for x, y in steps)]))


def test_lines_that_cross_very_often_end_in_a_sentence(app: Flask) -> None:
    assert drawn(woven(30)).repaired == 1
    with pytest.raises(Refused, match="terlalu sering bersilangan"):
        draw(collection(woven(3000)), KINDS)
    assert "terlalu rumit untuk diperbaiki" in draw(collection(woven(10_001)), KINDS).faults[0]


def test_a_file_of_too_many_points_is_refused(app: Flask) -> None:
    ring = b",".join([b"[1,2],[2,1],[0,0]"] * 340_000)
    content = (
        b'{"type":"FeatureCollection","features":[{"id":"%s","geometry":{"type":"Polygon","coordinates":[[%s]]}}]}'
    )
    with pytest.raises(Refused, match="lebih dari satu juta titik"):
        draw(content % (A.encode(), ring), KINDS)


@pytest.mark.parametrize("given", [
    {"properties": {"KODE": A}}, {"properties": {"kode_wilayah": f" {A} "}}, {"id": A, "properties": None}, {"id": A},
    {"properties": {"code": None, "lain": {"lagi": {"kode": A}}}}, {"properties": {"code": 7301021001}},
    {"properties": {"code": 7301021001.0}}, {"properties": {"name": "x"}, "id": "7301021001"},
])  # fmt: skip
def test_the_code_is_found_where_files_put_it(app: Flask, given: dict[str, Any]) -> None:
    assert set(drawn({"type": "Feature", "geometry": polygon(square(0))} | given).outlines) == {A}


@pytest.mark.parametrize(("bad", "sentence"), [
    (feature(B, polygon([[y, x] for x, y in square(120.0, -3.0)])), f"{B}: urutan koordinatnya terbalik"),
    (feature(B, polygon([[x * 1e5, y * 1e5] for x, y in square(120.0, -3.0)])), "bukan derajat, melainkan mungkin met"),
    (feature(B, polygon(square(200.0))), "di luar bujur ±180 atau lintang ±85"),
    (feature(B, polygon(square(10, 85.95))), "di luar bujur ±180 atau lintang ±85"),
    (feature(B, polygon([[0, 0], [1, 1e999], [1, 0]])), None),
    (feature(B, None), "tidak berisi garis batas"), (feature(B, polygon()), "tidak berisi garis batas"),
    (feature(B, {"type": "MultiPolygon", "coordinates": []}), "tidak berisi garis batas"),
    (feature(B, polygon([])), "kurang dari tiga titik"), (feature(B, polygon([[0, 0], [1, 1], [0, 0]])), "kurang dari"),
    (feature(B, polygon([[0, 0], [0.1, 0.1], [0.2, 0.2], [0, 0]])), "terlalu kecil"),
    (feature(B, polygon([[0, 0], [0.1, 0], [0.2, 0], [0, 0]])), "tidak melingkupi apa pun"),
    (feature(B, polygon(square(0, 0, 1e-6))), "terlalu kecil"),
    (feature(B, {"type": "Point", "coordinates": [0, 0]}), "bukan bidang"), (feature(B, "x"), "bukan bidang"),
    (feature(B, polygon([["a", "b"], [1, 2], [3, 4]])), "bukan pasangan angka"),
    (feature(B, {"type": "Polygon", "coordinates": "x"}), "bukan pasangan angka"),
    (feature(B, polygon([[0], [1, 2], [3, 4]])), "bukan pasangan angka"),
    (feature("99.99", polygon(square(1))), "99.99: kode ini tidak ada di daftar"),
    (feature("", polygon(square(1))), "fitur ke-2: tidak menyebut kode"), ("x", "fitur ke-2: tidak menyebut kode"),
    (feature(A, polygon(square(1))), f"{A}: kode ini ada lebih dari sekali"),
])  # fmt: skip
def test_one_bad_feature_keeps_all_out(app: Flask, bad: Any, sentence: str | None) -> None:
    if sentence is None:  # JSON of Python says Infinity, which is no number of JSON
        with pytest.raises(Refused, match="tidak dapat dibaca"):
            draw(collection(feature(A, polygon(square(0))), bad), KINDS)
        return
    done = draw(collection(feature(A, polygon(square(0))), bad), KINDS)
    assert len(done.faults) == 1 and sentence in done.faults[0], done.faults


@pytest.mark.parametrize(("content", "sentence"), [
    (b"", "tidak dapat dibaca"), (b"PK\x03\x04", "tidak dapat dibaca"), (b"\xff\xfe{", "tidak dapat dibaca"),
    (b"[]", "bukan GeoJSON"), (b'{"type": "Topology", "features": []}', "bukan GeoJSON"), (b"7", "bukan GeoJSON"),
    (b'{"type": "FeatureCollection", "features": {}}', "bukan GeoJSON"), (collection(), "tidak berisi satu kawasan"),
    (collection(feature(A, polygon([[0, math.nan], [1, 0], [1, 1]]))), "tidak dapat dibaca"),
    (b"[" * 10_000 + b"]" * 10_000, "bersarang terlalu dalam"),
    (b'{"features":' * 10_000 + b"1" + b"}" * 10_000, "bersarang terlalu dalam"),
    (b'{"a": ' + b"1" * 5000 + b"}", "tidak dapat dibaca"), (b" " * (BIGGEST + 1), "lebih besar dari 20 MB"),
    (collection(*[1] * 20_001), "terlalu banyak fitur"),
])  # fmt: skip
def test_what_is_no_such_file_is_refused(app: Flask, content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        draw(content, KINDS)


def test_numbers_beyond_measure_and_deep_collections_are_told(app: Flask) -> None:
    huge = b'{"type": "FeatureCollection", "features": [{"id": "%s", "geometry": {"type": "Polygon", "coordinates": '
    for ring in (b"[[[1e999, 0], [1, 0], [1, 1]]]", b"[[[1%s, 0], [1, 0], [1, 1]]]" % (b"0" * 400)):
        assert draw(huge % A.encode() + ring + b"}}]}", KINDS).faults[0].startswith(f"{A}: ada koordinat yang bukan")
    deep: Any = polygon(square(0))
    for _ in range(50):
        deep = {"type": "GeometryCollection", "geometries": [deep]}
    assert draw(collection(feature(A, deep)), KINDS).faults == [f"{A}: tidak berisi garis batas."]


def test_a_great_many_points_become_few(app: Flask) -> None:
    around = [[round(math.cos(n / 25_000 * math.tau) * 0.2, 6), round(math.sin(n / 25_000 * math.tau) * 0.2, 6)]
              for n in range(25_000)]  # fmt: skip
    content = collection(feature(A, polygon(around)))
    outline = draw(content, KINDS).outlines[A]
    assert len(content) > 500_000 and len(points(outline.path)[0]) < min(1000, MOST_POINTS)
    assert abs(outline.right - outline.left - 4453) < 5, "and the shape is what it was"
    assert json.loads(content)["features"]
