"""The four levels of an area, and how rules find one. Nothing here is an official threshold but the one that ships."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.columns import Labelled
from app.language import Lazy as _l


class Level(Labelled):
    """The category of an area (kategori). The value is its number, since "Waspada" and "Siaga" are read both ways.

    Source: BNN's four categories, worst first: Bahaya, Waspada, Siaga, Aman.
    """

    DANGER = "4", _l("Bahaya"), "alert-octagon", "danger"
    WATCH = "3", _l("Waspada"), "alert-triangle", "warn"
    READY = "2", _l("Siaga"), "info-circle", "info"
    SAFE = "1", _l("Aman"), "circle-check", "ok"


class Threshold(NamedTuple):
    """From where on a level holds: so many main and supporting indicators, or so high an index."""

    level: Level
    main: int = 0
    supporting: int = 0
    score: int = 0  # thousandths


def computed(rules: Iterable[Threshold], main: int, supporting: int, score: int = 0) -> Level | None:
    """Return the highest level whose rule is met, None where a rule that could decide is not there yet.

    Going down from Bahaya, the first level without a rule ends the search: it can be neither held nor excluded.
    More indicators therefore never lower a level that is known.
    """
    known = {rule.level: rule for rule in rules}
    for level in Level:
        rule = known.get(level)
        if rule is None:
            return None
        if main >= rule.main and supporting >= rule.supporting and score >= rule.score:
            return level
    return None
