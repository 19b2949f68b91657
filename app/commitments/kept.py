"""Figures about all commitments, kept by each process until a commitment changes (docs/adr/0022)."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

import sqlalchemy as sa

from app.clock import today
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport
from app.extensions import db

Found = TypeVar("Found")

MOST, LONGEST = 256, 600.0  # questions kept by a process, and seconds: for what no act on a commitment tells
_EDGES = (Commitment.updated_at, Commitment.id, CommitmentSupport.answered_at, CommitmentSupport.id)
_NEWEST = [sa.select(sa.func.max(edge)).scalar_subquery() for edge in _EDGES]
# Each is read at the edge of an index. PostgreSQL also says whether a writer is at work, whose instant may be
# earlier than one that is committed already; SQLite lets one write at a time.
_SNAPSHOT = sa.func.pg_current_snapshot()
_AT_REST = sa.func.pg_snapshot_xmin(_SNAPSHOT) == sa.func.pg_snapshot_xmax(_SNAPSHOT)
_STATE = {"postgresql": sa.select(*_NEWEST, _AT_REST), "sqlite": sa.select(*_NEWEST, sa.true())}

_kept: OrderedDict[Hashable, tuple[Hashable, float, Any]] = OrderedDict()
_lock = Lock()


def kept(question: Hashable, compute: Callable[[], Found]) -> Found:
    """Return what `compute` found last for this question, today, while no commitment has changed since.

    Every act on a commitment moves its `updated_at`, an answer of a supporting agency its `answered_at`, and what is
    new has the highest id, so these tell of any change by whatever process. What was found while somebody was writing
    is not kept.
    """
    connection = db.session.connection()
    *newest, at_rest = connection.execute(_STATE[connection.dialect.name]).one()
    key, state = (id(connection.engine), today(), question), tuple(newest)
    with _lock:
        known = _kept.get(key)
        if known and known[0] == state and time.monotonic() - known[1] < LONGEST:
            _kept.move_to_end(key)
            found: Found = known[2]
            return found
    found = compute()
    if at_rest:
        with _lock:
            _kept[key] = (state, time.monotonic(), found)
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    return found
