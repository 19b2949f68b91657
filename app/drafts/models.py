"""What a person was typing when the tab closed: one unsent text per form, known to nobody else."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.extensions import Model

LONGEST_PLACE = 120
LONGEST_KEY = 40


class Draft(Model):
    """An unsent text. `place` is the path of its form, `key` the name of what is being written there, so that two tabs,
    or a line and the next one, do not take each other's. Sending the form drops it."""

    __tablename__ = "draft"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    user_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"))
    place: so.Mapped[str] = so.mapped_column(sa.String(LONGEST_PLACE))
    key: so.Mapped[str] = so.mapped_column(sa.String(LONGEST_KEY), default="")
    text: so.Mapped[str]
    at: so.Mapped[dt.datetime]

    __table_args__ = (sa.UniqueConstraint("user_id", "place", "key"), sa.Index("ix_draft_at", "at"))
