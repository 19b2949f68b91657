"""The same story from the meeting, the task and the area."""

from __future__ import annotations

import datetime as dt

from app.areas.models import Area, AreaKind
from app.clock import now
from app.commitments.models import Commitment
from app.commitments.states import CommitmentState
from app.extensions import db
from app.meetings.models import Meeting, MeetingState
from app.minutes.models import LineKind, MinutesLine
from tests.browser import Browser, Page
from tests.commitments.steps import in_state
from tests.factories import Cast, make_commitment, make_meeting, make_task


def kinds(page: Page) -> list[str]:
    """The sorts of the moments that a page tells, in its order."""
    return [e.get("data-kind") or "" for e in page.find("li") if e.get("data-kind")]


def with_line(meeting: Meeting, kind: LineKind, text: str) -> MinutesLine:
    """A line under the first item of the agenda."""
    line = MinutesLine(agenda_item_id=meeting.agenda[0].id, meeting_id=meeting.id, position=1, kind=kind)
    line.write(text, None)
    db.session.add(line)
    db.session.commit()
    return line


def make_areas() -> tuple[Area, Area, Area]:
    """A city, a district in it and a village in that; committed."""
    city = Area(code="73.73", kind=AreaKind.CITY, name="Kota Palopo")
    district = Area(code="73.73.05", kind=AreaKind.DISTRICT, name="Wara Timur", parent=city)
    village = Area(code="73.73.05.1002", kind=AreaKind.VILLAGE, name="Salekoe", parent=district)
    db.session.add_all([city, district, village])
    db.session.commit()
    return city, district, village


def put(commitment: Commitment, *areas: Area) -> None:
    """Say where it will be done."""
    commitment.areas = list(areas)
    db.session.commit()


def test_the_minutes_and_the_meeting_lead_to_the_story(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    line = with_line(meeting, LineKind.COMMITMENT, "Menyediakan 40 tempat pelatihan")
    commitment = make_commitment(cast.social, meeting_id=meeting.id, line_id=line.id)
    story = f"/komitmen/{commitment.id}/cerita"
    browser.sign_in(cast.secretariat)
    for page in (browser.get("meetings.show", id=meeting.id),
                 browser.get("minutes.index", id=meeting.id, tampilan="naskah"),
                 browser.get("commitments.show", id=commitment.id)):  # fmt: skip
        assert page.find("a", href=story), page.url
    assert kinds(browser.get(story))[:2] == ["line", "proposed"]


def test_a_task_tells_its_own_moves_after_the_line_it_came_from(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.CLOSED)
    line = with_line(meeting, LineKind.TASK, "Menyiapkan aula")
    said = with_line(meeting, LineKind.COMMITMENT, "Menyediakan tempat")
    other = make_commitment(cast.social, meeting_id=meeting.id, line_id=said.id)
    task = make_task(cast.social, title="Menyiapkan aula", meeting_id=meeting.id, line_id=line.id)
    browser.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    browser.submit(f"/tugas/bagian/{task.parts[0].id}")
    page = browser.submit(f"/tugas/bagian/{task.parts[0].id}", state="blocked", note="Kunci belum ada")
    assert page.find("a", href=f"/komitmen/{other.id}/cerita") and "Cerita asal" in page.text
    page = browser.get("story.task", id=task.id)
    told = kinds(page)
    assert told[0] == "line" and told[-1] == "changed" and "Kunci belum ada" in page.text
    assert told == kinds(browser.get("story.task", id=task.id, urutan="terbaru"))[::-1]


def test_a_task_without_a_line_has_a_story_too(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    browser.sign_in(cast.leader).get("tasks.show", id=task.id)
    assert kinds(browser.get("story.task", id=task.id))


def test_an_area_tells_what_happened_in_it_and_in_the_areas_inside_it(browser: Browser, cast: Cast) -> None:
    city, district, village = make_areas()
    here = in_state(cast, CommitmentState.VERIFIED, statement="Di kelurahan")
    put(here, village)
    put(in_state(cast, CommitmentState.CANCELLED, statement="Di kota"), city)
    make_commitment(cast.social, statement="Di mana-mana")
    browser.sign_in(cast.police_liaison)
    page = browser.get("story.area", id=village.id)
    assert (
        sorted(kinds(page)) == sorted(["proposed", "change", "agreed", "report", "verdict", "end"])
        or "Di kelurahan" in page.text
    )
    assert "Di kota" not in page.text and "Di mana-mana" not in page.text
    assert kinds(browser.get("story.area", id=district.id)) == kinds(page)
    page = browser.get("story.area", id=city.id)
    assert "Di kota" in page.text and "Dibatalkan" in page.text and "Di kelurahan" in page.text
    assert page.find("a", href=f"/komitmen/{here.id}/cerita")


def test_the_story_of_an_area_is_paged_by_time(browser: Browser, cast: Cast) -> None:
    _city, _district, village = make_areas()
    for n in range(70):
        moment = now() - dt.timedelta(days=n // 2)
        put(make_commitment(cast.social, statement=f"Janji {n:02}.", created_at=moment), village)
    browser.sign_in(cast.leader)
    page = browser.get("story.area", id=village.id)
    seen = [f"Janji {n:02}." for n in range(70) if f"Janji {n:02}." in page.text]
    few = page.queries
    older = next(a.get("href") for a in page.find("a") if (a.get("href") or "").startswith("?sebelum="))
    page = browser.get(f"/kawasan/{village.id}/cerita{older}")
    rest = [f"Janji {n:02}." for n in range(70) if f"Janji {n:02}." in page.text]
    assert len(seen) == 50 and not set(seen) & set(rest) and len({*seen, *rest}) == 70
    assert page.queries <= few <= 12
    for odd in ("x", "9999-12-31T23:59:59+00:00", "0001-01-01", "2026-01-01"):
        browser.get("story.area", id=village.id, sebelum=odd)


def test_an_area_without_commitments_says_what_belongs_there(browser: Browser, cast: Cast) -> None:
    city, *_ = make_areas()
    assert "Belum ada peristiwa di kawasan ini" in browser.sign_in(cast.leader).get("story.area", id=city.id).text
    browser.get("story.area", id=999, status=404)
