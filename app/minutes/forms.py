"""Typing a line of the minutes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, HiddenField, RadioField

from app import forms
from app.forms import BaseForm, IdListField, date, long_text, one_of, quantity
from app.language import Lazy as _l
from app.minutes.models import LineKind

WORK = (LineKind.COMMITMENT, LineKind.TASK)


class LineForm(BaseForm):
    """A new line. A commitment names one agency, a task one or more; both have a due date.

    A decision may name the agencies that it concerns.
    """

    key = HiddenField(default=lambda: secrets.token_hex(8))
    kind = one_of(_l("Jenis butir"), LineKind, RadioField, default=LineKind.NOTE)
    text = long_text(_l("Isi butir"), _l("teks butir"))
    agencies = IdListField(_l("Instansi"))
    due = date(_l("Tenggat"))
    target = quantity(_l("Target"))
    unit = forms.text(_l("Satuan"), longest=50)
    internal = BooleanField(_l("Butir internal: tidak ikut dalam salinan untuk pihak lain"))

    def __init__(
        self, agencies: Callable[[], list[tuple[int, str]]], known: Collection[LineKind] = (), **options: Any
    ) -> None:
        """`agencies` tells which there are, once that matters; `known` are the kinds of work that the line already

        made, which need no agency or date again.
        """
        super().__init__(**options)
        self.agencies.choices = agencies
        self.known = known

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then what a commitment or task needs besides its words."""
        valid = super().validate(extra_validators)
        if self.kind.data not in WORK or self.kind.data in self.known:
            return valid
        if self.kind.data is LineKind.COMMITMENT and len(self.agencies.data or ()) != 1:
            self.agencies.errors = [gettext("Pilih tepat satu instansi penanggung jawab komitmen.")]
        if self.kind.data is LineKind.TASK and not self.agencies.data:
            self.agencies.errors = [gettext("Pilih paling sedikit satu instansi untuk tugas.")]
        if not self.due.data and not self.due.errors:
            self.due.errors = [gettext("Isi tenggatnya: janji tanpa tanggal tidak dapat diperiksa.")]
        return valid and not self.errors

    @property
    def opens_details(self) -> bool:
        """True when the fields of a commitment or task have to be seen."""
        missing = self.agencies.errors or self.due.errors or self.target.errors
        return (self.kind.data in WORK and self.kind.data not in self.known) or bool(missing)


class LineEditForm(LineForm):
    """Another wording or kind of a line. `base` is the number of the revision that was changed."""

    version = HiddenField()
    base = HiddenField()
    offers_new = False
    draft: Any = None  # the person's unsent text that stands in the field

    @property
    def revision(self) -> int:
        """The number of the revision that the person started from, 0 when the form does not say."""
        text = str(self.base.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0

    def is_stale(self, obj: Any) -> bool:
        """As elsewhere, but a line that was only moved or removed meanwhile still says what the person started from."""
        stale = super().is_stale(obj)
        if stale and self.base.raw_data and obj.wording(self.revision) == obj.text:
            self.conflicts = [each for each in self.conflicts if each[0] != self.text.label.text]
        return stale and bool(self.conflicts)
