"""Following a meeting from another screen: asked every few seconds, answered by next to nothing until it changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import sqlalchemy as sa
from flask import Response, make_response, request
from flask_login import current_user

from app.audit import AuditEvent
from app.commitments.models import Commitment
from app.extensions import fetch
from app.language import language
from app.meetings.agenda import AgendaItem
from app.tasks.models import Task

_ID = sa.bindparam("meeting_id", type_=sa.BigInteger)


def _versions(model: type[Commitment] | type[Task]) -> list[sa.ScalarSelect[int]]:
    """How many there are, and a sum that grows at each change of one of them.

    The newest time of change would not do: who is first to take the time may be last to commit.
    """
    mine = model.meeting_id == _ID
    total = sa.func.coalesce(sa.func.sum(model.version), 0)
    return [sa.select(each).where(mine).scalar_subquery() for each in (sa.func.count(model.id), total)]


# The history of the meeting, its agenda and lines only grows, so its length tells of each change; the newest id alone
# would miss an act that is committed after a later one. What became of commitments and tasks is told on their pages.
_STATE = sa.select(
    sa.select(sa.func.count(AuditEvent.id))
    .where(AuditEvent.root_type == "meeting", AuditEvent.root_id == _ID)
    .scalar_subquery(),
    sa.select(AgendaItem.started_at)
    .where(AgendaItem.meeting_id == _ID, AgendaItem.started_at.is_not(None))
    .scalar_subquery(),
    *_versions(Commitment),
    *_versions(Task),
)


def mark(meeting_id: int) -> str:
    """Return a tag that changes whenever what the present person may be shown of the meeting does.

    It depends on the language, and on the session and its posts: forms carry the session's token, and who may write
    has buttons.
    """
    return _tag(meeting_id, current_user.session_id, current_user.seats)


def shared_mark(meeting_id: int) -> str:
    """Return a tag for what everyone sees alike in one language: what is drawn for one may be sent to all."""
    return _tag(meeting_id)


def _tag(meeting_id: int, *reader: object) -> str:
    facts = (meeting_id, *fetch(_STATE, meeting_id=meeting_id)[0], language(), *reader)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def unchanged(tag: str) -> bool:
    """Tell whether the browser that asks has what `tag` stands for."""
    # The encoding that compression appends to a tag ("abc:br") is no part of it.
    return any(known.partition(":")[0] == tag for known in request.if_none_match.as_set(include_weak=True))


def answer(tag: str, draw: Callable[[], str]) -> Response:
    """Return 304 and no body when the browser has `tag` already, else what `draw` gives. Take the tag first:

    what changes between the two is then sent once more, and never missed.
    """
    response = make_response("", 304) if unchanged(tag) else make_response(draw())
    response.set_etag(tag)
    response.headers["Cache-Control"] = "no-store"
    return response
