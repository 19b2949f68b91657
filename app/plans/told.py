"""What the reports of the commitments of actions say: obstacle, next step, and the evidence that reviewers accepted.

None of it is typed into the plan: what people add there in words stands after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app.commitments.models import COUNTED, Commitment
from app.commitments.reports import ProgressReport
from app.commitments.states import ACCEPTED, Obstacle, Verdict
from app.evidence.models import Evidence, EvidenceVerdict
from app.extensions import fetch
from app.plans.models import ACTION_COMMITMENTS, ActionPlan, PlanAction
from app.plans.queries import IDS, TEASER

MOST_PIECES = 8  # of one commitment that are named


@dataclass
class Proof:
    """The accepted evidence of one commitment, newest report first: (id, name, link) each, and how many there are."""

    commitment_id: int
    reference: str
    pieces: list[Any] = field(default_factory=list)
    number: int = 0

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.number - len(self.pieces)


@dataclass
class Told:
    """All that is drawn for one action, in the order of its commitments."""

    commitments: list[Any] = field(default_factory=list)
    proofs: dict[int, Proof] = field(default_factory=dict)

    @property
    def obstacles(self) -> list[tuple[Any, Obstacle | None, str]]:
        """(commitment, kind, words) of each that is held up."""
        rows = [row for row in self.commitments if row.obstacle]
        return [(row, row.obstacle_kind if row.obstacle_kind is not Obstacle.NONE else None, row.obstacle)
                for row in rows]  # fmt: skip

    @property
    def next_steps(self) -> list[tuple[Any, None, str]]:
        """(commitment, None, words) of each that says what comes next."""
        return [(row, None, row.next_step) for row in self.commitments if row.next_step]


_YEAR = sa.extract("year", ProgressReport.on_date)
_NEWEST = (
    sa.select(sa.func.max(ProgressReport.round))
    .where(
        ProgressReport.commitment_id == Commitment.id, ProgressReport.verdict != Verdict.REPLACED,
        ActionPlan.year >= _YEAR,
    )
    .correlate(Commitment, ActionPlan)
    .scalar_subquery()
)  # fmt: skip
_TIED = (
    sa.select(ACTION_COMMITMENTS.c.action_id)
    .select_from(ACTION_COMMITMENTS)
    .join(PlanAction, PlanAction.id == ACTION_COMMITMENTS.c.action_id)
    .join(ActionPlan, ActionPlan.id == PlanAction.plan_id)
    .join(Commitment, Commitment.id == ACTION_COMMITMENTS.c.commitment_id)
    .where(ACTION_COMMITMENTS.c.action_id.in_(IDS))
    .order_by(Commitment.id)
)
# The commitments of actions, each with the obstacle and the next step of its newest report up to the plan's year.
_COMMITMENTS = _TIED.outerjoin(
    ProgressReport, sa.and_(ProgressReport.commitment_id == Commitment.id, ProgressReport.round == _NEWEST)
).add_columns(
    Commitment.id, Commitment.reference, TEASER, Commitment.lead_agency_name, Commitment.state, Commitment.due,
    Commitment.is_open, Commitment.target, Commitment.unit, Commitment.claimed, Commitment.verified,
    Commitment.claimed_percent, Commitment.verified_percent, Commitment.attainment, ProgressReport.on_date,
    ProgressReport.obstacle, ProgressReport.obstacle_kind, ProgressReport.next_step,
)  # fmt: skip
# What a reviewer found enough, in the accepted reports of the plan's year.
_PROOFS = (
    _TIED.join(ProgressReport, ProgressReport.commitment_id == Commitment.id)
    .join(Evidence, Evidence.report_id == ProgressReport.id)
    .where(
        COUNTED, ProgressReport.verdict.in_(ACCEPTED), ActionPlan.year == _YEAR, Evidence.removed_at.is_(None),
        Evidence.verdict == EvidenceVerdict.ENOUGH,
    )
    .order_by(ProgressReport.round.desc(), Evidence.id)
    .add_columns(Commitment.id.label("commitment_id"), Commitment.reference, Evidence.id, Evidence.name, Evidence.link)
)  # fmt: skip


def told_of(action_ids: Collection[int]) -> dict[int, Told]:
    """Return what the reports say, for each of these actions."""
    found: dict[int, Told] = defaultdict(Told)
    ids = list(action_ids)
    for row in fetch(_COMMITMENTS, ids=ids) if ids else ():
        found[row.action_id].commitments.append(row)
    for row in fetch(_PROOFS, ids=ids) if ids else ():
        proof = found[row.action_id].proofs.setdefault(row.commitment_id, Proof(row.commitment_id, row.reference))
        proof.number += 1
        if proof.number <= MOST_PIECES:
            proof.pieces.append(row)
    return found
