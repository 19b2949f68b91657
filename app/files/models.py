"""The files that people uploaded, each content once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.clock import now
from app.extensions import Model
from app.policy import Holder


class StoredFile(Model):
    """One content. Its bytes lie on disk under `sha256`; it never changes. Size in bytes, width and height in pixels.

    A file belongs to nothing by itself: who shows it (a photo of a line) keeps its id and the name it came with,
    and says with `shown_to` who may see it there.
    """

    __tablename__ = "stored_file"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    sha256: so.Mapped[str] = so.mapped_column(sa.String(64), unique=True)
    media_type: so.Mapped[str] = so.mapped_column(sa.String(100))
    size: so.Mapped[int]
    width: so.Mapped[int | None]
    height: so.Mapped[int | None]
    created_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[StoredFile]:
        """Whoever may see one of the places where the file is shown."""
        places = [cls.id.in_(place(who)) for place in PLACES]
        return sa.select(cls).where(sa.or_(sa.false(), *places))


PLACES: list[Callable[[Holder], sa.Select[Any]]] = []


def shown_to(place: Callable[[Holder], sa.Select[Any]]) -> Callable[[Holder], sa.Select[Any]]:
    """Register a place where files are shown: a function that selects the ids of those that a person may see there."""
    PLACES.append(place)
    return place
