"""The verbs of reporting and verifying: the agency tells, the reviewer finds, one round after the other."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from flask_babel import gettext

from app.clock import now, today
from app.commitments.promise import Promise
from app.commitments.reports import ProgressReport, Review, ReviewPoint
from app.commitments.rhythm import next_due
from app.commitments.states import (
    ACCEPTED,
    REPORTABLE,
    SENT_BACK,
    STEPS,
    SUBSTANTIAL_FROM,
    Attainment,
    CommitmentState,
    Verdict,
)
from app.refusal import Refused

S = CommitmentState


class Reporting(Promise):
    """The part of `Commitment` that tells: rounds of reports and their verdicts."""

    def submit_report(self, report: ProgressReport) -> None:
        """Take a report as the next round; it waits for a reviewer. `report.quantity` is the sum so far.

        While nobody has looked at the round before, the new one corrects it. Raises Refused when it is not the
        agency's turn, or when the sum is below what was verified already.
        """
        before = self.last_report
        correcting = self.can_be_corrected
        self.expect_report()
        if report.quantity < self.verified:
            raise Refused(gettext("Jumlahnya tidak boleh kurang dari yang sudah terverifikasi."))
        if correcting and before is not None:
            before.decide(Verdict.REPLACED, None, None, "")
        report.round, report.verdict = self.next_round, Verdict.WAITING  # first: it reads, and so would flush halves
        report.submitted_at = now()
        self._move(S.REPORTED, *REPORTABLE, S.REPORTED)
        self.reports.append(report)
        self.report_due = next_due(self.rhythm, report.on_date, self.agreed_at)
        self.reported_at = report.submitted_at
        self._measure(report)

    def expect_report(self) -> None:
        """Raise Refused unless the agency may report now, or correct what it reported."""
        self.expect(*REPORTABLE, *([S.REPORTED] if self.can_be_corrected else []))

    @property
    def is_report_late(self) -> bool:
        """Its rhythm asked for a report before today, and none was handed in."""
        return self.can_be_reported and self.report_due is not None and self.report_due < today()

    @property
    def report_to_mend(self) -> ProgressReport | None:
        """The report that the next one starts from: one that was sent back, or one that nobody has looked at."""
        return self.last_report if self.state is S.RETURNED or self.can_be_corrected else None

    @property
    def points_to_answer(self) -> list[ReviewPoint]:
        """What was missing in the newest report that was judged, if it was sent back."""
        judged = (r for r in reversed(self.reports) if r.verdict not in (Verdict.WAITING, Verdict.REPLACED))
        report = next(judged, None)
        return list(report.points) if report and report.verdict in SENT_BACK else []

    @property
    def can_be_corrected(self) -> bool:
        """True while a report waits that no reviewer has taken up or judged."""
        report = self.last_report
        return (
            self.state is S.REPORTED and report is not None and report.holder_id is None and not report.standing
        )  # fmt: skip

    def take(self, reviewer_id: int, instead_of: int | None = None) -> None:
        """Take the waiting report up, so that it is not corrected while somebody reads it.

        Raises Refused when none waits, when this person may not judge it, or when somebody else holds it who was not
        named as `instead_of`.
        """
        report = self.waiting_report()
        report.refuse_reviewer(reviewer_id)
        if report.holder is not None and report.holder_id not in (reviewer_id, instead_of):
            raise Refused(
                gettext("Laporan ini sedang diperiksa %(name)s. Ambil alih bila perlu.", name=report.holder.name)
            )
        report.holder_id = reviewer_id

    def release(self, reviewer_id: int) -> None:
        """Give a report back to the queue; raise Refused unless this person holds it."""
        report = self.waiting_report()
        if report.holder_id != reviewer_id:
            raise Refused(gettext("Laporan ini tidak sedang Anda periksa."))
        report.holder_id = None

    def verify(self, quantity: Decimal, reviewer_id: int, *, level: Attainment | None = None, note: str = "") -> bool:
        """Accept the newest report with `quantity` as the sum found so; done when the target is reached.

        A promise without a number is found at `level` (default: what was claimed). `note` says why it is accepted
        without enough evidence. A promise marked high needs a second, different reviewer: the first finding is
        written down, and False returned. Raises Refused when no report waits, when more is accepted than was claimed
        (or than the first reviewer accepted) or less than before, or when this person may not judge the report.
        """
        report = self.waiting_report()
        report.refuse_reviewer(reviewer_id)
        level = level or report.claimed_level
        self._refuse_sum(report, quantity, level)
        partly = quantity < report.quantity if self.target is not None else _step(level) < _step(report.claimed_level)
        verdict = Verdict.PARTLY if partly else Verdict.VERIFIED
        known = None if self.target is not None else level
        self._write_review(report, reviewer_id, verdict, quantity, known, note)
        if self.is_high and len(report.standing) < 2:
            self.waiting_since, report.holder_id = now(), None
            return False
        report.decide(verdict, reviewer_id, quantity, note, known)
        self._measure()
        self._move(S.VERIFIED if self.is_reached else S.UNDERWAY, S.REPORTED)
        return True

    def _refuse_sum(self, report: ProgressReport, quantity: Decimal, level: Attainment) -> None:
        earlier = report.standing
        most = min([report.quantity, *(r.accepted for r in earlier if r.accepted is not None)])
        highest = min([_step(report.claimed_level), *(_step(r.level) for r in earlier if r.level is not None)])
        wordless = self.target is None
        if quantity > most or (wordless and _step(level) > highest):
            raise Refused(
                gettext("Yang diterima tidak boleh melebihi temuan peninjau pertama.")
                if earlier
                else gettext("Yang diterima tidak boleh melebihi yang dilaporkan.")
            )
        if quantity < self.verified or (wordless and _step(level) < self.verified_percent):
            raise Refused(gettext("Yang diterima tidak boleh kurang dari yang sudah terverifikasi."))

    def send_back(
        self, reason: str, reviewer_id: int, *, verdict: Verdict = Verdict.RETURNED,
        points: Sequence[tuple[str, int | None]] = (),
    ) -> None:  # fmt: skip
        """Return the newest report to the agency with what is missing; each point is (text, evidence id or None)."""
        report = self.waiting_report()
        report.refuse_reviewer(reviewer_id)
        self._write_review(report, reviewer_id, verdict, None, None, reason)
        report.decide(verdict, reviewer_id, None, reason)
        report.points += [ReviewPoint(text=text, evidence_id=evidence) for text, evidence in points]
        self._measure()
        self._move(S.RETURNED, S.REPORTED)

    def _write_review(
        self, report: ProgressReport, reviewer_id: int, verdict: Verdict,
        accepted: Decimal | None, level: Attainment | None, reason: str,
    ) -> None:  # fmt: skip
        report.reviews.append(
            Review(reviewer_id=reviewer_id, verdict=verdict, accepted=accepted, level=level, reason=reason, at=now())
        )

    def waiting_report(self) -> ProgressReport:
        """Return the report that a reviewer has to look at; raise Refused when there is none."""
        report = self.last_report
        if self.state is not S.REPORTED or report is None:
            state = str(self.state.label)
            raise Refused(gettext("Tidak ada laporan yang menunggu: status kini %(state)s.", state=state))
        return report

    @property
    def awaits_second(self) -> bool:
        """True while a report of a promise marked high waits for its second reviewer."""
        report = self.last_report
        return self.is_high and self.state is S.REPORTED and report is not None and bool(report.standing)

    @property
    def is_reached(self) -> bool:
        """What was promised is proved in full."""
        return self.verified >= self.target if self.target is not None else self.verified_percent >= 100

    def _measure(self, newest: ProgressReport | None = None) -> None:
        """Derive what is claimed and verified from the reports; a report that was replaced counts no longer."""
        newest = newest or next((r for r in reversed(self.reports) if r.verdict is not Verdict.REPLACED), None)
        found = next((r for r in reversed(self.reports) if r.verdict in ACCEPTED), None)
        self.claimed = newest.quantity if newest else Decimal(0)
        self.verified = (found.accepted or Decimal(0)) if found else Decimal(0)
        self.claimed_percent = self._percent(self.claimed, newest.level if newest else None)
        self.verified_percent = self._percent(self.verified, found.accepted_level if found else None)
        self.attainment = self._attained(newest is not None, found is not None)

    def _percent(self, quantity: Decimal, level: Attainment | None) -> int:
        return percent_of(quantity, level, self.target, self.baseline)

    def _attained(self, told: bool, found: bool) -> Attainment:
        """Place what is verified on the scale; what was told but never found so has no evidence yet."""
        if self.verified_percent >= 100:
            return Attainment.COMPLETE
        if self.verified_percent >= SUBSTANTIAL_FROM:
            return Attainment.SUBSTANTIAL
        if self.verified > (self.baseline or 0) or self.verified_percent:
            return Attainment.LIMITED
        return Attainment.NO_EVIDENCE if told and not found else Attainment.NOT_STARTED


def _step(level: Attainment | None) -> int:
    """Hundredths that a step of the scale stands for."""
    return STEPS.get(level, 0) if level else 0


def percent_of(quantity: Decimal, level: Attainment | None, target: Decimal | None, baseline: Decimal | None) -> int:
    """Hundredths of the way from the baseline to the target, 0 to 100, rounded down; without a target the step."""
    if target is None:
        return _step(level)
    start = baseline or Decimal(0)
    way = target - start
    return max(0, min(100, int((quantity - start) * 100 / way))) if way > 0 else 100
