"""What becomes of tasks that were counted from a meeting when it moves to another day, or is called off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app import audit
from app.extensions import db
from app.meetings.models import Meeting
from app.task_templates.repetition import MadeTask
from app.tasks.models import Task
from app.tasks.states import GONE, PartState, TaskState

UNTOUCHED = (PartState.OFFERED, PartState.DECLINED, *GONE)


def follow(meeting: Meeting, before: dt.date) -> int:
    """Move the unfinished tasks of a meeting that was on `before` by as many days as it moved; return how many moved.

    A task whose date somebody changed by hand stays where they put it.
    """
    shift = meeting.day - before
    moved = 0
    for made, task in _open_tasks(meeting) if shift else ():
        if task.due == made.due:
            made.due += shift
            task.edit(task.title, task.detail, made.due, task.priority)
            audit.note(task, "followed_meeting", meeting=meeting.reference)
            moved += 1
    return moved


def call_off(meeting: Meeting) -> None:
    """The meeting does not take place: withdraw its tasks that nobody has accepted a part of; the others say so."""
    for _, task in _open_tasks(meeting):
        if all(part.state in UNTOUCHED for part in task.parts):
            task.cancel()
            audit.note(task, "withdrawn_with_meeting", meeting=meeting.reference)
        else:
            audit.note(task, "outlives_meeting", meeting=meeting.reference)


def _open_tasks(meeting: Meeting) -> Sequence[Any]:
    """Each unfinished task that was counted from the meeting, locked in the order of their ids.

    One in the trash too: whoever brings it back finds it as the meeting left it.
    """
    unfinished = Task.state.not_in((TaskState.DONE, TaskState.CANCELLED))
    rows = (
        sa.select(MadeTask, Task)
        .join(Task, Task.id == MadeTask.task_id)
        .where(MadeTask.meeting_id == meeting.id, unfinished)
        .order_by(Task.id)
    )
    return db.session.execute(rows.with_for_update(of=Task).execution_options(populate_existing=True)).all()
