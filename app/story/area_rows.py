"""What one row of the story of an area holds, whatever it tells of, so that one query finds them all in their order."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.columns import UTC, Quantity

PAGE = 50
LONGEST = 200  # letters of a title
AREA = sa.bindparam("area_id", type_=sa.BigInteger)
BEFORE = sa.bindparam("before", type_=UTC)
EDGE = sa.tuple_(BEFORE, sa.bindparam("edge_kind", type_=sa.String), sa.bindparam("edge_key", type_=sa.BigInteger))


class Edge(NamedTuple):
    """Where a page ended: several moments may be of one instant, or of one object, never of one row and kind."""

    at: dt.datetime
    kind: str
    key: int


LAST = Edge(dt.datetime(9999, 1, 1, tzinfo=dt.UTC), "", 0)


class day_begins(FunctionElement[dt.datetime]):
    """The instant at which a day begins in Palopo."""

    type = UTC()
    inherit_cache = True


@compiles(day_begins)
def _in_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"timezone('Asia/Makassar', CAST({compiler.process(element.clauses, **options)} AS TIMESTAMP))"


@compiles(day_begins, "sqlite")
def _in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"strftime('%Y-%m-%d %H:%M:%S.000000', {compiler.process(element.clauses, **options)}, '-8 hours')"


def row_of(kind: str, instant: Any, identity: Any, title: Any, key: Any = None, **told: Any) -> sa.Select[Any]:
    """The newest rows of one kind before an edge. What `told` leaves out is empty.

    `identity` is the object whose page tells more, `key` the row that tells of this, where that is another. `state` is
    a member of a closed set, `place` the table of the area that it is about.
    """
    key = identity if key is None else key
    place = told.get("place")
    columns = {
        "kind": sa.literal(kind), "at": instant, "key": key, "id": identity, "title": sa.func.substr(title, 1, LONGEST),
        "who": told.get("who", sa.literal("")), "state": sa.cast(told.get("state", sa.literal("")), sa.String),
        "quantity": told.get("quantity", sa.cast(sa.null(), Quantity)), "number": told.get("number", sa.literal(0)),
        "reference": told.get("reference", sa.literal("")), "unit": told.get("unit", sa.literal("")),
        "agency": told.get("agency", sa.literal("")), "is_released": told.get("is_released", sa.literal(0)),
        "place": place.c.name if place is not None else sa.literal(""),
        "place_kind": sa.cast(place.c.kind, sa.String) if place is not None else sa.literal(""),
        "place_id": place.c.id if place is not None else sa.literal(0),
    }  # fmt: skip
    rows = sa.select(*(column.label(name) for name, column in columns.items()))
    older = instant <= BEFORE, sa.tuple_(instant, sa.literal(kind), key) < EDGE
    return rows.where(*older).order_by(instant.desc(), key.desc()).limit(PAGE + 1)
