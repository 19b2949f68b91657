"""A small city for a year: who is there, and the acts that people do there, each by its own verb and at its time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.agencies.models import Agency, Post
from app.agencies.service import merge
from app.attendance.models import Answer, Attendance, Presence
from app.clock import acting_at, at, now
from app.commitments.models import Commitment
from app.commitments.states import Reason
from app.demo.timeline import Actor, acting_as
from app.extensions import db
from app.meetings.models import Meeting, MeetingState
from app.notices.models import Absence
from app.policy import Role
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import PartState
from tests.commitments.steps import a_report
from tests.factories import make_agency, make_commitment, make_meeting, make_task, make_user, seat

YEAR = 2026
P = PartState
AGENCIES = {
    "bnn": "BNN Kota", "bappeda": "Bappeda", "dinsos": "Dinas Sosial", "dinkes": "Dinas Kesehatan",
    "polres": "Polres", "disnaker": "Dinas Tenaga Kerja", "koperasi": "Dinas Koperasi", "lurah": "Kelurahan Salekoe",
}  # fmt: skip
PEOPLE = (
    ("Sekar", "bnn", Role.SECRETARIAT), ("Herman", "bnn", Role.LEADER), ("Rina", "bappeda", Role.REVIEWER),
    ("Ani", "dinsos", Role.LIAISON), ("Budi", "polres", Role.LIAISON), ("Citra", "dinkes", Role.LIAISON),
    ("Dedi", "disnaker", Role.LIAISON), ("Eka", "koperasi", Role.LIAISON), ("Gita", "polres", Role.LEADER),
    ("Fajar", "", None), ("Hasan", "", None),
)  # fmt: skip


@dataclass(frozen=True)
class Act:
    """One thing that somebody does."""

    at: dt.datetime
    who: str
    says: str
    do: Callable[[], Any]


@dataclass
class City:
    """What the acts refer to."""

    agencies: dict[str, Agency] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    promises: dict[str, Commitment] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    meetings: dict[int, Meeting] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)
    seen: int = 0  # the newest notice that was written down

    def found(self) -> None:
        """Make agencies and people; a ward has nobody who speaks for it. Nobody is told of that: it was before."""
        for key, name in AGENCIES.items():
            self.agencies[key] = make_agency(name)
        for name, agency, role in PEOPLE:
            self.people[name] = make_user(f"{name.lower()}@contoh.go.id", name)
            if role:
                self.posts[name] = seat(self.people[name], self.agencies[agency], role)
                self.posts[name].title = str(role.label)
        self.posts["lurah"] = Post(agency=self.agencies["lurah"], title="Narahubung", role=Role.LIAISON)
        db.session.add(self.posts["lurah"])
        db.session.commit()

    def on(self, when: str, who: str, says: str, do: Callable[[], Any]) -> None:
        """Plan an act: "03-24 09.00", who does it, what it is, and how it is done."""
        instant = dt.datetime.strptime(f"{YEAR}-{when}", "%Y-%m-%d %H.%M")  # noqa: DTZ007
        self.acts.append(Act(at(instant.date(), instant.time()), who, says, do))

    def play(self, act: Act) -> None:
        """Do it, as a request would."""
        person = self.people[act.who]
        with acting_at(act.at), acting_as(Actor(person.id, person.name)):
            act.do()
            db.session.commit()

    def promise(self, key: str, agency: str, due: str, statement: str, **facts: Any) -> None:
        """Write a promise down."""
        day = dt.date.fromisoformat(f"{YEAR}-{due}")
        self.promises[key] = make_commitment(self.agencies[agency].id, due=day, statement=statement, **facts)

    def task(self, key: str, due: str, title: str, *agencies: str) -> Task:
        """Hand out a task."""
        day = dt.date.fromisoformat(f"{YEAR}-{due}")
        ids = [self.agencies[each].id for each in agencies]
        self.tasks[key] = make_task(*ids, due=day, title=title)
        return self.tasks[key]

    def part(self, key: str, agency: str) -> TaskPart:
        """The part that an agency has in a task."""
        found = self.tasks[key].part_of(self.agencies[agency])
        assert found is not None
        return found

    def accept(self, key: str) -> None:
        """Agree to a promise."""
        self.promises[key].accept()

    def report(self, key: str, quantity: int) -> None:
        """Tell of progress."""
        self.promises[key].submit_report(a_report(quantity))

    def verify(self, key: str, quantity: int) -> None:
        """Find it so."""
        self.promises[key].verify(Decimal(quantity), self.people["Rina"].id)

    def call(self, month: int, day: int, *agencies: str) -> None:
        """Announce the meeting of a month."""
        start = at(dt.date(YEAR, month, day), dt.time(9))
        meeting = make_meeting(
            self.agencies["bnn"].id, MeetingState.DRAFT, starts_at=start, theme=f"Rapat koordinasi bulan {month}",
            chair="Herman", minute_taker="Sekar",
        )  # fmt: skip
        for key in agencies:
            meeting.attendances.append(Attendance(agency=self.agencies[key], agency_name=AGENCIES[key]))
        meeting.announce()
        self.meetings[month] = meeting

    def answer(self, month: int, *agencies: str) -> None:
        """Say that somebody comes."""
        names = [AGENCIES[key] for key in agencies]
        for row in self.meetings[month].attendances:
            if row.agency_name in names:
                row.reply(Answer.COMING, "")

    def hold(self, month: int, *absent: str) -> None:
        """Begin and end the meeting."""
        meeting = self.meetings[month]
        meeting.start()
        for row in meeting.attendances:
            gone = row.agency_name in [AGENCIES[key] for key in absent]
            row.presence, row.person = (
                (Presence.ABSENT, "") if gone else (Presence.PRESENT, f"Utusan {row.agency_name}")
            )
        meeting.close()


def days() -> Iterator[dt.date]:
    """Every day of the year."""
    day = dt.date(YEAR, 1, 1)
    while day.year == YEAR:
        yield day
        day += dt.timedelta(days=1)


def change_holder(city: City, post: str, name: str) -> None:
    """Give a post to somebody else."""
    city.posts[post].give_to(city.people[name])


def stand_in(city: City, name: str, deputy: str, first: str, last: str) -> None:
    """Say who stands in for somebody, and when."""
    day = dt.date.fromisoformat
    db.session.add(Absence(
        user=city.people[name], deputy=city.people[deputy], from_date=day(f"{YEAR}-{first}"),
        until_date=day(f"{YEAR}-{last}"),
    ))  # fmt: skip


def join(city: City, old: str, new: str) -> None:
    """Merge an agency into another."""
    fresh = sa.select(Agency).where(Agency.id == city.agencies[old].id).execution_options(populate_existing=True)
    merge(db.session.scalars(fresh).one(), city.agencies[new].id, now().date())


def redate(city: City, key: str, due: str) -> None:
    """Agree on another day."""
    by = Actor(city.people["Sekar"].id, "Sekar")
    city.promises[key].redate(dt.date.fromisoformat(f"{YEAR}-{due}"), Reason.BUDGET, "Anggaran baru cair", by)
