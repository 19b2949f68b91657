"""The page of a meeting leads on to its agreement, which shows its steps only once the meeting was held."""

from __future__ import annotations

from app.extensions import db
from app.meetings.models import MeetingState
from tests.agreement.steps import circulated
from tests.browser import Browser
from tests.factories import Cast


def test_the_page_of_a_meeting_leads_on_to_its_agreement(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    browser.sign_in(cast.secretariat)
    led = f'<a class="button button-primary" href="/rapat/{meeting.id}/persetujuan"'
    assert led in browser.get("meetings.show", id=meeting.id).html
    assert 'class="steps"' in browser.get("agreement.index", id=meeting.id).html
    meeting.state = MeetingState.CANCELLED
    db.session.commit()
    assert led not in browser.get("meetings.show", id=meeting.id).html
    assert 'class="steps"' not in browser.get("agreement.index", id=meeting.id).html
