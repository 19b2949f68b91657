"""What the worker does in a pass, and that nothing stops it but who may."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.clock import acting_at, at, now, today
from app.commitments.models import Commitment
from app.deliveries import steps
from app.deliveries.models import Delivery, DeliveryState
from app.deliveries.worker import Worker
from app.extensions import db
from app.notices.models import Notice
from app.settings import Setting
from tests.deliveries.outbox import of, put_out
from tests.deliveries.sink import Sink
from tests.factories import Cast, make_commitment, make_task
from tests.task_templates.steps import make_repetition, make_template

NOON = dt.time(12)


def setting(key: str) -> str | None:
    """A fact as it is in the database now."""
    db.session.rollback()
    return db.session.scalar(sa.select(Setting.value).where(Setting.key == key))


def test_an_act_becomes_a_mail(cast: Cast, sink: Sink) -> None:
    with acting_at(at(today(), NOON)):
        make_commitment(cast.social)
        assert Worker().work_off() and not sink.accepted
    with acting_at(at(today(), NOON) + dt.timedelta(minutes=6)):
        assert Worker().work_off()
    (mail,) = [each for each in sink.accepted if each.to == cast.social_liaison]
    notice = db.session.scalars(sa.select(Notice).join(Delivery).where(Delivery.address == mail.to)).one()
    assert notice.delivery and f"<{notice.delivery.message_id}>" == mail.message_id


def test_a_pass_that_finds_nothing_writes_nothing(app: Flask, cast: Cast, sink: Sink) -> None:
    worker = Worker()
    put_out()
    worker.work_off()
    asked: list[str] = []

    def watch(_c: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement.split(maxsplit=1)[0] + " " + statement.rsplit(maxsplit=1)[-1])

    sa.event.listen(db.engine, "before_cursor_execute", watch)
    try:
        assert not worker.work()
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", watch)
    assert {each.split()[0] for each in asked} <= {"SELECT", "BEGIN"} and "BEGIN IMMEDIATE" not in asked
    assert len(asked) <= 4


def test_it_shows_a_sign_of_life_once_a_minute(cast: Cast) -> None:
    worker, start = Worker(), now()
    seen = []
    for seconds in (0, 30, 61):
        with acting_at(start + dt.timedelta(seconds=seconds)):
            worker.work()
        seen.append(setting("worker_seen"))
    assert seen[0] == seen[1] == start.isoformat() and seen[2] == (start + dt.timedelta(seconds=61)).isoformat()


def test_reminders_come_hourly_and_with_the_new_day_in_palopo(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dt.datetime] = []
    monkeypatch.setattr("app.notices.reminders.remind_due", lambda: asked.append(now()))
    night = at(dt.date(2026, 12, 1), dt.time(23, 40))
    instants = [night + dt.timedelta(minutes=n) for n in (0, 10, 21, 40, 79, 81)]
    worker = Worker()
    for instant in instants:
        with acting_at(instant):
            worker.work()
    assert asked == [instants[0], instants[2], instants[5]]


def test_once_a_day_repeating_tasks_are_made_and_old_words_thrown_away(cast: Cast) -> None:
    make_repetition(make_template(("Menyiapkan tempat", 0, (cast.social,))))
    (old, new) = put_out(2, state=DeliveryState.SENT)
    db.session.execute(sa.update(Delivery).where(Delivery.id == old).values(created_at=now() - dt.timedelta(days=91)))
    facts = {"user_id": 1, "event": "watched", "root_type": "post", "root_id": 1, "facts": {}}
    ages = [(401, True), (401, False), (399, True)]
    for days, is_read in ages:
        instant = now() - dt.timedelta(days=days)
        db.session.add(Notice(**facts, at=instant, read_at=instant if is_read else None, mail_state="none"))
    db.session.commit()
    assert Worker().work_off()
    assert of(old).text == "" and of(old).html == "" and of(new).text
    assert setting("worker_daily") == today().isoformat()
    kept = db.session.scalars(sa.select(Notice.at).where(Notice.root_type == "post")).all()
    assert [(now() - each).days for each in kept] == [401, 399]
    if db.engine.dialect.name == "sqlite":
        assert db.session.scalar(sa.text("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'user'"))


def test_a_step_that_fails_stops_no_other(
    app: Flask, cast: Cast, sink: Sink, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        db.session.add(Setting(key="half", value="done"))
        db.session.flush()
        raise ValueError("sesuatu\nrusak")

    monkeypatch.setattr("app.notices.reminders.remind_due", fail)
    (key,) = put_out()
    worker = Worker()
    assert not worker.work_off()
    assert of(key).state is DeliveryState.SENT and setting("half") is None and setting("worker_reminded") is None
    (line,) = [record.getMessage() for record in caplog.records if "failed" in record.getMessage()]
    assert line.startswith("worker: reminders failed, again in 5 s: ValueError: sesuatu rusak (test_worker.py:")
    worker.work()
    assert len([record for record in caplog.records if "failed" in record.getMessage()]) == 1  # it rests


def test_a_database_that_is_away_is_waited_for(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker()

    def refuse(_rows: Any) -> None:
        raise sa.exc.OperationalError("SELECT", {}, Exception("away"))

    with monkeypatch.context() as patch:
        patch.setattr("app.deliveries.worker.read", refuse)
        assert not worker.work() and not worker.work_off()
    assert not worker.work()
    worker._rests.clear()
    assert worker.work() is False and setting("worker_seen")


def test_once_does_all_that_is_due_and_says_whether_it_could(
    app: Flask, cast: Cast, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = put_out(3)
    done = app.test_cli_runner().invoke(args=["worker", "--once"])
    assert done.exit_code == 0, done.output
    assert {of(key).state for key in keys} == {DeliveryState.SENT}
    sink.stop()
    put_out()
    assert app.test_cli_runner().invoke(args=["worker", "--once"]).exit_code == 0  # a server that is away is no failure
    monkeypatch.setattr(steps, "_do_daily", lambda: 1 / 0)
    with acting_at(now() + dt.timedelta(days=1)):
        failed = app.test_cli_runner().invoke(args=["worker", "--once"])
    assert failed.exit_code == 1


def test_work_that_comes_up_in_a_pass_is_done_in_it(cast: Cast, sink: Sink) -> None:
    make_task(cast.social)
    due = today() + dt.timedelta(days=3)
    make_commitment(cast.social, due=due, original_due=due)
    assert db.session.scalars(sa.select(Commitment.id)).all()
    with acting_at(at(today() + dt.timedelta(days=1), NOON)):
        assert Worker().work_off()
    assert not db.session.scalars(sa.select(Delivery.id).where(Delivery.state == DeliveryState.WAITING)).all()
    assert [each for each in sink.accepted if each.to == cast.social_liaison]


def test_a_connection_that_breaks_in_the_middle_of_a_step_is_made_anew(cast: Cast, sink: Sink) -> None:
    (key,) = put_out()
    worker = Worker()

    def break_off() -> None:
        line: Any = db.session.connection().connection.dbapi_connection
        line.close()
        db.session.scalar(sa.text("SELECT 1"))

    worker.steps.insert(0, steps.Step("broken", lambda _facts: True, break_off))
    assert not worker.work_off() and of(key).state is DeliveryState.SENT
