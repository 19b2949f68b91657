"""Calendar feeds: secret links under which a person's or an agency's dates are read without signing in."""

from __future__ import annotations

import datetime as dt
import secrets

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.audit import Audited
from app.clock import now
from app.columns import BIGGEST_ID
from app.extensions import Model
from app.language import Lazy as _l

LIVE = sa.text("revoked_at IS NULL")


class Feed(Audited, Model):
    """One link, of a person or of an agency; neither has two that are live. `nonce` is part of the link.

    A person's feed follows the posts that the person holds when it is read.
    """

    __tablename__ = "feed"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    user_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("user.id"), info={"audit": False})
    agency_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("agency.id"), info={"audit": False})
    nonce: so.Mapped[int] = so.mapped_column(default=lambda: secrets.randbelow(BIGGEST_ID), info={"audit": False})
    created_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    created_name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"audit": False})
    revoked_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"label": _l("Dicabut")})

    __table_args__ = (
        sa.CheckConstraint("(user_id IS NULL) <> (agency_id IS NULL)", name="one_owner"),
        sa.Index("uq_feed_user_id", "user_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        sa.Index("uq_feed_agency_id", "agency_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    )

    @property
    def is_live(self) -> bool:
        """False once it was revoked or replaced."""
        return self.revoked_at is None

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown with the person or on the agency's page."""
        return ("user", self.user_id) if self.user_id else ("agency", self.agency_id or 0)
