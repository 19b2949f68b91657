"""Which plans and actions a page shows, and what an action may be tied to."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.agencies.models import Agency
from app.areas.models import Area
from app.commitments.models import Commitment
from app.commitments.states import CommitmentState
from app.extensions import fetch
from app.formats import date_short
from app.language import Lazy as _l
from app.listing import Choices, Filter, Listing, Rows, Values, text_filter
from app.meetings.models import HELD, Meeting
from app.plans.models import (
    ACTION_AGENCIES,
    ACTION_AREAS,
    ACTION_COMMITMENTS,
    ActionPlan,
    PlanAction,
    PlanMeasure,
    PlanState,
)
from app.policy import Holder

MOST_MEETINGS = 100
LONGEST_TEASER = 200
IDS: Any = sa.bindparam("ids", expanding=True)
PLAN = sa.bindparam("plan_id", type_=sa.BigInteger)
ACTION = sa.bindparam("action_id", type_=sa.BigInteger)
TEASER = sa.func.substr(Commitment.statement, 1, LONGEST_TEASER).label("statement")

_YEARS = sa.select(ActionPlan.year).distinct().order_by(ActionPlan.year.desc())
_COUNTS = sa.and_(Commitment.agreed_at.is_not(None), Commitment.state != CommitmentState.CANCELLED)
_HERE = sa.and_(PlanAction.plan_id == ActionPlan.id, PlanAction.removed_at.is_(None))


def _year_choices() -> Choices:
    return [("", _l("Semua tahun")), *((str(row.year), str(row.year)) for row in fetch(_YEARS))]


def plan_rows(who: Holder, values: Values) -> Rows:
    """The columns of the list: the number of actions, and the average of their commitments, in hundredths."""
    number = sa.select(sa.func.count()).select_from(PlanAction).where(_HERE).correlate(ActionPlan)
    tied = sa.join(PlanAction, ACTION_COMMITMENTS, ACTION_COMMITMENTS.c.action_id == PlanAction.id)
    tied = tied.join(Commitment, Commitment.id == ACTION_COMMITMENTS.c.commitment_id)
    claimed, verified = (
        sa.select(sa.func.sum(column) // sa.func.count()).select_from(tied).where(_HERE, _COUNTS).correlate(ActionPlan)
        for column in (Commitment.claimed_percent, Commitment.verified_percent)
    )
    return ActionPlan.visible_to(who).with_only_columns(
        ActionPlan.id, ActionPlan.reference, ActionPlan.title, ActionPlan.year, ActionPlan.state,
        ActionPlan.agency_name, number.scalar_subquery().label("actions"),
        claimed.scalar_subquery().label("claimed"), verified.scalar_subquery().label("verified"),
        maintain_column_froms=True,
    )  # fmt: skip


PLANS = Listing(
    rows=plan_rows,
    identity=ActionPlan.id,
    sorts={"tahun": ActionPlan.year, "judul": ActionPlan.title},
    default="-tahun",
    filters=(
        Filter("tahun", _l("Tahun"), lambda value: ActionPlan.year == int(value), _year_choices),
        Filter(
            "status",
            _l("Status"),
            lambda value: ActionPlan.state == PlanState(value),
            lambda: [("", _l("Semua status")), *PlanState.choices()],
        ),
        text_filter(ActionPlan.title, ActionPlan.reference, ActionPlan.agency_name),
    ),
)

ACTION_COLUMNS = (*(c for c in PlanAction.__table__.c if c.key not in ("created_at", "version")), ActionPlan.year)
_ACTIONS = sa.select(*ACTION_COLUMNS).join(ActionPlan, ActionPlan.id == PlanAction.plan_id)
ACTIONS_OF = _ACTIONS.where(PlanAction.plan_id == PLAN).order_by(PlanAction.number)
ACTION_ROW = _ACTIONS.where(PlanAction.id == ACTION)
MEASURES_OF = sa.select(PlanMeasure.action_id, PlanMeasure.period, PlanMeasure.text, PlanMeasure.target).where(
    PlanMeasure.action_id.in_(IDS)
)
# The related agencies and the areas of actions, by name and by code.
AROUND = sa.union_all(
    sa.select(
        ACTION_AGENCIES.c.action_id, sa.literal("agency").label("kind"), Agency.id, Agency.name,
        Agency.name.label("by"), sa.literal("").label("place"),
    )
    .join(Agency, Agency.id == ACTION_AGENCIES.c.agency_id)
    .where(ACTION_AGENCIES.c.action_id.in_(IDS)),
    sa.select(
        ACTION_AREAS.c.action_id, sa.literal("area"), Area.id, Area.name, Area.code, sa.cast(Area.kind, sa.String),
    )
    .join(Area, Area.id == ACTION_AREAS.c.area_id)
    .where(ACTION_AREAS.c.action_id.in_(IDS)),
).order_by("kind", "by")  # fmt: skip


def meeting_choices(who: Holder) -> list[tuple[int, str]]:
    """The newest meetings that took place, for who names the one that adopted a plan."""
    columns = Meeting.id, Meeting.theme, Meeting.reference, Meeting.starts_at
    held = sa.select(*columns).where(Meeting.visible_clause(who), Meeting.state.in_(HELD))
    rows: Any = fetch(held.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(MOST_MEETINGS))
    return [(row.id, f"{date_short(row.starts_at)}, {row.theme[:120]} ({row.reference})") for row in rows]


_MEETING = sa.select(Meeting.id, Meeting.reference, Meeting.theme, Meeting.starts_at).where(
    Meeting.id == sa.bindparam("meeting_id", type_=sa.BigInteger)
)


def meeting_of(meeting_id: int) -> Any:
    """What a plan's page says of the meeting that adopted it."""
    return fetch(_MEETING, meeting_id=meeting_id)[0]
