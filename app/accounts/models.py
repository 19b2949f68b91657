"""People who sign in, their open sessions, and the memory that slows down guessing."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.audit import Audited
from app.clock import now
from app.columns import Labelled
from app.extensions import Model
from app.language import Lazy as _l
from app.policy import Holder


def normal_email(email: str) -> str:
    """Return the one form of an address by which it is unique: NFKC, lower case, no surrounding space."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


class AccountState(Labelled):
    """Derived from `is_active`."""

    OPEN = "aktif", _l("Boleh masuk"), "circle-check", "ok"
    CLOSED = "nonaktif", _l("Dinonaktifkan"), "ban", "neutral"


class User(Audited, Model):
    """A person with a password. Rights come from the posts held (`agencies.Holding`), never from here."""

    __tablename__ = "user"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    email: so.Mapped[str] = so.mapped_column(sa.String(254), unique=True, info={"label": _l("Surel")})
    name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"label": _l("Nama")})
    password_hash: so.Mapped[str] = so.mapped_column(info={"audit": False})
    is_active: so.Mapped[bool] = so.mapped_column(default=True, info={"label": _l("Boleh masuk")})
    created_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    __table_args__ = (sa.Index("ix_user_name_id", "name", "id"),)
    __mapper_args__ = {"version_id_col": version}

    @property
    def state(self) -> AccountState:
        """What the badge shows."""
        return AccountState.OPEN if self.is_active else AccountState.CLOSED

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[User]:
        """The rows that `who` may know of; `user.manage` decides who may open them."""
        return sa.select(cls)


class UserSession(Model):
    """One signed-in browser. Only a digest of the cookie's random 128-bit token is kept."""

    __tablename__ = "user_session"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    digest: so.Mapped[str] = so.mapped_column(sa.String(64), unique=True)
    user_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"), index=True)
    created_at: so.Mapped[dt.datetime]
    seen_at: so.Mapped[dt.datetime]
    address: so.Mapped[str] = so.mapped_column(sa.String(45), default="")
    device: so.Mapped[str] = so.mapped_column(sa.String(200), default="")


class Visit(Model):
    """When a person was seen last, and when the visit before the present one ended (None on the first)."""

    __tablename__ = "visit"

    user_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"), primary_key=True, autoincrement=False)
    seen_at: so.Mapped[dt.datetime]
    before_at: so.Mapped[dt.datetime | None]


class SignInThrottle(Model):
    """Failures of one account or one client address; a delay that grows, never a permanent lock-out."""

    __tablename__ = "sign_in_throttle"

    key: so.Mapped[str] = so.mapped_column(sa.String(80), primary_key=True)
    failures: so.Mapped[int]
    last_at: so.Mapped[dt.datetime] = so.mapped_column(index=True)


def digest(token: str) -> str:
    """Return what is stored of a secret token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
