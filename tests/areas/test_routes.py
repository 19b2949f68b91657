"""The list of areas and the page of one: what is promised there, and in the areas inside it."""

from __future__ import annotations

import pytest

from app.areas.models import Area, AreaKind
from app.clock import today
from app.commitments.models import Commitment
from app.extensions import db
from tests.browser import Browser
from tests.commitments.steps import S, in_state
from tests.factories import Cast, make_area, make_commitment, make_meeting
from tests.findings.steps import make_finding, make_target


@pytest.fixture
def city(cast: Cast) -> dict[str, int]:
    """A city, two districts, three villages; ids by name."""
    top = make_area("73.73", AreaKind.CITY, "Kota Contoh")
    bara, wara = (make_area(f"73.73.0{n}", AreaKind.DISTRICT, name, top) for n, name in ((1, "Bara"), (2, "Wara")))
    villages = [
        make_area("73.73.01.1001", name="To'bulung", parent=bara),
        make_area("73.73.01.1002", name="Balandai", parent=bara),
        make_area("73.73.02.1001", name="Lagaligo", parent=wara),
    ]  # fmt: skip
    villages[0].aliases = "To'Bulong|Bulung Lama"
    db.session.commit()
    return {area.name: area.id for area in (top, bara, wara, *villages)}


def put(commitment: Commitment, *area_ids: int) -> Commitment:
    """Say where a commitment is kept."""
    commitment.areas = [db.session.get_one(Area, key) for key in area_ids]
    db.session.commit()
    return commitment


def names(browser: Browser, **filters: str) -> list[str]:
    """The areas on the list, in order, without the kind that stands before their names."""
    page = browser.get("areas.index", **filters)
    found = ["".join(a.itertext()) for td in page.find("td") for a in td.iter("a")
             if a.get("href", "").startswith("/kawasan/")]  # fmt: skip
    return [text.removeprefix("Kelurahan ").removeprefix("Kecamatan ") for text in found if not text.isdigit()]


@pytest.mark.parametrize(
    "typed",
    [
        "tobulung",
        "TO BULUNG",
        "to’bulung",
        "To'bulung",
        "73.73.01.1001",
        "Kelurahan Tobulung",
        "tobulong",
        "bulung lama",
    ],
)
def test_a_name_is_found_however_it_is_written(browser: Browser, cast: Cast, city: dict[str, int], typed: str) -> None:
    assert names(browser.sign_in(cast.leader), cari=typed) == ["To'bulung"]


def test_the_list_is_filtered_and_sorted(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    browser.sign_in(cast.reviewer)
    assert names(browser, kecamatan="73.73.01") == ["Bara", "To'bulung", "Balandai"]
    assert names(browser, jenis="kecamatan", urut="-nama") == ["Wara", "Bara"]
    assert names(browser, cari="%") == [] and len(names(browser, kecamatan="9", jenis="x")) == 6
    assert browser.page and not browser.page.find("a", href="/kawasan/impor")


def test_what_is_promised_inside_counts_for_the_larger_area(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    put(in_state(cast, S.UNDERWAY), city["To'bulung"], city["Balandai"])  # 20 of 40 reported and verified
    put(in_state(cast, S.REPORTED), city["Bara"])  # 20 of 40 reported
    put(make_commitment(cast.social), city["Balandai"])  # open, but nobody agreed yet
    put(in_state(cast, S.CANCELLED), city["Lagaligo"])
    page = browser.sign_in(cast.leader).get("areas.index")
    found = [[" ".join(" ".join(td.itertext()).split()) for td in tr.iter("td")] for tr in page.find("tr")]
    rows = {cells[0].split(" ")[-1]: cells for cells in found if cells}
    assert [rows[key][3] for key in ("Contoh", "Bara", "To'bulung", "Balandai", "Wara")] == ["3", "3", "1", "2", "0"]
    assert "25" in rows["Bara"][4] and "50" in rows["Bara"][4], "verified and reported, on average"
    assert "50" in rows["To'bulung"][4] and "25" not in rows["To'bulung"][4]
    assert rows["Wara"][4] == "Belum ada komitmen"


def test_the_page_of_an_area_leads_to_its_commitments(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    inside, elsewhere = make_commitment(cast.social), make_commitment(cast.social)
    put(inside, city["To'bulung"])
    put(elsewhere, city["Lagaligo"])
    browser.sign_in(cast.social_liaison)
    for name in ("To'bulung", "Bara", "Kota Contoh"):
        page = browser.get("areas.show", id=city[name])
        assert inside.reference in page.text
        assert (elsewhere.reference in page.text) == (name == "Kota Contoh")
    page = browser.get("areas.show", id=city["Bara"], wilayah=str(city["Wara"]))
    assert inside.reference in page.text, "the address says which area, not the query"
    assert "Kawasan di dalamnya (2)" in page.text and "Kota Contoh" in page.text
    assert "Kelurahan To'bulung" in page.text and page.find("a", href=f"/kawasan/{city['Bara']}", aria_current="page")
    browser.get(f"/kawasan/{2**63}", status=404)
    assert page.find("a", href=f"/kawasan/{city['Kota Contoh']}")
    assert page.find("a", href=f"/kawasan/{city['Bara']}/cerita")


def test_a_page_costs_the_same_for_many(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    browser.sign_in(cast.leader)
    few = browser.get("areas.index").queries, browser.get("areas.show", id=city["Bara"]).queries
    for n in range(60):
        make_area(f"73.73.01.2{n:03}", name=f"Desa {n}", parent=db.session.get_one(Area, city["Bara"]))
        put(make_commitment(cast.social), city["Bara"])
    assert (browser.get("areas.index").queries, browser.get("areas.show", id=city["Bara"]).queries) == few


def test_the_figures_lead_to_what_they_count(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    key, village = city["Bara"], city["To'bulung"]
    target = make_target(key, make_meeting(cast.bnn).id)
    for name in ("To'bulung", "To'bulung", "Bara"):
        make_finding(city[name], cast.social)
    page = browser.sign_in(cast.leader).get("areas.show", id=key)
    assert "Kode wilayah" not in page.text and "Kawasan induk" not in page.text, "both stand in the head"
    assert page.find("a", href=f"/kawasan/lokasi-sasaran/{target.id}")
    assert page.find("a", href=f"/kegiatan?kawasan={key}&periode={today().year}&status=held")
    assert "Masalah, potensi, dan minat tercatat 3" in page.text
    [link] = page.find("a", class_="stat tone-neutral", href=f"/kawasan/{key}/potensi")
    page = browser.get(link.get("href") or "")
    assert "Kelurahan To'bulung (2)" in page.text and page.find("a", href=f"/kawasan/{village}/potensi")
    assert "di dalamnya" not in browser.get(f"/kawasan/{city['Lagaligo']}/potensi").text
