"""A suggestion that was brought under an agenda item becomes a line of the minutes, and stays the same commitment."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext

from app.audit import note
from app.commitments.models import Commitment
from app.commitments.states import CommitmentState
from app.extensions import db
from app.meetings.agenda import AgendaItem
from app.minutes.models import LineKind, MinutesLine
from app.minutes.service import append
from app.refusal import Refused


def take_up(item: AgendaItem, commitment_id: int, author_id: int) -> MinutesLine:
    """Append the line that IS this commitment; pressed twice it is one line. From then on its agency may agree.

    Raises Refused when the suggestion was brought elsewhere or withdrawn meanwhile, or when nothing is typed any more.
    """
    rows = sa.select(Commitment).where(Commitment.id == commitment_id, Commitment.agenda_item_id == item.id)
    commitment = db.session.scalars(rows.with_for_update(of=Commitment)).one_or_none()
    if commitment is None:
        raise Refused(gettext("Usulan ini tidak lagi berada di bawah acara ini. Muat ulang halaman."))
    if commitment.line_id is not None:
        return db.session.get_one(MinutesLine, commitment.line_id)
    commitment.expect(CommitmentState.PROPOSED)
    line = append(item, LineKind.COMMITMENT, commitment.statement, author_id)
    commitment.line_id, commitment.meeting_id = line.id, item.meeting_id
    note(commitment, "recorded", meeting=item.meeting.reference)
    return line
