"""Meetings: invited once, told of changes and of the end, and of what becomes of the minutes."""

from __future__ import annotations

import datetime as dt

from app.agencies.models import Agency
from app.agencies.service import merge
from app.agreement.models import SignerRole
from app.attendance.service import invite
from app.clock import now, today
from app.extensions import db
from app.meetings.models import Meeting, MeetingState
from app.notices.events import Event
from tests.agreement.steps import circulated, fresh, ripe, sign, signed
from tests.browser import Browser
from tests.factories import Cast, make_meeting
from tests.notices.telling import by, facts_of, forget, holding, told

TOMORROW = dt.timedelta(days=1)


def called(cast: Cast, state: MeetingState = MeetingState.ANNOUNCED, *more: int) -> Meeting:
    """A meeting of tomorrow to which the social agency and the police are asked; nobody was told of it yet."""
    hour = (now() + TOMORROW).replace(second=0, microsecond=0)
    meeting = make_meeting(cast.bnn, MeetingState.DRAFT, starts_at=hour)
    for key in (cast.social, cast.police, *more):
        invite(meeting, db.session.get_one(Agency, key))
    meeting.state = state
    db.session.commit()
    if state is MeetingState.ANNOUNCED:
        forget()
    return meeting


def test_who_is_asked_is_told_when_the_meeting_is_announced(browser: Browser, cast: Cast) -> None:
    meeting = called(cast, MeetingState.DRAFT, cast.social)
    browser.sign_in(cast.secretariat).get("meetings.show", id=meeting.id)
    assert not told(Event.INVITED)
    browser.submit("/umumkan")
    browser.post("meetings.announce", id=meeting.id)
    assert told(Event.INVITED) == [cast.social_liaison, cast.police_liaison] and holding(Event.INVITED) == [True, True]


def test_who_is_asked_later_is_told_of_the_invitation_and_the_others_of_the_change(
    browser: Browser, cast: Cast
) -> None:
    meeting = called(cast)
    browser.sign_in(cast.secretariat).get("meetings.edit", id=meeting.id)
    browser.submit("/ubah", venue="Gedung lain", agencies=[cast.social, cast.police, cast.bnn, cast.health])
    assert told(Event.INVITED, matter="change") == [cast.social_liaison, cast.police_liaison]
    assert told(Event.INVITED) == [cast.social_liaison, cast.police_liaison], "nobody is told of an own act"


def test_the_secretariat_itself_is_not_told_of_what_it_did(browser: Browser, cast: Cast) -> None:
    meeting = called(cast)
    browser.sign_in(cast.secretariat).get("invitations.index", id=meeting.id)
    browser.submit("/undangan/penerima", agency_id=cast.health, addressee="Kepala")
    assert not told(Event.INVITED)


def test_another_minute_taker_is_no_news_but_another_hour_is(browser: Browser, cast: Cast) -> None:
    meeting = called(cast)
    browser.sign_in(cast.secretariat).get("meetings.edit", id=meeting.id)
    browser.submit("/ubah", minute_taker="Orang lain")
    assert not told(Event.INVITED)
    browser.get("meetings.edit", id=meeting.id)
    browser.submit("/ubah", starts="06:15")
    assert told(Event.INVITED, matter="change") == [cast.social_liaison, cast.police_liaison]


def test_only_what_was_announced_is_called_off_to_who_was_asked(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat)
    draft = called(cast, MeetingState.DRAFT)
    browser.get("meetings.cancel", id=draft.id)
    browser.submit("/batalkan", reason="Banjir")
    assert not told(Event.INVITED)
    meeting = called(cast)
    with by(cast.secretariat):
        invite(meeting, db.session.get_one(Agency, cast.bnn))
    browser.get("meetings.cancel", id=meeting.id)
    browser.submit("/batalkan", reason="Banjir")
    assert told(Event.INVITED, matter="cancellation") == [cast.social_liaison, cast.police_liaison]


def test_minutes_go_round_to_who_came_and_are_signed_for_them_and_the_leaders(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    assert told(Event.CORRECTIONS_OPEN) == [cast.social_liaison, cast.police_liaison]
    assert holding(Event.CORRECTIONS_OPEN) == [True, True]
    with ripe():
        assert holding(Event.CORRECTIONS_OPEN) == [False, False]
        sign(cast, meeting, SignerRole.CHAIR)
        db.session.commit()
        assert not told(Event.MINUTES_SIGNED)
        with by(cast.secretariat):
            sign(cast, meeting, SignerRole.TAKER)
    assert told(Event.MINUTES_SIGNED) == [cast.social_liaison, cast.police_liaison, cast.leader]


def test_minutes_written_again_are_not_signed_any_more(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    with ripe():
        signed(cast, meeting)
    assert all(holding(Event.MINUTES_SIGNED))
    fresh(meeting).reopen("Keliru")
    db.session.commit()
    assert not any(holding(Event.MINUTES_SIGNED))


def test_the_heirs_of_an_agency_that_was_asked_are_told(cast: Cast) -> None:
    meeting = called(cast, MeetingState.ANNOUNCED, cast.health)
    with by(cast.admin):
        merge(db.session.get_one(Agency, cast.health), cast.planning, today())
        merge(db.session.get_one(Agency, cast.planning), cast.bnn, today())
    forget()
    meeting.venue = "Gedung lain"
    db.session.commit()
    told_for = [facts for facts in facts_of(Event.INVITED) if "vacant" in facts]
    assert told(Event.INVITED) == [cast.secretariat, cast.social_liaison, cast.police_liaison] and len(told_for) == 1
