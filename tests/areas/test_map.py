"""The map says what its table says, to whom it may be said, with outlines or tiles, in few bytes."""

from __future__ import annotations

import gzip
import math
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.areas.models import Area, AreaKind
from app.areas.outline_service import keep, known_kinds
from app.areas.outlines import draw
from app.clock import now, today
from app.extensions import db
from app.mapping.levels import Level
from app.mapping.methods import MappingMethod
from app.mapping.models import Mapping
from app.periods import Half
from tests.areas.shapes import collection, feature, polygon, square
from tests.areas.test_routes import put
from tests.browser import Browser, Page
from tests.commitments.steps import S, in_state
from tests.factories import Cast, make_area, make_commitment

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def city(app: Flask, cast: Cast) -> dict[str, int]:
    """A city of two districts with two villages each, and a part of one; ids by name."""
    top = make_area("73.73", AreaKind.CITY, "Kota Contoh")
    bara, wara = (make_area(f"73.73.0{n}", AreaKind.DISTRICT, name, top) for n, name in ((1, "Bara"), (2, "Wara")))
    named = (("73.73.01.1001", "Balandai", bara), ("73.73.01.1002", "To'bulung", bara),
             ("73.73.02.1001", "Lagaligo", wara), ("73.73.02.1002", "Wara", wara))  # fmt: skip
    villages = [make_area(code, name=name, parent=around) for code, name, around in named]
    part = make_area("73.73.01.1001.1", AreaKind.PART, "Lorong 1", villages[0])
    db.session.commit()
    return {area.full_name: area.id for area in (top, bara, wara, *villages, part)}


def outline(*codes: str) -> None:
    """Import a square for each code."""
    squares = [feature(code, polygon(square(n / 10))) for n, code in enumerate(codes)]
    keep(draw(collection(*squares), known_kinds()), "Contoh", "Ani")
    db.session.commit()


def rate(area_id: int, level: Level, year: int = 2026, half: Half = Half.FIRST, **facts: Any) -> None:
    """A mapping with an official level; `shared` and `released` are set on wish."""
    method = db.session.scalars(sa.select(MappingMethod.id).order_by(MappingMethod.id)).first()
    row = Mapping(reference=f"PM/{area_id}/{year}{half.value}", area_id=area_id, method_id=method, year=year, half=half)
    row.level = level
    row.shared_at = now() if facts.get("shared") else None
    row.released_at = now() if facts.get("released") else None
    db.session.add(row)
    db.session.commit()


def told(page: Page) -> dict[str, str]:
    """What each area of the picture says of itself."""
    titles = [a.find(f"{SVG}title") for a in page.find(f"{SVG}a")]
    return dict((each.text or "").split(": ", 1) for each in titles if each is not None)  # type: ignore[misc]


def table(page: Page) -> dict[str, list[str]]:
    """The cells of each area in the table."""
    rows = [[" ".join("".join(td.itertext()).split()) for td in tr.iter("td")] for tr in page.find("tr")]
    return {cells[0].split(" Kecamatan ")[0]: cells[1:] for cells in rows if cells}


def test_the_table_has_the_facts_of_the_picture(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    outline("73.73.01.1001", "73.73.01.1002", "73.73.02.1001", "73.73.01")
    late = make_commitment(cast.social, due=today().replace(year=today().year - 1))
    put(late, city["Kelurahan Balandai"], city["Lorong 1"])
    put(make_commitment(cast.social), city["Lorong 1"])
    put(make_commitment(cast.social), city["Kecamatan Bara"])
    put(in_state(cast, S.CANCELLED), city["Kelurahan Wara"])
    page = browser.sign_in(cast.social_liaison).get("areas.map_of_areas")
    rows = table(page)
    assert list(rows) == ["Kelurahan Balandai", "Kelurahan To'bulung", "Kelurahan Lagaligo", "Kelurahan Wara"]
    assert told(page) == {name: f"{cells[0]} terbuka, {cells[1]} terlambat" for name, cells in rows.items()
                          if name != "Kelurahan Wara"}  # fmt: skip
    assert rows["Kelurahan Balandai"][:2] == ["2", "1"], "each once, with those of its parts"
    assert "Tanpa garis batas: Kelurahan Wara" in page.text and "Sumber: Contoh." in page.text
    assert len(page.find(f"{SVG}path", class_="district")) == 1
    link = page.find("a", href=f"/komitmen?kawasan={city['Kelurahan Balandai']}&tenggat=terlambat")
    assert link and late.reference in browser.get(link[0].get("href") or "").text


def test_a_figure_without_room_is_left_to_colour_and_table(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    shapes = {"73.73.01.1001": square(0, size=1), "73.73.01.1002": square(2, size=0.01)}
    keep(draw(collection(*(feature(code, polygon(each)) for code, each in shapes.items())), known_kinds()), "", "Ani")
    put(make_commitment(cast.social), city["Kelurahan Balandai"], city["Kelurahan To'bulung"])
    page = browser.sign_in(cast.leader).get("areas.map_of_areas")
    assert [text.text for text in page.find(f"{SVG}text", class_="value")] == ["1"]
    assert told(page)["Kelurahan To'bulung"].startswith("1 terbuka") and "Pilih kecamatan" in page.text
    page = browser.get("areas.map_of_areas", kecamatan="73.73.01")
    assert "tampil tanpa angka" in page.text and "Pilih kecamatan" not in page.text
    assert "tampil tanpa angka" not in browser.get("areas.map_of_areas", warna="terlambat").text


def test_without_outlines_there_are_tiles_by_district(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    page = browser.sign_in(cast.leader).get("areas.map_of_areas")
    assert set(told(page)) == set(table(page)) and "digambar sama besar" in page.text
    words = ["".join(text.itertext()) for text in page.find(f"{SVG}text")]
    assert words == ["Kecamatan Bara", "Balandai", "To'bulung", "Kecamatan Wara", "Lagaligo", "Wara"]
    page = browser.get("areas.map_of_areas", kecamatan="73.73.02")
    assert set(told(page)) == {"Kelurahan Lagaligo", "Kelurahan Wara"} == set(table(page))


def test_it_is_sorted_and_coloured_as_asked(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    for name, number in (("Kelurahan Wara", 2), ("Kelurahan Lagaligo", 1)):
        for _ in range(number):
            put(make_commitment(cast.social), city[name])
    browser.sign_in(cast.leader)
    assert list(table(browser.get("areas.map_of_areas", urut="-terbuka")))[:2] == [
        "Kelurahan Wara",
        "Kelurahan Lagaligo",
    ]
    page = browser.get("areas.map_of_areas", urut="-nama", warna="zzz", kecamatan="9", periode="x")
    assert next(iter(table(page))) == "Kelurahan Wara" and len(table(page)) == 4
    classes = {a.get("href"): a.get("class") for a in page.find(f"{SVG}a")}
    assert classes[f"/kawasan/{city['Kelurahan Wara']}"] == "c3"
    assert classes[f"/kawasan/{city['Kelurahan Lagaligo']}"] == "c1"
    assert classes[f"/kawasan/{city['Kelurahan Balandai']}"] == "c0"
    late = browser.get("areas.map_of_areas", warna="terlambat")
    assert {a.get("class") for a in late.find(f"{SVG}a")} == {"c0"}


@pytest.mark.parametrize(("who", "seen"), [
    ("admin", None), ("social_liaison", {"Kelurahan Balandai": "4 Bahaya, Semester I 2026"}),
    ("leader", {"Kelurahan Balandai": "4 Bahaya, Semester I 2026", "Kelurahan Wara": "3 Waspada, 2026"}),
    ("reviewer", {"Kelurahan Balandai": "4 Bahaya, Semester I 2026", "Kelurahan Wara": "3 Waspada, 2026"}),
    ("secretariat", {"Kelurahan Balandai": "4 Bahaya, Semester I 2026", "Kelurahan Wara": "3 Waspada, 2026"}),
])  # fmt: skip
@pytest.mark.parametrize("with_outlines", [True, False])
def test_levels_are_shown_to_whom_they_may_be(
    browser: Browser, cast: Cast, city: dict[str, int], who: str, seen: dict[str, str] | None, with_outlines: bool
) -> None:
    if with_outlines:
        outline("73.73.01.1001", "73.73.01.1002", "73.73.02.1001", "73.73.02.1002")
    rate(city["Kelurahan Balandai"], Level.DANGER, shared=True)
    rate(city["Kelurahan Balandai"], Level.SAFE, 2025, Half.YEAR, shared=True, released=True)
    rate(city["Kelurahan Wara"], Level.WATCH, half=Half.YEAR)
    browser.sign_in(getattr(cast, who))
    page = browser.get("areas.map_of_areas", warna="kategori", urut="-kategori")
    shown = {name: words for name, words in told(page).items() if "belum" not in words and "terbuka" not in words}
    assert shown == (seen or {})
    cells = {name: row[2].replace("kategori tidak dicetak", "").replace(" ", "") for name, row in table(page).items()
             if len(row) > 2 and row[2] != "–"}  # fmt: skip
    assert cells == {name: words.replace(" ", "").replace(",", "") for name, words in (seen or {}).items()}
    if seen is None:
        for address in ("/kawasan/peta?warna=kategori&periode=2026-1", f"/kawasan/{city['Kelurahan Balandai']}"):
            words = browser.get(address).html
            assert not any(secret in words for secret in ("Bahaya", "Kategori", "level", "Semester")), address


def test_the_period_is_chosen_and_what_is_not_released_is_not_printed(
    browser: Browser, cast: Cast, city: dict[str, int]
) -> None:
    rate(city["Kelurahan Balandai"], Level.DANGER)
    rate(city["Kelurahan Balandai"], Level.SAFE, 2025, Half.YEAR, released=True)
    browser.sign_in(cast.leader)
    page = browser.get("areas.map_of_areas", warna="kategori", periode="2025-0")
    assert told(page)["Kelurahan Balandai"] == "1 Aman, 2025"
    assert [use.get("class") for use in page.find(f"{SVG}use") if use.get("href", "").startswith("#k")] == ["level l1"]
    assert not [e for e in page.tree.iter() if "restricted" in (e.get("class") or "")]  # type: ignore[union-attr]
    page = browser.get("areas.map_of_areas", warna="kategori")
    hidden = [e for e in page.tree.iter() if "restricted" in (e.get("class") or "")]  # type: ignore[union-attr]
    assert {e.tag for e in hidden} == {f"{SVG}use", f"{SVG}text", "span"}
    page = browser.get("areas.show", id=city["Kelurahan Balandai"])
    assert "4 Bahaya" in page.text and 'class="level tone-danger restricted"' in page.html


def test_the_page_of_an_area_shows_where_it_lies(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    outline("73.73.01.1001", "73.73.01.1002", "73.73.02.1001", "73.73.01.1001.1")
    browser.sign_in(cast.leader)
    for name, number in (("Kelurahan Balandai", 2), ("Kelurahan Lagaligo", 1), ("Lorong 1", 2), ("Kelurahan Wara", 0)):
        page = browser.get("areas.show", id=city[name])
        maps = [e for e in page.find(f"{SVG}svg") if "locator" in (e.get("class") or "")]
        assert sum(len(list(e.iter(f"{SVG}path"))) for e in maps) == number, name
        assert "batas resmi" in page.text or not number


def test_an_empty_city_says_what_to_do(browser: Browser, other: Browser, cast: Cast) -> None:
    assert browser.sign_in(cast.secretariat).get("areas.map_of_areas").find("a", href="/kawasan/impor")
    assert not other.sign_in(cast.leader).get("areas.map_of_areas").find("a", href="/kawasan/impor")


@pytest.mark.parametrize(("districts", "kilobytes"), [(4, 40), (84, 120)])
def test_many_areas_stay_small_and_cost_the_same(browser: Browser, cast: Cast, districts: int, kilobytes: int) -> None:
    city = make_area("10", AreaKind.CITY, "Kota Contoh")
    for n in range(districts):
        district = make_area(f"10.{n:02}", AreaKind.DISTRICT, f"Kecamatan contoh {n}", city)
        db.session.add_all(Area(code=f"10.{n:02}.{m:04}", kind=AreaKind.VILLAGE, name=f"Desa {n} {m}", parent=district)
                           for m in range(12))  # fmt: skip
    db.session.flush()
    cells = [feature(f"10.{n:02}.{m:04}", polygon(wavy(n, m))) for n in range(districts) for m in range(12)]
    keep(draw(collection(*cells), known_kinds()), "Contoh", "Ani")
    db.session.commit()
    html = browser.sign_in(cast.leader).raw("GET", "/kawasan/peta").text  # to check a thousand rows takes a minute
    assert html.count("<path d=") == html.count("<tr><td>") == 12 * districts
    assert len(gzip.compress(html.encode(), 5)) < kilobytes * 1000


def wavy(row: int, column: int) -> list[list[float]]:
    """A cell of a grid whose edges are no straight lines."""

    def bend(x: float, y: float) -> list[float]:
        return [round((x + 0.1 * math.sin(7 * y)) / 50, 6), round((y + 0.1 * math.sin(9 * x)) / 50, 6)]

    steps = [n / 12 for n in range(12)]
    x, y = column, row
    return [*(bend(x + s, y) for s in steps), *(bend(x + 1, y + s) for s in steps),
            *(bend(x + 1 - s, y + 1) for s in steps), *(bend(x, y + 1 - s) for s in steps), bend(x, y)]  # fmt: skip
