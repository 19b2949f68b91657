"""Forms about a commitment. Each says for which states it is meant, so that what was typed survives a refusal."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from wtforms import HiddenField
from wtforms.fields import Field
from wtforms.validators import ValidationError

from app.clock import today
from app.commitments.models import Commitment
from app.commitments.states import OPEN, REPORTABLE, CommitmentState
from app.formats import number
from app.forms import BaseForm, RequiredQuantity, date, long_text, quantity
from app.language import Lazy as _l
from app.refusal import Refused


class ActForm(BaseForm):
    """An act upon a commitment in one of the states `allowed`."""

    allowed: tuple[CommitmentState, ...] = OPEN

    def __init__(self, commitment: Commitment, **options: Any) -> None:
        super().__init__(**options)
        self.commitment = commitment

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse also what the state no longer allows, keeping what was typed."""
        valid = super().validate(extra_validators)
        try:
            self.commitment.expect(*self.allowed)
        except Refused as refusal:
            self.form_errors.append(f"{refusal} " + gettext("Isian Anda belum tersimpan."))
        return valid and not self.form_errors


class RoundForm(ActForm):
    """An act upon one round of reporting; `round` is the round that the person saw."""

    round = HiddenField()

    def __init__(self, commitment: Commitment, expected: int, **options: Any) -> None:
        super().__init__(commitment, **options)
        self.expected = str(expected)
        if not self.round.raw_data:
            self.round.data = self.expected

    def validate(self, extra_validators: Any = None) -> bool:
        """Notice a round that came in meanwhile. The form takes its number: sending once more is a choice."""
        valid = super().validate(extra_validators)
        if not self.form_errors and self.round.data != self.expected:
            self.round.data = self.expected
            sentence = gettext("Ada laporan lain sejak Anda membuka halaman ini. Periksa laporan itu, lalu kirim lagi.")
            self.form_errors.append(sentence)
        return valid and not self.form_errors


class ReportForm(RoundForm):
    """How far the agency is. `quantity` is the sum up to `on_date`. After a return it starts from the last report."""

    allowed = REPORTABLE

    on_date = date(_l("Keadaan per tanggal"), _l("tanggal keadaan"))
    quantity = quantity(_l("Jumlah sampai tanggal itu"))
    narrative = long_text(_l("Uraian"), _l("uraian"))
    obstacle = long_text(_l("Kendala"))

    def __init__(self, commitment: Commitment) -> None:
        returned = commitment.last_report if commitment.state is CommitmentState.RETURNED else None
        super().__init__(commitment, commitment.next_round, obj=returned, data={"on_date": today()})
        _require_number(self.quantity, commitment, _l("jumlah sampai tanggal itu"))

    def validate_on_date(self, field: Field) -> None:
        """Nobody knows how things will be."""
        if field.data and field.data > today():
            raise ValidationError(gettext("Isi tanggal hari ini atau sebelumnya."))

    def validate_quantity(self, field: Field) -> None:
        """A sum is never less than what was verified already."""
        verified = self.commitment.verified
        if field.data is not None and field.data < verified:
            sentence = gettext("Isi jumlah seluruhnya, paling sedikit %(verified)s yang sudah terverifikasi.",
                               verified=number(verified))  # fmt: skip
            raise ValidationError(sentence)


def _require_number(field: Field, commitment: Commitment, thing: Any) -> None:
    """A promise in numbers is reported in numbers; one without may be told in words alone."""
    if commitment.target is not None:
        field.validators = (RequiredQuantity(thing),)
        field.flags.required = True
