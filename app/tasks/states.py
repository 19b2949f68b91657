"""The states of tasks and parts, the steps between them, and how a task's state follows from its parts."""

from __future__ import annotations

from collections.abc import Sequence

from app.columns import Labelled
from app.language import Lazy as _l


class Priority(Labelled):
    """How urgent a task is."""

    LOW = "low", _l("Rendah"), "arrow-down", "neutral"
    NORMAL = "normal", _l("Biasa"), "flag", "neutral"
    HIGH = "high", _l("Tinggi"), "arrow-up", "danger"


class TaskState(Labelled):
    """Derived from the parts, and kept beside the task only so that lists can filter by it."""

    OFFERED = "offered", _l("Ditawarkan"), "send", "neutral"
    UNDERWAY = "underway", _l("Berjalan"), "progress", "info"
    BLOCKED = "blocked", _l("Terhambat"), "alert-triangle", "danger"
    DONE = "done", _l("Selesai"), "circle-check", "ok"
    CANCELLED = "cancelled", _l("Dibatalkan"), "ban", "neutral"


class PartState(Labelled):
    """offered -> accepted -> doing -> blocked -> delivered -> done; declined with a reason; waived; handed over.

    Delivered waits for the confirmation of whoever issued the task, where the part is marked so.
    """

    OFFERED = "offered", _l("Ditawarkan"), "send", "neutral"
    ACCEPTED = "accepted", _l("Diterima"), "check", "info"
    DOING = "doing", _l("Dikerjakan"), "progress", "info"
    BLOCKED = "blocked", _l("Terhambat"), "alert-triangle", "danger"
    DELIVERED = "delivered", _l("Menunggu konfirmasi"), "hourglass", "warn"
    DONE = "done", _l("Selesai"), "circle-check", "ok"
    DECLINED = "declined", _l("Ditolak"), "circle-x", "danger"
    WAIVED = "waived", _l("Dibebaskan"), "ban", "neutral"
    HANDED_OVER = "handed_over", _l("Diserahkan"), "send", "neutral"


P = PartState
NEXT = {
    P.OFFERED: (P.ACCEPTED, P.DECLINED),
    P.ACCEPTED: (P.DOING, P.BLOCKED, P.DONE),
    P.DOING: (P.BLOCKED, P.DONE),
    P.BLOCKED: (P.DOING, P.DONE),
    P.DELIVERED: (P.DOING,),
    P.DONE: (P.DOING,),
    P.DECLINED: (P.ACCEPTED,),
    P.WAIVED: (),
    P.HANDED_OVER: (),
}
NEEDS_NOTE = (P.BLOCKED, P.DECLINED)
GONE = (P.WAIVED, P.HANDED_OVER)  # no longer asked of this agency
CLOSED = (P.DELIVERED, P.DONE, P.DECLINED, *GONE)  # nothing for the agency to do


def next_states(state: PartState, needs_confirmation: bool) -> tuple[PartState, ...]:
    """What an agency may choose after `state`; instead of done, delivered where the issuer has to confirm."""
    end = P.DELIVERED if needs_confirmation else P.DONE
    return tuple(end if each is P.DONE else each for each in NEXT[state])


def derived_state(states: Sequence[PartState]) -> TaskState:
    """Return the state of a task whose parts have these states. A declined part blocks until it is settled."""
    if states and all(state in (P.DONE, *GONE) for state in states):
        return TaskState.DONE
    if P.BLOCKED in states or P.DECLINED in states:
        return TaskState.BLOCKED
    if all(state in (P.OFFERED, *GONE) for state in states):
        return TaskState.OFFERED
    return TaskState.UNDERWAY
