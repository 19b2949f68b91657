"""What a mapping comes to by the rules of its method, and how much of it is known yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from app.mapping.levels import Level, Threshold, computed
from app.mapping.methods import IndicatorGroup, LevelRule, MappingIndicator
from app.mapping.models import Mapping


class Counts(NamedTuple):
    """What was found present of each list, and what is not answered yet; `score` is None before there is one."""

    main: int = 0
    supporting: int = 0
    open_main: int = 0
    open_supporting: int = 0
    score: Decimal | None = Decimal(0)


class Bracket(NamedTuple):
    """The level by what is known, which never falls any more, and the highest that the open answers may lead to."""

    at_least: Level | None
    at_most: Level | None


def bracket(rules: Sequence[Threshold], counts: Counts) -> Bracket:
    """Return between which levels an area lies, None where a rule that could decide is not there yet."""
    if counts.score is None:
        return Bracket(None, None)
    score = int(counts.score * 1000)
    least = computed(rules, counts.main, counts.supporting, score)
    most = computed(rules, counts.main + counts.open_main, counts.supporting + counts.open_supporting, score)
    return Bracket(least, most)


def first_gap(rules: Sequence[Threshold]) -> Level | None:
    """The level at which a search ends for want of a rule, None where every level has one."""
    known = {rule.level for rule in rules}
    return next((level for level in Level if level not in known), None)


class Lacking(NamedTuple):
    """A rule, whether it is met, and how much is missing: indicators of each list, or points of an index."""

    rule: LevelRule
    is_met: bool
    main: int
    supporting: int
    score: Decimal


@dataclass(frozen=True)
class Evaluation:
    """One mapping weighed. `computed` stands for good only when `is_complete`; `gap` is the first level without a rule.

    `answered` of `asked` are indicators, or questionnaires of an index.
    """

    at_least: Level | None
    at_most: Level | None
    gap: Level | None
    answered: int
    asked: int
    missing: list[MappingIndicator] = field(default_factory=list)
    rules: list[Lacking] = field(default_factory=list)

    @property
    def computed(self) -> Level | None:
        """The level by what is known now."""
        return self.at_least

    @property
    def is_complete(self) -> bool:
        """Nothing that was asked is open."""
        return self.asked > 0 and self.answered >= self.asked

    @property
    def is_sure(self) -> bool:
        """What is still open cannot change the level; an index has its score however many came back."""
        return self.is_complete or self.at_least is self.at_most

    @property
    def percent(self) -> int:
        """How much of what was asked is there."""
        return min(100, self.answered * 100 // self.asked) if self.asked else 0


def evaluate(mapping: Mapping) -> Evaluation:
    """Weigh a mapping as it stands by the rules of its method as they stand."""
    method = mapping.method
    missing = [] if method.is_index else unanswered(mapping)
    counts = counts_of(mapping, missing)
    least, most = bracket(method.thresholds, counts)
    asked = (mapping.expected or 0) if method.is_index else len(method.indicators)
    answered = (mapping.returned or 0) if method.is_index else asked - len(missing)
    rules = [_lacking(rule, counts) for rule in method.rules]
    return Evaluation(least, most, first_gap(method.thresholds), answered, asked, missing, rules)


def unanswered(mapping: Mapping) -> list[MappingIndicator]:
    """The indicators of which nobody has said yet whether they are present."""
    answered = {value.indicator_id for value in mapping.values if value.is_present is not None}
    return [each for each in mapping.method.indicators if each.id not in answered]


def counts_of(mapping: Mapping, missing: Sequence[MappingIndicator]) -> Counts:
    """What the rules ask of it."""
    if mapping.method.is_index:
        return Counts(score=mapping.score)
    open_main = sum(each.group is IndicatorGroup.MAIN for each in missing)
    return Counts(mapping.main, mapping.supporting, open_main, len(missing) - open_main)


def _lacking(rule: LevelRule, counts: Counts) -> Lacking:
    main, supporting = max(0, rule.main - counts.main), max(0, rule.supporting - counts.supporting)
    score = max(Decimal(0), (rule.score or Decimal(0)) - (counts.score or Decimal(0)))
    is_met = counts.score is not None and not (main or supporting or score)
    return Lacking(rule, is_met, main, supporting, score)
