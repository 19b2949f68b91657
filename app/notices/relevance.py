"""Whether a notice still says something true: what is settled is not mailed, and stands greyed in the inbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from app.clock import local, now
from app.commitments.states import OPEN, REPORTABLE, CommitmentState, SupportState
from app.meetings.models import MeetingState
from app.notices.events import Event
from app.tasks.states import CLOSED, PartState, TaskState

C, P, M = CommitmentState, PartState, MeetingState
COMING = (M.ANNOUNCED, M.RUNNING)


def holds(row: Any) -> bool:
    """Tell of a row of `subjects.told` whether what it says is still so, as its object stands now."""
    if row.title is None or row.trashed_at is not None or row.removed_at is not None:
        return False
    rule = _RULES.get(row.event)
    return rule(row) if rule else True


def _assigned(row: Any) -> bool:
    if row.root_type == "task":
        asked = row.part_state is P.OFFERED and row.agency_id == row.asked_id
        return asked and row.task_state is not TaskState.CANCELLED
    if row.part_id:
        return (
            row.support_state is SupportState.ASKED and row.agency_id == row.asked_id and row.commitment_state in OPEN
        )
    return row.commitment_state is C.PROPOSED and row.agency_id == row.lead_agency_id


def _dated(row: Any) -> bool:
    """A reminder is of one due date: another date has reminders of its own."""
    due = dt.date.fromisoformat(row.facts["due"])
    if row.root_type == "task":
        return row.part_state not in CLOSED and row.task_state is not TaskState.CANCELLED and row.due == due
    open_ = row.commitment_state in (C.PROPOSED, *REPORTABLE) and row.agency_id == row.lead_agency_id
    return open_ and due == (row.report_due if row.facts.get("what") == "report" else row.due)


def _returned(row: Any) -> bool:
    return row.part_state is P.DOING if row.root_type == "task" else row.commitment_state is C.RETURNED


def _to_verify(row: Any) -> bool:
    return row.part_state is P.DELIVERED if row.root_type == "task" else row.commitment_state is C.REPORTED


def _invited(row: Any) -> bool:
    if row.facts.get("matter") == "cancellation":
        return row.meeting_state is M.CANCELLED
    if row.facts.get("matter") == "reminder":
        return row.meeting_state is M.ANNOUNCED and local(row.starts_at).date().isoformat() == row.facts["due"]
    return row.meeting_state in COMING


def _correctable(row: Any) -> bool:
    until = row.corrections_until
    return row.meeting_state is M.CIRCULATED and until is not None and until >= now()


def _changed(row: Any) -> bool:
    """Changed once more since: then only the newest change says what is so now."""
    what = row.facts["what"]
    if what == "redated":
        return row.due is not None and row.due.isoformat() == row.facts["due"]
    if what == "moved" and row.root_type == "commitment":
        return (row.commitment_state is C.SUSPENDED) == (row.facts["state"] == C.SUSPENDED.value)
    return True


_RULES: dict[Event, Callable[[Any], bool]] = {
    Event.ASSIGNED: _assigned, Event.DUE_SOON: _dated, Event.OVERDUE: _dated, Event.RETURNED: _returned,
    Event.TO_VERIFY: _to_verify, Event.INVITED: _invited,
    Event.CHANGED: _changed, Event.CORRECTIONS_OPEN: _correctable,
    Event.MINUTES_SIGNED: lambda row: row.meeting_state is M.SIGNED,
    Event.SHARED: lambda row: row.shared_at is not None,
}  # fmt: skip
