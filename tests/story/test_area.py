"""The whole story of an area: every kind of moment once, newest first, in threads; levels to whom they are for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from app.activities.steps import ActivityState, ActivityStep
from app.areas.models import Area
from app.clock import now, today
from app.commitments.states import CommitmentState
from app.extensions import db
from app.findings.models import FindingKind
from app.mapping.levels import Level
from app.meetings.models import MeetingState
from app.outcomes.models import OutcomeIndicator, OutcomeSeries, OutcomeValue
from app.outcomes.states import Span
from app.plans.models import PlanState
from app.story.area import Thread
from tests.browser import Browser, Page
from tests.commitments.steps import in_state
from tests.coverage.programme import make_finding, make_mapping, make_plan, make_target
from tests.coverage.world import make_activity, make_city
from tests.factories import Cast, make_meeting
from tests.story.test_elsewhere import kinds, put

PROMISES = ["proposed", "change", "agreed", "report", "verdict", "end"]  # `in_state` has the check waived
REST = {
    "pemetaan": ["mapped", "shared", "decided"], "temuan": ["found", "chosen"], "rencana": ["planned"],
    "kegiatan": ["activity", "held", "activity", "cancelled"], "hasil": ["result"], "rapat": ["meeting"],
}  # fmt: skip


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
    assert sorted(kinds(browser.get("story.area", id=city["011002"].id))) == ["activity", "held"]
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
        assert sorted(kinds(page)) == sorted(REST.get(thread.value, PROMISES)), thread
    assert len(kinds(browser.get("story.area", id=city["01"].id, saring="apa-saja"))) == 18


def test_what_is_not_so_is_not_told(browser: Browser, cast: Cast) -> None:
    village = make_city()["011001"]
    make_finding(village, cast.bnn, removed_at=now())
    make_target(village, make_meeting(cast.bnn), removed_at=now())
    make_plan(cast.bnn, village, state=PlanState.DRAFT)
    make_activity(cast.bnn, village, removed_at=now())
    assert kinds(browser.sign_in(cast.leader).get("story.area", id=village.id)) == []


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


def test_a_long_story_is_paged_through_without_loss(browser: Browser, cast: Cast) -> None:
    village = make_city()["011001"]
    for n in range(120):
        make_finding(village, cast.bnn, title=f"Temuan {n:03}.", created_at=now() - dt.timedelta(minutes=n // 2))
    browser.sign_in(cast.leader)
    address, told = f"/kawasan/{village.id}/cerita?saring=temuan", []
    while address:
        page = browser.get(address)
        told += [n for n in range(120) if f"Temuan {n:03}." in page.text]
        older = [a.get("href") or "" for a in page.find("a") if "sebelum=" in (a.get("href") or "")]
        address = f"/kawasan/{village.id}/cerita{older[0]}" if older else ""
        assert not address or "saring=temuan" in address
    assert told == list(range(120))
