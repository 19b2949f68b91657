"""Does a training teach what people in its areas want to learn? (sesuai dengan minat dan kemampuan)"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.activities.models import Activity
from app.activities.queries import INTERESTS
from app.activities.steps import ActivityStep
from app.extensions import fetch


@dataclass
class Match:
    """One area of a training: how many in it want its skill (None where nobody is known to), and what else they want.

    `people` counts persons; an interest that was found without a number adds none. `around` are the same interests as
    recorded for larger areas around it: nobody knows how many of those people live here.
    """

    area_id: int
    area: str
    people: int | None = None
    around: list[Any] = field(default_factory=list)
    others: list[Any] = field(default_factory=list)


def matches_of(activity: Activity, areas: list[tuple[int, str]]) -> list[Match]:
    """Compare the skill of a training with the interests found in each of its areas; empty for any other step."""
    if activity.step is not ActivityStep.TRAINING or activity.skill_id is None:
        return []
    found = {key: Match(key, name) for key, name in areas}
    for row in fetch(INTERESTS, activity_id=activity.id):
        match = found[row.area_id]
        if row.skill_id != activity.skill_id:
            match.others.append(row)
        elif row.is_around:
            match.around.append(row)
        else:
            match.people = (match.people or 0) + (row.count or 0)
    return list(found.values())
