"""What is missing, before what is there: areas, trainings, findings and promises that somebody should look after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from app.activities.models import ACTIVITY_AREAS, Activity
from app.activities.queries import LIVE, is_without_following
from app.activities.steps import ActivityStep
from app.areas.models import Area, AreaKind
from app.commitments.filters import agreed_on, period_days
from app.commitments.models import Commitment
from app.commitments.promise import AREAS
from app.commitments.states import REPORTABLE, CommitmentState
from app.coverage.asking import first_day, year_of
from app.findings.models import Finding, FindingKind, TargetChoice
from app.listing import Rows, Values
from app.mapping.latest import latest_levels
from app.mapping.levels import Level
from app.mapping.models import Mapping
from app.periods import Half
from app.plans.models import ACTION_FINDINGS, PlanAction
from app.policy import Holder, can

RUNNING = (*REPORTABLE, CommitmentState.REPORTED)  # not what is suspended
_SAID = (Area.id, Area.code, Area.kind, Area.name)


def _upward(places: Any) -> sa.CTE:
    """Of rows (`area`, and what else they name), also those for the larger areas around."""
    here = places.cte(recursive=True)
    rest = [column for column in here.c if column.key != "area"]
    around = sa.select(Area.parent_id.label("area"), *rest).join(here, Area.id == here.c.area)
    return here.union(around.where(Area.parent_id.is_not(None)))


def _downward(places: Any) -> sa.CTE:
    """The same for the areas inside."""
    there = places.cte(recursive=True)
    rest = [column for column in there.c if column.key != "area"]
    return there.union(sa.select(Area.id.label("area"), *rest).join(there, Area.parent_id == there.c.area))


def _served(condition: sa.ColumnElement[bool]) -> Any:
    """The ids of areas in which, or inside which, such a promise is to be kept."""
    places = sa.select(AREAS.c.area_id.label("area")).join(Commitment, Commitment.id == AREAS.c.commitment_id)
    return sa.select(_upward(places.where(condition).distinct()).c.area)


def dangerous(who: Holder, _values: Values) -> Rows:
    """Areas whose latest official level that this person may see is the highest, without a promise being kept there."""
    last = latest_levels(who).subquery()
    rows = sa.select(*_SAID, last.c.level, last.c.released_at).join(last, last.c.area_id == Area.id)
    running = sa.and_(Commitment.visible_clause(who), Commitment.state.in_(RUNNING))
    return rows.where(last.c.level == Level.DANGER, Area.id.not_in(_served(running)))


def unmapped(_who: Holder, values: Values) -> Rows:
    """Villages of which nothing was mapped in the year, or the half-year. Whether something was is no secret."""
    days = period_days(values.get("periode", ""))
    halves = list(Half)
    if days and days[0].month != days[1].month and days[1] - days[0] < dt.timedelta(days=200):
        halves = [Half.YEAR, Half.FIRST if days[0].month == 1 else Half.SECOND]
    there = sa.select(Mapping.area_id).where(
        Mapping.year == year_of(values), Mapping.half.in_(halves), Mapping.is_begun()
    )  # fmt: skip
    return sa.select(*_SAID).where(Area.kind == AreaKind.VILLAGE, Area.id.not_in(there))


def targets(who: Holder, values: Values) -> Rows:
    """Target locations of the year without a promise that was agreed on and falls due in that year or later."""
    kept = sa.and_(
        Commitment.visible_clause(who), Commitment.due >= first_day(values), agreed_on()
    )  # fmt: skip
    rows = sa.select(*_SAID, TargetChoice.year).join(TargetChoice, TargetChoice.area_id == Area.id)
    chosen = TargetChoice.year == year_of(values), TargetChoice.removed_at.is_(None)
    return rows.where(*chosen, Area.id.not_in(_served(kept)))


def unaccompanied(who: Holder, _values: Values) -> Rows:
    """Trainings that were over a while ago, of which no accompaniment is planned or held."""
    rows = sa.select(Activity.id, Activity.reference, Activity.title, Activity.agency_name, Activity.ends_on)
    return rows.where(Activity.id.in_(_readable(who)), is_without_following())


def _readable(who: Holder) -> Any:
    return Activity.visible_to(who).with_only_columns(Activity.id)


def _findings(who: Holder, kind: FindingKind) -> Rows:
    rows = sa.select(
        Finding.id, Finding.title, Finding.count, Area.id.label("area_id"), Area.code, Area.kind, Area.name
    ).join(Area, Area.id == Finding.area_id)  # fmt: skip
    visible = sa.true() if can("finding.read", who=who) else sa.false()
    return rows.where(visible, Finding.kind == kind, Finding.removed_at.is_(None))


def unplanned(who: Holder, _values: Values) -> Rows:
    """Problems that no row of a plan deals with."""
    answered = (
        sa.select(ACTION_FINDINGS.c.finding_id)
        .join(PlanAction, PlanAction.id == ACTION_FINDINGS.c.action_id)
        .where(PlanAction.removed_at.is_(None))
    )
    return _findings(who, FindingKind.PROBLEM).where(Finding.id.not_in(answered))


def untrained(who: Holder, _values: Values) -> Rows:
    """Interests for which no training is planned or was held in the area, inside it or around it."""
    taught = sa.select(ACTIVITY_AREAS.c.area_id.label("area"), Activity.skill_id.label("skill"))
    taught = taught.join(Activity, Activity.id == ACTIVITY_AREAS.c.activity_id)
    taught = taught.where(Activity.step == ActivityStep.TRAINING, LIVE, Activity.skill_id.is_not(None)).distinct()
    served = sa.union(*(sa.select(each.c.area, each.c.skill) for each in (_upward(taught), _downward(taught))))
    # Not asked row by row: a database looks through all of them then, again and again.
    missing = sa.or_(Finding.skill_id.is_(None), sa.tuple_(Finding.area_id, Finding.skill_id).not_in(served))
    return _findings(who, FindingKind.INTEREST).where(missing)


def placeless(who: Holder, _values: Values) -> Rows:
    """Open promises that name no area."""
    somewhere = sa.exists().where(AREAS.c.commitment_id == Commitment.id)
    rows = sa.select(
        Commitment.id, Commitment.reference, sa.func.substr(Commitment.statement, 1, 200).label("title"),
        Commitment.lead_agency_name.label("agency_name"), Commitment.due,
    )  # fmt: skip
    return rows.where(Commitment.visible_clause(who), Commitment.is_open, ~somewhere)


Question = Callable[[Holder, Values], Rows]
