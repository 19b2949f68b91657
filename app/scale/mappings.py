"""A mapping of each village in each year, with what was found for each indicator, and who decided on the level."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from app.mapping.levels import Level
from app.outcomes.states import Span
from app.periods import Half
from app.scale import words
from app.scale.areas import villages
from app.scale.plan import Plan, Row, Rows

MAIN, INDICATORS = 8, 13  # of the checklist that the migration ships
CHECKLIST = 1
RESULTS = (1, 2)  # of the indicators of results that it ships: measured everywhere
SHARED, RELEASED, DECIDED = 0.8, 0.1, 0.9


def mapping_rows(plan: Plan, first: int, last: int) -> Rows:
    """Return the mappings of the years `first` to `last` (excluded), counted from 0."""
    rows: Rows = {"mapping": [], "mapping_value": [], "level_decision": []}
    for year in plan.years[first:last]:
        for area in villages(plan):
            _map(plan, area, year, rows)
    return rows


def _map(plan: Plan, area: int, year: int, rows: Rows) -> None:
    chance, key = plan.chance, plan.key("mapping")
    present = [chance.random() < 0.4 for _ in range(INDICATORS)]
    made = plan.day_of(year, 20 + chance.randrange(30))
    level = chance.choice(list(Level)) if chance.random() < DECIDED else None
    shared = chance.random() < SHARED
    rows["mapping"].append({
        "id": key, "reference": plan.reference("PM", year), "area_id": area, "method_id": CHECKLIST, "year": year,
        "half": Half.YEAR, "answered": INDICATORS, "main": sum(present[:MAIN]), "supporting": sum(present[MAIN:]),
        "level": level, "shared_at": plan.later(made, 20) if shared else None,
        "released_at": plan.later(made, 30) if shared and level and chance.random() < RELEASED else None,
        "created_at": made, "updated_at": made,
    })  # fmt: skip
    rows["mapping_value"] += [
        {"id": plan.key("mapping_value"), "mapping_id": key, "indicator_id": number, "is_present": found,
         "value": chance.randrange(1, 30) if found else 0, "source": "Laporan kelurahan (contoh)"}
        for number, found in enumerate(present, 1)
    ]  # fmt: skip
    if level:
        rows["level_decision"].append(_decision(plan, key, level, made))


def _decision(plan: Plan, mapping: int, level: Level, made: dt.datetime) -> Row:
    at = plan.later(made, 15)
    return {
        "id": plan.key("level_decision"), "mapping_id": mapping, "level": level, "computed": None,
        "decided_on": at.date(), "basis": "Rapat pembahasan pemetaan (contoh)", "reason": "",
        "meeting_id": plan.meeting(), "by_id": 2, "by_name": words.person(1),
        "by_position": "Sekretariat", "at": at,
    }  # fmt: skip


def outcome_rows(plan: Plan) -> Rows:
    """Return the values of two indicators in each village and year."""
    rows: Rows = {"outcome_series": [], "outcome_value": []}
    for area in villages(plan):
        for indicator in RESULTS:
            key = plan.key("outcome_series")
            rows["outcome_series"].append({
                "id": key, "indicator_id": indicator, "area_id": area, "baseline": Decimal(2),
                "baseline_year": plan.years[0], "target": Decimal(3), "target_year": plan.years[-1],
            })  # fmt: skip
            rows["outcome_value"] += [
                {"id": plan.key("outcome_value"), "series_id": key, "year": year, "half": Span.YEAR,
                 "value": Decimal(plan.chance.randrange(150, 350)) / 100, "category": "", "source": "Survei (contoh)",
                 "recorded_name": words.person(1), "at": plan.day_of(year, 340)}
                for year in plan.years
            ]  # fmt: skip
    return rows
