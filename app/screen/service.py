"""The state of a meeting as the projector shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.extensions import fetch
from app.meetings.queries import LAST_BEGUN
from app.minutes.queries import part_names
from app.screen.queries import AGENDA, MADE, MOST


@dataclass
class Board:
    """The agenda with the place where the meeting is, and what was made in it so far, newest first.

    `index` counts from 0; None before the first item. During a pause it is the item that was begun last.
    """

    agenda: list[Any]
    index: int | None
    made: list[Any]
    has_more: bool
    names: dict[int, list[str]]

    @property
    def here(self) -> Any:
        """The present or paused item, None before the first."""
        return None if self.index is None else self.agenda[self.index]

    @property
    def previous(self) -> Any:
        """The item before, None at the beginning."""
        return self.agenda[self.index - 1] if self.index else None

    @property
    def following(self) -> Any:
        """The item after, None at the end."""
        after = 0 if self.index is None else self.index + 1
        return self.agenda[after] if after < len(self.agenda) else None

    @property
    def section(self) -> str:
        """The heading of the part of the agenda where the meeting is, "" when it has none."""
        reached = self.agenda[: (self.index or 0) + 1]
        return next((item.section for item in reversed(reached) if item.section), "")


def board(meeting_id: int) -> Board:
    """Return the meeting's state."""
    agenda = list(fetch(AGENDA, meeting_id=meeting_id))
    made = list(fetch(MADE, meeting_id=meeting_id))
    names = part_names([line.task_id for line in made if line.task_id])
    return Board(agenda, _place(agenda, meeting_id), made[:MOST], len(made) > MOST, names)


def _place(agenda: list[Any], meeting_id: int) -> int | None:
    present = next((index for index, item in enumerate(agenda) if item.started_at), None)
    begun = fetch(LAST_BEGUN, meeting_id=meeting_id) if present is None else ()
    return next((index for index, item in enumerate(agenda) if begun and item.id == begun[0].subject_id), present)
