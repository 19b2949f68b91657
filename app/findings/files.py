"""Adding documents and photos to a finding, and bringing them back."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext

from app.audit import Actor
from app.columns import BIGGEST_ID
from app.extensions import db
from app.files.models import StoredFile
from app.findings.models import Finding, FindingFile
from app.refusal import Refused

MOST = 20  # files of one finding
ID = sa.bindparam("finding_id", type_=sa.BigInteger)
FILES_OF = (
    sa.select(
        FindingFile.id, FindingFile.name, FindingFile.file_id, FindingFile.keeps_place, FindingFile.added_name,
        FindingFile.at, StoredFile.media_type, StoredFile.size, StoredFile.width, StoredFile.height,
        sa.literal("").label("link"),
    )
    .join(StoredFile, StoredFile.id == FindingFile.file_id)
    .where(FindingFile.finding_id == ID, FindingFile.removed_at.is_(None))
    .order_by(FindingFile.id)
)  # fmt: skip


def by_key(finding_id: int, key: str) -> bool:
    """Tell whether an upload with this key has arrived before."""
    rows = sa.select(FindingFile.id).where(FindingFile.finding_id == finding_id, FindingFile.key == key)
    return bool(key) and db.session.scalar(rows) is not None


def attach(
    finding: Finding, file: StoredFile, name: str, by: Actor, *, key: str = "", keeps_place: bool = False
) -> None:
    """Add a file; flushed. The finding is locked by the caller.

    The same upload or the same file once more changes nothing; one that was removed comes back. Raises Refused when
    the finding holds as many as it may.
    """
    if by_key(finding.id, key):
        return
    rows = sa.select(FindingFile).where(FindingFile.finding_id == finding.id, FindingFile.file_id == file.id)
    if known := db.session.scalars(rows).first():
        restore(known)
        return
    _expect_place(finding.id)
    facts = {"key": key or None, "keeps_place": keeps_place, "added_by_id": by.id, "added_name": by.name}
    db.session.add(FindingFile(finding_id=finding.id, finding=finding, file_id=file.id, name=name, **facts))
    db.session.flush()


def restore(piece: FindingFile) -> None:
    """Bring a removed file back. Raises Refused as adding it anew would."""
    if piece.removed_at is not None:
        _expect_place(piece.finding_id)
    piece.restore()
    db.session.flush()


def removed(finding_id: int, key: int) -> int | None:
    """The id of a file of this finding that was removed, so that its page can offer to undo that."""
    if not 0 < key <= BIGGEST_ID:
        return None
    mine = sa.select(FindingFile.id).where(FindingFile.id == key, FindingFile.finding_id == finding_id)
    return db.session.scalar(mine.where(FindingFile.removed_at.is_not(None)))


def _expect_place(finding_id: int) -> None:
    rows = sa.select(sa.func.count(FindingFile.id))
    rows = rows.where(FindingFile.finding_id == finding_id, FindingFile.removed_at.is_(None))
    if (db.session.scalar(rows) or 0) >= MOST:
        raise Refused(
            gettext("Satu temuan memuat paling banyak %(most)s berkas. Hapus yang tidak perlu dahulu.", most=MOST)
        )
