"""Typing a line of the minutes."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from wtforms import RadioField

from app import forms
from app.forms import BaseForm, IdListField, VersionedForm, date, long_text, one_of, quantity
from app.language import Lazy as _l
from app.minutes.models import LineKind

WORK = (LineKind.COMMITMENT, LineKind.TASK)


class LineForm(BaseForm):
    """A new line. A commitment names one agency, a task one or more; both have a due date."""

    kind = one_of(_l("Jenis butir"), LineKind, RadioField, default=LineKind.NOTE)
    text = long_text(_l("Isi butir"), _l("isi butir"))
    agencies = IdListField(_l("Instansi"))
    due = date(_l("Tenggat"))
    target = quantity(_l("Target"))
    unit = forms.text(_l("Satuan"), longest=50)

    def __init__(self, agencies: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(**options)
        self.agencies.choices = agencies

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then what a commitment or task needs besides its words."""
        valid = super().validate(extra_validators)
        if self.kind.data is LineKind.COMMITMENT and len(self.agencies.data or ()) != 1:
            self.agencies.errors = [gettext("Pilih tepat satu instansi penanggung jawab komitmen.")]
        if self.kind.data is LineKind.TASK and not self.agencies.data:
            self.agencies.errors = [gettext("Pilih paling sedikit satu instansi untuk tugas.")]
        if self.kind.data in WORK and not self.due.data and not self.due.errors:
            self.due.errors = [gettext("Isi tenggatnya: janji tanpa tanggal tidak dapat diperiksa.")]
        return valid and not self.errors

    @property
    def opens_details(self) -> bool:
        """True when the fields of a commitment or task have to be seen."""
        return self.kind.data in WORK or bool(self.agencies.errors or self.due.errors or self.target.errors)


class LineEditForm(VersionedForm):
    """Another wording of a line."""

    text = long_text(_l("Isi butir"), _l("isi butir"))
