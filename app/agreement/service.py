"""Sending the minutes round, what attendees do with their copies, and what becomes of their corrections."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from flask_babel import gettext

from app import audit
from app.agreement import queries
from app.agreement.models import MOST_CORRECTIONS, Correction, CorrectionState, MinutesCopy
from app.clock import at, now, today
from app.commitments.models import Commitment
from app.drafts.models import LONGEST_KEY
from app.extensions import db, fetch
from app.meetings.models import Meeting, MeetingState
from app.minutes.models import LineKind, MinutesLine
from app.minutes.service import shown
from app.refusal import Refused
from app.tasks.models import Task
from app.tasks.states import TaskState

END_OF_DAY = dt.time(23, 59, 59)
DECIDED_IN = (MeetingState.CLOSED, MeetingState.CIRCULATED, MeetingState.REVISING)


def deadline(days: int) -> dt.datetime:
    """Return the end of the day in Palopo that is so many days from today."""
    return at(today() + dt.timedelta(days=days), END_OF_DAY)


def circulate(meeting: Meeting, days: int) -> list[MinutesCopy]:
    """Send closed minutes to everyone who was there, for `days` days."""
    attendees = fetch(queries.ATTENDEES, meeting_id=meeting.id)
    meeting.circulate(deadline(days))
    if not attendees:
        raise Refused(
            gettext(
                "Belum ada peserta yang tercatat hadir, jadi notula tidak dapat diedarkan. Buka kembali notula, isi "
                "daftar hadir, lalu tutup lagi."
            )
        )
    copies = [
        MinutesCopy(
            meeting_id=meeting.id, attendance_id=row.id, circulation=meeting.circulation, person=row.person,
            position=row.position, agency_name=row.agency_name,
        )
        for row in attendees
    ]  # fmt: skip
    db.session.add_all(copies)
    db.session.flush()
    return copies


def why_closed(copy: MinutesCopy) -> str:
    """Say why nothing can be proposed or agreed by a copy any more; empty while it can."""
    meeting = copy.meeting
    if meeting.state is MeetingState.SIGNED:
        return gettext("Notula ini sudah ditandatangani.")
    if meeting.corrections_until is None or now() > meeting.corrections_until:
        return gettext("Masa perbaikan sudah berakhir. Sampaikan kepada sekretariat bila masih ada yang keliru.")
    if queries.valid_version(meeting.id):
        return gettext("Semua peserta sudah setuju dan notula sedang ditandatangani.")
    return ""


def agree(copy: MinutesCopy) -> None:
    """Say that the minutes are right; said twice it counts once."""
    if reason := why_closed(copy):
        raise Refused(reason)
    if copy.agreed_at is None:
        copy.agreed_at = now()
        audit.note(copy.meeting, "agreed", **{audit.WHICH: copy.name})


def proposed_before(copy: MinutesCopy, line_id: int, key: str) -> bool:
    """Tell whether this very form made its correction already."""
    rows = fetch(queries.OF_KEY, key=key) if 0 < len(key) <= LONGEST_KEY else ()
    return any(row.copy_id == copy.id and row.line_id == line_id for row in rows)


def propose(copy: MinutesCopy, line: MinutesLine, text: str, reason: str, key: str, base: int) -> Correction:
    """Propose another wording of a line. `base` is the number of the revision that the person read.

    Who proposes something has not agreed, or does so no longer.
    """
    if refusal := why_closed(copy):
        raise Refused(refusal)
    if line.removed_at:
        raise Refused(gettext("Butir ini baru saja dihapus dari notula."))
    made = sa.select(sa.func.count(Correction.id)).where(Correction.copy_id == copy.id)
    if (db.session.scalar(made) or 0) >= MOST_CORRECTIONS:
        raise Refused(
            gettext("Paling banyak %(most)s usulan. Sampaikan selebihnya kepada sekretariat.", most=MOST_CORRECTIONS)
        )
    known = fetch(queries.OF_KEY, key=key) if 0 < len(key) <= LONGEST_KEY else ()
    correction = Correction(
        copy_id=copy.id, meeting_id=copy.meeting_id, line_id=line.id, circulation=copy.circulation,
        line_number=shown(line)[1], original=_read(copy, line, base), text=text, reason=reason,
        author=copy.name, author_agency=copy.agency_name, key=key[:LONGEST_KEY] if key and not known else None,
    )  # fmt: skip
    db.session.add(correction)
    copy.agreed_at = None
    db.session.flush()
    return correction


def _read(copy: MinutesCopy, line: MinutesLine, number: int) -> str:
    """Return the wording that the person read: one that stood since the minutes went round. What was written before
    that may have been internal, so no altered form brings it back."""
    since = copy.meeting.circulated_at
    first = max((each.number for each in line.revisions if since and each.at <= since), default=1)
    known = {each.number: each.text for each in line.revisions if each.number >= first}
    return known.get(number, line.text)


def require_decidable(correction: Correction) -> None:
    """Refuse to decide twice, or once the minutes are signed."""
    correction.expect_waiting()
    if correction.meeting.state not in DECIDED_IN:
        raise Refused(gettext("Notula ini sudah ditandatangani. Buka kembali dahulu untuk memutuskan usulan."))


def accept(correction: Correction, text: str, answer: str, user_id: int | None, who: str) -> str:
    """Write the correction into its line, in these words; return the reference of work that keeps its old words."""
    require_decidable(correction)
    line = correction.line
    if line.removed_at:
        raise Refused(gettext("Butir ini sudah dihapus, jadi usulannya tidak dapat diterima. Tolak dengan penjelasan."))
    correction.decide(CorrectionState.ACCEPTED, answer, who)
    correction.written = text
    return _write(line, text, user_id) if text != line.text else ""


def _write(line: MinutesLine, text: str, user_id: int | None) -> str:
    """Give a line another wording, which its commitment or task takes over while no agency has agreed to the old one.

    Return the reference of work that keeps its words.
    """
    line.write(text, user_id)
    if line.kind is LineKind.COMMITMENT:
        made = sa.select(Commitment).where(Commitment.line_id == line.id)
        for commitment in db.session.scalars(made):
            if not commitment.may_be_worded:  # agreed on once, also by the agency that handed it over
                return commitment.reference
            commitment.statement = text
            commitment.refresh_check()
    if line.kind is LineKind.TASK:
        for task in db.session.scalars(sa.select(Task).where(Task.line_id == line.id)):
            if task.state is not TaskState.OFFERED:
                return task.reference
            task.title = text
    return ""


def decline(correction: Correction, answer: str, who: str) -> None:
    """Leave the line as it is, and say why."""
    require_decidable(correction)
    correction.decide(CorrectionState.DECLINED, answer, who)


def reopen(meeting: Meeting, reason: str, who: str) -> None:
    """Let minutes be written again: their links end, and the signatures of the present version are struck."""
    meeting.reopen(reason)
    if version := queries.valid_version(meeting.id):
        version.strike(reason, who)
