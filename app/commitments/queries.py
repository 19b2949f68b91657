"""Which commitments a page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.agencies.queries import filter_choices
from app.clock import today
from app.commitments.figures import totals
from app.commitments.filters import FILTERS, OF_ANY_STATE, YEAR, agency_clause
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport
from app.commitments.reports import ProgressReport, Review
from app.commitments.states import OPEN, REPORTABLE, CommitmentState, SupportState, Verdict
from app.language import Lazy as _l
from app.listing import Filter, Listing, Rows, Values, capped_count
from app.meetings.models import TYPED, Meeting, MeetingState
from app.policy import Holder, Seat, Viewer

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
AWAKE = Commitment.state != CommitmentState.SUSPENDED  # what rests is neither late nor anybody's turn


def late(day: dt.date) -> sa.Select[Any]:
    """Open and due before `day`, first due first; what rests is not late."""
    return _by_due(sa.select(*COLUMNS).where(Commitment.is_open, Commitment.due < day, AWAKE))


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
_BY_NAME = {each.name: each for each in FILTERS}
BOARD = replace(COMMITMENTS, filters=[each for each in FILTERS if each.name != "status"])
MATRIX = replace(
    COMMITMENTS,
    filters=[replace(_BY_NAME[name], more=False) for name in ("periode", "kondisi", "capaian")]
    + [_BY_NAME[name] for name in ("kawasan", "dukungan")],
)
TIMELINE = replace(
    COMMITMENTS, filters=[YEAR, *(_BY_NAME[name] for name in ("instansi", "peran", "kawasan", "dukungan"))]
)


CARDS = 15  # of a column of the board


@lru_cache(maxsize=64)
def cards(asked: tuple[tuple[str, str], ...], seats: tuple[Seat, ...], _day: dt.date) -> Rows:
    """The first due of each open state, for the board."""
    rows = BOARD.asked(Viewer(seats), dict(asked) | {"status": OF_ANY_STATE})
    firsts = (_by_due(rows.where(Commitment.state == state)).limit(CARDS).subquery() for state in OPEN)
    found = sa.union_all(*(sa.select(*first.c) for first in firsts)).subquery()
    return sa.select(*found.c).order_by(found.c.due, found.c.id)


def to_accept(agency_ids: Collection[int]) -> sa.Select[Any]:
    """Proposed to these agencies in a meeting, and such that they can agree; first due first."""
    own = Commitment.lead_agency_id.in_(agency_ids)
    proposed = Commitment.state == CommitmentState.PROPOSED
    return _by_due(sa.select(*COLUMNS).where(own, proposed, sa.not_(_is_suggestion()), _may_be_agreed()))


# Written so that the index `ix_commitment_stuck` is found.
_STUCK = sa.text("commitment.state = 'proposed' AND (NOT commitment.is_checkable OR commitment.suggested_name != '')")


def for_secretariat() -> sa.Select[Any]:
    """Proposed, but nobody can agree yet: suggestions that no open meeting takes up, and what cannot be checked."""
    suggested = _is_suggestion()
    untabled = sa.or_(Meeting.id.is_(None), Meeting.state.not_in((MeetingState.ANNOUNCED, *TYPED)))
    stuck = sa.or_(sa.and_(suggested, untabled), sa.and_(sa.not_(suggested), sa.not_(_may_be_agreed())))
    rows = sa.select(*COLUMNS).outerjoin(Meeting, Meeting.id == Commitment.meeting_id)
    return _by_due(rows.where(_STUCK, stuck))


def supports_waiting(agency_ids: Collection[int]) -> sa.Select[Any]:
    """What these agencies are asked to support and have not answered, first due first."""
    rows = sa.select(
        CommitmentSupport.id.label("support_id"), CommitmentSupport.agency_name, CommitmentSupport.role,
        CommitmentSupport.asked_at, CommitmentSupport.state, Commitment.reference, Commitment.due,
        sa.func.substr(Commitment.statement, 1, LONGEST_TEASER).label("statement"),
    ).join(Commitment, Commitment.id == CommitmentSupport.commitment_id)  # fmt: skip
    asked = CommitmentSupport.state == SupportState.ASKED
    return _by_due(rows.where(CommitmentSupport.agency_id.in_(agency_ids), asked, Commitment.is_open))


def _is_suggestion() -> sa.ColumnElement[bool]:
    return sa.and_(Commitment.suggested_name != "", Commitment.line_id.is_(None))


def _may_be_agreed() -> sa.ColumnElement[bool]:
    return sa.or_(Commitment.is_checkable, Commitment.waiver != "")


def to_report(agency_ids: Collection[int], until: dt.date) -> sa.Select[Any]:
    """What these agencies have to report: due until that day (so late first), all that was returned to them, and
    what their rhythm asks for by today."""
    own = Commitment.lead_agency_id.in_(agency_ids)
    asked = Commitment.report_due <= today()
    pressing = sa.or_(Commitment.due <= until, Commitment.state == CommitmentState.RETURNED, asked)
    reportable = sa.and_(Commitment.is_open, Commitment.state.in_(REPORTABLE))  # all are open: said for the index
    return _by_due(sa.select(*COLUMNS).where(own, reportable, pressing))


def to_verify(excluding_agency_ids: Collection[int], reviewer_id: int = 0) -> sa.Select[Any]:
    """Reports that wait for a reviewer who holds posts in these agencies, longest wait first.

    What somebody else has taken up, and what this reviewer has judged already, waits for others.
    """
    rows = _for_reviewer(excluding_agency_ids)
    if reviewer_id:
        waits = sa.and_(ProgressReport.commitment_id == Commitment.id, ProgressReport.verdict == Verdict.WAITING)
        held = sa.exists().where(waits, ProgressReport.holder_id != reviewer_id)
        judged = sa.exists().where(
            Review.report_id == ProgressReport.id, Review.reviewer_id == reviewer_id, Review.struck_at.is_(None)
        )
        rows = rows.where(~held, ~sa.exists().where(waits, judged))
    return rows.order_by(Commitment.waiting_since, Commitment.id)


def _for_reviewer(agency_ids: Collection[int]) -> sa.Select[Any]:
    return waiting().where(Commitment.lead_agency_id.not_in(agency_ids))


def waiting() -> sa.Select[Any]:
    """Commitments with a report that nobody has looked at."""
    return sa.select(*COLUMNS).where(Commitment.state == CommitmentState.REPORTED)


def left_out(agency_ids: Collection[int]) -> sa.Select[Any]:
    """How many waiting reports come from these agencies; the count stops at COUNT_LIMIT + 1."""
    return capped_count(waiting().where(Commitment.lead_agency_id.in_(agency_ids)))


# Id and name of everyone who looked at a report of a commitment.
_OF_ONE = ProgressReport.commitment_id == sa.bindparam("commitment_id", type_=sa.BigInteger)
REVIEWERS_OF = sa.select(User.id, User.name).where(
    User.id.in_(
        sa.union_all(
            sa.select(ProgressReport.reviewed_by).where(_OF_ONE),
            sa.select(Review.reviewer_id).join(ProgressReport, ProgressReport.id == Review.report_id).where(_OF_ONE),
        )
    )
)


def _by_due(rows: sa.Select[Any]) -> sa.Select[Any]:
    return rows.order_by(Commitment.due, Commitment.id)
