"""What is missing: each list holds what it should and nothing else, for each role, and its count says as many."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.activities.steps import ActivityState, ActivityStep
from app.clock import now, today
from app.commitments.models import Commitment
from app.coverage.gap_pages import BY_KEY, GAPS, counts
from app.extensions import db, fetch
from app.findings.models import FindingKind
from app.mapping.levels import Level
from app.periods import Half
from app.plans.models import PlanAction
from app.policy import Role
from tests.browser import Browser
from tests.coverage.programme import make_finding, make_mapping, make_plan, make_skill, make_target
from tests.coverage.world import holder, make_activity, make_city
from tests.factories import Cast, make_commitment, make_meeting

DANGER = "tingkat-4-tanpa-komitmen"


def missing(key: str, role: Role = Role.SECRETARIAT, field: str = "code", **values: str) -> list[Any]:
    """What a gap lists, and that its count says the same."""
    gap, who = BY_KEY[key], holder(role)
    found = sorted(getattr(row, field) for row in fetch(gap.question(who, values)))
    assert dict(counts(who, values))[gap] == len(found)
    return found


def promise(cast: Cast, *areas: Any, **facts: Any) -> Commitment:
    """A promise that is being kept in these areas; committed."""
    made = make_commitment(cast.social, **({"state": "underway"} | facts))
    made.areas = list(areas)
    db.session.commit()
    return made


def test_the_highest_level_without_a_promise_being_kept(cast: Cast) -> None:
    city = make_city()
    for key, level in (("011001", Level.DANGER), ("011002", Level.DANGER), ("021001", Level.WATCH)):
        make_mapping(city[key], level)
    assert missing(DANGER) == ["73.73.01.1001", "73.73.01.1002"]
    made = promise(cast, city["bagian"])
    promise(cast, city["011002"], state="proposed")
    promise(cast, city["011002"], state="verified", is_open=False)
    assert missing(DANGER) == ["73.73.01.1002"]
    make_mapping(city["02"], Level.DANGER)
    made.areas = [city["021002"]]
    db.session.commit()
    assert missing(DANGER) == ["73.73.01.1001", "73.73.01.1002"]


def test_only_the_latest_official_level_counts(cast: Cast) -> None:
    village = make_city()["011001"]
    year = today().year
    make_mapping(village, Level.DANGER, year=year - 1)
    assert missing(DANGER) == [village.code]
    make_mapping(village, Level.SAFE, year=year, half=Half.FIRST)
    make_mapping(village, None, year=year)
    assert missing(DANGER) == []
    make_mapping(village, Level.DANGER, year=year, half=Half.SECOND)
    assert missing(DANGER) == [village.code]


@pytest.mark.parametrize("role", list(Role))
def test_who_may_not_see_a_level_is_told_nothing_of_it(cast: Cast, role: Role) -> None:
    city = make_city()
    make_mapping(city["011001"], Level.DANGER, shared=False)
    make_mapping(city["011002"], Level.DANGER)
    known = dict(counts(holder(role), {}))
    seen = {Role.ADMIN: None, Role.LIAISON: 1}.get(role, 2)
    assert known.get(BY_KEY[DANGER]) == seen
    found = fetch(BY_KEY[DANGER].question(holder(role), {}))
    assert len(found) == (seen or 0)
    if role is Role.LIAISON:
        assert [row.code for row in found] == ["73.73.01.1002"]


@pytest.mark.parametrize("who", ["admin", "secretariat", "social_liaison", "reviewer", "leader"])
def test_pages_show_levels_to_whom_they_are_for(browser: Browser, cast: Cast, who: str) -> None:
    city = make_city()
    make_mapping(city["011001"], Level.DANGER, shared=False)
    make_mapping(city["021001"], Level.DANGER, released_at=now())
    browser.sign_in(getattr(cast, who))
    page = browser.get("coverage.index")
    link = page.find("a", href=f"/peta-kerja/kesenjangan/{DANGER}")
    assert bool(link) == page.text.count("Bahaya") == (who != "admin")  # the name of the gap alone
    page = browser.get(f"/peta-kerja/kesenjangan/{DANGER}", status=403 if who == "admin" else 200)
    secret = who in ("secretariat", "reviewer", "leader")
    assert ("Desa 011001" in page.text) == secret
    hidden = [li for li in page.find("li") if "restricted" in (li.get("class") or "")]
    assert len(hidden) == secret  # the one that is not released stays off paper


def test_kept_figures_of_one_role_are_not_shown_to_another(browser: Browser, other: Browser, cast: Cast) -> None:
    make_mapping(make_city()["011001"], Level.DANGER, shared=False)
    assert "Kawasan kategori 4" in browser.sign_in(cast.secretariat).get("coverage.index").text
    for who in (cast.social_liaison, cast.admin):
        assert "Kawasan kategori 4" not in Browser(browser.app).sign_in(who).get("coverage.index").text
    assert "Kawasan kategori 4" in other.sign_in(cast.leader).get("coverage.index").text


def test_trainings_that_nobody_followed_up(cast: Cast) -> None:
    village, long_ago = make_city()["011001"], today() - dt.timedelta(days=40)
    days = {"starts_on": long_ago, "ends_on": long_ago}
    left = make_activity(cast.bnn, village, title="Ditinggalkan", **days)
    followed = make_activity(cast.bnn, village, title="Didampingi", **days)
    make_activity(cast.bnn, village, title="Baru", starts_on=today(), ends_on=today())
    make_activity(cast.bnn, village, title="Batal", state=ActivityState.CANCELLED, **days)
    make_activity(cast.bnn, village, title="Dibuang", removed_at=now(), **days)
    follows = {"step": ActivityStep.FOLLOWING, "starts_on": today(), "ends_on": today()}
    make_activity(cast.bnn, village, state=ActivityState.PLANNED, follows_id=followed.id, **follows)
    make_activity(cast.bnn, village, state=ActivityState.CANCELLED, follows_id=left.id, **follows)
    assert missing("pelatihan-tanpa-pendampingan", field="title") == ["Ditinggalkan"]


def test_villages_whose_mapping_is_not_in_yet(cast: Cast) -> None:
    city, key = make_city(), "pemetaan-belum-masuk"
    make_mapping(city["011001"], year=2025, half=Half.FIRST)
    make_mapping(city["011002"], year=2025, half=Half.YEAR, shared=False)
    second = ["73.73.02.1001", "73.73.02.1002"]
    assert missing(key, periode="2025") == missing(key, periode="2025-B06") == second
    assert missing(key, periode="2025-B12") == ["73.73.01.1001", *second]
    assert missing(key, Role.LIAISON, periode="2025") == second  # that there is one is no secret
    assert len(missing(key)) == 4 and BY_KEY[key] not in dict(counts(holder(Role.ADMIN), {}))


def test_target_locations_without_a_promise(cast: Cast) -> None:
    city, meeting, key = make_city(), make_meeting(cast.bnn), "sasaran-tanpa-komitmen"
    make_target(city["011001"], meeting)
    make_target(city["021001"], meeting)
    make_target(city["021002"], meeting, removed_at=now())
    make_target(city["011002"], meeting, year=2020)
    promise(cast, city["021001"])
    promise(cast, city["011001"], due=dt.date(2020, 3, 1))
    promise(cast, city["011001"], state="cancelled")
    assert missing(key) == ["73.73.01.1001"] and missing(key, periode="2020") == ["73.73.01.1002"]


def test_problems_without_a_plan_and_interests_without_training(cast: Cast) -> None:
    city, sewing, baking = make_city(), make_skill(), make_skill("Membuat roti")
    answered = make_finding(city["011001"], cast.bnn, title="Dijawab")
    make_finding(city["011001"], cast.bnn, title="Belum")
    dropped = make_finding(city["011001"], cast.bnn, title="Aksinya dihapus")
    make_plan(cast.bnn, city["01"], findings=(answered,))
    plan = make_plan(cast.bnn, city["01"], findings=(dropped,))
    db.session.get_one(PlanAction, plan.actions[0].id).removed_at = now()
    for village in ("011001", "021001"):
        for skill in (sewing, baking):
            title = f"{skill.name} {village}"
            make_finding(city[village], cast.bnn, FindingKind.INTEREST, title=title, skill_id=skill.id)
    make_activity(cast.bnn, city["bagian"], skill_id=sewing.id)
    make_activity(cast.bnn, city["02"], skill_id=baking.id, state=ActivityState.PLANNED)
    assert missing("masalah-tanpa-rencana", field="title") == ["Aksinya dihapus", "Belum"]
    assert missing("minat-tanpa-pelatihan", field="title") == ["Membuat roti 011001", "Menjahit 021001"]


def test_promises_that_name_no_area(cast: Cast) -> None:
    promise(cast, make_city()["01"])
    promise(cast, statement="Di mana?")
    promise(cast, state="verified", is_open=False)
    assert missing("komitmen-tanpa-kawasan", field="title") == ["Di mana?"]


def test_each_gap_is_listed_with_its_next_step(browser: Browser, cast: Cast) -> None:
    city, long_ago = make_city(), today() - dt.timedelta(days=60)
    make_mapping(city["011001"], Level.DANGER)
    make_target(city["01"], make_meeting(cast.bnn))
    make_activity(cast.social, city["02"], starts_on=long_ago, ends_on=long_ago)
    make_finding(city["02"], cast.social)
    make_finding(city["02"], cast.social, FindingKind.INTEREST, count=7)
    promise(cast)
    for who in (cast.secretariat, cast.leader):
        page = browser.sign_in(who).get("coverage.index")
        for gap in GAPS:
            assert page.find("a", href=f"/peta-kerja/kesenjangan/{gap.key}"), gap.key
            listed = browser.get("coverage.gap", which=gap.key)
            assert str(gap.why) in listed.text
            assert (str(gap.step.label) in listed.text) == (who == cast.secretariat), gap.key
        browser.post("accounts.sign_out")


def test_a_liaison_is_offered_what_a_liaison_may_do(browser: Browser, cast: Cast) -> None:
    area = make_city()["02"]
    make_finding(area, cast.social)
    page = browser.sign_in(cast.social_liaison).get("coverage.gap", which="masalah-tanpa-rencana")
    assert "Kaitkan dengan aksi" not in page.text
    way = page.find("a", href=f"/komitmen/baru?kawasan={area.id}")
    assert [each.text for each in way] and "Usulkan komitmen" in page.text
    browser.get(f"/komitmen/baru?kawasan={area.id}")


def test_a_gap_that_is_not_there_or_asked_oddly(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.leader).get("/peta-kerja/kesenjangan/apa-saja", status=404)
    for odd in ("2026-99", "x", "9999", "2026-03"):
        browser.get(f"/peta-kerja/kesenjangan/pemetaan-belum-masuk?periode={odd}&urut=x&sesudah=~~&sebelum=x")
    page = browser.get(f"/peta-kerja/kesenjangan/{DANGER}")
    assert "Setiap kawasan kategori 4 yang boleh Anda lihat sudah memiliki komitmen berjalan." in page.text
    assert "Tidak ada yang terlewat" in browser.get("coverage.index").text


def test_a_suggestion_begins_with_the_area_that_misses_one(browser: Browser, cast: Cast) -> None:
    area = make_city()["011001"]
    page = browser.sign_in(cast.secretariat).get(f"/komitmen/baru?kawasan={area.id}")
    ticked = [e.get("value") for e in page.find("input", name="area_ids") if e.get("checked") is not None]
    assert ticked == [str(area.id)]
    for odd in ("x", "99999999999999999999999", "-1"):
        browser.get(f"/komitmen/baru?kawasan={odd}")
