"""The shapes that the demo's content is written in. Days are counted from today: -30 is thirty days ago."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from app.agencies.models import AgencyKind
from app.attendance.models import Presence
from app.commitments.models import Terms
from app.commitments.states import Reason
from app.meetings.agenda import AgendaKind
from app.meetings.models import MeetingKind, MeetingState
from app.minutes.models import LineKind
from app.policy import Role
from app.tasks.states import PartState, Priority


@dataclass(frozen=True)
class Office:
    """An agency. `later` is the name it takes `later_day` days from today, `joins` the office it is merged into."""

    name: str
    kind: AgencyKind
    later: str = ""
    later_day: int = 0
    joins: str = ""


@dataclass(frozen=True)
class Account:
    """Someone who can sign in, and the post held."""

    email: str
    name: str
    title: str
    role: Role
    office: str


@dataclass(frozen=True)
class Line:
    """A line of the minutes. `key` points to the commitment or task that the line is."""

    kind: LineKind
    text: str = ""
    key: str = ""


@dataclass(frozen=True)
class Item:
    """An item of the agenda with its lines."""

    kind: AgendaKind
    title: str
    minutes: int
    lines: tuple[Line, ...] = ()
    presenter: str = ""


@dataclass(frozen=True)
class Guest:
    """Who came, or did not."""

    office: str
    presence: Presence = Presence.PRESENT
    person: str = ""
    position: str = ""
    represents: str = ""


@dataclass(frozen=True)
class Gathering:
    """A meeting, brought as far as `state`. `day` counts from today, unless it is a date."""

    day: int | dt.date
    kind: MeetingKind
    theme: str
    venue: str
    items: tuple[Item, ...]
    guests: tuple[Guest, ...]
    chair: str = "Pimpinan rapat (contoh)"
    chair_position: str = "Kepala Seksi Pencegahan dan Pemberdayaan Masyarakat (contoh)"
    minute_taker: str = "Rahmi Contoh"
    letter: str = ""
    state: MeetingState = MeetingState.CLOSED
    reason: str = ""
    goes_on: bool = False  # from the last meeting of its kind: shows what became of it, and carries what has its title
    recorded: bool = True  # False: it took place before this system was used, so no account did it


@dataclass(frozen=True)
class Review:
    """What the reviewer found: a quantity accepted, or a reason to send the report back."""

    day: int
    accepted: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Report:
    """A report of the agency, and what became of it so far. `proofs` are kinds of evidence (`demo.proofs`)."""

    day: int
    quantity: int
    narrative: str
    obstacle: str = ""
    review: Review | None = None
    proofs: tuple[str, ...] = ("foto", "pdf")


@dataclass(frozen=True)
class Change:
    """An act after agreement: another due date, another target, or another office, which agrees on day `accepted`."""

    day: int
    reason: Reason
    note: str
    due: int | None = None
    target: int | None = None
    office: str = ""
    accepted: int = 0


@dataclass(frozen=True)
class Promise:
    """A commitment: proposed when its line was written, then whatever followed."""

    office: str
    statement: str
    due: int
    target: int | None
    unit: str
    indicator: str
    proof: str
    accepted: int | None = None
    place: str = "Lokasi sasaran (contoh)"
    suspended: tuple[int, Reason, str] | None = None
    reports: tuple[Report, ...] = ()
    cancelled: tuple[int, str] | None = None
    changes: tuple[Change, ...] = ()

    def office_on(self, day: int) -> str:
        """Who answers for it on that day."""
        return next((each.office for each in reversed(self.changes) if each.office and each.day <= day), self.office)

    @property
    def terms(self) -> Terms:
        """What is promised beside the statement, the office and the due date."""
        goal = None if self.target is None else Decimal(self.target)
        return Terms(target=goal, unit=self.unit, indicator=self.indicator, proof=self.proof, place=self.place)


@dataclass(frozen=True)
class Step:
    """A move of one agency's part; without a state the secretariat waives it."""

    day: int
    office: str
    state: PartState | None
    note: str = ""


@dataclass(frozen=True)
class Job:
    """A shared task with a part for each office, and the moves in order of time."""

    title: str
    detail: str
    due: int
    offices: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    priority: Priority = Priority.NORMAL
    cancelled: int | None = None


def note(text: str) -> Line:
    """A plain note."""
    return Line(LineKind.NOTE, text)


def decision(text: str) -> Line:
    """A decision."""
    return Line(LineKind.DECISION, text)


def promise(key: str) -> Line:
    """The line that is the commitment `key`."""
    return Line(LineKind.COMMITMENT, key=key)


def job(key: str) -> Line:
    """The line that is the task `key`."""
    return Line(LineKind.TASK, key=key)
