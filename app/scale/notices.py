"""What the people with an address of their own were told over the years: the last of it unread, none of it mailed."""

from __future__ import annotations

from app.commitments.states import CommitmentState
from app.notices.events import Event
from app.notices.models import MailState
from app.scale.people import ACCOUNTS
from app.scale.plan import Plan, Row, Rows

UNREAD = 40  # of each person
SHARE = 5  # as many tasks to one notice
OF: dict[str, tuple[Event, ...]] = {
    "commitment": (Event.ASSIGNED, Event.RETURNED, Event.VERIFIED, Event.TO_VERIFY, Event.WATCHED),
    "task": (Event.WATCHED,),
    "meeting": (Event.INVITED, Event.CORRECTIONS_OPEN, Event.MINUTES_SIGNED),
}
_EVENTS = [(kind, event) for kind, events in OF.items() for event in events]


def how_many(plan: Plan) -> int:
    """Return how many notices there are in all."""
    return plan.size.tasks // SHARE


def notice_rows(plan: Plan, first: int, last: int) -> Rows:
    """Return the notices `first` to `last` (excluded), counted from 0, of one person after the other."""
    return {"notice": [_notice(plan, number) for number in range(first, last)]}


def _notice(plan: Plan, number: int) -> Row:
    kind, event = plan.chance.choice(_EVENTS)
    among = {"commitment": plan.size.commitments, "task": plan.size.tasks, "meeting": plan.size.meetings}[kind]
    actor = plan.chance.choice(plan.people)[1]
    total, user = how_many(plan), number % len(ACCOUNTS)
    at = plan.moment(number, total)
    moved = {"what": "moved", "state": CommitmentState.CANCELLED.value}  # a state that both kinds have
    return {
        "id": number + 1, "user_id": user + 1, "event": event, "root_type": kind, "part_id": None,
        "root_id": max(1, among * (number + 1) // total), "agency_id": ACCOUNTS[user][2], "actor_name": actor,
        "facts": moved if event is Event.WATCHED else {}, "at": at, "mail_state": MailState.NONE,
        "read_at": None if number >= total - UNREAD * len(ACCOUNTS) else plan.later(at, 3),
    }  # fmt: skip
