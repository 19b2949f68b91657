"""Making a shared task: for the task form, and for a line of the minutes that is a task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import gettext

from app import audit
from app.accounts.identity import Identity
from app.agencies.models import Agency
from app.clock import today
from app.extensions import db
from app.policy import Holder, Role, can
from app.references import next_reference
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import Priority
from app.tasks.versions import Arrangement


class Issuer(NamedTuple):
    """Who gives a task out: a user, and the agency in whose name a liaison does it."""

    user_id: int | None = None
    agency_id: int | None = None
    agency_name: str = ""


SECRETARIAT = Issuer()


def issuer_of(who: Identity, agency_id: int | None = None) -> Issuer:
    """Return in whose name this person gives tasks out: of the agency asked for where the person liaises for it.

    Otherwise the secretariat's, or that of the first agency that the person liaises for.
    """
    own = who.agencies_as(Role.LIAISON)
    if agency_id in own:
        return Issuer(who.id, agency_id, own[agency_id])
    if who.agencies_as(Role.SECRETARIAT) or not own:
        return Issuer(who.id)
    return Issuer(who.id, *next(iter(own.items())))


def issuer_choices(who: Identity) -> list[tuple[int | str, str]]:
    """In whose name this person may give tasks out, the usual first; the secretariat is the empty one."""
    office = [("", gettext("Sekretariat"))] if who.agencies_as(Role.SECRETARIAT) else []
    return [*office, *who.agencies_as(Role.LIAISON).items()]


def create(
    title: str,
    agencies: Sequence[Agency],
    due: dt.date,
    *,
    detail: str = "",
    priority: Priority = Priority.NORMAL,
    meeting_id: int | None = None,
    line_id: int | None = None,
    issuer: Issuer = SECRETARIAT,
    needs_confirmation: bool = False,
) -> Task:
    """Return a new task in the session, with its reference and id, and one offered part for each agency."""
    task = Task(
        reference=next_reference("T", today().year), title=title, detail=detail, due=due, priority=priority,
        meeting_id=meeting_id, line_id=line_id, created_by_id=issuer.user_id,
        issuer_agency_id=issuer.agency_id, issuer_name=issuer.agency_name,
    )  # fmt: skip
    db.session.add(task)
    for agency in agencies:
        task.add_part(agency).set_confirmation(needs_confirmation)
    db.session.flush()
    return task


def arrange(part: TaskPart, arrangement: Arrangement) -> None:
    """Say what is this agency's, by when, and whether its issuer confirms it; a date of its own enters the history."""
    part.expect_asked()
    before = part.arrangement
    part.scope = arrangement.scope
    part.set_due(arrangement.due)
    part.set_confirmation(arrangement.needs_confirmation)
    if part.has_own_due and part.due != before.due:
        db.session.flush()  # a new part has its id from here
        audit.note(part, "dated", due=part.due)


def issuer_confirms(part: TaskPart, wanted: bool, who: Holder) -> bool:
    """Tell whether the part needs confirmation from now on: whoever may not confirm it cannot lift that either."""
    return wanted or (part.needs_confirmation and not can("part.confirm", part, who))
