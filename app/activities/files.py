"""Adding files to an activity, and bringing them back."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext

from app.activities.models import Activity
from app.activities.parts import ActivityFile
from app.audit import Actor
from app.columns import BIGGEST_ID
from app.extensions import db
from app.files.models import StoredFile
from app.refusal import Refused

MOST = 40  # files of one activity


def by_key(activity_id: int, key: str) -> bool:
    """Tell whether an upload with this key has arrived before."""
    rows = sa.select(ActivityFile.id).where(ActivityFile.activity_id == activity_id, ActivityFile.key == key)
    return bool(key) and db.session.scalar(rows) is not None


def attach(
    activity: Activity, file: StoredFile, name: str, by: Actor, *, key: str = "", keeps_place: bool = False
) -> None:
    """Add a file; flushed. The activity is locked by the caller.

    The same upload or the same file once more changes nothing; one that was removed comes back. Raises Refused when
    the activity holds as many as it may.
    """
    if by_key(activity.id, key):
        return
    rows = sa.select(ActivityFile).where(ActivityFile.activity_id == activity.id, ActivityFile.file_id == file.id)
    if known := db.session.scalars(rows).first():
        restore(known)
        return
    _expect_place(activity.id)
    facts = {"key": key or None, "keeps_place": keeps_place, "added_by_id": by.id, "added_name": by.name}
    db.session.add(ActivityFile(activity_id=activity.id, file_id=file.id, name=name, **facts))
    db.session.flush()


def restore(piece: ActivityFile) -> None:
    """Bring a removed file back. Raises Refused as adding it anew would."""
    if piece.removed_at is not None:
        _expect_place(piece.activity_id)
    piece.restore()
    db.session.flush()


def removed(activity_id: int, key: int) -> int | None:
    """The id of a file of this activity that was removed, so that its page can offer to undo that."""
    if not 0 < key <= BIGGEST_ID:
        return None
    mine = sa.select(ActivityFile.id).where(ActivityFile.id == key, ActivityFile.activity_id == activity_id)
    return db.session.scalar(mine.where(ActivityFile.removed_at.is_not(None)))


def _expect_place(activity_id: int) -> None:
    rows = sa.select(sa.func.count(ActivityFile.id))
    rows = rows.where(ActivityFile.activity_id == activity_id, ActivityFile.removed_at.is_(None))
    if (db.session.scalar(rows) or 0) >= MOST:
        raise Refused(
            gettext("Satu kegiatan memuat paling banyak %(most)s berkas. Hapus yang tidak perlu dahulu.", most=MOST)
        )
