"""Who speaks in a story: a name, and the post that the person held at that time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from app.extensions import fetch
from app.story.events import Moment
from app.story.queries import seats_of


class Voices:
    """The posts of everyone who acts in these moments, and the titles of `posts`; one query, none when nobody acts."""

    def __init__(self, moments: Sequence[Moment], posts: Collection[int] = ()) -> None:
        people = sorted({each.who_id for each in moments if each.who_id})
        self.rows: Sequence[Any] = fetch(seats_of(people, sorted(set(posts)))) if people or posts else ()
        self.titles = {row.post_id: row.title for row in self.rows}

    def name(self, moments: Sequence[Moment]) -> None:
        """Put the post held then behind each name."""
        for moment in moments:
            if moment.who_id and (seat := self._seat(moment.who_id, moment.at)):
                moment.who = f"{moment.who}, {seat.title}, {seat.agency_name}" if moment.who else ""
            moment.details = [(label, self._title(text), href) for label, text, href in moment.details]

    def _seat(self, user_id: int, instant: dt.datetime) -> Any:
        held = [row for row in self.rows if row.user_id == user_id and row.starts_at and row.starts_at <= instant]
        now_held = [row for row in held if row.ends_at is None or row.ends_at >= instant]
        return now_held[0] if now_held else None

    def _title(self, text: Any) -> Any:
        return self.titles.get(text.id, "") if isinstance(text, PostNamed) else text


class PostNamed:
    """A detail that is the title of a post, known once the story's posts were fetched."""

    def __init__(self, post_id: int) -> None:
        self.id = post_id
