"""Inviting agencies to a meeting."""

from __future__ import annotations

from app.agencies.models import Agency
from app.attendance.models import Attendance
from app.meetings.models import Meeting


def invite(meeting: Meeting, agency: Agency, addressee: str = "") -> Attendance:
    """Ask an agency to come; the list keeps the name it had on the day of the meeting."""
    row = Attendance(agency=agency, agency_name=agency.name_on(meeting.day), addressee=addressee)
    meeting.attendances.append(row)
    return row
