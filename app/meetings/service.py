"""Filling a meeting from its form, and keeping the agenda in order."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app.agencies.models import Agency
from app.clock import at
from app.extensions import db
from app.meetings.forms import AgendaForm, MeetingForm
from app.meetings.models import AgendaItem, Meeting, MeetingState, Presence
from app.meetings.versions import SIMPLE
from app.references import next_reference
from app.refusal import Refused


def create(form: MeetingForm) -> Meeting:
    """Return a new draft meeting, flushed."""
    meeting = Meeting(reference=next_reference("R", form.day.data.year), state=MeetingState.DRAFT)
    fill(meeting, form)
    db.session.add(meeting)
    db.session.flush()
    return meeting


def fill(meeting: Meeting, form: MeetingForm) -> None:
    """Write the form into the meeting. Agencies already marked as present stay on the list."""
    for name in SIMPLE:
        setattr(meeting, name, form[name].data)
    meeting.starts_at = at(form.day.data, form.starts.data)
    meeting.ends_at = at(form.day.data, form.ends.data) if form.ends.data else None
    wanted = set(form.agencies.data or ())
    for row in list(meeting.attendances):
        if row.agency_id not in wanted and row.presence is Presence.INVITED:
            meeting.attendances.remove(row)
    known = {row.agency_id for row in meeting.attendances}
    rows = sa.select(Agency).where(Agency.id.in_(wanted - known)).order_by(Agency.name)
    for agency in db.session.scalars(rows):
        meeting.invite(agency)


def add_item(meeting: Meeting, form: AgendaForm) -> AgendaItem:
    """Append an item to the agenda."""
    require_open(meeting)
    item = AgendaItem(position=max((i.position for i in meeting.agenda), default=0) + 1)
    form.write_to(item)
    meeting.agenda.append(item)
    return item


def move_item(item: AgendaItem, upward: bool) -> None:
    """Change places with the neighbour; at either end nothing happens."""
    require_open(item.meeting)
    reorder(item.meeting.agenda, item, upward)


def reorder(rows: list[Any], row: Any, upward: bool) -> None:
    """Move `row` one place within `rows` and number them anew from 1."""
    order = list(rows)
    here = order.index(row)
    there = here - 1 if upward else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    renumber(order)


def renumber(rows: list[Any]) -> None:
    """Number rows from 1 in this order; those that stand right are left alone."""
    for number, each in enumerate(rows, 1):
        if each.position != number:
            each.position = number


def remove_item(item: AgendaItem) -> None:
    """Take an item off the agenda, unless minutes were typed under it."""
    from app.minutes.models import MinutesLine
    from app.series.service import release

    require_open(item.meeting)
    if db.session.scalar(sa.select(MinutesLine.id).where(MinutesLine.agenda_item_id == item.id).limit(1)):
        raise Refused(gettext("Acara ini sudah berisi notula, jadi tidak dapat dihapus."))
    release(item)
    db.session.delete(item)


def require_open(meeting: Meeting) -> None:
    """Refuse changes to a meeting that is over."""
    if meeting.state in (MeetingState.CLOSED, MeetingState.CANCELLED):
        raise Refused(gettext("Rapat ini sudah berstatus %(state)s.", state=str(meeting.state.label)))
