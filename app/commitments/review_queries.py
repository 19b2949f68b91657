"""What the pages of reviewers show: the queue, who holds what, and what was promised at first."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
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
from app.listing import Choices, Filter, Listing, Rows, Values
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
    return sa.select(*COLUMNS, Commitment.is_high).where(
        Commitment.state == CommitmentState.REPORTED, Commitment.lead_agency_id.not_in(own)
    )


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

_HOLDER, _FIRST = so.aliased(User), so.aliased(User)
# Round, holder and first reviewer of the reports that wait, for the rows of one page.
WAITING = (
    sa.select(
        ProgressReport.commitment_id, ProgressReport.round, ProgressReport.holder_id,
        _HOLDER.name.label("holder_name"), Review.reviewer_id.label("first_id"), _FIRST.name.label("first_name"),
    )
    .outerjoin(_HOLDER, _HOLDER.id == ProgressReport.holder_id)
    .outerjoin(Review, sa.and_(Review.report_id == ProgressReport.id, Review.struck_at.is_(None)))
    .outerjoin(_FIRST, _FIRST.id == Review.reviewer_id)
    .where(_WAITS, ProgressReport.commitment_id.in_(sa.bindparam("ids", expanding=True)))
)  # fmt: skip


def waiting_reports(commitment_ids: Collection[int]) -> dict[int, Any]:
    """The waiting report of each of these commitments."""
    rows = fetch(WAITING, ids=list(commitment_ids)) if commitment_ids else ()
    return {row.commitment_id: row for row in rows}


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
