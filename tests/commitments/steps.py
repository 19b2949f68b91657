"""Commitments that came to a state by their own verbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.clock import today
from app.commitments.models import Commitment
from app.commitments.reports import ProgressReport
from app.commitments.states import CommitmentState, Reason
from app.extensions import db
from tests.factories import Cast, make_commitment

S = CommitmentState


@dataclass(frozen=True)
class Somebody:
    """Who acts in a test, without an account."""

    id: int | None = None
    name: str = "Sekretariat Contoh"


SOMEBODY = Somebody()


def a_report(quantity: int | str, **facts: Any) -> ProgressReport:
    """A report of today, not yet handed in."""
    values = {"on_date": today(), "narrative": "Sudah berjalan", "submitted_name": "Pelapor"}
    return ProgressReport(quantity=Decimal(quantity), **(values | facts))


def agree(commitment: Commitment) -> None:
    """The agency agrees; what cannot be checked was waived before."""
    if not commitment.is_checkable and not commitment.waiver:
        commitment.waive("Disepakati dalam rapat", SOMEBODY)
    commitment.accept()


def in_state(cast: Cast, state: CommitmentState, agency_id: int | None = None, **facts: Any) -> Commitment:
    """A commitment of the social agency (target 40) in `state`, where 20 were reported or 40 verified; committed."""
    commitment = make_commitment(agency_id or cast.social, **facts)
    reviewer = db.session.scalars(sa.select(User.id).where(User.email == cast.reviewer)).one()
    agreed: list[Callable[[], None]] = [lambda: agree(commitment)]
    reported: list[Callable[[], None]] = [*agreed, lambda: commitment.submit_report(a_report(20))]
    steps: dict[CommitmentState, list[Callable[[], None]]] = {
        S.PROPOSED: [],
        S.AGREED: agreed,
        S.REPORTED: reported,
        S.UNDERWAY: [*reported, lambda: commitment.verify(Decimal(20), reviewer)],
        S.RETURNED: [*reported, lambda: commitment.send_back("Foto belum ada", reviewer)],
        S.VERIFIED: [*agreed, lambda: commitment.submit_report(a_report(40)),
                     lambda: commitment.verify(Decimal(40), reviewer)],
        S.SUSPENDED: [*agreed, lambda: commitment.suspend(Reason.BUDGET, "Anggaran digeser", SOMEBODY)],
        S.CANCELLED: [lambda: commitment.cancel("Anggaran dialihkan")],
    }  # fmt: skip
    for step in steps[state]:
        step()
    db.session.commit()
    assert commitment.state is state
    return commitment


def stored(commitment_id: int) -> Commitment:
    """What the database holds now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Commitment, commitment_id)
