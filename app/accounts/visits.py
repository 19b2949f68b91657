"""When people were here before: on any device, whether or not they signed out (docs/adr/0024)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Visit
from app.settings import INSERTS

GAP = dt.timedelta(minutes=30)  # who was away for longer comes back: a new visit
_VISITS: Any = Visit.__table__
_INSTANT = sa.bindparam("instant", type_=_VISITS.c.seen_at.type)
_AWAY = _VISITS.c.seen_at < sa.bindparam("edge", type_=_VISITS.c.seen_at.type)
_GO_ON = (
    sa.update(_VISITS)
    .where(_VISITS.c.user_id == sa.bindparam("who", type_=sa.Integer), _VISITS.c.seen_at <= _INSTANT)
    .values(before_at=sa.case((_AWAY, _VISITS.c.seen_at), else_=_VISITS.c.before_at), seen_at=_INSTANT)
)


def begin(connection: sa.Connection, user_id: int, instant: dt.datetime) -> None:
    """Note that a person signs in. The caller commits."""
    first = INSERTS[connection.dialect.name](_VISITS).on_conflict_do_nothing()
    connection.execute(first, {"user_id": user_id, "seen_at": instant})
    go_on(connection, user_id, instant)


def go_on(connection: sa.Connection, user_id: int, instant: dt.datetime) -> None:
    """Note that a person is still here, or here again. The caller commits."""
    connection.execute(_GO_ON, {"who": user_id, "instant": instant, "edge": instant - GAP})
