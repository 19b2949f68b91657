"""What was found in an area, what answers it, and which skills there are."""

from __future__ import annotations

import sqlalchemy as sa

from app.activities.models import Activity
from app.agencies.models import Agency
from app.agencies.queries import heirs
from app.areas.inside import inside_of
from app.areas.models import Area
from app.audit import AuditEvent
from app.findings.models import ENDING, SWOT, Finding, FindingFile, FindingKind, Skill
from app.listing import Listing, Rows, Values, text_filter
from app.plans.models import ACTION_FINDINGS, ActionPlan, PlanAction
from app.policy import Holder, can

AREA_ID = sa.bindparam("area_id", type_=sa.BigInteger)
PRESENT = Finding.removed_at.is_(None)
NEWEST = 6
MOST_SKILLS = 300  # offered while one types

_HEIRS = heirs()
_FILES = sa.select(sa.func.count()).where(FindingFile.finding_id == Finding.id, FindingFile.removed_at.is_(None))
# The findings of one area in their order, with the names of the agency and the skill, and how many files each has.
FINDINGS_OF = (
    sa.select(
        Finding.id, Finding.kind, Finding.title, Finding.detail, Finding.group.label("people_of"),
        Finding.count.label("people"), *(getattr(Finding, name) for name in ("parties", *SWOT, *ENDING)),
        Finding.source, Finding.found_on, Finding.agency_id, _HEIRS.c.heir_id.label("responsible_agency_id"),
        Agency.name.label("agency"), Skill.name.label("skill"), _FILES.scalar_subquery().label("files"),
    )
    .join(Agency, Agency.id == Finding.agency_id)
    .join(_HEIRS, _HEIRS.c.id == Finding.agency_id)
    .outerjoin(Skill, Skill.id == Finding.skill_id)
    .where(Finding.area_id == AREA_ID, PRESENT)
    .order_by(Finding.kind, Finding.rank, Finding.id)
)  # fmt: skip
# The areas inside one area in which something was found, with how much.
INSIDE = (
    sa.select(Area.id, Area.kind, Area.name, sa.func.count().label("number"))
    .join(Finding, Finding.area_id == Area.id)
    .where(Area.id.in_(inside_of(AREA_ID)), Area.id != AREA_ID, PRESENT)
    .group_by(Area.id, Area.code, Area.kind, Area.name)
    .order_by(Area.code)
)
# Which rows of which plans answer the findings of one area.
ANSWERS_OF = (
    sa.select(ACTION_FINDINGS.c.finding_id, PlanAction.id.label("action_id"), PlanAction.number, ActionPlan.reference)
    .join(PlanAction, PlanAction.id == ACTION_FINDINGS.c.action_id)
    .join(ActionPlan, ActionPlan.id == PlanAction.plan_id)
    .join(Finding, Finding.id == ACTION_FINDINGS.c.finding_id)
    .where(Finding.area_id == AREA_ID, PlanAction.removed_at.is_(None))
    .order_by(ActionPlan.reference, PlanAction.number)
)
# What was done lately to the findings of one area and their files, newest first.
EVENTS_OF = (
    sa.select(*AuditEvent.__table__.c)
    .where(
        AuditEvent.root_type == "area", AuditEvent.root_id == AREA_ID,
        AuditEvent.subject_type.in_(("finding", "finding_file")),
    )
    .order_by(AuditEvent.id.desc())
    .limit(NEWEST)
)  # fmt: skip
# The names that a field for skills offers.
SKILL_NAMES = sa.select(Skill.name).order_by(Skill.name).limit(MOST_SKILLS)


def of_kind(area_id: int, kind: FindingKind) -> sa.Select[Finding]:
    """The findings of one kind in an area, in their order; locked, as their ranks are about to change."""
    here = sa.select(Finding).where(Finding.area_id == area_id, Finding.kind == kind, PRESENT)
    return here.order_by(Finding.rank, Finding.id).with_for_update(of=Finding)


def _number_of(model: type[Finding] | type[Activity]) -> sa.ScalarSelect[int]:
    used = sa.select(sa.func.count()).select_from(model)
    return used.where(model.skill_id == Skill.id, model.removed_at.is_(None)).scalar_subquery()


def skill_rows(who: Holder, values: Values) -> Rows:
    """The columns of the list of skills: in how many areas they are wished for, and how many activities teach them."""
    visible = sa.true() if can("finding.read", who=who) else sa.false()
    counts = (_number_of(Finding).label("interests"), _number_of(Activity).label("activities"))
    return sa.select(Skill.id, Skill.name, *counts).where(visible)


SKILLS = Listing(
    rows=skill_rows,
    identity=Skill.id,
    sorts={"nama": Skill.plain},
    default="nama",
    filters=(text_filter(Skill.name),),
)
# What a skill may be joined to.
OTHER_SKILLS = sa.select(Skill.id, Skill.name).order_by(Skill.name)
