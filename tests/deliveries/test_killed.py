"""Real workers that are killed, told to stop, or left alone: no mail is lost, and copies are what a kill explains."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.clock import acting_at, now
from app.deliveries.models import WAITING, Delivery, DeliveryState
from app.extensions import db
from app.notices.events import Event
from app.notices.models import TO_MAIL, MailState, Notice, NoticeHabit
from app.policy import Role
from tests.deliveries.outbox import put_out
from tests.deliveries.sink import Sink
from tests.factories import Cast, make_agency, make_commitment, make_user, seat

ROOT = Path(__file__).resolve().parents[2]
KILLS, AGENCIES, SEED = 12, 40, 20261130
WORKER = [sys.executable, "-m", "flask", "worker", "--every", "0.2"]


@pytest.fixture
def start(app: Flask, sink: Sink) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a worker, or another command that does; what still runs at the end is killed."""
    environment = os.environ | {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "SMTP_URL": sink.url, "MAIL_TIMEOUT": "1",
        "SECRET_KEY": "tests only", "FILES_FOLDER": app.config["FILES_FOLDER"], "FLASK_APP": "wsgi",
    }  # fmt: skip
    running: list[subprocess.Popen[str]] = []

    def run(*command: str) -> subprocess.Popen[str]:
        running.append(subprocess.Popen(command or WORKER, cwd=ROOT, env=environment, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT))  # fmt: skip
        return running[-1]

    yield run
    for process in running:
        process.kill()
        process.communicate()


def wait_for(condition: Callable[[], bool], seconds: float = 40) -> None:
    """Wait until it is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


def to_do() -> int:
    """Mails that wait, and notices that are due in one."""
    ripe = sa.or_(Notice.mail_state == MailState.NEW, Notice.mail_at <= now())
    news = sa.select(sa.func.count()).select_from(Notice).where(TO_MAIL, ripe)
    mails = sa.select(sa.func.count()).select_from(Delivery).where(WAITING)
    count = (db.session.scalar(mails) or 0) + (db.session.scalar(news) or 0)
    db.session.rollback()  # lets go of SQLite's lock
    return count


def act(count: int) -> None:
    """Agencies that each were promised something ten minutes ago, and whose liaisons have no quiet hours."""
    with acting_at(now() - dt.timedelta(minutes=10)):
        for n in range(count):
            agency, user = make_agency(f"Instansi {n}"), make_user(f"narahubung{n}@contoh.go.id")
            seat(user, agency, Role.LIAISON)
            db.session.add(NoticeHabit(user_id=user.id, quiet_from=dt.time(), quiet_until=dt.time()))
            make_commitment(agency.id)


def test_no_mail_is_lost_when_workers_are_killed(
    cast: Cast, sink: Sink, start: Callable[..., subprocess.Popen[str]]
) -> None:
    act(AGENCIES)
    sink.delay = sink.linger = 0.02
    kills = kill_again_and_again(sink, start)
    wait_for(lambda: not to_do())
    told = sa.select(Notice.id).outerjoin(Delivery).where(Notice.event == Event.ASSIGNED)
    missing = sa.or_(Delivery.id.is_(None), Delivery.state != DeliveryState.SENT)
    assert not db.session.scalars(told.where(missing)).all() and len(db.session.scalars(told).all()) >= AGENCIES
    sent = db.session.scalars(sa.select(Delivery.message_id).where(Delivery.state == DeliveryState.SENT)).all()
    assert set(sink.copies) == {f"<{key}>" for key in sent} and len(sent) >= 30 * KILLS + AGENCIES
    explain(sink, kills)


def kill_again_and_again(sink: Sink, start: Callable[..., subprocess.Popen[str]]) -> list[float]:
    """While more and more is to be sent, kill the older of two workers in the middle of it, and start another."""
    chance, kills = random.Random(SEED), []  # noqa: S311
    workers = [start(), start()]
    for _ in range(KILLS):
        put_out(30)
        goal = len(sink.accepted) + chance.randint(1, 20)
        wait_for(lambda goal=goal: len(sink.accepted) >= goal)  # type: ignore[misc]
        time.sleep(chance.uniform(0, 0.05))
        kills.append(time.time())
        workers.pop(0).send_signal(signal.SIGKILL)
        workers.append(start())
    return kills


def explain(sink: Sink, kills: list[float]) -> None:
    """A copy of a mail has the same Message-ID, and a kill lies between it and the one before."""
    times: dict[str, list[float]] = defaultdict(list)
    for each in sink.accepted:
        times[each.message_id].append(each.at)
    pairs = [pair for found in times.values() for pair in pairwise(found)]
    assert len(pairs) <= len(kills)
    for first, second in pairs:
        assert any(first - 0.5 <= kill <= second for kill in kills), (first, second, kills)
    sys.stdout.write(f"{len(kills)} kills, {len(sink.accepted)} mails, {len(pairs)} second copies\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_finishes_what_it_has_in_hand(
    cast: Cast, sink: Sink, start: Callable[..., subprocess.Popen[str]], number: signal.Signals
) -> None:
    put_out(200)
    sink.linger = 0.3
    worker = start()
    wait_for(lambda: len(sink.accepted) > 2)
    asked = time.monotonic()
    worker.send_signal(number)
    log, _ = worker.communicate(timeout=10)
    assert time.monotonic() - asked < 5 and worker.returncode == 0
    assert "worker: started" in log and log.rstrip().endswith("worker: stopped")
    db.session.rollback()
    rows = db.session.scalars(sa.select(Delivery)).all()
    assert sum(row.state is DeliveryState.SENT for row in rows) == len(sink.accepted) < 200
    assert not [row for row in rows if row.leased_until]


def test_it_ends_with_the_server_beside_which_it_was_started(
    cast: Cast, sink: Sink, start: Callable[..., subprocess.Popen[str]]
) -> None:
    (_key,) = put_out()
    server = start("sh", "-c", f"{sys.executable} -m flask worker --every 0.2 --beside $$ & exec sleep 60")
    wait_for(lambda: len(sink.accepted) == 1)
    server.kill()
    log, _ = server.communicate(timeout=10)  # ends when nobody holds the pipe any more
    assert log.rstrip().endswith("worker: stopped")
