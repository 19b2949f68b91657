"""Who does what where, in figures: by area, agency and kind of support, and summed up over each of these."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Any

from app.agencies.queries import agency_choices
from app.commitments.figures import Sums
from app.coverage import queries
from app.coverage.asking import SHORT
from app.coverage.queries import WHOLE
from app.extensions import fetch
from app.listing import Values
from app.policy import Holder

ALL = ""  # any agency, or any kind


@dataclass
class Amount:
    """What was aimed at, told and verified in one unit; `unit` is None where there are several, or no number."""

    unit: str | None
    target: Decimal = Decimal(0)
    claimed: Decimal = Decimal(0)
    verified: Decimal = Decimal(0)

    def add(self, other: Amount) -> None:
        """Add another; what is measured otherwise makes it say nothing."""
        self.unit = self.unit if self.unit == other.unit else None
        self.target += other.target
        self.claimed += other.claimed
        self.verified += other.verified


@dataclass
class Figures(Sums):
    """Of promises led (`number` with its percents), of promises supported, and of activities."""

    supported: int = 0
    activities: int = 0
    updated: dt.datetime | None = None
    amount: Amount | None = None

    def lead(self, row: Any) -> None:
        """Count promises."""
        self.add(row.number, int(row.claimed_sum), int(row.verified_sum))
        one = row.unit == row.same_unit != "" and row.targets == row.number
        more = Amount(row.unit, row.target, row.claimed, row.verified) if one else Amount(None)
        if self.amount is None:
            self.amount = more
        else:
            self.amount.add(more)
        self._move(row)

    def support(self, row: Any) -> None:
        """Count promises of others."""
        self.supported += row.number
        self._move(row)

    def organise(self, row: Any) -> None:
        """Count activities."""
        self.activities += row.number
        self._move(row)

    def _move(self, row: Any) -> None:
        self.updated = max(self.updated, row.updated) if self.updated else row.updated

    def __bool__(self) -> bool:
        return bool(self.number or self.supported or self.activities)

    @property
    def has_amount(self) -> bool:
        """True where the amounts can be added."""
        return self.amount is not None and self.amount.unit is not None


NOTHING = Figures()
Key = tuple[int, int | str, str]  # an area or WHOLE, an agency or ALL, a kind or ALL


@dataclass
class Cube:
    """All figures. `areas` are laid out, `agencies` do something, both in order; `whole` stands for all areas."""

    areas: Sequence[Any]
    agencies: list[tuple[int, str]] = field(default_factory=list)
    whole: int = WHOLE
    cells: dict[Key, Figures] = field(default_factory=lambda: defaultdict(Figures))

    def at(self, area: int | None = None, agency: int | str = ALL, kind: str = ALL) -> Figures:
        """The figures of an area (all of them without one), an agency and a kind."""
        return self.cells.get((self.whole if area is None else area, agency, kind), NOTHING)

    def of_kinds(self, area: int | None, agency: int | str) -> str:
        """How many promises there are of each kind, in words as short as a cell needs."""
        numbers = ((self.at(area, agency, kind).number, label) for kind, label in SHORT.items())
        return ", ".join(f"{number} {label}" for number, label in numbers if number)

    def agencies_at(self, area: int) -> int:
        """How many agencies do something in an area."""
        return sum(bool(self.at(area, key)) for key, _name in self.agencies)


def cube_of(who: Holder, values: Values, names: Sequence[tuple[Any, str]] | None = None) -> Cube:
    """Ask all sources; four queries where the names of agencies are known, else five."""
    cube = Cube(fetch(queries.area_rows(values)), whole=int(values.get("kawasan", WHOLE)))
    for source, count in (
        (queries.leads, Figures.lead), (queries.supports, Figures.support), (queries.activities, Figures.organise),
    ):  # fmt: skip
        for row in fetch(source(who, values)):
            for agency, kind in product((row.agency_key, ALL), (row.kind_key, ALL)):
                count(cube.cells[row.area, agency, kind], row)
    busy = {key for _area, key, _kind in cube.cells}
    cube.agencies = [(int(key), name) for key, name in names or agency_choices(current=False) if int(key) in busy]
    return cube
