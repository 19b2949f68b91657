"""The meeting as a calendar file (RFC 5545): one UID for ever, a SEQUENCE that only rises, called off by that UID."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from app.clock import local, now
from app.extensions import fetch
from app.invitations.messages import meeting_link
from app.invitations.queries import AGENDA, Call, call_of
from app.meetings.models import Meeting, MeetingState
from app.prose import straight

if TYPE_CHECKING:
    from icalendar import Event

SPACE = uuid.UUID("0d9b5f0a-6f5e-5a5e-9d2a-3c1f0f6f7a11")  # what makes our names differ from those of others
STATUS = {MeetingState.DRAFT: "TENTATIVE", MeetingState.CANCELLED: "CANCELLED"}


def calendar_of(meeting: Meeting) -> bytes:
    """Return the file as it is now. The library is loaded by the first one, not by the start of the site."""
    from icalendar import Calendar

    called_off = meeting.state is MeetingState.CANCELLED
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Sinergi//Rapat//ID")
    calendar.add("method", "CANCEL" if called_off else "PUBLISH")
    calendar.add_component(_event(meeting, call_of(meeting.id)))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def method_of(content: bytes) -> str:
    """Return the METHOD of a file, which its media type repeats."""
    return "CANCEL" if b"\r\nMETHOD:CANCEL\r\n" in content else "PUBLISH"


def _event(meeting: Meeting, call: Call) -> Event:
    from icalendar import Event

    event, theme = Event(), straight(meeting.theme)
    event.add("uid", _uid(meeting, call))
    event.add("sequence", call.changes)
    event.add("dtstamp", now().replace(microsecond=0))
    event.add("dtstart", local(meeting.starts_at).replace(second=0, microsecond=0))
    if meeting.ends_at:
        event.add("dtend", local(meeting.ends_at).replace(second=0, microsecond=0))
    event.add("summary", f"Dibatalkan: {theme}" if meeting.state is MeetingState.CANCELLED else theme)
    event.add("location", straight(meeting.venue))
    event.add("description", _description(meeting))
    event.add("url", meeting_link(meeting))
    event.add("status", STATUS.get(meeting.state, "CONFIRMED"))
    return event


def _uid(meeting: Meeting, call: Call) -> str:
    """A name that no other meeting has, here or on another site: from the instant at which it was written down."""
    made = call.made_at.isoformat() if call.made_at else ""
    return f"{uuid.uuid5(SPACE, f'{meeting.id} {meeting.reference} {made}')}@sinergi"


def _description(meeting: Meeting) -> str:
    """The agenda and the address of the meeting's page."""
    items = [straight(row.title) for row in fetch(AGENDA, meeting_id=meeting.id)]
    lines = [f"Alasan pembatalan: {straight(meeting.cancel_reason)}"] if meeting.cancel_reason else []
    lines += ["Acara:", *(f"{number}. {title}" for number, title in enumerate(items, 1))] if items else []
    return "\n".join([*lines, meeting_link(meeting)])
