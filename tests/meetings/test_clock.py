"""The clock of the agenda: which item the meeting is at, and how long each has taken."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from app.clock import acting_at, now
from app.extensions import db
from app.meetings import service
from app.meetings.agenda import AgendaItem
from app.meetings.models import Meeting, MeetingState
from app.refusal import Refused
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast, make_meeting
from tests.minutes.test_at_once import poster

NINE = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)


def after(minutes: float) -> dt.datetime:
    """So many minutes after nine."""
    return NINE + dt.timedelta(minutes=minutes)


def started(cast: Cast, items: int = 3) -> Meeting:
    """A meeting that started at nine."""
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED, items)
    with acting_at(NINE):
        meeting.start()
        db.session.commit()
    return meeting


def clocks() -> list[tuple[int, bool]]:
    """Per item the seconds used, and whether it is the present one."""
    db.session.rollback()
    rows = db.session.execute(sa.select(AgendaItem.used_seconds, AgendaItem.started_at).order_by(AgendaItem.position))
    found = [(row.used_seconds, row.started_at is not None) for row in rows]
    db.session.rollback()  # lets go of the lock
    return found


def test_starting_the_meeting_begins_the_first_item_and_closing_stops_the_present(cast: Cast) -> None:
    meeting = started(cast)
    assert meeting.present is meeting.agenda[0]
    service.begin_item(meeting.agenda[2], after(10))
    with acting_at(after(25.5)):
        meeting.close()
    db.session.commit()
    assert clocks() == [(600, False), (0, False), (930, False)]


def test_an_item_that_comes_again_goes_on_counting(cast: Cast) -> None:
    meeting = started(cast)
    first, second, _ = meeting.agenda
    first.planned_minutes = 12
    service.begin_item(second, after(10))
    service.begin_item(first, after(15))  # a smaller id takes the place of a greater one and the other way round
    assert (first.minutes_used(after(19.9)), first.overrun(after(19.9))) == (14, 2)
    service.stop_item(first, after(20))
    assert meeting.present is None
    assert (first.minutes_used(after(60)), second.minutes_used(after(60))) == (15, 5)
    assert (first.overrun(after(60)), second.overrun(after(60))) == (3, 0)


def test_beginning_or_stopping_twice_changes_nothing(cast: Cast) -> None:
    meeting = started(cast)
    service.begin_item(meeting.agenda[0], after(5))
    assert meeting.agenda[0].started_at == NINE
    service.stop_item(meeting.agenda[0], after(6))
    service.stop_item(meeting.agenda[0], after(9))
    assert meeting.agenda[0].used_seconds == 360


@pytest.mark.parametrize("state", [state for state in MeetingState if state is not MeetingState.RUNNING])
def test_nothing_begins_outside_of_the_meeting(cast: Cast, state: MeetingState) -> None:
    item = make_meeting(cast.bnn, state).agenda[0]
    for act in (service.begin_item, service.stop_item):
        with pytest.raises(Refused, match="selama rapat berlangsung"):
            act(item, NINE)


def test_the_database_knows_one_present_item_per_meeting(app: Flask, cast: Cast) -> None:
    one, two = make_meeting(cast.bnn, items=2), make_meeting(cast.bnn, items=2)
    one.agenda[0].started_at = two.agenda[0].started_at = NINE
    db.session.commit()
    one.agenda[1].started_at = NINE
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()


def test_the_secretariat_goes_through_the_agenda(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED, 3)
    meeting.agenda[0].planned_minutes = 10
    db.session.commit()
    key = meeting.id
    with time_machine.travel(NINE, tick=False) as clock:
        browser.sign_in(cast.secretariat).post("meetings.start", id=key)
        clock.shift(dt.timedelta(minutes=12, seconds=30))
        browser.get("/")  # keeps the session awake, which costs queries of its own
        page = browser.get("meetings.show", id=key)
        assert "sedang berjalan · 12 dari 10 menit, lewat 2 menit" in page.text
        page = browser.submit("/acara-berikutnya", htmx=True)
        assert page.find("section", id="agenda") and "12 dari 10 menit" in page.text
        clock.shift(dt.timedelta(minutes=1))
        page = browser.submit(f"/acara/{meeting.agenda[1].id}/jeda")
        assert page.url.endswith("#agenda") and not page.has_form("/jeda")
        page = browser.submit(f"/acara/{meeting.agenda[2].id}/jalankan")
        assert page.has_form("/jeda") and not page.has_form("/acara-berikutnya"), "it is the last"
        assert "Memulai acara Acara 3" in page.text and "Menjeda acara Acara 2" in page.text
    assert clocks() == [(750, False), (60, False), (0, True)]


def test_a_double_click_and_a_second_tab_skip_nothing(browser: Browser, other: Browser, cast: Cast) -> None:
    key = started(cast).id
    browser.sign_in(cast.secretariat).get("meetings.show", id=key)
    other.sign_in(cast.secretariat).get("meetings.show", id=key)
    page = browser.page
    browser.submit("/acara-berikutnya")
    browser.page = page
    browser.submit("/acara-berikutnya")
    other.submit("/acara-berikutnya")
    assert [present for _, present in clocks()] == [False, True, False]


def test_items_begun_at_the_same_moment_leave_one_present(app: Flask, browser: Browser, cast: Cast) -> None:
    meeting = started(cast)
    first, second, third = (item.id for item in meeting.agenda)
    post = poster(app, browser.sign_in(cast.secretariat))
    for _ in range(3):
        answers = at_once(
            post(f"/rapat/acara/{second}/jalankan"), post(f"/rapat/acara/{third}/jalankan"),
            post(f"/rapat/acara/{first}/jalankan"), post(f"/rapat/acara/{second}/jeda"),
            post(f"/rapat/{meeting.id}/acara-berikutnya", dari=str(first)),
        )  # fmt: skip
        assert answers == [303] * 5
        assert sum(present for _, present in clocks()) <= 1


def test_after_a_pause_the_agenda_goes_on_from_the_paused_item(browser: Browser, cast: Cast) -> None:
    meeting = started(cast)
    key, items = meeting.id, [item.id for item in meeting.agenda]
    browser.sign_in(cast.secretariat)
    for act in ("begin_item", "pause_item"):
        browser.post(f"meetings.{act}", id=items[1])
    browser.post("meetings.next_item", {"dari": items[1]}, id=key)
    assert [present for _, present in clocks()] == [False, False, True]
    page = browser.post("meetings.next_item", {"dari": items[2]}, id=key)
    assert "Ini acara terakhir" in page.text


def test_a_closed_meeting_says_so(browser: Browser, cast: Cast) -> None:
    meeting = started(cast)
    key, item = meeting.id, meeting.agenda[1].id
    page = browser.sign_in(cast.secretariat).get("meetings.show", id=key)
    browser.post("meetings.close", id=key)
    browser.page = page
    assert "selama rapat berlangsung" in browser.submit(f"/acara/{item}/jalankan").text
    browser.page = page
    assert "selama rapat berlangsung" in browser.submit("/acara-berikutnya").text
    assert not browser.get("meetings.show", id=key).has_form("/jalankan")


@pytest.mark.parametrize("who", ["admin", "social_liaison", "reviewer", "leader"])
def test_others_see_the_clock_and_leave_it_alone(browser: Browser, cast: Cast, who: str) -> None:
    meeting = started(cast)
    key, item = meeting.id, meeting.agenda[0].id
    page = browser.sign_in(getattr(cast, who)).get("meetings.show", id=key)
    assert "sedang berjalan" in page.text and not page.has_form("/jeda") and not page.has_form("/jalankan")
    for endpoint, number in (("begin_item", item), ("pause_item", item), ("next_item", key)):
        browser.post(f"meetings.{endpoint}", id=number, status=403)


@pytest.mark.parametrize("seen", ["", "abc", "\x00", "9" * 40, "-1", "x" * 1_000_000])
def test_nonsense_for_the_item_that_was_left_breaks_nothing(browser: Browser, cast: Cast, seen: str) -> None:
    meeting = started(cast)
    browser.sign_in(cast.secretariat).post("meetings.next_item", {"dari": seen}, id=meeting.id)
    assert sum(present for _, present in clocks()) == 1
    browser.post("meetings.begin_item", id=2**31 - 1, status=404)
    browser.post(f"/rapat/acara/{2**63}/jalankan", status=404)


def test_a_section_stands_above_its_item(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.DRAFT)
    key, item = meeting.id, meeting.agenda[0].id
    browser.sign_in(cast.secretariat).get("meetings.edit_item", id=item)
    assert "Paling banyak 120 karakter" in browser.submit("/ubah", status=422, section="x" * 121).text
    page = browser.submit("/ubah", section="Sesi I <b>umum</b>")
    assert [h.text for h in page.find("h3") if h.text] == ["Sesi I <b>umum</b>"]
    assert "Bagian: – menjadi Sesi I <b>umum</b>" in page.text
    page = browser.get("meetings.show", id=key)
    browser.submit("/agenda", title="Dua", kind="closing", section="")
    assert len(browser.page.find("h3")) == 1


def test_an_item_that_begins_while_one_edits_it_is_no_conflict(browser: Browser, other: Browser, cast: Cast) -> None:
    item = started(cast).agenda[1].id
    browser.sign_in(cast.secretariat).get("meetings.edit_item", id=item)
    other.sign_in(cast.secretariat).post("meetings.begin_item", id=item)
    browser.submit("/ubah", status=200, title="Judul lain")
    assert [present for _, present in clocks()] == [False, True, False]


def test_the_minutes_and_the_projector_are_where_one_is_led_back_to(browser: Browser, cast: Cast) -> None:
    meeting = started(cast)
    key, items = meeting.id, [item.id for item in meeting.agenda]
    browser.sign_in(cast.secretariat)
    for endpoint, tail in (("minutes.index", "/notula"), ("screen.show", "/layar"), ("attendance.index", "#agenda")):
        browser.get(endpoint, id=key)
        assert browser.post("meetings.begin_item", id=items[1]).url.endswith(tail)
    assert now() > NINE
