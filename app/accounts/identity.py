"""Who is signed in, read fresh from the database at each request in one query."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import current_app, g, request, session
from flask_babel import gettext
from flask_login import UserMixin, current_user, login_user, logout_user

from app.accounts import visits
from app.accounts.models import User, UserSession, digest
from app.accounts.service import account_key
from app.agencies.models import Agency, Holding, Post
from app.clock import now
from app.extensions import db
from app.forms import clean_text
from app.notices.models import MOST_UNREAD, Notice
from app.policy import Holder, Role, Seat, is_quiet
from app.settings import DEMO, Setting

SEEN_EVERY = dt.timedelta(minutes=5)
# Language, theme, which account this browser is known to, and its name on attendance lists.
KEPT = ("bahasa", "tema", "akun", "perangkat")


@dataclass(frozen=True)
class Identity(UserMixin):
    """The signed-in person with the posts held now. Flask-Login's `current_user`."""

    id: int
    name: str
    email: str
    session_id: int
    token: str
    seats: tuple[Seat, ...]
    unread: int = field(default=0, compare=False)  # notices, counted up to MOST_UNREAD; not what makes a person

    def get_id(self) -> str:
        """What the cookie carries: the session's token, never the user's id."""
        return self.token

    @property
    def initials(self) -> str:
        """Up to two letters for the tile in the corner."""
        return "".join(word[0] for word in self.name.split()[:2]).upper()

    @property
    def position(self) -> str:
        """The posts in words."""
        return " · ".join(f"{seat.title}, {seat.agency_name}" for seat in self.seats) or gettext(
            "Belum memegang jabatan"
        )

    @property
    def agency_ids(self) -> list[int]:
        """The agencies in which a post is held."""
        return sorted({seat.agency_id for seat in self.seats})

    def agencies_as(self, role: Role) -> dict[int, str]:
        """The agencies, id to name, in which a post with `role` is held."""
        return agencies_as(self, role)


def agencies_as(who: Holder, role: Role) -> dict[int, str]:
    """The agencies, id to name, in which a post with `role` is held."""
    return {seat.agency_id: seat.agency_name for seat in who.seats if seat.role is role}


_TABLES: Any = [m.__table__ for m in (UserSession, User, Holding, Post, Agency)]
_S, _U, _H, _P, _A = _TABLES
_WAITING = (
    sa.select(Notice.id).where(Notice.user_id == _U.c.id, Notice.read_at.is_(None)).correlate(_U).limit(MOST_UNREAD)
)
_BY_TOKEN = (
    sa.select(
        _U.c.id, _U.c.name, _U.c.email, _S.c.id.label("session_id"), _S.c.seen_at, _S.c.created_at,
        sa.exists().where(Setting.key == DEMO).label("is_demo"),
        sa.select(sa.func.count()).select_from(_WAITING.subquery()).scalar_subquery().label("unread"),
        _P.c.id.label("post_id"), _P.c.role, _P.c.title, _A.c.id.label("agency_id"), _A.c.name.label("agency_name"),
    )
    .select_from(
        _S.join(_U)
        .outerjoin(_H, sa.and_(_H.c.user_id == _U.c.id, _H.c.ends_at.is_(None)))
        .outerjoin(_P, _P.c.id == _H.c.post_id)
        .outerjoin(_A, _A.c.id == _P.c.agency_id)
    )
    .where(_S.c.digest == sa.bindparam("digest"), _U.c.is_active)
    .order_by(_P.c.id)
)  # fmt: skip


def load(token: str) -> Identity | None:
    """Return who holds this session token, None when the session is unknown, revoked, idle too long or too old."""
    rows = db.session.connection().execute(_BY_TOKEN, {"digest": digest(token)}).all()
    if not rows:
        return None
    first, instant, config = rows[0], now(), current_app.config
    g.is_demo = first.is_demo
    if instant - first.seen_at > config["SESSION_IDLE"] or instant - first.created_at > config["SESSION_LIFETIME"]:
        return None
    if instant - first.seen_at > SEEN_EVERY and not is_quiet():
        _touch(first.session_id, first.id, instant)
    seats = tuple(Seat(row.post_id, row.role, row.title, row.agency_id, row.agency_name) for row in rows if row.post_id)
    unread = first.unread if seats else 0  # who holds no post any more reads nothing of what they were about
    return Identity(first.id, first.name, first.email, first.session_id, token, seats, unread)


def _touch(session_id: int, user_id: int, instant: dt.datetime) -> None:
    """Keep the session awake, in a transaction of its own that is over at once.

    Where nothing can be written just now, as during a restore, reading goes on all the same.
    """
    db.session.rollback()  # nothing but the identity was read so far; on SQLite this lets go of the lock
    try:
        with db.engine.begin() as connection:
            connection.execute(sa.update(_S).where(_S.c.id == session_id).values(seen_at=instant))
            visits.go_on(connection, user_id, instant)
    except (sa.exc.OperationalError, sa.exc.InternalError) as error:
        current_app.logger.warning("session not kept awake: %s", type(error.orig).__name__)


def open_session(user: User) -> None:
    """Start a session for `user` with a new random token, ending the one this browser had; the caller commits."""
    end_session()
    token = secrets.token_hex(16)
    instant = now()
    row = UserSession(
        digest=digest(token), user_id=user.id, created_at=instant, seen_at=instant,
        address=(request.remote_addr or "")[:45], device=clean_text(request.user_agent.string)[:200],
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    visits.begin(db.session.connection(), user.id, instant)
    session["akun"] = f"{account_key(user.email)}.{secrets.token_hex(8)}"
    login_user(load(token))


def end_session() -> None:
    """End the session of this browser here and on the server; only preferences stay. The caller commits."""
    if current_user.is_authenticated:
        db.session.execute(sa.delete(UserSession).where(UserSession.id == current_user.session_id))
    kept = {name: session[name] for name in KEPT if name in session}
    logout_user()
    session.clear()
    session.update(kept)
    session.permanent = True
    g.pop("csrf_token", None)  # made from what was just cleared: a form of this answer needs a new one


def close_sessions(user_id: int, but: int | None = None) -> None:
    """Revoke every session of a user, except the one with id `but`; the caller commits."""
    rows = sa.delete(UserSession).where(UserSession.user_id == user_id)
    db.session.execute(rows if but is None else rows.where(UserSession.id != but))


def drop_expired() -> None:
    """Forget sessions that no longer open anything; the caller commits."""
    db.session.execute(sa.delete(UserSession).where(sa.not_(is_alive())))


def is_alive() -> sa.ColumnElement[bool]:
    """The condition that a session is neither idle too long nor too old."""
    instant, config = now(), current_app.config
    return sa.and_(
        UserSession.seen_at >= instant - config["SESSION_IDLE"],
        UserSession.created_at >= instant - config["SESSION_LIFETIME"],
    )
