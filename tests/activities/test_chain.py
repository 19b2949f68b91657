"""The chain by area and year, what is missing next, and whether a training teaches what is wanted."""

from __future__ import annotations

import datetime as dt

import pytest

from app.activities.chain import Standing, chain_of, matrix_of, next_missing
from app.activities.models import Activity
from app.activities.steps import ActivityState, ActivityStep
from app.areas.models import Area
from app.clock import today
from app.extensions import db
from app.findings.models import TargetChoice
from app.mapping.levels import Level
from app.mapping.models import Mapping
from app.meetings.models import MeetingState
from app.periods import Half
from tests.activities.steps import hold, make_activity, make_city, make_interest
from tests.browser import Browser
from tests.commitments.steps import S, in_state
from tests.factories import Cast, make_meeting

YEAR = today().year
DAY = dt.timedelta(days=1)
ST = ActivityStep


@pytest.fixture
def city(cast: Cast) -> dict[str, int]:
    """Areas by name."""
    return make_city()


def standings(area_id: int, year: int = YEAR) -> dict[str, str]:
    """How each step stands."""
    db.session.rollback()
    steps = chain_of(db.session.get_one(Area, area_id), year)
    return {each.step.value: each.standing.value for each in steps}


def make_mapping(area_id: int, answered: int = 3) -> Mapping:
    """A mapping of this year whose level is set."""
    mapping = Mapping(reference=f"PM/{YEAR}/{area_id}", area_id=area_id, method_id=1, year=YEAR, half=Half.YEAR,
                      answered=answered, level=Level.DANGER)  # fmt: skip
    db.session.add(mapping)
    db.session.commit()
    return mapping


def choose(area_id: int, meeting_id: int) -> None:
    """A meeting chose the area as target location of this year."""
    choice = TargetChoice(area_id=area_id, year=YEAR, why="Banyak minat", meeting_id=meeting_id, chosen_name="Ani")
    db.session.add(choice)
    db.session.commit()


def test_steps_count_where_they_are_and_in_the_areas_around(cast: Cast, city: dict[str, int]) -> None:
    hold(make_activity(cast.social, city["Balandai"], starts_on=dt.date(YEAR, 1, 2)))
    make_activity(cast.social, city["Balandai"], starts_on=dt.date(YEAR, 12, 31), step=ST.FOLLOWING)
    hold(make_activity(cast.bnn, city["Bara"], starts_on=dt.date(YEAR, 3, 1), step=ST.MEETING))
    here, other = standings(city["Balandai"]), standings(city["Lagaligo"])
    assert (here["training"], here["following"], here["meeting"]) == ("done", "planned", "covered")
    assert set(other.values()) == {"missing"}
    assert standings(city["Bara"])["training"] == "done" == standings(city["Kota Contoh"])["meeting"]
    assert standings(city["Temmalebba"])["training"] == "missing", "a training next door is none here"
    assert set(standings(city["Balandai"], YEAR - 1).values()) == {"missing"}


def test_cancelled_and_removed_ones_do_not_count(cast: Cast, city: dict[str, int]) -> None:
    gone = make_activity(cast.social, city["Balandai"], state=ActivityState.CANCELLED)
    removed = make_activity(cast.social, city["Balandai"], step=ST.BRIEFING)
    removed.remove()
    db.session.commit()
    assert set(standings(city["Balandai"]).values()) == {"missing"} and gone.id


def test_mappings_meetings_and_promises_count(cast: Cast, city: dict[str, int]) -> None:
    make_mapping(city["Balandai"])
    make_mapping(city["Lagaligo"], answered=0)
    choose(city["Balandai"], make_meeting(cast.bnn, MeetingState.CLOSED).id)
    choose(city["Lagaligo"], make_meeting(cast.bnn, MeetingState.DRAFT).id)
    verified, open_ = in_state(cast, S.VERIFIED), in_state(cast, S.AGREED)
    for promise, name in ((verified, "Balandai"), (open_, "Lagaligo")):
        promise.areas.append(db.session.get_one(Area, city[name]))
        promise.due = dt.date(YEAR, 12, 31)
    db.session.commit()
    here, there = standings(city["Balandai"]), standings(city["Lagaligo"])
    assert (here["mapping"], here["meeting"], here["support"]) == ("done", "done", "done")
    assert (there["mapping"], there["meeting"], there["support"]) == ("planned", "missing", "planned")


@pytest.mark.parametrize("who", ["admin", "social_liaison", "secretariat", "leader"])
def test_the_chain_never_tells_a_level(browser: Browser, cast: Cast, city: dict[str, int], who: str) -> None:
    make_mapping(city["Balandai"])
    browser.sign_in(getattr(cast, who))
    for path in (f"/kawasan/{city['Balandai']}/kegiatan", "/kegiatan/rantai"):
        page = browser.get(path)
        assert "Bahaya" not in page.text and "level" not in page.html


def test_what_is_missing_next_is_offered(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    area = city["Balandai"]
    hold(make_activity(cast.bnn, area, step=ST.MAPPING))
    page = browser.sign_in(cast.secretariat).get(f"/kawasan/{area}/kegiatan")
    assert f"belum ada pada {YEAR}: Rapat kerja sinergi." in page.text
    assert page.find("a", href=f"/kegiatan/baru?langkah=meeting&kawasan={area}")
    page = browser.get(f"/kegiatan/baru?langkah=meeting&kawasan={area}")
    assert page.find("input", name="area_ids", value=str(area), checked="")
    reader = Browser(browser.app).sign_in(cast.leader).get(f"/kawasan/{area}/kegiatan")
    assert not [a for a in reader.find("a") if "/kegiatan/baru" in (a.get("href") or "")]
    for step in ST:
        make_activity(cast.bnn, area, step=step)
    assert next_missing(chain_of(db.session.get_one(Area, area), YEAR)) is None
    assert "Setiap langkah" in browser.get(f"/kawasan/{area}/kegiatan?tahun={YEAR}").text
    for year in ("1", "9" * 30, "x", ""):
        assert "Rantai kegiatan" in browser.get(f"/kawasan/{area}/kegiatan?tahun={year}").text


def test_the_matrix_shows_areas_with_anything_and_each_number_is_its_list(
    browser: Browser, cast: Cast, city: dict[str, int]
) -> None:
    both = make_activity(cast.social, city["Balandai"], city["Temmalebba"])
    make_activity(cast.social, city["Balandai"], starts_on=today())
    for name in ("Lagaligo", "Bara"):
        choose(city[name], make_meeting(cast.bnn, MeetingState.CLOSED).id)
    found = matrix_of(YEAR)
    assert [area.name for area in found.areas] == ["Lagaligo", "Bara", "Balandai", "Temmalebba"]
    cell = found.grid[city["Bara"]][ST.TRAINING]
    assert cell.number("activity") == 2 and cell.standing is Standing.PLANNED, "one in two villages is one"
    page = browser.sign_in(cast.leader).get("/kegiatan/rantai")
    links = [a for a in page.find("a") if "langkah=training" in (a.get("href") or "")]
    assert [("".join(a.itertext()).split()[-1]) for a in links] == ["2", "2", "1"] and both.id
    for link in links:
        number = "".join(link.itertext()).split()[-1]
        assert f"{number} data" in browser.get(link.get("href") or "").text
    assert "Balandai" not in browser.get("/kegiatan/rantai?kecamatan=73.73.01").text
    assert "Balandai" in browser.get("/kegiatan/rantai?kecamatan=<x>&tahun=abc").text


def test_a_training_is_held_against_the_interests_of_its_area(
    browser: Browser, cast: Cast, city: dict[str, int]
) -> None:
    make_interest(city["Balandai"], cast.social, "Menjahit", 12)
    make_interest(city["Bara"], cast.social, "menjahit", 5)
    make_interest(city["Lagaligo"], cast.social, "Servis motor", 9)
    wanted = make_activity(cast.social, city["Balandai"], skill="MENJAHIT")
    unwanted = make_activity(cast.social, city["Lagaligo"], skill="Menjahit")
    make_activity(cast.social, city["Lagaligo"])
    browser.sign_in(cast.secretariat)
    page = browser.get(f"/kegiatan/{wanted.id}")
    assert "diminati: 12 orang" in page.text and "Kecamatan Bara: 5 orang" in page.text, "nobody knows who lives here"
    page = browser.get(f"/kegiatan/{unwanted.id}")
    assert "tidak ada minat yang tercatat untuk keterampilan ini" in page.text and "Servis motor (9 orang)" in page.text
    page = browser.get("/kegiatan?catatan=tidak-sesuai-minat")
    assert unwanted.reference in page.text and "1 data" in page.text
    assert "tidak ada minat yang tercatat" in browser.get(f"/kawasan/{city['Lagaligo']}/kegiatan").text
    assert "tidak ada minat yang tercatat" not in browser.get(f"/kawasan/{city['Balandai']}/kegiatan").text


def test_trainings_without_accompaniment_are_found(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    def training(days: int, **facts: object) -> Activity:
        return hold(make_activity(cast.social, city["Balandai"], starts_on=today() - days * DAY, **facts))

    old, _young, followed, lost = training(31), training(30), training(60), training(60)
    make_activity(cast.social, city["Balandai"], step=ST.FOLLOWING, follows_id=followed.id)
    make_activity(cast.social, city["Balandai"], step=ST.FOLLOWING, follows_id=lost.id, state=ActivityState.CANCELLED)
    make_activity(cast.social, city["Balandai"], step=ST.EVALUATION, follows_id=old.id)
    page = browser.sign_in(cast.leader).get("/kegiatan?catatan=tanpa-pendampingan")
    assert "2 data" in page.text and old.reference in page.text and lost.reference in page.text
    assert "tanpa pendampingan" in browser.get(f"/kawasan/{city['Balandai']}/kegiatan").text


def test_pages_cost_the_same_for_many(
    browser: Browser, cast: Cast, city: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_activity(cast.social, city["Balandai"], skill="Menjahit")
    make_interest(city["Balandai"], cast.social, "Las")
    paths = ("/kegiatan", "/kegiatan/rantai", f"/kawasan/{city['Balandai']}/kegiatan", f"/kegiatan/{first.id}")
    browser.sign_in(cast.secretariat)
    few = [browser.get(path).queries for path in paths]
    for step in ST:
        for name in ("Balandai", "Lagaligo", "Temmalebba"):
            hold(make_activity(cast.social, city[name], step=step, follows_id=first.id, skill="Menjahit"))
    assert [browser.get(path).queries for path in paths] == few and max(few) <= 12
    monkeypatch.setattr("app.activities.chain_routes.MOST_ROWS", 1)
    assert "Tampil 1 kawasan pertama; 2 lainnya" in browser.get("/kegiatan/rantai").text
