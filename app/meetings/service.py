"""Filling a meeting from its form, keeping the agenda in order and its time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app.agencies.models import Agency
from app.attendance.models import Presence
from app.attendance.service import invite
from app.clock import at
from app.extensions import db, fetch
from app.meetings.agenda import AgendaItem
from app.meetings.forms import AgendaForm, MeetingForm
from app.meetings.models import Meeting, MeetingState
from app.meetings.queries import LAST_BEGUN
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
    from app.task_templates.following import follow

    for name in SIMPLE:
        setattr(meeting, name, form[name].data)
    before, hour = (meeting.day, meeting.starts_at) if meeting.id else (form.day.data, None)
    meeting.starts_at = at(form.day.data, form.starts.data)
    meeting.ends_at = at(form.day.data, form.ends.data) if form.ends.data else None
    if meeting.day != before:
        follow(meeting, before)
    if meeting.starts_at != hour:
        for row in meeting.attendances:
            row.ask_anew()
    wanted = set(form.agencies.data or ())
    for row in list(meeting.attendances):
        if row.invited and row.agency_id not in wanted and row.presence is Presence.INVITED:
            meeting.attendances.remove(row)
    known = {row.agency_id for row in meeting.attendances if row.invited}
    rows = sa.select(Agency).where(Agency.id.in_(wanted - known)).order_by(Agency.name)
    for agency in db.session.scalars(rows):
        invite(meeting, agency)


def call_off(meeting: Meeting, reason: str) -> None:
    """Cancel the meeting, and what was to be done for it as far as nobody has begun."""
    from app.task_templates.following import call_off as call_off_tasks

    meeting.cancel(reason)
    call_off_tasks(meeting)


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
    for number, each in enumerate(order, 1):
        if each.position != number:
            each.position = number


def remove_item(item: AgendaItem) -> None:
    """Take an item off the agenda, unless minutes were typed under it."""
    from app.commitments.tabling import release as release_suggestions
    from app.minutes.models import MinutesLine
    from app.series.service import release

    require_open(item.meeting)
    if db.session.scalar(sa.select(MinutesLine.id).where(MinutesLine.agenda_item_id == item.id).limit(1)):
        raise Refused(gettext("Acara ini sudah berisi notula, jadi tidak dapat dihapus."))
    if db.session.scalar(sa.select(AgendaItem.id).where(AgendaItem.topic_id == item.id).limit(1)):
        raise Refused(gettext("Acara ini sudah dibawa ke rapat berikutnya, jadi tidak dapat dihapus."))
    release(item)
    release_suggestions(item.id)
    db.session.delete(item)


def begin_item(item: AgendaItem, at: dt.datetime) -> None:
    """Make this the present item of its meeting; the one before keeps the time that it took."""
    before = item.meeting.present
    if before is not None and before is not item:
        before.stop(at)
        db.session.flush()  # apart from what follows: the database knows at most one present item at any moment
    item.begin(at)


def stop_item(item: AgendaItem, at: dt.datetime) -> None:
    """Pause: the meeting has no present item until one begins."""
    item.pause(at)


def next_item(meeting: Meeting, seen: int | None, at: dt.datetime) -> None:
    """Begin the item after the present one, or after the one that was paused.

    `seen` is the id of the item that the person left. When the meeting is at another one by now, as after a double
    click or in two tabs, nothing happens: no item is skipped.
    """
    here = last_item(meeting)
    if seen is not None and here is not None and seen != here.id:
        return
    after = meeting.agenda.index(here) + 1 if here else 0
    if after >= len(meeting.agenda):
        raise Refused(gettext("Ini acara terakhir. Tutup rapat jika sudah selesai."))
    begin_item(meeting.agenda[after], at)


def last_item(meeting: Meeting) -> AgendaItem | None:
    """Return the present item, or during a pause the one that was begun last; None before the first."""
    if meeting.present:
        return meeting.present
    key = fetch(LAST_BEGUN, meeting_id=meeting.id)
    return next((item for item in meeting.agenda if key and item.id == key[0].subject_id), None)


def require_open(meeting: Meeting) -> None:
    """Refuse changes to a meeting that is over."""
    if meeting.is_over:
        raise Refused(gettext("Rapat ini sudah berstatus %(state)s.", state=str(meeting.state.label)))
