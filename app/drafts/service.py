"""Keeping, finding and dropping unsent texts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app.clock import now
from app.drafts.models import Draft
from app.extensions import db, fetch

KEPT = dt.timedelta(days=30)
MOST = 50  # of one person; the oldest make room

_DROP = sa.delete(Draft).where(
    Draft.user_id == sa.bindparam("who"), Draft.place == sa.bindparam("form"), Draft.key == sa.bindparam("name")
)
_MINE = (
    sa.select(Draft.id, Draft.place, Draft.key, Draft.text, Draft.at)
    .where(Draft.user_id == sa.bindparam("user_id"))
    .order_by(Draft.at.desc(), Draft.id.desc())
)


def keep(user_id: int, place: str, key: str, text: str) -> None:
    """Keep `text` as the person's unsent text of this form; an empty one drops it. The caller commits."""
    if not text.strip():
        drop(user_id, place, key)
        return
    mine = sa.update(Draft).where(Draft.user_id == user_id, Draft.place == place, Draft.key == key)
    if db.session.connection().execute(mine.values(text=text, at=now())).rowcount:
        return
    old = [row.id for row in drafts_of(user_id)[MOST - 1 :]]
    db.session.execute(sa.delete(Draft).where(sa.or_(Draft.at < now() - KEPT, Draft.id.in_(old))))
    db.session.add(Draft(user_id=user_id, place=place, key=key, text=text, at=now()))


def drop(user_id: int, place: str, key: str) -> None:
    """Forget the unsent text of this form: it was sent, or emptied. The caller commits."""
    db.session.connection().execute(_DROP, {"who": user_id, "form": place, "name": key})


def drafts_of(user_id: int) -> list[Any]:
    """Return the person's unsent texts (id, place, key, text, at), newest first."""
    return list(fetch(_MINE, user_id=user_id))
