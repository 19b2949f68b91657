"""What the tests of the rules ask: who was told what, and acts done by somebody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.demo.timeline import Actor, acting_as
from app.extensions import db
from app.notices import relevance, subjects
from app.notices.events import Event
from app.notices.models import Notice


def told(event: Event, **facts: Any) -> list[str]:
    """The addresses of who was told of such an event with (at least) these facts, in order."""
    rows = sa.select(User.email, Notice.facts).join(Notice).where(Notice.event == event).order_by(Notice.id)
    return [row.email for row in db.session.execute(rows) if facts.items() <= row.facts.items()]


def facts_of(event: Event) -> list[dict[str, Any]]:
    """The facts of each such notice, in order."""
    return list(db.session.scalars(sa.select(Notice.facts).where(Notice.event == event).order_by(Notice.id)))


def holding(event: Event) -> list[bool]:
    """Whether each such notice still holds, in order."""
    rows = db.session.execute(subjects.told().where(Notice.event == event).order_by(Notice.id))
    return [relevance.holds(row) for row in rows]


def user_of(email: str) -> User:
    """Somebody by address."""
    return db.session.scalars(sa.select(User).where(User.email == email)).one()


@contextmanager
def by(email: str) -> Iterator[User]:
    """Let what happens inside be done by this person, and commit it."""
    user = user_of(email)
    with acting_as(Actor(user.id, user.name)):
        yield user
        db.session.commit()


def forget() -> None:
    """Start to listen from here."""
    db.session.execute(sa.delete(Notice))
    db.session.commit()
