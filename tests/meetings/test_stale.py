"""Two secretaries with the same form open: neither undoes unseen what the other did."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.attendance.models import Attendance
from app.extensions import db
from app.meetings.models import Meeting, MeetingState
from tests.browser import Browser
from tests.factories import Cast, make_meeting


def invited() -> set[int]:
    """The agencies on the attendance list."""
    db.session.rollback()
    return set(db.session.scalars(sa.select(Attendance.agency_id)))


def test_another_hour_is_not_undone_unseen(browser: Browser, other: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.DRAFT)
    browser.sign_in(cast.secretariat).get("meetings.edit", id=meeting.id)
    other.sign_in(cast.secretariat).get("meetings.edit", id=meeting.id)
    other.submit("/ubah", starts="07:15", ends="08:00")
    page = browser.submit("/ubah", status=409, venue="Aula baru", starts="09:30", ends="")
    assert "Mulai (WITA): isi yang tersimpan sekarang" in page.text and "07.15" in page.text
    assert page.find("input", name="venue")[0].get("value") == "Aula baru"
    browser.submit("/ubah")
    db.session.rollback()
    assert db.session.scalars(sa.select(Meeting.venue)).one() == "Aula baru"


def test_an_invitation_is_not_withdrawn_unseen(browser: Browser, other: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.DRAFT)
    browser.sign_in(cast.secretariat).get("meetings.edit", id=meeting.id)
    other.sign_in(cast.secretariat).get("meetings.edit", id=meeting.id)
    other.submit("/ubah", agencies=[cast.social, cast.police])
    page = browser.submit("/ubah", status=409, agencies=[cast.police])
    assert "Dinas Sosial, Polres Palopo" in page.text
    assert invited() == {cast.social, cast.police}


def test_a_meeting_that_starts_meanwhile_is_no_conflict(browser: Browser, other: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED)
    browser.sign_in(cast.secretariat).get("meetings.edit", id=meeting.id)
    other.sign_in(cast.secretariat).post("meetings.start", id=meeting.id)
    browser.submit("/ubah", status=200, venue="Aula baru")


def test_an_invited_agency_that_was_merged_stays_invited(browser: Browser, other: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.DRAFT)
    browser.sign_in(cast.secretariat).get("meetings.edit", id=meeting.id)
    browser.submit("/ubah", agencies=[cast.social, cast.police])
    other.sign_in(cast.admin).get("agencies.merge", id=cast.social)
    other.submit("/gabung", successor_id=str(cast.health), ended_on="2026-01-01")
    browser.get("meetings.edit", id=meeting.id)
    browser.submit("/ubah", venue="Aula baru")
    assert invited() == {cast.social, cast.police}


@pytest.mark.parametrize(("act", "field"), [("edit", "theme"), ("cancel", "reason")])
def test_what_was_typed_for_a_meeting_that_closed_is_given_back(
    browser: Browser, cast: Cast, act: str, field: str
) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED)
    page = browser.sign_in(cast.secretariat).get(f"meetings.{act}", id=meeting.id)
    address = page.url
    db.session.get_one(Meeting, meeting.id).cancel("Ditunda")
    db.session.commit()
    page = browser.submit(address if act == "cancel" else "/ubah", status=422, **{field: "Tulisan panjang saya"})
    assert "sudah berstatus Dibatalkan" in page.text and "Tulisan panjang saya" in page.html
