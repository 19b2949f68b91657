"""Rows of the programme for tests: mappings with their level, findings, target locations, plans."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.agencies.models import Agency
from app.areas.models import Area
from app.clock import now, today
from app.extensions import db
from app.findings.models import Finding, FindingKind, Skill, TargetChoice
from app.mapping.levels import Level
from app.mapping.models import Mapping
from app.mapping.parts import LevelDecision
from app.meetings.models import Meeting
from app.periods import Half
from app.plans.models import ActionPlan, PlanAction, PlanState
from app.references import next_reference


def make_mapping(area: Area, level: Level | None = None, shared: bool = True, meeting_id: int | None = None,
                 **facts: Any) -> Mapping:  # fmt: skip
    """A mapping of this year by the checklist, decided on where it has a level; committed."""
    values = {
        "reference": next_reference("PM", today().year), "area_id": area.id, "method_id": 1, "year": today().year,
        "half": Half.YEAR, "level": level, "shared_at": now() if shared else None, "answered": 13,
    }  # fmt: skip
    mapping = Mapping(**(values | facts))
    db.session.add(mapping)
    if level:
        decision = LevelDecision(level=level, decided_on=today(), basis="Berita acara", by_name="Ani Pemutus",
                                 meeting_id=meeting_id)  # fmt: skip
        mapping.decisions.append(decision)
    db.session.commit()
    return mapping


def make_skill(name: str = "Menjahit") -> Skill:
    """A skill; flushed."""
    skill = Skill(name=name, plain=name.lower())
    db.session.add(skill)
    db.session.flush()
    return skill


def make_finding(area: Area, agency_id: int, kind: FindingKind = FindingKind.PROBLEM, **facts: Any) -> Finding:
    """A finding; committed."""
    values = {"title": f"Temuan {kind.value}", "rank": 1, "created_name": "Ani"}
    finding = Finding(area_id=area.id, agency_id=agency_id, kind=kind, **(values | facts))
    db.session.add(finding)
    db.session.commit()
    return finding


def make_target(area: Area, meeting: Meeting, **facts: Any) -> TargetChoice:
    """An area chosen for this year; committed."""
    values = {"year": today().year, "why": "Warganya berminat", "chosen_name": "Ani"}
    target = TargetChoice(area_id=area.id, meeting_id=meeting.id, **(values | facts))
    db.session.add(target)
    db.session.commit()
    return target


def make_plan(agency_id: int, *areas: Area, findings: tuple[Finding, ...] = (), **facts: Any) -> ActionPlan:
    """An adopted plan of one action in these areas; committed."""
    name = db.session.get_one(Agency, agency_id).name
    values = {"reference": next_reference("RA", today().year), "title": "Rencana aksi", "year": today().year,
              "agency_id": agency_id, "agency_name": name, "state": PlanState.ADOPTED,
              "adopted_on": today() - dt.timedelta(days=3)}  # fmt: skip
    plan = ActionPlan(**(values | facts))
    action = PlanAction(number=1, action="Melatih pemuda", agency_id=agency_id, agency_name=name)
    action.areas, action.findings = list(areas), list(findings)
    plan.actions.append(action)
    db.session.add(plan)
    db.session.commit()
    return plan
