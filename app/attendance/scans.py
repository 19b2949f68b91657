"""Photos or scans of the signed paper list, kept with the meeting; also after it is closed, when most are made."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.clock import now
from app.extensions import Model, db
from app.files.models import StoredFile, shown_to
from app.files.received import LONGEST_NAME
from app.files.removable import Removable
from app.meetings.models import Meeting, PartOfMeeting
from app.policy import Holder
from app.refusal import Refused

MOST = 40  # pages of one list: four hundred people at ten a page


class AttendanceScan(PartOfMeeting, Removable, Model):
    """One page, under the name it came with. A removed page keeps its row, so that undo brings it back."""

    __tablename__ = "attendance_scan"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    meeting_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("meeting.id"), info={"audit": False})
    file_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("stored_file.id"), index=True, info={"audit": False})
    name: so.Mapped[str] = so.mapped_column(sa.String(LONGEST_NAME), info={"audit": False})
    added_by_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"), info={"audit": False})
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    meeting: so.Mapped[Meeting] = so.relationship()

    __table_args__ = (sa.UniqueConstraint("meeting_id", "file_id"),)
    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_name(self) -> str:
        """The page's name."""
        return self.name


@shown_to
def _on_lists(who: Holder) -> sa.Select[Any]:
    """Pages of the lists of meetings that the person may read."""
    shown = sa.select(AttendanceScan.file_id).join(Meeting, Meeting.id == AttendanceScan.meeting_id)
    return shown.where(Meeting.visible_clause(who), AttendanceScan.removed_at.is_(None))


def attach(meeting: Meeting, file: StoredFile, name: str, added_by_id: int) -> AttendanceScan:
    """Keep a file with the list. The same file once more changes nothing; one that was removed comes back."""
    mine = sa.select(AttendanceScan).where(AttendanceScan.meeting_id == meeting.id)
    scan = db.session.scalars(mine.where(AttendanceScan.file_id == file.id)).one_or_none()
    if scan:
        scan.restore()
        return scan
    shown = sa.select(sa.func.count(AttendanceScan.id)).where(AttendanceScan.meeting_id == meeting.id)
    if (db.session.scalar(shown.where(AttendanceScan.removed_at.is_(None))) or 0) >= MOST:
        raise Refused(gettext("Satu rapat memuat paling banyak %(most)s halaman. Hapus yang tidak perlu.", most=MOST))
    scan = AttendanceScan(meeting_id=meeting.id, file_id=file.id, added_by_id=added_by_id, name=name)
    db.session.add(scan)
    db.session.flush()
    return scan
