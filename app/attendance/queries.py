"""Which rows of the attendance list a page shows."""

from __future__ import annotations

import sqlalchemy as sa

from app.attendance.models import CAME, Attendance

ID = sa.bindparam("meeting_id", type_=sa.BigInteger)

# Who is on the attendance list, and with which presence.
PRESENCES = sa.select(Attendance.presence, Attendance.agency_id, Attendance.invited).where(Attendance.meeting_id == ID)
ATTENDANCE = (
    sa.select(
        Attendance.id, Attendance.agency_id, Attendance.agency_name, Attendance.presence,
        Attendance.person, Attendance.position, Attendance.represents, Attendance.version,
    )
    .where(Attendance.meeting_id == ID)
    .order_by(Attendance.id)
)  # fmt: skip
PRESENT = ATTENDANCE.where(Attendance.presence.in_(CAME), Attendance.confirmed)
