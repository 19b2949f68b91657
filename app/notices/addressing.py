"""Who is told: the present holders of posts, and while one is away also the deputy.

An agency that nobody speaks for is told through the secretariat, so that nothing is said into the void.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.accounts.models import User
from app.agencies.models import Agency, Holding, Post
from app.notices.models import Absence, MailState
from app.policy import Role, Seat, Viewer, can


class To(NamedTuple):
    """Whom to tell: the holders of posts with `role`, at `agency_id` or anywhere, or one person (`user_id`).

    With `act`, only those who may do that act of POLICY to `obj`. What is `personal` is no matter of a deputy.
    `leaver` is a person who is told although no post is left to tell it to.
    """

    role: Role | None = None
    agency_id: int | None = None
    user_id: int | None = None
    act: str = ""
    obj: Any = None
    personal: bool = False
    leaver: User | None = None


@dataclass
class Person:
    """Somebody who can sign in, with the posts held now, and who stands in today."""

    id: int
    name: str
    seats: tuple[Seat, ...]
    deputy_id: int | None = None


class People(dict[int, Person]):
    """Everybody concerned, by id; `at` finds them by the agency of a seat, `with_role` by its role."""

    def __init__(self) -> None:
        super().__init__()
        self.at: dict[int, list[tuple[Person, Seat]]] = {}
        self.with_role: dict[Role, list[tuple[Person, Seat]]] = {}

    def add(self, row: Any) -> None:
        """Take a seat of somebody in; `row` is one of `_seats`."""
        user_id, name, deputy_id, *held = row
        person = self.get(user_id)
        if person is None:
            person = self[user_id] = Person(user_id, name, (), deputy_id)
        seat = Seat(*held)
        if seat in person.seats:
            return  # two absences at a time
        person.seats += (seat,)
        self.at.setdefault(seat.agency_id, []).append((person, seat))
        self.with_role.setdefault(seat.role, []).append((person, seat))


@dataclass
class Reached:
    """Somebody to be told, for which agency, and what the sentence adds: `for` is who is away, `vacant` an agency."""

    user_id: int
    agency_id: int | None
    mail_state: MailState = MailState.NEW
    facts: dict[str, Any] = field(default_factory=dict)


def liaisons(agency_id: int) -> To:
    """Those who speak for an agency."""
    return To(role=Role.LIAISON, agency_id=agency_id)


def people(session: so.Session, to: Iterable[To], day: dt.date) -> People:
    """Return everybody concerned by id, with the secretariat where an agency may have no liaison. One query."""
    agencies: set[int] = set()
    roles, users = {Role.SECRETARIAT}, set()
    found = People()
    for each in to:
        if each.agency_id is not None:
            agencies.add(each.agency_id)
        elif each.role:
            roles.add(each.role)
        if each.user_id is not None:
            users.add(each.user_id)
        if each.leaver is not None and each.leaver.is_active:
            found[each.leaver.id] = Person(each.leaver.id, each.leaver.name, ())
    asked = {"agencies": list(agencies), "roles": list(roles), "users": list(users), "day": day}
    for row in session.connection().execute(_seats(), asked):
        found.add(row)
    return found


def _many(name: str) -> Any:
    return sa.bindparam(name, expanding=True)


@cache
def _seats() -> Any:
    """All seats held now by whoever holds one of those asked for, and who stands in on this day.

    Built once, as building it takes longer than asking it; and not before all models are known.
    """
    asked, mine = so.aliased(Holding), so.aliased(Post)
    absence, next_one = so.aliased(Absence), so.aliased(Absence)
    one_of = sa.or_(
        mine.role.in_(_many("roles")), sa.and_(mine.role == Role.LIAISON, mine.agency_id.in_(_many("agencies"))),
        asked.user_id.in_(_many("users")),
    )  # fmt: skip
    matching = sa.select(asked.user_id).join(mine, mine.id == asked.post_id).where(asked.ends_at.is_(None), one_of)
    return (
        sa.select(
            User.id, User.name.label("user_name"),
            sa.func.coalesce(next_one.deputy_id, absence.deputy_id).label("deputy_id"),
            Post.id.label("post_id"), Post.role, Post.title, Agency.id.label("agency_id"), Agency.name,
        )
        .join(Holding, Holding.user_id == User.id)
        .join(Post, Post.id == Holding.post_id)
        .join(Agency, Agency.id == Post.agency_id)
        .outerjoin(absence, _away(absence, User.id))
        .outerjoin(next_one, _away(next_one, absence.deputy_id))  # who stands in may go away too
        .where(Holding.ends_at.is_(None), User.is_active, User.id.in_(matching))
        .order_by(User.id, Post.id, absence.id)
    )  # fmt: skip


def _away(absence: Any, user_id: Any) -> Any:
    """The absence of this person on the day asked for, if who stands in can."""
    day = sa.bindparam("day", type_=sa.Date)
    held, other = so.aliased(Holding), so.aliased(User)
    able = sa.exists().where(held.user_id == absence.deputy_id, held.ends_at.is_(None))
    able = able.where(other.id == held.user_id, other.is_active)
    return sa.and_(absence.user_id == user_id, absence.from_date <= day, absence.until_date >= day, able)


def reached(known: People, to: Sequence[To]) -> list[Reached]:
    """Return who is to be told of one thing, each person once."""
    found: dict[int, Reached] = {}
    for each in to:
        direct, facts = _able(known, each), {}
        if not direct and each.role is Role.LIAISON and each.agency_id is not None:
            facts = {} if _held(known, each) else {"vacant": True}
            direct = [
                (person, None) for person, _ in _able(known, each._replace(role=Role.SECRETARIAT, agency_id=None))
            ]
        for person, seat in direct:
            agency_id = each.agency_id if each.agency_id is not None else seat.agency_id if seat else None
            for one in _with_deputy(person, agency_id, facts, each.personal):
                found.setdefault(one.user_id, one)
    return list(found.values())


def _able(known: People, to: To) -> list[tuple[Person, Seat | None]]:
    """Who is meant, with the seat for which, and may do the act."""
    found = _held(known, to)
    return [pair for pair in found if not to.act or can(to.act, to.obj, who=Viewer(pair[0].seats))]


def _held(known: People, to: To) -> list[tuple[Person, Seat | None]]:
    if to.user_id is not None:
        person = known.get(to.user_id)
        return [(person, person.seats[0] if person.seats else None)] if person else []
    if to.agency_id is not None:
        return [pair for pair in known.at.get(to.agency_id, ()) if to.role in (None, pair[1].role)]
    return list(known.with_role.get(to.role, ())) if to.role else []


def _with_deputy(person: Person, agency_id: int | None, facts: dict[str, Any], personal: bool) -> list[Reached]:
    """Who is away finds it in the inbox afterwards; the mail goes to the deputy."""
    if person.deputy_id is None or personal:
        return [Reached(person.id, agency_id, facts=facts)]
    absent = Reached(person.id, agency_id, MailState.NONE, facts)
    return [absent, Reached(person.deputy_id, agency_id, facts=facts | {"for": person.name})]
