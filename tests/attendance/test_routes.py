"""Marking who came, by the secretariat."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from app.agencies.models import Agency
from app.attendance.models import Attendance, Presence
from app.attendance.service import invite
from app.clock import at, today
from app.extensions import db
from tests.browser import Browser
from tests.factories import Cast, make_meeting


def test_attendance_is_marked_with_whom_somebody_stands_for(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    row = invite(meeting, db.session.get_one(Agency, cast.social))
    db.session.commit()
    browser.sign_in(cast.secretariat).get("attendance.index", id=meeting.id)
    page = browser.submit(f"/hadir/{row.id}", status=422, presence="represented", person="Jamaluddin", represents="")
    assert "Tulis siapa yang diwakili" in page.text
    page = browser.submit(f"/hadir/{row.id}", presence="represented", person="Jamaluddin", represents="Wali Kota")
    assert "Kehadiran Dinas Sosial dicatat" in page.text
    db.session.expire_all()
    row = db.session.get_one(Attendance, row.id)
    assert (row.presence, row.person, row.represents) == (Presence.REPRESENTED, "Jamaluddin", "Wali Kota")


def test_who_comes_uninvited_is_added_once(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    browser.sign_in(cast.secretariat).get("attendance.index", id=meeting.id)
    browser.submit("/hadir", agency_id=cast.health)
    browser.get("attendance.index", id=meeting.id)
    page = browser.post("attendance.add", {"agency_id": cast.health, "again": "1"}, id=meeting.id)
    assert "sudah ada di daftar" in page.text
    assert db.session.scalars(sa.select(Attendance.agency_name)).all() == ["Dinas Kesehatan"]


def test_old_attendance_keeps_the_name_of_its_day(browser: Browser, cast: Cast) -> None:
    agency = db.session.get_one(Agency, cast.social)
    agency.rename("Dinas Sosial dan P3A", today())
    db.session.commit()
    old = make_meeting(cast.bnn, starts_at=at(dt.date(2019, 4, 25), dt.time(9)))
    invite(old, agency)
    db.session.commit()
    page = browser.sign_in(cast.leader).get("attendance.index", id=old.id)
    assert "Dinas Sosial" in page.text and "P3A" not in page.text


@pytest.mark.parametrize("who", ["admin", "social_liaison", "reviewer", "leader"])
def test_only_the_secretariat_changes_the_list(browser: Browser, cast: Cast, who: str) -> None:
    meeting = make_meeting(cast.bnn)
    browser.sign_in(getattr(cast, who))
    browser.post("attendance.add", id=meeting.id, status=403)
    assert not browser.get("attendance.index", id=meeting.id).has_form("/hadir")
