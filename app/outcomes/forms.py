"""Forms of results: indicators, series of an area, values of a period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, FileField, IntegerField
from wtforms.fields import Field
from wtforms.validators import NumberRange, Optional, ValidationError

from app.forms import (
    FIRST_YEAR,
    LAST_YEAR,
    BaseForm,
    IdField,
    Required,
    VersionedForm,
    long_text,
    one_of,
    quantity,
    text,
)
from app.language import Lazy as _l
from app.mapping.words import no_level
from app.outcomes.states import Span

Choices = Sequence[tuple[Any, Any]]


def year_field(label: Any, thing: Any = None) -> IntegerField:
    """Return a field for a year; without `thing` it may stay empty."""
    limits = NumberRange(FIRST_YEAR, LAST_YEAR, _l("Isi tahun antara 2000 dan 2100."))
    return IntegerField(label, validators=[Required(thing) if thing else Optional(), limits])


class IndicatorForm(VersionedForm):
    """One indicator of results."""

    short = text(_l("Singkatan"), _l("singkatan, misalnya IKP"), 20)
    name = text(_l("Indikator"), _l("nama indikator"))
    unit = text(_l("Satuan"), longest=50)
    scale = text(_l("Skala"), longest=300)
    is_current = BooleanField(_l("Dipakai"), default=True)


class SeriesForm(VersionedForm):
    """Where an indicator of an area began and where it shall go."""

    baseline = quantity(_l("Nilai awal"))
    baseline_year = year_field(_l("Tahun nilai awal"))
    target = quantity(_l("Target"))
    target_year = year_field(_l("Tahun target"))

    def validate_baseline_year(self, field: Field) -> None:
        """A year belongs to a value."""
        _belongs(self.baseline, field)

    def validate_target_year(self, field: Field) -> None:
        """A year belongs to a value, and the way has a direction."""
        _belongs(self.target, field)
        if field.data and self.baseline_year.data and field.data < self.baseline_year.data:
            raise ValidationError(gettext("Tahun target tidak boleh sebelum tahun nilai awal."))


def _belongs(value: Field, field: Field) -> None:
    if field.data and value.data is None and not value.errors:
        raise ValidationError(gettext("Mohon isi nilai, atau kosongkan tahunnya."))


class NewSeriesForm(SeriesForm):
    """An indicator that is followed in an area from now on."""

    indicator_id = IdField(_l("Indikator"), _l("indikator"))
    area_id = IdField(_l("Kawasan"), _l("kawasan"))

    def __init__(self, indicators: Choices, areas: Choices, **options: Any) -> None:
        super().__init__(**options)
        self.indicator_id.choices = [("", _l("Pilih indikator")), *indicators]
        self.area_id.choices = [("", _l("Pilih kawasan")), *areas]


class ValueForm(VersionedForm):
    """What was measured in one period."""

    year = year_field(_l("Tahun"), _l("tahun"))
    span = one_of(_l("Periode"), Span, default=Span.YEAR)
    value = quantity(_l("Nilai"), _l("nilai"))
    category = text(_l("Kategori"), longest=100)
    source = text(_l("Sumber"), longest=300)
    evaluation = text(_l("Nomor kegiatan monev"), longest=20)
    berkas = FileField(_l("Berkas sumber"))

    def validate_category(self, field: Field) -> None:
        """Who reads a level is said at its mapping alone."""
        no_level(field)


class EndForm(BaseForm):
    """Why an indicator is followed no longer."""

    reason = long_text(_l("Alasan penghentian"), _l("alasan penghentian"), 500)
