"""Switching names on and people to be named, for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.activities.steps import PeopleGroup
from app.beneficiaries.models import Beneficiary, NameSwitch
from app.clock import today
from app.extensions import db
from app.findings.skills import skill_named
from tests.findings.steps import make_village

NAME = "Andi Zulkarnain"
NIK = "7373051234560001"
REASON = "Menghubungi peserta pelatihan"


def switch_on(checks_doubles: bool = False) -> NameSwitch:
    """Names are kept from now on; committed."""
    facts = {"assessed_on": today(), "assessed_by": "Kepala", "document": "DPIA/1", "reason": "Pendampingan"}
    switch = NameSwitch(is_on=True, by_name="Admin", checks_doubles=checks_doubles, **facts)
    db.session.add(switch)
    db.session.commit()
    return switch


def switch_off() -> None:
    """No names any more; committed."""
    db.session.add(NameSwitch(is_on=False, by_name="Admin", reason="Selesai", document="", assessed_by=""))
    db.session.commit()


def make_person(area_id: int = 0, **facts: Any) -> Beneficiary:
    """A person who consented today; committed."""
    values = {
        "name": NAME, "group": PeopleGroup.RESIDENTS, "area_id": area_id or make_village().id, "interest": "Warung",
        "skill": skill_named("Menjahit"), "consented_on": today(), "consent_note": "Map persetujuan",
        "keep_until": today() + dt.timedelta(days=700),
    }  # fmt: skip
    person = Beneficiary(**(values | facts))
    db.session.add(person)
    db.session.commit()
    return person


def form_of(area_id: int, **fields: object) -> dict[str, object]:
    """What is typed to record a person."""
    return {"full_name": NAME, "group": "youth", "area_id": area_id, "consented_on": today(), "is_adult": "y",
            "new_consent_note": "Tertulis", "keep_until": today() + dt.timedelta(days=700)} | fields  # fmt: skip
