"""The meeting as a calendar file (RFC 5545): one UID for ever, a SEQUENCE that only rises, called off by that UID."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app import calendars
from app.calendars import Entry, uid_of
from app.clock import now
from app.extensions import fetch
from app.invitations.messages import meeting_link
from app.invitations.queries import AGENDA, Call, call_of
from app.meetings.models import Meeting, MeetingState
from app.prose import straight

STATUS = {MeetingState.DRAFT: "TENTATIVE", MeetingState.CANCELLED: "CANCELLED"}


def calendar_of(meeting: Meeting) -> bytes:
    """Return the file as it is now."""
    method = "CANCEL" if meeting.state is MeetingState.CANCELLED else "PUBLISH"
    entry = entry_of(meeting, call_of(meeting.id), _description(meeting))
    return calendars.calendar_of([entry], "Rapat", method=method, made_at=now())


def method_of(content: bytes) -> str:
    """Return the METHOD of a file, which its media type repeats."""
    return "CANCEL" if b"\r\nMETHOD:CANCEL\r\n" in content else "PUBLISH"


def entry_of(meeting: Any, call: Call, description: Iterable[str]) -> Entry:
    """Return a meeting, or a row with its columns, as an entry: the same in every file and feed."""
    theme = f"Dibatalkan: {meeting.theme}" if meeting.state is MeetingState.CANCELLED else meeting.theme
    made = call.made_at.isoformat() if call.made_at else ""
    changed = max(filter(None, (call.made_at, call.changed_at, call.called_off_at)), default=meeting.starts_at)
    return Entry(
        uid_of(meeting.id, meeting.reference, made), call.changes, changed, meeting.starts_at, theme, description,
        meeting_link(meeting), meeting.ends_at, meeting.venue, STATUS.get(meeting.state, "CONFIRMED"),
    )  # fmt: skip


def _description(meeting: Meeting) -> list[str]:
    """The agenda and the address of the meeting's page."""
    items = [straight(row.title) for row in fetch(AGENDA, meeting_id=meeting.id)]
    lines = [f"Alasan pembatalan: {meeting.cancel_reason}"] if meeting.cancel_reason else []
    lines += ["Acara:", *(f"{number}. {title}" for number, title in enumerate(items, 1))] if items else []
    return [*lines, meeting_link(meeting)]
