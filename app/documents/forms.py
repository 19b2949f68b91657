"""Forms about papers."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, FileField
from wtforms.fields import Field
from wtforms.validators import ValidationError

from app.forms import BaseForm, IdField, VersionedForm, date, long_text, text
from app.language import Lazy as _l

LONGEST = 20_000


class LetterheadForm(VersionedForm):
    """What stands on an agency's letterhead beside its name and address."""

    upper = text(_l("Baris di atas nama"))
    contact = text(_l("Baris kontak"), longest=300)
    city = text(_l("Kota tempat surat dibuat"), longest=100)
    emblem = FileField(_l("Gambar lambang"))
    without_emblem = BooleanField(_l("Hapus gambar lambang"))


class ReportForm(VersionedForm):
    """The texts of an activity report."""

    general = long_text(_l("Umum"), longest=LONGEST)
    basis = long_text(_l("Dasar"), longest=LONGEST)
    purpose = long_text(_l("Maksud dan tujuan"), longest=LONGEST)
    scope = long_text(_l("Ruang lingkup"), longest=LONGEST)
    activities = long_text(_l("Kegiatan yang dilaksanakan"), longest=LONGEST)
    results = long_text(_l("Hasil yang dicapai"), longest=LONGEST)
    conclusion = long_text(_l("Simpulan dan saran"), longest=LONGEST)
    closing = long_text(_l("Kalimat penutup"), longest=LONGEST)
    signer = text(_l("Yang melaporkan"), _l("nama yang melaporkan"))
    signer_position = text(_l("Jabatan yang melaporkan"))
    annexes = long_text(_l("Daftar lampiran"))


class ExtractForm(BaseForm):
    """Choose the agency of an extract."""

    instansi = IdField(_l.pgettext("satu", "Instansi"), _l("instansi"))

    def __init__(self, choices: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(meta={"csrf": False}, **options)
        self.instansi.choices = [("", gettext("Pilih instansi")), *choices]


class PeriodForm(BaseForm):
    """Choose the period of a compilation."""

    dari = date(_l("Dari tanggal"), _l("tanggal awal"))
    sampai = date(_l("Sampai tanggal"), _l("tanggal akhir"))

    def __init__(self, **options: Any) -> None:
        super().__init__(meta={"csrf": False}, **options)

    def validate_sampai(self, field: Field) -> None:
        """A period ends after it begins."""
        if field.data and self.dari.data and field.data < self.dari.data:
            raise ValidationError(gettext("Tanggal akhir tidak boleh mendahului tanggal awal."))
