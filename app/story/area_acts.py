"""Shared tasks of an area: those of its commitments, and of the rows of plans that are for it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.plans.models import ACTION_TASKS
from app.policy import Holder
from app.story.area_programme import actions_in
from app.story.area_promises import promises_in
from app.story.area_rows import row_of
from app.tasks.models import Task
from app.tasks.states import TaskState

ENDED = (TaskState.DONE, TaskState.CANCELLED)


def task_rows(who: Holder, here: Any) -> list[sa.Select[Any]]:
    """Tasks given out and ended."""
    rows = [
        row_of("task", Task.created_at, Task.id, Task.title, who=Task.issuer_name, reference=Task.reference),
        row_of("task_end", Task.updated_at, Task.id, Task.title, state=Task.state, reference=Task.reference).where(
            Task.state.in_(ENDED)),
    ]  # fmt: skip
    planned = sa.select(ACTION_TASKS.c.task_id).where(ACTION_TASKS.c.action_id.in_(actions_in(here)))
    promised = sa.select(Task.id).where(Task.commitment_id.in_(promises_in(here)))
    mine = planned.union(promised).cte("tasks_here")
    return [each.where(Task.id.in_(sa.select(mine)), Task.visible_clause(who)) for each in rows]
