"""The link at the end of mails: a page for people, one post for mail programs, and nothing for who alters it."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from flask import Flask

from app.clock import now
from app.deliveries.models import Delivery
from app.extensions import db
from app.notices import links
from app.notices.events import USUAL, Cadence
from app.notices.models import MailState, NoticeChoice
from tests.browser import Browser
from tests.deliveries.steps import delivery
from tests.factories import Cast, make_meeting
from tests.notices.steps import make_notice, notice, user_of

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
OFTEN = sum(cadence is not Cadence.NEVER for cadence in USUAL.values())


def path_of(email: str) -> str:
    """The link in mails to this person."""
    return links.unsubscribe_path(user_of(email).id)


def ended() -> list[tuple[int, Cadence]]:
    """Whose choices are stored."""
    db.session.rollback()
    rows = db.session.execute(sa.select(NoticeChoice.user_id, NoticeChoice.cadence))
    return [(row.user_id, row.cadence) for row in rows]


def test_looking_at_the_page_ends_nothing(browser: Browser, cast: Cast) -> None:
    page = browser.get(path_of(cast.social_liaison))
    assert "Berhenti menerima surel?" in page.text and "Dinsos" in page.text and cast.social_liaison not in page.text
    assert not ended()


def test_the_button_ends_all_mails_however_often_it_is_pressed(browser: Browser, cast: Cast) -> None:
    path, person = path_of(cast.social_liaison), user_of(cast.social_liaison).id
    waiting = make_notice(cast.social_liaison, make_meeting(cast.bnn), mail_state=MailState.PLANNED)
    for _ in range(2):
        browser.get(path)
        page = browser.submit(path)
        assert page.status == 200 and "tidak lagi menerima surel" in page.text
        assert ended() == [(person, Cadence.NEVER)] * OFTEN
    assert notice(waiting).mail_state is MailState.NEW


def test_what_is_written_already_does_not_leave_unless_a_worker_has_it_in_hand(browser: Browser, cast: Cast) -> None:
    path, address = path_of(cast.social_liaison), cast.social_liaison
    waiting, in_hand, other = (
        delivery(address), delivery(address, leased_until=now() + dt.timedelta(minutes=1)), delivery(cast.leader)
    )  # fmt: skip
    told = make_notice(address, make_meeting(cast.bnn), mail_state=MailState.BUNDLED, delivery_id=waiting.id)
    browser.get(path)
    browser.submit(path)
    db.session.rollback()
    assert db.session.scalars(sa.select(Delivery.id)).all() == [in_hand.id, other.id]
    assert notice(told).mail_state is MailState.NONE and notice(told).delivery_id is None


def test_a_mail_program_posts_without_a_cookie_or_token(app: Flask, cast: Cast) -> None:
    path = path_of(cast.social_liaison)
    db.session.remove()
    answer = app.test_client(use_cookies=False).post(path, data=ONE_CLICK)
    assert answer.status_code == 200 and len(ended()) == OFTEN


def test_another_site_cannot_press_the_button(app: Flask, cast: Cast) -> None:
    path = path_of(cast.social_liaison)
    answer = app.test_client().post(path, data=ONE_CLICK, headers={"Origin": "https://lain.example"})
    assert answer.status_code == 403 and not ended()


def test_an_altered_link_is_no_page(browser: Browser, cast: Cast) -> None:
    path = path_of(cast.social_liaison)
    for wrong in (path + "x", path[:-1], "/pemberitahuan/berhenti/1", "/pemberitahuan/berhenti/" + "x" * 900,
                  links.unsubscribe_path(999)):  # fmt: skip
        browser.get(wrong, status=404)
        assert browser.raw("POST", wrong, data=ONE_CLICK).status_code == 404
    assert not ended()
