"""While one person's photo crawls over a weak line, or is drawn anew, everyone else goes on."""

from __future__ import annotations

import threading
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from app.extensions import db
from app.files import received
from app.meetings.models import MeetingState
from app.minutes.models import LineKind, MinutesLine
from app.references import next_reference
from tests.browser import Browser
from tests.factories import Cast, make_meeting
from tests.pictures import picture


class SlowLine(BytesIO):
    """What a client sends bit by bit: something else happens meanwhile."""

    def __init__(self, content: bytes, meanwhile: Any) -> None:
        super().__init__(content)
        self.meanwhile = meanwhile

    def read(self, size: int | None = -1) -> bytes:
        """Give the next part."""
        self._wait()
        return super().read(size)

    def readinto(self, buffer: Any) -> int:
        """Give the next part."""
        self._wait()
        return super().readinto(buffer)

    def _wait(self) -> None:
        act, self.meanwhile = self.meanwhile, None
        if act:
            act()


class Others:
    """Somebody else, who writes in a transaction of their own."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.written = 0

    def write(self) -> None:
        """Write and commit; gives up after a moment."""
        thread = threading.Thread(target=self._write, daemon=True)
        thread.start()
        thread.join(5)

    def _write(self) -> None:
        with self.app.app_context():
            next_reference("K", 2026)
            db.session.commit()
            self.written += 1


def send_slowly(browser: Browser, meeting_line: int, content: bytes, meanwhile: Any) -> int:
    """Upload one photo; `meanwhile` runs before its first part arrives."""
    fields = MultiDict({"csrf_token": browser.token(), "foto": FileStorage(BytesIO(content), "a.jpg")})
    boundary, body = encode_multipart(fields)
    answer = browser.raw(
        "POST", f"/rapat/butir/{meeting_line}/foto", input_stream=SlowLine(body, meanwhile),
        content_length=len(body), content_type=f'multipart/form-data; boundary="{boundary}"',
    )  # fmt: skip
    return answer.status_code


@pytest.fixture
def line(app: Flask, cast: Cast) -> int:
    """A line of a running meeting."""
    meeting = make_meeting(cast.bnn, MeetingState.RUNNING)
    line = MinutesLine(agenda_item_id=meeting.agenda[0].id, meeting_id=meeting.id, position=1, kind=LineKind.NOTE)
    line.write("Butir", None)
    db.session.add(line)
    db.session.commit()
    return line.id


def test_others_write_while_a_photo_is_under_way(app: Flask, browser: Browser, cast: Cast, line: int) -> None:
    browser.sign_in(cast.secretariat)
    others = Others(app)
    assert send_slowly(browser, line, picture(), others.write) == 303
    assert others.written == 1


def test_others_write_while_a_photo_is_drawn_anew(
    app: Flask, browser: Browser, cast: Cast, line: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in(cast.secretariat)
    others, store = Others(app), received.store

    def slow_store(*given: Any) -> Any:
        others.write()
        return store(*given)

    monkeypatch.setattr(received, "store", slow_store)
    assert send_slowly(browser, line, picture(), None) == 303
    assert others.written == 1


def test_who_is_signed_out_is_asked_to_sign_in_however_large_the_file(browser: Browser, line: int) -> None:
    for size in (1000, 6 * 1024 * 1024, 12 * 1024 * 1024):
        boundary, body = encode_multipart(MultiDict({"foto": FileStorage(BytesIO(bytes(size)), "a.jpg")}))
        kind = f'multipart/form-data; boundary="{boundary}"'
        answer = browser.raw("POST", f"/rapat/butir/{line}/foto", data=body, content_type=kind)
        assert answer.status_code in (302, 401, 413), size
