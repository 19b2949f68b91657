"""The rule engine by properties: over every set of rules and all counts that a checklist can have."""

from __future__ import annotations

import itertools
import random
from decimal import Decimal

import pytest

from app.mapping.evaluation import Counts, bracket, first_gap
from app.mapping.levels import Level, Threshold, computed
from app.mapping.rules import RuleText, contradictions

MAIN, SUPPORTING = 8, 5
COUNTS = list(itertools.product(range(MAIN + 1), range(SUPPORTING + 1)))
SHIPPED = [Threshold(Level.DANGER, 5, 4)]


def worth(level: Level | None) -> int:
    """Its number; what is not known is below all."""
    return int(level.value) if level else 0


def some_rules(seed: int) -> list[Threshold]:
    """Any rules for any of the levels, also such as contradict each other."""
    chance = random.Random(seed)  # noqa: S311
    levels = [level for level in Level if chance.random() < 0.7]
    chance.shuffle(levels)
    return [Threshold(level, chance.randint(0, MAIN), chance.randint(0, SUPPORTING)) for level in levels]


@pytest.mark.parametrize("seed", range(60))
def test_more_indicators_never_lower_a_level_nor_make_it_unknown(seed: int) -> None:
    rules = some_rules(seed)
    for main, supporting in COUNTS:
        here = computed(rules, main, supporting)
        for more in ((main + 1, supporting), (main, supporting + 1)):
            assert worth(computed(rules, *more)) >= worth(here), (rules, main, supporting)


@pytest.mark.parametrize("seed", range(60))
def test_each_subset_of_rules_says_the_same_or_nothing(seed: int) -> None:
    rules = some_rules(seed)
    for size in range(len(rules)):
        for fewer in itertools.combinations(rules, size):
            for main, supporting in COUNTS:
                less, all_of_it = computed(fewer, main, supporting), computed(rules, main, supporting)
                assert less is None or less is all_of_it


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_answered_later_stays_within_the_bracket(seed: int) -> None:
    rules, chance = some_rules(seed), random.Random(seed)  # noqa: S311
    for _ in range(40):
        open_main, open_supporting = chance.randint(0, MAIN), chance.randint(0, SUPPORTING)
        main, supporting = chance.randint(0, MAIN - open_main), chance.randint(0, SUPPORTING - open_supporting)
        between = bracket(rules, Counts(main, supporting, open_main, open_supporting))
        ends = itertools.product(range(main, main + open_main + 1), range(supporting, supporting + open_supporting + 1))
        found = [worth(computed(rules, *end)) for end in ends]
        assert worth(between.at_least) == min(found) and worth(between.at_most) == max(found)


def test_only_the_published_rule_says_anything_before_others_are_entered() -> None:
    for main, supporting in COUNTS:
        expected = Level.DANGER if main >= 5 and supporting >= 4 else None
        assert computed(SHIPPED, main, supporting) is expected
    assert computed([], MAIN, SUPPORTING) is None
    assert first_gap(SHIPPED) is Level.WATCH and first_gap([]) is Level.DANGER


def test_a_score_is_weighed_only_when_there_is_one() -> None:
    rules = [Threshold(Level.DANGER, score=3000), Threshold(Level.WATCH, score=2000)]
    assert bracket(rules, Counts(score=None)) == (None, None)
    assert bracket(rules, Counts(score=Decimal("2.5"))) == (Level.WATCH, Level.WATCH)
    assert bracket(rules, Counts(score=Decimal(1))) == (None, None)


def test_a_higher_level_that_asks_for_less_contradicts() -> None:
    def rule(level: Level, main: int, supporting: int = 0) -> RuleText:
        return RuleText(level, main, supporting, None, "Surat")

    assert not contradictions([rule(Level.DANGER, 5, 4), rule(Level.WATCH, 5, 4), rule(Level.SAFE, 0)])
    assert len(contradictions([rule(Level.SAFE, 6), rule(Level.DANGER, 5, 4), rule(Level.READY, 3, 5)])) == 3
