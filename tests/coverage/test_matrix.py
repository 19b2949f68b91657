"""The matrix says what a plain recount says, and each of its numbers leads to as many rows."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from werkzeug.datastructures import MultiDict

from app.activities.queries import ACTIVITIES
from app.activities.steps import ActivityKind, ActivityStep
from app.areas.models import Area
from app.areas.queries import promised_in
from app.clock import now
from app.commitments.parts import CommitmentSupport
from app.commitments.queries import COMMITMENTS
from app.commitments.states import SupportState
from app.coverage.asking import KINDS, OF_COMMITMENTS
from app.coverage.cube import Figures, cube_of
from app.coverage.queries import WHOLE
from app.coverage.ways import Ways
from app.extensions import db
from tests.browser import Browser
from tests.coverage.world import (
    World,
    asked_for,
    counts,
    holder,
    is_in,
    kind_of,
    kind_of_done,
    make_activity,
    make_city,
    make_world,
)  # fmt: skip
from tests.factories import Cast, make_area, make_commitment

ASKED: list[dict[str, str]] = [
    {}, {"periode": "2026"}, {"periode": "2025-B12"}, {"dukungan": "goods"}, {"dukungan": "belum"},
    {"status": "underway"}, {"kawasan": "kota"}, {"kawasan": "73.73.01"}, {"kawasan": "73.73.01.1001"},
    {"instansi": "1", "periode": "2026"}, {"kawasan": "73.73.02", "dukungan": "people", "status": "verified"},
]  # fmt: skip


def with_ids(world: World, values: dict[str, str]) -> dict[str, str]:
    """Areas are asked for by their id."""
    keys = {area.code: str(area.id) for area in world.areas} | {"kota": str(world.areas[0].id)}
    return values | ({"kawasan": keys[values["kawasan"]]} if "kawasan" in values else {})


def recount(
    world: World, values: dict[str, str], area: Area | None, agency: int | None, kind: str = ""
) -> tuple[Any, ...]:
    """What the cell should say: promises led with their percents, promises supported, activities, the amount."""
    places = [each for each in world.areas if str(each.id) == values.get("kawasan")] if area is None else [area]
    mine = [
        c
        for c in world.commitments
        if asked_for(c, values) and (not places or is_in(c, places[0])) and (not kind or kind_of(c) == kind)
    ]
    led = [c for c in mine if agency in (None, c.lead_agency_id)]
    helped = [c for c in mine if any(agency in (None, s.agency_id) and s.state is not SupportState.DECLINED
                                     for s in c.supports)]  # fmt: skip
    done = [a for a in world.activities
            if counts(a, values) and agency in (None, a.agency_id) and (not places or is_in(a, places[0]))
            and (not kind or kind_of_done(a) == kind)]  # fmt: skip
    percent = [sum(each) // len(led) if led else 0
               for each in ([c.claimed_percent for c in led], [c.verified_percent for c in led])]  # fmt: skip
    amount = None
    if led and len({c.unit for c in led}) == 1 and led[0].unit and all(c.target is not None for c in led):
        amount = led[0].unit, sum(c.target or 0 for c in led), sum(c.verified for c in led)
    return (len(led), *percent, len(helped), len(done), amount)


def said(f: Figures) -> tuple[Any, ...]:
    """The same from a cell."""
    amount = (f.amount.unit, f.amount.target, f.amount.verified) if f.has_amount and f.amount else None
    return f.number, f.claimed_percent, f.verified_percent, f.supported, f.activities, amount


@pytest.mark.parametrize("seed", [1, 2])
def test_every_cell_is_what_a_plain_recount_says(cast: Cast, seed: int) -> None:
    world = make_world(cast, seed)
    db.session.expire_all()
    areas = {area.id: area for area in world.areas}
    for each in ASKED:
        values = with_ids(world, each)
        cube = cube_of(holder(), values)
        agencies = [None, cast.bnn, cast.social, cast.police, cast.planning, cast.health]
        for area in (None, *(areas[row.id] for row in cube.areas)):
            for agency in [int(values["instansi"])] if "instansi" in values else agencies:
                place, f = (values, area and area.code, agency), cube.at(area.id if area else None, agency or "")
                assert said(f) == recount(world, values, area, agency), place
                for kind, _label in KINDS:
                    number, *_rest, done, _amount = recount(world, values, area, agency, kind)
                    assert (f.kinds[kind], f.done[kind]) == (number, done), (place, kind)


def test_each_number_leads_to_a_list_of_as_many(cast: Cast) -> None:
    world = make_world(cast, 3)
    for each in ASKED:
        values = with_ids(world, each)
        cube, ways = cube_of(holder(), values), Ways(values)
        for (area, agency), f in cube.cells.items():
            place = WHOLE if area == cube.whole else area
            ways_there = [(ways.promises(place, agency), f.number), (ways.supports(place, agency), f.supported)]
            ways_there += [(ways.promises(place, agency, kind), number) for kind, number in f.kinds.items()]
            if OF_COMMITMENTS not in values:
                ways_there.append((ways.activities(place, agency), f.activities))
                ways_there += [(ways.activities(place, agency, kind), number) for kind, number in f.done.items()]
            for address, number in ways_there:
                assert listed(address) == number, (address, number)


def listed(address: str) -> int:
    """How many rows the list at this address has."""
    asked = MultiDict(parse_qsl(urlsplit(address).query))
    path = urlsplit(address).path
    page = {"/komitmen": COMMITMENTS, "/kegiatan": ACTIVITIES}[path].page(holder(), asked, path)
    assert set(asked) == set(page.values), "the list knows all that is asked"
    return page.total


def test_what_was_handed_over_waits_for_its_new_agency(browser: Browser, cast: Cast) -> None:
    city = make_city()
    made = make_commitment(cast.social, state="proposed", agreed_at=now(), claimed_percent=80)
    made.areas = [city["01"]]
    db.session.commit()
    assert not any(cube_of(holder(), {}).cells.values())
    assert promised_in(holder(), [city["01"].id])[city["01"].id] == (1, None, None)
    assert listed(f"/komitmen?status=disepakati&kawasan={city['01'].id}") == 0


def test_the_row_of_sums_tells_what_is_supported(browser: Browser, cast: Cast) -> None:
    city = make_city()
    made = make_commitment(cast.social, state="underway", support_kind="goods")
    made.areas = [city["01"]]
    for agency in (cast.bnn, cast.police):
        made.supports.append(CommitmentSupport(agency_id=agency, agency_name="x", role="Membantu"))
    facts = {"step": ActivityStep.SUPPORT, "kind": ActivityKind.GOODS}
    make_activity(cast.police, city["01"], **facts)
    page = browser.sign_in(cast.leader).get("coverage.index", baris="dukungan")
    total = page.find("tr", **{"class": "group"})[-1]
    way = "/komitmen?status=disepakati&peran=pendukung"
    assert [e.text for e in total.iter() if e.get("href") == way] == ["1"]  # one promise, however many support it
    done = f"/kegiatan?status=tidak-batal&dukungan=goods&instansi={cast.police}"
    assert page.find("a", href=done) and listed(done) == 1
    assert page.queries <= 12
    assert browser.get("coverage.index").find("a", href=f"{way}&kawasan={city['01'].id}")


def test_the_areas_laid_out_lie_right_below_the_one_asked_for(cast: Cast) -> None:
    city = make_city()

    def laid_out(**values: str) -> list[str]:
        return [row.code for row in cube_of(holder(), values).areas]

    assert laid_out() == ["73.73.01", "73.73.02"]
    assert laid_out(kawasan=str(city["01"].id)) == ["73.73.01", "73.73.01.1001", "73.73.01.1002"]
    assert laid_out(kawasan=str(city["011002"].id)) == ["73.73.01.1002"]


def test_the_page_shows_agencies_areas_and_kinds(browser: Browser, cast: Cast) -> None:
    city = make_city()
    made = make_commitment(cast.social, state="underway", support_kind="goods", claimed_percent=60, verified_percent=40)
    made.areas = [city["bagian"]]
    make_activity(cast.bnn, city["01"])
    db.session.commit()
    key, district = cast.social, city["01"].id
    page = browser.sign_in(cast.police_liaison).get("coverage.index")
    cell = f"/komitmen?status=disepakati&kawasan={district}&instansi={key}"
    assert page.find("a", href=cell) and "1 sarana" in page.text and "1 kegiatan" in page.text
    assert page.find("a", href=f"/kegiatan?status=tidak-batal&kawasan={district}&instansi={cast.bnn}")
    page = browser.get("coverage.index", baris="kawasan")
    assert page.find("a", href=f"/komitmen?status=disepakati&dukungan=goods&kawasan={district}")
    page = browser.get("coverage.index", kawasan=city["011001"].id)
    assert "Bagian kelurahan" not in page.text and page.find("a", href=f"/kawasan/{city['bagian'].id}")
    page = browser.get("coverage.index", kawasan=city["bagian"].id)
    assert page.find("h2")[-1].text == "Lorong" and "Dinas Sosial" in page.text
    page = browser.get("/peta-kerja?status=verified")
    assert "Belum ada komitmen atau kegiatan di sini" in page.text


def test_a_change_shows_at_once(browser: Browser, other: Browser, cast: Cast) -> None:
    city = make_city()
    made = make_commitment(cast.social, state="underway")
    made.areas = [city["01"]]
    db.session.commit()
    assert "1 komitmen" in browser.sign_in(cast.leader).get("coverage.index").text
    other.sign_in(cast.secretariat).get(f"/komitmen/{made.id}/batalkan")
    other.submit(f"/komitmen/{made.id}/batalkan", reason="budget", note="Digabung.")
    assert "1 komitmen" not in browser.get("coverage.index").text


@pytest.mark.parametrize("odd", [
    {"kawasan": "0"}, {"kawasan": "99999999999999999999"}, {"kawasan": "x"}, {"kawasan": "99"}, {"instansi": "-1"},
    {"periode": "2026-99"}, {"periode": "'; DROP TABLE area"}, {"dukungan": "semua"}, {"status": "cancelled"},
    {"baris": "peta"}, {"hal": "-1"}, {"hal": "999999999"}, {"hal": "x"}, {"hal": "³"},
])  # fmt: skip
def test_what_is_not_known_asks_for_nothing(browser: Browser, cast: Cast, odd: dict[str, str]) -> None:
    make_world(cast, 4, 3)
    browser.sign_in(cast.leader)
    whole = browser.get("coverage.index").text
    assert browser.get("/peta-kerja?" + urlencode(odd)).text == whole


def test_without_areas_the_page_says_what_to_do(browser: Browser, cast: Cast) -> None:
    assert "Belum ada kawasan" in browser.sign_in(cast.admin).get("coverage.index").text


def test_many_areas_are_turned_over_like_pages(browser: Browser, cast: Cast) -> None:
    areas = [make_area(f"73.{n}", name=f"Desa {n}") for n in range(10, 40)]
    made = make_commitment(cast.social, state="agreed")
    made.areas = areas
    db.session.commit()
    browser.sign_in(cast.leader)
    seen = set()
    for number in (1, 2, 3):
        page = browser.get("coverage.index", hal=number)
        seen |= {area.id for area in areas if page.find("a", href=f"/kawasan/{area.id}")}
    assert seen == {area.id for area in areas} and "halaman 3 dari 3" in page.text
