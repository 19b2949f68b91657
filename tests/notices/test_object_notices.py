"""On an object: who was told of what, and how far the mail has come; no addresses, and nothing of drafts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.clock import now
from app.deliveries.models import Delivery, DeliveryState
from app.extensions import db
from app.meetings.models import MeetingState
from app.notices.events import Event
from app.notices.models import MailState
from app.paging import PAGE_SIZE
from tests.browser import Browser
from tests.factories import Cast, make_commitment, make_meeting, make_task
from tests.notices.steps import make_notice, user_of

AT = dt.datetime(2026, 11, 3, 0, tzinfo=dt.UTC)  # 08.00 WITA


def delivery(cast: Cast, state: DeliveryState, **facts: Any) -> dict[str, Any]:
    """What a notice has that was put into a mail."""
    made = Delivery(user_id=user_of(cast.police_liaison).id, address=cast.police_liaison, subject="S", text="T",
                    message_id="<1@x>", state=state, **facts)  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return {"mail_state": MailState.BUNDLED, "delivery_id": made.id}


@pytest.mark.parametrize("kind", ["komitmen", "tugas", "rapat"])
def test_each_object_says_who_was_told(browser: Browser, cast: Cast, kind: str) -> None:
    root = {"komitmen": make_commitment, "tugas": make_task, "rapat": make_meeting}[kind](cast.social)
    make_notice(cast.police_liaison, root, Event.MENTIONED, agency_id=cast.police, read_at=AT, at=AT,
                **delivery(cast, DeliveryState.SENT, sent_at=AT))  # fmt: skip
    page = browser.sign_in(cast.social_liaison).get(f"/{kind}/{root.id}")
    last = "Pemberitahuan terakhir: terkirim 3 Nov 2026, 08.00 WITA ke Polres, Polres Palopo."
    assert (last in page.text) == (kind != "rapat"), "a meeting's page asks all that it may already"
    assert f'href="/{kind}/{root.id}/pemberitahuan"' in page.html
    page = browser.get(f"/{kind}/{root.id}/pemberitahuan")
    assert "Disebut dalam komentar" in page.text and "terkirim 3 Nov 2026, 08.00 WITA" in page.text
    assert cast.police_liaison not in page.text


@pytest.mark.parametrize(
    ("facts", "words"),
    [({"mail_state": MailState.NEW}, "menunggu"),
     ({"mail_state": MailState.PLANNED, "mail_at": AT}, "menunggu 3 Nov 2026, 08.00 WITA"),
     ({"mail_state": MailState.NONE}, "tidak lewat surel"),
     ({"mail_state": MailState.NONE, "read_at": AT}, "dibaca di situs")],
)  # fmt: skip
def test_before_it_is_a_mail_it_says_what_will_be(browser: Browser, cast: Cast, facts: Any, words: str) -> None:
    task = make_task()
    make_notice(cast.police_liaison, task, **facts)
    assert words in browser.sign_in(cast.leader).get("notices.of_task", id=task.id).text


@pytest.mark.parametrize(
    ("state", "words"),
    [(DeliveryState.WAITING, "menunggu dikirim"), (DeliveryState.UNSENT, "tidak dikirim: surel belum diatur"),
     (DeliveryState.GIVEN_UP, "gagal: 550 … unknown, nor …: 5.1.1")],
)  # fmt: skip
def test_of_a_mail_it_says_what_became_of_it(browser: Browser, cast: Cast, state: DeliveryState, words: str) -> None:
    task = make_task()
    failed = delivery(cast, state, error="550 <polres@contoh.go.id> unknown, nor +62 812-3456-7890: 5.1.1")
    make_notice(cast.police_liaison, task, **failed)
    page = browser.sign_in(cast.leader).get("notices.of_task", id=task.id)
    assert words in page.text and "polres@" not in page.text


def test_a_draft_stays_hidden(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.DRAFT)
    make_notice(cast.social_liaison, meeting)
    browser.sign_in(cast.social_liaison).get("notices.of_meeting", 404, id=meeting.id)
    assert "Dinsos" in Browser(browser.app).sign_in(cast.secretariat).get("notices.of_meeting", id=meeting.id).text


def test_many_are_paged_and_none_is_said(browser: Browser, cast: Cast) -> None:
    task = make_task()
    browser.sign_in(cast.leader)
    assert "Belum ada yang diberi tahu" in browser.get("notices.of_task", id=task.id).text
    assert "Pemberitahuan terakhir" not in browser.get("tasks.show", id=task.id).text
    for _ in range(PAGE_SIZE + 1):
        make_notice(cast.police_liaison, task, at=now(), facts={"for": "Ani"})
    page = browser.get("notices.of_task", id=task.id)
    assert "menggantikan Ani" in page.text
    assert page.find("a", id="halaman-sesudah") and page.queries <= 4


def test_what_a_thing_was_stands_in_words_for_others(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    make_notice(cast.social_liaison, meeting, Event.INVITED, facts={"matter": "cancellation"})
    page = browser.sign_in(cast.leader).get("notices.of_meeting", id=meeting.id)
    assert "Pembatalan rapat" in page.text and "Anda" not in " ".join(t.text or "" for t in page.find("td"))
