"""Acts on the parts of one meeting follow each other."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask import g, request

from app.extensions import SAFE_METHODS, db
from app.meetings.models import Meeting


def meeting_first(model: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Lock the meeting of a part before the part itself. Stands above `requires`.

    Moving one line or agenda item numbers its neighbours anew: two such acts that lock crosswise would wait for
    each other for ever. And nothing is typed into a meeting that somebody closes at the same moment.
    """

    def guard(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(**values: Any) -> Any:
            if request.method not in SAFE_METHODS:
                # Held until the answer is made, so that the part finds its meeting without asking once more.
                g.meeting = db.session.scalar(_meeting_of(model), {"id": values["id"]})
            return view(**values)

        return guarded

    return guard


@lru_cache
def _meeting_of(model: Any) -> Any:
    """The locking query, built once: building it takes as long as asking it."""
    rows = sa.select(Meeting).options(so.lazyload("*")).join(model, model.meeting_id == Meeting.id)
    return rows.where(model.id == sa.bindparam("id", type_=sa.BigInteger)).with_for_update(of=Meeting)
