"""People as numbers: each row is one group of one age band; nobody is named anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa

from app.activities.forms import CountForm
from app.activities.models import Activity
from app.activities.parts import ActivityCount
from app.activities.steps import AgeBand, CountOf, PeopleGroup
from app.extensions import db


@dataclass
class Counted:
    """All rows of one kind, in the order of groups and ages, and their sums."""

    of: CountOf
    rows: list[ActivityCount] = field(default_factory=list)

    @property
    def women(self) -> int:
        """All women."""
        return sum(row.women for row in self.rows)

    @property
    def men(self) -> int:
        """All men."""
        return sum(row.men for row in self.rows)

    @property
    def total(self) -> int:
        """All of them."""
        return self.women + self.men


def counted(rows: Iterable[ActivityCount]) -> list[Counted]:
    """Put rows in order, one `Counted` for each kind that has any."""
    groups, ages = list(PeopleGroup), list(AgeBand)
    ordered = sorted(rows, key=lambda row: (groups.index(row.group), ages.index(row.age)))
    found = [Counted(of, [row for row in ordered if row.of is of]) for of in CountOf]
    return [each for each in found if each.rows]


def same_row(activity: Activity, form: CountForm) -> ActivityCount | None:
    """The row that counts whom this form counts."""
    rows = sa.select(ActivityCount).where(
        ActivityCount.activity_id == activity.id, ActivityCount.of == form.of.data,
        ActivityCount.group == form.group.data, ActivityCount.age == form.age.data,
    )  # fmt: skip
    return db.session.scalar(rows)


def put(activity: Activity, form: CountForm, row: ActivityCount | None) -> None:
    """Write the numbers into `row`, or into a new one; nobody at all takes the row away."""
    women, men = int(form.women.data or 0), int(form.men.data or 0)
    if row is None and women + men:
        key = {"of": form.of.data, "group": form.group.data, "age": form.age.data}
        activity.counts.append(ActivityCount(**key, women=women, men=men))
    elif row is not None and women + men:
        row.women, row.men = women, men
    elif row is not None:
        activity.counts.remove(row)
