"""A small city in which much is promised and done at random, and its figures counted anew in plain Python."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from app.accounts.identity import Identity
from app.activities.models import Activity
from app.activities.steps import KINDS_OF_STEP, ActivityState, ActivityStep
from app.agencies.models import Agency
from app.areas.models import Area, AreaKind
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport
from app.commitments.states import CommitmentState, SupportKind, SupportState
from app.extensions import db
from app.policy import Role, Seat
from app.references import next_reference
from tests.factories import Cast, make_area, make_commitment

NEVER = (CommitmentState.PROPOSED, CommitmentState.CANCELLED)


def holder(role: Role = Role.SECRETARIAT, agency_id: int = 1) -> Identity:
    """Somebody with one post."""
    return Identity(1, "Uji", "uji@contoh.go.id", 1, "x", (Seat(1, role, "Uji", agency_id, "Uji"),))


def make_city() -> dict[str, Area]:
    """A city of two districts with two villages each, one of which has a part; by the end of their codes."""
    city = make_area("73.73", AreaKind.CITY, "Kota Contoh")
    found = {"kota": city}
    for d in ("01", "02"):
        found[d] = make_area(f"73.73.{d}", AreaKind.DISTRICT, f"Kecamatan {d}", city)
        for v in ("1001", "1002"):
            found[d + v] = make_area(f"73.73.{d}.{v}", AreaKind.VILLAGE, f"Desa {d}{v}", found[d])
    found["bagian"] = make_area("73.73.01.1001.1", AreaKind.PART, "Lorong", found["011001"])
    db.session.commit()
    return found


def make_activity(agency_id: int, *areas: Area, **facts: Any) -> Activity:
    """An activity that was held; committed."""
    agency = db.session.get_one(Agency, agency_id)
    values = {
        "reference": next_reference("KG", 2026), "step": ActivityStep.TRAINING, "state": ActivityState.HELD,
        "title": "Bimtek olahan pangan", "starts_on": dt.date(2026, 6, 1), "ends_on": dt.date(2026, 6, 2),
        "agency_id": agency_id, "agency_name": agency.name,
    }  # fmt: skip
    activity = Activity(**(values | facts))
    activity.areas = list(areas)
    db.session.add(activity)
    db.session.commit()
    return activity


@dataclass
class World:
    """What was made."""

    areas: list[Area]
    commitments: list[Commitment] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)


def make_world(cast: Cast, seed: int, number: int = 25) -> World:
    """Promises and activities of five agencies in all kinds of areas, in several and in none."""
    chance, world = Random(seed), World(list(make_city().values()))  # noqa: S311
    agencies = [cast.bnn, cast.social, cast.police, cast.planning, cast.health]
    for _ in range(number):
        world.commitments.append(_commitment(chance, agencies, world.areas))
        world.activities.append(_activity(chance, agencies, world.areas))
    db.session.commit()
    return world


def _commitment(chance: Random, agencies: list[int], areas: list[Area]) -> Commitment:
    lead, claimed = chance.choice(agencies), chance.randrange(101)
    made = make_commitment(
        lead, state=chance.choice(list(CommitmentState)), support_kind=chance.choice([None, *SupportKind]),
        due=dt.date(chance.choice((2025, 2026)), chance.randrange(1, 13), 5),
        unit=chance.choice(("orang", "orang", "")),
        target=chance.choice((Decimal(40), Decimal("2.5"), None)), claimed=Decimal(chance.randrange(9)),
        verified=Decimal(1), claimed_percent=claimed, verified_percent=chance.randrange(claimed + 1),
    )  # fmt: skip
    made.areas = chance.sample(areas, chance.randrange(4))
    for agency in chance.sample([each for each in agencies if each != lead], chance.randrange(3)):
        state = chance.choice(list(SupportState))
        made.supports.append(CommitmentSupport(agency_id=agency, agency_name="x", role="Membantu", state=state))
    return made


def _activity(chance: Random, agencies: list[int], areas: list[Area]) -> Activity:
    step = chance.choice(list(ActivityStep))
    kinds = KINDS_OF_STEP.get(step)
    day = dt.date(chance.choice((2025, 2026)), chance.randrange(1, 13), 9)
    made = make_activity(chance.choice(agencies), *chance.sample(areas, chance.randrange(3)), step=step,
                         kind=chance.choice(kinds) if kinds else None, state=chance.choice(list(ActivityState)),
                         starts_on=day, ends_on=day)  # fmt: skip
    if chance.random() < 0.1:
        made.remove()
    return made


def is_in(obj: Any, area: Area) -> bool:
    """It names the area, or one inside it."""
    return any(each.code == area.code or each.code.startswith(area.code + ".") for each in obj.areas)


def asked_for(commitment: Commitment, values: dict[str, str]) -> bool:
    """Whether the matrix that is asked so counts it."""
    state, kind = values.get("status"), values.get("dukungan")
    return (
        (commitment.state.value == state if state else commitment.state not in NEVER)
        and _within(commitment.due, values.get("periode", ""))
        and (not kind or kind_of(commitment) == kind)
    )


def kind_of(commitment: Commitment) -> str:
    """Its kind of support as the address says it."""
    return commitment.support_kind.value if commitment.support_kind else "belum"


def counts(activity: Activity, values: dict[str, str]) -> bool:
    """Whether the matrix that is asked so counts it."""
    alive = activity.removed_at is None and activity.state is not ActivityState.CANCELLED
    kind = values.get("dukungan") in (None, kind_of_done(activity))
    return alive and kind and "status" not in values and _within(activity.starts_on, values.get("periode", ""))


def kind_of_done(activity: Activity) -> str:
    """The kind of support that an activity is: only of received support it is known."""
    known = activity.step is ActivityStep.SUPPORT and activity.kind is not None
    return activity.kind.value if known and activity.kind else "belum"


def _within(day: dt.date, period: str) -> bool:
    year, _, half = period.partition("-")
    return not period or (str(day.year) == year and (not half or (day.month < 7) == (half == "B06")))
