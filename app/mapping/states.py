"""The closed sets of a mapping: which part of the year it is for, who reads it, what was found."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.columns import Labelled
from app.language import Lazy as _l


class Half(Labelled):
    """Which part of the year a mapping is for. Source: mappings may be repeated twice a year."""

    YEAR = "0", _l("Setahun")
    FIRST = "1", _l("Semester I")
    SECOND = "2", _l("Semester II")


def ends(half: Any) -> sa.Case[int]:
    """Order the parts of one year by when they end: a whole year ends no earlier than its second half."""
    return sa.case((half == Half.FIRST, 1), (half == Half.SECOND, 2), else_=3)


def period_of(year: int, half: Half) -> str:
    """The period as people write it: 2026, or Semester I 2026."""
    return str(year) if half is Half.YEAR else f"{half.label} {year}"


class Sharing(Labelled):
    """Whether agencies may read a mapping."""

    OFFICE = "office", _l("Belum dibagikan"), "eye-off", "neutral"
    AGENCIES = "agencies", _l("Dibagikan kepada instansi"), "eye", "info"


class Presence(Labelled):
    """What was found for one indicator; the empty one is not answered yet."""

    THERE = "ada", _l("Ada"), "check", "warn"
    NOT_THERE = "tidak", _l("Tidak ada"), "x", "neutral"
    UNKNOWN = "", _l("Belum diketahui"), "circle", "neutral"

    @classmethod
    def of(cls, is_present: bool | None) -> Presence:
        """The member for a stored answer."""
        return cls.UNKNOWN if is_present is None else cls.THERE if is_present else cls.NOT_THERE

    @property
    def is_present(self) -> bool | None:
        """The answer as it is stored."""
        return None if self is Presence.UNKNOWN else self is Presence.THERE
