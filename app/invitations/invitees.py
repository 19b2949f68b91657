"""The invited posts of a meeting, and what each has been told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.attendance.models import Presence
from app.extensions import fetch
from app.invitations.addressees import likely_addressee
from app.invitations.models import DUE, Matter, Standing
from app.invitations.queries import DISPATCHES, INVITEES, Call, call_of
from app.meetings.models import Meeting, MeetingState


@dataclass(frozen=True)
class Invitee:
    """One invited post. `sent` is all that it was sent, the latest last; `call` how the meeting's call changed."""

    row: Any
    sent: Sequence[Any]
    called_off: bool
    call: Call

    @property
    def id(self) -> int:
        """The row of the attendance list."""
        return int(self.row.id)

    @property
    def addressee(self) -> str:
        """The post that the letter goes to: as typed, else the one that heads such an agency."""
        return self.row.addressee or likely_addressee(self.row.kind, self.row.agency_name)

    @property
    def last(self) -> Any:
        """What was sent last, None before the first."""
        return self.sent[-1] if self.sent else None

    @property
    def standing(self) -> Standing:
        """What it has been told."""
        return standing(self.called_off, self.last.at if self.last else None, self.call)

    @property
    def is_due(self) -> bool:
        """True while something is still to be sent."""
        return self.standing in DUE

    @property
    def matter(self) -> Matter:
        """What would be sent now."""
        if self.called_off:
            return Matter.CANCELLATION
        return Matter.CHANGE if self.standing is Standing.OUTDATED else Matter.INVITATION

    @property
    def is_removable(self) -> bool:
        """True while nothing is known of who comes."""
        return self.row.presence is Presence.INVITED


def standing(called_off: bool, last_sent: dt.datetime | None, call: Call) -> Standing:
    """Return what somebody has been told who was sent something last at `last_sent`, None for never."""
    if called_off:
        if last_sent is None:
            return Standing.NEEDLESS
        return Standing.NOT_CALLED_OFF if call.called_off_at and call.called_off_at > last_sent else Standing.TOLD
    if last_sent is None:
        return Standing.UNTOLD
    return Standing.OUTDATED if call.changed_at and call.changed_at > last_sent else Standing.TOLD


def invitees_of(meeting: Meeting) -> list[Invitee]:
    """Return the invited posts in the order in which they were invited. Three queries."""
    sent: dict[int, list[Any]] = {}
    for each in fetch(DISPATCHES, meeting_id=meeting.id):
        sent.setdefault(each.attendance_id, []).append(each)
    called_off, call = meeting.state is MeetingState.CANCELLED, call_of(meeting.id)
    rows = fetch(INVITEES, meeting_id=meeting.id)
    return [Invitee(row, sent.get(row.id, ()), called_off, call) for row in rows]
