"""The plan of each year and the activities along the chain, over ten years."""

from __future__ import annotations

import datetime as dt

from app.activities.steps import ActivityKind, ActivityState, ActivityStep, AgeBand, CountOf, PeopleGroup
from app.findings.models import FindingKind
from app.plans.models import Measure, PlanState, WorkLine
from app.scale import words
from app.scale.areas import SKILLS, targets, villages
from app.scale.plan import Plan, Row, Rows

ACTIONS = 40
STEPS = list(ActivityStep)
TRAINING, FOLLOWING = STEPS.index(ActivityStep.TRAINING), STEPS.index(ActivityStep.FOLLOWING)
KINDS = {ActivityStep.BRIEFING: ActivityKind.FOR_STAKEHOLDERS, ActivityStep.EVALUATION: ActivityKind.OF_WORK}
SUPPORTS = (ActivityKind.GOODS, ActivityKind.PEOPLE, ActivityKind.OTHER)


def plan_rows(plan: Plan) -> Rows:
    """Return a plan of forty actions for each year."""
    tables = ("action_plan", "plan_action", "plan_measure", "plan_action_area", "plan_action_agency",
              "plan_action_commitment", "plan_action_finding")  # fmt: skip
    rows: Rows = {name: [] for name in tables}
    agency, name = plan.agencies[0]
    for year in plan.years:
        key = plan.key("action_plan")
        rows["action_plan"].append({
            "id": key, "reference": plan.reference("RA", year), "title": f"Rencana aksi {year} (contoh)", "year": year,
            "legal_basis": "", "agency_id": agency, "agency_name": name, "state": PlanState.ADOPTED,
            "meeting_id": plan.meeting(), "adopted_on": plan.day_of(year, 75).date(),
            "created_at": plan.day_of(year, 62),
        })  # fmt: skip
        for number in range(1, ACTIONS + 1):
            _add_action(plan, rows, key, year, number)
    return rows


def _add_action(plan: Plan, rows: Rows, plan_id: int, year: int, number: int) -> None:
    chance, key = plan.chance, plan.key("plan_action")
    agency, name = chance.choice(plan.agencies)
    rows["plan_action"].append({
        "id": key, "plan_id": plan_id, "number": number, "strategy": chance.choice(words.THEMES),
        "action": words.statement(chance, number), "output": "Laporan kegiatan", "criterion": "Terlaksana",
        "target": 30, "unit": chance.choice(words.UNITS), "agency_id": agency, "agency_name": name,
        "line": chance.choice(list(WorkLine)), "starts_on": dt.date(year, 4, 1), "ends_on": dt.date(year, 11, 30),
        "place": "Balai warga (contoh)", "created_at": plan.day_of(year, 63), "updated_at": plan.day_of(year, 63),
    })  # fmt: skip
    rows["plan_measure"] += [
        {"id": plan.key("plan_measure"), "action_id": key, "period": period, "text": "Tahap selesai", "target": part}
        for period, part in zip(Measure, (5, 15, 25, 30), strict=True)
    ]  # fmt: skip
    area = chance.choice(targets(plan, year)) if number % 2 else chance.choice(villages(plan))
    problem = 1 + (area - villages(plan)[0]) * len(FindingKind)  # the first finding of that area
    rows["plan_action_area"].append({"action_id": key, "area_id": area})
    rows["plan_action_agency"].append({"action_id": key, "agency_id": agency % len(plan.agencies) + 1})
    promise = chance.randrange(plan.size.commitments) + 1
    rows["plan_action_commitment"].append({"action_id": key, "commitment_id": promise})
    rows["plan_action_finding"].append({"action_id": key, "finding_id": problem})


def activity_rows(plan: Plan, first: int, last: int) -> Rows:
    """Return the activities of the years `first` to `last` (excluded): the whole chain in the target
    locations, and in every seventh village beside them."""
    rows: Rows = {name: [] for name in ("activity", "activity_area", "activity_session", "activity_count")}
    for year in plan.years[first:last]:
        chosen = targets(plan, year)
        others = [area for area in villages(plan)[::7] if area not in chosen]
        for area in chosen + others:
            _add_chain(plan, rows, area, year)
    return rows


def _add_chain(plan: Plan, rows: Rows, area: int, year: int) -> None:
    training = None
    for index, step in enumerate(STEPS):
        if index == FOLLOWING and plan.chance.random() < 0.3:
            continue  # as it happens
        row = _activity(plan, year, index, step)
        row["follows_id"] = training if index == FOLLOWING else None
        training = row["id"] if index == TRAINING else training
        rows["activity"].append(row)
        rows["activity_area"].append({"activity_id": row["id"], "area_id": area})
        _count(plan, rows, row)


def _activity(plan: Plan, year: int, index: int, step: ActivityStep) -> Row:
    chance = plan.chance
    agency, name = chance.choice(plan.agencies)
    day = dt.date(year, 2 + index + chance.randrange(4), 1 + chance.randrange(28))
    past = day < plan.today.date()
    state = ActivityState.HELD if past and chance.random() < 0.95 else ActivityState.CANCELLED if past else None
    made = plan.day_of(year, 65)
    return {
        "id": plan.key("activity"), "reference": plan.reference("KG", year), "step": step,
        "kind": chance.choice(SUPPORTS) if step is ActivityStep.SUPPORT else KINDS.get(step),
        "state": state or ActivityState.PLANNED, "title": f"{step.label.text} (contoh)", "starts_on": day,
        "ends_on": day + dt.timedelta(days=chance.randrange(3)), "place": "Balai warga (contoh)",
        "agency_id": agency, "agency_name": name, "created_at": made, "updated_at": made,
        "skill_id": chance.randrange(len(SKILLS)) + 1 if step is ActivityStep.TRAINING else None,
        "action_id": None, "result": chance.choice(words.RESULTS) if past else "",
    }  # fmt: skip


def _count(plan: Plan, rows: Rows, activity: Row) -> None:
    rows["activity_session"].append({
        "id": plan.key("activity_session"), "activity_id": activity["id"], "on_date": activity["starts_on"],
        "place": activity["place"], "topic": "Pembukaan",
    })  # fmt: skip
    rows["activity_count"] += [
        {"id": plan.key("activity_count"), "activity_id": activity["id"], "count_of": of, "people_group": group,
         "age": AgeBand.ADULT, "women": plan.chance.randrange(20), "men": plan.chance.randrange(20)}
        for of, group in ((CountOf.EXPECTED, PeopleGroup.RESIDENTS), (CountOf.PARTICIPANT, PeopleGroup.RESIDENTS),
                          (CountOf.PARTICIPANT, PeopleGroup.YOUTH))
    ]  # fmt: skip
