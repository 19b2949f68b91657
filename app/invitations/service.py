"""Acts around the invitation: the letter's words, the invited posts, and what was marked as sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from flask_babel import gettext

from app import audit
from app.agencies.service import current
from app.attendance.models import Attendance, Presence
from app.attendance.service import invite
from app.clock import now
from app.extensions import db
from app.invitations.addressees import likely_addressee
from app.invitations.forms import InviteForm, LetterForm
from app.invitations.invitees import Invitee
from app.invitations.models import Channel, Dispatch, InvitationLetter
from app.meetings.models import Meeting, MeetingState
from app.meetings.service import require_open
from app.refusal import Refused


def letter_of(meeting: Meeting) -> InvitationLetter | None:
    """Return the letter as saved, None before that."""
    return db.session.scalar(sa.select(InvitationLetter).where(InvitationLetter.meeting_id == meeting.id))


def write(meeting: Meeting, letter: InvitationLetter | None, form: LetterForm) -> None:
    """Save the words of the letter."""
    letter = letter or InvitationLetter(meeting_id=meeting.id)
    form.write_to(letter)
    db.session.add(letter)


def invite_post(meeting: Meeting, form: InviteForm) -> Attendance:
    """Invite one more post of an agency."""
    require_open(meeting)
    agency = current([form.agency_id.data or 0])[0]
    row = invite(meeting, agency, form.addressee.data or likely_addressee(agency.kind, agency.name))
    db.session.flush()
    return row


def remove(row: Attendance) -> None:
    """Take an invited post off the list, and what was marked as sent to it."""
    require_open(row.meeting)
    if not row.invited or row.presence is not Presence.INVITED:
        raise Refused(gettext("Kehadiran %(agency)s sudah dicatat, jadi tidak dapat dihapus.", agency=row.agency_name))
    for each in db.session.scalars(sa.select(Dispatch).where(Dispatch.attendance_id == row.id)):
        db.session.delete(each)
    db.session.flush()
    row.meeting.attendances.remove(row)


def require_told(meeting: Meeting) -> None:
    """Refuse to tell anybody of a meeting that is still a draft."""
    if meeting.state is MeetingState.DRAFT:
        raise Refused(gettext("Umumkan rapat ini dahulu, lalu kirim undangannya."))


def mark_sent(
    meeting: Meeting, invitees: Sequence[Invitee], channel: Channel, who: str, at: dt.datetime | None = None
) -> None:
    """Write down that these were sent what is due, now if not told when; in one step, so that one step undoes it."""
    require_told(meeting)
    if not invitees:
        raise Refused(gettext("Centang dahulu penerima yang sudah dikirimi."))
    present = now()
    for each in invitees:
        db.session.add(
            Dispatch(
                meeting_id=meeting.id, attendance_id=each.id, matter=each.matter, channel=channel, at=at or present,
                noted_at=present, noted_name=who,
            )
        )  # fmt: skip
    audit.note(meeting, "invitations_sent", invitees=len(invitees))


def chosen(invitees: Sequence[Invitee], ids: Collection[int] | None) -> list[Invitee]:
    """Return the invitees with these ids; with None all to whom something is still to be sent."""
    return [each for each in invitees if (each.is_due if ids is None else each.id in ids)]


def undo(dispatch: Dispatch) -> None:
    """Take one mark back."""
    audit.note(dispatch.meeting, "invitations_unsent", invitees=1)
    db.session.delete(dispatch)


def undo_step(meeting: Meeting, noted_at: dt.datetime | None) -> int:
    """Take back all that was marked in the last step; return how many, 0 when that step is not the last any more."""
    newest = db.session.scalar(sa.select(sa.func.max(Dispatch.noted_at)).where(Dispatch.meeting_id == meeting.id))
    if newest is None or newest != noted_at:
        return 0
    rows = sa.select(Dispatch).where(Dispatch.meeting_id == meeting.id, Dispatch.noted_at == newest)
    found = db.session.scalars(rows).all()
    for each in found:
        db.session.delete(each)
    audit.note(meeting, "invitations_unsent", invitees=len(found))
    return len(found)
