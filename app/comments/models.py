"""Remarks on an object, whom they mention, and who watches it."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.audit import Audited
from app.clock import now
from app.extensions import Model
from app.language import Lazy as _l


class Comment(Audited, Model):
    """One remark (komentar) on the object (`root_type`, `root_id`), such as ("commitment", 14).

    `round` is the report that it is about, None for the object as a whole. A removed remark keeps its row.
    """

    __tablename__ = "comment"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    root_type: so.Mapped[str] = so.mapped_column(sa.String(40), info={"audit": False})
    root_id: so.Mapped[int] = so.mapped_column(info={"audit": False})
    round: so.Mapped[int | None] = so.mapped_column(info={"audit": False})
    text: so.Mapped[str] = so.mapped_column(info={"label": _l("Komentar")})
    author_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"), info={"audit": False})
    author_name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"audit": False})
    author_position: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"audit": False})
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})
    removed_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"label": _l("Dihapus")})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    __table_args__ = (sa.Index("ix_comment_root", "root_type", "root_id", "id"),)
    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the page of the object."""
        return self.root_type, self.root_id


class Mention(Model):
    """A person named in a remark; `seen_at` is when that person said to have read it."""

    __tablename__ = "mention"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    comment_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("comment.id"))
    user_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"))
    seen_at: so.Mapped[dt.datetime | None]

    __table_args__ = (
        sa.UniqueConstraint("comment_id", "user_id"),
        sa.Index("ix_mention_user_id_seen_at", "user_id", "seen_at"),
    )


class Watch(Model):
    """Somebody who wants to know what moves on an object (memantau)."""

    __tablename__ = "watch"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    user_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"))
    root_type: so.Mapped[str] = so.mapped_column(sa.String(40))
    root_id: so.Mapped[int]
    since: so.Mapped[dt.datetime] = so.mapped_column(default=now)

    __table_args__ = (
        sa.UniqueConstraint("user_id", "root_type", "root_id"),
        sa.Index("ix_watch_root", "root_type", "root_id"),
    )
