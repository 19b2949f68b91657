"""What the programme did about an area: mapped it, found, chose, planned, carried out, measured, and decided on it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.activities.models import ACTIVITY_AREAS, Activity
from app.activities.steps import ActivityState
from app.areas.models import Area
from app.findings.models import Finding, TargetChoice
from app.mapping.methods import MappingMethod
from app.mapping.models import Mapping
from app.mapping.parts import LevelDecision, MappingReading
from app.meetings.models import Meeting, MeetingState
from app.outcomes.models import OutcomeIndicator, OutcomeSeries, OutcomeValue
from app.plans.models import ACTION_AREAS, ActionPlan, PlanAction, PlanState
from app.policy import Holder, can
from app.story.area_history import moved_plans, told_activities
from app.story.area_rows import day_begins, row_of

_Place = Area.__table__
_Other = LevelDecision.__table__.alias("other")
# What is released for print is the level as it stands; those before it never were, or are no longer.
_NEWEST = sa.select(sa.func.max(_Other.c.id)).where(_Other.c.mapping_id == Mapping.id).scalar_subquery()
Rows = list[sa.Select[Any]]


def mapping_rows(who: Holder, here: Any) -> Rows:
    """Mappings made, shared and read, and levels decided: only of mappings that this person may see."""
    facts = {"reference": Mapping.reference, "state": Mapping.half, "number": Mapping.year, "place": _Place}
    decided = row_of(
        "decided", LevelDecision.at, Mapping.id, LevelDecision.basis, LevelDecision.id, who=LevelDecision.by_name,
        place=_Place, state=LevelDecision.level, reference=Mapping.reference,
        is_released=sa.case((sa.and_(Mapping.released_at.is_not(None), LevelDecision.id == _NEWEST), 1), else_=0),
    )  # fmt: skip
    rows = [
        row_of("mapped", Mapping.created_at, Mapping.id, MappingMethod.name, **facts),
        row_of("shared", Mapping.shared_at, Mapping.id, MappingMethod.name, **facts),
        decided.join(LevelDecision, LevelDecision.mapping_id == Mapping.id),
        row_of(
            "read",
            MappingReading.at,
            Mapping.id,
            sa.literal(""),
            MappingReading.id,
            who=MappingReading.by_name,
            agency=MappingReading.agency_name,
            **facts,
        ).join(MappingReading, MappingReading.mapping_id == Mapping.id),
    ]
    visible = Mapping.area_id.in_(here), Mapping.visible_clause(who)
    rows = [each.select_from(Mapping).join(_Place, _Place.c.id == Mapping.area_id).where(*visible) for each in rows]
    return [each.join(MappingMethod, MappingMethod.id == Mapping.method_id) for each in rows[:2]] + rows[2:]


def finding_rows(who: Holder, here: Any) -> Rows:
    """What was found, which of these areas meetings chose as target locations, and what was taken away again."""
    if not can("finding.read", who=who):
        return []
    found = [
        row_of(kind, instant, Finding.id, Finding.title, who=who_did, state=Finding.kind, place=_Place)
        for kind, instant, who_did in (
            ("found", Finding.created_at, Finding.created_name), ("removed", Finding.removed_at, sa.literal("")),
        )
    ]  # fmt: skip
    chosen = [
        row_of(kind, instant, TargetChoice.id, why, who=who_did, place=_Place, number=TargetChoice.year,
               reference=sa.func.coalesce(Meeting.reference, "")).select_from(TargetChoice)
        for kind, instant, why, who_did in (
            ("chosen", TargetChoice.at, TargetChoice.why, TargetChoice.chosen_name),
            ("withdrawn", TargetChoice.removed_at, TargetChoice.withdrawn_why, sa.literal("")),
        )
    ]  # fmt: skip
    at_meeting = sa.and_(Meeting.id == TargetChoice.meeting_id, Meeting.visible_clause(who))
    return [
        *(each.join(_Place, _Place.c.id == Finding.area_id).where(Finding.area_id.in_(here)) for each in found),
        *(each.join(_Place, _Place.c.id == TargetChoice.area_id).outerjoin(Meeting, at_meeting).where(
            TargetChoice.area_id.in_(here)) for each in chosen),
    ]  # fmt: skip


def _there(model: Any) -> Any:
    return model.removed_at.is_(None)


def plan_rows(who: Holder, here: Any) -> Rows:
    """Plans that were adopted, each with how many of its actions are for these areas; closed, and opened again."""
    if not can("plan.read", who=who):
        return []
    number = (
        sa.select(sa.func.count())
        .select_from(PlanAction)
        .where(PlanAction.plan_id == ActionPlan.id, PlanAction.id.in_(actions_in(here)))
        .scalar_subquery()
    )
    rows = row_of("planned", day_begins(ActionPlan.adopted_on), ActionPlan.id, ActionPlan.title,
                  who=ActionPlan.agency_name, number=number, reference=ActionPlan.reference)  # fmt: skip
    return [rows.where(ActionPlan.id.in_(_plans(here))), moved_plans(actions_in(here))]


def actions_in(here: Any) -> Any:
    """The ids of the rows of plans that are for these areas."""
    pairs = sa.select(ACTION_AREAS.c.action_id).where(ACTION_AREAS.c.area_id.in_(here))
    return sa.select(PlanAction.id).where(PlanAction.id.in_(pairs), PlanAction.removed_at.is_(None))


def _plans(here: Any, column: Any = ActionPlan.id) -> Any:
    of_area = sa.select(PlanAction.plan_id).where(PlanAction.id.in_(actions_in(here)))
    return sa.select(column).where(ActionPlan.id.in_(of_area), ActionPlan.state != PlanState.DRAFT)


def activity_rows(who: Holder, here: Any) -> Rows:
    """Activities recorded, held and cancelled, their people counted and results told. A held one on its last day."""
    if not can("activity.read", who=who):
        return []
    facts = {"who": Activity.agency_name, "state": Activity.step, "reference": Activity.reference}
    kinds = (
        ("activity", Activity.created_at, sa.true()),
        ("held", day_begins(Activity.ends_on), Activity.state == ActivityState.HELD),
        ("cancelled", Activity.updated_at, Activity.state == ActivityState.CANCELLED),
    )
    mine = Activity.id.in_(sa.select(ACTIVITY_AREAS.c.activity_id).where(ACTIVITY_AREAS.c.area_id.in_(here)))
    return [
        *(row_of(kind, instant, Activity.id, Activity.title, **facts).where(mine, _there(Activity), condition)
          for kind, instant, condition in kinds),
        *(rows.where(mine, _there(Activity)) for rows in told_activities(facts)),
    ]  # fmt: skip


def outcome_rows(who: Holder, here: Any) -> Rows:
    """Values that were measured."""
    if not can("outcome.read", who=who):
        return []
    rows = row_of(
        "result", OutcomeValue.at, OutcomeSeries.id, OutcomeValue.category, OutcomeValue.id,
        who=OutcomeValue.recorded_name, quantity=OutcomeValue.value, unit=OutcomeIndicator.unit,
        reference=OutcomeIndicator.short, number=OutcomeValue.year, state=OutcomeValue.span, place=_Place,
    ).select_from(OutcomeValue)  # fmt: skip
    rows = rows.join(OutcomeSeries, OutcomeSeries.id == OutcomeValue.series_id)
    rows = rows.join(OutcomeIndicator, OutcomeIndicator.id == OutcomeSeries.indicator_id)
    return [rows.join(_Place, _Place.c.id == OutcomeSeries.area_id).where(OutcomeSeries.area_id.in_(here))]


def meeting_rows(who: Holder, here: Any) -> Rows:
    """Meetings that chose one of these areas, decided on a level that this person may see, or adopted a plan."""
    deciding = (
        sa.select(LevelDecision.meeting_id)
        .join(Mapping, Mapping.id == LevelDecision.mapping_id)
        .where(Mapping.area_id.in_(here), Mapping.visible_clause(who), LevelDecision.meeting_id.is_not(None))
    )
    choosing = sa.select(TargetChoice.meeting_id).where(TargetChoice.area_id.in_(here))
    adopting = _plans(here, ActionPlan.meeting_id).where(ActionPlan.meeting_id.is_not(None))
    sources = [deciding] + [choosing] * can("finding.read", who=who) + [adopting] * can("plan.read", who=who)
    instant = sa.func.coalesce(Meeting.opened_at, Meeting.starts_at)
    rows = row_of("meeting", instant, Meeting.id, Meeting.theme, who=Meeting.chair, reference=Meeting.reference)
    decided = sa.or_(*(Meeting.id.in_(each) for each in sources))
    return [rows.where(decided, Meeting.visible_clause(who), Meeting.state != MeetingState.CANCELLED)]
