"""Forms of methods, their indicators and their rules."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, HiddenField, RadioField

from app.forms import VersionedForm, one_of, quantity, text
from app.language import Lazy as _l
from app.mapping.forms import count_field
from app.mapping.levels import Level
from app.mapping.methods import IndicatorGroup, LevelRule, MappingMethod, MethodKind
from app.mapping.rules import RuleText, contradictions

MOST_INDICATORS = 40


class MethodForm(VersionedForm):
    """What a method says of itself."""

    name = text(_l("Nama metode"), _l("nama metode"))
    edition = text(_l("Versi metode"), _l("versi metode"), 100)
    source = text(_l("Sumber"), longest=500)
    scale = text(_l("Skala"))
    is_current = BooleanField(_l("Dipakai untuk pemetaan baru"))


class NewMethodForm(VersionedForm):
    """A further method, or a further version of one."""

    kind = one_of(_l("Jenis metode"), MethodKind, RadioField, default=MethodKind.CHECKLIST)
    name = text(_l("Nama metode"), _l("nama metode"))
    edition = text(_l("Versi metode"), _l("versi metode"), 100)


class IndicatorForm(VersionedForm):
    """One indicator."""

    key = text(_l("Kunci"), _l("kunci"), 10)
    group = one_of(_l("Kelompok"), IndicatorGroup, RadioField, default=IndicatorGroup.MAIN)
    label = text(_l("Indikator"), _l("indikator"))
    unit = text(_l("Satuan"), longest=50)


class WordingForm(VersionedForm):
    """The words of an indicator; what it counts for stays, since mappings were counted by it."""

    label = text(_l("Indikator"), _l("indikator"))
    unit = text(_l("Satuan"), longest=50)


class RulesForm(VersionedForm):
    """The rules of all four levels. A level without any figure has no rule. `seen` is the preview that was shown."""

    seen = HiddenField()

    def __init__(self, method: MappingMethod, **options: Any) -> None:
        super().__init__(obj=sheet_of_rules(method), **options)
        self.method = method

    def rows(self) -> Iterator[tuple[Level, list[Any]]]:
        """The fields of each level, worst first."""
        for level in Level:
            yield level, [each for each in self if each.name.endswith(f"_{level.value}")]

    @property
    def rules(self) -> list[RuleText]:
        """What was typed."""
        found = []
        for level in Level:
            main, supporting, score, source = self._typed(level)
            if (main, supporting, score) != (None, None, None):
                found.append(RuleText(level, main or 0, supporting or 0, score, source))
        return found

    @property
    def fingerprint(self) -> str:
        """Tells whether the same rules are sent again."""
        return ";".join(f"{r.level.value}:{r.main}/{r.supporting}/{r.score}" for r in self.rules) or "-"

    def _typed(self, level: Level) -> tuple[int | None, int | None, Decimal | None, str]:
        said = self.data
        names = [f"{name}_{level.value}" for name in ("main", "supporting", "score", "source")]
        main, supporting, score, source = (said.get(name) for name in names)
        return main, supporting, score, source or ""

    def validate(self, extra_validators: Any = None) -> bool:
        """Each rule has its source, asks for no more than there is, and contradicts no other."""
        sound = bool(super().validate(extra_validators))
        for rule in self.rules if sound else ():
            sound = self._is_sound(rule) and sound
        if sound and (wrong := contradictions(self.rules)):
            self.form_errors.extend(wrong)
            return False
        return sound

    def _is_sound(self, rule: RuleText) -> bool:
        faults = []
        if not rule.source:
            faults.append(
                ("source", gettext("Tulis dasar aturan ini: peraturan, surat, atau siapa yang menyatakannya."))
            )
        for name, group in (("main", IndicatorGroup.MAIN), ("supporting", IndicatorGroup.SUPPORTING)):
            there = sum(each.group is group for each in self.method.indicators)
            if getattr(rule, name) > there:
                faults.append((name, gettext("Metode ini hanya memiliki %(count)s indikator itu.", count=there)))
        for name, sentence in faults:
            field = self[f"{name}_{rule.level.value}"]
            field.errors = [*field.errors, sentence]
        return not faults


def rules_form(method: MappingMethod) -> RulesForm:
    """Return the form with the fields that this kind of method needs for each level."""
    fields: dict[str, Any] = {}
    for level in Level:
        name = {"level": f"{level.value} {level.label}"}
        if method.is_index:
            fields[f"score_{level.value}"] = quantity(_l("Nilai paling rendah untuk %(level)s") % name)
        else:
            label = _l("Indikator pokok paling sedikit untuk %(level)s") % name
            fields[f"main_{level.value}"] = count_field(label, MOST_INDICATORS)
            label = _l("Indikator pendukung paling sedikit untuk %(level)s") % name
            fields[f"supporting_{level.value}"] = count_field(label, MOST_INDICATORS)
        fields[f"source_{level.value}"] = text(_l("Dasar aturan %(level)s") % name, longest=500)
    kind: type[RulesForm] = type("RulesOfMethod", (RulesForm,), fields)
    return kind(method)


def sheet_of_rules(method: MappingMethod) -> SimpleNamespace:
    """The rules as the form shows them, and as a conflict is told."""
    sheet = SimpleNamespace(version=method.version)
    known = {rule.level: rule for rule in method.rules}
    for level in Level:
        rule = known.get(level) or LevelRule(main=None, supporting=None, score=None, source="")
        for name in ("main", "supporting", "score", "source"):
            setattr(sheet, f"{name}_{level.value}", getattr(rule, name))
    return sheet
