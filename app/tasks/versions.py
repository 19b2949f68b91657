"""What people edit of a task and of a part, each with a version of just that.

The version columns of the tables change at every act. A form that compared them would call itself stale although
nobody touched what it shows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from app.tasks.states import PartState, Priority


@dataclass(frozen=True)
class Wording:
    """What the secretariat writes of a task. Its version ignores the parts, which move on while one types."""

    title: str
    detail: str
    due: dt.date
    priority: Priority

    @property
    def version(self) -> str:
        """Changes whenever one of the four does."""
        return _digest(self.title, self.detail, self.due, self.priority.value)


@dataclass(frozen=True)
class Progress:
    """What an agency says of its part. Its version ignores the due date, which the secretariat may move meanwhile."""

    state: PartState
    note: str
    blocked_on: int | None = None

    @property
    def version(self) -> str:
        """Changes whenever one of the three does."""
        return _digest(self.state.value, self.note, self.blocked_on)


@dataclass(frozen=True)
class Arrangement:
    """What whoever issued the task says of a part. Its version ignores how far the agency is."""

    scope: str
    due: dt.date | None
    needs_confirmation: bool

    @property
    def version(self) -> str:
        """Changes whenever one of the three does."""
        return _digest(self.scope, self.due, self.needs_confirmation)


def _digest(*facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
