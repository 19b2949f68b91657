"""A gateway is told by signed posts, and only who is meant."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from flask import Flask

from app.clock import acting_at
from app.deliveries.gateway import Gateway, post_of
from app.deliveries.models import Channel, DeliveryState
from app.deliveries.outcome import Verdict
from app.deliveries.sending import Sender
from app.extensions import db
from app.notices.models import NoticeHabit
from tests.deliveries.outbox import of, put_out
from tests.deliveries.sink import free_port
from tests.deliveries.steps import TUESDAY
from tests.factories import Cast

SECRET = "rahasia gerbang"


class Receiver(ThreadingHTTPServer):
    """Answers with `status`; `posts` are the headers and bodies that came, and where."""

    status = 202

    def __init__(self) -> None:
        self.posts: list[tuple[str, dict[str, str], bytes]] = []
        super().__init__(("127.0.0.1", 0), _Answers)


class _Answers(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", "/lain")
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"pesan")

    do_GET = do_POST

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A gateway named in the settings."""
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    monkeypatch.setitem(app.config, "GATEWAY_URL", f"http://127.0.0.1:{server.server_port}/kirim?kota=palopo")
    monkeypatch.setitem(app.config, "GATEWAY_SECRET", SECRET)
    monkeypatch.setitem(app.config, "MAIL_TIMEOUT", 1.0)
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_message_is_signed_and_says_who_is_meant(cast: Cast, receiver: Receiver) -> None:
    (key,) = put_out(address="+628123456", channel=Channel.GATEWAY)
    assert Sender().send_due() == {Verdict.ACCEPTED: 1}
    ((path, headers, body),) = receiver.posts
    assert path == "/kirim?kota=palopo" and headers["Idempotency-Key"] == "1.uji@contoh.go.id"
    assert headers["X-Sinergi-Signature"] == "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    facts = json.loads(body)
    assert facts == {"id": "1.uji@contoh.go.id", "to": "+628123456", "name": "Admin", "text": "Isi kabar 1.",
                     "url": "http://127.0.0.1:8000/pemberitahuan"}  # fmt: skip
    assert of(key).state is DeliveryState.SENT


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(200, Verdict.ACCEPTED), (302, Verdict.LATER), (307, Verdict.LATER), (400, Verdict.REJECTED),
     (404, Verdict.REJECTED), (408, Verdict.LATER), (425, Verdict.LATER), (429, Verdict.LATER), (503, Verdict.LATER)],
)  # fmt: skip
def test_each_answer_is_judged_and_no_redirect_followed(
    cast: Cast, receiver: Receiver, status: int, verdict: Verdict
) -> None:
    receiver.status = status
    (key,) = put_out(address="+628123456", channel=Channel.GATEWAY)
    assert Sender().send_due() == {verdict: 1}
    assert len(receiver.posts) == 1
    assert verdict is Verdict.ACCEPTED or of(key).error == f"{status} pesan"


def test_a_gateway_that_is_away_is_not_a_mails_trouble(cast: Cast, receiver: Receiver, app: Flask) -> None:
    app.config["GATEWAY_URL"] = f"http://localhost:{free_port()}/"
    keys = put_out(3, address="+628123456", channel=Channel.GATEWAY)
    assert Sender().send_due() == {Verdict.AWAY: 1}
    assert [of(key).attempts for key in keys] == [0, 0, 0]


@pytest.mark.parametrize("url", ["http://gerbang.example/kirim", "https:///kirim", "ftp://localhost/", "omong"])
def test_nothing_is_posted_in_clear_to_another_machine(url: str) -> None:
    outcome = Gateway(url, SECRET, 1.0).send(post_of("1", "+62", "Ani", "Isi", "http://x"), lambda: True)
    assert outcome.verdict is Verdict.AWAY and "GATEWAY_URL" in outcome.words


@pytest.mark.parametrize(
    ("hour", "quiet_from", "is_sent"), [(2, 20, False), (6, 20, True), (19, 20, True), (20, 20, False), (2, 1, False)]
)
def test_no_telephone_rings_in_quiet_hours_however_late_it_became(
    cast: Cast, receiver: Receiver, hour: int, quiet_from: int, is_sent: bool
) -> None:
    db.session.add(NoticeHabit(user_id=1, quiet_from=dt.time(quiet_from), quiet_until=dt.time(6)))
    with acting_at(TUESDAY + dt.timedelta(hours=hour - 10)):
        message, mail = put_out(channel=Channel.GATEWAY), put_out()
        assert Sender().send_due() == ({Verdict.ACCEPTED: 1} if is_sent else {})
    assert (of(message[0]).state is DeliveryState.SENT) is is_sent and of(mail[0]).state is DeliveryState.WAITING
