"""The methods with their rules as lists of many mappings need them: two queries, however many rows there are."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.extensions import fetch
from app.mapping.evaluation import Counts, bracket
from app.mapping.levels import Level, Threshold
from app.mapping.methods import LevelRule, MappingIndicator, MappingMethod, MethodKind

_ASKED = sa.select(sa.func.count()).where(MappingIndicator.method_id == MappingMethod.id).scalar_subquery()
_METHODS = sa.select(
    MappingMethod.id, MappingMethod.kind, MappingMethod.name, MappingMethod.edition, MappingMethod.is_current,
    MappingMethod.scale, _ASKED.label("asked"),
).order_by(MappingMethod.is_current.desc(), MappingMethod.id)  # fmt: skip
_RULES = sa.select(LevelRule.method_id, LevelRule.level, LevelRule.main, LevelRule.supporting, LevelRule.score)


class KnownMethod(NamedTuple):
    """One method: how many indicators it asks for, and from where on its levels hold."""

    id: int
    is_index: bool
    full_name: str
    name: str
    is_current: bool
    scale: str
    asked: int
    rules: list[Threshold]

    def level_of(self, row: Any) -> Level | None:
        """The level by what a mapping (its columns main, supporting, score) says so far."""
        score: Decimal | None = row.score if self.is_index else Decimal(0)
        return bracket(self.rules, Counts(row.main, row.supporting, score=score)).at_least

    def asked_of(self, row: Any) -> int:
        """How many answers, or questionnaires of an index, a mapping asks for."""
        return (row.expected or 0) if self.is_index else self.asked

    def answered_of(self, row: Any) -> int:
        """How many of them are there."""
        return (row.returned or 0) if self.is_index else row.answered

    def is_complete(self, row: Any) -> bool:
        """Nothing that was asked is open."""
        return 0 < self.asked_of(row) <= self.answered_of(row)


def known_methods() -> dict[int, KnownMethod]:
    """All methods by id, those in use first."""
    rules: dict[int, list[Threshold]] = {}
    for row in fetch(_RULES):
        threshold = Threshold(row.level, row.main, row.supporting, int((row.score or 0) * 1000))
        rules.setdefault(row.method_id, []).append(threshold)
    return {
        row.id: KnownMethod(
            row.id, row.kind is MethodKind.INDEX, f"{row.name} ({row.edition})", row.name, row.is_current, row.scale,
            row.asked, rules.get(row.id, []),
        )
        for row in fetch(_METHODS)
    }  # fmt: skip
