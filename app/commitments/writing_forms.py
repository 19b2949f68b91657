"""Forms in which a promise is put into words: suggested, corrected, excepted from the check, brought into a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, SelectField
from wtforms.fields import Field
from wtforms.validators import ValidationError

from app.columns import Labelled
from app.commitments.act_forms import ActForm
from app.commitments.models import Commitment
from app.commitments.promise import Check, checks_of, says_what
from app.commitments.states import CommitmentState, FundSource, Rhythm, SupportKind
from app.formats import date_short
from app.forms import BaseForm, IdField, IdListField, Required, VersionedForm, date, long_text, one_of, quantity, text
from app.language import Lazy as _l

Choices = Sequence[tuple[Any, Any]]
UNKNOWN = _l("Belum diketahui")
YES_NO = {"": None, "None": None, "True": True, "False": False}


@dataclass(frozen=True)
class Offer:
    """What a person may choose from: agencies, seats that may answer, areas; and whether to ask for two reviewers."""

    agencies: Choices
    posts: Choices
    areas: Choices
    marks_high: bool


def _yes_no(value: Any) -> bool | None:
    if str(value) not in YES_NO:
        raise ValueError
    return YES_NO[str(value)]


def _known_or_not(label: Any, kind: type[Labelled]) -> SelectField:
    """A member of a closed set, or None while nobody knows."""
    return SelectField(
        label, choices=lambda: [("", UNKNOWN), *kind.choices()], coerce=lambda value: kind(value) if value else None
    )


class TermsForm(BaseForm):
    """All that is promised. What answers no question of the check may stay open for the time being."""

    statement = long_text(_l("Pernyataan"), _l("pernyataan komitmen"))
    lead_agency_id = IdField(_l("Penanggung jawab"), _l("instansi penanggung jawab"))
    post_id = IdField(_l("Jabatan yang bertanggung jawab"))
    place = text(_l("Tempat"))
    area_ids = IdListField(_l("Kawasan"))
    indicator = text(_l("Indikator"))
    unit = text(_l("Satuan"), longest=50)
    baseline = quantity(_l("Nilai awal"))
    target = quantity(_l("Target"))
    start = date(_l("Mulai"))
    due = date(_l("Tenggat"), _l("tenggat"))
    proof = text(_l("Bukti yang diterima"), longest=500)
    support_kind = _known_or_not(_l("Jenis dukungan"), SupportKind)
    fund_source = _known_or_not(_l("Sumber anggaran"), FundSource)
    in_plan = SelectField(
        _l("Masuk Renja/DPA"),
        coerce=_yes_no,
        choices=lambda: [("", UNKNOWN), ("True", _l("Ya")), ("False", _l("Tidak"))],
    )
    rhythm = one_of(_l("Irama pelaporan"), Rhythm, default=Rhythm.NONE)
    is_high = BooleanField(_l("Perlu dua peninjau"))

    def __init__(self, *args: Any, offer: Offer, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lead_agency_id.choices = list(offer.agencies)
        self.post_id.choices = [("", _l("Siapa pun narahubung instansi itu")), *offer.posts]
        self.area_ids.choices = list(offer.areas)
        if not offer.marks_high:
            del self.is_high

    def checks(self) -> list[Check]:
        """The six questions, as far as this form answers them."""
        number = self.target.data is not None and bool(self.unit.data) and bool(self.indicator.data)
        return checks_of(
            (
                bool(self.lead_agency_id.data), says_what(self.statement.data or ""),
                bool(self.place.data or self.area_ids.data), number, self.due.data is not None, bool(self.proof.data),
            )
        )  # fmt: skip

    def validate_target(self, field: Field) -> None:
        """A target of nothing would be reached at once; a number needs its unit, and a way to go."""
        if field.data is not None and not field.data:
            raise ValidationError(gettext("Isi angka lebih dari nol, atau kosongkan bila tanpa angka."))
        if field.data and not self.unit.data:
            raise ValidationError(gettext("Isi juga satuannya, misalnya orang atau paket."))
        if field.data and self.baseline.data and field.data <= self.baseline.data:
            raise ValidationError(
                gettext(
                    "Target harus lebih dari nilai awal. Bila yang dijanjikan penurunan, tulis besarnya penurunan "
                    "sebagai target dan kosongkan nilai awal."
                )
            )

    def validate_baseline(self, field: Field) -> None:
        """Where one starts says nothing without where one goes."""
        if field.data is not None and self.target.data is None and not self.target.errors:
            raise ValidationError(gettext("Isi juga targetnya, atau kosongkan nilai awal."))

    def validate_due(self, field: Field) -> None:
        """Nothing ends before it began."""
        if field.data and self.start.data and field.data < self.start.data:
            raise ValidationError(gettext("Tenggat tidak boleh sebelum tanggal mulai."))


class EditForm(ActForm, TermsForm, VersionedForm):
    """Correct what is proposed."""

    allowed = (CommitmentState.PROPOSED,)

    def __init__(self, commitment: Commitment, offer: Offer) -> None:
        super().__init__(commitment, offer=offer, obj=commitment)

    def validate_start(self, field: Field) -> None:
        """The milestones lie between both dates."""
        _keep_milestone(self.commitment, lambda day: bool(field.data and day < field.data))

    def validate_due(self, field: Field) -> None:
        """As for all, and the milestones lie between both dates."""
        super().validate_due(field)
        _keep_milestone(self.commitment, lambda day: bool(field.data and day > field.data))


def _keep_milestone(commitment: Commitment, falls_out: Any) -> None:
    for milestone in commitment.milestones:
        if falls_out(milestone.due):
            day = date_short(milestone.due)
            raise ValidationError(
                gettext(
                    "Tahapan “%(title)s” jatuh pada %(day)s. Ubah tahapannya dahulu.", title=milestone.title, day=day
                )
            )


class SuggestForm(TermsForm):
    """Propose a promise outside a meeting."""


class WaiveForm(ActForm):
    """Let a promise be agreed on although it cannot be checked."""

    allowed = (CommitmentState.PROPOSED,)

    reason = long_text(_l("Alasan pengecualian"), _l("alasan pengecualian"), 500)


class TableForm(ActForm):
    """Bring a suggestion into a meeting: under an item of its agenda ("a34"), or under a new one ("r12")."""

    allowed = (CommitmentState.PROPOSED,)

    place = SelectField(_l("Rapat dan acara"), validators=[Required(_l("rapat dan acaranya"))])

    def __init__(self, commitment: Commitment, places: Choices) -> None:
        super().__init__(commitment)
        self.place.choices = [("", _l("Pilih rapat dan acara")), *places]
