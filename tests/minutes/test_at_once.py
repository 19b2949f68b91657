"""Several acts on the lines and the agenda of one meeting at the same moment."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from app.extensions import db
from app.meetings.agenda import AgendaItem
from app.meetings.models import Meeting
from app.minutes.models import LineKind, MinutesLine
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast, make_meeting


def poster(app: Flask, browser: Browser) -> Callable[..., Callable[[], int]]:
    """Return what makes calls that post as this person, each in a tab of its own."""
    token = browser.token()

    def post(path: str, **fields: str) -> Callable[[], int]:
        client = app.test_client()
        client._cookies = dict(browser.client._cookies)
        return lambda: int(client.post(path, data={"csrf_token": token} | fields).status_code)

    return post


def with_lines(cast: Cast, number: int) -> Meeting:
    """A running meeting with three agenda items and this many lines under the first."""
    meeting = make_meeting(cast.bnn, items=3)
    for position in range(1, number + 1):
        line = MinutesLine(
            meeting_id=meeting.id, agenda_item_id=meeting.agenda[0].id, position=position, kind=LineKind.NOTE
        )
        line.write(f"Butir {position}", None)
        db.session.add(line)
    db.session.commit()
    return meeting


def test_lines_moved_added_and_removed_at_once_keep_an_order(app: Flask, browser: Browser, cast: Cast) -> None:
    meeting = with_lines(cast, 4)
    first, second, third, fourth = db.session.scalars(sa.select(MinutesLine.id).order_by(MinutesLine.id))
    new = f"/rapat/agenda/{meeting.agenda[0].id}/butir"
    post = poster(app, browser.sign_in(cast.secretariat))
    for turn in range(4):
        answers = at_once(
            post(f"/rapat/butir/{first}/pindah", arah="turun"), post(f"/rapat/butir/{second}/pindah", arah="naik"),
            post(f"/rapat/butir/{third}/pindah", arah="naik"), post(f"/rapat/butir/{fourth}/ubah", text=f"Ubah {turn}"),
            post(f"/rapat/butir/{fourth}/{'pulihkan' if turn % 2 else 'hapus'}"),
            post(new, kind="note", text=f"Baru {turn}"), post(new, kind="note", text=f"Lagi {turn}"),
        )  # fmt: skip
        assert [each for each in answers if each not in (303, 409)] == []
        assert answers[0] == answers[1] == answers[2] == answers[4] == answers[5] == answers[6] == 303
    db.session.rollback()
    places = db.session.scalars(sa.select(MinutesLine.position).order_by(MinutesLine.position)).all()
    assert len(places) == 12 and len(set(places)) == 12


def test_items_of_the_agenda_moved_at_once_keep_an_order(app: Flask, browser: Browser, cast: Cast) -> None:
    meeting = with_lines(cast, 0)
    first, second, third = (item.id for item in meeting.agenda)
    post = poster(app, browser.sign_in(cast.secretariat))
    for turn in range(4):
        answers = at_once(
            post(f"/rapat/agenda/{first}/pindah", arah="turun"), post(f"/rapat/agenda/{second}/pindah", arah="turun"),
            post(f"/rapat/agenda/{third}/pindah", arah="naik"),
            post(f"/rapat/{meeting.id}/agenda", kind="discussion", title=f"Acara baru {turn}"),
        )  # fmt: skip
        assert answers == [303] * 4
    db.session.rollback()
    places = db.session.scalars(sa.select(AgendaItem.position).order_by(AgendaItem.position)).all()
    assert places == list(range(1, 8))
