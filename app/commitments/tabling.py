"""How a suggestion comes into a meeting: under an item of the agenda, until a line of the minutes takes it up."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask import request
from flask_babel import gettext

from app.audit import note
from app.commitments.models import Commitment
from app.commitments.states import CommitmentState
from app.extensions import SAFE_METHODS, db, fetch
from app.formats import date_short
from app.forms import whole_id
from app.meetings.agenda import AgendaItem, AgendaKind
from app.meetings.models import Meeting, MeetingState
from app.meetings.service import reorder
from app.refusal import Refused

TITLE = "Usulan komitmen"  # stored with the agenda, so in the language of the office whoever acts
OPEN = (MeetingState.ANNOUNCED, MeetingState.RUNNING)
MOST = 500

_PLACES = (
    sa.select(
        Meeting.id, Meeting.theme, Meeting.reference, Meeting.starts_at,
        AgendaItem.id.label("item_id"), AgendaItem.title,
    )
    .outerjoin(AgendaItem, AgendaItem.meeting_id == Meeting.id)
    .where(Meeting.state.in_(OPEN))
    .order_by(Meeting.starts_at, Meeting.id, AgendaItem.position, AgendaItem.id)
    .limit(MOST)
)  # fmt: skip


def places() -> list[tuple[str, str]]:
    """Where a suggestion may be brought: items of open meetings ("a34"), or a new one at its end ("r12")."""
    found: list[tuple[str, str]] = []
    for row in fetch(_PLACES):
        meeting = f"{date_short(row.starts_at)}, {row.theme} ({row.reference})"
        new = (f"r{row.id}", f"{meeting}: " + gettext("acara baru “%(title)s”", title=TITLE))
        if new not in found:
            found.append(new)
        if row.item_id:
            found.insert(-1, (f"a{row.item_id}", f"{meeting}: {row.title}"))
    return found


def meeting_of_place_first(view: Callable[..., Any]) -> Callable[..., Any]:
    """Lock the meeting that the form names before the suggestion: minutes lock in that order. Above `requires`."""

    @wraps(view)
    def guarded(**values: Any) -> Any:
        if request.method not in SAFE_METHODS:
            kind, key = _read(request.form.get("place", ""))
            rows = sa.select(Meeting.id).options(so.lazyload("*"))
            if kind == "a":
                rows = rows.join(AgendaItem, AgendaItem.meeting_id == Meeting.id).where(AgendaItem.id == key)
            else:
                rows = rows.where(Meeting.id == key)
            db.session.execute(rows.with_for_update(of=Meeting))
        return view(**values)

    return guarded


def table(commitment: Commitment, place: str) -> AgendaItem:
    """Bring a suggestion into a meeting; one that was brought elsewhere before goes over.

    Raises Refused for what is no suggestion any more, and for a meeting that is over by now.
    """
    expect_suggestion(commitment)
    kind, key = _read(place)
    item = db.session.get(AgendaItem, key) if kind == "a" else None
    meeting = item.meeting if item else db.session.get(Meeting, key) if kind == "r" else None
    if meeting is None or meeting.state not in OPEN:
        raise Refused(gettext("Rapat itu baru saja berakhir atau berubah. Pilih rapat lain."))
    item = item or _new_item(meeting)
    commitment.meeting_id, commitment.agenda_item_id = meeting.id, item.id
    commitment.touch()
    note(commitment, "tabled", meeting=meeting.reference)
    return item


def expect_suggestion(commitment: Commitment) -> None:
    """Raise Refused for what is no suggestion any more."""
    commitment.expect(CommitmentState.PROPOSED)
    if not commitment.is_suggestion:
        raise Refused(gettext("Komitmen ini sudah tercatat di notula, jadi tidak perlu dibawa ke rapat lagi."))


def _new_item(meeting: Meeting) -> AgendaItem:
    """Append an item for suggestions, before the closing one."""
    last = meeting.agenda[-1] if meeting.agenda else None
    item = AgendaItem(
        position=(last.position if last else 0) + 1, kind=AgendaKind.DISCUSSION, title=TITLE, presenter=""
    )
    meeting.agenda.append(item)
    db.session.flush()
    if last is not None and last.kind is AgendaKind.CLOSING:
        reorder(meeting.agenda, item, upward=True)
    return item


def _read(place: str) -> tuple[str, int]:
    try:
        return place[:1], whole_id(place[1:]) or 0
    except ValueError:
        return "", 0


def tabled_under(item_id: int) -> list[Commitment]:
    """Load, locked, the suggestions that were brought under an agenda item and that no line has taken up."""
    rows = sa.select(Commitment).where(Commitment.agenda_item_id == item_id, Commitment.line_id.is_(None))
    return list(db.session.scalars(rows.order_by(Commitment.id).with_for_update(of=Commitment)))


def release(item_id: int) -> None:
    """Let the suggestions under an item go back to the secretariat: the item is taken off its agenda."""
    for commitment in tabled_under(item_id):
        commitment.meeting_id = commitment.agenda_item_id = None


def follow(item_id: int, meeting_id: int) -> None:
    """Take the suggestions under an item along to the meeting that the item moves to."""
    for commitment in tabled_under(item_id):
        commitment.meeting_id = meeting_id
