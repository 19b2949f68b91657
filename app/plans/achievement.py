"""What the actions of a plan have reached by the end of each period: drawn from reports, never typed.

The rule. A report says how far a commitment is in sum (not since the report before), and so does what a reviewer
accepted of it. So at the end of a period (31 March, 30 June, 30 September, 31 December of the plan's year, or today
while that is still to come) a commitment stands at its newest accepted report of a date up to that day: the same that
its own page calls verified, as it was then. Counted are the commitments tied to the action that were agreed on and not
cancelled (`COUNTED`); one that is suspended or handed over keeps what was verified. Where all of them promise a number
in the action's own unit, what came in the plan's year adds up (what was accepted before, or the baseline, is taken
off), and the percent is that of the action's target. Else there is no quantity, and the percent is the plain average
of theirs: each counts the same, however large. What is claimed is found in the same way from the newest report that
was not replaced. A commitment that is tied to two actions counts in each of them, in the average of a plan once.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.clock import today
from app.commitments.models import COUNTED, Commitment
from app.commitments.reporting import percent_of
from app.commitments.reports import ProgressReport
from app.commitments.states import ACCEPTED, Verdict
from app.extensions import fetch
from app.plans.models import ACTION_COMMITMENTS, ActionPlan, Measure, PlanAction

ENDS = {Measure.B03: (3, 31), Measure.B06: (6, 30), Measure.B09: (9, 30), Measure.B12: (12, 31)}
IDS: Any = sa.bindparam("ids", expanding=True)


class Achieved(NamedTuple):
    """What was verified by the end of a period, and how many commitments that is drawn from.

    `quantity` is in the action's unit, None where units differ or nothing is tied; `percent` is 0 to 100, None where
    nothing is tied. Both are None for a period that has not begun. `claimed` and `claimed_percent` are the same of what
    agencies report.
    """

    quantity: Decimal | None
    percent: int | None
    commitments: int
    claimed: Decimal | None = None
    claimed_percent: int | None = None


_TIED = (
    sa.select(
        PlanAction.id.label("action_id"), ActionPlan.year, PlanAction.target.label("whole"),
        PlanAction.unit.label("action_unit"), Commitment.id, Commitment.unit, Commitment.target, Commitment.baseline,
    )
    .join(ActionPlan, ActionPlan.id == PlanAction.plan_id)
    .outerjoin(ACTION_COMMITMENTS, ACTION_COMMITMENTS.c.action_id == PlanAction.id)
    .outerjoin(Commitment, sa.and_(Commitment.id == ACTION_COMMITMENTS.c.commitment_id, COUNTED))
    .where(PlanAction.id.in_(IDS))
)  # fmt: skip
_REPORTS = (
    sa.select(
        ProgressReport.commitment_id, ProgressReport.on_date, ProgressReport.verdict, ProgressReport.quantity,
        ProgressReport.level, ProgressReport.accepted, ProgressReport.accepted_level,
    )
    .where(
        ProgressReport.verdict != Verdict.REPLACED,
        ProgressReport.commitment_id.in_(
            sa.select(ACTION_COMMITMENTS.c.commitment_id).where(ACTION_COMMITMENTS.c.action_id.in_(IDS))
        ),
    )
    .order_by(ProgressReport.commitment_id, ProgressReport.round.desc())
)  # fmt: skip


def achieved(action_ids: Collection[int]) -> dict[int, dict[Measure, Achieved]]:
    """Return what these actions have reached by the end of each of the four periods; see the rule above."""
    ids = list(action_ids)
    if not ids:
        return {}
    tied: dict[int, list[Any]] = defaultdict(list)
    for row in fetch(_TIED, ids=ids):
        tied[row.action_id].append(row)
    reports: dict[int, list[Any]] = defaultdict(list)
    for report in fetch(_REPORTS, ids=ids):
        reports[report.commitment_id].append(report)
    return {key: {each: _at(each, rows, reports) for each in Measure} for key, rows in tied.items()}


def end_of(period: Measure, year: int) -> dt.date:
    """The last day of a period."""
    return dt.date(year, *ENDS[period])


def has_begun(period: Measure, year: int) -> bool:
    """Tell whether the period's own quarter has begun: what it measures from January on is told from then on."""
    return today() >= dt.date(year, ENDS[period][0] - 2, 1)


def _at(period: Measure, rows: Sequence[Any], reports: dict[int, list[Any]]) -> Achieved:
    counted = [row for row in rows if row.id is not None]
    whole, year = rows[0].whole, rows[0].year
    if not counted or not has_begun(period, year):
        return Achieved(None, None, len(counted))
    end = end_of(period, year)
    known = [(row, _newest(reports[row.id], end)) for row in counted]
    verified = [(row, *_accepted(found)) for row, (_, found) in known]
    claimed = [(row, *_claimed(told)) for row, (told, _) in known]
    adds_up = all(row.target is not None and _same(row.unit, row.action_unit) for row in counted)
    begun = {row.id: _accepted(_newest(reports[row.id], dt.date(year - 1, 12, 31))[1])[0] for row in counted}
    sums = [_grown(each, begun) if adds_up else None for each in (verified, claimed)]
    shares = [_percent(quantity, whole, each) for quantity, each in zip(sums, (verified, claimed), strict=True)]
    return Achieved(sums[0], shares[0], len(counted), sums[1], shares[1])


def _grown(found: Sequence[tuple[Any, Decimal, Any]], begun: dict[int, Decimal]) -> Decimal:
    """What came in this year: reports are totals, so what was there before the promise or the year is taken off."""
    return sum(
        (max(Decimal(0), amount - max(row.baseline or Decimal(0), begun[row.id])) for row, amount, _ in found),
        Decimal(0),
    )


def _newest(reports: Iterable[Any], end: dt.date) -> tuple[Any, Any]:
    """The newest report up to a day, and the newest that was accepted; they come newest first."""
    due = [report for report in reports if report.on_date <= end]
    return next(iter(due), None), next((report for report in due if report.verdict in ACCEPTED), None)


def _accepted(report: Any) -> tuple[Decimal, Any]:
    return (report.accepted or Decimal(0), report.accepted_level) if report else (Decimal(0), None)


def _claimed(report: Any) -> tuple[Decimal, Any]:
    return (report.quantity, report.level) if report else (Decimal(0), None)


def _percent(quantity: Decimal | None, whole: Decimal | None, found: Sequence[tuple[Any, Decimal, Any]]) -> int:
    if quantity is not None and whole:
        return min(100, int(quantity * 100 / whole))
    shares = [percent_of(amount, level, row.target, row.baseline) for row, amount, level in found]
    return sum(shares) // len(shares)


def _same(unit: str, other: str) -> bool:
    """Units are one when they read the same, whatever the capitals and blanks around."""
    return bool(unit.strip()) and unit.strip().casefold() == other.strip().casefold()
