"""Keeping, finding and dropping unsent texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from app.clock import now
from app.drafts.models import Draft
from app.extensions import db, fetch

KEPT = dt.timedelta(days=30)

DRAFTS_AT = sa.select(Draft.place, Draft.text, Draft.at).where(
    Draft.user_id == sa.bindparam("user_id"), Draft.place.in_(sa.bindparam("places", expanding=True))
)
_DROP = sa.delete(Draft).where(Draft.user_id == sa.bindparam("who"), Draft.place == sa.bindparam("form"))


def keep(user_id: int, place: str, text: str) -> None:
    """Keep `text` as the person's unsent text of this form; an empty one drops it. The caller commits."""
    if not text.strip():
        drop(user_id, place)
        return
    mine = sa.update(Draft).where(Draft.user_id == user_id, Draft.place == place)
    if not db.session.connection().execute(mine.values(text=text, at=now())).rowcount:
        db.session.execute(sa.delete(Draft).where(Draft.at < now() - KEPT))
        db.session.add(Draft(user_id=user_id, place=place, text=text, at=now()))


def drop(user_id: int, place: str) -> None:
    """Forget the unsent text of this form: it was sent, or emptied. The caller commits."""
    db.session.connection().execute(_DROP, {"who": user_id, "form": place})


def drafts_at(user_id: int, places: Collection[str]) -> dict[str, Any]:
    """Return the person's unsent texts of these forms: place to a row of text and time."""
    return {row.place: row for row in fetch(DRAFTS_AT, user_id=user_id, places=list(places))} if places else {}
