"""Reminders are computed when they are due: once each, of the date as it is then, to who answers for the agency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import User
from app.agencies.models import Agency
from app.attendance.models import Answer, Attendance
from app.clock import acting_at, at
from app.commitments.states import CommitmentState, Reason, Rhythm
from app.extensions import db
from app.meetings.models import MeetingState
from app.notices import reminders
from app.notices.events import Event
from app.notices.models import Absence, MailState, Notice
from app.notices.relevance import holds
from app.notices.sentences import told
from app.notices.subjects import told as rows_of
from app.policy import Role
from app.tasks.states import PartState
from tests.at_once import at_once
from tests.commitments.steps import SOMEBODY, agree, in_state
from tests.factories import Cast, make_agency, make_commitment, make_meeting, make_task, make_user, seat

START = dt.date(2026, 1, 5)
DUE = dt.date(2026, 3, 1)
REMINDING = (Event.DUE_SOON, Event.OVERDUE)
S, P = CommitmentState, PartState


@pytest.fixture(autouse=True)
def then(app: Flask) -> Iterator[None]:
    """Everything is made on the fifth of January."""
    with acting_at(at(START, dt.time(9))):
        yield


def run(day: dt.date, time: dt.time = dt.time(0, 10)) -> int:
    """One pass of a worker."""
    with acting_at(at(day, time)):
        written = reminders.remind_due()
        db.session.commit()
    return written


def days(first: dt.date, last: dt.date) -> None:
    """A pass on each of these days."""
    for number in range((last - first).days + 1):
        run(first + dt.timedelta(number))


def told_of(*events: Event) -> list[tuple[str, str]]:
    """The day in WITA and the step of each reminder."""
    rows = sa.select(Notice).where(Notice.event.in_(events or REMINDING), Notice.key.is_not(None)).order_by(Notice.id)
    return [(f"{n.at.astimezone(dt.timezone(dt.timedelta(hours=8))):%m-%d}", n.facts["step"])
            for n in db.session.scalars(rows)]  # fmt: skip


def who() -> list[str]:
    """Whom the reminders went to."""
    rows = sa.select(User.email).join(Notice, Notice.user_id == User.id).where(Notice.key.is_not(None))
    return list(db.session.scalars(rows.order_by(Notice.id)))


USUAL = [("02-22", "-7"), ("02-26", "-3"), ("02-28", "-1"), ("03-02", "+1"), ("03-09", "+8")]


@pytest.mark.parametrize("state", [S.PROPOSED, S.AGREED, S.UNDERWAY, S.RETURNED])
def test_a_promise_is_reminded_of_before_and_after_its_date(cast: Cast, state: CommitmentState) -> None:
    in_state(cast, state, due=DUE)
    days(dt.date(2026, 2, 15), dt.date(2026, 3, 12))
    assert told_of() == USUAL
    assert set(who()) == {cast.social_liaison}


def test_a_part_is_reminded_of_before_and_after_its_own_date(cast: Cast) -> None:
    task = make_task(cast.social, cast.police, due=DUE + dt.timedelta(60))
    task.parts[1].set_due(DUE)
    db.session.commit()
    days(dt.date(2026, 2, 15), dt.date(2026, 3, 12))
    assert told_of() == USUAL
    assert set(who()) == {cast.police_liaison}


@pytest.mark.parametrize("state", [S.REPORTED, S.SUSPENDED, S.VERIFIED, S.CANCELLED])
def test_what_is_not_the_agencys_turn_is_silent(cast: Cast, state: CommitmentState) -> None:
    in_state(cast, state, due=DUE)
    days(dt.date(2026, 2, 15), dt.date(2026, 3, 12))
    assert told_of() == []


def test_suggestions_and_what_cannot_be_checked_are_silent(cast: Cast) -> None:
    make_commitment(cast.social, due=DUE, suggested_name="Warga")
    unclear = make_commitment(cast.social, due=DUE, proof="")
    run(DUE - dt.timedelta(7))
    assert told_of() == []
    unclear.waive("Disepakati dalam rapat", SOMEBODY)
    db.session.commit()
    assert run(DUE - dt.timedelta(3)) == 1


@pytest.mark.parametrize("act", ["cancel", "trash", "deliver", "decline", "waive"])
def test_parts_with_nothing_to_do_are_silent(cast: Cast, act: str) -> None:
    task = make_task(cast.social, due=DUE)
    part = task.parts[0]
    part.needs_confirmation = True
    acts: dict[str, Any] = {
        "cancel": task.cancel, "trash": lambda: task.trash("Ani"), "waive": part.waive,
        "deliver": lambda: (part.update(P.ACCEPTED, ""), part.update(P.DELIVERED, "")),
        "decline": lambda: part.update(P.DECLINED, "Bukan tugas kami"),
    }  # fmt: skip
    acts[act]()
    db.session.commit()
    days(dt.date(2026, 2, 15), dt.date(2026, 3, 12))
    assert told_of() == []


def test_a_worker_that_was_down_tells_only_the_newest_step(cast: Cast) -> None:
    make_commitment(cast.social, due=DUE)
    assert run(DUE - dt.timedelta(2)) == 1
    assert run(DUE + dt.timedelta(40)) == 2  # the secretariat too: it has been silent for long
    assert run(DUE + dt.timedelta(41)) == 0
    assert told_of() == [("02-27", "-3"), ("04-10", "+36"), ("04-10", "+36")]


def test_after_a_fortnight_the_secretariat_hears_of_the_silence(cast: Cast) -> None:
    make_commitment(cast.social, due=DUE)
    days(DUE + dt.timedelta(1), DUE + dt.timedelta(21))
    assert told_of() == [("03-02", "+1"), ("03-09", "+8"), ("03-16", "+15"), ("03-16", "+15")]
    assert who()[2:] == [cast.social_liaison, cast.secretariat]
    with acting_at(at(DUE + dt.timedelta(15), dt.time(8))):
        row = db.session.execute(rows_of().where(Notice.facts["office"].as_boolean())).one()
        assert told(row).sentence == "Dinas Sosial terlambat. Tenggat Minggu, 1 Maret 2026 sudah lewat 15 hari."
        assert holds(row)


def test_whatever_happens_after_the_date_gives_a_week_of_quiet(cast: Cast) -> None:
    task = make_task(cast.social, due=DUE)
    days(DUE + dt.timedelta(1), dt.date(2026, 3, 5))
    with acting_at(at(dt.date(2026, 3, 6), dt.time(14))):
        task.parts[0].update(P.ACCEPTED, "Menunggu barang")
        db.session.commit()
    days(dt.date(2026, 3, 6), dt.date(2026, 3, 21))
    assert told_of() == [("03-02", "+1"), ("03-13", "+12"), ("03-20", "+19"), ("03-20", "+19")]


def test_what_came_to_the_agency_after_a_step_is_not_told_of_that_step(cast: Cast) -> None:
    with acting_at(at(DUE - dt.timedelta(7), dt.time(15))):
        make_commitment(cast.social, due=DUE)
        make_task(cast.social, due=DUE)
    run(DUE - dt.timedelta(7), dt.time(16))
    run(DUE - dt.timedelta(6))
    assert told_of() == []
    assert run(DUE - dt.timedelta(3)) == 2


def test_another_agency_is_reminded_of_the_steps_that_follow(cast: Cast) -> None:
    promise = make_commitment(cast.social, due=DUE)
    run(DUE - dt.timedelta(7))
    with acting_at(at(DUE - dt.timedelta(5), dt.time(9))):
        promise.revise(promise.statement, db.session.get_one(Agency, cast.police), DUE, promise.terms)
        db.session.commit()
    days(DUE - dt.timedelta(5), DUE - dt.timedelta(3))
    assert who() == [cast.social_liaison, cast.police_liaison]


def test_who_was_just_asked_is_not_reminded_of_an_earlier_step(cast: Cast) -> None:
    """A worker was down on the day of the step."""
    promise = make_commitment(cast.social, due=DUE)
    with acting_at(at(DUE - dt.timedelta(6), dt.time(9))):
        promise.revise(promise.statement, db.session.get_one(Agency, cast.police), DUE, promise.terms)
        db.session.commit()
    assert run(DUE - dt.timedelta(5)) == 0


def test_another_date_has_reminders_of_its_own(cast: Cast) -> None:
    promise = in_state(cast, S.AGREED, due=DUE)
    run(DUE - dt.timedelta(7))
    row = db.session.execute(rows_of().where(Notice.key.is_not(None))).one()
    assert holds(row)
    with acting_at(at(DUE - dt.timedelta(7), dt.time(5))):  # between the computing and the mail
        promise.redate(DUE + dt.timedelta(60), Reason.BUDGET, "Anggaran bergeser", SOMEBODY)
        db.session.commit()
    assert not holds(db.session.execute(rows_of().where(Notice.key.is_not(None))).one())
    days(DUE - dt.timedelta(7), DUE + dt.timedelta(52))
    assert told_of() == [("02-22", "-7")]
    assert run(DUE + dt.timedelta(53)) == 1


def test_a_periodic_report_is_reminded_of_until_the_promise_itself_is_due(cast: Cast) -> None:
    promise = make_commitment(cast.social, due=dt.date(2026, 2, 10), rhythm=Rhythm.MONTHLY)
    agree(promise)
    db.session.commit()
    assert promise.report_due == dt.date(2026, 1, 31)
    days(dt.date(2026, 1, 20), dt.date(2026, 2, 20))
    rows = db.session.scalars(sa.select(Notice).where(Notice.key.is_not(None)).order_by(Notice.id))
    assert [(n.facts.get("what"), n.facts["step"]) for n in rows] == [
        ("report", "-7"), ("report", "-3"), ("report", "-1"), ("report", "+1"), (None, "-7"), (None, "-3"),
        ("report", "+8"), (None, "-1"), (None, "+1"), (None, "+8"),
    ]  # fmt: skip


def test_a_day_begins_at_midnight_in_palopo(cast: Cast) -> None:
    make_commitment(cast.social, due=DUE)
    assert run(DUE - dt.timedelta(8), dt.time(23, 59)) == 0
    assert run(DUE - dt.timedelta(7), dt.time(0, 30)) == 1
    assert run(DUE - dt.timedelta(7), dt.time(23, 59)) == 0


@pytest.mark.parametrize("due", [dt.date(2000, 2, 29), dt.date(2100, 12, 31)])
def test_any_date_of_the_century_is_kept(cast: Cast, due: dt.date) -> None:
    with acting_at(at(due - dt.timedelta(30), dt.time(9))):
        make_commitment(cast.social, due=due)
        make_task(cast.social, due=due)
    days(due - dt.timedelta(7), due + dt.timedelta(1))
    assert [step for _, step in told_of()] == ["-7", "-7", "-3", "-3", "-1", "-1", "+1", "+1"]
    assert max(len(key) for key in db.session.scalars(sa.select(Notice.key)) if key) <= 80


def test_vacant_posts_and_absent_people_are_stood_in_for(cast: Cast) -> None:
    liaison = db.session.scalars(sa.select(User).where(User.email == cast.social_liaison)).one()
    deputy = make_user("wakil@contoh.go.id")
    seat(deputy, db.session.get_one(Agency, cast.social), Role.LEADER)
    db.session.add(Absence(user=liaison, deputy=deputy, from_date=START, until_date=DUE))
    make_commitment(cast.social, due=DUE)
    make_commitment(cast.health, due=DUE)
    assert run(DUE - dt.timedelta(7)) == 3
    assert who() == [cast.social_liaison, "wakil@contoh.go.id", cast.secretariat]
    states = db.session.scalars(sa.select(Notice.mail_state).where(Notice.key.is_not(None)).order_by(Notice.id))
    assert states.all() == [MailState.NONE, MailState.NEW, MailState.NEW]


def test_two_workers_at_once_write_each_reminder_once(app: Flask, cast: Cast) -> None:
    for number in range(30):
        make_commitment(cast.social, due=DUE + dt.timedelta(number % 3))
        make_task(cast.police, due=DUE)

    def work() -> int:
        with app.app_context(), acting_at(at(DUE - dt.timedelta(3), dt.time(0, 10))):
            written = reminders.remind_due()
            db.session.commit()
            return written

    assert sum(at_once(work, work, work)) == 60
    assert db.session.scalar(sa.select(sa.func.count()).where(Notice.key.is_not(None))) == 60


def test_an_unanswered_invitation_is_reminded_of_on_the_day_before(cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED, starts_at=at(DUE, dt.time(0, 30)))
    for key, answer in ((cast.social, None), (cast.social, None), (cast.police, Answer.COMING)):
        name = db.session.get_one(Agency, key).name
        meeting.attendances.append(Attendance(agency_id=key, agency_name=name, answer=answer))
    db.session.commit()
    days(DUE - dt.timedelta(3), DUE)
    assert told_of(Event.INVITED) == [("02-28", "-1")]
    row = db.session.execute(rows_of().where(Notice.key.is_not(None))).one()
    assert told(row).sentence == "Undangan rapat 1 Mar 2026, 00.30 WITA belum dijawab oleh Dinas Sosial."
    assert holds(row)
    meeting.starts_at += dt.timedelta(days=2)
    db.session.commit()
    assert not holds(db.session.execute(rows_of().where(Notice.key.is_not(None))).one())


def test_many_agencies_are_asked_for_in_few_queries(app: Flask, cast: Cast) -> None:
    for number in range(40):
        agency = make_agency(f"Dinas {number}")
        seat(make_user(f"dinas{number}@contoh.go.id"), agency, Role.LIAISON)
        make_task(agency.id, due=DUE)
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    sa.event.listen(db.engine, "before_cursor_execute", note)
    assert run(DUE - dt.timedelta(7)) == 40
    sa.event.remove(db.engine, "before_cursor_execute", note)
    assert len([each for each in asked if each.startswith("SELECT")]) == 6
