"""Which rows of the attendance list a page shows."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.agencies.models import Agency, Holding, Post
from app.attendance.models import CAME, Attendance, Source
from app.attendance.scans import AttendanceScan
from app.audit import AuditEvent
from app.files.models import StoredFile

MOST_WORDS = 4  # of what is typed into the search box; further ones are not needed to tell people apart
ID = sa.bindparam("meeting_id", type_=sa.BigInteger)
_OF = sa.and_(Attendance.meeting_id == ID, Attendance.removed_at.is_(None))

# Who is on the attendance list, and with which presence; what waits for confirmation does not count yet.
PRESENCES = sa.select(
    Attendance.id, Attendance.presence, Attendance.agency_id, Attendance.invited, Attendance.answer
).where(_OF, Attendance.confirmed)
_COLUMNS = (
    Attendance.id, Attendance.agency_id, Attendance.agency_name, Attendance.presence,
    Attendance.person, Attendance.position, Attendance.represents, Attendance.version,
)  # fmt: skip
ATTENDANCE = sa.select(*_COLUMNS).where(_OF).order_by(Attendance.id)
PRESENT = ATTENDANCE.where(Attendance.presence.in_(CAME), Attendance.confirmed)
# The list as its own page shows it, and one row of it.
_LISTED = sa.select(
    *_COLUMNS, Attendance.addressee, Attendance.invited, Attendance.arrived_at, Attendance.left_at,
    Attendance.source, Attendance.confirmed, Attendance.signature, Attendance.removed_at, Attendance.meeting_id,
)  # fmt: skip
LIST = _LISTED.where(_OF).order_by(Attendance.id)
ROW = _LISTED.where(Attendance.id == sa.bindparam("id", type_=sa.BigInteger))
REMOVED = sa.select(Attendance.id).where(
    Attendance.meeting_id == ID,
    Attendance.id == sa.bindparam("id", type_=sa.BigInteger),
    Attendance.removed_at.is_not(None),
)
# What changes with every change of the list: rows come and go, and each has a version that only grows. A row that is
# deleted may hand its id to the next one, so their making counts too.
_MADE = sa.select(sa.func.count(AuditEvent.id)).where(
    AuditEvent.root_type == "meeting", AuditEvent.root_id == ID, AuditEvent.subject_type == "attendance",
    AuditEvent.action == "created",
)  # fmt: skip
STATE = sa.select(
    sa.func.count(Attendance.id), sa.func.sum(Attendance.version), sa.func.max(Attendance.id), _MADE.scalar_subquery()
).where(Attendance.meeting_id == ID)  # fmt: skip
# The agencies of the list, each once, under the name that it has there.
AGENCIES = (
    sa.select(Attendance.agency_id, sa.func.max(Attendance.agency_name))
    .where(_OF, Attendance.agency_id.is_not(None), Attendance.confirmed)
    .group_by(Attendance.agency_id)
    .order_by(sa.func.max(Attendance.agency_name))
)
BY_CODE = sa.select(sa.func.count(Attendance.id)).where(_OF, Attendance.source == Source.CODE)
WAITING = sa.select(sa.func.count(Attendance.id)).where(_OF, sa.not_(Attendance.confirmed))
# How many people of each meeting wait for that, whatever the meeting. Written so that the index for it is found.
UNCONFIRMED = (
    sa.select(Attendance.meeting_id, sa.func.count().label("number"))
    .where(sa.text("NOT attendance.confirmed"), Attendance.removed_at.is_(None))
    .group_by(Attendance.meeting_id)
    .subquery()
)
OF_DEVICE = _LISTED.where(Attendance.meeting_id == ID, Attendance.device == sa.bindparam("device"))

SCANS = (
    sa.select(
        AttendanceScan.id, AttendanceScan.file_id, AttendanceScan.name, AttendanceScan.at, StoredFile.width,
        StoredFile.height, StoredFile.size, User.name.label("added_by"),
    )
    .join(StoredFile, StoredFile.id == AttendanceScan.file_id)
    .join(User, User.id == AttendanceScan.added_by_id)
    .where(AttendanceScan.meeting_id == ID, AttendanceScan.removed_at.is_(None))
    .order_by(AttendanceScan.id)
)  # fmt: skip
REMOVED_SCAN = sa.select(AttendanceScan.id).where(
    AttendanceScan.meeting_id == ID,
    AttendanceScan.id == sa.bindparam("id", type_=sa.BigInteger),
    AttendanceScan.removed_at.is_not(None),
)


def _holds_words(*columns: Any) -> list[sa.ColumnElement[bool]]:
    """All words (`pattern0` and so on, "%" for none) stand somewhere in these columns, in any case."""
    text = columns[0]
    for column in columns[1:]:
        text = text + " " + column
    whole = sa.func.lower(text)
    return [whole.like(sa.func.lower(sa.bindparam(f"pattern{n}")), escape="\\") for n in range(MOST_WORDS)]


def patterns(words: list[str]) -> dict[str, str]:
    """Return the values of the parameters of `_holds_words`."""
    plain = [word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for word in words[:MOST_WORDS]]
    padded = [f"%{word}%" for word in plain] + ["%"] * (MOST_WORDS - len(plain))
    return {f"pattern{n}": value for n, value in enumerate(padded)}


_AGENCIES: Any = sa.bindparam("agency_ids", expanding=True)
_MOST = 12
_LAST = (
    sa.select(sa.func.max(Attendance.id).label("id"))
    .join(Agency, Agency.id == Attendance.agency_id)
    .where(
        Attendance.agency_id.in_(_AGENCIES), Attendance.meeting_id != ID, Attendance.person != "",
        Attendance.confirmed, Attendance.presence.in_(CAME), *_holds_words(Attendance.person, Agency.name),
    )
    .group_by(Attendance.agency_id, sa.func.lower(Attendance.person))
    .order_by(sa.func.max(Attendance.id).desc())
    .limit(_MOST)
    .subquery()
)  # fmt: skip
# People who came to other meetings for these agencies, each as written last, the latest first.
CAME_BEFORE = (
    sa.select(Attendance.agency_id, Attendance.person, Attendance.position)
    .join(_LAST, _LAST.c.id == Attendance.id)
    .order_by(Attendance.id.desc())
)
# People who hold a post of these agencies now.
HOLDERS = (
    sa.select(Post.agency_id, User.name.label("person"), Post.title.label("position"))
    .join(Holding, sa.and_(Holding.post_id == Post.id, Holding.ends_at.is_(None)))
    .join(User, User.id == Holding.user_id)
    .join(Agency, Agency.id == Post.agency_id)
    .where(Post.agency_id.in_(_AGENCIES), *_holds_words(User.name, Agency.name))
    .order_by(User.name, Post.id)
    .limit(_MOST)
)
# Agencies that are not on the list.
OTHERS = (
    sa.select(Agency.id, Agency.name)
    .where(Agency.ended_on.is_(None), Agency.id.not_in(_AGENCIES), *_holds_words(Agency.name))
    .order_by(Agency.name, Agency.id)
    .limit(5)
)
