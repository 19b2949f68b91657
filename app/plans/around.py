"""What stands around one action: what was reached, what it is tied to, and what the reports say about it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.activities.models import Activity
from app.activities.steps import ActivityState
from app.columns import Labelled
from app.extensions import fetch
from app.findings.models import Finding, FindingKind
from app.plans import queries
from app.plans.grid import rows_for
from app.plans.models import ACTION_FINDINGS, ACTION_TASKS, PlanAction
from app.plans.told import told_of
from app.policy import Holder
from app.tasks.models import Task
from app.tasks.states import TaskState

STATES: dict[str, type[Labelled]] = {"task": TaskState, "finding": FindingKind, "activity": ActivityState}


class Thing(NamedTuple):
    """A task, a finding or an activity as the page of an action lists it."""

    id: int
    reference: str
    title: str
    day: dt.date
    status: Labelled
    area_id: int | None


def everything(action: PlanAction, who: Holder) -> dict[str, Any]:
    """Return what the page of an action shows beside its columns."""
    others: dict[str, list[Thing]] = defaultdict(list)
    for row in fetch(_others(action.id, who)):
        thing = Thing(row.id, row.reference, row.title, row.day, STATES[row.kind](row.state), row.area_id)
        others[row.kind].append(thing)
    told = told_of([action.id])[action.id]
    return {
        "row": rows_for(fetch(queries.ACTION_ROW, action_id=action.id))[0], "told": told,
        "commitments": told.commitments, "tasks": others["task"], "findings": others["finding"],
        "activities": others["activity"],
    }  # fmt: skip


def _others(action_id: int, who: Holder) -> Any:
    """Tasks, findings and activities of an action that the person may see, in one question."""
    tasks = (
        _named("task", Task.visible_to(who), Task, Task.reference, Task.title, Task.due, Task.state)
        .join(ACTION_TASKS, ACTION_TASKS.c.task_id == Task.id)
        .where(ACTION_TASKS.c.action_id == action_id)
    )
    findings = (
        _named(
            "finding", Finding.visible_to(who), Finding, sa.literal(""), Finding.title, Finding.found_on, Finding.kind
        )
        .join(ACTION_FINDINGS, ACTION_FINDINGS.c.finding_id == Finding.id)
        .where(ACTION_FINDINGS.c.action_id == action_id, Finding.removed_at.is_(None))
    )
    here = Activity.action_id == action_id, Activity.removed_at.is_(None)
    activities = _named(
        "activity", Activity.visible_to(who), Activity, Activity.reference, Activity.title, Activity.starts_on,
        Activity.state,
    ).where(*here)  # fmt: skip
    return sa.union_all(tasks, findings, activities).order_by("kind", "id")


def _named(kind: str, rows: Any, model: Any, reference: Any, title: Any, day: Any, state: Any) -> Any:
    area = model.area_id if hasattr(model, "area_id") else sa.null()
    return rows.with_only_columns(
        sa.literal(kind).label("kind"), model.id.label("id"), reference.label("reference"),
        sa.func.substr(title, 1, queries.LONGEST_TEASER).label("title"), day.label("day"),
        sa.cast(state, sa.String).label("state"), sa.cast(area, sa.Integer).label("area_id"),
        maintain_column_froms=True,
    )  # fmt: skip
