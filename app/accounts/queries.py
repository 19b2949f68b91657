"""Which people and sessions a page shows."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.accounts.models import User, UserSession
from app.agencies.models import Agency, Holding, Post
from app.listing import Filter, Listing, text_filter

STATES = (("", _l("Semua")), ("aktif", _l("Boleh masuk")), ("nonaktif", _l("Dinonaktifkan")))

USERS = Listing(
    identity=User.id,
    sorts={"nama": User.name, "surel": User.email},
    default="nama",
    filters=(
        Filter("status", _l("Status"), lambda value: User.is_active == (value == "aktif"), lambda: STATES),
        text_filter(User.name, User.email),
    ),
)


def user_rows() -> sa.Select[Any]:
    """The columns of the list of users, with the first post held now."""
    post = (
        sa.select(Post.title + ", " + Agency.name)
        .join(Holding)
        .join(Agency, Agency.id == Post.agency_id)
        .where(Holding.user_id == User.id, Holding.ends_at.is_(None))
        .order_by(Post.id)
        .limit(1)
        .scalar_subquery()
    )
    return sa.select(User.id, User.name, User.email, User.is_active, post.label("post"))


def holdings_of(user_id: int) -> sa.Select[Any]:
    """Posts held now and before, newest first."""
    return (
        sa.select(
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
        .order_by(Holding.starts_at.desc())
    )


def sessions_of(user_id: int) -> sa.Select[Any]:
    """Open sessions of one person, last seen first."""
    columns = (
        UserSession.id,
        UserSession.created_at,
        UserSession.seen_at,
        UserSession.address,
        UserSession.device,
    )
    return sa.select(*columns).where(UserSession.user_id == user_id).order_by(UserSession.seen_at.desc())
