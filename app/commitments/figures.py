"""Figures of many commitments: totals of a list, numbers by agency and status, by status, and by month."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import sqlalchemy as sa

from app.commitments.filters import late_clause
from app.commitments.kept import kept
from app.commitments.models import Commitment
from app.commitments.states import Attainment, CommitmentState
from app.extensions import fetch
from app.listing import WORD_LIMIT, Listing, Values
from app.paging import COUNT_LIMIT
from app.policy import Holder

Found = TypeVar("Found")

S = CommitmentState
NOT_KEPT = {"pantau"}  # watching is no act on a commitment, so no change of it can be told
FEW = 400  # rows that are known by their ids as well: looking for them again would read far more than them
_COUNT = sa.func.count()


@dataclass
class Sums:
    """A number of commitments with the sums of their percents."""

    number: int = 0
    claimed_sum: int = 0
    verified_sum: int = 0

    def add(self, number: int, claimed: int, verified: int) -> None:
        """Count more of them."""
        self.number, self.claimed_sum, self.verified_sum = (
            self.number + number, self.claimed_sum + claimed, self.verified_sum + verified,
        )  # fmt: skip

    @property
    def claimed_percent(self) -> int:
        """What they say on average, in hundredths, rounded down as each of them is."""
        return self.claimed_sum // self.number if self.number else 0

    @property
    def verified_percent(self) -> int:
        """What is verified on average, in hundredths."""
        return self.verified_sum // self.number if self.number else 0


@dataclass
class Totals(Sums):
    """Of all rows of a list. Under a keyword counting stops, and `is_exact` tells whether it did.

    `ids` are those of the rows where they are few, else None.
    """

    attained: dict[Attainment, int] = field(default_factory=dict)
    is_exact: bool = True
    ids: tuple[int, ...] | None = None

    @property
    def most(self) -> int:
        """Where counting stopped, or might have."""
        return max(self.number, COUNT_LIMIT) if self.is_exact else WORD_LIMIT


@dataclass
class Matrix:
    """Numbers by agency and status. `agencies` and `states` hold the totals of rows and columns."""

    cells: dict[tuple[int, CommitmentState], int]
    agencies: dict[int, Sums]
    states: dict[CommitmentState, int]
    whole: Sums


@dataclass
class Month:
    """The commitments due in one month: how many are late, open and not late, and verified."""

    first: dt.date
    late: int = 0
    open: int = 0
    verified: int = 0

    @property
    def number(self) -> int:
        """All three."""
        return self.late + self.open + self.verified


def totals(listing: Listing, who: Holder, values: Values) -> Totals:
    """Return the totals of a list; exact, but under a keyword counted as far as WORD_LIMIT."""
    return ask("totals", values, lambda: _totals(listing, who, values))


def ask(kind: str, values: Values, compute: Callable[[], Found]) -> Found:
    """Return figures about the rows that these values ask for: kept, where a change of them can be told."""
    if NOT_KEPT & values.keys():
        return compute()
    return kept((kind, tuple(values.items())), compute)


def _chosen(listing: Listing, who: Holder, values: Values, *columns: Any) -> Any:
    rows = listing.asked(who, values).with_only_columns(*columns, maintain_column_froms=True).order_by(None)
    return rows.limit(WORD_LIMIT + 1) if "cari" in values else rows


def _totals(listing: Listing, who: Holder, values: Values) -> Totals:
    percents = Commitment.claimed_percent, Commitment.verified_percent
    chosen = _chosen(listing, who, values, Commitment.attainment, *percents).subquery().c
    sums = sa.func.sum(chosen.claimed_percent), sa.func.sum(chosen.verified_percent)
    found = Totals()
    groups = sa.select(chosen.attainment, _COUNT, *sums).group_by(chosen.attainment)
    for attainment, number, claimed, verified in fetch(groups, **listing.parameters(who, values)):
        found.attained[attainment] = number
        found.add(number, int(claimed), int(verified))
    found.is_exact = "cari" not in values or found.number <= WORD_LIMIT
    if found.is_exact and found.number <= FEW and "pantau" not in values:
        found.ids = tuple(row.id for row in fetch(_chosen(listing, who, values, Commitment.id)))
    return found


def matrix(listing: Listing, who: Holder, values: Values) -> Matrix:
    """Return the numbers by agency and status."""
    return ask("matrix", values, lambda: _matrix(listing, who, values))


def _matrix(listing: Listing, who: Holder, values: Values) -> Matrix:
    percents = Commitment.claimed_percent, Commitment.verified_percent
    chosen = _chosen(listing, who, values, Commitment.lead_agency_id, Commitment.state, *percents).subquery().c
    sums = sa.func.sum(chosen.claimed_percent), sa.func.sum(chosen.verified_percent)
    by = chosen.lead_agency_id, chosen.state
    found = Matrix({}, defaultdict(Sums), defaultdict(int), Sums())
    for agency, state, number, *summed in fetch(sa.select(*by, _COUNT, *sums).group_by(*by)):
        claimed, verified = map(int, summed)
        found.cells[agency, state] = number
        found.states[state] += number
        found.agencies[agency].add(number, claimed, verified)
        found.whole.add(number, claimed, verified)
    return found


def by_state(listing: Listing, who: Holder, values: Values) -> dict[CommitmentState, int]:
    """Return how many commitments are in each state."""

    def compute() -> dict[CommitmentState, int]:
        chosen = _chosen(listing, who, values, Commitment.state).subquery().c
        groups = sa.select(chosen.state, _COUNT).group_by(chosen.state)
        return dict(tuple(row) for row in fetch(groups, **listing.parameters(who, values)))

    return ask("states", values, compute)


def by_month(listing: Listing, who: Holder, values: Values, year: int) -> list[Month]:
    """Return the twelve months of a year."""
    return ask(f"months {year}", values, lambda: _by_month(listing, who, values, year))


def _by_month(listing: Listing, who: Holder, values: Values, year: int) -> list[Month]:
    late = late_clause()
    kind = sa.case((Commitment.state == S.VERIFIED, "verified"), (late, "late"), else_="open")
    in_year = Commitment.due.between(dt.date(year, 1, 1), dt.date(year, 12, 31)), Commitment.state != S.CANCELLED
    number = sa.cast(sa.extract("month", Commitment.due), sa.Integer)
    chosen = _chosen(listing, who, values, number.label("month"), kind.label("kind")).where(*in_year).subquery().c
    months = [Month(dt.date(year, each, 1)) for each in range(1, 13)]
    for month, what, count in fetch(sa.select(chosen.month, chosen.kind, _COUNT).group_by(chosen.month, chosen.kind)):
        setattr(months[month - 1], what, count)
    return months
