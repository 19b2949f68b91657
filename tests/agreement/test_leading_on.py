"""The page of a meeting leads on to its agreement, which shows its steps only once the meeting was held."""

from __future__ import annotations

from app.meetings.models import MeetingState
from tests.agreement.steps import circulated
from tests.browser import Browser
from tests.factories import Cast, make_meeting


def test_the_page_of_a_meeting_leads_on_to_its_agreement(browser: Browser, cast: Cast) -> None:
    meeting, never = circulated(cast), make_meeting(cast.bnn, MeetingState.CANCELLED)
    browser.sign_in(cast.secretariat)
    led = f'<a class="button button-primary" href="/rapat/{meeting.id}/persetujuan"'
    assert led in browser.get("meetings.show", id=meeting.id).html
    assert 'class="steps"' in browser.get("agreement.index", id=meeting.id).html
    assert f"/rapat/{never.id}/persetujuan" in browser.get("meetings.show", id=never.id).html  # its tab
    assert "Persetujuan notula" not in browser.get("meetings.show", id=never.id).text
    assert 'class="steps"' not in browser.get("agreement.index", id=never.id).html
