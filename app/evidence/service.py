"""Putting evidence into the draft of a report, handing it in with that report, and how much room an agency has left."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext

from app.audit import Actor
from app.commitments.models import Commitment
from app.commitments.reports import ProgressReport
from app.evidence.models import Evidence, EvidenceVerdict
from app.evidence.queries import USED
from app.extensions import db, fetch
from app.files.models import StoredFile
from app.files.received import LONGEST_NAME
from app.formats import file_size
from app.refusal import Refused

MOST = 40  # pieces of one report


class Room:
    """How many bytes of evidence an agency may still add: `left` is less than none when the quota was lowered."""

    def __init__(self, agency_id: int, used: int | None = None) -> None:
        self.quota: int = current_app.config["EVIDENCE_QUOTA"]
        self.left = self.quota - int(fetch(USED, agency_id=agency_id)[0].bytes if used is None else used)

    def take(self, size: int) -> None:
        """Take room for so many bytes. Raises Refused when they are more than is left."""
        if size > self.left:
            raise Refused(
                gettext(
                    "Kuota bukti instansi Anda %(quota)s, tersisa %(left)s. Perkecil berkasnya, atau mintalah "
                    "pengelola sistem menambah kuota.",
                    quota=file_size(self.quota), left=file_size(max(0, self.left)),
                )
            )  # fmt: skip
        self.left -= size


def by_key(commitment_id: int, key: str) -> bool:
    """Tell whether an upload with this key has arrived before."""
    rows = sa.select(Evidence.id).where(Evidence.commitment_id == commitment_id, Evidence.key == key)
    return bool(key) and db.session.scalar(rows) is not None


def attach(
    commitment: Commitment, file: StoredFile, name: str, by: Actor, *, key: str = "", keeps_place: bool = False
) -> Evidence | None:
    """Add a file to the draft; flushed. The commitment is locked by the caller.

    The same upload (`key`) or the same file once more changes nothing; a file that was removed comes back. None when
    the upload arrived before. Raises Refused when the draft is full, the quota is used up, or nothing is reported now.
    """
    commitment.expect_report()
    if by_key(commitment.id, key):
        return None
    drafts = sa.select(Evidence).where(Evidence.commitment_id == commitment.id, Evidence.report_id.is_(None))
    known = db.session.scalars(drafts.where(Evidence.file_id == file.id)).first()
    if known:
        restore(known)
        return known
    Room(commitment.lead_agency_id).take(file.size)
    facts = {"file_id": file.id, "size": file.size, "key": key or None, "keeps_place": keeps_place}
    return _add(commitment, name, by, **facts)


def add_link(commitment: Commitment, link: str, by: Actor) -> Evidence:
    """Add the text of a link to the draft; nothing is ever fetched. The same link once more changes nothing."""
    commitment.expect_report()
    drafts = sa.select(Evidence).where(Evidence.commitment_id == commitment.id, Evidence.report_id.is_(None))
    known = db.session.scalars(drafts.where(Evidence.link == link)).first()
    if known:
        restore(known)
        return known
    return _add(commitment, link[:LONGEST_NAME], by, link=link)


def restore(piece: Evidence) -> None:
    """Put a removed piece back into the draft. Raises Refused as adding it anew would."""
    if piece.report_id is None and piece.removed_at is not None:
        piece.commitment.expect_report()
        Room(piece.agency_id).take(piece.size)
        _expect_place(piece.commitment)
    piece.restore()
    db.session.flush()  # so that the next piece of the same upload finds less room


def _expect_place(commitment: Commitment) -> None:
    draft = sa.select(sa.func.count(Evidence.id)).where(
        Evidence.commitment_id == commitment.id, Evidence.report_id.is_(None), Evidence.removed_at.is_(None)
    )
    if (db.session.scalar(draft) or 0) >= MOST:
        raise Refused(
            gettext("Satu laporan memuat paling banyak %(most)s bukti. Hapus yang tidak perlu dahulu.", most=MOST)
        )


def _add(commitment: Commitment, name: str, by: Actor, **facts: object) -> Evidence:
    _expect_place(commitment)
    piece = Evidence(
        commitment_id=commitment.id, agency_id=commitment.lead_agency_id, name=name, added_by_id=by.id,
        added_name=by.name, **facts,
    )  # fmt: skip
    db.session.add(piece)
    db.session.flush()
    return piece


def drop_draft(commitment: Commitment) -> None:
    """Take the evidence out that was never handed in, for good: removed pieces too, lest somebody else restores them.

    The files stay for whatever else shows them.
    """
    rows = sa.select(Evidence).where(Evidence.commitment_id == commitment.id, Evidence.report_id.is_(None))
    for piece in db.session.scalars(rows.order_by(Evidence.id).with_for_update(of=Evidence)):
        db.session.delete(piece)


def hand_in(report: ProgressReport, before: ProgressReport | None, kept: Collection[int], by: Actor) -> None:
    """Make the draft's evidence part of a report that was flushed, with copies of those of `before` that are kept.

    The report before keeps its own rows, so it reads on as it was handed in; a piece that was found enough stays so.
    """
    draft = sa.select(Evidence).where(
        Evidence.commitment_id == report.commitment_id, Evidence.report_id.is_(None), Evidence.removed_at.is_(None)
    )
    mine = list(db.session.scalars(draft.order_by(Evidence.id).with_for_update(of=Evidence)))
    for piece in mine:
        piece.report_id = report.id
    if before is not None and kept:
        _carry(report, before, kept, {(piece.file_id, piece.link) for piece in mine}, by)


def _carry(
    report: ProgressReport, before: ProgressReport, kept: Collection[int], known: set[tuple[int | None, str]], by: Actor
) -> None:
    rows = sa.select(Evidence).where(Evidence.report_id == before.id, Evidence.id.in_(kept))
    for old in db.session.scalars(rows.order_by(Evidence.id)):
        if (old.file_id, old.link) in known:
            continue
        enough = old.verdict is EvidenceVerdict.ENOUGH
        db.session.add(
            Evidence(
                commitment_id=old.commitment_id, report_id=report.id, agency_id=old.agency_id, file_id=old.file_id,
                name=old.name, link=old.link, keeps_place=old.keeps_place, added_by_id=by.id, added_name=old.added_name,
                verdict=old.verdict if enough else EvidenceVerdict.WAITING, remark=old.remark if enough else "",
            )
        )  # fmt: skip
