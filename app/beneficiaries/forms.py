"""Forms about named beneficiaries. All fields are lines: browsers keep copies of longer texts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, SelectField
from wtforms.fields import Field
from wtforms.validators import ValidationError

from app.activities.steps import PeopleGroup
from app.areas.queries import area_choices
from app.beneficiaries.models import NAMEABLE, Beneficiary, EraseReason
from app.beneficiaries.names import mentions, whole_nik
from app.beneficiaries.queries import activity_choices
from app.beneficiaries.switch import LONGEST_REASON
from app.checks import no_identity_number
from app.clock import today
from app.findings.skills import LONGEST
from app.forms import BaseForm, IdField, Required, VersionedForm, date, one_of, text
from app.language import Lazy as _l

USUAL, LONGEST_KEPT = dt.timedelta(days=2 * 365), dt.timedelta(days=5 * 366)
SHORTEST_REASON = 10


def reason_field(label: Any) -> Field:
    """Return a line for a reason that is kept for good, so it is long enough to be one."""
    return text(label, _l("alasannya"), LONGEST_REASON, filters=[lambda value: " ".join((value or "").split())])


class ReasonForm(BaseForm):
    """Why full data are looked at or taken away. The reason stays, so it may name nobody."""

    reason = reason_field(_l("Alasan"))

    def __init__(self, names: list[str], **options: Any) -> None:
        super().__init__(**options)
        self.names = names

    def validate_reason(self, field: Field) -> None:
        """Long enough to be one, and without the names that it opens."""
        if len(field.data) < SHORTEST_REASON:
            raise ValidationError(gettext("Tulis alasannya dengan paling sedikit 10 karakter."))
        no_identity_number(self, field)
        if any(mentions(field.data, name) for name in self.names):
            raise ValidationError(gettext("Jangan sebut nama orang di alasan: alasan ini tetap tersimpan."))


class PersonForm(VersionedForm):
    """One grown-up person. The name of a known one is not shown: it is typed anew only to correct it."""

    full_name = text(_l("Nama"), longest=200)
    group = SelectField(
        _l("Kelompok"), choices=lambda: [(each.value, each.label) for each in NAMEABLE], coerce=PeopleGroup
    )  # fmt: skip
    area_id = IdField(_l("Kawasan"), _l("kawasannya"))
    activity_id = IdField(_l("Kegiatan"))
    interest = text(_l("Minat"), longest=200)
    skill_name = text(_l("Keterampilan"), longest=LONGEST)
    consented_on = date(_l("Tanggal persetujuan"), _l("tanggal persetujuannya"))
    consent_note = text(_l("Cara persetujuan diberikan"), _l("cara persetujuan diberikan"), 300)
    keep_until = date(_l("Disimpan sampai"), _l("sampai kapan disimpan"), default=lambda: today() + USUAL)
    nik = text(_l("NIK"), longest=40)
    anyway = BooleanField(_l("Ini orang lain; tetap catat"))
    is_adult = BooleanField(
        _l("Orang ini berumur 18 tahun atau lebih"), [Required(_l("pernyataan umurnya: anak hanya dihitung"))]
    )

    def __init__(self, checks_doubles: bool, obj: Beneficiary | None = None) -> None:
        super().__init__(obj=obj)
        self.person = obj
        self.area_id.choices = [("", gettext("Pilih kawasan")), *area_choices()]
        kept = [(obj.activity.id, f"{obj.activity.reference} {obj.activity.title}")] if obj and obj.activity else []
        activities = dict([*activity_choices(), *kept])
        self.activity_id.choices = [("", gettext("Belum ada kegiatan")), *activities.items()]
        if not checks_doubles:
            del self.nik, self.anyway
        if obj:
            del self.is_adult

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields; a new person has a name, a known one keeps it unless it is typed anew."""
        super().validate(extra_validators)
        name = self.full_name.data or ""
        nameless = not any(letter.isalpha() for letter in name)
        if nameless and (name or not self.person) and not self.full_name.errors:
            self.full_name.errors = [gettext("Mohon isi nama orangnya.")]
        return not self.errors

    def validate_full_name(self, field: Field) -> None:
        """No numbers of persons, in no text."""
        no_identity_number(self, field)

    validate_interest = validate_skill_name = validate_consent_note = validate_full_name

    def validate_consented_on(self, field: Field) -> None:
        """Consent comes first."""
        if field.data > today():
            raise ValidationError(gettext("Isi tanggal hari ini atau sebelumnya: tanpa persetujuan jangan dicatat."))

    def validate_keep_until(self, field: Field) -> None:
        """Not for good, and not over already."""
        if not today() < field.data <= today() + LONGEST_KEPT:
            raise ValidationError(gettext("Isi tanggal sesudah hari ini, paling lama lima tahun lagi."))

    def validate_nik(self, field: Field) -> None:
        """Sixteen digits, or nothing."""
        if field.data and not whole_nik(field.data):
            raise ValidationError(gettext("Isi 16 angka NIK, atau kosongkan."))


class EraseForm(BaseForm):
    """Why a person is taken off before the time."""

    reason = one_of(_l("Alasan"), EraseReason)


class SwitchOnForm(BaseForm):
    """The impact assessment that has to be there before any name is."""

    assessed_on = date(_l("Tanggal penilaian dampak"), _l("tanggal penilaiannya"))
    assessed_by = text(_l("Penanggung jawab penilaian"), _l("penanggung jawabnya"), 200)
    document = text(_l("Nomor atau letak dokumen penilaian"), _l("nomor atau letak dokumennya"), 300)
    reason = reason_field(_l("Mengapa nama perlu dicatat"))
    checks_doubles = BooleanField(_l("Cari nama ganda dengan NIK (NIK tidak disimpan)"))
    is_stated = BooleanField(
        _l("Saya menyatakan bahwa penilaian dampak pelindungan data sudah dilakukan dan disetujui"),
        [Required(_l("pernyataan ini dengan centang"))],
    )

    def validate_assessed_on(self, field: Field) -> None:
        """It was done, not planned."""
        if field.data > today():
            raise ValidationError(gettext("Isi tanggal hari ini atau sebelumnya: penilaiannya harus sudah dilakukan."))


class SwitchOffForm(BaseForm):
    """Why no names are kept any more."""

    reason = reason_field(_l("Alasan"))
