"""Numbers and pictures of the first page: kept until something changes (docs/adr/0022), the same as the lists tell."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext, pgettext

from app.accounts.identity import Identity
from app.agencies.models import Agency
from app.clock import today, week_of
from app.commitments.figures import Sums
from app.commitments.kept import kept
from app.commitments.models import Commitment
from app.commitments.states import OPEN, CommitmentState
from app.extensions import fetch
from app.formats import number
from app.kept import Kept, states_of
from app.listing import capped_count, count_in_words
from app.policy import Role
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import GONE

S = CommitmentState
WEEKS, AGENCIES = 8, 8
NOT_AGREED_ON = (S.PROPOSED, S.CANCELLED)
# Every act on a task or a part moves the task's `updated_at`.
_kept_tasks = Kept(Task.updated_at, Task.id, TaskPart.id)
_COUNT = sa.func.count()
_TO_DO = sa.text("task_part.is_open AND task_part.task_is_open")  # written so that its index is found


@dataclass
class Week:
    """What is due in one week; the first of all stands for what is late. `first` is None for that one."""

    first: dt.date | None
    commitments: int = 0
    parts: int = 0

    @property
    def number(self) -> int:
        """Both."""
        return self.commitments + self.parts


@dataclass
class Figures:
    """Everything. `agencies` are (id, name, sums), id 0 for the sum of those not named."""

    numbers: list[tuple[str, str, str, str]] = field(default_factory=list)
    agencies: list[tuple[int, str, Sums]] = field(default_factory=list)
    weeks: list[Week] = field(default_factory=list)
    own: int = 0

    @property
    def highest(self) -> int:
        """The number of the fullest week, at least one."""
        return max([1, *(week.number for week in self.weeks)])


def figures_of(who: Identity) -> Figures:
    """Return the numbers: of the one agency for which somebody does nothing but liaise, else of all."""
    liaison = who.agencies_as(Role.LIAISON)
    own = next(iter(liaison)) if len(liaison) == 1 == len({seat.role for seat in who.seats}) else 0
    day = today()
    promised, worked = states_of(kept, _kept_tasks)
    rows = kept(("home", own), lambda: [tuple(row) for row in fetch(_of_commitments(own, day))], promised)
    tasks = _kept_tasks(("home", own), lambda: [tuple(row) for row in fetch(_of_tasks(own, day))], worked)
    weeks = _weeks(day, rows, tasks)
    found = Figures(weeks=weeks, own=own, agencies=_agencies([row for row in rows if row[0] == "agency"], own))
    found.numbers = _numbers(rows, weeks[0].commitments, next(row[3] for row in tasks if row[0] == "open"), own)
    return found


def _numbers(rows: list[Any], late: int, tasks: int, own: int) -> list[tuple[str, str, str, str]]:
    """Four numbers: label, value, tone, and the list that it counts."""
    states: dict[str, int] = defaultdict(int)
    for kind, agency, state, count, *_ in rows:
        if kind == "agency" and own in (0, agency):
            states[state] += count
    mine = (f"instansi={own}",) if own else ()
    faces = (
        (gettext("Komitmen terbuka"), number(sum(states[state.value] for state in OPEN)), "info", "/komitmen", ()),
        (gettext("Lewat tenggat"), number(late), "danger", "/komitmen", ("tenggat=terlambat",)),
        (gettext("Menunggu verifikasi"), number(states[S.REPORTED.value]), "warn", "/komitmen", ("status=reported",)),
        (gettext("Tugas belum selesai"), count_in_words(tasks), "neutral", "/tugas", ()),
    )
    return [
        (label, value, tone, path + ("?" + "&".join((*mine, *asked)) if mine or asked else ""))
        for label, value, tone, path, asked in faces
    ]


def _agencies(rows: list[Any], own: int) -> list[tuple[int, str, Sums]]:
    """The agencies with the most promises that were agreed on, one's own first; the others as one."""
    sums: dict[int, Sums] = defaultdict(Sums)
    names = {}
    for _, agency, state, count, claimed, verified, name, _due in rows:
        if state not in NOT_AGREED_ON:
            sums[agency].add(count, claimed, verified)
            names[agency] = name
    order = sorted(sums, key=lambda key: (key != own, -sums[key].number, names[key]))
    rest = Sums()
    for key in order[AGENCIES:]:
        rest.add(sums[key].number, sums[key].claimed_sum, sums[key].verified_sum)
    named = [(key, names[key], sums[key]) for key in order[:AGENCIES]]
    return [*named, (0, pgettext("banyak", "Instansi lain"), rest)] if rest.number else named


def _weeks(day: dt.date, commitments: list[Any], parts: list[Any]) -> list[Week]:
    monday = week_of(day)[0]
    weeks = [Week(None), *(Week(monday + dt.timedelta(days=7 * n)) for n in range(WEEKS))]
    for rows, name in ((commitments, "commitments"), (parts, "parts")):
        for row in rows:
            if row[0] == "due":
                week = weeks[0 if row[-1] < day else 1 + (row[-1] - monday).days // 7]
                setattr(week, name, getattr(week, name) + row[3])
    return weeks


def _end(day: dt.date) -> dt.date:
    return week_of(day)[0] + dt.timedelta(days=7 * WEEKS)


@lru_cache(maxsize=64)
def _of_commitments(own: int, day: dt.date) -> Any:
    """By agency and state with their percents, and what is open by due date: one query."""
    percents = sa.func.sum(Commitment.claimed_percent), sa.func.sum(Commitment.verified_percent)
    by = Commitment.lead_agency_id, Commitment.state
    sums = sa.select(*by, _COUNT.label("count"), *percents).group_by(*by).subquery().c
    agencies = sa.select(
        sa.literal("agency").label("kind"), sums.lead_agency_id, sa.type_coerce(sums.state, sa.String), sums.count,
        *list(sums)[3:], Agency.name, sa.cast(sa.null(), sa.Date()).label("due"),
    ).join(Agency, Agency.id == sums.lead_agency_id)  # fmt: skip
    # What rests is open but due to nobody: counted and taken off again, as each count is read from an index alone.
    mine = Commitment.lead_agency_id == own if own else sa.true()
    soon = mine, Commitment.due < _end(day)
    due = (
        _by_due(_COUNT).where(Commitment.is_open, *soon),
        _by_due(-_COUNT).where(Commitment.state == S.SUSPENDED, *soon),
    )
    return sa.union_all(agencies, *due)


def _by_due(count: Any) -> Any:
    zero, none = sa.literal(0), sa.literal("")
    return sa.select(sa.literal("due"), zero, none, count, zero, zero, none, Commitment.due).group_by(Commitment.due)


@lru_cache(maxsize=64)
def _of_tasks(own: int, day: dt.date) -> Any:
    """How many tasks are open (as far as the list counts them), and the parts that agencies have to do by due date."""
    mine = TaskPart.agency_id == own if own else sa.true()
    counted: Any = sa.select(Task.id).where(Task.is_open)
    if own:
        counted = sa.select(TaskPart.id).where(TaskPart.task_is_open, mine, TaskPart.state.not_in(GONE))
    total = capped_count(counted).scalar_subquery()
    zero, none = sa.literal(0), sa.literal("")
    due = sa.select(sa.literal("due").label("kind"), zero, none, _COUNT, TaskPart.due).where(
        _TO_DO, TaskPart.due < _end(day), mine
    )
    counts = sa.select(sa.literal("open"), zero, none, total, sa.cast(sa.null(), sa.Date()))
    return sa.union_all(due.group_by(TaskPart.due), counts)
