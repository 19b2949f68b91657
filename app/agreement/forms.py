"""Forms about agreeing on the minutes."""

from __future__ import annotations

import secrets
from typing import Any, NamedTuple

from flask import current_app
from flask_babel import gettext
from wtforms import BooleanField, HiddenField, IntegerField
from wtforms.fields import Field
from wtforms.validators import DataRequired, NumberRange, ValidationError

from app.forms import BaseForm, Required, VersionedForm, long_text
from app.language import Lazy as _l
from app.uploads import NeededFile


class CirculateForm(BaseForm):
    """Send the minutes round."""

    days = IntegerField(
        _l("Lama masa perbaikan (hari)"),
        validators=[Required(_l("lama masa perbaikan")), NumberRange(1, 30, _l("Isi antara 1 dan 30 hari."))],
        default=lambda: current_app.config["CORRECTION_DAYS"],
    )


class ReopenForm(BaseForm):
    """Let the minutes be written again."""

    reason = long_text(_l("Alasan"), _l("alasan membuka kembali"), 500)


class DeferForm(BaseForm):
    """Put a decision off."""

    reason = long_text(_l("Alasan"), _l("alasan penundaan"), 500)


class CorrectionForm(BaseForm):
    """Propose another wording. `base` is the revision that the person read; `key` names this very form."""

    key = HiddenField(default=lambda: secrets.token_hex(8))
    base = HiddenField()
    text = long_text(_l("Bunyi yang diusulkan"), _l("bunyi yang diusulkan"))
    reason = long_text(_l("Mengapa perlu diperbaiki"), _l("alasannya"), 1000)

    def __init__(self, present: str, revision: int, **options: Any) -> None:
        super().__init__(data={"text": present, "base": revision}, **options)
        self.present = present

    def validate_text(self, field: Field) -> None:
        """A proposal says something else than what stands there."""
        if field.data and field.data == self.present:
            raise ValidationError(gettext("Bunyinya masih sama. Ubah bagian yang perlu diperbaiki."))

    @property
    def revision(self) -> int:
        """The number of the revision that the person read, 0 when the form does not say."""
        text = str(self.base.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


class Wording(NamedTuple):
    """A line as a decision about it is made: its words, and which revision they are."""

    text: str
    version: int


class DecisionForm(VersionedForm):
    """Accept a correction, perhaps in other words, or decline it with an explanation."""

    text = long_text(_l("Bunyi butir bila diterima"), _l("bunyi butir"))
    answer = long_text(_l("Jawaban kepada pengusul"), longest=1000)
    kept = ""  # the reference of work that keeps its old words

    def require_answer(self) -> bool:
        """Tell whether there is an answer; ask for it when not."""
        if not self.answer.data:
            self.answer.errors = [gettext("Tulis mengapa usulan ini tidak diterima.")]
        return bool(self.answer.data)


class SignForm(BaseForm):
    """Sign the record that has this digest, after reading it."""

    sha256 = HiddenField()
    confirm = BooleanField(
        _l("Saya sudah membaca naskah ini dan menandatanganinya"),
        validators=[DataRequired(_l("Centang dahulu bila Anda sudah membaca naskahnya."))],
    )


class ScanForm(BaseForm):
    """A signed paper from the device."""

    berkas = NeededFile(_l("Pindaian atau PDF yang sudah ditandatangani"))
