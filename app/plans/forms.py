"""Forms about a plan and its actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from wtforms import IntegerField, SelectField
from wtforms.fields import Field
from wtforms.validators import NumberRange, ValidationError

from app.clock import today
from app.columns import Labelled
from app.commitments.states import FundSource
from app.forms import (
    FIRST_YEAR,
    LAST_YEAR,
    BaseForm,
    IdField,
    IdListField,
    Required,
    VersionedForm,
    date,
    long_text,
    quantity,
    text,
)
from app.language import Lazy as _l
from app.plans.models import Measure, WorkLine

Choices = Sequence[tuple[Any, Any]]
HIGHEST_NUMBER = 9999
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
    """By which meeting a plan is adopted, and from which day."""

    meeting_id = IdField(_l("Rapat yang menetapkan"), _l("rapat yang menetapkan"))
    adopted_on = date(_l("Tanggal penetapan"), _l("tanggal penetapan"))

    def __init__(self, meetings: Choices, **options: Any) -> None:
        super().__init__(**options)
        self.meeting_id.choices = [("", _l("Pilih rapat")), *meetings]

    def validate_adopted_on(self, field: Field) -> None:
        """Nothing is adopted on a day still to come."""
        if field.data and field.data > today():
            raise ValidationError(gettext("Isi tanggal hari ini atau sebelumnya."))


class ReasonForm(BaseForm):
    """Why a plan is opened again."""

    reason = long_text(_l("Alasan"), _l("alasannya"), longest=500)


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
    action = long_text(_l("Aksi"), _l("aksinya"), longest=1000)
    output = long_text(_l("Keluaran"), longest=1000)
    criterion = long_text(_l("Kriteria keberhasilan"), longest=1000)
    target = quantity(_l("Target"))
    unit = text(_l("Satuan"), longest=50)
    agency_id = IdField(_l("Penanggung jawab"), _l("instansi penanggung jawab"))
    related_ids = IdListField(_l("Instansi terkait"))
    line = _known_or_not(_l("Bidang pembinaan"), WorkLine)
    starts_on = date(_l("Mulai"))
    ends_on = date(_l("Selesai"))
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

    def validate_target(self, field: Field) -> None:
        """A number says nothing without its unit."""
        if field.data is not None and not self.unit.data:
            raise ValidationError(gettext("Isi juga satuannya, misalnya orang atau paket."))

    def validate_ends_on(self, field: Field) -> None:
        """Nothing ends before it begins."""
        if field.data and isinstance(self.starts_on.data, dt.date) and field.data < self.starts_on.data:
            raise ValidationError(gettext("Selesai tidak boleh mendahului mulai."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Measures count from January on, so a later one is not less than one before."""
        fine: bool = super().validate(extra_validators)
        highest = None
        for each in Measure:
            number = self.measure(each)[1]
            if number is not None and highest is not None and number < highest:
                sentence = gettext("Dihitung sejak Januari, jadi tidak boleh kurang dari periode sebelumnya.")
                self[f"{each.value.lower()}_target"].errors = [sentence]
                return False
            highest = number if number is not None else highest
        return fine

    def measure(self, period: Measure) -> tuple[str, Any]:
        """What was typed for a period: in words, and as a number."""
        key = period.value.lower()
        return self[f"{key}_text"].data or "", self[f"{key}_target"].data
