"""Forms about a commitment. Each says for which states it is meant, so that what was typed survives a refusal."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext
from wtforms import HiddenField
from wtforms.fields import Field
from wtforms.validators import ValidationError

from app.agencies.models import Agency
from app.commitments.models import Commitment
from app.commitments.states import OPEN, CommitmentState
from app.extensions import db
from app.formats import number
from app.forms import BaseForm, IdField, RequiredQuantity, VersionedForm, date, long_text, quantity, text
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


class EditForm(ActForm, VersionedForm):
    """Correct what is proposed."""

    allowed = (CommitmentState.PROPOSED,)

    statement = long_text(_l("Pernyataan"), _l("pernyataan komitmen"))
    lead_agency_id = IdField(_l("Penanggung jawab"), _l("instansi penanggung jawab"))
    due = date(_l("Tenggat"), _l("tenggat"))
    target = quantity(_l("Target"))
    unit = text(_l("Satuan"), longest=50)
    indicator = text(_l("Indikator"))
    proof = text(_l("Bukti yang diterima"), longest=500)

    def __init__(self, commitment: Commitment) -> None:
        super().__init__(commitment, obj=commitment)
        present = sa.or_(Agency.ended_on.is_(None), Agency.id == commitment.lead_agency_id)
        rows = db.session.execute(sa.select(Agency.id, Agency.name).where(present).order_by(Agency.name))
        self.lead_agency_id.choices = [(row.id, row.name) for row in rows]

    def validate_target(self, field: Field) -> None:
        """A target of nothing would be reached at once; a number needs its unit."""
        if field.data is not None and not field.data:
            raise ValidationError(gettext("Isi angka lebih dari nol, atau kosongkan bila tanpa angka."))
        if field.data and not self.unit.data:
            raise ValidationError(gettext("Isi juga satuannya, misalnya orang atau paket."))


class CancelForm(ActForm):
    """Give a commitment up."""

    reason = long_text(_l("Alasan pembatalan"), _l("alasan pembatalan"), 500)


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


class VerdictForm(RoundForm):
    """What a reviewer found about the newest report."""

    allowed = (CommitmentState.REPORTED,)

    def __init__(self, commitment: Commitment, **options: Any) -> None:
        super().__init__(commitment, commitment.next_round - 1, **options)


class VerifyForm(VerdictForm):
    """Accept a report, with the sum that was found."""

    accepted = quantity(_l("Jumlah yang diterima"))

    def __init__(self, commitment: Commitment, **options: Any) -> None:
        super().__init__(commitment, data={"accepted": commitment.claimed}, **options)
        _require_number(self.accepted, commitment, _l("jumlah yang diterima"))

    def validate_accepted(self, field: Field) -> None:
        """At most what is claimed, at least what was verified before."""
        claimed, verified = self.commitment.claimed, self.commitment.verified
        if field.data is not None and field.data > claimed:
            raise ValidationError(gettext("Isi paling banyak %(claimed)s, yang dilaporkan.", claimed=number(claimed)))
        if field.data is not None and field.data < verified:
            sentence = gettext("Isi paling sedikit %(verified)s, yang sudah terverifikasi.", verified=number(verified))
            raise ValidationError(sentence)


class ReturnForm(VerdictForm):
    """Send a report back."""

    reason = long_text(_l("Alasan pengembalian"), _l("alasan pengembalian"), 2000)


def _require_number(field: Field, commitment: Commitment, thing: Any) -> None:
    """A promise in numbers is reported in numbers; one without may be told in words alone."""
    if commitment.target is not None:
        field.validators = (RequiredQuantity(thing),)
        field.flags.required = True
