"""Acts on the parts of one meeting follow each other."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import sqlalchemy as sa
from flask import request

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
                rows = sa.select(Meeting.id).join(model, model.meeting_id == Meeting.id)
                db.session.execute(rows.where(model.id == values["id"]).with_for_update(of=Meeting))
            return view(**values)

        return guarded

    return guard
