"""Writing oneself on the list by the meeting's code: one entry per device, and not more at once than people do."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.agencies.models import Agency
from app.agencies.queries import current_named
from app.attendance import queries
from app.attendance.codes import seconds
from app.attendance.forms import CheckInForm
from app.attendance.models import Attendance, CheckInMinute, Presence, Source
from app.attendance.service import clock_of, free_seat
from app.extensions import db, fetch
from app.meetings.models import Meeting

A_MINUTE = 200  # check-ins of one meeting: the largest hall there is comes in within a minute
MOST_WAITING = 300  # unconfirmed rows of one meeting: more cannot be looked through, so they are no people
_MINUTES: Any = CheckInMinute.__table__
_OF_MEETING = sa.select(Meeting).where(Meeting.id == queries.ID).options(so.lazyload("*"))
_LOCKED = _OF_MEETING.with_for_update(of=Meeting)
_MINE = CheckInMinute.meeting_id == queries.ID
_ROOM = sa.select(
    sa.select(CheckInMinute.minute).where(_MINE).scalar_subquery(),
    sa.select(CheckInMinute.entries).where(_MINE).scalar_subquery(),
    queries.WAITING.scalar_subquery(),
)


class TooMany(Exception):
    """Too much at once: how many seconds to wait, and why in words."""

    def __init__(self, wait: int, sentence: str) -> None:
        super().__init__(sentence)
        self.wait, self.sentence = wait, sentence


def meeting_of(meeting_id: int, locking: bool) -> Meeting | None:
    """Return the meeting, locked when something is to be written: it cannot be closed meanwhile."""
    rows = _LOCKED if locking else _OF_MEETING
    meeting: Meeting | None = db.session.scalar(rows, {"meeting_id": meeting_id})
    return meeting


def entry_of(meeting_id: int, device: str) -> Any:
    """Return what a device wrote for a meeting, None if nothing."""
    return next(iter(fetch(queries.OF_DEVICE, meeting_id=meeting_id, device=device)), None) if device else None


def is_open(entry: Any) -> bool:
    """Tell whether an entry can still be mended by who wrote it."""
    return not entry.confirmed and entry.removed_at is None


def expect_room(meeting_id: int, new: bool) -> None:
    """Count one check-in. Raises TooMany when the minute or the list is full; refusing reads three numbers.

    The caller holds the meeting, so nobody else counts at the moment.
    """
    minute, (last, entries, waiting) = seconds() // 60, fetch(_ROOM, meeting_id=meeting_id)[0]
    if last == minute and entries >= A_MINUTE:
        sentence = gettext("Terlalu banyak orang mengisi pada saat yang sama. Tunggu satu menit, lalu kirim lagi.")
        raise TooMany(60 - seconds() % 60, sentence)
    if new and waiting >= MOST_WAITING:
        raise TooMany(300, gettext("Terlalu banyak isian menunggu konfirmasi. Temui petugas daftar hadir."))
    values = {"minute": minute, "entries": entries + 1 if last == minute else 1}
    if last is None:
        db.session.execute(sa.insert(_MINUTES).values(meeting_id=meeting_id, **values))
    else:
        db.session.execute(sa.update(_MINUTES).where(_MINUTES.c.meeting_id == meeting_id).values(values))


def enter(meeting: Meeting, form: CheckInForm, entry: Any, device: str) -> None:
    """Write the form down: as the device's entry, which can be mended until it is confirmed.

    The first of an invited agency takes its seat, and counts at once; whoever else comes waits for confirmation.
    """
    key, name = _agency(meeting, form)
    row = db.session.get_one(Attendance, entry.id) if entry else free_seat(meeting, key)
    if row is None:
        row = Attendance(meeting_id=meeting.id, invited=False, confirmed=False)
        db.session.add(row)
    if not entry:
        row.source, row.device, row.arrived_at = Source.CODE, device, clock_of(meeting)
    if not row.invited:
        row.agency_id, row.agency_name = key, name
    row.person, row.position, row.represents = form.typed
    row.presence = Presence.REPRESENTED if row.represents else Presence.PRESENT
    row.signature = form.signature.data or ""


def _agency(meeting: Meeting, form: CheckInForm) -> tuple[int | None, str]:
    """The chosen agency under the name that the list has; a typed name that is one of ours is that one."""
    if form.listed_id is not None:
        return form.listed_id, form.listed[form.listed_id]
    typed: str = form.agency_name.data
    key = db.session.scalar(current_named(typed))
    return (key, db.session.get_one(Agency, key).name_on(meeting.day)) if key else (None, typed)
