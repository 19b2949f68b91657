"""Which pieces of evidence a page shows, and how much of an agency's room they take."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.evidence.models import Evidence
from app.extensions import fetch
from app.files.models import StoredFile

_SHOWN = (
    sa.select(
        Evidence.id, Evidence.report_id, Evidence.file_id, Evidence.name, Evidence.link, Evidence.keeps_place,
        Evidence.added_name, Evidence.at, Evidence.verdict, Evidence.remark, Evidence.version,
        StoredFile.media_type, StoredFile.size, StoredFile.width, StoredFile.height,
    )
    .outerjoin(StoredFile, StoredFile.id == Evidence.file_id)
    .where(Evidence.commitment_id == sa.bindparam("commitment_id", type_=sa.BigInteger), Evidence.removed_at.is_(None))
    .order_by(Evidence.id)
)  # fmt: skip
# What was handed in with all rounds of a commitment, what lies in its draft, and both.
EVIDENCE_OF = _SHOWN.where(Evidence.report_id.is_not(None))
DRAFT_OF = _SHOWN.where(Evidence.report_id.is_(None))
# One piece of the draft that was taken away.
REMOVED = sa.select(Evidence.id).where(
    Evidence.id == sa.bindparam("id", type_=sa.BigInteger),
    Evidence.commitment_id == sa.bindparam("commitment_id", type_=sa.BigInteger),
    Evidence.report_id.is_(None),
    Evidence.removed_at.is_not(None),
)
USED = sa.select(sa.func.coalesce(sa.func.sum(Evidence.size), 0).label("bytes")).where(
    Evidence.agency_id == sa.bindparam("agency_id", type_=sa.BigInteger), Evidence.removed_at.is_(None)
)


def evidence_by_report(commitment_id: int) -> dict[int, list[Any]]:
    """Return what was handed in with a commitment's rounds, by the id of the report; all rounds in one query."""
    pieces: dict[int, list[Any]] = {}
    for row in fetch(EVIDENCE_OF, commitment_id=commitment_id):
        pieces.setdefault(row.report_id, []).append(row)
    return pieces


def pieces_of(report_id: int) -> sa.Select[Evidence]:
    """The evidence of one report with its files, in the order in which it was added."""
    shown = sa.select(Evidence).where(Evidence.report_id == report_id, Evidence.removed_at.is_(None))
    return shown.options(so.joinedload(Evidence.file)).order_by(Evidence.id)
