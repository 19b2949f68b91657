"""Several acts on series, agendas and proposals at the same moment."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from app.extensions import db
from app.meetings.agenda import AgendaItem
from app.meetings.models import MeetingState
from app.series.models import MeetingSeries, ParkedItem, SeriesItem, SeriesPhrase
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast, make_meeting, make_series, propose
from tests.minutes.test_at_once import poster


def item_of_the_topic() -> int | None:
    """The agenda item that the one parked topic became, as stored now."""
    db.session.rollback()
    found = db.session.scalars(sa.select(ParkedItem.agenda_item_id)).one()
    db.session.rollback()
    return found


def test_items_carried_crosswise_at_once_all_arrive(app: Flask, browser: Browser, cast: Cast) -> None:
    one = make_meeting(cast.bnn, MeetingState.DRAFT, items=4)
    two = make_meeting(cast.bnn, MeetingState.ANNOUNCED, items=4)
    there = [(item.id, two.id) for item in one.agenda]
    back = [(item.id, one.id) for item in two.agenda]
    post = poster(app, browser.sign_in(cast.secretariat))
    acts = [post(f"/rapat/agenda/{item}/bawa", meeting_id=str(to), way="move") for item, to in there + back]
    assert at_once(*acts) == [303] * 8
    db.session.rollback()
    found = db.session.execute(sa.select(AgendaItem.id, AgendaItem.meeting_id)).all()
    assert {tuple(row) for row in found} == set(there + back)


def test_a_topic_taken_twice_at_once_is_on_one_agenda(app: Flask, browser: Browser, cast: Cast) -> None:
    meetings = [make_meeting(cast.bnn, MeetingState.DRAFT) for _ in range(3)]
    make_series(*meetings)
    post = poster(app, browser.sign_in(cast.secretariat))
    answers = at_once(*(post("/seri/tunda/1/agenda", meeting_id=str(each.id)) for each in meetings))
    assert sorted(answers) == [303, 422, 422]
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(AgendaItem.id)).where(AgendaItem.title == "Anggaran")) == 1


def test_what_is_taken_and_taken_off_at_once_waits_for_nobody(app: Flask, browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.DRAFT)
    make_series(meeting)
    post = poster(app, browser.sign_in(cast.secretariat))
    for _ in range(3):
        assert post("/seri/tunda/1/agenda", meeting_id=str(meeting.id))() == 303
        item = item_of_the_topic()
        answers = at_once(
            post(f"/rapat/agenda/{item}/hapus"), post("/seri/tunda/1/agenda", meeting_id=str(meeting.id)),
            post("/seri/tunda/1/gugurkan", reason="Tidak perlu"), post("/seri/tunda/1/pulihkan"),
        )  # fmt: skip
        assert not [each for each in answers if each not in (303, 409, 422)]
        item = item_of_the_topic()
        if item:
            post(f"/rapat/agenda/{item}/hapus")()
        post("/seri/tunda/1/pulihkan")()


def test_a_proposal_accepted_twice_at_once_is_one_item(app: Flask, browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED)
    propose(meeting, cast.social)
    post = poster(app, browser.sign_in(cast.secretariat))
    assert at_once(*(post("/rapat/usulan/1/terima") for _ in range(3))) == [303] * 3
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(AgendaItem.id)).where(AgendaItem.title == "Data penerima")) == 1


def test_phrases_moved_at_once_keep_an_order(app: Flask, browser: Browser, cast: Cast) -> None:
    series = make_series()
    for number in range(3):
        series.add_phrase(f"Kalimat {number}")
    db.session.commit()
    post = poster(app, browser.sign_in(cast.secretariat))
    acts = [post(f"/seri/kalimat/{key}/pindah", arah=way) for key in (1, 2, 3, 4) for way in ("naik", "turun")]
    added = [post("/seri/1/kalimat", text=f"Baru {number}") for number in range(2)]
    assert at_once(*acts, *added) == [303] * 10
    db.session.rollback()
    assert sorted(db.session.scalars(sa.select(SeriesPhrase.position))) == [1, 2, 3, 4, 5, 6]


def test_four_agendas_saved_as_the_template_at_once_make_one(app: Flask, browser: Browser, cast: Cast) -> None:
    meetings = [make_meeting(cast.bnn, items=20) for _ in range(4)]
    series = MeetingSeries(name="Rapat koordinasi")
    db.session.add(series)
    db.session.flush()
    for meeting in meetings:
        meeting.series_id = series.id
    db.session.commit()
    post = poster(app, browser.sign_in(cast.secretariat))
    assert at_once(*(post(f"/rapat/{each.id}/simpan-templat") for each in meetings)) == [303] * 4
    db.session.rollback()
    assert sorted(db.session.scalars(sa.select(SeriesItem.position))) == list(range(1, 21))
