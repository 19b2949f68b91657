"""Marking one's own notices as read and unread: each is of one person, and nobody else is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app.clock import now
from app.columns import BIGGEST_ID
from app.extensions import db, fetch
from app.notices import subjects
from app.notices.events import Event
from app.notices.models import Notice
from app.notices.settings import lock

_MICROSECOND, _EPOCH = dt.timedelta(microseconds=1), dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_OWN = subjects.told().where(Notice.id == sa.bindparam("key", type_=sa.BigInteger),
                             Notice.user_id == sa.bindparam("viewer_id", type_=sa.BigInteger))  # fmt: skip


def own(user_id: int, key: int) -> Any | None:
    """Return a notice of this person with what it is about; None when it is no such."""
    rows = fetch(_OWN, key=key, viewer_id=user_id)
    return rows[0] if rows else None


def mark(user_id: int, key: int, read: bool) -> bool:
    """Mark one as read, since the first time, or as unread; False when the person has no such notice."""
    value = sa.func.coalesce(Notice.read_at, sa.bindparam("instant", now(), Notice.read_at.type)) if read else None
    one = sa.update(Notice).where(Notice.id == key, Notice.user_id == user_id).values(read_at=value)
    return bool(_changed(one))


def mark_seen(user_id: int, newest: int, event: str = "") -> tuple[int, int]:
    """Mark all as read up to the newest that the person saw, of one event if so asked.

    Returns how many there were, and the stamp by which `unmark` takes it back.
    """
    lock(user_id)
    instant = now()
    seen = sa.update(Notice).where(Notice.user_id == user_id, Notice.id <= min(newest, BIGGEST_ID))
    if event in {each.value for each in Event}:
        seen = seen.where(Notice.event == event)
    marked = seen.where(Notice.read_at.is_(None)).values(read_at=instant)
    return _changed(marked), (instant - _EPOCH) // _MICROSECOND


def unmark(user_id: int, stamp: int) -> None:
    """Take back what `mark_seen` did at this stamp."""
    lock(user_id)
    instant = _EPOCH + min(stamp, 10**16) * _MICROSECOND
    marked = sa.update(Notice).where(Notice.user_id == user_id, Notice.read_at == instant).values(read_at=None)
    _changed(marked)


def _changed(rows: sa.Update) -> int:
    """Carry it out; how many rows it found."""
    result: Any = db.session.execute(rows.execution_options(synchronize_session=False))
    return int(result.rowcount)
