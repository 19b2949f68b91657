"""What becomes of the tasks of a meeting that is announced, moves, or is called off."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from flask import Flask

from app.audit import AuditEvent
from app.clock import at, today
from app.extensions import db
from app.meetings.models import Meeting, MeetingState
from app.task_templates.following import call_off, follow
from app.task_templates.repetition import Rule
from app.tasks.models import Task
from app.tasks.states import PartState, TaskState
from tests.factories import Cast, make_meeting, make_series
from tests.task_templates.steps import dues, make_repetition, make_template, run_on

DAY = dt.timedelta(days=1)


def prepared(cast: Cast, state: MeetingState = MeetingState.ANNOUNCED) -> Meeting:
    """A meeting in twenty days, of a series before each meeting of which three tasks are to be done."""
    day = today() + 20 * DAY
    meeting = make_meeting(cast.bnn, state, starts_at=at(day, dt.time(0, 30)))
    series = make_series(meeting)
    template = make_template(
        ("Undangan", -7, (cast.social,)), ("Tempat", -3, (cast.social,)), ("Laporan", 3, (cast.bnn,))
    )
    make_repetition(template, Rule.MEETING, series_id=series.id, lead_days=7)
    return meeting


def tasks() -> list[Task]:
    return list(db.session.scalars(sa.select(Task).order_by(Task.due)))


def test_tasks_of_a_meeting_come_at_their_time_once_it_is_announced(app: Flask, cast: Cast) -> None:
    meeting = prepared(cast, MeetingState.DRAFT)
    assert run_on(meeting.day).made == 0
    meeting.announce()
    db.session.commit()
    assert run_on(meeting.day - 14 * DAY).made == 1
    assert run_on(meeting.day - 10 * DAY).made == 1
    assert run_on(meeting.day - 4 * DAY).made == 1
    assert dues() == [meeting.day - 7 * DAY, meeting.day - 3 * DAY, meeting.day + 3 * DAY]
    assert {task.meeting_id for task in tasks()} == {meeting.id}


def test_open_tasks_move_with_the_meeting_unless_somebody_chose_a_date(app: Flask, cast: Cast) -> None:
    meeting = prepared(cast)
    before = meeting.day
    run_on(before - 4 * DAY)
    first, second, third = tasks()
    second.edit(second.title, "", before - 1 * DAY, second.priority)
    third.parts[0].update(PartState.ACCEPTED, "")
    third.parts[0].update(PartState.DONE, "")
    db.session.commit()
    meeting.starts_at += 5 * DAY
    assert follow(meeting, before) == 1
    db.session.commit()
    assert [first.due, second.due, third.due] == [before - 2 * DAY, before - 1 * DAY, before + 3 * DAY]
    assert first.parts[0].due == first.due
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "followed_meeting")).one()
    assert (event.root_id, event.changes["meeting"][1]) == (first.id, meeting.reference)
    assert run_on(before - 4 * DAY).made == 0  # the same meeting, whatever its day
    meeting.starts_at -= 5 * DAY
    follow(meeting, before + 5 * DAY)
    assert first.due == before - 7 * DAY


def test_tasks_of_a_cancelled_meeting_are_withdrawn_unless_somebody_accepted(app: Flask, cast: Cast) -> None:
    meeting = prepared(cast)
    run_on(meeting.day - 4 * DAY)
    first, second, third = tasks()
    second.parts[0].update(PartState.ACCEPTED, "")
    meeting.cancel("Ditunda")
    call_off(meeting)
    db.session.commit()
    assert [task.state for task in (first, second, third)] == [
        TaskState.CANCELLED, TaskState.UNDERWAY, TaskState.CANCELLED,
    ]  # fmt: skip
    told = db.session.scalars(sa.select(AuditEvent.action).where(AuditEvent.action.like("%meeting"))).all()
    assert sorted(told) == ["outlives_meeting", "withdrawn_with_meeting", "withdrawn_with_meeting"]
    assert run_on(meeting.day).made == 0


def test_tasks_in_the_trash_move_and_end_with_their_meeting_too(app: Flask, cast: Cast) -> None:
    meeting = prepared(cast)
    before = meeting.day
    run_on(before - 14 * DAY)
    (task,) = tasks()
    task.trash("Ani")
    db.session.commit()
    meeting.starts_at += 5 * DAY
    follow(meeting, before)
    task.untrash()
    assert (task.due, task.parts[0].due, task.is_open) == (before - 2 * DAY, before - 2 * DAY, True)
    task.trash("Ani")
    call_off(meeting)
    task.untrash()
    assert (task.state, task.is_open) == (TaskState.CANCELLED, False)
