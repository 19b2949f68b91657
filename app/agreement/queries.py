"""What the pages of the agreement show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.agreement.models import Correction, CorrectionState, MinutesCopy, SignerRole
from app.agreement.versions import MinutesVersion, Signature, SignedScan
from app.attendance.models import CAME, Attendance
from app.clock import now
from app.extensions import db, fetch
from app.files.models import StoredFile
from app.meetings.agenda import AgendaItem, AgendaKind
from app.meetings.models import Meeting, MeetingState
from app.minutes.models import LineKind, MinutesLine

ID = sa.bindparam("meeting_id", type_=sa.BigInteger)

# Items that call for a decision, have none, and are not put off either; with their numbers.
UNDECIDED = (
    sa.select(AgendaItem.id, AgendaItem.title)
    .where(
        AgendaItem.meeting_id == ID,
        AgendaItem.kind == AgendaKind.DECISION,
        AgendaItem.deferred_reason == "",
        ~sa.exists().where(
            MinutesLine.agenda_item_id == AgendaItem.id,
            MinutesLine.kind == LineKind.DECISION,
            MinutesLine.removed_at.is_(None),
        ),
    )
    .order_by(AgendaItem.position, AgendaItem.id)
)
HAS_DECISION = sa.select(MinutesLine.id).where(
    MinutesLine.agenda_item_id == sa.bindparam("item_id", type_=sa.BigInteger),
    MinutesLine.kind == LineKind.DECISION,
    MinutesLine.removed_at.is_(None),
)
# Who was there and gets a copy.
ATTENDEES = (
    sa.select(Attendance.id, Attendance.person, Attendance.position, Attendance.agency_name)
    .where(Attendance.meeting_id == ID, Attendance.presence.in_(CAME), Attendance.confirmed)
    .order_by(Attendance.id)
)
_NUMBER = sa.bindparam("circulation", type_=sa.Integer)
COPIES = (
    sa.select(*MinutesCopy.__table__.c)
    .where(MinutesCopy.meeting_id == ID, MinutesCopy.circulation == _NUMBER)
    .order_by(MinutesCopy.id)
)
_CORRECTIONS = (
    sa.select(*Correction.__table__.c, MinutesLine.text.label("present"), MinutesLine.removed_at)
    .join(MinutesLine, MinutesLine.id == Correction.line_id)
    .order_by(Correction.id.desc())
)
# All corrections of a meeting, each with its line as it stands now, newest first; and those of one copy.
CORRECTIONS = _CORRECTIONS.where(Correction.meeting_id == ID).limit(2000)
# Answers given after another circulation began are read in the new copy, so all copies of the same attendee count.
_COPY = sa.bindparam("copy_id", type_=sa.BigInteger)
_ATTENDEE = sa.select(MinutesCopy.attendance_id).where(MinutesCopy.id == _COPY).scalar_subquery()
_COPIES = sa.select(MinutesCopy.id).where(MinutesCopy.attendance_id == _ATTENDEE)
CORRECTIONS_OF_COPY = _CORRECTIONS.where(sa.or_(Correction.copy_id == _COPY, Correction.copy_id.in_(_COPIES)))
OF_KEY = sa.select(Correction.copy_id, Correction.line_id).where(Correction.key == sa.bindparam("key"))
SCANS = (
    sa.select(
        SignedScan.id, SignedScan.version_id, SignedScan.file_id, SignedScan.name, SignedScan.added_name, SignedScan.at,
        StoredFile.sha256, StoredFile.size,
    )
    .join(StoredFile, StoredFile.id == SignedScan.file_id)
    .where(SignedScan.meeting_id == ID)
    .order_by(SignedScan.id.desc())
)  # fmt: skip


def versions_of(meeting_id: int) -> Sequence[MinutesVersion]:
    """Return the versions of a meeting's minutes, newest first."""
    rows = sa.select(MinutesVersion).where(MinutesVersion.meeting_id == meeting_id)
    return db.session.scalars(rows.order_by(MinutesVersion.number.desc())).all()


def valid_version(meeting_id: int) -> MinutesVersion | None:
    """Return the version that is not struck, signed by one or both."""
    rows = sa.select(MinutesVersion).where(MinutesVersion.meeting_id == meeting_id, MinutesVersion.struck_at.is_(None))
    return db.session.scalars(rows).one_or_none()


def _signer(role: SignerRole) -> sa.ScalarSelect[int]:
    """Who signed the version of a meeting that is not struck."""
    rows = sa.select(Signature.user_id).join(MinutesVersion, MinutesVersion.id == Signature.version_id)
    rows = rows.where(MinutesVersion.meeting_id == Meeting.id, MinutesVersion.struck_at.is_(None))
    return rows.where(Signature.role == role).scalar_subquery()


_WAITING = (
    sa.select(sa.func.count(Correction.id))
    .where(Correction.meeting_id == Meeting.id, Correction.state == CorrectionState.WAITING)
    .correlate(Meeting)
    .scalar_subquery()
)
_OLDEST = (
    sa.select(sa.func.min(Correction.at))
    .where(Correction.meeting_id == Meeting.id, Correction.state == CorrectionState.WAITING)
    .correlate(Meeting)
    .scalar_subquery()
)
_UNAGREED = sa.exists().where(
    MinutesCopy.meeting_id == Meeting.id,
    MinutesCopy.circulation == Meeting.circulation,
    MinutesCopy.agreed_at.is_(None),
)
# Minutes in which something waits: corrections for an answer, or all of it for signatures.
PENDING = (
    sa.select(
        Meeting.id, Meeting.reference, Meeting.theme, Meeting.corrections_until, Meeting.circulated_at,
        _WAITING.label("waiting"), _OLDEST.label("since"), _signer(SignerRole.CHAIR).label("chair_id"),
        _signer(SignerRole.TAKER).label("taker_id"),
    )
    .where(
        Meeting.state.in_([MeetingState.CLOSED, MeetingState.CIRCULATED, MeetingState.REVISING]),
        sa.or_(
            _WAITING > 0,
            sa.and_(
                Meeting.state == MeetingState.CIRCULATED,
                sa.or_(Meeting.corrections_until < sa.bindparam("now", type_=Meeting.starts_at.type), ~_UNAGREED),
            ),
        ),
    )
    .order_by(Meeting.corrections_until, Meeting.id)
    .limit(50)
)  # fmt: skip


def pending() -> Sequence[Any]:
    """Return the minutes in which a correction waits for an answer, or all of it for signatures."""
    return fetch(PENDING, now=now())
