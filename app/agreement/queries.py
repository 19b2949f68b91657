"""What the pages of the agreement show."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from app.agreement.models import Correction, MinutesCopy, SignerRole
from app.agreement.versions import MinutesVersion, Signature, SignedScan
from app.attendance.models import CAME, Attendance
from app.extensions import db
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


# Written so that the index of waiting corrections is found.
_WAITS = sa.text("correction.state = 'waiting'")
WAITING = (
    sa.select(Correction.meeting_id, sa.func.count().label("number"), sa.func.min(Correction.at).label("since"))
    .where(_WAITS)
    .group_by(Correction.meeting_id)
    .subquery()
)
_UNAGREED = sa.exists().where(
    MinutesCopy.meeting_id == Meeting.id,
    MinutesCopy.circulation == Meeting.circulation,
    MinutesCopy.agreed_at.is_(None),
)
_VALID = MinutesVersion.meeting_id == Meeting.id, MinutesVersion.struck_at.is_(None)
NOW = sa.bindparam("now", type_=Meeting.starts_at.type)


def _signed(*conditions: Any) -> Any:
    return sa.exists().where(Signature.version_id == MinutesVersion.id, *_VALID, *conditions)


def to_decide() -> sa.Select[Any]:
    """Meetings in whose minutes a correction waits for an answer; the caller orders."""
    rows = sa.select(Meeting.id, WAITING.c.number, WAITING.c.since).join(WAITING, WAITING.c.meeting_id == Meeting.id)
    return rows.where(Meeting.state.in_([MeetingState.CLOSED, MeetingState.CIRCULATED, MeetingState.REVISING]))


def to_sign(user_id: int, roles: Collection[SignerRole]) -> sa.Select[Any]:
    """Minutes that wait for a signature in one of these roles (the first that is missing is `role`).

    Silence or words agree, no correction waits, and this person has not signed them in the other role. Needs `now`.
    """
    missing = [(~_signed(Signature.role == role), role.value) for role in SignerRole if role in roles]
    ripe = sa.or_(Meeting.corrections_until < NOW, ~_UNAGREED)
    waits = sa.exists().where(Correction.meeting_id == Meeting.id, _WAITS)
    return sa.select(Meeting.id, sa.case(*missing, else_="").label("role")).where(
        Meeting.state == MeetingState.CIRCULATED, ripe, ~waits, ~_signed(Signature.user_id == user_id),
        sa.or_(*(lacks for lacks, _ in missing)),
    )  # fmt: skip


# Minutes that could be signed and lack a signature; `lacks_chair` says whether it is that of the chair. Needs `now`.
UNSIGNED = (
    sa.select(
        Meeting.id, Meeting.reference, Meeting.theme, Meeting.corrections_until, Meeting.circulated_at,
        (~_signed(Signature.role == SignerRole.CHAIR)).label("lacks_chair"),
    )
    .where(
        Meeting.state == MeetingState.CIRCULATED, sa.or_(Meeting.corrections_until < NOW, ~_UNAGREED),
        ~sa.exists().where(Correction.meeting_id == Meeting.id, _WAITS),
        sa.or_(*(~_signed(Signature.role == role) for role in SignerRole)),
    )
    .order_by(Meeting.corrections_until, Meeting.id)
    .limit(50)
)  # fmt: skip


def to_read(agency_id: int, name: str) -> Any:
    """Copies of minutes that an agency got in this person's name, or in none, and that can still be corrected.

    What was agreed on waits no longer. Needs `now`.
    """
    mine = sa.or_(MinutesCopy.person == "", sa.func.lower(MinutesCopy.person) == name.lower())
    rows = sa.select(MinutesCopy.id, MinutesCopy.nonce).join(Meeting, Meeting.id == MinutesCopy.meeting_id)
    rows = rows.join(Attendance, Attendance.id == MinutesCopy.attendance_id)
    return rows.where(
        Meeting.state == MeetingState.CIRCULATED, Meeting.corrections_until >= NOW,
        MinutesCopy.circulation == Meeting.circulation, MinutesCopy.agreed_at.is_(None),
        Attendance.agency_id == agency_id, mine, ~sa.exists().where(*_VALID),
    )  # fmt: skip
