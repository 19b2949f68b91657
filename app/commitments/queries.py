"""Which commitments a page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from app.agencies.queries import filter_choices
from app.clock import today
from app.commitments.figures import totals
from app.commitments.filters import FILTERS, agency_clause
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport
from app.commitments.states import REPORTABLE, CommitmentState, SupportState
from app.language import Lazy as _l
from app.listing import Filter, Listing, Rows, Values
from app.meetings.models import TYPED, Meeting, MeetingState
from app.policy import Holder

LONGEST_TEASER = 200

COLUMNS = (
    Commitment.id, Commitment.reference, sa.func.substr(Commitment.statement, 1, LONGEST_TEASER).label("statement"),
    Commitment.lead_agency_id, Commitment.lead_agency_name, Commitment.due, Commitment.is_open, Commitment.state,
    Commitment.target, Commitment.unit, Commitment.claimed, Commitment.verified, Commitment.waiting_since,
    Commitment.updated_at, Commitment.claimed_percent, Commitment.verified_percent, Commitment.attainment,
    Commitment.redated, Commitment.is_checkable, Commitment.waiver, Commitment.reported_at,
    sa.and_(Commitment.suggested_name != "", Commitment.line_id.is_(None)).label("is_suggestion"),
)  # fmt: skip


BY_LEAD_AGENCY = Filter(
    "instansi", _l.pgettext("satu", "Instansi"), lambda value: Commitment.lead_agency_id == int(value), filter_choices
)
IS_SUGGESTION = sa.and_(Commitment.suggested_name != "", Commitment.line_id.is_(None))
MAY_BE_AGREED = sa.or_(Commitment.is_checkable, Commitment.waiver != "")
# The lead agency has to do something: agree, where it can, or report. `bulk.may_be_reminded` says it of one row.
AGENCYS_TURN = sa.or_(
    Commitment.state.in_(REPORTABLE),
    sa.and_(Commitment.state == CommitmentState.PROPOSED, sa.not_(IS_SUGGESTION), MAY_BE_AGREED),
)
AWAKE = Commitment.state != CommitmentState.SUSPENDED  # what rests is neither late nor anybody's turn


def late(day: dt.date) -> sa.Select[Any]:
    """Open and due before `day`, first due first; what rests is not late."""
    return by_due(sa.select(*COLUMNS).where(Commitment.is_open, Commitment.due < day, AWAKE))


def commitment_rows(who: Holder, values: Values) -> Rows:
    """The columns of the list, scoped to the person. Unless a state is asked for, only what is open."""
    rows = sa.select(*COLUMNS).where(Commitment.visible_clause(who), agency_clause(values))
    return rows if "status" in values else rows.where(Commitment.is_open)


COMMITMENTS = Listing(
    rows=commitment_rows,
    identity=Commitment.id,
    sorts={"tenggat": Commitment.due, "nomor": Commitment.id, "diperbarui": Commitment.updated_at},
    default="tenggat",
    filters=FILTERS,
    summary=totals,
)


def to_accept(agency_ids: Collection[int]) -> sa.Select[Any]:
    """Proposed to these agencies in a meeting, and such that they can agree; first due first."""
    own = Commitment.lead_agency_id.in_(agency_ids)
    proposed = Commitment.state == CommitmentState.PROPOSED
    return by_due(sa.select(*COLUMNS).where(own, proposed, sa.not_(IS_SUGGESTION), MAY_BE_AGREED))


# Written so that the index `ix_commitment_stuck` is found.
_STUCK = sa.text("commitment.state = 'proposed' AND (NOT commitment.is_checkable OR commitment.suggested_name != '')")


def for_secretariat() -> sa.Select[Any]:
    """Proposed, but nobody can agree yet: suggestions that no open meeting takes up, and what cannot be checked."""
    untabled = sa.or_(Meeting.id.is_(None), Meeting.state.not_in((MeetingState.ANNOUNCED, *TYPED)))
    stuck = sa.or_(sa.and_(IS_SUGGESTION, untabled), sa.and_(sa.not_(IS_SUGGESTION), sa.not_(MAY_BE_AGREED)))
    rows = sa.select(*COLUMNS).outerjoin(Meeting, Meeting.id == Commitment.meeting_id)
    return by_due(rows.where(_STUCK, stuck))


def supports_waiting(agency_ids: Collection[int]) -> sa.Select[Any]:
    """What these agencies are asked to support and have not answered, first due first."""
    rows = sa.select(
        CommitmentSupport.id.label("support_id"), CommitmentSupport.agency_name, CommitmentSupport.role,
        CommitmentSupport.asked_at, CommitmentSupport.state, Commitment.reference, Commitment.due,
        sa.func.substr(Commitment.statement, 1, LONGEST_TEASER).label("statement"),
    ).join(Commitment, Commitment.id == CommitmentSupport.commitment_id)  # fmt: skip
    asked = CommitmentSupport.state == SupportState.ASKED
    return by_due(rows.where(CommitmentSupport.agency_id.in_(agency_ids), asked, Commitment.is_open))


def to_report(agency_ids: Collection[int], until: dt.date) -> sa.Select[Any]:
    """What these agencies have to report: due until that day (so late first), all that was returned to them, and
    what their rhythm asks for by today."""
    own = Commitment.lead_agency_id.in_(agency_ids)
    asked = Commitment.report_due <= today()
    pressing = sa.or_(Commitment.due <= until, Commitment.state == CommitmentState.RETURNED, asked)
    reportable = sa.and_(Commitment.is_open, Commitment.state.in_(REPORTABLE))  # all are open: said for the index
    return by_due(sa.select(*COLUMNS).where(own, reportable, pressing))


def by_due(rows: sa.Select[Any]) -> sa.Select[Any]:
    """What is due first comes first."""
    return rows.order_by(Commitment.due, Commitment.id)
