"""The attendance list of a meeting: who is asked, who comes, when, and who of them counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_babel import gettext

from app.agencies.models import Agency
from app.attendance.models import CAME, Attendance, Presence
from app.clock import local, now
from app.extensions import db
from app.meetings.models import Meeting, MeetingState
from app.refusal import Refused

# Offices here let a quarter of an hour pass before they call anybody late: the same that a meeting waits to begin.
LATE_AFTER = dt.timedelta(minutes=15)


class Person(NamedTuple):
    """Who came, as typed; `represents` names whom the person stands for."""

    name: str
    position: str = ""
    represents: str = ""


def invite(meeting: Meeting, agency: Agency, addressee: str = "") -> Attendance:
    """Ask an agency to come; the list keeps the name it had on the day of the meeting."""
    row = Attendance(agency=agency, agency_name=agency.name_on(meeting.day), addressee=addressee)
    meeting.attendances.append(row)
    return row


def clock_of(meeting: Meeting) -> dt.datetime | None:
    """Return now, as a time of arriving or leaving; None on another day, when nobody arrives any more."""
    return now() if local(now()).date() == meeting.day else None


def receive(row: Attendance, person: Person) -> Attendance:
    """Write down that this person came for the row's seat; who was marked as present before keeps the time."""
    row.person, row.position, row.represents = person
    row.presence = Presence.REPRESENTED if person.represents else Presence.PRESENT
    row.arrived_at = row.arrived_at or clock_of(row.meeting)
    row.confirmed, row.removed_at = True, None
    return row


def admit(
    meeting: Meeting, agency: Agency | None, agency_name: str, person: Person, seat: Attendance | None = None
) -> Attendance:
    """Write down that somebody came: on the given seat, else on a free one of the agency, else on a row of its own.

    Somebody who is on the list already is not written down twice, and nobody takes a seat that another one took.
    """
    name = agency.name_on(meeting.day) if agency else agency_name
    if seat is None or not _suits(seat, person):
        same, key = _same(meeting, agency, name, person), agency.id if agency else None
        seat = same or free_seat(meeting, key) or _new(meeting, agency, name)
    if seat.is_here and seat.confirmed and seat.person:
        return seat  # the very same person, marked before
    return receive(seat, person)


def _suits(seat: Attendance, person: Person) -> bool:
    """Tell whether the seat is free, or was taken by this very person."""
    return not seat.is_here or not seat.person or seat.person.casefold() == person.name.casefold()


def _same(meeting: Meeting, agency: Agency | None, name: str, person: Person) -> Attendance | None:
    mine = _of(meeting).where(Attendance.agency_id == (agency.id if agency else None), Attendance.person != "")
    alike = (row for row in db.session.scalars(mine) if row.person.casefold() == person.name.casefold())
    return next((row for row in alike if agency or row.agency_name.casefold() == name.casefold()), None)


def free_seat(meeting: Meeting, agency_id: int | None) -> Attendance | None:
    """Return the first invitation of an agency that nobody is named on yet."""
    if agency_id is None:
        return None
    open_ones = _of(meeting).where(Attendance.invited, Attendance.presence == Presence.INVITED, Attendance.person == "")
    return db.session.scalars(open_ones.where(Attendance.agency_id == agency_id).limit(1)).first()


def _of(meeting: Meeting) -> sa.Select[Attendance]:
    mine = sa.select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.removed_at.is_(None))
    return mine.order_by(Attendance.id)


def _new(meeting: Meeting, agency: Agency | None, name: str) -> Attendance:
    row = Attendance(meeting=meeting, agency=agency, agency_name=name, invited=False)
    db.session.add(row)
    return row


def leave(row: Attendance) -> None:
    """Write down that somebody goes now."""
    if not row.is_here:
        raise Refused(gettext("Orang ini belum dicatat hadir."))
    at = clock_of(row.meeting)
    if at is None:
        raise Refused(gettext("Rapat ini bukan hari ini. Isi jam pulang lewat tombol ubah."))
    row.left_at = row.left_at or at


def expect_deciding(meeting: Meeting) -> None:
    """Refuse to set the list straight once the minutes go out; after the meeting there is time for it."""
    if meeting.is_over and meeting.state is not MeetingState.CLOSED:
        raise Refused(gettext("Rapat ini sudah berstatus %(state)s.", state=str(meeting.state.label)))


def expect_listed(row: Attendance) -> None:
    """Refuse to change a row that was removed, or one that the minutes went out with."""
    expect_deciding(row.meeting)
    if row.removed_at:
        raise Refused(gettext("Baris ini baru saja dihapus. Urungkan penghapusannya dahulu."))


def confirm(row: Attendance) -> None:
    """Let a row count that was written by code."""
    expect_listed(row)
    row.confirmed = True


def remove(row: Attendance) -> None:
    """Take somebody off the list. Who was invited stays on it, and is marked instead."""
    expect_deciding(row.meeting)
    if row.invited:
        raise Refused(gettext("Yang diundang tetap tercatat. Ubah kehadirannya menjadi tidak hadir."))
    row.remove()


def begins_at(meeting: Meeting) -> dt.datetime:
    """When being late begins to count: as called, or when the meeting was opened after that."""
    return max(meeting.starts_at, meeting.opened_at or meeting.starts_at)


def is_late(arrived_at: dt.datetime | None, begins: dt.datetime) -> bool:
    """Tell whether somebody arrived late."""
    return arrived_at is not None and arrived_at - begins > LATE_AFTER


@dataclass
class AgencySum:
    """An agency on the list: whether it was invited, how many came, and what was said of its seats."""

    name: str
    invited: bool = False
    here: int = 0
    said: list[Presence] = field(default_factory=list)


@dataclass
class Roster:
    """The list as a page shows it, with its sums. What waits for confirmation counts only as that."""

    rows: Sequence[Any]
    begins: dt.datetime
    agencies: list[AgencySum]
    here: int = 0
    late: int = 0
    open: int = 0
    waiting: int = 0

    @property
    def invited(self) -> int:
        """How many agencies were invited."""
        return sum(each.invited for each in self.agencies)

    @property
    def came(self) -> int:
        """How many of the invited agencies are there."""
        return sum(1 for each in self.agencies if each.invited and each.here)


def roster_of(meeting: Meeting, rows: Sequence[Any]) -> Roster:
    """Count the rows."""
    sums: dict[Any, AgencySum] = {}
    roster = Roster(rows, begins_at(meeting), [])
    for row in rows:
        if not row.confirmed:
            roster.waiting += 1
            continue
        agency = sums.setdefault(row.agency_id or row.agency_name.casefold(), AgencySum(row.agency_name))
        here = row.presence in CAME
        agency.invited |= row.invited
        agency.here += here
        agency.said.append(row.presence)
        roster.here += here
        roster.late += here and is_late(row.arrived_at, roster.begins)
        roster.open += row.presence is Presence.INVITED
    roster.agencies = list(sums.values())
    return roster


FILTERS = {
    "belum": lambda row: row.confirmed and row.presence is Presence.INVITED,
    "hadir": lambda row: row.confirmed and row.presence in CAME,
    "menunggu": lambda row: not row.confirmed,
}


def to_confirm(meeting: Meeting, last: int) -> list[Attendance]:
    """Return the rows up to the id `last` that wait for confirmation, locked: no more than were seen."""
    waiting = _of(meeting).where(Attendance.confirmed.is_(False), Attendance.id <= last)
    return list(db.session.scalars(waiting.with_for_update(of=Attendance)))
