"""What pages of things on a task share: the order of locks, the task first; where its page is; what can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import request, url_for

from app.columns import BIGGEST_ID
from app.extensions import db
from app.locking import parent_first
from app.tasks.models import Task


def task_of(model: Any) -> Callable[..., Any]:
    """Lock the task of the view's part, check or file before that itself. Stands above `requires`."""
    return parent_first(Task, model.task_id)


def page_of(obj: Any, **query: Any) -> str:
    """The page of a task, or of the task on which this hangs."""
    return url_for("tasks.show", id=obj.id if isinstance(obj, Task) else obj.task_id, **query)


def removed(model: Any, task_id: int) -> int | None:
    """The id of what the address says was removed a moment ago, so that the page can offer to undo that."""
    asked = request.args.get("urung", type=int) or 0
    if not 0 < asked <= BIGGEST_ID:
        return None
    rows = sa.select(model.id).where(model.id == asked, model.task_id == task_id, model.removed_at.is_not(None))
    return db.session.scalar(rows)
