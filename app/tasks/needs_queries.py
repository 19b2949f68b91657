"""Tasks that another one could wait for."""

from __future__ import annotations

import sqlalchemy as sa

from app.listing import Rows
from app.tasks.dependencies import TaskDependency
from app.tasks.models import Task
from app.tasks.queries import TITLE

MOST_FOUND = 20


def open_like(words: str, task_id: int) -> Rows:
    """Open tasks whose title or number holds these words, first due first; not the task itself nor what it needs."""
    needed = sa.select(TaskDependency.needs_id).where(TaskDependency.task_id == task_id)
    like = sa.or_(*(column.icontains(words, autoescape=True) for column in (Task.title, Task.reference)))
    rows = sa.select(Task.id, Task.reference, TITLE, Task.state, Task.due)
    rows = rows.where(Task.is_open, like, Task.id != task_id, Task.id.not_in(needed))
    return rows.order_by(Task.due, Task.id).limit(MOST_FOUND)
