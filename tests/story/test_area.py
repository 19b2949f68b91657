"""The whole story of an area: every kind of moment once, newest first, in threads; levels to whom they are for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from app.activities.models import ActivityCount
from app.activities.steps import ActivityState, ActivityStep, AgeBand, CountOf, PeopleGroup
from app.areas.models import Area
from app.clock import now, today
from app.commitments.parts import CommitmentSupport
from app.commitments.states import CommitmentState, SupportState
from app.extensions import db
from app.findings.models import FindingKind
from app.mapping.levels import Level
from app.mapping.models import Mapping
from app.mapping.parts import MappingReading
from app.meetings.models import MeetingState
from app.outcomes.models import OutcomeIndicator, OutcomeSeries, OutcomeValue
from app.outcomes.states import Span
from app.plans.models import PlanState
from app.story.area import Thread, kept
from app.tasks.states import TaskState
from tests.browser import Browser, Page
from tests.commitments.steps import in_state
from tests.coverage.programme import make_finding, make_mapping, make_plan, make_target
from tests.coverage.world import make_activity, make_city
from tests.factories import Cast, make_meeting, make_task
from tests.story.test_elsewhere import kinds, put

PROMISES = ["proposed", "change", "agreed", "report", "verdict", "end"]  # `in_state` has the check waived
REST = {
    "pemetaan": ["mapped", "shared", "decided"], "temuan": ["found", "chosen"], "rencana": ["planned"],
    "kegiatan": ["held", "activity", "cancelled"], "hasil": ["result"], "rapat": ["meeting"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Another test's database may have as many events."""
    kept._found.clear()


def live_through(cast: Cast, city: dict[str, Area]) -> None:
    """One of everything that a story tells, in one village."""
    village = city["011001"]
    put(in_state(cast, CommitmentState.VERIFIED, statement="Menyediakan tempat"), village)
    meeting = make_meeting(cast.bnn, MeetingState.CLOSED, theme="Rapat lokasi sasaran")
    make_mapping(village, Level.DANGER, meeting_id=meeting.id)
    make_finding(village, cast.bnn, FindingKind.PROBLEM, title="Pemuda menganggur")
    make_target(village, meeting)
    make_plan(cast.bnn, village, meeting_id=meeting.id)
    days = {"starts_on": today(), "ends_on": today()}
    make_activity(cast.bnn, village, city["011002"], **days)
    make_activity(cast.bnn, village, state=ActivityState.CANCELLED, step=ActivityStep.FOLLOWING, **days)
    series = OutcomeSeries(indicator=db.session.get_one(OutcomeIndicator, 1), area=village)
    series.values.append(OutcomeValue(year=2026, span=Span.FIRST_HALF, value=Decimal("2.71"), recorded_name="Ani"))
    db.session.add(series)
    db.session.commit()


def instants(page: Page) -> list[str]:
    """When each moment of a page was."""
    return [e.get("datetime") or "" for e in page.find("time") if e.get("datetime")]


def test_everything_is_told_once_newest_first(browser: Browser, cast: Cast) -> None:
    city = make_city()
    live_through(cast, city)
    browser.sign_in(cast.secretariat)
    everything = sorted(PROMISES + [kind for each in REST.values() for kind in each])
    for place in ("011001", "01", "kota"):
        page = browser.get("story.area", id=city[place].id)
        assert sorted(kinds(page)) == everything, place
        told = instants(page)[-len(everything) :]
        assert told == sorted(told, reverse=True)
    assert sorted(kinds(browser.get("story.area", id=city["011002"].id))) == ["held"]
    assert kinds(browser.get("story.area", id=city["02"].id)) == []
    for words in ("Pemetaan 2026 dibuat", "4 Bahaya", "Pemuda menganggur", "Dipilih sebagai lokasi sasaran",
                  "dengan 1 aksi untuk kawasan ini", "IKP Semester I 2026: 2,71", "Rapat lokasi sasaran",
                  "Pendampingan dibatalkan", "Bimtek life skill terlaksana"):  # fmt: skip
        assert words in browser.get("story.area", id=city["kota"].id).text, words


def test_each_thread_tells_its_own(browser: Browser, cast: Cast) -> None:
    city = make_city()
    live_through(cast, city)
    browser.sign_in(cast.leader)
    for thread in Thread:
        page = browser.get("story.area", id=city["01"].id, saring=thread.value)
        own = PROMISES if thread is Thread.PROMISES else REST.get(thread.value, [])
        assert sorted(kinds(page)) == sorted(own), thread
    assert len(kinds(browser.get("story.area", id=city["01"].id, saring="apa-saja"))) == 17


def test_what_is_not_so_is_not_told(browser: Browser, cast: Cast) -> None:
    village = make_city()["011001"]
    make_plan(cast.bnn, village, state=PlanState.DRAFT)
    make_activity(cast.bnn, village, removed_at=now())
    assert kinds(browser.sign_in(cast.leader).get("story.area", id=village.id)) == []


def test_what_was_taken_away_again_is_told_with_its_reason(browser: Browser, cast: Cast) -> None:
    village = make_city()["011001"]
    make_finding(village, cast.bnn, title="Salah kawasan", removed_at=now())
    make_target(village, make_meeting(cast.bnn), removed_at=now(), withdrawn_why="Anggaran dialihkan")
    page = browser.sign_in(cast.leader).get("story.area", id=village.id, saring="temuan")
    assert sorted(kinds(page)) == ["chosen", "found", "removed", "withdrawn"]
    assert "dicabut" in page.text and "Anggaran dialihkan" in page.text and "Catatan dihapus: Masalah" in page.text


def test_plans_are_closed_and_opened_again(browser: Browser, cast: Cast) -> None:
    village = make_city()["011001"]
    plan = make_plan(cast.bnn, village)
    for act in (plan.close, lambda: plan.reopen("Ada yang keliru"), lambda: plan.reopen("Disusun ulang")):
        act()
        db.session.commit()
    page = browser.sign_in(cast.leader).get("story.area", id=village.id, saring="rencana")
    assert kinds(page) == ["plan"] * 3
    assert page.text.count("Rencana aksi dibuka kembali") == 2 and page.text.count("Rencana aksi ditutup") == 1


def test_people_and_results_of_activities_are_told_once(browser: Browser, cast: Cast) -> None:
    village = make_city()["011001"]
    activity = make_activity(cast.bnn, village)
    for women, age in ((12, AgeBand.ADULT), (8, AgeBand.YOUNG)):
        facts = {"of": CountOf.PARTICIPANT, "group": PeopleGroup.RESIDENTS, "age": age, "men": 1}
        db.session.add(ActivityCount(activity_id=activity.id, activity=activity, women=women, **facts))
        db.session.commit()
    for result in ("Selesai", "Selesai dengan baik"):
        activity.result = result
        db.session.commit()
    page = browser.sign_in(cast.leader).get("story.area", id=village.id, saring="kegiatan")
    assert sorted(kinds(page)) == ["counted", "held", "told"]
    assert "Peserta dicatat: 22 orang" in page.text and page.text.count("Hasil kegiatan dicatat") == 1


def test_values_of_one_moment_stand_latest_period_first(browser: Browser, cast: Cast) -> None:
    village, at = make_city()["011001"], now()
    series = OutcomeSeries(indicator=db.session.get_one(OutcomeIndicator, 1), area=village)
    for year in (2024, 2025, 2026):
        facts = {"value": Decimal(year - 2000), "recorded_name": "Ani", "at": at}
        series.values.append(OutcomeValue(year=year, span=Span.YEAR, **facts))
    db.session.add(series)
    db.session.commit()
    text = browser.sign_in(cast.leader).get("story.area", id=village.id).text
    assert text.index("2026: 26") < text.index("2025: 25") < text.index("2024: 24")


def test_supports_and_tasks_are_told(browser: Browser, cast: Cast) -> None:
    village = make_city()["011001"]
    made = in_state(cast, CommitmentState.UNDERWAY)
    put(made, village)
    made.supports.append(CommitmentSupport(agency_id=cast.police, agency_name="Polres", role="Menjaga"))
    db.session.flush()
    made.supports[0].answer(SupportState.ACCEPTED)
    done, thrown = make_task(commitment_id=made.id), make_task(commitment_id=made.id)
    done.state, done.is_open = TaskState.DONE, False
    thrown.trash("Ani")
    plan = make_plan(cast.bnn, village)
    plan.actions[0].tasks.append(make_task(title="Menyiapkan aula"))
    db.session.commit()
    page = browser.sign_in(cast.leader).get("story.area", id=village.id)
    assert "Dukungan Polres: bersedia" in page.text and kinds(page).count("answer") == 1
    page = browser.get("story.area", id=village.id, saring="tugas")
    assert sorted(kinds(page)) == ["task", "task", "task_end"] and "Menyiapkan aula" in page.text
    assert page.queries <= 12


@pytest.mark.parametrize(("who", "seen"), [("admin", False), ("secretariat", True), ("social_liaison", True)])
def test_readings_are_told_to_whom_the_mapping_is(browser: Browser, cast: Cast, who: str, seen: bool) -> None:
    village = make_city()["011001"]
    mapping = make_mapping(village, Level.DANGER)
    facts = {"agency_id": cast.social, "agency_name": "Dinas Sosial", "by_id": 1, "by_name": "Ani", "content": 1}
    db.session.add(MappingReading(mapping_id=mapping.id, **facts))
    db.session.commit()
    page = browser.sign_in(getattr(cast, who)).get("story.area", id=village.id)
    assert ("Dinas Sosial menyatakan sudah membaca" in page.text) == seen
    db.session.get_one(Mapping, mapping.id).shared_at = None
    db.session.commit()
    liaison = Browser(browser.app).sign_in(cast.police_liaison).get("story.area", id=village.id)
    assert "sudah membaca" not in liaison.text


@pytest.mark.parametrize("who", ["admin", "secretariat", "social_liaison", "reviewer", "leader"])
def test_levels_are_told_to_whom_they_are_for(browser: Browser, cast: Cast, who: str) -> None:
    city = make_city()
    make_mapping(city["011001"], Level.DANGER, shared=False)
    make_mapping(city["011002"], Level.WATCH, released_at=now())
    browser.sign_in(getattr(cast, who))
    page = browser.get("story.area", id=city["01"].id)
    secret = who in ("secretariat", "reviewer", "leader")
    assert ("Bahaya" in page.text, "Waspada" in page.text) == (secret, who != "admin")
    assert kinds(page).count("decided") == kinds(page).count("mapped") == (2 if secret else who != "admin")
    unprinted = [e for e in page.find("span") if (e.get("class") or "").endswith(" restricted")]
    assert len(unprinted) == secret


def test_draft_meetings_are_told_to_the_secretariat_alone(browser: Browser, cast: Cast) -> None:
    village = make_city()["011001"]
    make_target(village, make_meeting(cast.bnn, MeetingState.DRAFT, theme="Rapat yang belum diumumkan"))
    assert "belum diumumkan" in browser.sign_in(cast.secretariat).get("story.area", id=village.id).text
    page = Browser(browser.app).sign_in(cast.leader).get("story.area", id=village.id)
    assert "belum diumumkan" not in page.text and kinds(page) == ["chosen"]


def test_days_begin_in_palopo(browser: Browser, cast: Cast) -> None:
    village, day = make_city()["011001"], dt.date(2026, 5, 4)
    make_activity(cast.bnn, village, starts_on=day, ends_on=day)
    page = browser.sign_in(cast.leader).get("story.area", id=village.id)
    assert "2026-05-03T16:00:00+00:00" in instants(page) and "4 Mei 2026" in page.text


@pytest.mark.parametrize("at_once", [2, 120], ids=["two at once", "all at once"])
def test_a_long_story_is_paged_through_without_loss(browser: Browser, cast: Cast, at_once: int) -> None:
    village, instant = make_city()["011001"], now()
    for n in range(120):
        made = instant - dt.timedelta(minutes=n // at_once)
        make_finding(village, cast.bnn, title=f"Temuan {n:03}.", created_at=made)
    browser.sign_in(cast.leader)
    address, told, pages = f"/kawasan/{village.id}/cerita?saring=temuan", [], 0
    while address and pages < 9:
        page = browser.get(address)
        here = [n for n in range(120) if f"Temuan {n:03}." in page.text]
        told, pages = told + here, pages + 1
        older = [a.get("href") or "" for a in page.find("a") if "sebelum=" in (a.get("href") or "")]
        address = f"/kawasan/{village.id}/cerita{older[0]}" if older else ""
        assert not address or "saring=temuan" in address
    assert sorted(told) == list(range(120)) and pages == 3


@pytest.mark.parametrize("odd", [
    "x", "2026-01-01", "2026-01-01T00:00:00~found~1", "2026-01-01T00:00:00+00:00~found~99999999999",
    "2026-01-01T00:00:00+00:00~%00~1", "0001-01-01T00:00:00+00:00~found~1", "~~", "2026-01-01T00:00:00+00:00~a~b",
])  # fmt: skip
def test_places_that_are_none_of_ours_begin_anew(browser: Browser, cast: Cast, odd: str) -> None:
    village = make_city()["011001"]
    make_finding(village, cast.bnn, created_at=dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
    browser.sign_in(cast.leader).get(f"/kawasan/{village.id}/cerita?sebelum={odd.replace('+', '%2B')}")
