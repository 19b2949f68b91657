"""What leaves the house: the letter as PDF, the calendar file, the message."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from flask import abort, request

from app import guests
from app.documents.handing_out import PDF, hand_out, handed
from app.documents.typesetting import typeset
from app.extensions import db
from app.forms import whole_id
from app.invitations import service
from app.invitations.calendar_file import calendar_of, method_of
from app.invitations.forms import SentForm
from app.invitations.invitees import Invitee, invitees_of
from app.invitations.letter import Draft, sheet_of
from app.invitations.messages import PURPOSE, message
from app.invitations.models import Matter
from app.invitations.routes import invitations, named
from app.meetings.models import Meeting, MeetingState
from app.policy import public, requires
from app.web import form_page, whatsapp_link

__all__ = ["invitations"]


@invitations.get("/rapat/<id:id>/undangan.pdf")
@requires("meeting.read", Meeting)
def pdf(meeting: Meeting) -> Any:
    """The letter to all, or to one (`untuk`)."""
    invitees = invitees_of(meeting)
    only = _only(invitees)
    letter = service.letter_of(meeting) or Draft(meeting)
    sheet = sheet_of(meeting, letter, invitees, only)
    return handed(lambda: typeset("undangan", sheet), PDF, _name(meeting, only, "pdf"))


@invitations.get("/rapat/<id:id>/undangan.ics")
@requires("meeting.read", Meeting)
def calendar(meeting: Meeting) -> Any:
    """The calendar file."""
    return _calendar(meeting)


@invitations.get("/kalender/<token>.ics")
@public
def public_calendar(token: str) -> Any:
    """The calendar file for who was given the link; the link goes on working when the call changes."""
    facts = guests.unseal(PURPOSE, token, 1)
    meeting = db.session.get(Meeting, facts[0]) if facts else None
    if meeting is None or meeting.state is MeetingState.DRAFT:
        abort(404)
    return _calendar(meeting)


def _calendar(meeting: Meeting) -> Any:
    content = calendar_of(meeting)
    media_type = f"text/calendar; charset=utf-8; method={method_of(content)}"
    answer = hand_out(content, media_type, _name(meeting, None, "ics"))
    answer.headers["Content-Type"] = media_type
    return answer


@invitations.get("/rapat/<id:id>/undangan/pesan")
@requires("meeting.manage", Meeting)
def compose(meeting: Meeting) -> Any:
    """The text for WhatsApp, to one invitee (`untuk`) or to all."""
    service.require_told(meeting)
    invitees = invitees_of(meeting)
    one = _only(invitees)
    text = message(meeting, one.matter, one.addressee) if one else message(meeting, _common(meeting, invitees))
    form = SentForm(named(invitees), formdata=None)
    context = {"meeting": meeting, "one": one, "text": text, "link": whatsapp_link(text), "invitees": invitees}
    return form_page("invitations/message.html", form, **context)


def _common(meeting: Meeting, invitees: list[Invitee]) -> Matter:
    """What a text to all is about."""
    if meeting.state is MeetingState.CANCELLED:
        return Matter.CANCELLATION
    changed = any(each.matter is Matter.CHANGE for each in invitees)
    return Matter.CHANGE if changed else Matter.INVITATION


def _only(invitees: list[Invitee]) -> Invitee | None:
    """The invitee that the address asks for, None when it asks for none; 404 when it is not of this meeting."""
    asked = request.args.get("untuk")
    if not asked:
        return None
    try:
        key = whole_id(asked)
    except ValueError:
        key = None
    return next((each for each in invitees if each.id == key), None) or abort(404)


def _name(meeting: Meeting, only: Invitee | None, ending: str) -> str:
    """A file name of letters, digits and hyphens, whatever the post is called."""
    whom = unicodedata.normalize("NFKD", only.addressee if only else "").encode("ascii", "ignore").decode().lower()
    parts = ["undangan", meeting.reference.replace("/", "-"), re.sub(r"[^a-z0-9]+", "-", whom)[:60].strip("-")]
    return "-".join(part for part in parts if part) + "." + ending
