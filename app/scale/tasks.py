"""Shared tasks with one to four parts."""

from __future__ import annotations

import datetime as dt

from app.audit import WHICH
from app.scale import words
from app.scale.plan import Plan, Row, Rows
from app.tasks.states import CLOSED, GONE, PartState, Priority, TaskState, derived_state

P = PartState
OPEN_PARTS = (P.OFFERED,) * 3 + (P.ACCEPTED,) * 3 + (P.DOING,) * 5 + (P.BLOCKED,) + (P.DECLINED,) + (P.DELIVERED,)
OTHER_PARTS = OPEN_PARTS + (P.DONE,) * 10 + (P.HANDED_OVER,)
DONE_PARTS = (P.DONE,) * 18 + (P.WAIVED, P.HANDED_OVER)
TRASHED, OF_PROMISE, BY_LIAISON = 0.01, 0.2, 0.3
PRIORITIES = (Priority.NORMAL,) * 7 + (Priority.HIGH,) * 2 + (Priority.LOW,)


def task_rows(plan: Plan, first: int, last: int) -> Rows:
    """Return the rows of the tasks `first` to `last` (excluded), counted from 0."""
    rows: Rows = {"task": [], "task_part": []}
    for number in range(first, last):
        task = _task(plan, number)
        parts = _parts(plan, task)
        states = [part["state"] for part in parts]
        task["state"] = TaskState.CANCELLED if task["cancelled"] else derived_state(states)
        task["is_open"] = not task["trashed_at"] and task["state"] not in (TaskState.DONE, TaskState.CANCELLED)
        task["parts_total"] = sum(state not in GONE for state in states)
        task["parts_done"] = states.count(P.DONE)
        task["updated_at"] = max(part["updated_at"] for part in parts)
        for part in parts:
            part["task_is_open"] = task["is_open"]
            part["is_open"] = part["is_open"] and not task["trashed_at"]
        rows["task"].append({k: v for k, v in task.items() if k not in ("cancelled", "unfinished")})
        rows["task_part"] += parts
        _remember(plan, task, parts[0])
    return rows


def _task(plan: Plan, number: int) -> Row:
    key, total = number + 1, plan.size.tasks
    created = plan.moment(number, total)
    unfinished = plan.is_open(number, total)
    line, meeting, text = plan.lines.get(("task", key), (None, None, words.statement(plan.chance, key)))
    chance = plan.chance.random
    trashed = created + dt.timedelta(days=1) if line is None and chance() < TRASHED else None
    issuer, issuer_name = plan.chance.choice(plan.agencies) if line is None and chance() < BY_LIAISON else (None, "")
    return {
        "commitment_id": plan.chance.randrange(1, plan.size.commitments + 1) if chance() < OF_PROMISE else None,
        "issuer_agency_id": issuer, "issuer_name": issuer_name, "created_by_id": None,
        "trashed_at": trashed, "trashed_name": "Sekretariat" if trashed else "",
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
        other, other_name = plan.chance.choice(plan.agencies)
        blocked = state is P.BLOCKED
        own = plan.chance.random() < 0.1
        parts.append({
            "scope": plan.chance.choice(words.NOTES) if plan.chance.random() < 0.3 else "", "answer": "",
            "has_own_due": own, "needs_confirmation": state is P.DELIVERED,
            "blocked_on_id": other if blocked else None, "blocked_on": other_name if blocked else "",
            "handed_to": other_name if state is P.HANDED_OVER else "",
            "task_id": task["id"], "agency_id": agency, "agency_name": name, "state": state,
            "note": "" if state is P.OFFERED else plan.chance.choice(words.NOTES),
            "due": task["due"] - dt.timedelta(days=3 if own else 0),
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
