"""When a notice is due by mail: cadence, the edges of days and weeks in Palopo, and quiet hours."""

from __future__ import annotations

import datetime as dt
import time

import pytest
import sqlalchemy as sa
from flask import Flask

from app.clock import ZONE, now
from app.deliveries import bundling
from app.deliveries.planning import mail_time, plan
from app.extensions import db
from app.notices.events import Cadence, Event
from app.notices.models import MailState, Notice, NoticeChoice, NoticeHabit
from tests.at_once import at_once
from tests.deliveries.steps import notice, user_of
from tests.factories import Cast

SOON, D, W = Cadence.IMMEDIATE, Cadence.DAILY, Cadence.WEEKLY
USUAL_HOURS, NONE, NOON = ("20:00", "06:00"), ("00:00", "00:00"), ("11:30", "13:00")
TABLE = [  # 30 November 2026 is a Monday
    (SOON, "2026-11-30 10:00", USUAL_HOURS, "2026-11-30 10:05"),
    (SOON, "2026-11-30 19:54:59", USUAL_HOURS, "2026-11-30 19:59:59"),
    (SOON, "2026-11-30 19:55", USUAL_HOURS, "2026-12-01 06:00"),
    (SOON, "2026-11-30 23:58", USUAL_HOURS, "2026-12-01 06:00"),
    (SOON, "2026-12-01 00:30", USUAL_HOURS, "2026-12-01 06:00"),
    (SOON, "2026-12-01 05:55", USUAL_HOURS, "2026-12-01 06:00"),
    (SOON, "2026-12-01 00:30", NONE, "2026-12-01 00:35"),
    (SOON, "2026-12-01 23:57", NONE, "2026-12-02 00:02"),
    (SOON, "2026-12-01 11:25", NOON, "2026-12-01 13:00"),
    (SOON, "2026-12-01 12:55", NOON, "2026-12-01 13:00"),
    (D, "2026-11-30 06:59", USUAL_HOURS, "2026-11-30 07:00"),
    (D, "2026-11-30 07:00", USUAL_HOURS, "2026-11-30 07:00"),
    (D, "2026-11-30 07:00:01", USUAL_HOURS, "2026-12-01 07:00"),
    (D, "2026-12-01 00:30", USUAL_HOURS, "2026-12-01 07:00"),
    (D, "2026-11-30 23:59", USUAL_HOURS, "2026-12-01 07:00"),
    (D, "2026-12-31 12:00", USUAL_HOURS, "2027-01-01 07:00"),
    (D, "2026-12-01 00:30", ("21:00", "08:15"), "2026-12-01 08:15"),
    (D, "2026-12-01 00:30", ("06:30", "07:00"), "2026-12-01 07:00"),
    (W, "2026-11-29 23:59", USUAL_HOURS, "2026-11-30 07:00"),
    (W, "2026-11-30 00:30", USUAL_HOURS, "2026-11-30 07:00"),
    (W, "2026-11-30 07:00", USUAL_HOURS, "2026-11-30 07:00"),
    (W, "2026-11-30 07:01", USUAL_HOURS, "2026-12-07 07:00"),
    (W, "2026-12-03 12:00", ("22:00", "09:00"), "2026-12-07 09:00"),
]


def wall(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(("cadence", "at", "quiet", "expected"), TABLE)
def test_when_a_notice_is_mailed(cadence: Cadence, at: str, quiet: tuple[str, str], expected: str) -> None:
    hours = [dt.time.fromisoformat(each) for each in quiet]
    found = mail_time(cadence, wall(at).astimezone(dt.UTC), *hours)
    assert found is not None and found.astimezone(ZONE) == wall(expected)


def test_what_somebody_wants_no_mail_of_is_never_due() -> None:
    assert mail_time(Cadence.NEVER, wall("2026-11-30 10:00"), dt.time(20), dt.time(6)) is None


def test_each_persons_choice_and_hours_count(cast: Cast) -> None:
    at = wall("2026-12-01 10:00")
    ani, budi = user_of(cast.social_liaison), user_of(cast.police_liaison)
    db.session.add(NoticeChoice(user_id=ani, event=Event.ASSIGNED, cadence=W))
    db.session.add(NoticeChoice(user_id=ani, event=Event.OVERDUE, cadence=Cadence.NEVER))
    db.session.add(NoticeHabit(user_id=budi, quiet_from=dt.time(9), quiet_until=dt.time(15)))
    rows = [notice(who, event, at=at) for who in (ani, budi) for event in (Event.ASSIGNED, Event.OVERDUE)]
    watched = notice(budi, Event.WATCHED, at=at)
    db.session.commit()
    assert plan() == 5 and plan() == 0
    found = {row.id: row.mail_at and row.mail_at.astimezone(ZONE) for row in again()}
    times = ["2026-12-07 07:00", None, "2026-12-01 15:00", "2026-12-02 07:00"]
    assert [found[row.id] for row in rows] == [text and wall(text) for text in times]
    states = {row.id: row.mail_state for row in again()}
    assert states[watched.id] is states[rows[1].id] is MailState.NONE and states[rows[0].id] is MailState.PLANNED


def again() -> list[Notice]:
    return list(db.session.scalars(sa.select(Notice).execution_options(populate_existing=True)))


def ten_thousand(user_id: int) -> None:
    facts = {"user_id": user_id, "event": Event.DUE_SOON, "root_type": "task", "root_id": 1, "facts": {}, "at": now(),
             "actor_name": "", "mail_state": MailState.NEW}  # fmt: skip
    db.session.execute(sa.insert(Notice), [facts] * 10_000)
    db.session.commit()


def test_ten_thousand_are_planned_in_moments(cast: Cast) -> None:
    ten_thousand(user_of(cast.leader))
    begun = time.monotonic()
    assert plan() == 10_000
    took = time.monotonic() - begun
    assert took < 10, f"{took:.2f} s"


def test_two_workers_share_them_out(app: Flask, cast: Cast) -> None:
    ten_thousand(user_of(cast.leader))

    def work() -> int:
        with app.app_context():
            return plan()

    assert sum(at_once(work, work)) == 10_000
    assert {row.mail_state for row in again()} == {MailState.PLANNED}


def test_what_waits_is_found_by_its_index(cast: Cast) -> None:
    ten_thousand(user_of(cast.leader))
    db.session.execute(sa.update(Notice).values(mail_state=MailState.NONE))
    db.session.execute(sa.text("ANALYZE notice"))
    db.session.commit()
    explain = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
    asked: list[tuple[str, object]] = []

    def watch(_c: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        asked.append((statement, parameters))

    sa.event.listen(db.engine, "before_cursor_execute", watch)
    plan()
    bundling.due_users()
    sa.event.remove(db.engine, "before_cursor_execute", watch)
    for statement, parameters in [each for each in asked if each[0].startswith("SELECT")]:
        found = db.session.connection().exec_driver_sql(explain + statement, parameters)  # type: ignore[arg-type]
        assert any("ix_notice_to_mail" in row[-1] for row in found), statement
