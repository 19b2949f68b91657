"""Forms of an activity: each step asks only what it needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, SelectField, TimeField
from wtforms.fields import Field
from wtforms.validators import Optional, ValidationError

from app.activities.models import Activity
from app.activities.steps import (
    ASKED,
    KINDS_OF_STEP,
    REPORTED,
    ActivityKind,
    ActivityStep,
    AgeBand,
    CountOf,
    EvaluationPeriod,
    PeopleGroup,
    ReportSending,
    SatisfactionCategory,
)
from app.checks import after
from app.clock import today
from app.columns import MOST_PEOPLE, Labelled
from app.commitments.states import FundSource
from app.formats import number
from app.forms import (
    BaseForm,
    IdField,
    IdListField,
    VersionedForm,
    date,
    long_text,
    one_of,
    quantity,
    text,
)
from app.language import Lazy as _l
from app.mapping.words import no_level

Choices = Sequence[tuple[Any, Any]]
UNKNOWN = _l("Belum diketahui")
LONGEST_REFERENCE = 20


def _perhaps(label: Any, kind: type[Labelled]) -> SelectField:
    """A member of a closed set, or None while nobody knows."""
    return SelectField(
        label, choices=lambda: [("", UNKNOWN), *kind.choices()], coerce=lambda value: kind(value) if value else None
    )


class ActivityForm(VersionedForm):
    """What is done, where, when and by whom. `agencies`, `areas` and `actions` are what the person may choose from."""

    title = text(_l("Judul kegiatan"), _l("judul kegiatan"), 300)
    starts_on = date(_l("Tanggal mulai"), _l("tanggal mulai"))
    ends_on = date(_l("Tanggal selesai"))
    place = text(_l("Tempat"), longest=300)
    area_ids = IdListField(_l("Kawasan"), _l("kawasan, paling sedikit satu"))
    agency_id = IdField(_l("Penyelenggara"), _l("instansi penyelenggara"))
    kind = SelectField(_l("Jenis"), coerce=lambda value: ActivityKind(value) if value else None)
    period = _perhaps(_l("Periode evaluasi"), EvaluationPeriod)
    skill = text(_l("Keterampilan"), longest=100)
    speaker = text(_l("Narasumber atau pelatih"), longest=500)
    invited_ids = IdListField(_l("Stakeholder yang diundang"))
    is_bersinar = BooleanField(_l("Terkait Kelurahan Bersinar"))
    is_ibm = BooleanField(_l("Terkait intervensi berbasis masyarakat (IBM)"))
    meeting = text(_l("Nomor rapat"), longest=LONGEST_REFERENCE)
    commitment = text(_l("Nomor komitmen"), longest=LONGEST_REFERENCE)
    follows = text(_l("Nomor pelatihan asal"), longest=LONGEST_REFERENCE)
    support_form = text(_l("Bentuk dukungan"), longest=300)
    amount = quantity(_l("Jumlah dukungan"))
    unit = text(_l("Satuan"), longest=50)
    budget = quantity(_l("Anggaran (Rp)"))
    fund_source = _perhaps(_l("Sumber anggaran"), FundSource)
    action_id = IdField(_l("Baris rencana aksi"))

    def __init__(
        self, step: ActivityStep, agencies: Choices, areas: Choices, actions: Choices = (), guests: Choices = (),
        **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(**options)
        self.agency_id.choices, self.invited_ids.choices = agencies, guests
        if step is ActivityStep.SUPPORT:
            self.agency_id.label.text = gettext("Pemberi dukungan")
        self.area_ids.choices = areas
        self.action_id.choices = [("", _l("Di luar rencana aksi")), *actions]
        kinds = KINDS_OF_STEP.get(step, ())
        self.kind.choices = [("", UNKNOWN), *((each.value, each.label) for each in kinds)]
        for name in {name for names in ASKED.values() for name in names} - set(ASKED[step]):
            del self[name]
        if not actions:
            del self.action_id

    def validate_ends_on(self, field: Field) -> None:
        """Nothing ends before it began."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(gettext("Tanggal selesai harus sama dengan atau setelah tanggal mulai."))


class ResultForm(VersionedForm):
    """What came of it."""

    satisfaction = quantity(_l("Nilai SKM"))
    satisfaction_category = _perhaps(_l("Kategori SKM"), SatisfactionCategory)
    recovery = text(_l("Keterpulihan kawasan"), longest=300)
    present_ids = IdListField(_l("Stakeholder yang hadir"))
    result = long_text(_l("Deskripsi hasil"), longest=4000)
    obstacle = long_text(_l("Kendala"), longest=2000)
    conclusion = long_text(_l("Kesimpulan"), longest=2000)
    recommendation = long_text(_l("Rekomendasi"), longest=2000)
    follow_up = long_text(_l("Tindak lanjut"), longest=2000)
    sending = one_of(_l("Pengiriman laporan"), ReportSending, default=ReportSending.NOT_SENT)
    sent_on = date(_l("Tanggal pengiriman laporan"))

    def __init__(self, activity: Activity, guests: Choices = ()) -> None:
        super().__init__(obj=activity)
        self.present_ids.choices = guests
        for name in {name for names in REPORTED.values() for name in names} - set(REPORTED[activity.step]):
            del self[name]
        if activity.step is ActivityStep.SUPPORT:
            self.result.label.text = gettext("Manfaat yang diterima")

    def validate_recovery(self, field: Field) -> None:
        """Who reads a level is said at its mapping alone."""
        no_level(field)

    def validate_sending(self, field: Field) -> None:
        """What was sent was sent on a day."""
        sent, on = field.data is not ReportSending.NOT_SENT, self.sent_on
        if sent and not on.data and not on.errors:
            raise ValidationError(gettext("Mohon isi tanggal pengiriman laporan."))
        if on.data and not sent:
            raise ValidationError(gettext("Pilih ke mana laporan dikirim, atau kosongkan tanggal pengirimannya."))

    def validate_sent_on(self, field: Field) -> None:
        """Nothing was sent tomorrow."""
        if field.data and field.data > today():
            raise ValidationError(gettext("Tanggal pengiriman paling lambat hari ini."))


class CancelForm(BaseForm):
    """Why it does not take place."""

    reason = long_text(_l("Alasan pembatalan"), _l("alasan pembatalan"), 500)


class SessionForm(VersionedForm):
    """One meeting of an activity."""

    on = date(_l("Tanggal"), _l("tanggal sesi"))
    starts = TimeField(_l("Mulai"), validators=[Optional()])
    ends = TimeField(
        _l.pgettext("waktu", "Selesai"),
        validators=[Optional(), after("starts", _l("Jam selesai harus sesudah jam mulai."))],
    )
    place = text(_l("Tempat"), longest=300)
    topic = text(_l("Materi"), longest=500)

    def __init__(self, activity: Activity, **options: Any) -> None:
        super().__init__(**options)
        self.activity = activity

    def validate_ends(self, field: Field) -> None:
        """An end says nothing without a beginning."""
        if field.data and not self.starts.data and not self.starts.errors:
            raise ValidationError(gettext("Mohon isi jam mulai."))

    def validate_on(self, field: Field) -> None:
        """Within the days of the activity."""
        first, last = self.activity.starts_on, self.activity.ends_on
        if field.data and not first <= field.data <= last:
            raise ValidationError(
                gettext("Isi tanggal antara tanggal mulai dan selesai kegiatan, atau ubah dahulu tanggal kegiatan.")
            )


class CountForm(VersionedForm):
    """Women and men of one group and age band. `total` is a check that nobody has to fill in."""

    of = one_of(_l("Yang dihitung"), CountOf, default=CountOf.PARTICIPANT)
    group = one_of(_l("Kelompok"), PeopleGroup)
    age = one_of(_l("Umur"), AgeBand, default=AgeBand.UNKNOWN)
    women = quantity(_l("Perempuan"), _l("jumlah perempuan, nol bila tidak ada"))
    men = quantity(_l("Laki-laki"), _l("jumlah laki-laki, nol bila tidak ada"))
    total = quantity(_l("Jumlah seluruhnya (pemeriksa)"))

    def validate_women(self, field: Field) -> None:
        """People are whole."""
        _whole(field)

    def validate_men(self, field: Field) -> None:
        """People are whole."""
        _whole(field)

    def validate_total(self, field: Field) -> None:
        """What was summed elsewhere has to be the sum of both."""
        women, men = self.women.data or 0, self.men.data or 0
        if field.data is None or self.women.errors or self.men.errors or women + men == field.data:
            return
        sentence = gettext(
            "Perempuan dan laki-laki bersama berjumlah %(sum)s, sedangkan jumlah seluruhnya %(total)s. "
            "Periksa ketiga angkanya.",
            sum=number(women + men), total=number(field.data),
        )  # fmt: skip
        raise ValidationError(sentence)


def _whole(field: Field) -> None:
    if field.data is not None and field.data != int(field.data):
        raise ValidationError(gettext("Isi bilangan bulat."))
    if field.data is not None and field.data > MOST_PEOPLE:
        raise ValidationError(gettext("Angka ini terlalu besar."))
