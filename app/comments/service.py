"""Writing remarks, watching, and what a page shows of both."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Protocol

from app.accounts.identity import Identity
from app.audit import Audited
from app.comments import queries
from app.comments.mentions import Named, directory, find
from app.comments.models import Comment, Mention, Watch, is_fresh
from app.comments.roots import ROOTS
from app.extensions import db, fetch
from app.notices import words
from app.policy import can
from app.prose import straight

MOST_NAMES = 8
SHORTEST = 2


class Author(Protocol):
    """Who writes."""

    @property
    def id(self) -> int:
        """The user."""

    @property
    def name(self) -> str:
        """The name as it will stand there."""

    @property
    def position(self) -> str:
        """The posts held now, in words."""


@dataclass(frozen=True)
class Thread:
    """What is said about an object, oldest first, and who watches it. `only` is the report that it is narrowed to."""

    kind: str
    key: int
    remarks: list[Any]
    watchers: int
    watching: bool
    reader: Identity
    last_notice: tuple[str, str] | None  # how far it has come, and to whom
    only: int | None = None

    @property
    def address(self) -> str:
        """The page of the object."""
        return ROOTS[self.kind].address(self.key)

    @property
    def is_open_to_all(self) -> bool:
        """Everyone with a post may read it."""
        return ROOTS[self.kind].is_open_to_all

    def may_remove(self, row: Any) -> bool:
        """Whether the reader may take this remark away."""
        return can("comment.remove", _Written(row.author_id, row.at), who=self.reader)

    def may_restore(self, row: Any) -> bool:
        """Whether the reader may bring it back."""
        return self.may_remove(row) and not self.reader.id == row.author_id != row.removed_by_id


@dataclass(frozen=True)
class _Written:
    """What POLICY asks of a remark, where only its columns are at hand."""

    author_id: int
    at: dt.datetime

    def is_fresh_of(self, user_id: int | None) -> bool:
        return is_fresh(self.author_id, self.at, user_id)


def thread_of(obj: Audited, reader: Identity, only: int | None = None) -> Thread:
    """Return the remarks on an object, or on one of its reports; one query."""
    kind, key = obj.audit_root
    rows = fetch(queries.THREAD, kind=kind, key=key, user_id=reader.id)
    said = [row for row in rows if row.id is not None and only in (None, row.round)]
    return Thread(kind, key, said, rows[0].watchers, bool(rows[0].watching), reader, words.last(rows[0]), only)


def write(obj: Audited, text: str, number: int | None, author: Author) -> tuple[Comment, Named]:
    """Add a remark, tell whom it mentions, and let its author watch the object; flushed."""
    kind, key = obj.audit_root
    names = directory(fetch(queries.HELD), ROOTS[kind].reads, obj)
    named = find(text, names)
    comment = Comment(
        root_type=kind, root_id=key, round=number, text=text, author_id=author.id, author_name=author.name,
        author_position=author.position[:500],
    )  # fmt: skip
    db.session.add(comment)
    db.session.flush()
    db.session.add_all(Mention(comment_id=comment.id, user_id=each) for each in named.user_ids if each != author.id)
    watch(obj, author.id)
    return comment, named


def watch(obj: Audited, user_id: int) -> None:
    """Let a person watch an object; the caller holds the object's lock, so twice at once is once."""
    kind, key = obj.audit_root
    if db.session.scalar(queries.watch_of(user_id, kind, key)) is None:
        db.session.add(Watch(user_id=user_id, root_type=kind, root_id=key))


def unwatch(obj: Audited, user_id: int) -> None:
    """End that; nothing happens where there is no watch."""
    kind, key = obj.audit_root
    if row := db.session.scalar(queries.watch_of(user_id, kind, key)):
        db.session.delete(row)


def suggestions(part: str) -> list[dict[str, str]]:
    """Names to mention that have a word beginning with `part`: people first, then agencies; a few, never a list."""
    part = " ".join(straight(part).split())
    if len(part) < SHORTEST:
        return []
    people: dict[str, str] = {}
    agencies: dict[str, str] = {}
    for row in fetch(queries.seats_named(part)):
        if _begins(row.name, part):
            people.setdefault(row.name, f"{row.title}, {row.agency_name}")
        elif _begins(row.agency_name, part):
            agencies.setdefault(row.agency_name, row.name)
    return [{"name": name, "about": about} for name, about in [*people.items(), *agencies.items()][:MOST_NAMES]]


def _begins(name: str, part: str) -> bool:
    return f" {part.casefold()}" in f" {name.casefold()}"
