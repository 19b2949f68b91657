"""Forms of acts upon a commitment, to be extended, also by other rooms that act upon commitments.

Each says for which states it is meant, so that what was typed survives a refusal.
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from wtforms import HiddenField, SelectField

from app.commitments.models import Commitment
from app.commitments.states import OPEN, CommitmentState, Reason
from app.forms import BaseForm, Required
from app.language import Lazy as _l
from app.refusal import Refused

LONGEST_NOTE = 2000


def reason_field() -> SelectField:
    """Return the field of the coded reason; nothing is chosen beforehand, lest the first be sent by accident."""
    return SelectField(
        _l("Alasan"), [Required(_l("alasan"))], coerce=_reason,
        choices=lambda: [("", gettext("Pilih alasannya")), *Reason.choices()],
    )  # fmt: skip


def _reason(value: str) -> Reason | None:
    return Reason(value) if value else None


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

    moved_on: Any = _l("Ada laporan lain sejak Anda membuka halaman ini. Periksa laporan itu, lalu kirim lagi.")

    round = HiddenField()

    def __init__(self, commitment: Commitment, expected: int | str, **options: Any) -> None:
        super().__init__(commitment, **options)
        self.expected = str(expected)
        if not self.round.raw_data:
            self.round.data = self.expected

    def validate(self, extra_validators: Any = None) -> bool:
        """Notice a round that came in meanwhile. The form takes its number: sending once more is a choice."""
        valid = super().validate(extra_validators)
        if not self.form_errors and self.round.data != self.expected:
            self.round.data = self.expected
            self.form_errors.append(str(self.moved_on))
        return valid and not self.form_errors
