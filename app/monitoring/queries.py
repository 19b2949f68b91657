"""What the views of many commitments ask: the list's question, with filters of their own."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache

import sqlalchemy as sa

from app.commitments.filters import FILTERS, OF_ANY_STATE, YEAR
from app.commitments.models import Commitment
from app.commitments.queries import COMMITMENTS, by_due
from app.commitments.states import OPEN
from app.listing import Rows
from app.policy import Seat, Viewer

_BY_NAME = {each.name: each for each in FILTERS}
BOARD = replace(COMMITMENTS, filters=[each for each in FILTERS if each.name != "status"])
MATRIX = replace(
    COMMITMENTS,
    filters=[replace(_BY_NAME[name], more=False) for name in ("periode", "kondisi", "capaian")]
    + [_BY_NAME[name] for name in ("kawasan", "dukungan")],
)
TIMELINE = replace(
    COMMITMENTS, filters=[YEAR, *(_BY_NAME[name] for name in ("instansi", "peran", "kawasan", "dukungan"))]
)
CARDS = 15  # of a column of the board


@lru_cache(maxsize=64)
def cards(asked: tuple[tuple[str, str], ...], seats: tuple[Seat, ...], _day: dt.date) -> Rows:
    """The first due of each open state, for the board."""
    rows = BOARD.asked(Viewer(seats), dict(asked) | {"status": OF_ANY_STATE})
    firsts = (by_due(rows.where(Commitment.state == state)).limit(CARDS).subquery() for state in OPEN)
    found = sa.union_all(*(sa.select(*first.c) for first in firsts)).subquery()
    return sa.select(*found.c).order_by(found.c.due, found.c.id)
