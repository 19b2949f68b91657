"""The meetings that come next, as rows beside the things to do: they cost no query of their own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.attendance.models import Attendance
from app.home.needs import line
from app.listing import Rows
from app.meetings.models import MeetingState
from app.meetings.queries import next_meetings
from app.policy import Seat, Viewer

MOST, LOOKED_AT = 5, 20


class Soon:
    """One of them; `invited` tells whether an agency of the person's is."""

    def __init__(self, row: Any) -> None:
        self.id, self.theme, self.venue, self.starts_at = row.id, row.title, row.agency, row.since
        self.state, self.invited = MeetingState(row.state), bool(row.key)

    @property
    def href(self) -> str:
        """Its page; while it runs, its minutes."""
        return f"/rapat/{self.id}" + ("/notula" if self.state is MeetingState.RUNNING else "")


def soon(seats: tuple[Seat, ...]) -> Rows:
    """Of the next meetings, first those to which one's own agencies are invited, as `line`s."""
    rows = next_meetings(Viewer(seats), LOOKED_AT).subquery().c
    # Written so that the guests of a meeting are looked up, not all meetings of an agency.
    agency = sa.func.coalesce(Attendance.agency_id, 0)
    mine = agency.in_({seat.agency_id for seat in seats}), Attendance.removed_at.is_(None)
    invited = sa.exists().where(Attendance.meeting_id == rows.id, Attendance.invited, *mine)
    flag = sa.case((invited, 1), else_=0)
    columns = line(rows.id, rows.reference, rows.theme, rows.venue, since=rows.starts_at, state=rows.state, key=flag)
    return sa.select(*columns).order_by(flag.desc(), rows.starts_at, rows.id).limit(MOST)
