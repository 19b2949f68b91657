"""Taking a suggestion up into the minutes, by one button under its agenda item."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.columns import BIGGEST_ID
from app.meetings.agenda import AgendaItem
from app.meetings.locks import meeting_first
from app.minutes.routes import minutes
from app.minutes.suggestions import take_up
from app.policy import requires
from app.web import commit_and_redirect

__all__ = ["minutes"]


@minutes.post("/rapat/agenda/<id:id>/usulan-komitmen")
@meeting_first(AgendaItem)
@requires("minutes.write", AgendaItem)
def record_suggestion(item: AgendaItem) -> Any:
    """Write the suggestion down as a line of this item."""
    key = request.form.get("komitmen", type=int) or 0
    line = take_up(item, key if 0 < key <= BIGGEST_ID else 0, current_user.id)
    place = url_for(".index", id=item.meeting_id, acara=item.id)
    return commit_and_redirect(f"{place}#butir-{line.id}", gettext("Usulan tercatat sebagai butir."))
