"""Making a shared task: for the task form, and for a line of the minutes that is a task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from app.accounts.identity import Identity
from app.agencies.models import Agency
from app.clock import today
from app.extensions import db
from app.policy import Role
from app.references import next_reference
from app.tasks.models import Task
from app.tasks.states import Priority


class Issuer(NamedTuple):
    """Who gives a task out: a user, and the agency in whose name a liaison does it."""

    user_id: int | None = None
    agency_id: int | None = None
    agency_name: str = ""


SECRETARIAT = Issuer()


def issuer_of(who: Identity) -> Issuer:
    """Return in whose name this person gives tasks out: the secretariat's, or that of the agency it liaises for."""
    own = who.agencies_as(Role.LIAISON)
    if who.agencies_as(Role.SECRETARIAT) or not own:
        return Issuer(who.id)
    return Issuer(who.id, *next(iter(own.items())))


def create(
    title: str,
    agencies: Sequence[Agency],
    due: dt.date,
    *,
    detail: str = "",
    priority: Priority = Priority.NORMAL,
    meeting_id: int | None = None,
    line_id: int | None = None,
    commitment_id: int | None = None,
    issuer: Issuer = SECRETARIAT,
) -> Task:
    """Return a new task in the session, with its reference and id, and one offered part for each agency."""
    task = Task(
        reference=next_reference("T", today().year), title=title, detail=detail, due=due, priority=priority,
        meeting_id=meeting_id, line_id=line_id, commitment_id=commitment_id, created_by_id=issuer.user_id,
        issuer_agency_id=issuer.agency_id, issuer_name=issuer.agency_name,
    )  # fmt: skip
    db.session.add(task)
    for agency in agencies:
        task.add_part(agency)
    db.session.flush()
    return task
