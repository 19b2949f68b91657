"""The form that keeps a filter."""

from __future__ import annotations

from flask_babel import gettext
from wtforms.fields import Field
from wtforms.validators import ValidationError

from app.forms import BaseForm, text
from app.language import Lazy as _l


class SaveFilterForm(BaseForm):
    """The name of a filter that is to be kept."""

    name = text(_l("Nama saringan"), _l("nama saringan"), 80)

    def validate_name(self, field: Field) -> None:
        """One line, so that it fits a link."""
        if "\n" in field.data:
            raise ValidationError(gettext("Tulis namanya dalam satu baris."))
