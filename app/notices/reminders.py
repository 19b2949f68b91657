"""Reminders: computed when they are due, from the dates as they are then.

Seven, three and one days before the due date, the day after it, and then every week. Of several steps that have come
only the newest is told, once, to who answers for the agency at that moment. A duty that moved (its state did, a report
came, its agency wrote something of its part) is quiet until a later step, and after the due date for a week.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.clock import at, local, now, today
from app.extensions import db
from app.notices import addressing, reminder_queries
from app.notices.addressing import Reached, To
from app.notices.events import Event
from app.notices.models import Notice
from app.policy import Role
from app.settings import INSERTS

BEFORE = (7, 3, 1)  # days before the due date
WEEK = 7
LONG = 14  # days after which the secretariat hears of the silence too
OFFICE = To(role=Role.SECRETARIAT)
_DAY = dt.timedelta(days=1)
_NOTICES = Notice.__table__


class Step(NamedTuple):
    """One thing to remind an agency of. `day` is the day of the step, `facts` what the sentence needs."""

    event: Event
    kind: str
    id: int
    part_id: int | None
    agency_id: int
    day: dt.date
    facts: dict[str, Any]

    @property
    def key(self) -> str:
        """What makes a reminder the same one, whoever computes it. At most 80 characters."""
        kind, number = ("part", self.part_id) if self.part_id else (self.kind, self.id)
        what = self.facts.get("what") or self.facts.get("matter") or "due"
        return f"{self.event.value}:{kind}:{number}:{what}:{self.facts['due']}:{self.facts['step']}"

    @property
    def is_long(self) -> bool:
        """So late that the secretariat hears of it."""
        return self.event is Event.OVERDUE and int(self.facts["step"]) > LONG


@dataclass
class Told:
    """What was told in the last days: the keys of reminders, and when who first heard of which thing."""

    keys: set[str] = field(default_factory=set)
    first_heard: dict[tuple[int, str, int, int | None], dt.date] = field(default_factory=dict)

    def heard(self, user_id: int, step: Step) -> bool:
        """Tell whether this person first heard of the thing on the day of the step, or after it."""
        day = self.first_heard.get((user_id, step.kind, step.id, step.part_id))
        return step.event is not Event.OVERDUE and day is not None and day >= step.day


def remind_due() -> int:
    """Write the reminders that are due today (WITA) and not written yet; return how many. The caller commits."""
    day = today()
    steps = [*_of_duties(day), *_of_meetings(day)]
    told = _told(steps, day)
    fresh = [step for step in steps if step.key not in told.keys]
    rows = list(_rows(fresh, told, day)) if fresh else []
    if not rows:
        return 0
    connection = db.session.connection()
    insert = INSERTS[connection.dialect.name](_NOTICES).on_conflict_do_nothing()
    return len(connection.execute(insert.returning(_NOTICES.c.id), rows).all())


def latest_step(due: dt.date, moved: dt.date, day: dt.date) -> dt.date | None:
    """Return the newest day of reminding that has come; None when none has since the duty moved."""
    if day <= due:
        step = max((due - n * _DAY for n in BEFORE if due - n * _DAY <= day), default=None)
        return step if step and step > moved else None
    first = due + _DAY if moved <= due else moved + WEEK * _DAY
    return first + (day - first) // (WEEK * _DAY) * WEEK * _DAY if day >= first else None


def _of_duties(day: dt.date) -> Iterator[Step]:
    for row in reminder_queries.duties(day, day + max(BEFORE) * _DAY):
        step = latest_step(row.due, local(row.moved).date(), day)
        if step is not None:
            event = Event.OVERDUE if step > row.due else Event.DUE_SOON
            facts = {"due": row.due.isoformat(), "step": f"{(step - row.due).days:+}"}
            facts |= {"what": row.what} if row.what else {}
            yield Step(event, row.kind, row.id, row.part_id, row.agency_id, step, facts)


def _of_meetings(day: dt.date) -> Iterator[Step]:
    """Who is called for tomorrow and has not answered."""
    morrow = day + _DAY
    for row in reminder_queries.unanswered(at(morrow, dt.time()), at(morrow + _DAY, dt.time())):
        facts = {"due": morrow.isoformat(), "step": "-1", "matter": "reminder"}
        yield Step(Event.INVITED, "meeting", row.id, None, row.agency_id, day, facts)


def _told(steps: Iterable[Step], day: dt.date) -> Told:
    """No step that is the newest began more than a week ago."""
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for step in steps:
        ids[step.kind].add(step.id)
    told, since = Told(), at(day - WEEK * _DAY, dt.time())
    for kind, some in ids.items():
        for row in reminder_queries.told_of(kind, some, since):
            if row.key:
                told.keys.add(row.key)
            else:
                which = row.user_id, row.root_type, row.root_id, row.part_id
                told.first_heard[which] = max(local(row.at).date(), told.first_heard.get(which, dt.date.min))
    return told


def _rows(steps: list[Step], told: Told, day: dt.date) -> Iterator[dict[str, Any]]:
    """One notice for each person and step. Who answers for each agency is asked once."""
    agencies = {step.agency_id: addressing.liaisons(step.agency_id) for step in steps}
    known = addressing.people(db.session(), [*agencies.values(), OFFICE], day)
    own = {agency_id: addressing.reached(known, [to]) for agency_id, to in agencies.items()}
    office = addressing.reached(known, [OFFICE])
    instant = now()
    for step in steps:
        for person in _audience(step, own[step.agency_id], office):
            if not told.heard(person.user_id, step):
                yield {
                    "user_id": person.user_id, "event": step.event, "root_type": step.kind, "root_id": step.id,
                    "part_id": step.part_id, "agency_id": step.agency_id, "facts": step.facts | person.facts,
                    "key": step.key, "actor_name": "", "at": instant, "mail_state": person.mail_state,
                }  # fmt: skip


def _audience(step: Step, own: list[Reached], office: list[Reached]) -> Iterator[Reached]:
    yield from own
    if step.is_long:
        knowing = {person.user_id for person in own}
        for person in office:
            if person.user_id not in knowing:
                facts = person.facts | {"office": True}
                yield Reached(person.user_id, step.agency_id, person.mail_state, facts)
