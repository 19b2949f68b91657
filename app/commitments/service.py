"""Making a commitment: from a line of the minutes, or by itself."""

from __future__ import annotations

import datetime as dt

from app.agencies.models import Agency
from app.clock import today
from app.commitments.models import Commitment, Terms
from app.commitments.states import CommitmentState
from app.extensions import db
from app.references import next_reference


def propose(
    statement: str,
    agency: Agency,
    due: dt.date,
    terms: Terms | None = None,
    *,
    meeting_id: int | None = None,
    line_id: int | None = None,
    suggested_name: str = "",
    copied_from_id: int | None = None,
) -> Commitment:
    """Add a commitment that waits for its agency's consent, with the next reference of this year; flushed.

    `due` becomes the original due date too. The agency's name is kept as it is now. `meeting_id` and `line_id`
    tell where it was said; `suggested_name` who proposed it outside a meeting, `copied_from_id` from which one.
    """
    commitment = Commitment(
        reference=next_reference("K", today().year), lead_agency=agency, lead_agency_id=agency.id,
        lead_agency_name=agency.name, meeting_id=meeting_id, line_id=line_id, state=CommitmentState.PROPOSED,
        suggested_name=suggested_name, copied_from_id=copied_from_id,
    )  # fmt: skip
    commitment.revise(statement, agency, due, terms)
    db.session.add(commitment)
    db.session.flush()
    return commitment
