"""Forms of a mapping: its period, what was found, the decision on its level."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask_babel import gettext
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.fields import Field
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from app.clock import today
from app.formats import date_short
from app.forms import BaseForm, IdField, Required, VersionedForm, date, long_text, one_of, quantity, text
from app.language import Lazy as _l
from app.mapping.levels import Level
from app.mapping.methods import MappingIndicator, MappingMethod
from app.mapping.models import Mapping
from app.mapping.parts import MappingValue
from app.mapping.service import Answer
from app.mapping.states import Presence
from app.periods import Half

EARLIEST = 2000
MOST_PEOPLE = 1_000_000
NOT_YET = ("", _l("Belum ada"))


def level_field(label: Any, needed: bool = False) -> SelectField:
    """Return the choice of a level, worst first; nothing is chosen beforehand."""
    first = ("", _l("Pilih kategorinya")) if needed else NOT_YET
    return SelectField(
        label, [Required(_l("kategori"))] if needed else [Optional()],
        choices=lambda: [first, *((each.value, f"{each.value} {each.label}") for each in Level)], coerce=_level,
    )  # fmt: skip


def _level(value: Any) -> Level | None:
    return Level(value) if value else None


def count_field(label: Any, most: int = MOST_PEOPLE) -> IntegerField:
    """Return a whole number from nought on that may be left out."""
    return IntegerField(label, [Optional(), NumberRange(0, most, _l("Isi bilangan nol atau lebih."))])


class NewForm(BaseForm):
    """Which method and period a new mapping is for."""

    method = IdField(_l("Metode"), _l("metode"))
    year = IntegerField(_l("Tahun"), [InputRequired(_l("Mohon isi tahun."))], default=lambda: today().year)
    half = one_of(_l("Periode"), Half, RadioField, default=Half.YEAR)

    def __init__(self, methods: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(**options)
        self.method.choices = methods

    def validate_year(self, field: Field) -> None:
        """A mapping is of what was, at the latest of the coming year."""
        if field.data is None or not EARLIEST <= field.data <= today().year + 1:
            raise ValidationError(
                gettext("Isi tahun antara %(first)s dan %(last)s.", first=EARLIEST, last=today().year + 1)
            )


class AnswersForm(VersionedForm):
    """What all mappings have: a remark."""

    remark = long_text(_l("Catatan umum"), longest=2000)

    def says_anew(self, sheet: SimpleNamespace) -> bool:
        """Something else was typed than is stored: else whoever has read it has still read all of it."""
        said, stored = ({k: v for k, v in each.items() if v not in (None, "")} for each in (self.data, vars(sheet)))
        return any(said.get(name) != stored.get(name) for name in vars(sheet) if name != "version")


class IndexForm(AnswersForm):
    """The result of an index as it was given."""

    score = quantity(_l("Nilai indeks"))
    scale = text(_l("Skala"), longest=200)
    given = level_field(_l("Kategori menurut indeks"))
    expected = count_field(_l("Kuesioner yang disebar"))
    returned = count_field(_l("Kuesioner yang kembali"))

    def validate_returned(self, field: Field) -> None:
        """No more come back than were given out."""
        if field.data is not None and self.expected.data is not None and field.data > self.expected.data:
            raise ValidationError(gettext("Yang kembali tidak dapat lebih banyak daripada yang disebar."))


def checklist_form(indicators: list[MappingIndicator]) -> type[AnswersForm]:
    """Return the form with five fields for each indicator, named by its id."""
    fields: dict[str, Any] = {}
    for each in indicators:
        fields[f"ada{each.id}"] = one_of(f"{each.key} {each.label}", Presence, RadioField)
        fields[f"nilai{each.id}"] = quantity(_l("Nilai %(key)s") % {"key": each.key})
        fields[f"satuan{each.id}"] = text(_l("Satuan %(key)s") % {"key": each.key}, longest=50)
        fields[f"sumber{each.id}"] = text(_l("Sumber %(key)s") % {"key": each.key}, longest=300)
        fields[f"ket{each.id}"] = text(_l("Keterangan %(key)s") % {"key": each.key}, longest=1000)
    return type("ChecklistForm", (AnswersForm,), fields)


def sheet_of(mapping: Mapping) -> SimpleNamespace:
    """The mapping as its form shows it."""
    if mapping.method.is_index:
        names = ("remark", "score", "scale", "given", "expected", "returned")
        return SimpleNamespace(version=mapping.version, **{name: getattr(mapping, name) for name in names})
    sheet = SimpleNamespace(version=mapping.version, remark=mapping.remark)
    found = {value.indicator_id: value for value in mapping.values}
    for each in mapping.method.indicators:
        value = found.get(each.id) or MappingValue(is_present=None, value=None, unit=each.unit, source="", remark="")
        setattr(sheet, f"ada{each.id}", Presence.of(value.is_present))
        setattr(sheet, f"nilai{each.id}", value.value)
        setattr(sheet, f"satuan{each.id}", value.unit)
        setattr(sheet, f"sumber{each.id}", value.source)
        setattr(sheet, f"ket{each.id}", value.remark)
    return sheet


def answers_of(form: AnswersForm, method: MappingMethod) -> dict[int, Answer]:
    """What was typed, by the id of the indicator."""
    said = form.data
    return {
        each.id: Answer(
            said[f"ada{each.id}"].is_present, said[f"nilai{each.id}"], said[f"satuan{each.id}"] or "",
            said[f"sumber{each.id}"] or "", said[f"ket{each.id}"] or "",
        )
        for each in method.indicators
    }  # fmt: skip


class DecideForm(VersionedForm):
    """The official level with what it rests on."""

    level = level_field(_l("Kategori ditetapkan"), needed=True)
    decided_on = date(_l("Tanggal penetapan"), _l("tanggal penetapan"), default=today)
    basis: StringField = text(_l("Dasar"), _l("dasar penetapan"), 500)
    reason = long_text(_l("Alasan"), longest=500)
    meeting = IdField(_l("Ditetapkan dalam rapat"))

    def __init__(self, meetings: Any, **options: Any) -> None:
        super().__init__(**options)
        self.meeting.choices = [
            ("", gettext("Tidak dalam rapat")),
            *((row.id, f"{row.reference}, {date_short(row.starts_at)}: {row.theme[:80]}") for row in meetings),
        ]

    def validate_decided_on(self, field: Field) -> None:
        """What is decided lies behind us."""
        if field.data and field.data > today():
            raise ValidationError(gettext("Isi tanggal hari ini atau sebelumnya."))
