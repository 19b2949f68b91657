"""Who does what where, in figures: by area, agency and kind of support, and summed up over each of these."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.agencies.queries import agency_choices
from app.areas.models import Area
from app.commitments.figures import Sums
from app.coverage import queries
from app.coverage.asking import SHORT
from app.coverage.queries import OF_KIND, WHOLE, Split
from app.extensions import fetch
from app.listing import Values
from app.policy import Holder

ALL = ""  # any agency


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
    """Of promises led (`number` with its percents), of promises supported, and of activities.

    `kinds` and `done` are how many promises and activities there are of each kind of support.
    """

    supported: int = 0
    activities: int = 0
    updated: dt.datetime | None = None
    amount: Amount | None = None
    kinds: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)

    def lead(self, row: Any) -> None:
        """Count promises."""
        self.add(row.number, int(row.claimed_sum), int(row.verified_sum))
        one = row.unit == row.same_unit != "" and row.targets == row.number
        more = Amount(row.unit, row.target, row.claimed, row.verified) if one else Amount(None)
        if self.amount is None:
            self.amount = more
        else:
            self.amount.add(more)
        self._tell_kinds(row, self.kinds)

    def support(self, row: Any) -> None:
        """Count promises of others."""
        self.supported += row.number

    def organise(self, row: Any) -> None:
        """Count activities."""
        self.activities += row.number
        self._tell_kinds(row, self.done)

    def _tell_kinds(self, row: Any, kinds: Counter[str]) -> None:
        for key, name in OF_KIND:
            if number := getattr(row, name, 0):
                kinds[key] += number

    def __bool__(self) -> bool:
        return bool(self.number or self.supported or self.activities)

    @property
    def has_amount(self) -> bool:
        """True where the amounts can be added."""
        return self.amount is not None and self.amount.unit is not None


NOTHING = Figures()
Key = tuple[int, int | str]  # an area or WHOLE, an agency or ALL


@dataclass
class Cube:
    """All figures. `areas` are laid out, `agencies` do something, both in order; `whole` stands for all areas."""

    areas: Sequence[Any]
    agencies: list[tuple[int, str]] = field(default_factory=list)
    whole: int = WHOLE
    cells: dict[Key, Figures] = field(default_factory=lambda: defaultdict(Figures))

    def at(self, area: int | None = None, agency: int | str = ALL) -> Figures:
        """The figures of an area (all of them without one) and an agency."""
        return self.cells.get((self.whole if area is None else area, agency), NOTHING)

    def of_kinds(self, area: int | None, agency: int | str) -> str:
        """How many promises there are of each kind, in words as short as a cell needs."""
        numbers = self.at(area, agency).kinds
        return ", ".join(f"{numbers[kind]} {label}" for kind, label in SHORT.items() if numbers[kind])

    def agencies_at(self, area: int) -> int:
        """How many agencies do something in an area."""
        return sum(bool(self.at(area, key)) for key, _name in self.agencies)


def cube_of(
    who: Holder, values: Values, names: Sequence[tuple[Any, str]] | None = None, areas: Sequence[Any] | None = None
) -> Cube:
    """Ask all sources. Four queries at most, where `names` of agencies and the `areas` to lay out are known three."""
    areas = fetch(queries.area_rows(values)) if areas is None else areas
    cube = Cube(areas, whole=int(values.get("kawasan", WHOLE)))
    split = Split(Area.id.in_([area.id for area in areas]), "kawasan" in values)
    for source, count in SOURCES:
        for row in fetch(source(who, values, split)):
            keys = {int(row.agency_key) or ALL} | ({ALL} if source is not queries.supports else set())
            for agency in keys:
                count(cube.cells[row.area, agency], row)
    busy = {key for _area, key in cube.cells}
    cube.agencies = [(int(key), name) for key, name in names or agency_choices(current=False) if int(key) in busy]
    return cube


def fine_cells(who: Holder, values: Values) -> dict[tuple[int, int, str], Figures]:
    """Figures of every area that `values` lay out, by agency and kind of support."""
    split = Split(queries.laid_out(values), "kawasan" in values, fine=True)
    cells: dict[tuple[int, int, str], Figures] = defaultdict(Figures)
    for source, count in SOURCES:
        for row in fetch(source(who, values, split)):
            cell = cells[row.area, row.agency_key, row.kind_key]
            count(cell, row)
            cell.updated = max(cell.updated, row.updated) if cell.updated else row.updated
    return cells


SOURCES: tuple[tuple[Callable[[Holder, Values, Split], Any], Callable[[Figures, Any], None]], ...] = (
    (queries.leads, Figures.lead), (queries.supports, Figures.support), (queries.activities, Figures.organise),
)  # fmt: skip
