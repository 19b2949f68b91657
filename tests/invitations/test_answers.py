"""An invited agency answers before the meeting, once for each invitation, until it begins."""

from __future__ import annotations

import datetime as dt

import pytest

from app.agencies.models import Agency
from app.attendance.models import Answer, Attendance
from app.attendance.service import invite
from app.clock import now
from app.extensions import db
from app.meetings.models import Meeting, MeetingState
from app.refusal import Refused
from tests.browser import Browser
from tests.factories import Cast, make_meeting

SOON = now().replace(second=0, microsecond=0) + dt.timedelta(days=5)


@pytest.fixture
def row(app: object, cast: Cast) -> Attendance:
    """The invitation of the social agency to a meeting in five days."""
    meeting = make_meeting(cast.bnn, state=MeetingState.ANNOUNCED, starts_at=SOON)
    for key in (cast.social, cast.police):
        invite(meeting, db.session.get_one(Agency, key))
    db.session.commit()
    return next(each for each in meeting.attendances if each.agency_id == cast.social)


def test_home_asks_and_the_answer_is_seen_by_all(browser: Browser, other: Browser, cast: Cast, row: Attendance) -> None:
    url, meeting_id = f"/rapat/undangan/{row.id}/jawab", row.meeting_id
    page = browser.sign_in(cast.social_liaison).get("home.index")
    assert "Undangan rapat yang menunggu jawaban" in page.text and page.find("a", href=url)
    browser.get(url)
    assert "Tulis siapa yang mewakili" in browser.submit("/jawab", 422, answer="represented", answer_note="").text
    page = browser.submit("/jawab", answer="represented", answer_note="Kepala Bidang Rehabilitasi")
    assert page.url == f"/rapat/{meeting_id}" and "1 akan diwakili" in page.text
    assert "Undangan rapat yang menunggu jawaban" not in browser.get("home.index").text
    text = other.sign_in(cast.secretariat).get(f"/rapat/{meeting_id}/undangan").text
    assert "Akan diwakili" in text and "Kepala Bidang Rehabilitasi" in text
    assert "1 dari 2 undangan dijawab" in other.get(f"/rapat/{meeting_id}/bekal").text


@pytest.mark.parametrize("who", ["police_liaison", "secretariat", "reviewer", "leader", "admin"])
def test_nobody_answers_for_another_agency(browser: Browser, cast: Cast, row: Attendance, who: str) -> None:
    browser.sign_in(getattr(cast, who)).get(f"/rapat/undangan/{row.id}/jawab", status=403)
    browser.post(f"/rapat/undangan/{row.id}/jawab", {"answer": "coming", "version": row.version}, status=403)
    assert db.session.get_one(Attendance, row.id).answer is None


@pytest.mark.parametrize("state", [MeetingState.RUNNING, MeetingState.CLOSED, MeetingState.CANCELLED])
def test_a_meeting_that_began_or_is_off_takes_no_answer(
    browser: Browser, cast: Cast, row: Attendance, state: MeetingState
) -> None:
    row.meeting.state = state
    db.session.commit()
    with pytest.raises(Refused):
        row.reply(Answer.COMING, "")
    browser.sign_in(cast.social_liaison)
    page = browser.post(f"/rapat/undangan/{row.id}/jawab", {"answer": "coming", "version": row.version}, status=422)
    assert "tidak dapat dijawab lagi" in page.text
    assert "Undangan rapat yang menunggu jawaban" not in browser.get("home.index").text


def test_another_hour_asks_anew(browser: Browser, cast: Cast, row: Attendance) -> None:
    row.reply(Answer.COMING, "Ibu Darma")
    db.session.commit()
    browser.sign_in(cast.secretariat).get("meetings.edit", id=row.meeting_id)
    browser.submit("/ubah", venue="Aula lain")
    assert db.session.get_one(Attendance, row.id).answer is Answer.COMING
    browser.get("meetings.edit", id=row.meeting_id)
    browser.submit("/ubah", starts="23:15")
    assert db.session.get_one(Attendance, row.id).answer is None
    assert db.session.get_one(Meeting, row.meeting_id).state is MeetingState.ANNOUNCED


def test_junk_and_stale_answers_change_nothing(browser: Browser, cast: Cast, row: Attendance) -> None:
    url = f"/rapat/undangan/{row.id}/jawab"
    browser.sign_in(cast.social_liaison)
    for fields, status in (
        ({"answer": "x", "version": row.version}, 422), ({"answer": "coming", "version": "99"}, 409), ({}, 422)
    ):  # fmt: skip
        browser.post(url, fields, status=status)
    assert db.session.get_one(Attendance, row.id).answer is None
    browser.get("/rapat/undangan/999/jawab", status=404)
