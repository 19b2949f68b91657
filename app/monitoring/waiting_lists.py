"""The lists behind the figures of waiting: each review, each repair, and what waits for a review now."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app.accounts.models import User
from app.commitments.models import Commitment
from app.commitments.queries import BY_LEAD_AGENCY, LONGEST_TEASER
from app.commitments.reports import ProgressReport, Review
from app.commitments.states import SENT_BACK, CommitmentState
from app.extensions import fetch
from app.language import Lazy as _l
from app.listing import Choices, Filter, Listing, Rows, Values
from app.monitoring.waiting import BEGUN, FOLLOWS, HELD, NEXT, period_choices, period_of, submitted_in
from app.policy import Holder

NOBODY = "0"
_ABOUT = (
    Commitment.id, Commitment.reference, sa.func.substr(Commitment.statement, 1, LONGEST_TEASER).label("statement"),
    Commitment.lead_agency_name, ProgressReport.round,
)  # fmt: skip
_REVIEWERS = (
    sa.select(User.id, User.name).where(sa.exists().where(Review.reviewer_id == User.id)).order_by(User.name, User.id)
)
_HOLDERS = (
    sa.select(User.id, User.name)
    .join(ProgressReport, ProgressReport.holder_id == User.id)
    .join(Commitment, HELD)
    .where(Commitment.state == CommitmentState.REPORTED)
    .distinct()
    .order_by(User.name, User.id)
)


def _of_period(value: str) -> sa.ColumnElement[bool]:
    return submitted_in(period_of(value))


def _scoped(rows: Rows, who: Holder, values: Values) -> Rows:
    """Without a period, that of this year."""
    rows = rows.where(Commitment.visible_clause(who))
    return rows if "periode" in values else rows.where(_of_period(""))


def review_rows(who: Holder, values: Values) -> Rows:
    """Each review of a period, with the instant from which its report waited for it."""
    rows = sa.select(*_ABOUT, BEGUN.label("since"), Review.at.label("until"), User.name.label("who"))
    rows = rows.select_from(Review).join(ProgressReport, ProgressReport.id == Review.report_id)
    rows = rows.join(Commitment, Commitment.id == ProgressReport.commitment_id)
    return _scoped(rows.join(User, User.id == Review.reviewer_id), who, values)


def repair_rows(who: Holder, values: Values) -> Rows:
    """Each return of a period that a new round followed."""
    rows = sa.select(
        *_ABOUT, ProgressReport.reviewed_at.label("since"), NEXT.c.submitted_at.label("until"),
        Commitment.lead_agency_name.label("who"),
    )  # fmt: skip
    rows = rows.select_from(ProgressReport).join(Commitment, Commitment.id == ProgressReport.commitment_id)
    return _scoped(rows.join(NEXT, FOLLOWS).where(ProgressReport.verdict.in_(SENT_BACK)), who, values)


def waiting_rows(who: Holder, values: Values) -> Rows:
    """What waits for a review now, with who took it up."""
    rows = sa.select(*_ABOUT, Commitment.waiting_since.label("since"), sa.null().label("until"), User.name.label("who"))
    rows = rows.select_from(Commitment).join(ProgressReport, HELD)
    rows = rows.outerjoin(User, User.id == ProgressReport.holder_id)
    return rows.where(Commitment.visible_clause(who), Commitment.state == CommitmentState.REPORTED)


def _held_by(value: str) -> sa.ColumnElement[bool]:
    return ProgressReport.holder_id.is_(None) if value == NOBODY else ProgressReport.holder_id == int(value)


def _people(rows: Any, *first: tuple[str, Any]) -> Choices:
    return [*first, *((str(row.id), row.name) for row in fetch(rows))]


_PERIOD = Filter(
    "periode", _l("Periode"), _of_period, lambda: [("", gettext("Tahun ini")), *period_choices()]
)  # fmt: skip
REVIEWS = Listing(
    rows=review_rows,
    identity=Review.id,
    sorts={"selesai": Review.at},
    default="-selesai",
    filters=(
        _PERIOD,
        Filter(
            "peninjau", _l("Peninjau"), lambda value: Review.reviewer_id == int(value),
            lambda: _people(_REVIEWERS, ("", gettext("Semua peninjau"))),
        ),
        BY_LEAD_AGENCY,
    ),
)  # fmt: skip
REPAIRS = Listing(
    rows=repair_rows,
    identity=ProgressReport.id,
    sorts={"mulai": ProgressReport.reviewed_at},
    default="-mulai",
    filters=(_PERIOD, BY_LEAD_AGENCY),
)
WAITING = Listing(
    rows=waiting_rows,
    identity=Commitment.id,
    sorts={"mulai": Commitment.waiting_since},
    default="mulai",
    filters=(
        Filter(
            "pemegang", _l("Pemegang"), _held_by,
            lambda: _people(_HOLDERS, ("", gettext("Semua pemegang")), (NOBODY, gettext("Belum ada pemegang"))),
        ),
        BY_LEAD_AGENCY,
    ),
)  # fmt: skip
