"""The form of a report. What is typed into it is kept on the server as a draft until it is submitted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, SelectField
from wtforms.fields import Field
from wtforms.validators import ValidationError

from app.clock import today
from app.commitments.act_forms import RoundForm
from app.commitments.models import Commitment
from app.commitments.reports import ReportDraft, ReviewPoint
from app.commitments.states import REPORTABLE, STEPS, Attainment, CommitmentState, Obstacle
from app.formats import date_short, number
from app.forms import IdListField, Required, RequiredQuantity, clean_text, date, long_text, one_of, quantity
from app.language import Lazy as _l

ANSWER = "jawaban_"  # and the id of the point
HIDDEN = ("csrf_token", "round", "draft")
LEVELS = [(level.value, level.label) for level in STEPS]


class ReportForm(RoundForm):
    """How far the agency is. `quantity` is the sum up to `on_date`; without a target a step of the scale says it.

    After a return, and to correct what nobody has looked at, it starts from the last report; `kept` is what stays of
    that report's evidence. `draft` is the version of the draft that the person saw, 0 when there was none.
    """

    allowed: tuple[CommitmentState, ...] = REPORTABLE
    moved_on = _l("Keadaan laporan berubah sejak Anda membuka halaman ini. Periksa dahulu, lalu kirim lagi.")

    draft = HiddenField()
    on_date = date(_l("Keadaan per tanggal"), _l("tanggal keadaan"))
    quantity = quantity(_l("Jumlah sampai tanggal itu"))
    level = SelectField(
        _l("Capaian sampai tanggal itu"), [Required(_l("capaian sampai tanggal itu"))],
        coerce=lambda value: Attainment(value) if value else None,
    )  # fmt: skip
    narrative = long_text(_l("Uraian"), _l("uraian"))
    obstacle_kind = one_of(_l("Jenis kendala"), Obstacle)
    obstacle = long_text(_l("Kendala"))
    next_step = long_text(_l("Langkah berikutnya"))
    kept = IdListField(_l("Bukti dari laporan sebelumnya"))

    def __init__(
        self, commitment: Commitment, pieces: Sequence[Any], stored: ReportDraft | None, **options: Any
    ) -> None:
        before = commitment.report_to_mend
        start = {"on_date": today(), "kept": [piece.id for piece in pieces if piece.verdict.value in GOOD]}
        mending = "-perbaikan" if commitment.can_be_corrected else ""
        super().__init__(commitment, f"{commitment.next_round}{mending}", obj=before, data=start, **options)
        self.allowed = (commitment.state,) if commitment.can_be_corrected else REPORTABLE
        self.stored = stored
        self.kept.choices = [(piece.id, _named(piece)) for piece in pieces]
        self.points = commitment.points_to_answer
        if not self.draft.raw_data:
            self.draft.data = self.version_of_draft
        if commitment.target is None:
            del self.quantity
            self.level.choices = [("", gettext("Pilih capaiannya")), *LEVELS]
        else:
            del self.level
            self.quantity.validators = (RequiredQuantity(_l("jumlah sampai tanggal itu")),)
            self.quantity.flags.required = True

    @property
    def version_of_draft(self) -> str:
        """The version of the draft that is stored now."""
        return str(self.stored.version if self.stored else 0)

    @property
    def answers(self) -> list[tuple[ReviewPoint, Any]]:
        """What was missing, each with the field of the agency's answer."""
        return [(point, self[f"{ANSWER}{point.id}"]) for point in self.points]

    def typed(self) -> dict[str, list[str]]:
        """What stands in the fields as it was typed, by the field's name."""
        return {
            field.name: [clean_text(str(value)) for value in field.raw_data or ()]
            for field in self
            if field.name not in HIDDEN
        }

    def may_be_kept(self) -> bool:
        """Tell whether a draft may be kept: in the round that the person saw, over no draft they did not see."""
        if not self.permits(self.commitment.expect_report):
            return False
        if self.round.data != self.expected:
            self.round.data = self.expected
            self.form_errors.append(str(self.moved_on))
            return False
        return not self.clashes()

    def clashes(self) -> bool:
        """Tell whether somebody else saved another draft since the person saw it; if so fill `conflicts` with that.

        What was typed stays in the fields, and the form takes the new version: sending it once more is a choice.
        """
        if self.stored is None or self.draft.data == self.version_of_draft:
            return False
        theirs = self.stored.fields
        self.conflicts = [
            (self[name].label.text, _words(self[name], theirs.get(name, ())))
            for name, mine in self.typed().items()
            if name != "kept" and (theirs.get(name) or [""]) != (mine or [""])
        ]
        self.draft.data, self.draft.raw_data = self.version_of_draft, None
        return bool(self.conflicts)

    def validate_on_date(self, field: Field) -> None:
        """Nobody knows how things will be, and before the start there is nothing to tell."""
        if field.data and field.data > today():
            raise ValidationError(gettext("Isi tanggal hari ini atau sebelumnya."))
        start = self.commitment.start
        if field.data and start and field.data < start:
            raise ValidationError(gettext("Isi tanggal mulai %(start)s atau sesudahnya.", start=date_short(start)))

    def validate_quantity(self, field: Field) -> None:
        """A sum is never less than what was verified already."""
        verified = self.commitment.verified
        if field.data is not None and field.data < verified:
            sentence = gettext("Isi jumlah seluruhnya, paling sedikit %(verified)s yang sudah terverifikasi.",
                               verified=number(verified))  # fmt: skip
            raise ValidationError(sentence)

    def validate_level(self, field: Field) -> None:
        """Only the steps of telling; none below what was verified already."""
        if STEPS.get(field.data, 0) < self.commitment.verified_percent:
            raise ValidationError(gettext("Pilih capaian yang tidak di bawah yang sudah terverifikasi."))

    def validate_obstacle_kind(self, field: Field) -> None:
        """A kind is asked for, so that obstacles can be counted; the last of them says nothing by itself."""
        if field.data is Obstacle.NONE and self.obstacle.data:
            raise ValidationError(gettext("Pilih jenis kendala yang Anda uraikan."))
        if field.data is Obstacle.OTHER and not self.obstacle.data:
            raise ValidationError(gettext("Uraikan kendalanya, atau pilih jenis yang lain."))


GOOD = ("enough", "waiting")  # what a reviewer found enough or never judged stays unless the agency takes it out


def _words(field: Field, values: Sequence[str]) -> str:
    """Return what a colleague typed into a field, as it is read."""
    labels = {str(value): str(label) for value, label in getattr(field, "choices", ())}
    return "\n".join(labels.get(value, value) for value in values) or "–"


def _named(piece: Any) -> str:
    """Return the name of a piece of evidence with what was found about it."""
    return str(piece.name) if piece.verdict.value == "waiting" else f"{piece.name} ({piece.verdict.label})"


def report_form(commitment: Commitment, pieces: Sequence[Any], stored: ReportDraft | None, *, sent: bool) -> ReportForm:
    """Return the form with a field for each answer that is asked for; unless it was sent, filled from the draft.

    `pieces` is the evidence of the report that it starts from.
    """
    points = commitment.points_to_answer
    fields = {f"{ANSWER}{point.id}": _answer(place, point) for place, point in enumerate(points, 1)}
    kind: type[ReportForm] = type("ReportForm", (ReportForm,), fields)
    if stored is None or sent:
        return kind(commitment, pieces, stored)
    typed = MultiDict([(name, value) for name, values in stored.fields.items() for value in values])
    return kind(commitment, pieces, stored, formdata=typed)


def _answer(place: int, point: ReviewPoint) -> Any:
    label = gettext("Jawaban atas kekurangan %(number)s", number=place)
    return long_text(label, gettext("jawaban Anda"), default=point.answer)
