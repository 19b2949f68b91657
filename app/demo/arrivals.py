"""Who came to the demo's meetings, when, and by which way onto the list."""

from __future__ import annotations

import datetime as dt
import math

from app.attendance.models import CAME, Attendance, Presence, Source
from app.clock import ZONE
from app.demo.shapes import Gathering, Guest
from app.extensions import db
from app.meetings.models import Meeting, MeetingState

MINUTES = (-18, -12, -9, -7, -4, -2, 1, 6, 22)  # before and after the beginning; the last one is late
BY_CODE = (3, 4)  # which guests of the running meeting checked in by its code


def mark(meeting: Meeting, plan: Gathering, latest: dt.datetime) -> None:
    """Mark all who were invited; nobody arrives after `latest`, which is when the demo was made."""
    for number, (row, guest) in enumerate(zip(meeting.attendances, plan.guests, strict=True)):
        row.presence = guest.presence
        if guest.presence not in CAME:
            continue
        _name(row, guest)
        if plan.recorded:  # of other meetings nobody noted the times
            row.arrived_at = _arrival(meeting, MINUTES[number % len(MINUTES)], latest)
        if plan.state is MeetingState.RUNNING and number in BY_CODE:
            row.source, row.device, row.signature = Source.CODE, f"contoh-{number}", scribble(number)


def walk_in(meeting: Meeting, latest: dt.datetime) -> None:
    """Somebody of a body that is none of ours checks in by the code, and waits for confirmation."""
    row = Attendance(
        meeting=meeting, agency_name="Yayasan Rumah Belajar (contoh)", invited=False, confirmed=False,
        presence=Presence.PRESENT, person="Sitti Contoh, S.Sos.", position="Ketua (contoh)", source=Source.CODE,
        device="contoh-tamu", signature=scribble(7), arrived_at=_arrival(meeting, 12, latest),
    )  # fmt: skip
    db.session.add(row)


def _arrival(meeting: Meeting, minutes: int, latest: dt.datetime) -> dt.datetime:
    """So many minutes after the beginning, on the day of the meeting."""
    midnight = dt.datetime.combine(meeting.day, dt.time(), ZONE)
    return max(midnight, min(meeting.starts_at + dt.timedelta(minutes=minutes), latest))


def _name(row: Attendance, guest: Guest) -> None:
    office = row.agency_name
    row.person = guest.person or f"Wakil {office} (contoh)"
    row.position = guest.position or "Peserta (contoh)"
    if guest.presence is Presence.REPRESENTED:
        row.represents = guest.represents or f"Pimpinan {office} (contoh)"


def scribble(seed: int) -> str:
    """A signature that is nobody's: a wave with loops, and a line below it."""
    wave = [
        (40 + 5 * n, round(95 + 60 * math.sin(n * (0.30 + seed % 5 / 40)) * math.cos(n / (6 + seed % 3))))
        for n in range(96)
    ]
    strokes = [[(x + round(14 * math.sin(n / 2.2)), y) for n, (x, y) in enumerate(wave)], [(60, 176), (500, 168)]]
    return "".join(f"{'L' if number else 'M'}{x} {y}" for stroke in strokes for number, (x, y) in enumerate(stroke))
