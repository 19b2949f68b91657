"""Which people and sessions a page shows."""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts.models import AccountState, User, UserSession
from app.agencies.models import Agency, Holding, Post
from app.language import Lazy as _l
from app.listing import Filter, Listing, Rows, Values, text_filter
from app.policy import Holder

STATES = (("", _l("Semua")), *AccountState.choices())


def user_rows(who: Holder, values: Values) -> Rows:
    """The columns of the list of users, with the first post held now and the number of posts."""
    held = sa.and_(Holding.user_id == User.id, Holding.ends_at.is_(None))
    first = (
        sa.select(Post.title + ", " + Agency.name)
        .join(Holding, Holding.post_id == Post.id)
        .join(Agency, Agency.id == Post.agency_id)
        .where(held)
        .order_by(Post.id)
        .limit(1)
    )
    number = sa.select(sa.func.count()).where(held)
    columns = (User.id, User.name, User.email, User.is_active)
    return sa.select(*columns, first.scalar_subquery().label("post"), number.scalar_subquery().label("posts"))


USERS = Listing(
    rows=user_rows,
    identity=User.id,
    sorts={"nama": User.name, "surel": User.email},
    default="nama",
    filters=(
        Filter("status", _l("Status"), lambda value: User.is_active == (value == AccountState.OPEN), lambda: STATES),
        text_filter(User.name, User.email),
    ),
)


def holdings_of(user_id: int) -> Rows:
    """Posts held now and before, newest first."""
    return (
        sa.select(
            Post.id.label("post_id"),
            Post.title,
            Post.role,
            Agency.id.label("agency_id"),
            Agency.name,
            Holding.starts_at,
            Holding.ends_at,
        )
        .join(Post, Holding.post_id == Post.id)
        .join(Agency, Agency.id == Post.agency_id)
        .where(Holding.user_id == user_id)
        .order_by(Holding.starts_at.desc(), Holding.id.desc())
    )


def sessions_of(user_id: int) -> Rows:
    """Open sessions of one person, last seen first."""
    columns = (
        UserSession.id,
        UserSession.created_at,
        UserSession.seen_at,
        UserSession.address,
        UserSession.device,
    )
    return sa.select(*columns).where(UserSession.user_id == user_id).order_by(UserSession.seen_at.desc())
