"""What the pages of reviewers show: the queue, who holds what, and what was promised at first."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app.accounts.models import User
from app.agencies.models import Holding, Post
from app.commitments.changing import WORDING
from app.commitments.models import Commitment
from app.commitments.queries import BY_LEAD_AGENCY, COLUMNS
from app.commitments.reports import ProgressReport, Review
from app.commitments.states import ChangeKind, CommitmentState, Verdict
from app.extensions import fetch
from app.formats import number
from app.language import Lazy as _l
from app.listing import Choices, Filter, Listing, Rows, Values, capped_count
from app.policy import Holder, Role

NOBODY, HIGH, SECOND = "kosong", "dua-peninjau", "peninjau-kedua"
GRADES = (
    ("", _l("Semua laporan")), (HIGH, _l("Perlu dua peninjau")), (SECOND, _l("Menunggu peninjau kedua")),
)  # fmt: skip

_WAITS = ProgressReport.verdict == Verdict.WAITING
_HELD = sa.select(ProgressReport.commitment_id).where(_WAITS, ProgressReport.holder_id.is_not(None))
# Asked row by row, so that it costs what the rows shown cost, however long the queue is.
_JUDGED_ONCE = sa.exists().where(
    ProgressReport.commitment_id == Commitment.id, _WAITS,
    Review.report_id == ProgressReport.id, Review.struck_at.is_(None),
)  # fmt: skip
# Who judges now, and who holds a report without judging any more.
_REVIEWERS = (
    sa.select(User.id, User.name)
    .where(
        sa.or_(
            User.id.in_(
                sa.select(Holding.user_id)
                .join(Post, Post.id == Holding.post_id)
                .where(Post.role == Role.REVIEWER, Holding.ends_at.is_(None))
            ),
            User.id.in_(_HELD.with_only_columns(ProgressReport.holder_id)),
        )
    )
    .order_by(User.name, User.id)
)


def queue_rows(who: Holder, values: Values) -> Rows:
    """Reports that wait for this reviewer: those of agencies in which a post is held are left out."""
    own = [seat.agency_id for seat in who.seats]
    return _reported().add_columns(Commitment.is_high).where(Commitment.lead_agency_id.not_in(own))


def _holder_choices() -> Choices:
    people = [(str(row.id), row.name) for row in fetch(_REVIEWERS)]
    return [("", _l("Semua peninjau")), (NOBODY, _l("Belum ada yang memeriksa")), *people]


def _held_by(value: str) -> sa.ColumnElement[bool]:
    if value == NOBODY:
        return Commitment.id.not_in(_HELD)
    return Commitment.id.in_(_HELD.where(ProgressReport.holder_id == int(value)))


def _of_grade(value: str) -> sa.ColumnElement[bool]:
    return sa.and_(Commitment.is_high, _JUDGED_ONCE if value == SECOND else sa.true())


QUEUE = Listing(
    rows=queue_rows,
    identity=Commitment.id,
    sorts={"menunggu": Commitment.waiting_since, "tenggat": Commitment.due},
    default="menunggu",
    filters=(
        BY_LEAD_AGENCY,
        Filter("peninjau", _l("Peninjau"), _held_by, _holder_choices),
        Filter("sifat", _l("Peninjauan"), _of_grade, lambda: GRADES),
    ),
)

# Of the table, not of the model: the home page loads this before all models are there.
_HOLDER, _FIRST = User.__table__.alias(), User.__table__.alias()
# Round, holder and first reviewer of the reports that wait, for the rows of one page.
WAITING = (
    sa.select(
        ProgressReport.commitment_id, ProgressReport.round, ProgressReport.holder_id,
        _HOLDER.c.name.label("holder_name"), Review.reviewer_id.label("first_id"), _FIRST.c.name.label("first_name"),
    )
    .outerjoin(_HOLDER, _HOLDER.c.id == ProgressReport.holder_id)
    .outerjoin(Review, sa.and_(Review.report_id == ProgressReport.id, Review.struck_at.is_(None)))
    .outerjoin(_FIRST, _FIRST.c.id == Review.reviewer_id)
    .where(_WAITS, ProgressReport.commitment_id.in_(sa.bindparam("ids", expanding=True)))
)  # fmt: skip


def waiting_reports(commitment_ids: Collection[int]) -> dict[int, Any]:
    """The waiting report of each of these commitments."""
    rows = fetch(WAITING, ids=list(commitment_ids)) if commitment_ids else ()
    return {row.commitment_id: row for row in rows}


def to_verify(excluding_agency_ids: Collection[int], reviewer_id: int = 0) -> sa.Select[Any]:
    """Reports that wait for a reviewer who holds posts in these agencies, longest wait first.

    What somebody else has taken up, and what this reviewer has judged already, waits for others.
    """
    rows = _reported().where(Commitment.lead_agency_id.not_in(excluding_agency_ids))
    if reviewer_id:
        waits = sa.and_(ProgressReport.commitment_id == Commitment.id, _WAITS)
        held = sa.exists().where(waits, ProgressReport.holder_id != reviewer_id)
        judged = sa.exists().where(
            Review.report_id == ProgressReport.id, Review.reviewer_id == reviewer_id, Review.struck_at.is_(None)
        )
        rows = rows.where(~held, ~sa.exists().where(waits, judged))
    return rows.order_by(Commitment.waiting_since, Commitment.id)


def left_out(agency_ids: Collection[int]) -> sa.Select[Any]:
    """How many waiting reports come from these agencies; the count stops at COUNT_LIMIT + 1."""
    return capped_count(_reported().where(Commitment.lead_agency_id.in_(agency_ids)))


def _reported() -> sa.Select[Any]:
    return sa.select(*COLUMNS).where(Commitment.state == CommitmentState.REPORTED)


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


def first_words(commitment: Commitment) -> list[tuple[Any, str]]:
    """What was agreed on at first, where it was changed since: (label, original value)."""
    first: dict[str, Any] = {}
    for change in commitment.changes:
        if change.kind is ChangeKind.REWORDED:
            first = change.before | first
    columns = Commitment.__table__.columns
    return [(columns[key].info["label"], _told(key, first[key])) for key in WORDING if key in first]


def _told(key: str, value: Any) -> str:
    if value in (None, ""):
        return gettext("tidak ada")
    return number(Decimal(value)) if key in ("target", "baseline") else str(value)
