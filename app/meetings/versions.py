"""How a meeting is called and an item of its agenda worded, as their forms show it, with a version of just that.

The version columns of the tables move when the meeting starts or an item begins, and stay when an agency is invited.
A form that compared them would call itself stale for the first two and undo the third unseen.
"""

from __future__ import annotations

import hashlib

from app.clock import local
from app.meetings.agenda import AgendaItem
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
        self.agencies = sorted(meeting.invited_agency_ids)
        self.version = _digest(self)


class Wording:
    """An item of the agenda without its place and its clock, and a `version` that changes whenever one field does."""

    def __init__(self, item: AgendaItem) -> None:
        for name in ("kind", "title", "presenter", "planned_minutes", "section", "recurring"):
            setattr(self, name, getattr(item, name))
        self.version = _digest(self)


def _digest(shown: object) -> str:
    return hashlib.sha256(repr(list(vars(shown).items())).encode()).hexdigest()[:16]
