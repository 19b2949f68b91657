"""Forms about a plan and its actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields import Field
from wtforms.validators import NumberRange, ValidationError

from app.clock import today
from app.columns import Labelled
from app.commitments.states import FundSource
from app.formats import date_long
from app.forms import (
    FIRST_YEAR,
    LAST_YEAR,
    BaseForm,
    IdField,
    IdListField,
    QuantityField,
    Required,
    VersionedForm,
    date,
    long_text,
    quantity,
    text,
)
from app.language import Lazy as _l
from app.plans.models import Measure, WorkLine
from app.plans.rows import HIGHEST_NUMBER, PLAIN, faults_of, key_of

Choices = Sequence[tuple[Any, Any]]
UNKNOWN = _l("Belum diketahui")


def _known_or_not(label: Any, kind: type[Labelled]) -> SelectField:
    """A member of a closed set, or None while nobody knows."""
    return SelectField(
        label, choices=lambda: [("", UNKNOWN), *kind.choices()], coerce=lambda value: kind(value) if value else None
    )


class PlanForm(VersionedForm):
    """What the plan is called, of which year and unit, and what it rests on."""

    title = text(_l("Judul rencana aksi"), _l("judul rencana aksi"), longest=300)
    year = IntegerField(
        _l("Tahun"),
        validators=[Required(_l("tahun")), NumberRange(FIRST_YEAR, LAST_YEAR, _l("Isi tahun antara 2000 dan 2100."))],
    )
    agency_id = IdField(_l("Unit penyusun"), _l("unit penyusun"))
    legal_basis = long_text(_l("Dasar hukum"), longest=2000)

    def __init__(self, agencies: Choices, **options: Any) -> None:
        super().__init__(**options)
        self.agency_id.choices = [("", _l("Pilih instansi")), *agencies]


class AdoptForm(BaseForm):
    """By which meeting a plan is adopted, and from which day. `meetings` are (id, name, day)."""

    meeting_id = IdField(_l("Rapat yang menetapkan"), _l("rapat yang menetapkan"))
    adopted_on = date(_l("Tanggal penetapan"), _l("tanggal penetapan"))

    def __init__(self, meetings: Sequence[tuple[int, str, dt.date]], **options: Any) -> None:
        super().__init__(**options)
        self.meeting_id.choices = [("", _l("Pilih rapat")), *((key, name) for key, name, _ in meetings)]
        self.held = {key: day for key, _, day in meetings}

    def validate_adopted_on(self, field: Field) -> None:
        """Nothing is adopted on a day still to come, nor before the meeting that did it."""
        if field.data and field.data > today():
            raise ValidationError(gettext("Isi tanggal hari ini atau sebelumnya."))
        held = self.held.get(self.meeting_id.data)
        if field.data and held and field.data < held:
            raise ValidationError(
                gettext("Rapat itu berlangsung pada %(day)s. Isi tanggal rapat atau sesudahnya.", day=date_long(held))
            )


class ReasonForm(BaseForm):
    """Why a plan is opened again."""

    reason = long_text(_l("Alasan"), _l("alasan"), longest=500)


class FillForm(VersionedForm):
    """What an agency adds in words to an action of a plan in force."""

    obstacle = long_text(_l("Kendala"), longest=2000)
    follow_up = long_text(_l("Tindak lanjut"), longest=2000)
    evidence = long_text(_l("Data dukung"), longest=1000)
    remark = long_text(_l("Keterangan"), longest=1000)


class ActionForm(FillForm):
    """One whole row of the plan. `number` is asked of who may change it; without a choice of agencies it stays."""

    number = IntegerField(
        _l("Nomor"),
        validators=[Required(_l("nomor")), NumberRange(1, HIGHEST_NUMBER, _l("Isi nomor antara 1 dan 9999."))],
    )
    strategy = long_text(_l("Program/Strategi"), longest=1000)
    action = long_text(_l("Aksi"), _l("aksi"), longest=1000)
    output = long_text(_l("Keluaran"), longest=1000)
    criterion = long_text(_l("Kriteria keberhasilan"), longest=1000)
    target = quantity(_l("Target"))
    unit = text(_l("Satuan"), longest=50)
    agency_id = IdField(_l("Penanggung jawab"), _l("instansi penanggung jawab"))
    related_ids = IdListField(_l("Instansi terkait"))
    line = _known_or_not(_l("Bidang pembinaan"), WorkLine)
    starts_on = date(_l("Tanggal mulai"))
    ends_on = date(_l("Tanggal selesai"))
    place = text(_l("Lokasi"), longest=300)
    fund_source = _known_or_not(_l("Sumber anggaran"), FundSource)
    amount = quantity(_l("Anggaran (Rp)"))
    b03_text, b03_target = long_text(_l("Ukuran B03"), longest=1000), quantity(_l("Target B03"))
    b06_text, b06_target = long_text(_l("Ukuran B06"), longest=1000), quantity(_l("Target B06"))
    b09_text, b09_target = long_text(_l("Ukuran B09"), longest=1000), quantity(_l("Target B09"))
    b12_text, b12_target = long_text(_l("Ukuran B12"), longest=1000), quantity(_l("Target B12"))

    def __init__(self, agencies: Choices, related: Choices, numbered: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.related_ids.choices = list(related)
        self.agency_id.choices = list(agencies) if len(agencies) == 1 else [("", _l("Pilih instansi")), *agencies]
        if not agencies:
            del self.agency_id
        if not numbered:
            del self.number

    def validate(self, extra_validators: Any = None) -> bool:
        """The columns have to agree with each other, as they do when a table is imported."""
        fine: bool = super().validate(extra_validators)
        faults = list(faults_of(self.row()))
        for key, sentence in faults:
            self[key].errors = [*self[key].errors, sentence]
        return fine and not faults

    def row(self) -> dict[str, Any]:
        """What was typed, by the columns of the row."""
        measures = [key_of(period, what) for period in Measure for what in ("text", "target")]
        typed = {name: self[name].data for name in (*PLAIN, *measures)}
        return {name: "" if data is None and _is_text(self[name]) else data for name, data in typed.items()}


def _is_text(field: Field) -> bool:
    return isinstance(field, StringField) and not isinstance(field, QuantityField)
