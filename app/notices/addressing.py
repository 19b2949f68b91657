"""Who is told: the present holders of posts, and while one is away also the deputy.

An agency that nobody speaks for is told through the secretariat, so that nothing is said into the void.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.accounts.models import User
from app.agencies.models import Agency, Holding, Post
from app.notices.models import Absence, MailState
from app.policy import Role, Seat, Viewer, can


class To(NamedTuple):
    """Whom to tell: the holders of posts with `role`, at `agency_id` or anywhere, or one person (`user_id`).

    With `act`, only those who may do that act of POLICY to `obj`.
    """

    role: Role | None = None
    agency_id: int | None = None
    user_id: int | None = None
    act: str = ""
    obj: Any = None


@dataclass
class Person:
    """Somebody who can sign in, with the posts held now, and who stands in today."""

    id: int
    name: str
    seats: tuple[Seat, ...]
    deputy_id: int | None = None


@dataclass
class Reached:
    """Somebody to be told, for which agency, and what the sentence adds: `for` is who is away, `vacant` an agency."""

    user_id: int
    agency_id: int | None
    mail_state: MailState = MailState.NEW
    facts: dict[str, Any] = field(default_factory=dict)


def people(session: so.Session, to: Iterable[To], day: dt.date) -> dict[int, Person]:
    """Return everybody concerned by id, with the secretariat where an agency may have no liaison. One query."""
    wanted = list(to)
    agencies = {each.agency_id for each in wanted if each.agency_id is not None}
    roles = {each.role for each in wanted if each.role and each.agency_id is None} | {Role.SECRETARIAT}
    users = {each.user_id for each in wanted if each.user_id is not None}
    found: dict[int, Person] = {}
    for row in session.connection().execute(_seats(agencies, roles, users, day)):
        person = found.setdefault(row.user_id, Person(row.user_id, row.name, (), row.deputy_id))
        person.seats += (Seat(row.post_id, row.role, row.title, row.agency_id, row.agency_name),)
    return found


def _seats(agencies: set[int], roles: set[Role], users: set[int], day: dt.date) -> Any:
    """All seats held now by whoever holds one of those asked for, and who stands in on this day."""
    away = sa.and_(Absence.user_id == User.id, Absence.from_date <= day, Absence.until_date >= day)
    asked, mine = so.aliased(Holding), so.aliased(Post)
    one_of = sa.or_(
        mine.role.in_(roles), sa.and_(mine.role == Role.LIAISON, mine.agency_id.in_(agencies)),
        asked.user_id.in_(users),
    )  # fmt: skip
    matching = sa.select(asked.user_id).join(mine, mine.id == asked.post_id).where(asked.ends_at.is_(None), one_of)
    return (
        sa.select(
            User.id.label("user_id"), User.name, Post.id.label("post_id"), Post.role, Post.title,
            Agency.id.label("agency_id"), Agency.name.label("agency_name"), Absence.deputy_id,
        )
        .join(Holding, Holding.user_id == User.id)
        .join(Post, Post.id == Holding.post_id)
        .join(Agency, Agency.id == Post.agency_id)
        .outerjoin(Absence, away)
        .where(Holding.ends_at.is_(None), User.is_active, User.id.in_(matching))
        .order_by(User.id, Post.id, Absence.id)
    )  # fmt: skip


def reached(known: dict[int, Person], to: Sequence[To]) -> list[Reached]:
    """Return who is to be told of one thing, each person once."""
    found: dict[int, Reached] = {}
    for each in to:
        direct = [(person, _seat(person, each)) for person in known.values() if _matches(person, each)]
        facts: dict[str, Any] = {}
        if not direct and each.agency_id is not None:
            facts = {"vacant": True}
            office = To(role=Role.SECRETARIAT)
            direct = [(person, None) for person in known.values() if _matches(person, office)]
        for person, seat in direct:
            agency_id = each.agency_id if each.agency_id is not None else seat.agency_id if seat else None
            for one in _with_deputy(person, agency_id, facts):
                found.setdefault(one.user_id, one)
    return list(found.values())


def _matches(person: Person, to: To) -> bool:
    if to.act and not can(to.act, to.obj, who=Viewer(person.seats)):
        return False
    return person.id == to.user_id if to.user_id is not None else _seat(person, to) is not None


def _seat(person: Person, to: To) -> Seat | None:
    held = (seat for seat in person.seats if to.role in (None, seat.role))
    return next((seat for seat in held if to.agency_id in (None, seat.agency_id)), None)


def _with_deputy(person: Person, agency_id: int | None, facts: dict[str, Any]) -> list[Reached]:
    """Who is away finds it in the inbox afterwards; the mail goes to the deputy."""
    if person.deputy_id is None:
        return [Reached(person.id, agency_id, facts=facts)]
    absent = Reached(person.id, agency_id, MailState.NONE, facts)
    return [absent, Reached(person.deputy_id, agency_id, facts=facts | {"for": person.name})]
