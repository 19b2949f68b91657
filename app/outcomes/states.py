"""The part of a year that a result was measured in."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.columns import Labelled
from app.language import Lazy as _l


class Span(Labelled):
    """Quarters, halves and the year, in the order in which they end; B03 to B12 are the reports that ask for them."""

    FIRST_QUARTER = "q1", _l("Triwulan I (B03)")
    SECOND_QUARTER = "q2", _l("Triwulan II (B06)")
    FIRST_HALF = "1", _l("Semester I")
    THIRD_QUARTER = "q3", _l("Triwulan III (B09)")
    FOURTH_QUARTER = "q4", _l("Triwulan IV (B12)")
    SECOND_HALF = "2", _l("Semester II")
    YEAR = "0", _l("Setahun")

    def of(self, year: int) -> str:
        """The period as people write it: 2026, or Semester I 2026."""
        return str(year) if self is Span.YEAR else f"{self.label} {year}"

    @property
    def is_over(self) -> float:
        """When in its year it is over."""
        return _OVER.get(self, 1.0)


_OVER = {Span.FIRST_QUARTER: 0.25, Span.SECOND_QUARTER: 0.5, Span.FIRST_HALF: 0.5, Span.THIRD_QUARTER: 0.75}


def ends(span: Any) -> sa.Case[int]:
    """Order the spans of one year by when they end."""
    return sa.case(*((span == each, place) for place, each in enumerate(Span)))
