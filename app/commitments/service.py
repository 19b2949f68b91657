"""Making a commitment: from a line of the minutes, or by itself."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from app.agencies.models import Agency
from app.clock import today
from app.commitments.models import Commitment
from app.extensions import db
from app.references import next_reference


def propose(
    statement: str,
    agency: Agency,
    due: dt.date,
    *,
    target: Decimal | None = None,
    unit: str = "",
    indicator: str = "",
    proof: str = "",
    meeting_id: int | None = None,
    line_id: int | None = None,
) -> Commitment:
    """Add a commitment that waits for its agency's consent, with the next reference of this year; flushed.

    `due` becomes the original due date too. The agency's name is kept as it is now. `meeting_id` and `line_id`
    tell where it was said.
    """
    commitment = Commitment(
        reference=next_reference("K", today().year), statement=statement,
        lead_agency=agency, lead_agency_name=agency.name, due=due, original_due=due,
        target=target, unit=unit, indicator=indicator, proof=proof, meeting_id=meeting_id, line_id=line_id,
    )  # fmt: skip
    db.session.add(commitment)
    db.session.flush()
    return commitment
