"""Filters that a person keeps under a name."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.clock import now
from app.extensions import Model


class SavedFilter(Model):
    """A list's filters and order under a name, for one person. `page` is the path of the list, `query` its query."""

    __tablename__ = "saved_filter"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    user_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"))
    page: so.Mapped[str] = so.mapped_column(sa.String(60))
    name: so.Mapped[str] = so.mapped_column(sa.String(80))
    query: so.Mapped[str] = so.mapped_column(sa.String(1000))
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now)

    __table_args__ = (sa.UniqueConstraint("user_id", "page", "name"),)
