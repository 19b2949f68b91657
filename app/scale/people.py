"""Sixty agencies and two hundred people, one of them for each role with an address of its own."""

from __future__ import annotations

import datetime as dt

from app.accounts.models import normal_email
from app.accounts.service import hash_password
from app.agencies.models import AgencyKind
from app.demo.offices import OFFICES
from app.policy import Role
from app.scale.plan import SPAN, Plan, Rows
from app.scale.words import person

AGENCIES, PEOPLE = 60, 200
SINCE = dt.date(2015, 1, 1)
LIAISON_AGENCY = list(OFFICES).index("dinsos") + 1
ACCOUNTS = (
    ("narahubung", Role.LIAISON, LIAISON_AGENCY), ("sekretariat", Role.SECRETARIAT, 1), ("peninjau", Role.REVIEWER, 4),
    ("pimpinan", Role.LEADER, 2), ("admin", Role.ADMIN, 2),
)  # fmt: skip


def people_rows(plan: Plan, password: str) -> Rows:
    """Return agencies with names, users, posts and holdings; all users share one password."""
    plan.agencies = [(number + 1, name) for number, name in enumerate(_agency_names())]
    plan.people = [(number + 1, person(number)) for number in range(PEOPLE)]
    started = plan.today - SPAN
    hashed = hash_password(password)
    seats = [(role, agency) for _, role, agency in ACCOUNTS]
    seats += [(Role.LIAISON, agency) for agency, _ in plan.agencies if agency != LIAISON_AGENCY]
    kinds = [office.kind for office in OFFICES.values()]
    return {
        "agency": [
            {"id": key, "kind": kinds[key - 1] if key <= len(kinds) else AgencyKind.OPD, "name": name, "address": "",
             "version": 1} for key, name in plan.agencies
        ],
        "agency_name": [
            {"id": key, "agency_id": key, "name": name, "from_date": SINCE} for key, name in plan.agencies
        ],
        "user": [
            {"id": key, "email": _email(key), "name": name, "password_hash": hashed, "is_active": True,
             "created_at": started, "version": 1} for key, name in plan.people
        ],
        "post": [
            {"id": key, "agency_id": agency, "title": str(role.label), "role": role, "version": 1}
            for key, (role, agency) in enumerate(seats, 1)
        ],
        "holding": [
            {"id": key, "post_id": key, "user_id": key, "starts_at": started, "ends_at": None}
            for key in range(1, len(seats) + 1)
        ],
    }  # fmt: skip


def _agency_names() -> list[str]:
    named = [office.name for office in OFFICES.values()]
    return named + [f"Kelurahan contoh {number}" for number in range(1, AGENCIES - len(named) + 1)]


def _email(key: int) -> str:
    name = ACCOUNTS[key - 1][0] if key <= len(ACCOUNTS) else f"orang{key}"
    return normal_email(f"{name}@skala.example")
