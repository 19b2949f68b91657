"""What one row of the story of an area holds, whatever it tells of, so that one query finds them all in their order."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.columns import UTC, Quantity

PAGE = 50
LONGEST = 200  # letters of a title
AREA = sa.bindparam("area_id", type_=sa.BigInteger)
BEFORE = sa.bindparam("before", type_=UTC)


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


def row_of(kind: str, instant: Any, identity: Any, title: Any, **told: Any) -> sa.Select[Any]:
    """The newest rows of one kind before an instant. What `told` leaves out is empty.

    `state` is a member of a closed set, `place` the table of the area that it is about.
    """
    place = told.get("place")
    columns = {
        "kind": sa.literal(kind), "at": instant, "id": identity, "title": sa.func.substr(title, 1, LONGEST),
        "who": told.get("who", sa.literal("")), "state": sa.cast(told.get("state", sa.literal("")), sa.String),
        "quantity": told.get("quantity", sa.cast(sa.null(), Quantity)), "number": told.get("number", sa.literal(0)),
        "reference": told.get("reference", sa.literal("")), "unit": told.get("unit", sa.literal("")),
        "agency": told.get("agency", sa.literal("")), "is_released": told.get("is_released", sa.literal(0)),
        "place": place.c.name if place is not None else sa.literal(""),
        "place_kind": sa.cast(place.c.kind, sa.String) if place is not None else sa.literal(""),
        "place_id": place.c.id if place is not None else sa.literal(0),
    }  # fmt: skip
    rows = sa.select(*(column.label(name) for name, column in columns.items()))
    return rows.where(instant < BEFORE).order_by(instant.desc()).limit(2 * PAGE)
