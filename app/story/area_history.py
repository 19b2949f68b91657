"""What only the history tells of an area's plans and activities: that a plan was closed or opened again, that people
were counted, that a result was written down."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.activities.models import Activity, ActivityCount
from app.activities.steps import CountOf
from app.audit import AuditEvent
from app.plans.models import ActionPlan, PlanAction, PlanState
from app.story.area_rows import row_of


def _changed(field: str, place: int) -> Any:
    """The old (0) or new (1) value of a field in an event of the history."""
    return AuditEvent.changes[(field, place)].as_string()


def moved_plans(actions: Any) -> sa.Select[Any]:
    """Plans with one of these rows, when they were closed and when they were opened again."""
    mine = sa.select(PlanAction.plan_id).where(PlanAction.id.in_(actions))
    old, new = _changed("state", 0), _changed("state", 1)
    rows = row_of("plan", AuditEvent.at, ActionPlan.id, ActionPlan.title, AuditEvent.id, who=AuditEvent.actor_name,
                  state=new, agency=old, reference=ActionPlan.reference)  # fmt: skip
    rows = rows.select_from(AuditEvent).join(ActionPlan, ActionPlan.id == AuditEvent.root_id)
    return rows.where(
        AuditEvent.root_type == "action_plan", AuditEvent.root_id.in_(mine), AuditEvent.subject_type == "action_plan",
        sa.or_(new == PlanState.CLOSED.value, sa.and_(old != PlanState.DRAFT.value, old.is_not(None))),
    )  # fmt: skip


def told_activities(facts: dict[str, Any]) -> list[sa.Select[Any]]:
    """When the people of an activity were last counted, and when its result was last written down."""
    people = sa.select(sa.func.sum(ActivityCount.women + ActivityCount.men)).where(
        ActivityCount.activity_id == Activity.id, ActivityCount.of == CountOf.PARTICIPANT
    )
    counted = _last(AuditEvent.subject_type == "activity_count").subquery("counted")
    result = AuditEvent.subject_type == "activity", sa.func.coalesce(_changed("result", 1), "") != ""
    told = _last(*result).subquery("told")
    rows = row_of("counted", counted.c.at, Activity.id, Activity.title, **facts,
                  number=sa.func.coalesce(people.scalar_subquery(), 0))  # fmt: skip
    return [
        rows.join(counted, counted.c.root_id == Activity.id),
        row_of("told", told.c.at, Activity.id, Activity.title, **facts).join(told, told.c.root_id == Activity.id),
    ]


def _last(*events: Any) -> Any:
    rows = sa.select(AuditEvent.root_id, sa.func.max(AuditEvent.at).label("at"))
    return rows.where(AuditEvent.root_type == "activity", *events).group_by(AuditEvent.root_id)
