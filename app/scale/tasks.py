"""Shared tasks with one to four parts."""

from __future__ import annotations

import datetime as dt

from app.audit import WHICH
from app.scale import words
from app.scale.plan import Plan, Row, Rows
from app.tasks.states import CLOSED, PartState, Priority, TaskState, derived_state

P = PartState
OPEN_PARTS = (P.OFFERED,) * 3 + (P.ACCEPTED,) * 3 + (P.DOING,) * 5 + (P.BLOCKED,) + (P.DECLINED,)
OTHER_PARTS = OPEN_PARTS + (P.DONE,) * 10
DONE_PARTS = (P.DONE,) * 19 + (P.WAIVED,)
PRIORITIES = (Priority.NORMAL,) * 7 + (Priority.HIGH,) * 2 + (Priority.LOW,)


def task_rows(plan: Plan, first: int, last: int) -> Rows:
    """Return the rows of the tasks `first` to `last` (excluded), counted from 0."""
    rows: Rows = {"task": [], "task_part": []}
    for number in range(first, last):
        task = _task(plan, number)
        parts = _parts(plan, task)
        states = [part["state"] for part in parts]
        task["state"] = TaskState.CANCELLED if task["cancelled"] else derived_state(states)
        task["is_open"] = task["state"] not in (TaskState.DONE, TaskState.CANCELLED)
        task["parts_total"] = len(states) - states.count(P.WAIVED)
        task["parts_done"] = states.count(P.DONE)
        task["updated_at"] = max(part["updated_at"] for part in parts)
        for part in parts:
            part["task_is_open"] = task["is_open"]
        rows["task"].append({k: v for k, v in task.items() if k not in ("cancelled", "unfinished")})
        rows["task_part"] += parts
        _remember(plan, task, parts[0])
    return rows


def _task(plan: Plan, number: int) -> Row:
    key, total = number + 1, plan.size.tasks
    created = plan.moment(number, total)
    unfinished = plan.is_open(number, total)
    line, meeting, text = plan.lines.get(("task", key), (None, None, words.statement(plan.chance, key)))
    return {
        "id": key, "reference": plan.reference("T", created.year), "title": text,
        "detail": f"{plan.chance.choice(words.REMARKS)} {plan.chance.choice(words.REMARKS)}",
        "due": plan.due(created, unfinished), "priority": plan.chance.choice(PRIORITIES),
        "meeting_id": meeting, "line_id": line, "created_at": created, "version": 1,
        "unfinished": unfinished, "cancelled": not unfinished and plan.chance.random() < 0.04,
    }  # fmt: skip


def _parts(plan: Plan, task: Row) -> list[Row]:
    parts = []
    for place, (agency, name) in enumerate(plan.chance.sample(plan.agencies, plan.chance.randrange(1, 5))):
        state = plan.chance.choice((OPEN_PARTS if place == 0 else OTHER_PARTS) if task["unfinished"] else DONE_PARTS)
        parts.append({
            "task_id": task["id"], "agency_id": agency, "agency_name": name, "state": state,
            "note": "" if state is P.OFFERED else plan.chance.choice(words.NOTES), "due": task["due"],
            "is_open": state not in CLOSED and not task["cancelled"],
            "updated_at": plan.later(task["created_at"] + dt.timedelta(days=1), 60), "version": 1,
        })  # fmt: skip
    return parts


def _remember(plan: Plan, task: Row, part: Row) -> None:
    """Leave a history: made, accepted, and how the first part stands."""
    me, first = ("task", task["id"]), ("task_part", task["id"])
    which = {WHICH: [None, part["agency_name"]]}
    plan.note(task["created_at"], "created", me, me, {"title": [None, task["title"]], "state": [None, "offered"]})
    plan.note(plan.later(task["created_at"], 3), "changed", first, me, which | {"state": ["offered", "accepted"]})
    plan.note(task["updated_at"], "changed", first, me, which | {"state": ["accepted", part["state"].value]})
