"""Forms about who helps, and about the steps on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from wtforms import RadioField
from wtforms.fields import Field
from wtforms.validators import ValidationError

from app.clock import today
from app.commitments.act_forms import ActForm
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport, Milestone
from app.commitments.states import BINDING, SupportState
from app.formats import date_short
from app.forms import BaseForm, IdField, VersionedForm, date, long_text, text
from app.language import Lazy as _l


class SupportForm(ActForm):
    """Ask an agency for its support. `agencies` are those that may still be asked."""

    agency_id = IdField(_l("Instansi pendukung"), _l("instansi pendukung"))
    role = text(_l("Peran"), _l("peran instansi ini"))

    def __init__(self, commitment: Commitment, agencies: Sequence[tuple[int, str]]) -> None:
        super().__init__(commitment)
        asked = {support.agency_id for support in commitment.supports} | {commitment.lead_agency_id}
        free = [pair for pair in agencies if pair[0] not in asked]
        self.agency_id.choices = [("", _l("Pilih instansi")), *free]


class AnswerForm(BaseForm):
    """The supporting agency takes its role on, or declines it with a reason."""

    state = RadioField(
        _l("Jawaban instansi Anda"), coerce=SupportState,
        choices=lambda: [(s.value, s.label) for s in (SupportState.ACCEPTED, SupportState.DECLINED)],
    )  # fmt: skip
    reason = long_text(_l("Alasan"), longest=500)

    def __init__(self, support: CommitmentSupport) -> None:
        answered = support.state is not SupportState.ASKED
        super().__init__(data={"state": support.state if answered else None, "reason": support.reason})

    def validate_reason(self, field: Field) -> None:
        """Who declines says why; who takes it on needs no reason."""
        if self.state.data is SupportState.DECLINED and not field.data:
            raise ValidationError(gettext("Tulis alasannya, agar sekretariat dapat mencari instansi lain."))


class MilestoneForm(ActForm, VersionedForm):
    """A step on the way, between the start of the promise and its due date."""

    title = text(_l("Tahapan"), _l("nama tahapan"), 300)
    due = date(_l("Tanggal tahapan"), _l("tanggal tahapan"))

    def __init__(self, commitment: Commitment, milestone: Milestone | None = None, **options: Any) -> None:
        super().__init__(commitment, obj=milestone, **options)

    def validate_due(self, field: Field) -> None:
        """No step comes before the start or after the end."""
        start, end = self.commitment.start or dt.date.min, self.commitment.due
        if not field.data or start <= field.data <= end:
            return
        if self.commitment.start:
            sentence = gettext("Isi tanggal antara %(start)s dan %(end)s, masa komitmen ini.",
                               start=date_short(start), end=date_short(end))  # fmt: skip
        else:
            sentence = gettext("Isi tanggal paling lambat %(end)s, tenggat komitmen ini.", end=date_short(end))
        raise ValidationError(sentence)


class ReachedForm(ActForm):
    """Say when a step was reached."""

    allowed = BINDING

    reached_on = date(_l("Tercapai pada"), _l("tanggal tercapainya"))

    def __init__(self, commitment: Commitment) -> None:
        super().__init__(commitment, data={"reached_on": today()})

    def validate_reached_on(self, field: Field) -> None:
        """Nobody knows what will be reached."""
        if field.data and field.data > today():
            raise ValidationError(gettext("Isi tanggal hari ini atau sebelumnya."))
