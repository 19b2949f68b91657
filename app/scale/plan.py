"""What all parts of the scale data share: how much there is, when it happened, who is there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from typing import Any

from app.clock import now

SEED = 20190425
SPAN = dt.timedelta(days=5 * 365)
YEARS = 10  # of mappings, plans and activities
OPEN_SHARE, LATE_SHARE, FRESH = 0.85, 0.03, 0.8  # the newest fifth is mostly open, of the rest a little

Row = dict[str, Any]
Rows = dict[str, list[Row]]


@dataclass(frozen=True)
class Size:
    """How many of each."""

    tasks: int
    commitments: int
    meetings: int
    villages: int = 48  # as many as Palopo has

    @property
    def districts(self) -> int:
        """As many as Palopo has, or one for 25 villages."""
        return max(9, self.villages // 25)

    @property
    def areas(self) -> int:
        """The city, its districts and their villages."""
        return 1 + self.districts + self.villages


SIZES = {
    "XS": Size(50, 50, 10),
    "S": Size(1_000, 1_000, 200),
    "M": Size(20_000, 10_000, 2_000, 1_000),
    "L": Size(100_000, 50_000, 10_000, 1_000),
}


@dataclass
class Plan:
    """One run: the same size makes the same data, counted back from `today`."""

    size: Size
    agencies: list[tuple[int, str]] = field(default_factory=list)
    people: list[tuple[int, str]] = field(default_factory=list)
    chance: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - the same data each time is the point
    today: dt.datetime = field(default_factory=lambda: now().replace(minute=0, second=0, microsecond=0))
    lines: dict[tuple[str, int], tuple[int, int, str]] = field(default_factory=dict)  # (line, meeting, text)
    counters: dict[tuple[str, int], int] = field(default_factory=dict)
    audit: list[Row] = field(default_factory=list)
    audit_id: int = 0
    keys: dict[str, int] = field(default_factory=dict)

    def key(self, table: str) -> int:
        """Return the next id of a table whose rows are not counted otherwise."""
        self.keys[table] = self.keys.get(table, 0) + 1
        return self.keys[table]

    def moment(self, number: int, total: int) -> dt.datetime:
        """When the `number`-th of `total` things began: evenly over five years, at an hour of its own."""
        day = SPAN.days * number // total
        return self.today - SPAN + dt.timedelta(days=day, minutes=self.chance.randrange(480))

    def meeting(self) -> int:
        """One of those that were held."""
        return self.chance.randrange(self.size.meetings * 9 // 10) + 1

    @property
    def years(self) -> range:
        """The years of the programme, this one the last."""
        return range(self.today.year - YEARS + 1, self.today.year + 1)

    def day_of(self, year: int, day: int) -> dt.datetime:
        """A working hour of a day of a year, never after today."""
        return min(dt.datetime(year, 1, 1, 2, tzinfo=dt.UTC) + dt.timedelta(days=day), self.today)

    def reference(self, letter: str, year: int) -> str:
        """Return the next reference, as `app.references` gives them out."""
        number = self.counters[letter, year] = self.counters.get((letter, year), 0) + 1
        return f"{letter}/{year}/{number:03d}"

    def due(self, started: dt.datetime, is_open: bool) -> dt.date:
        """A due date; of what is open, about a third is late."""
        if not is_open:
            return (started + dt.timedelta(days=self.chance.randrange(30, 180))).date()
        days = -self.chance.randrange(1, 60) if self.chance.random() < 0.3 else self.chance.randrange(150)
        return max(started, self.today + dt.timedelta(days=days)).date()

    def is_open(self, number: int, total: int) -> bool:
        """Whether it is still open, by its age."""
        return self.chance.random() < (OPEN_SHARE if number > total * FRESH else LATE_SHARE)

    def later(self, instant: dt.datetime, days: int) -> dt.datetime:
        """Some time within `days` after `instant`, never after today."""
        return min(instant + dt.timedelta(days=self.chance.uniform(0, days)), self.today)

    def note(self, at: dt.datetime, action: str, subject: tuple[str, int], root: tuple[str, int], changes: Row) -> None:
        """Write an event of the history, by somebody."""
        self.audit_id += 1
        actor, name = self.chance.choice(self.people)
        self.audit.append({
            "id": self.audit_id, "at": at, "actor_id": actor, "actor_name": name, "action": action,
            "subject_type": subject[0], "subject_id": subject[1], "root_type": root[0], "root_id": root[1],
            "changes": changes,
        })  # fmt: skip

    def take_audit(self) -> list[Row]:
        """Return the events since the last call."""
        taken, self.audit = self.audit, []
        return taken
