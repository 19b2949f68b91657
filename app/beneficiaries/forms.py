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
from app.beneficiaries.names import whole_nik
from app.beneficiaries.queries import activity_choices
from app.beneficiaries.switch import LONGEST_REASON
from app.checks import no_identity_number
from app.clock import today
from app.findings.models import Skill
from app.findings.skills import LONGEST, known_skill
from app.forms import BaseForm, IdField, Required, VersionedForm, date, one_of, text
from app.language import Lazy as _l

# What only a full view shows, by the field in which it is typed anew to correct it.
HIDDEN = {"full_name": "name", "new_interest": "interest", "new_consent_note": "consent_note"}
USUAL, LONGEST_KEPT = dt.timedelta(days=2 * 365), dt.timedelta(days=5 * 366)
SHORTEST_REASON = 10


def reason_field(label: Any) -> Field:
    """Return a line for a reason that is kept for good, so it is long enough to be one."""
    return text(label, _l("alasan"), LONGEST_REASON, filters=[lambda value: " ".join((value or "").split())])


class ReasonForm(BaseForm):
    """Why full data are looked at or taken away. A refusal tells nothing of what is stored."""

    reason = reason_field(_l("Alasan"))

    def validate_reason(self, field: Field) -> None:
        """Long enough to be one, and without a number of a person."""
        if len(field.data) < SHORTEST_REASON:
            raise ValidationError(gettext("Tulis alasannya dengan paling sedikit 10 karakter."))
        no_identity_number(self, field)


class PersonForm(VersionedForm):
    """One grown-up person. Of a known one no `HIDDEN` text is shown: it is typed anew only to correct it."""

    full_name = text(_l("Nama"), longest=200)
    group = SelectField(
        _l("Kelompok"), choices=lambda: [(each.value, each.label) for each in NAMEABLE], coerce=PeopleGroup
    )  # fmt: skip
    area_id = IdField(_l("Kawasan"), _l("kawasan"))
    activity_id = IdField(_l("Kegiatan"))
    new_interest = text(_l("Minat"), longest=200)
    forget_interest = BooleanField(_l("Hapus minat yang tersimpan"))
    skill_name = text(_l("Keterampilan"), longest=LONGEST)
    skill: Skill | None = None  # the one that is named
    consented_on = date(_l("Tanggal persetujuan"), _l("tanggal persetujuan"))
    new_consent_note = text(_l("Cara persetujuan diberikan"), longest=300)
    keep_until = date(_l("Disimpan sampai"), _l("sampai kapan disimpan"), default=lambda: today() + USUAL)
    nik = text(_l("NIK"), longest=40)
    anyway = BooleanField(_l("Ini orang lain; tetap catat"))
    is_adult = BooleanField(
        _l("Orang ini berumur 18 tahun atau lebih"), [Required(_l("pernyataan umur: anak hanya dihitung"))]
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
        else:
            self.full_name.flags.required = self.new_consent_note.flags.required = True
        if not obj or not obj.interest:
            del self.forget_interest

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields; a new person has a name and has consented, a known one keeps what is not typed anew."""
        super().validate(extra_validators)
        name = self.full_name.data or ""
        nameless = not any(letter.isalpha() for letter in name)
        if nameless and (name or not self.person) and not self.full_name.errors:
            self.full_name.errors = [gettext("Mohon isi nama yang bersangkutan.")]
        if not self.person and not self.new_consent_note.data and not self.new_consent_note.errors:
            self.new_consent_note.errors = [gettext("Mohon isi cara persetujuan diberikan.")]
        return not self.errors

    def is_stale(self, obj: Any) -> bool:
        """Tell it also of what is typed anew, whose stored text is not shown here either."""
        moved = self.version.data != str(obj.version)
        super().is_stale(obj)
        if moved:
            unseen = gettext("tidak ditampilkan di sini; mungkin baru dibetulkan orang lain.")
            self.conflicts = [*self.conflicts, *((self[name].label.text, unseen) for name in HIDDEN if self[name].data)]
        return bool(self.conflicts)

    def validate_full_name(self, field: Field) -> None:
        """No numbers of persons, in no text."""
        no_identity_number(self, field)

    validate_new_interest = validate_new_consent_note = validate_full_name

    def validate_skill_name(self, field: Field) -> None:
        """One that is known: what is typed about a person does not end up in a list that everyone reads."""
        self.skill = known_skill(field.data)
        if not self.skill:
            raise ValidationError(
                gettext(
                    "Keterampilan ini belum ada di daftar. Pilih yang ada, atau kosongkan. Yang baru ditambahkan "
                    "sebagai minat di halaman “Masalah dan potensi” suatu kawasan, atau pada kegiatan pelatihan."
                )
            )

    def validate_consented_on(self, field: Field) -> None:
        """Consent comes first."""
        if field.data > today():
            raise ValidationError(gettext("Isi tanggal hari ini atau sebelumnya: tanpa persetujuan jangan dicatat."))

    def validate_keep_until(self, field: Field) -> None:
        """Not for good, and not over already."""
        if not today() < field.data <= today() + LONGEST_KEPT:
            raise ValidationError(gettext("Isi tanggal setelah hari ini, paling lama lima tahun lagi."))

    def validate_nik(self, field: Field) -> None:
        """Sixteen digits, or nothing."""
        if field.data and not whole_nik(field.data):
            raise ValidationError(gettext("Isi 16 angka NIK, atau kosongkan."))


class EraseForm(BaseForm):
    """Why a person is taken off before the time."""

    reason = one_of(_l("Alasan"), EraseReason)


class SwitchOnForm(BaseForm):
    """The impact assessment that has to be there before any name is."""

    assessed_on = date(_l("Tanggal penilaian dampak"), _l("tanggal penilaian"))
    assessed_by = text(_l("Penanggung jawab penilaian"), _l("penanggung jawab"), 200)
    document = text(_l("Nomor atau letak dokumen penilaian"), _l("nomor atau letak dokumen"), 300)
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
