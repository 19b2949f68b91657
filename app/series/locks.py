"""Acts on the parts of one series follow each other, and so do acts on two meetings at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import sqlalchemy as sa
from flask import request

from app.extensions import SAFE_METHODS, db
from app.forms import whole_id
from app.locking import parent_first
from app.meetings.agenda import AgendaItem
from app.meetings.models import Meeting
from app.series.models import MeetingSeries


def series_first(model: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Lock the series of a phrase or template item before the row itself. Stands above `requires`."""
    return parent_first(MeetingSeries, model.series_id)


def both_meetings_first(view: Callable[..., Any]) -> Callable[..., Any]:
    """Lock the meeting that an agenda item leaves and the one that the form names, always in the order of ids.

    Two people who carry items crosswise would otherwise wait for each other for ever. Stands above `requires`.
    """

    @wraps(view)
    def guarded(**values: Any) -> Any:
        if request.method not in SAFE_METHODS:
            source = sa.select(AgendaItem.meeting_id).where(AgendaItem.id == values["id"]).scalar_subquery()
            both = sa.or_(Meeting.id == source, Meeting.id == _target())
            db.session.execute(sa.select(Meeting.id).where(both).order_by(Meeting.id).with_for_update())
        return view(**values)

    return guarded


def _target() -> int:
    try:
        return whole_id(request.form.get("meeting_id")) or 0
    except ValueError:
        return 0
