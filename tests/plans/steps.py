"""Plans with actions, made without forms."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.agencies.models import Agency
from app.clock import today
from app.commitments.models import Commitment
from app.evidence.models import Evidence, EvidenceVerdict
from app.extensions import db
from app.meetings.models import MeetingState
from app.plans.models import ActionPlan, Measure, PlanAction, PlanMeasure
from app.plans.service import make_plan, next_number
from tests.commitments.steps import a_report, agree
from tests.factories import Cast, make_commitment, make_meeting


def make_action(
    plan: ActionPlan, agency_id: int, numbers: dict[Measure, int] | None = None, **facts: Any
) -> PlanAction:
    """An action of an agency with numbers as measures; committed."""
    agency = db.session.get_one(Agency, agency_id)
    values = {"action": "Melatih warga", "target": Decimal(100), "unit": "orang"} | facts
    action = PlanAction(plan=plan, number=next_number(plan), agency=agency, agency_id=agency.id,
                        agency_name=agency.name, **values)  # fmt: skip
    action.measures = [PlanMeasure(period=period, target=Decimal(n)) for period, n in (numbers or {}).items()]
    db.session.add(action)
    db.session.commit()
    return action


def make_draft(cast: Cast, *agency_ids: int, year: int | None = None) -> ActionPlan:
    """A draft of this year with an action for each agency; committed."""
    plan = make_plan("Rencana aksi P4GN", year or today().year, cast.bnn, "Inpres 2/2020")
    for agency_id in agency_ids:
        make_action(plan, agency_id)
    db.session.commit()
    return plan


def make_adopted(cast: Cast, *agency_ids: int) -> ActionPlan:
    """A plan in force; committed."""
    plan = make_draft(cast, *(agency_ids or (cast.social,)))
    plan.adopt(make_meeting(cast.bnn, MeetingState.CLOSED), today())
    db.session.commit()
    return plan


def tie(action: PlanAction, commitment: Commitment) -> None:
    """Tie a commitment; committed."""
    action.commitments.append(commitment)
    db.session.commit()


def reported(cast: Cast, *rounds: tuple[int, int | None, dt.date], **facts: Any) -> Commitment:
    """An agreed commitment with reports: (claimed, accepted or None while it waits, date); committed."""
    commitment = make_commitment(cast.social, **facts)
    agree(commitment)
    reviewer = db.session.scalars(sa.select(User.id).where(User.email == cast.reviewer)).one()
    for claimed, accepted, day in rounds:
        commitment.submit_report(a_report(claimed, on_date=day))
        if accepted is not None:
            commitment.verify(Decimal(accepted), reviewer)
    db.session.commit()
    return commitment


def prove(commitment: Commitment, round_: int, *names: str, enough: bool = True, link: str = "") -> None:
    """Evidence of a round, found enough or not; committed."""
    verdict = EvidenceVerdict.ENOUGH if enough else EvidenceVerdict.NOT_ENOUGH
    report = next(each for each in commitment.reports if each.round == round_)
    facts = {"commitment_id": commitment.id, "report_id": report.id, "agency_id": commitment.lead_agency_id,
             "added_name": "Ani", "verdict": verdict, "link": link}  # fmt: skip
    db.session.add_all(Evidence(name=name, **facts) for name in names)
    db.session.commit()
