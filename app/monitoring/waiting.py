"""How long reports waited and at whom: at the reviewers, and at the agency that has to mend what was returned.

A wait at a reviewer goes from the submission to the first review; where a second reviewer is asked for, from the
first review to the second; after a reopening from the instant that struck the review before. A report that was
replaced before anybody looked is no wait. Days are those of the clock, with fractions. Periods go by submission.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app.accounts.models import User
from app.agencies.models import Agency
from app.clock import at, now, today
from app.columns import UTC, days_between
from app.commitments.models import Commitment
from app.commitments.reports import ProgressReport, Review
from app.commitments.states import SENT_BACK, CommitmentState, Verdict
from app.extensions import fetch

S = CommitmentState
YEARS = 6  # that one may look back
HALVES = {1: ((1, 1), (6, 30)), 2: ((7, 1), (12, 31))}
NEXT = ProgressReport.__table__.alias("next_report")
EARLIER = Review.__table__.alias("earlier_review")
HELD = sa.and_(ProgressReport.commitment_id == Commitment.id, ProgressReport.verdict == Verdict.WAITING)
FOLLOWS = sa.and_(NEXT.c.commitment_id == ProgressReport.commitment_id, NEXT.c.round == ProgressReport.round + 1)


@dataclass(frozen=True)
class Period:
    """A year, or half of one. `key` is what stands in the address: 2026, 2026-1, 2026-2."""

    key: str
    first: dt.date
    last: dt.date


def period_of(key: str) -> Period:
    """Return the period of an address; this year when it is none."""
    year, _, half = key.partition("-")
    if key not in {name for name, _ in period_choices()}:
        year, half = str(today().year), ""
    start, end = HALVES[int(half)] if half else ((1, 1), (12, 31))
    return Period(f"{year}-{half}" if half else year, dt.date(int(year), *start), dt.date(int(year), *end))


def period_choices() -> list[tuple[str, Any]]:
    """The years and half-years that one may look at, newest first."""
    years = range(today().year, today().year - YEARS, -1)
    return [
        choice
        for year in years
        for choice in (
            (str(year), str(year)),
            (f"{year}-2", gettext("%(year)s, Juli–Desember", year=str(year))),
            (f"{year}-1", gettext("%(year)s, Januari–Juni", year=str(year))),
        )
    ]  # fmt: skip


def submitted_in(period: Period) -> sa.ColumnElement[bool]:
    """The condition of reports that were submitted in the period."""
    after = at(period.last + dt.timedelta(days=1), dt.time())
    return sa.and_(ProgressReport.submitted_at >= at(period.first, dt.time()), ProgressReport.submitted_at < after)


def _before(column: Any) -> Any:
    return sa.func.lag(column).over(partition_by=Review.report_id, order_by=Review.id)


def _reviews(period: Period, *conditions: sa.ColumnElement[bool]) -> sa.CTE:
    """Each review with the instant from which its report waited for it."""
    rows = (
        sa.select(
            Review.reviewer_id, Review.at, Commitment.lead_agency_id.label("agency_id"), ProgressReport.submitted_at,
            _before(Review.at).label("earlier"), _before(Review.struck_at).label("struck"),
        )
        .join(ProgressReport, ProgressReport.id == Review.report_id)
        .join(Commitment, Commitment.id == ProgressReport.commitment_id)
        .where(submitted_in(period), *conditions)
        .subquery()
    )  # fmt: skip
    begun = sa.case(
        (rows.c.struck <= rows.c.at, rows.c.struck), else_=sa.func.coalesce(rows.c.earlier, rows.c.submitted_at)
    )
    days = days_between(begun, rows.c.at).label("days")
    return sa.select(rows.c.reviewer_id, rows.c.agency_id, days).cte("reviews")


# The instant from which a report waited for this review, for lists of few rows.
BEGUN = sa.func.coalesce(
    sa.select(
        sa.func.max(sa.case((EARLIER.c.struck_at <= Review.at, EARLIER.c.struck_at), else_=EARLIER.c.at), type_=UTC())
    )
    .where(EARLIER.c.report_id == Review.report_id, EARLIER.c.id < Review.id)
    .correlate(Review)
    .scalar_subquery(),
    ProgressReport.submitted_at,
    type_=UTC(),
)


def _repairs(period: Period) -> sa.Subquery:
    """Each time that an agency had to mend a report: from the return to its next round."""
    return (
        sa.select(
            Commitment.lead_agency_id.label("agency_id"),
            days_between(ProgressReport.reviewed_at, NEXT.c.submitted_at).label("days"),
        )
        .join(Commitment, Commitment.id == ProgressReport.commitment_id)
        .join(NEXT, FOLLOWS)
        .where(submitted_in(period), ProgressReport.verdict.in_(SENT_BACK))
        .subquery()
    )


def _open(state: CommitmentState) -> Any:
    """What waits now, with its newest report."""
    days = days_between(Commitment.waiting_since, sa.literal(now(), UTC())).label("days")
    return sa.select(Commitment.lead_agency_id.label("agency_id"), days).where(Commitment.state == state)


def _figures(rows: Any, key: Any) -> sa.Select[Any]:
    """Count, average, median and longest of `rows.c.days` by key. The median is the middle, or the mean of two."""
    numbered = sa.select(
        key.label("key"), rows.c.days,
        sa.func.row_number().over(partition_by=key, order_by=rows.c.days).label("place"),
        sa.func.count().over(partition_by=key).label("number"),
    ).subquery()  # fmt: skip
    middle = (numbered.c.place * 2).between(numbered.c.number, numbered.c.number + 2)
    return sa.select(
        numbered.c.key, sa.func.count().label("number"), sa.func.avg(numbered.c.days).label("average"),
        sa.func.avg(sa.case((middle, numbered.c.days))).label("median"), sa.func.max(numbered.c.days).label("longest"),
    ).group_by(numbered.c.key)  # fmt: skip


def _named(figures: sa.Select[Any], table: Any) -> sa.Select[Any]:
    found = figures.subquery()
    return sa.select(*found.c, table.name.label("name")).join(table, table.id == found.c.key).order_by(table.name)


@dataclass(frozen=True)
class Waits:
    """The waits of a period, each list by name; what waits now is that of today, whatever the period."""

    total: Any
    by_reviewer: Sequence[Any]
    by_holder: Sequence[Any]
    reviewed: Sequence[Any]
    mended: Sequence[Any]
    mending: Sequence[Any]


def waits_in(period: Period) -> Waits:
    """Return all figures, in four queries: count, average, median and longest in days, each with key and name."""
    repairs, waits = _repairs(period), _open(S.RETURNED).subquery()
    reviewed = _of_reviews(period)
    return Waits(
        total=next(iter(reviewed["all"]), None),
        by_reviewer=reviewed["reviewer"],
        by_holder=_open_by_holder(),
        reviewed=reviewed["agency"],
        mended=fetch(_named(_figures(repairs, repairs.c.agency_id), Agency)),
        mending=fetch(_named(_figures(waits, waits.c.agency_id), Agency)),
    )


def _of_reviews(period: Period) -> dict[str, list[Any]]:
    """All reviews, those of each reviewer and of each agency; the database walks through them once."""
    reviews = _reviews(period)
    everything = _figures(reviews, sa.literal(0)).add_columns(sa.literal("").label("name"))
    groups = {
        "all": everything,
        "reviewer": _named(_figures(reviews, reviews.c.reviewer_id), User),
        "agency": _named(_figures(reviews, reviews.c.agency_id), Agency),
    }
    rows = [
        sa.select(sa.literal(kind).label("kind"), *each.order_by(None).subquery().c) for kind, each in groups.items()
    ]
    found: dict[str, list[Any]] = {kind: [] for kind in groups}
    for row in fetch(sa.union_all(*rows).order_by("name", "key")):
        found[row.kind].append(row)
    return found


def _open_by_holder() -> Sequence[Any]:
    """What waits for a review now, by who took it up; first what nobody has, under the key 0."""
    holder = sa.func.coalesce(ProgressReport.holder_id, 0).label("holder")
    rows = _open(S.REPORTED).join(ProgressReport, HELD).add_columns(holder).subquery()
    found = _figures(rows, rows.c.holder).subquery()
    named = sa.select(*found.c, User.name).outerjoin(User, User.id == found.c.key)
    return fetch(named.order_by(found.c.key != 0, User.name))


def average_days_at_reviewer(agency_id: int, first: dt.date, last: dt.date) -> float | None:
    """Return how many days the reports of an agency waited for a review on average, by day of submission.

    Both ends belong to the period. None when nothing was reviewed.
    """
    rows = _reviews(Period("", first, last), Commitment.lead_agency_id == agency_id)
    average = fetch(sa.select(sa.func.avg(rows.c.days)))[0][0]
    return None if average is None else float(average)
