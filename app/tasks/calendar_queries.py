"""What falls on the days of a calendar: a few of each day, with the number of all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from app.accounts.identity import Identity
from app.clock import at, today
from app.commitments.models import Commitment
from app.extensions import fetch
from app.language import Lazy as _l
from app.listing import Filter, Listing, Rows, Values
from app.meetings.models import Meeting
from app.meetings.queries import meeting_rows
from app.policy import Holder, Seat, Viewer
from app.tasks.calendar import View
from app.tasks.filters import PARTS, TASKS, agencies_of
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.queries import ALL, LONGEST_TITLE, OF_AGENCY, TITLE
from app.tasks.states import CLOSED, GONE

FIRST, LAST = sa.bindparam("first_day", type_=sa.Date), sa.bindparam("last_day", type_=sa.Date)
MOST_MEETINGS, MOST_PARTS = 500, 200
TOO = Filter(
    "tampilkan", _l("Tampilkan"), lambda value: sa.true(),
    lambda: [("", _l("Tugas dan rapat")), ("komitmen", _l("Juga tenggat komitmen"))],
)  # fmt: skip


def _turn(who: Holder, values: Values) -> Listing:
    """As the list turns."""
    return AGENCY_CALENDAR if ALL.turn and ALL.turn(who, values) is OF_AGENCY else CALENDAR


def _calendar(listing: Listing) -> Listing:
    asked = {each.name: each for each in listing.filters}
    few = [replace(asked[name], more=False) for name in ("status", "instansi", "siapa")]
    return replace(listing, filters=[*few, TOO], turn=_turn)


CALENDAR, AGENCY_CALENDAR = _calendar(ALL), _calendar(OF_AGENCY)


def few_a_day(rows: Any, day: Any, identity: Any, most: int) -> sa.Subquery:
    """Of these rows the first `most` of each day, with the number of all that day as `number`.

    Counting by itself is many times cheaper than a second window over the range.
    """
    within = rows.where(day.between(FIRST, LAST))
    place = sa.func.row_number().over(partition_by=day, order_by=identity).label("place")
    found = within.add_columns(place).subquery()
    number = sa.func.count().label("number")
    counts = within.with_only_columns(day.label("day"), number, maintain_column_froms=True).group_by(day).subquery()
    few = sa.select(found, counts.c.number).join(counts, counts.c.day == found.c.due)
    return few.where(found.c.place <= most).subquery()


@lru_cache(maxsize=64)
def _due_tasks(seats: tuple[Seat, ...], asked: tuple[tuple[str, str], ...], most: int, day: dt.date) -> Rows:
    """Build the query once for the same question on the same day. The range is walked along an index alone."""
    viewer, values = Viewer(seats), dict(asked)
    listing = _turn(viewer, values)
    walk = PARTS if listing is AGENCY_CALENDAR else TASKS
    state = (TaskPart.state if walk.of_parts else sa.null()).label("part_state")
    rows = listing.asked(viewer, values).with_only_columns(
        walk.identity.label("id"), walk.due.label("due"), state, maintain_column_froms=True
    )
    few = few_a_day(rows, walk.due, walk.identity, most)
    late = sa.and_(Task.is_open, few.c.due < day)
    if walk.of_parts:
        late = sa.and_(late, sa.or_(few.c.part_state.not_in(CLOSED), Task.due < day))
    columns = (Task.id, Task.reference, TITLE, Task.state, few.c.due, few.c.number, late.label("is_late"))
    return sa.select(*columns).join(few, few.c.id == Task.id).order_by(few.c.due, few.c.id)


def due_tasks(who: Identity, values: Values, view: View) -> Sequence[Any]:
    """Tasks that these values ask for, on the day of their due date, or on that of the part of the agency asked for."""
    statement = _due_tasks(who.seats, tuple(values.items()), view.most, today())
    return fetch(statement, first_day=view.first, last_day=view.last, **CALENDAR.parameters(who, values))


def own_parts(who: Identity, values: Values, view: View) -> Sequence[Any]:
    """Parts of the person's agencies that are due before their task, unless the calendar goes by parts already."""
    own = agencies_of(who)
    if not own or "status" in values or _turn(who, values) is AGENCY_CALENDAR:
        return ()
    return fetch(_own_parts(own), first_day=view.first, last_day=view.last)


def _own_parts(agency_ids: Collection[int]) -> Rows:
    columns = (TaskPart.due, TaskPart.state, TaskPart.is_open, TaskPart.agency_name, TaskPart.task_id, TITLE)
    early = TaskPart.task_is_open, TaskPart.has_own_due, TaskPart.state.not_in(GONE)
    rows = sa.select(*columns).join(Task, Task.id == TaskPart.task_id)
    rows = rows.where(TaskPart.agency_id.in_(agency_ids), *early, TaskPart.due.between(FIRST, LAST))
    return rows.order_by(TaskPart.due, TaskPart.task_id).limit(MOST_PARTS)


def meetings(who: Holder, view: View) -> Sequence[Any]:
    """Meetings on these days that the person may see, earliest first."""
    after = at(view.last + dt.timedelta(days=1), dt.time())
    when = Meeting.starts_at >= at(view.first, dt.time()), Meeting.starts_at < after
    return fetch(meeting_rows(who).where(*when).order_by(Meeting.starts_at, Meeting.id).limit(MOST_MEETINGS))


def due_commitments(who: Holder, values: Values, view: View) -> Sequence[Any]:
    """Open commitments on their due date, those of the agency asked for."""
    rows = sa.select(Commitment.id, Commitment.due).where(Commitment.visible_clause(who), Commitment.is_open)
    if "instansi" in values:
        rows = rows.where(Commitment.lead_agency_id == int(values["instansi"]))
    few = few_a_day(rows, Commitment.due, Commitment.id, view.most)
    statement = sa.func.substr(Commitment.statement, 1, LONGEST_TITLE).label("statement")
    columns = (Commitment.id, statement, Commitment.state, Commitment.is_open, Commitment.due, few.c.number)
    found = sa.select(*columns).join(few, few.c.id == Commitment.id).order_by(few.c.due, few.c.id)
    return fetch(found, first_day=view.first, last_day=view.last)
