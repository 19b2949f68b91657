"""What pages of things on a task share: the order of locks, the task first; where its page is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import url_for

from app.locking import parent_first
from app.tasks.models import Task


def task_of(model: Any) -> Callable[..., Any]:
    """Lock the task of the view's part, check or file before that itself. Stands above `requires`."""
    return parent_first(Task, model.task_id)


def page_of(obj: Any, **query: Any) -> str:
    """The page of a task, or of the task on which this hangs."""
    return url_for("tasks.show", id=obj.id if isinstance(obj, Task) else obj.task_id, **query)
