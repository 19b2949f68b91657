"""Which commitments a page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.agencies.queries import filter_choices
from app.clock import month_of, today, week_of
from app.commitments.models import Commitment
from app.commitments.reports import ProgressReport
from app.commitments.states import REPORTABLE, CommitmentState
from app.language import Lazy as _l
from app.listing import Choices, Filter, Listing, Rows, Values, capped_count, text_filter
from app.policy import Holder

LONGEST_TEASER = 200

DUES = (
    ("", _l("Semua tenggat")),
    ("terlambat", _l("Lewat tenggat")),
    ("minggu-ini", _l("Jatuh tempo minggu ini")),
    ("bulan-ini", _l("Jatuh tempo bulan ini")),
)
OF_ANY_STATE = "semua"
STATES = {each.value: each for each in CommitmentState}

COLUMNS = (
    Commitment.id, Commitment.reference, sa.func.substr(Commitment.statement, 1, LONGEST_TEASER).label("statement"),
    Commitment.lead_agency_id, Commitment.lead_agency_name, Commitment.due, Commitment.is_open, Commitment.state,
    Commitment.target, Commitment.unit, Commitment.claimed, Commitment.verified, Commitment.waiting_since,
    Commitment.updated_at,
)  # fmt: skip


def late_clause() -> sa.ColumnElement[bool]:
    """Open after the due date."""
    return sa.and_(Commitment.is_open, Commitment.due < today())


def late(day: dt.date) -> sa.Select[Any]:
    """Open and due before `day`, first due first."""
    return _by_due(sa.select(*COLUMNS).where(Commitment.is_open, Commitment.due < day))


def due_between(first: dt.date, last: dt.date) -> sa.ColumnElement[bool]:
    """Open and due on one of these days, both ends included."""
    return sa.and_(Commitment.is_open, Commitment.due.between(first, last))


def _due_clause(value: str) -> sa.ColumnElement[bool]:
    if value == "terlambat":
        return late_clause()
    return due_between(*(week_of(today()) if value == "minggu-ini" else month_of(today())))


def _state_clause(value: str) -> sa.ColumnElement[bool]:
    return sa.true() if value == OF_ANY_STATE else Commitment.state == STATES[value]


def _state_choices() -> Choices:
    return [("", _l("Masih terbuka")), (OF_ANY_STATE, _l("Semua status")), *CommitmentState.choices()]


def commitment_rows(who: Holder, values: Values) -> Rows:
    """The columns of the list, scoped to the person. Unless a state is asked for, only what is open."""
    rows = sa.select(*COLUMNS).where(Commitment.visible_clause(who))
    return rows if "status" in values else rows.where(Commitment.is_open)


COMMITMENTS = Listing(
    rows=commitment_rows,
    identity=Commitment.id,
    sorts={"tenggat": Commitment.due, "nomor": Commitment.id, "diperbarui": Commitment.updated_at},
    default="tenggat",
    filters=(
        Filter("status", _l("Status"), _state_clause, _state_choices),
        Filter(
            "instansi",
            _l.pgettext("satu", "Instansi"),
            lambda value: Commitment.lead_agency_id == int(value),
            filter_choices,
        ),
        Filter("tenggat", _l("Tenggat"), _due_clause, lambda: DUES),
        text_filter(Commitment.statement, Commitment.reference),
    ),
)
QUEUE = Listing(
    rows=lambda who, values: _for_reviewer([seat.agency_id for seat in who.seats]),
    identity=Commitment.id,
    sorts={"menunggu": Commitment.waiting_since, "tenggat": Commitment.due},
    default="menunggu",
)


def to_accept(agency_ids: Collection[int]) -> sa.Select[Any]:
    """Proposed to these agencies, first due first."""
    own = Commitment.lead_agency_id.in_(agency_ids)
    return _by_due(sa.select(*COLUMNS).where(own, Commitment.state == CommitmentState.PROPOSED))


def to_report(agency_ids: Collection[int], until: dt.date) -> sa.Select[Any]:
    """What these agencies have to report: due until that day (so late first), all that was returned to them, and
    what their rhythm asks for by today."""
    own = Commitment.lead_agency_id.in_(agency_ids)
    asked = Commitment.report_due <= today()
    pressing = sa.or_(Commitment.due <= until, Commitment.state == CommitmentState.RETURNED, asked)
    reportable = sa.and_(Commitment.is_open, Commitment.state.in_(REPORTABLE))  # all are open: said for the index
    return _by_due(sa.select(*COLUMNS).where(own, reportable, pressing))


def to_verify(excluding_agency_ids: Collection[int]) -> sa.Select[Any]:
    """Reports that wait for a reviewer who holds posts in these agencies, longest wait first."""
    return _for_reviewer(excluding_agency_ids).order_by(Commitment.waiting_since, Commitment.id)


def _for_reviewer(agency_ids: Collection[int]) -> sa.Select[Any]:
    return waiting().where(Commitment.lead_agency_id.not_in(agency_ids))


def waiting() -> sa.Select[Any]:
    """Commitments with a report that nobody has looked at."""
    return sa.select(*COLUMNS).where(Commitment.state == CommitmentState.REPORTED)


def left_out(agency_ids: Collection[int]) -> sa.Select[Any]:
    """How many waiting reports come from these agencies; the count stops at COUNT_LIMIT + 1."""
    return capped_count(waiting().where(Commitment.lead_agency_id.in_(agency_ids)))


# Id and name of everyone who looked at a report of a commitment.
REVIEWERS_OF = (
    sa.select(User.id, User.name)
    .join(ProgressReport, ProgressReport.reviewed_by == User.id)
    .where(ProgressReport.commitment_id == sa.bindparam("commitment_id", type_=sa.BigInteger))
    .distinct()
)


def _by_due(rows: sa.Select[Any]) -> sa.Select[Any]:
    return rows.order_by(Commitment.due, Commitment.id)
