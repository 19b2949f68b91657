"""Photos of a line of the minutes: the flip chart, the signed list, the site that was talked about."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.accounts.models import User
from app.clock import now
from app.extensions import Model, db, fetch
from app.files.models import StoredFile, shown_to
from app.files.received import LONGEST_NAME
from app.files.removable import Removable
from app.meetings.models import Meeting, PartOfMeeting
from app.minutes.models import MinutesLine
from app.policy import Holder
from app.refusal import Refused

MOST = 30  # photos of one line


class MinutesPhoto(PartOfMeeting, Removable, Model):
    """One photo of a line, under the name it came with. A removed photo keeps its row, so that undo brings it back."""

    __tablename__ = "minutes_photo"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    line_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("minutes_line.id"), info={"audit": False})
    meeting_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("meeting.id"), index=True, info={"audit": False})
    file_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("stored_file.id"), index=True, info={"audit": False})
    name: so.Mapped[str] = so.mapped_column(sa.String(LONGEST_NAME), info={"audit": False})
    added_by_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"), info={"audit": False})
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    line: so.Mapped[MinutesLine] = so.relationship()
    meeting: so.Mapped[Meeting] = so.relationship()

    __table_args__ = (sa.UniqueConstraint("line_id", "file_id"),)
    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_name(self) -> str:
        """The photo's name."""
        return self.name

    def remove(self) -> None:
        """Take the photo away; nothing happens when it is away."""
        require_open(self.line)
        super().remove()

    def restore(self) -> None:
        """Bring a removed photo back."""
        require_open(self.line)
        super().restore()


@shown_to
def _in_minutes(who: Holder) -> sa.Select[Any]:
    """Photos that stand in minutes that the person may read."""
    shown = sa.select(MinutesPhoto.file_id).join(MinutesLine, MinutesLine.id == MinutesPhoto.line_id)
    shown = shown.join(Meeting, Meeting.id == MinutesPhoto.meeting_id).where(Meeting.visible_clause(who))
    return shown.where(MinutesPhoto.removed_at.is_(None), MinutesLine.removed_at.is_(None))


_PHOTOS = (
    sa.select(
        MinutesPhoto.id, MinutesPhoto.line_id, MinutesPhoto.file_id, MinutesPhoto.name, MinutesPhoto.at,
        StoredFile.width, StoredFile.height, User.name.label("added_by"),
    )
    .join(StoredFile, StoredFile.id == MinutesPhoto.file_id)
    .join(User, User.id == MinutesPhoto.added_by_id)
    .where(MinutesPhoto.removed_at.is_(None))
    .order_by(MinutesPhoto.line_id, MinutesPhoto.id)
)  # fmt: skip
# All photos of a meeting's minutes, and those of one line.
PHOTOS_OF = _PHOTOS.where(MinutesPhoto.meeting_id == sa.bindparam("meeting_id", type_=sa.BigInteger))
PHOTOS_OF_LINE = _PHOTOS.where(MinutesPhoto.line_id == sa.bindparam("line_id", type_=sa.BigInteger))

# A photo of a line that was removed.
REMOVED = sa.select(MinutesPhoto.id).where(
    MinutesPhoto.id == sa.bindparam("id", type_=sa.BigInteger),
    MinutesPhoto.line_id == sa.bindparam("line_id", type_=sa.BigInteger),
    MinutesPhoto.removed_at.is_not(None),
)


def photos_by_line(meeting_id: int) -> dict[int, list[Any]]:
    """Return the photos of a meeting's minutes by the id of their line; a line without photos is not in it."""
    photos: dict[int, list[Any]] = {}
    for row in fetch(PHOTOS_OF, meeting_id=meeting_id):
        photos.setdefault(row.line_id, []).append(row)
    return photos


def require_open(line: MinutesLine) -> None:
    """Refuse to change the photos of a line that rests or was removed."""
    if not line.meeting.is_typed:
        raise Refused(gettext("Foto hanya dapat ditambahkan atau dihapus selama rapat berlangsung."))
    if line.removed_at:
        raise Refused(gettext("Butir ini baru saja dihapus. Urungkan penghapusannya dahulu."))


def attach(line: MinutesLine, file: StoredFile, name: str, added_by_id: int) -> MinutesPhoto:
    """Show a file under a line. The same file once more changes nothing; one that was removed comes back."""
    require_open(line)
    of_line = sa.select(MinutesPhoto).where(MinutesPhoto.line_id == line.id)
    photo = db.session.scalars(of_line.where(MinutesPhoto.file_id == file.id)).one_or_none()
    if photo:
        photo.removed_at = None
        return photo
    shown = sa.select(sa.func.count(MinutesPhoto.id)).where(MinutesPhoto.line_id == line.id)
    if (db.session.scalar(shown.where(MinutesPhoto.removed_at.is_(None))) or 0) >= MOST:
        raise Refused(gettext("Satu butir memuat paling banyak %(most)s foto. Tambah butir lain.", most=MOST))
    photo = MinutesPhoto(line_id=line.id, meeting_id=line.meeting_id, file_id=file.id, added_by_id=added_by_id)
    photo.name = name
    db.session.add(photo)
    db.session.flush()
    return photo
