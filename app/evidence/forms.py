"""Forms of evidence that is no file."""

from __future__ import annotations

from flask_babel import gettext
from wtforms.fields import Field
from wtforms.validators import ValidationError

from app.forms import BaseForm, text
from app.language import Lazy as _l


class LinkForm(BaseForm):
    """The text of a link."""

    link = text(_l("Tautan"), _l("tautan"), 2000)

    def validate_link(self, field: Field) -> None:
        """It is shown as text, so it has to be one line, and an address that people can follow."""
        if any(mark.isspace() for mark in field.data) or not field.data.lower().startswith(("https://", "http://")):
            raise ValidationError(gettext("Isi alamat lengkap tanpa spasi, misalnya https://contoh.go.id/laporan."))
