"""Setting the rules of a method: what makes them contradict each other, and what another set would change."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import NamedTuple

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.extensions import db, fetch
from app.mapping.evaluation import Counts, bracket
from app.mapping.levels import Level, Threshold
from app.mapping.methods import IndicatorGroup, LevelRule, MappingIndicator, MappingMethod, MethodKind
from app.mapping.models import Mapping
from app.mapping.parts import MappingValue
from app.policy import Holder
from app.refusal import Refused

_COUNTS = sa.select(Mapping.main, Mapping.supporting, Mapping.score).where(Mapping.method_id == sa.bindparam("id"))
_NUMBER = sa.select(sa.func.count()).where(Mapping.method_id == sa.bindparam("id"))


class RuleText(NamedTuple):
    """One rule as typed."""

    level: Level
    main: int
    supporting: int
    score: Decimal | None
    source: str

    @property
    def threshold(self) -> Threshold:
        """The rule as `levels.computed` takes it."""
        return Threshold(self.level, self.main, self.supporting, int((self.score or 0) * 1000))


def contradictions(rules: Sequence[RuleText]) -> list[str]:
    """Say which levels ask for less than a lower one does: then more indicators could lower a level."""
    ordered = sorted(rules, key=lambda rule: rule.level.value, reverse=True)
    found = []
    for number, higher in enumerate(ordered):
        for lower in ordered[number + 1 :]:
            if _asks_less(higher.threshold, lower.threshold):
                found.append(
                    gettext(
                        "Syarat %(higher)s tidak boleh lebih rendah daripada syarat %(lower)s. Naikkan yang pertama "
                        "atau turunkan yang kedua.",
                        higher=f"{higher.level.value} {higher.level.label}",
                        lower=f"{lower.level.value} {lower.level.label}",
                    )
                )
    return found


def _asks_less(higher: Threshold, lower: Threshold) -> bool:
    pairs = ((higher.main, lower.main), (higher.supporting, lower.supporting), (higher.score, lower.score))
    return any(above < below for above, below in pairs)


class Effect(NamedTuple):
    """How many mappings there are by a method, and how many of them get another computed level by other rules.

    `changed` is None for who may not see all levels: by trying rules one could find them out.
    """

    total: int
    changed: int | None


def would_change(method: MappingMethod, rules: Sequence[RuleText], who: Holder) -> Effect:
    """Return what these rules would change."""
    before, after = method.thresholds, [rule.threshold for rule in rules]
    total = fetch(_NUMBER, id=method.id)[0][0]
    rows = fetch(_COUNTS.where(Mapping.visible_clause(who)), id=method.id)
    if len(rows) < total:
        return Effect(total, None)
    changed = 0
    for row in rows:
        counts = Counts(row.main, row.supporting, score=row.score if method.is_index else Decimal(0))
        changed += bracket(before, counts).at_least is not bracket(after, counts).at_least
    return Effect(total, changed)


def replace_rules(method: MappingMethod, rules: Sequence[RuleText]) -> None:
    """Let the method have these rules and no others; its version moves on."""
    if wrong := contradictions(rules):
        raise Refused(wrong[0])
    known = {rule.level: rule for rule in method.rules}
    for level, rule in known.items():
        if level not in {each.level for each in rules}:
            method.rules.remove(rule)
    for text in rules:
        rule = known.get(text.level) or LevelRule(level=text.level)
        rule.main, rule.supporting, rule.score, rule.source = text.main, text.supporting, text.score, text.source
        if text.level not in known:
            method.rules.append(rule)
    move_on(method)


def move_on(method: MappingMethod) -> None:
    """Raise the version of a method whose parts changed."""
    so.attributes.flag_modified(method, "name")


def expect_free(name: str, edition: str, own_id: int = 0) -> None:
    """Raise Refused where another method has this name and edition."""
    same = sa.select(MappingMethod.id).where(
        MappingMethod.name == name, MappingMethod.edition == edition, MappingMethod.id != own_id
    )
    if db.session.scalar(same):
        raise Refused(gettext("Metode dengan nama dan versi ini sudah ada. Beri nama versi yang lain."))


def begin_edition(kind: MethodKind, name: str, edition: str, like: MappingMethod | None) -> MappingMethod:
    """Return a new method in the session: it says, asks and rules what another edition of its kind does."""
    expect_free(name, edition)
    method = MappingMethod(kind=kind, name=name, edition=edition)
    if like:
        method.source, method.scale = like.source, like.scale
    for each in like.indicators if like else ():
        method.indicators.append(
            MappingIndicator(key=each.key, group=each.group, label=each.label, unit=each.unit, position=each.position)
        )
    for rule in like.rules if like else ():
        method.rules.append(
            LevelRule(
                level=rule.level, main=rule.main, supporting=rule.supporting, score=rule.score, source=rule.source
            )
        )
    db.session.add(method)
    db.session.flush()
    return method


def add_indicator(method: MappingMethod, key: str, group: IndicatorGroup, label: str, unit: str) -> None:
    """Put a further indicator at the end of its list."""
    if method.is_index:
        raise Refused(gettext("Indeks tidak memiliki daftar indikator."))
    if any(each.key == key for each in method.indicators):
        raise Refused(gettext("Kunci ini sudah dipakai indikator lain. Pilih kunci lain."))
    last = max((each.position for each in method.indicators), default=0)
    method.indicators.append(MappingIndicator(key=key, group=group, label=label, unit=unit, position=last + 1))
    move_on(method)


def wording_of(indicator: MappingIndicator) -> SimpleNamespace:
    """The words of an indicator as its form shows them, with the version of its method."""
    return SimpleNamespace(label=indicator.label, unit=indicator.unit, version=indicator.method.version)


def move_up(indicator: MappingIndicator) -> None:
    """Change places with the indicator before it on the same list."""
    same = [each for each in indicator.method.indicators if each.group is indicator.group]
    place = same.index(indicator)
    if place:
        before = same[place - 1]
        before.position, indicator.position = indicator.position, before.position
        move_on(indicator.method)


def remove(indicator: MappingIndicator) -> None:
    """Take an indicator off the list while no mapping says anything of it."""
    if db.session.scalar(sa.select(MappingValue.id).where(MappingValue.indicator_id == indicator.id).limit(1)):
        raise Refused(gettext("Indikator ini sudah dipakai dalam pemetaan, jadi hanya dapat diubah kata-katanya."))
    rest = [each for each in indicator.method.indicators if each.group is indicator.group]
    for rule in indicator.method.rules:
        asked = rule.main if indicator.group is IndicatorGroup.MAIN else rule.supporting
        if asked >= len(rest):
            raise Refused(gettext("Aturan kategori meminta indikator sebanyak ini. Ubah dahulu aturannya."))
    method = indicator.method
    method.indicators.remove(indicator)
    move_on(method)
