"""Who and what is on the stage while the demo is played, and how agencies and accounts come onto it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import partial

from app.accounts.models import User
from app.accounts.service import hash_password
from app.agencies.models import Agency, Post
from app.agencies.service import merge
from app.areas.models import Area
from app.clock import at
from app.commitments.models import Commitment
from app.demo.offices import ACCOUNTS, OFFICES, VACANT
from app.demo.shapes import Account, Office
from app.demo.timeline import MORNING, Actor, Timeline
from app.extensions import db
from app.meetings.models import Meeting, MeetingKind
from app.policy import Role
from app.series.models import MeetingSeries
from app.tasks.models import Task

NAMED_SINCE = dt.date(2015, 1, 1)
FIRST_DAY = dt.date(2019, 1, 2)
IN_USE_SINCE = -430  # days from today: before that the system had no accounts
SECRETARIAT, REVIEWER, LIAISON, LEADER, ADMIN = (
    Role.SECRETARIAT.value,
    Role.REVIEWER.value,
    Role.LIAISON.value,
    Role.LEADER.value,
    Role.ADMIN.value,
)


def liaison(office: str) -> str:
    """How the timeline names whoever speaks for an office."""
    return f"{LIAISON} {office}"


@dataclass
class Stage:
    """What the acts refer to by key; filled while the acts are played."""

    timeline: Timeline = field(default_factory=Timeline)
    offices: dict[str, Agency] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    meetings: list[Meeting] = field(default_factory=list)
    series: dict[MeetingKind, MeetingSeries] = field(default_factory=dict)
    commitments: dict[str, Commitment] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)

    def actor(self, who: str) -> Actor:
        """Return the account behind a role, or for a liaison without account somebody of that office."""
        if who in self.actors:
            return self.actors[who]
        office = OFFICES[who.removeprefix(LIAISON + " ")]
        return Actor(None, f"Narahubung {office.name} (contoh)")


def plan_people(stage: Stage, password: str) -> None:
    """Plan agencies with their names over time, and accounts with their posts."""
    start, password_hash = at(FIRST_DAY, MORNING), hash_password(password)
    for key, office in OFFICES.items():
        stage.timeline.add(start, "", partial(_found, stage, key, office))
    for account in ACCOUNTS:
        stage.timeline.add(stage.timeline.moment(IN_USE_SINCE), "", partial(_open, stage, account, password_hash))
    for key in VACANT:
        stage.timeline.add(stage.timeline.moment(IN_USE_SINCE, 30), ADMIN, partial(_make_post, stage, key))
    for key, office in OFFICES.items():
        if office.later or office.joins:
            stage.timeline.add(stage.timeline.moment(office.later_day), ADMIN, partial(_reform, stage, key, office))


def _found(stage: Stage, key: str, office: Office) -> None:
    agency = Agency(kind=office.kind, name=office.name)
    agency.rename(office.name, NAMED_SINCE)
    db.session.add(agency)
    stage.offices[key] = agency


def _open(stage: Stage, account: Account, password_hash: str) -> None:
    user = User(email=account.email, name=account.name, password_hash=password_hash)
    post = Post(agency=stage.offices[account.office], title=account.title, role=account.role)
    db.session.add_all([user, post])
    db.session.flush()
    post.give_to(user)
    who = liaison(account.office) if account.role is Role.LIAISON else account.role.value
    stage.actors[who] = Actor(user.id, user.name)


def _make_post(stage: Stage, key: str) -> None:
    db.session.add(Post(agency=stage.offices[key], title="Narahubung", role=Role.LIAISON))


def _reform(stage: Stage, key: str, office: Office) -> None:
    """Rename an agency, or end it in favour of its successor."""
    agency = stage.offices[key]
    if office.later:
        agency.rename(office.later, stage.timeline.day(office.later_day))
    if office.joins:
        merge(agency, stage.offices[office.joins].id, stage.timeline.day(office.later_day))
