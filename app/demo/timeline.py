"""Acts of the past, played in the order of time by the person who is said to have done them.

Each act runs the models' own verbs while the clock tells its instant and its person is signed in, so histories,
references and waiting times come out as if it had all been typed at its time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from flask_login import UserMixin, login_user

from app.clock import acting_at, at, local, now
from app.extensions import db
from app.notices.happening import tell

MORNING = dt.time(9)
FRIDAY = 4


@dataclass(frozen=True)
class Actor(UserMixin):
    """Who acts: a user, or with id None somebody of an agency who has no account."""

    id: int | None
    name: str


@dataclass
class Timeline:
    """Acts to be played. Nothing happens later than `started`: what would be is done at that moment instead."""

    acts: list[tuple[dt.datetime, int, str, Callable[[], Any]]] = field(default_factory=list)
    started: dt.datetime = field(default_factory=now)

    def day(self, offset: int) -> dt.date:
        """Return the date so many days from the start, moved off a weekend away from it; 0 is that day itself."""
        found = local(self.started).date() + dt.timedelta(days=offset)
        while offset and found.weekday() > FRIDAY:
            found += dt.timedelta(days=1 if offset > 0 else -1)
        return found

    def moment(self, offset: int, minutes: int = 0) -> dt.datetime:
        """Return an instant of the working day that is `offset` days from the start, `minutes` after nine."""
        return at(self.day(offset), MORNING) + dt.timedelta(minutes=minutes)

    def add(self, instant: dt.datetime, who: str, act: Callable[[], Any]) -> None:
        """Plan an act of `who` ("" is nobody); those of one instant keep the order in which they were added."""
        self.acts.append((min(instant, self.started), len(self.acts), who, act))

    def play(self, find: Callable[[str], Actor]) -> None:
        """Do everything, each act by the actor that `find` names; the caller commits."""
        for instant, _, who, act in sorted(self.acts, key=lambda each: each[:2]):
            with acting_at(instant), acting_as(find(who) if who else None):
                act()
                db.session.flush()
                tell(db.session())


@contextmanager
def acting_as(actor: Actor | None) -> Iterator[None]:
    """Let what happens inside be done by this person."""
    with current_app.test_request_context(method="POST") if actor else nullcontext():
        if actor:
            login_user(actor)
        yield
