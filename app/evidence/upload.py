"""The forms that evidence is added with; also the page of a report shows the first."""

from __future__ import annotations

from flask_babel import gettext
from wtforms import BooleanField, HiddenField, MultipleFileField
from wtforms.fields import Field
from wtforms.validators import ValidationError

from app.forms import BaseForm, text
from app.language import Lazy as _l

LONGEST_KEY = 64


class UploadForm(BaseForm):
    """Files from the device, or straight from its camera. `key` names one upload of the script."""

    key = HiddenField()
    bukti = MultipleFileField(_l("Pilih berkas"))
    kamera = MultipleFileField(_l("Ambil foto"))
    keep_place = BooleanField(_l("Simpan lokasi foto"))

    def validate_key(self, field: Field) -> None:
        """What is too long is no key of our script."""
        field.data = (field.data or "")[:LONGEST_KEY]


class LinkForm(BaseForm):
    """The text of a link."""

    link = text(_l("Tautan"), _l("tautan"), 2000)

    def validate_link(self, field: Field) -> None:
        """It is shown as text, so it has to be one line, and an address that people can follow."""
        if any(mark.isspace() for mark in field.data) or not field.data.lower().startswith(("https://", "http://")):
            raise ValidationError(gettext("Isi alamat lengkap tanpa spasi, misalnya https://contoh.go.id/laporan."))
