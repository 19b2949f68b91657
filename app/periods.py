"""What a mapping, an outcome or an evaluation is of: a year, or one half of it; in one order everywhere."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.columns import Labelled
from app.language import Lazy as _l


class Half(Labelled):
    """Which part of the year something is for. Source: mappings may be repeated twice a year."""

    YEAR = "0", _l("Setahun")
    FIRST = "1", _l("Semester I")
    SECOND = "2", _l("Semester II")


def ends(half: Any) -> sa.Case[int]:
    """Order the parts of one year by when they end: a whole year ends no earlier than its second half."""
    return sa.case((half == Half.FIRST, 1), (half == Half.SECOND, 2), else_=3)


def period_of(year: int, half: Half) -> str:
    """The period as people write it: 2026, or Semester I 2026."""
    return str(year) if half is Half.YEAR else f"{half.label} {year}"
