"""Activities and results that tests begin with."""

from __future__ import annotations

from typing import Any

from app.activities.models import Activity
from app.activities.parts import ActivityCount, ActivityFile, ActivitySession
from app.activities.steps import ActivityState, ActivityStep, AgeBand, CountOf, PeopleGroup
from app.agencies.models import Agency
from app.areas.models import Area, AreaKind
from app.clock import today
from app.extensions import db
from app.findings.models import Finding, FindingKind
from app.findings.skills import skill_named
from app.outcomes.models import OutcomeIndicator, OutcomeSeries, OutcomeValue
from app.outcomes.states import Span
from app.references import next_reference
from tests.factories import make_area


def make_city() -> dict[str, int]:
    """A city, two districts, three villages; ids by name. Committed."""
    city = make_area("73.73", AreaKind.CITY, "Kota Contoh")
    wara = make_area("73.73.01", AreaKind.DISTRICT, "Wara", city)
    bara = make_area("73.73.09", AreaKind.DISTRICT, "Bara", city)
    villages = [make_area("73.73.01.1001", name="Lagaligo", parent=wara),
                make_area("73.73.09.1001", name="Balandai", parent=bara),
                make_area("73.73.09.1002", name="Temmalebba", parent=bara)]  # fmt: skip
    db.session.commit()
    return {area.name: area.id for area in (city, wara, bara, *villages)}


def make_activity(agency_id: int, *area_ids: int, **facts: Any) -> Activity:
    """A training of today that is planned, unless told otherwise; committed."""
    day = facts.pop("starts_on", today())
    skill = facts.pop("skill", "")
    values = {
        "reference": next_reference("KG", today().year), "step": ActivityStep.TRAINING, "title": "Bimtek menjahit",
        "starts_on": day, "ends_on": facts.pop("ends_on", day), "agency_id": agency_id,
        "agency_name": db.session.get_one(Agency, agency_id).name, "skill_id": skill_named(skill).id if skill else None,
    }  # fmt: skip
    activity = Activity(**(values | facts))
    activity.areas = [db.session.get_one(Area, key) for key in area_ids]
    db.session.add(activity)
    db.session.commit()
    return activity


def hold(activity: Activity) -> Activity:
    """It took place, whatever the day; committed."""
    activity.state = ActivityState.HELD
    db.session.commit()
    return activity


def count(activity: Activity, women: int, men: int, **facts: Any) -> ActivityCount:
    """Residents who took part; committed."""
    values = {"of": CountOf.PARTICIPANT, "group": PeopleGroup.RESIDENTS, "age": AgeBand.ADULT}
    row = ActivityCount(activity_id=activity.id, women=women, men=men, **(values | facts))
    db.session.add(row)
    db.session.commit()
    return row


def make_interest(area_id: int, agency_id: int, skill: str, people: int | None = 12) -> Finding:
    """People of an area who want to learn something; committed."""
    finding = Finding(
        area_id=area_id, kind=FindingKind.INTEREST, title=f"Ingin belajar {skill}", skill_id=skill_named(skill).id,
        count=people, rank=1, agency_id=agency_id, created_name="Ani",
    )  # fmt: skip
    db.session.add(finding)
    db.session.commit()
    return finding


def make_outcome(area_id: int, *values: tuple[int, int], short: str = "IKP", **facts: Any) -> OutcomeSeries:
    """A series of an indicator that ships, with (year, value) pairs; committed."""
    indicator = db.session.query(OutcomeIndicator).filter_by(short=short).one()
    series = OutcomeSeries(indicator=indicator, area_id=area_id, **facts)
    series.values = [
        OutcomeValue(year=year, span=Span.YEAR, value=value, recorded_name="Ani") for year, value in values
    ]
    db.session.add(series)
    db.session.commit()
    return series


def furnish_activities(agency_id: int, area_id: int, file_id: int) -> dict[str, int]:
    """One of each kind, as the guards need them: the id by the name of the kind."""
    activity = make_activity(agency_id, area_id)
    session = ActivitySession(activity_id=activity.id, on=today())
    file = ActivityFile(activity_id=activity.id, file_id=file_id, name="foto.jpg", added_name="Ani")
    db.session.add_all([session, file])
    series = make_outcome(area_id, (today().year, 3))
    value = series.values[0]
    value.file_id, value.file_name = file_id, "foto.jpg"
    counted = count(activity, 3, 4)
    return {"Activity": activity.id, "ActivitySession": session.id, "ActivityCount": counted.id,
            "ActivityFile": file.id, "OutcomeSeries": series.id, "OutcomeValue": value.id,
            "OutcomeIndicator": series.indicator_id}  # fmt: skip
