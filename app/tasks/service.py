"""Making a shared task: for the task form, and for a line of the minutes that is a task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from app.agencies.models import Agency
from app.clock import today
from app.extensions import db
from app.references import next_reference
from app.tasks.models import Priority, Task


def create(
    title: str,
    agencies: Sequence[Agency],
    due: dt.date,
    *,
    detail: str = "",
    priority: Priority = Priority.NORMAL,
    meeting_id: int | None = None,
    line_id: int | None = None,
) -> Task:
    """Return a new task in the session, with its reference and id, and one offered part for each agency."""
    task = Task(
        reference=next_reference("T", today().year),
        title=title,
        detail=detail,
        due=due,
        priority=priority,
        meeting_id=meeting_id,
        line_id=line_id,
    )
    db.session.add(task)
    for agency in agencies:
        task.add_part(agency)
    db.session.flush()
    return task
