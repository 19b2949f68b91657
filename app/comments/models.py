"""Remarks on an object, whom they mention, and who watches it."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.audit import Actor, Audited
from app.clock import now
from app.comments.roots import ROOTS
from app.extensions import Model
from app.language import Lazy as _l
from app.policy import Holder
from app.refusal import Refused

OWN_FOR = dt.timedelta(minutes=15)  # so long may authors take back what they wrote


def is_fresh(author_id: int, at: dt.datetime, user_id: int | None) -> bool:
    """Tell whether this person wrote it, and not long ago."""
    return author_id == user_id and now() - at <= OWN_FOR


class Comment(Audited, Model):
    """One remark (komentar) on the object (`root_type`, `root_id`), such as ("commitment", 14).

    `round` is the report that it is about, None for the object as a whole. A removed remark keeps its row, and its
    text stands nowhere else: the history tells that there was one, not what it said.
    """

    __tablename__ = "comment"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    root_type: so.Mapped[str] = so.mapped_column(sa.String(40), info={"audit": False})
    root_id: so.Mapped[int] = so.mapped_column(info={"audit": False})
    round: so.Mapped[int | None] = so.mapped_column(info={"audit": False})
    text: so.Mapped[str] = so.mapped_column(info={"audit": False})
    author_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"), info={"audit": False})
    author_name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"audit": False})
    author_position: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"audit": False})
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})
    removed_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"label": _l("Dihapus")})
    removed_by_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("user.id"), info={"audit": False})
    removed_name: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"audit": False})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    __table_args__ = (sa.Index("ix_comment_root", "root_type", "root_id", "id"),)
    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the page of the object."""
        return self.root_type, self.root_id

    @property
    def address(self) -> str:
        """Where it stands."""
        return f"{ROOTS[self.root_type].address(self.root_id)}#komentar-{self.id}"

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Comment]:
        """As visible as the object."""
        return sa.select(cls).where(cls.visible_clause(who))

    @classmethod
    def visible_clause(cls, who: Holder) -> sa.ColumnElement[bool]:
        """The condition behind `visible_to`, for selects of single columns."""
        return sa.or_(
            *(sa.and_(cls.root_type == kind, cls.root_id.in_(root.visible_to(who))) for kind, root in ROOTS.items())
        )

    def is_fresh_of(self, user_id: int | None) -> bool:
        """The person wrote it, and not long ago."""
        return is_fresh(self.author_id, self.at, user_id)

    def remove(self, by: Actor) -> None:
        """Take it out of sight; the row stays, with who did it."""
        if self.removed_at is not None:
            raise Refused(gettext("Komentar ini sudah dihapus."))
        self.removed_at, self.removed_by_id, self.removed_name = now(), by.id, by.name

    def restore(self, by: Actor) -> None:
        """Undo `remove`. Authors bring back only what they took away themselves."""
        if self.removed_at is None:
            raise Refused(gettext("Komentar ini tidak dihapus."))
        if self.author_id == by.id != self.removed_by_id:
            raise Refused(gettext("Komentar ini dihapus oleh %(name)s.", name=self.removed_name))
        self.removed_at, self.removed_by_id, self.removed_name = None, None, ""


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
