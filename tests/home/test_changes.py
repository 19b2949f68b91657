"""What others changed since the last visit, and what a visit is."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import time_machine

from app.accounts.models import User, Visit
from app.agencies.models import Agency
from app.attendance.service import invite
from app.clock import now
from app.comments.models import Watch
from app.extensions import db
from app.meetings.models import MeetingState
from app.tasks.models import Task
from app.tasks.states import PartState
from tests.browser import Browser
from tests.factories import Cast, make_commitment, make_meeting, make_task

HEAD = "Sejak kunjungan terakhir Anda"


def came_before(email: str, ago: dt.timedelta = dt.timedelta(hours=1)) -> None:
    """Let the visit before the present one have ended so long ago; what the cast made until now is older."""
    user = db.session.scalars(sa.select(User.id).where(User.email == email)).one()
    visit = db.session.get(Visit, user) or Visit(user_id=user)
    visit.seen_at, visit.before_at = now(), now() - ago
    db.session.add(visit)
    db.session.commit()


def test_a_first_visit_tells_nothing_and_a_quiet_one_says_so(browser: Browser, cast: Cast) -> None:
    assert HEAD not in browser.sign_in(cast.social_liaison).get("/").text
    came_before(cast.social_liaison)
    assert "Belum ada perubahan sejak kunjungan terakhir, " in browser.get("/").text


def test_own_objects_tell_what_others_did_newest_first(browser: Browser, other: Browser, cast: Cast) -> None:
    mine, foreign = make_commitment(cast.social), make_commitment(cast.police)
    task = make_task(cast.social, cast.police)
    meeting = make_meeting(cast.bnn, MeetingState.DRAFT)
    invite(meeting, db.session.get_one(Agency, cast.social))
    db.session.commit()
    browser.sign_in(cast.social_liaison)
    came_before(cast.social_liaison, dt.timedelta(0))
    other.sign_in(cast.secretariat)
    other.get("meetings.show", id=meeting.id)
    other.submit("/umumkan")
    db.session.get_one(Task, task.id).parts[1].update(PartState.ACCEPTED, "")
    db.session.commit()
    other.get("commitments.edit", id=mine.id)
    other.submit("/ubah", statement="Menyediakan 41 tempat pelatihan")
    page = browser.get("/")
    text = page.text[page.text.index(HEAD) :]
    order = [text.index(each.reference) for each in (mine, task, meeting)]
    assert order == sorted(order) and foreign.reference not in text
    assert "Mengubah rapat: kini diumumkan" in text and "Polres Palopo: kini diterima" in text


def test_own_acts_are_no_news_but_what_one_watches_is(browser: Browser, other: Browser, cast: Cast) -> None:
    mine, watched = make_commitment(cast.social), make_commitment(cast.police)
    browser.sign_in(cast.social_liaison)
    user = db.session.scalars(sa.select(User.id).where(User.email == cast.social_liaison)).one()
    db.session.add(Watch(user_id=user, root_type="commitment", root_id=watched.id))
    came_before(cast.social_liaison, dt.timedelta(0))
    for someone, person, made in ((browser, "", mine), (other, cast.police_liaison, watched)):
        if person:
            someone.sign_in(person)
        someone.get("commitments.show", id=made.id)
        someone.submit("/terima")
    text = browser.get("/").text
    assert f"{watched.reference} : Mengubah komitmen: kini disepakati" in text[text.index(HEAD) :]
    assert mine.reference not in text[text.index(HEAD) :].split("Rapat terdekat")[0]


def test_a_visit_ends_with_half_an_hour_away_on_any_device(browser: Browser, other: Browser, cast: Cast) -> None:
    def visit() -> Visit:
        db.session.rollback()
        return db.session.scalars(sa.select(Visit).execution_options(populate_existing=True)).one()

    with time_machine.travel(dt.datetime(2026, 11, 30, 1, tzinfo=dt.UTC), tick=False) as clock:
        browser.sign_in(cast.leader)
        assert visit().before_at is None
        clock.shift(dt.timedelta(minutes=20))
        browser.get("/")
        other.sign_in(cast.leader)
        assert visit().before_at is None, "still the same visit"
        left = now()
        browser.post("accounts.sign_out")
        clock.shift(dt.timedelta(minutes=31))
        browser.sign_in(cast.leader)
        assert visit().before_at == left
        clock.shift(dt.timedelta(minutes=10))
        other.get("/")
        assert visit().before_at == left and visit().seen_at == now()
