"""What a series and proposals bring onto a meeting's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_login import current_user

from app.extensions import fetch
from app.meetings.models import Meeting, MeetingState
from app.policy import Role, can
from app.series.forms import ParkForm, ProposalForm
from app.series.queries import OPEN, PREPARED, PROPOSALS_OF, chain_of, waiting_of


@dataclass
class Panel:
    """The series, its waiting topics, the proposals, and the forms of who may add to them; the meeting before and those
    after; since when each carried item is discussed."""

    series: Any
    parked: Sequence[Any]
    proposals: Sequence[Any]
    park_form: ParkForm | None
    proposal_form: ProposalForm | None
    is_prepared: bool
    is_open: bool
    last: Any
    following: list[Any]
    topics: dict[int, Any]
    can_go_on: bool


def panel_of(meeting: Meeting, sent: ParkForm | ProposalForm | None = None) -> Panel:
    """Put the panel of a meeting together; `sent` is a form to be shown again with what was typed."""
    rows = fetch(waiting_of(current_user.seats), series_id=meeting.series_id) if meeting.series_id else ()
    parking = rows and meeting.state in OPEN and can("meeting.manage", meeting)
    park_form = ParkForm(formdata=None) if parking else None
    proposing = own_agencies(meeting) if meeting.state is MeetingState.ANNOUNCED else {}
    proposal_form = ProposalForm(proposing, formdata=None) if proposing else None
    near = fetch(
        chain_of(current_user.seats),
        meeting_id=meeting.id, previous_id=meeting.previous_id, starts_at=meeting.starts_at,
    )  # fmt: skip
    following = [row for row in near if row.place == "next"]
    over = meeting.is_held and meeting.state is not MeetingState.RUNNING
    return Panel(
        series=rows[0] if rows else None,
        parked=[row for row in rows if row.from_id],
        proposals=fetch(PROPOSALS_OF, meeting_id=meeting.id),
        park_form=sent if isinstance(sent, ParkForm) else park_form,
        proposal_form=sent if isinstance(sent, ProposalForm) else proposal_form,
        is_prepared=meeting.state in PREPARED,
        is_open=meeting.state in OPEN,
        last=next((row for row in near if row.place == "last"), None),
        following=following,
        topics={row.item_id: row for row in near if row.place == "topic"},
        can_go_on=over
        and can("meeting.manage", meeting)
        and all(row.state is MeetingState.CANCELLED for row in following),
    )


def own_agencies(meeting: Meeting) -> dict[int, str]:
    """The person's agencies that may propose something for the meeting."""
    if not can("agenda.propose", meeting):
        return {}
    mine = current_user.agencies_as(Role.LIAISON)
    return {key: name for key, name in mine.items() if key in meeting.invited_agency_ids}
