"""A city of districts and villages with invented names, drawn as a grid, and what was found in each of them."""

from __future__ import annotations

import datetime as dt

from app.areas.models import AreaKind
from app.findings.models import ENDING, SWOT, FindingKind, VulnerableGroup
from app.scale import words
from app.scale.plan import YEARS, Plan, Row, Rows

SIDE, GAP = 400, 20  # of a village's square, in units of the outlines' grid
ORIGIN = 1_300_000, 30_000
TARGETS = 5  # areas chosen in a year
SKILLS = ("Olahan pangan", "Menjahit", "Perbengkelan", "Budi daya ikan", "Pangkas rambut", "Desain grafis")
FOUND = {
    FindingKind.PROBLEM: "Pemuda tanpa pekerjaan tetap (contoh)",
    FindingKind.PEOPLE: "Pengurus PKK yang aktif (contoh)",
    FindingKind.NATURE: "Hasil laut yang belum diolah (contoh)", FindingKind.GROUP: "Keluarga miskin (contoh)",
    FindingKind.INTEREST: "Minat belajar keterampilan (contoh)", FindingKind.STAKEHOLDERS: "Pemetaan stakeholder",
}  # fmt: skip


def area_rows(plan: Plan) -> Rows:
    """Return a city of districts and villages, with an outline for each of these."""
    districts = plan.size.districts
    rows = [_area(1, "99.99", AreaKind.CITY, "Kota contoh", None)]
    rows += [_area(n + 1, f"99.99.{n:02d}", AreaKind.DISTRICT, f"contoh {n}", 1) for n in range(1, districts + 1)]
    for n in range(plan.size.villages):
        district = n % districts + 1
        code = f"99.99.{district:02d}.{1001 + n // districts}"
        rows.append(_area(n + districts + 2, code, AreaKind.VILLAGE, f"contoh {n + 1}", district + 1))
    return {"area": rows, "area_boundary": [_square(plan, key) for key in villages(plan)]}


def villages(plan: Plan) -> range:
    """The ids of all villages."""
    return range(plan.size.districts + 2, plan.size.areas + 1)


def _area(key: int, code: str, kind: AreaKind, name: str, parent: int | None) -> Row:
    return {"id": key, "code": code, "kind": kind, "name": name, "parent_id": parent}


def _square(plan: Plan, key: int) -> Row:
    """Villages of one district lie in one column of the grid."""
    row, column = divmod(key - plan.size.districts - 2, plan.size.districts)
    left, top, side = ORIGIN[0] + column * SIDE, ORIGIN[1] + row * SIDE, SIDE - GAP
    return {
        "area_id": key, "path": f"M{left} {top}l{side} 0 0 {side} -{side} 0z", "left": left, "top": top,
        "right": left + side, "bottom": top + side, "label_x": left + side // 2, "label_y": top + side // 2,
        "source": "Batas rekaan untuk data skala", "imported_at": plan.today, "imported_name": words.person(0),
    }  # fmt: skip


def finding_rows(plan: Plan) -> Rows:
    """Return skills, a finding of each kind in each village, and the target locations of each year."""
    skills = [{"id": key, "name": name, "plain": name.lower()} for key, name in enumerate(SKILLS, 1)]
    findings = [_finding(plan, area, kind) for area in villages(plan) for kind in FindingKind]
    choices = [_target(plan, area, year) for year in plan.years for area in targets(plan, year)]
    return {"skill": skills, "finding": findings, "target_choice": choices}


def targets(plan: Plan, year: int) -> list[int]:
    """The areas chosen for a year: others each year, until it begins again."""
    here = villages(plan)
    return [here[(year * TARGETS + n) % len(here)] for n in range(TARGETS)]


def _finding(plan: Plan, area: int, kind: FindingKind) -> Row:
    counted = kind in (FindingKind.GROUP, FindingKind.INTEREST)
    agency, _ = plan.chance.choice(plan.agencies)
    at = plan.today - dt.timedelta(days=plan.chance.randrange(365 * YEARS))
    return {
        "id": plan.key("finding"), "area_id": area, "kind": kind, "title": FOUND[kind], "detail": "",
        "vulnerable_group": plan.chance.choice(list(VulnerableGroup)) if kind is FindingKind.GROUP else None,
        "skill_id": plan.chance.randrange(len(SKILLS)) + 1 if kind is FindingKind.INTEREST else None,
        "count": plan.chance.randrange(5, 200) if counted else None, **dict.fromkeys((*SWOT, *ENDING), ""),
        "parties": "Kelurahan (contoh)\nKarang taruna (contoh)" if kind is FindingKind.STAKEHOLDERS else "",
        "source": "Musyawarah warga (contoh)",
        "found_on": at.date(), "rank": 1, "agency_id": agency, "created_name": words.person(agency),
        "created_at": at,
    }  # fmt: skip


def _target(plan: Plan, area: int, year: int) -> Row:
    return {
        "id": plan.key("target_choice"), "area_id": area, "year": year, "why": plan.chance.choice(words.REMARKS),
        "expected": 30, "meeting_id": plan.meeting(), "line_id": None,
        "chosen_name": words.person(1), "at": plan.day_of(year, 60),
    }  # fmt: skip
