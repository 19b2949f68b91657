"""Whose hands are on a task, on a part of it, and on what hangs on both: what POLICY's conditions ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.policy import Holder, can
from app.tasks.states import GONE, PartState

if TYPE_CHECKING:
    from app.tasks.models import Task
    from app.tasks.parts import TaskPart


class TaskHands:
    """Mix-in of a task. `keeper_ids` are the agencies that arrange it, `doer_ids` all that have a hand in it."""

    is_whole = True
    issuer_agency_id: so.Mapped[int | None]
    parts: so.Mapped[list[TaskPart]]

    @property
    def keeper_ids(self) -> set[int]:
        """The agency that issued the task, none where the secretariat did."""
        return {self.issuer_agency_id} if self.issuer_agency_id else set()

    @property
    def doer_ids(self) -> set[int]:
        """The agencies that work on it, and the one that issued it."""
        return {part.agency_id for part in self.parts if part.is_live} | self.keeper_ids


class PartHands:
    """Mix-in of a part: it is its agency's alone, and arranged by that and by whoever issued the task."""

    is_whole = False
    agency_id: so.Mapped[int]
    state: so.Mapped[PartState]
    task: so.Mapped[Task]

    @property
    def is_live(self) -> bool:
        """The agency has a part in the task: it was not freed from it and has not declined."""
        return self.state not in (PartState.DECLINED, *GONE)

    @property
    def doer_ids(self) -> set[int]:
        """The agency, as long as it has the part."""
        return {self.agency_id} if self.is_live else set()

    @property
    def keeper_ids(self) -> set[int]:
        """The agency, and the one that issued the task."""
        return self.doer_ids | self.task.keeper_ids


class OnTask:
    """Mix-in of what hangs on a task or on one part of it: as visible as the task."""

    id: so.Mapped[int]
    task_id: so.Mapped[int]
    part_id: so.Mapped[int | None]
    task: so.Mapped[Task]
    part: so.Mapped[TaskPart | None]

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """As visible as the task."""
        seen = cls.task.has(trashed_at=None) if can("task.read", who=who) else sa.false()
        return sa.select(cls).where(seen)

    @property
    def is_whole(self) -> bool:
        """It belongs to the task as a whole."""
        return self.part_id is None

    @property
    def doer_ids(self) -> set[int]:
        """As of the task or the part that it hangs on."""
        return self._holder.doer_ids

    @property
    def keeper_ids(self) -> set[int]:
        """As of the task or the part that it hangs on."""
        return self._holder.keeper_ids

    @property
    def _holder(self) -> Task | TaskPart:
        return self.part or self.task
