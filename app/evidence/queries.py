"""Which pieces of evidence a page shows."""

from __future__ import annotations

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.evidence.models import Evidence


def pieces_of(report_id: int) -> sa.Select[Evidence]:
    """The evidence of one report with its files, in the order in which it was added."""
    shown = sa.select(Evidence).where(Evidence.report_id == report_id, Evidence.removed_at.is_(None))
    return shown.options(so.joinedload(Evidence.file)).order_by(Evidence.id)
