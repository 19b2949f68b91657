"""What was found about a whole table, kept by each process until a row of it changes (docs/adr/0022)."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache
from itertools import islice
from threading import Lock
from typing import Any, TypeVar

import sqlalchemy as sa

from app.clock import today
from app.extensions import db

Found = TypeVar("Found")
State = tuple[tuple[Any, ...], bool]  # the highest values of the edges, and whether nobody was writing

MOST, LONGEST = 256, 600.0  # questions kept by a process, and seconds: for what no edge tells
# PostgreSQL also says whether a writer is at work, whose instant may be earlier than one that is committed already;
# SQLite lets one write at a time.
_SNAPSHOT = sa.func.pg_current_snapshot()
_AT_REST = {
    "postgresql": sa.func.pg_snapshot_xmin(_SNAPSHOT) == sa.func.pg_snapshot_xmax(_SNAPSHOT), "sqlite": sa.true(),
}  # fmt: skip


class Kept:
    """What a process found about some tables. `edges` are columns whose highest values tell together of any change.

    Each is read at the edge of an index. Every act has to move one of them up, by whatever process.
    """

    def __init__(self, *edges: Any) -> None:
        self.newest = [sa.select(sa.func.max(edge)).scalar_subquery() for edge in edges]
        self._found: OrderedDict[Hashable, tuple[Hashable, float, Any]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._found)

    def __call__(self, question: Hashable, compute: Callable[[], Found], state: State | None = None) -> Found:
        """Return what `compute` found last for this question, today, while no edge has moved since.

        `state` is what `states_of` has read for this request; without it, it is read here. What was found while
        somebody was writing is not kept.
        """
        state, at_rest = state or states_of(self)[0]
        key = id(db.session.connection().engine), today(), question
        with self._lock:
            known = self._found.get(key)
            if known and known[0] == state and time.monotonic() - known[1] < LONGEST:
                self._found.move_to_end(key)
                before: Found = known[2]
                return before
        found = compute()
        if at_rest:
            self._keep(key, (state, time.monotonic(), found))
        return found

    def _keep(self, key: Hashable, entry: tuple[Hashable, float, Any]) -> None:
        with self._lock:
            self._found[key] = entry
            while len(self._found) > MOST:
                self._found.popitem(last=False)


def states_of(*stores: Kept) -> list[State]:
    """Return the present state of each, read in one query."""
    connection = db.session.connection()
    *newest, at_rest = connection.execute(_reading(stores, connection.dialect.name)).one()
    values = iter(newest)
    return [(tuple(islice(values, len(store.newest))), at_rest) for store in stores]


@lru_cache(maxsize=32)
def _reading(stores: tuple[Kept, ...], dialect: str) -> sa.Select[Any]:
    return sa.select(*(edge for store in stores for edge in store.newest), _AT_REST[dialect])
