"""How a meeting is called, as its form shows it, with a version of just that.

The version column of the table moves when the meeting starts, and stays when an agency is invited. A form that
compared it would call itself stale for the first and undo the second unseen.
"""

from __future__ import annotations

import hashlib

from app.clock import local
from app.meetings.models import Meeting

SIMPLE = (
    "kind", "theme", "convener_id", "venue", "chair", "chair_position", "secretary", "minute_taker",
    "letter_number", "letter_date", "series_id",
)  # fmt: skip


class Call:
    """The fields of the form, and a `version` that changes whenever one of them does."""

    def __init__(self, meeting: Meeting) -> None:
        start, end = local(meeting.starts_at), meeting.ends_at and local(meeting.ends_at)
        for name in SIMPLE:
            setattr(self, name, getattr(meeting, name))
        self.day, self.starts, self.ends = start.date(), start.time(), end.time() if end else None
        self.agencies = sorted(row.agency_id for row in meeting.attendances)
        self.version = hashlib.sha256(repr(list(vars(self).items())).encode()).hexdigest()[:16]
