"""The page before a meeting, put together: what was agreed, what became of it, what presses, what one may ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.accounts.identity import Identity
from app.agencies.queries import agency_choices
from app.agreement.queries import UNSIGNED
from app.attendance.models import Answer
from app.attendance.queries import PRESENCES
from app.briefing.queries import FEW, HELD_UP, PRESSING, QUIET, REDATED, asked, limits
from app.clock import now, today
from app.columns import Labelled
from app.commitments import figures, risk
from app.commitments.filters import AGREED_ON
from app.commitments.queries import COMMITMENTS
from app.commitments.states import CommitmentState
from app.extensions import fetch
from app.meetings.models import Meeting
from app.minutes.models import LineKind
from app.series.follow_up import Followed, FollowUp, follow_up_of

AGENCIES = 8  # with most promises; the others are counted


@dataclass(frozen=True)
class Expected:
    """Who is invited: how many seats, how many of them answered, and what."""

    invited: int
    answers: list[tuple[Labelled, int]]

    @property
    def answered(self) -> int:
        """How many said anything."""
        return sum(number for _, number in self.answers)


@dataclass(frozen=True)
class Became:
    """What the last meeting led to: for each kind how many are done and how many there are, and what is still open."""

    last: FollowUp
    numbers: list[tuple[LineKind, int, int]]
    open: list[Followed]


@dataclass(frozen=True)
class Promised:
    """Promises with a due date in `year` that were agreed on: by agency (id, name, sums, verified), and all of them."""

    year: int
    agencies: list[tuple[int, str, figures.Sums, int]]
    others: int
    whole: figures.Sums
    verified: int


@dataclass(frozen=True)
class Listed:
    """The first rows of a list, and how many it has."""

    rows: list[Any]
    number: int

    @property
    def rest(self) -> int:
        """How many are not shown."""
        return max(0, self.number - len(self.rows))


@dataclass(frozen=True)
class Briefing:
    """All that the page shows."""

    expected: Expected
    became: Became | None
    promised: Promised
    pressing: Listed
    late: int
    risky: int
    held_up: Listed
    unsigned: Sequence[Any]
    quiet: Listed
    quiet_tasks: Listed
    stale_days: int


def briefing_of(meeting: Meeting, who: Identity) -> Briefing:
    """Return the page of a meeting as it stands now. At most nine queries, whatever the data."""
    ours, theirs = asked(who.seats)
    promises, work = fetch(ours), fetch(theirs)
    pressing = [row for row in promises if row.kind == PRESSING]
    return Briefing(
        expected=_expected(meeting),
        became=_became(meeting),
        promised=_promised(who),
        pressing=Listed(pressing, sum((pressing[0].number, pressing[0].more)) if pressing else 0),
        late=pressing[0].number if pressing else 0,
        risky=pressing[0].more if pressing else 0,
        held_up=_listed(work, HELD_UP),
        unsigned=[row for row in fetch(UNSIGNED, now=now()) if row.lacks_chair],
        quiet=_quiet(promises, {row.id for row in pressing}),
        quiet_tasks=_listed(work, QUIET),
        stale_days=limits()[1],
    )


def _expected(meeting: Meeting) -> Expected:
    rows = [row for row in fetch(PRESENCES, meeting_id=meeting.id) if row.invited]
    said = Counter(row.answer for row in rows if row.answer)
    return Expected(len(rows), [(answer, said[answer]) for answer in Answer if answer in said])


def _became(meeting: Meeting) -> Became | None:
    followed = follow_up_of(meeting.id) if meeting.previous_id else None
    if followed is None:
        return None
    numbers = [(kind, sum(not each.is_open for each in rows), len(rows)) for kind, rows in followed.groups]
    still = sorted((each for each in followed.rows if each.is_open), key=_late_first)
    return Became(followed, numbers, still)


def _late_first(each: Followed) -> tuple[Any, ...]:
    return not each.is_late, each.due or today(), each.reference


def _promised(who: Identity) -> Promised:
    year = today().year
    found = figures.matrix(COMMITMENTS, who, {"periode": str(year), "status": AGREED_ON})
    names = dict(agency_choices(current=False)) if found.agencies else {}
    verified = CommitmentState.VERIFIED
    rows = sorted(
        ((key, names.get(key, ""), sums, found.cells.get((key, verified), 0)) for key, sums in found.agencies.items()),
        key=lambda row: (-row[2].number, row[1]),
    )
    others = max(0, len(rows) - AGENCIES)
    return Promised(year, rows[:AGENCIES], others, found.whole, found.states.get(verified, 0))


def _listed(rows: Sequence[Any], kind: str) -> Listed:
    found = [row for row in rows if row.kind == kind]
    return Listed(found, found[0].number if found else 0)


def _quiet(rows: Sequence[Any], shown: set[int]) -> Listed:
    """What lies still and is not among what presses, which says so already."""
    found = [row for row in rows if row.kind == QUIET]
    others = [row for row in found if row.id not in shown]
    return Listed(others[:FEW], found[0].number - len(found) + len(others) if found else 0)


class Facts(NamedTuple):
    """What the page says about a promise. `moved` is how often its date moved, 0 where that is not worth a word."""

    late: bool
    stale: bool
    moved: int


def facts_of(row: Any) -> Facts:
    """Return the facts of a row."""
    return Facts(risk.late(row), risk.stale(row, limits()[1]), row.redated if row.redated >= REDATED else 0)
