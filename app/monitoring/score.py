"""The score of one agency in one year, by the due dates of its promises."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from flask import request

from app.clock import today
from app.commitments.figures import Sums
from app.commitments.filters import late_clause, read_year
from app.commitments.kept import kept
from app.commitments.models import Commitment
from app.commitments.states import BINDING, CommitmentState
from app.extensions import fetch
from app.monitoring.waiting import average_days_at_reviewer

S = CommitmentState


@dataclass(frozen=True)
class Score:
    """What an agency agreed to with a due date in the year, and what became of it.

    `days` is how long its reports of that year lay at a reviewer on average, those that still wait counted until
    now; None without any report.
    """

    year: int
    promised: Sums
    reported: int
    verified: int
    late: int
    days: float | None


def asked_year() -> int:
    """The year that this request asks for with `tahun`, else the present one."""
    found = read_year(request.args.get("tahun", ""))
    return int(found[0]) if found else today().year


def score_of(agency_id: int, year: int) -> Score:
    """Return the score of an agency; kept until a commitment changes."""
    return kept(("score", agency_id, year), lambda: _score(agency_id, year))


def _score(agency_id: int, year: int) -> Score:
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    counted = (Commitment.reported_at.is_not(None), Commitment.state == S.VERIFIED, late_clause())
    rows = sa.select(
        sa.func.count(), *(sa.func.sum(sa.case((each, 1), else_=0)) for each in counted),
        sa.func.sum(Commitment.claimed_percent), sa.func.sum(Commitment.verified_percent),
    ).where(
        Commitment.lead_agency_id == agency_id, Commitment.due.between(first, last),
        Commitment.state.in_((*BINDING, S.VERIFIED)),
    )  # fmt: skip
    number, reported, verified, late, claimed_sum, verified_sum = (int(each or 0) for each in fetch(rows)[0])
    days = average_days_at_reviewer(agency_id, first, last)
    return Score(year, Sums(number, claimed_sum, verified_sum), reported, verified, late, days)
