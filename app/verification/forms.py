"""What a reviewer fills in: one form for the report and all its evidence; and taking a verdict back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from wtforms import HiddenField, RadioField
from wtforms.fields import Field

from app.commitments.act_forms import RoundForm
from app.commitments.changing import JUDGED
from app.commitments.models import Commitment
from app.commitments.reports import Review
from app.commitments.states import SENT_BACK, STEPS, Attainment, CommitmentState, Reason, Verdict
from app.evidence.models import Evidence, EvidenceVerdict
from app.formats import number
from app.forms import Required, long_text, one_of, quantity, text
from app.language import Lazy as _l
from app.verification.service import BAD, Finding

MOST_POINTS = 20
BULLETS = "-*•– \t"
VERDICTS = (
    (Verdict.VERIFIED, _l("Diverifikasi penuh: semua yang dilaporkan terbukti")),
    (Verdict.PARTLY, _l("Diverifikasi sebagian: hanya yang terbukti diterima")),
    (Verdict.RETURNED, _l("Dikembalikan: ada yang harus dilengkapi")),
    (Verdict.NO_EVIDENCE, _l("Belum ada bukti: yang dilaporkan tidak dibuktikan")),
)
PARTS = (Attainment.NOT_STARTED, Attainment.LIMITED, Attainment.SUBSTANTIAL)
REOPENINGS = (Reason.EVIDENCE, Reason.MISTAKE, Reason.OTHER)


class ReviewForm(RoundForm):
    """One verdict about the newest report with one about each piece of its evidence (`review_form` adds those).

    `seen` says how the review stood when the page was opened: how many had judged, and who held the report.
    """

    allowed = (CommitmentState.REPORTED,)

    seen = HiddenField()
    verdict = RadioField(_l("Hasil pemeriksaan"), coerce=Verdict, validators=[Required(_l("hasil pemeriksaan"))])
    accepted = quantity(_l("Jumlah yang diterima"))
    level = one_of(_l("Capaian yang diterima"), Attainment, default=Attainment.LIMITED)
    without = text(_l("Alasan menerima tanpa bukti yang cukup"), longest=500)
    points = long_text(_l("Yang kurang, satu per baris"))

    def __init__(self, commitment: Commitment, pieces: Sequence[Evidence], **options: Any) -> None:
        self.pieces = pieces
        report = commitment.last_report
        self.first: Review | None = next(iter(report.standing), None) if report else None
        data: dict[str, Any] = {"accepted": self.first.accepted if self.first else None}
        for piece in pieces:
            data |= {f"bukti-{piece.id}": piece.verdict, f"catatan-{piece.id}": piece.remark}
        super().__init__(commitment, commitment.next_round - 1, data=data, **options)
        self.present = f"{len(report.standing)}.{report.holder_id or 0}" if report else ""
        if not self.seen.raw_data:
            self.seen.data = self.present
        most = STEPS.get(self._most_level(), 100)
        self.verdict.choices = [
            (key.value, name) for key, name in VERDICTS if key is not Verdict.VERIFIED or self._may_be_full
        ]
        self.level.choices = [(each.value, each.label) for each in PARTS if STEPS[each] <= most]

    @property
    def _may_be_full(self) -> bool:
        """What the first reviewer accepted in part, the second does not accept in full."""
        return self.first is None or self.first.verdict is not Verdict.PARTLY

    def _most_level(self) -> Attainment:
        report = self.commitment.last_report
        claimed = report.claimed_level if report else Attainment.COMPLETE
        return self.first.level if self.first and self.first.level else claimed

    def evidence_fields(self, piece: Evidence) -> tuple[Field, Field]:
        """The verdict and the remark about one piece."""
        return self[f"bukti-{piece.id}"], self[f"catatan-{piece.id}"]

    def finding(self) -> Finding:
        """What was found, once the form is valid."""
        verdict, counted = self.verdict.data, self.commitment.target is not None
        pieces = {piece.id: tuple(field.data for field in self.evidence_fields(piece)) for piece in self.pieces}
        accepting = verdict not in SENT_BACK
        return Finding(
            verdict=verdict, pieces=pieces, points=self._points(), note=(self.without.data or "") if accepting else "",
            accepted=self.accepted.data if verdict is Verdict.PARTLY and counted else None,
            level=self.level.data if verdict is Verdict.PARTLY and not counted else None,
        )  # fmt: skip

    def validate(self, extra_validators: Any = None) -> bool:
        """Hold the verdict against what was found about the evidence."""
        valid = super().validate(extra_validators)
        if not self.form_errors and self.seen.data != self.present:
            self._tell_what_moved()
        if valid and not self.form_errors:
            self._check_sent_back() if self.verdict.data in SENT_BACK else self._check_accepted()
        return not self.errors

    def _tell_what_moved(self) -> None:
        report = self.commitment.last_report
        judged = str(self.seen.data).split(".", maxsplit=1)[0] != self.present.split(".", maxsplit=1)[0]
        self.seen.data = self.present
        if judged:
            sentence = gettext("Peninjau lain baru saja memeriksa laporan ini. Baca temuannya, lalu kirim lagi.")
        elif report and report.holder:
            name = report.holder.name
            sentence = gettext("%(name)s kini memeriksa laporan ini. Hubungi dahulu, atau kirim lagi.", name=name)
        else:
            sentence = gettext("Pemeriksaan laporan ini baru saja dilepas. Periksa isian Anda, lalu kirim lagi.")
        self.form_errors.append(sentence)

    def _points(self) -> list[str]:
        lines = [line.strip(BULLETS) for line in (self.points.data or "").split("\n")]
        return [line for line in lines if line]

    def _found(self) -> set[EvidenceVerdict]:
        return {self[f"bukti-{piece.id}"].data for piece in self.pieces}

    def _check_sent_back(self) -> None:
        if len(self._points()) > MOST_POINTS:
            _fault(self.points, gettext("Paling banyak %(most)s hal. Gabungkan yang serupa.", most=MOST_POINTS))
        if not self._points() and not self._found() & set(BAD):
            _fault(self.points, gettext("Tulis apa yang kurang, supaya instansi tahu apa yang harus dilengkapi."))
        if self.verdict.data is Verdict.NO_EVIDENCE and EvidenceVerdict.ENOUGH in self._found():
            _fault(self.verdict, gettext("Ada bukti yang Anda nilai cukup. Terima sebagian, atau kembalikan."))

    def _check_accepted(self) -> None:
        for piece in self.pieces:
            if self[f"bukti-{piece.id}"].data is EvidenceVerdict.WAITING:
                _fault(self[f"bukti-{piece.id}"], gettext("Nilai bukti ini dahulu."))
        found = self._found()
        unsure = EvidenceVerdict.ENOUGH not in found or (self.verdict.data is Verdict.VERIFIED and found & set(BAD))
        if unsure and EvidenceVerdict.WAITING not in found and not self.without.data:
            _fault(self.without, gettext("Tidak semua yang diterima terbukti oleh bukti di atas. Tulis alasannya."))
        if self._points():
            _fault(self.points, gettext("Yang kurang hanya ditulis bila laporan dikembalikan."))
        if self.commitment.target is not None:
            self._check_sum()

    def _check_sum(self) -> None:
        report, typed = self.commitment.last_report, self.accepted.data
        claimed = report.quantity if report else self.commitment.verified
        if self.verdict.data is Verdict.PARTLY:
            for sentence in self._faults_of_sum(typed, claimed):
                _fault(self.accepted, sentence)
        elif typed is not None and typed != claimed:
            _fault(self.accepted, gettext("Kosongkan jumlah ini, atau pilih diverifikasi sebagian."))

    def _faults_of_sum(self, typed: Decimal | None, claimed: Decimal) -> Iterator[str]:
        """At most what is claimed, or what the first reviewer accepted; at least what was verified before."""
        verified, first = self.commitment.verified, self.first.accepted if self.first else None
        if typed is None:
            yield gettext("Mohon isi jumlah yang diterima.")
        elif first is not None and typed > first:
            yield gettext("Isi paling banyak %(most)s, yang diterima peninjau pertama.", most=number(first))
        elif typed > claimed:
            yield gettext("Isi paling banyak %(claimed)s, yang dilaporkan.", claimed=number(claimed))
        elif typed < verified:
            yield gettext("Isi paling sedikit %(verified)s, yang sudah terverifikasi.", verified=number(verified))
        elif typed == claimed:
            yield gettext("Jumlah ini seluruh yang dilaporkan: pilih diverifikasi penuh.")
        elif not typed:
            yield gettext("Isi lebih dari nol, atau pilih belum ada bukti.")


def _fault(field: Field, sentence: str) -> None:
    field.errors = [*field.errors, sentence]


def review_form(commitment: Commitment, pieces: Sequence[Evidence], **options: Any) -> ReviewForm:
    """Return the form of one report, with two fields for each piece of evidence."""
    fields: dict[str, Any] = {}
    for place, piece in enumerate(pieces, 1):
        fields[f"bukti-{piece.id}"] = one_of(gettext("Nilai bukti %(number)s", number=place), EvidenceVerdict)
        fields[f"catatan-{piece.id}"] = text(gettext("Catatan bukti %(number)s", number=place), longest=500)
    kind: Any = type("ReviewForm", (ReviewForm,), fields)
    return kind(commitment, pieces, **options)


class ReopenForm(RoundForm):
    """Take the newest verdict back."""

    allowed = JUDGED

    reason = one_of(_l("Alasan"), Reason)
    note = long_text(_l("Penjelasan"), _l("penjelasan"), 2000)

    def __init__(self, commitment: Commitment) -> None:
        super().__init__(commitment, commitment.next_round - 1)
        self.reason.choices = [(each.value, each.label) for each in REOPENINGS]
