"""The verbs that change a promise: while it is proposed freely, after agreement only by an act with a reason."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum
from typing import Any

from flask_babel import gettext

from app.agencies.models import Agency
from app.audit import Actor
from app.clock import now
from app.commitments.parts import CommitmentChange
from app.commitments.promise import FEWEST_WORDS
from app.commitments.reporting import Reporting
from app.commitments.states import BINDING, OPEN, REPORTABLE, SENT_BACK, ChangeKind, CommitmentState, Reason, Verdict
from app.refusal import Refused

S = CommitmentState
JUDGED = (S.VERIFIED, S.UNDERWAY, S.RETURNED)
WORDING = ("statement", "indicator", "unit", "baseline", "target", "proof")
LONGEST_CANCEL_REASON = 500  # what its column holds; the act itself keeps the whole note


class Changing(Reporting):
    """The part of `Commitment` that changes it: acts after agreement, each leaving a `CommitmentChange`."""

    def expect_agreed(self, *allowed: CommitmentState) -> None:
        """Raise Refused unless the state is one of `allowed`, or it waits for the agency it was handed over to."""
        self.expect(*allowed, *([S.PROPOSED] if self.is_handed_over else []))

    def redate(self, due: dt.date, reason: Reason, note: str, by: Actor) -> None:
        """Set another due date; the original one stays visible, and the times it moved are counted.

        Raises Refused when the promise does not bind, or when nothing would change.
        """
        self.expect_agreed(*BINDING)
        if due == self.due:
            raise Refused(gettext("Tenggatnya sudah tanggal itu. Pilih tanggal lain."))
        if self.start and due < self.start:
            raise Refused(gettext("Tenggat tidak boleh sebelum tanggal mulai."))
        self._change(ChangeKind.REDATED, {"due": due}, reason, note, by)
        self.redated += 1

    def reword(self, values: dict[str, Any], reason: Reason, note: str, by: Actor) -> None:
        """Change statement, indicator, unit, baseline, target or proof of what was agreed on.

        Raises Refused while a report waits for its verdict (the reviewer judges what was promised when it was told),
        when the new target is below what is verified, when it could not be checked any more, or when nothing would
        change.
        """
        self.expect_agreed(*REPORTABLE, S.SUSPENDED)
        changed = {key: values[key] for key in WORDING if key in values and values[key] != getattr(self, key)}
        if not changed:
            raise Refused(gettext("Tidak ada isi yang berubah."))
        target = changed.get("target", self.target)
        if target is not None and target < self.verified:
            raise Refused(gettext("Target tidak boleh di bawah jumlah yang sudah terverifikasi."))
        if self.is_checkable and not _says_all({key: changed.get(key, getattr(self, key)) for key in WORDING}):
            raise Refused(
                gettext("Dengan isi ini komitmen tidak dapat diperiksa lagi. Isi indikator, satuan, target, dan bukti.")
            )
        self._change(ChangeKind.REWORDED, changed, reason, note, by)
        self.refresh_check()
        self._measure()
        if self.state in REPORTABLE and self.reports and self.is_reached:
            self._move(S.VERIFIED, *REPORTABLE)

    def hand_over(  # a promise goes to another agency only with its consent, so it is proposed there anew
        self, agency: Agency, post_id: int | None, reason: Reason, note: str, by: Actor,
    ) -> None:  # fmt: skip
        """Give the promise to another agency, which has to accept it, or to another post of the same one.

        While the other agency has not accepted, it may go on to a third, or back. Raises Refused when nothing changes.
        """
        self.expect_agreed(*REPORTABLE)
        before = {"post_id": self.post_id, "post": _title(self.lead_agency, self.post_id)}
        after = {"post_id": post_id, "post": _title(agency, post_id)}
        if agency.id == self.lead_agency_id:
            if post_id == self.post_id:
                raise Refused(gettext("Komitmen ini sudah di tangan instansi dan jabatan itu."))
            self.post_id = post_id
            self._write(ChangeKind.HANDED_OVER, before, after, reason, note, by)
            return
        if any(s.agency_id == agency.id for s in self.supports):
            self.supports[:] = [s for s in self.supports if s.agency_id != agency.id]  # whoever leads does not assist
        before |= {"lead_agency_id": self.lead_agency_id, "lead_agency_name": self.lead_agency_name}
        self.lead_agency, self.lead_agency_id, self.lead_agency_name = agency, agency.id, agency.name
        self.post_id = post_id
        after |= {"lead_agency_id": agency.id, "lead_agency_name": agency.name}
        self._write(ChangeKind.HANDED_OVER, before, after, reason, note, by)
        self._move(S.PROPOSED, *REPORTABLE, S.PROPOSED)

    def suspend(self, reason: Reason, note: str, by: Actor, until: dt.date | None = None) -> None:
        """Let the promise rest; it is neither late nor anybody's turn until it is resumed."""
        self.expect(*REPORTABLE)
        self._change(ChangeKind.SUSPENDED, {"state": S.SUSPENDED, "suspended_until": until}, reason, note, by)
        self._move(S.SUSPENDED, S.SUSPENDED)

    def resume(self, reason: Reason, note: str, by: Actor) -> None:
        """Take a suspended promise up again, where it stood."""
        self.expect(S.SUSPENDED)
        self._change(ChangeKind.RESUMED, {"state": self._where_it_stood(), "suspended_until": None}, reason, note, by)
        self._move(self.state, self.state)

    def _where_it_stood(self) -> CommitmentState:
        last = next((r for r in reversed(self.reports) if r.verdict is not Verdict.REPLACED), None)
        if last is None:
            return S.AGREED
        if self.is_reached:
            return S.VERIFIED  # its words were changed while it rested
        return S.RETURNED if last.verdict in SENT_BACK else S.UNDERWAY

    def cancel(self, note: str, reason: Reason = Reason.OTHER, by: Actor | None = None) -> None:
        """Give the promise up, with a reason that everyone can read."""
        if by is not None:
            self.expect(*OPEN)
            self._write(ChangeKind.CANCELLED, {"state": self.state}, {"state": S.CANCELLED}, reason, note, by)
        self._move(S.CANCELLED, *OPEN)
        fits = len(note) <= LONGEST_CANCEL_REASON
        self.cancel_reason = note if fits else note[: LONGEST_CANCEL_REASON - 1] + "…"

    @property
    def can_be_reopened(self) -> bool:
        """True while the newest verdict may be taken back."""
        report = self.last_report
        if self.state not in JUDGED or report is None or report.verdict is Verdict.WAITING:
            return False
        moved = any("lead_agency_id" in change.before and change.at > report.submitted_at for change in self.changes)
        return not moved and not any(point.answer for point in report.points)

    def reopen(self, reason: Reason, note: str, by: Actor) -> None:
        """Strike the newest verdict, so that its report waits again: the only way to undo one.

        What was found stays readable in its struck reviews; the points are taken back. Raises Refused when the newest
        report has no verdict, when the agency has answered a point, when the promise went to another agency since
        (whoever could not judge their own agency could then), or when it rests or was given up.
        """
        self.expect(*JUDGED)
        report = self.last_report
        if report is None or not self.can_be_reopened:
            raise Refused(gettext("Hasil pemeriksaan ini sudah dijawab, atau komitmennya sudah berpindah instansi."))
        before = {"verdict": report.verdict, "accepted": report.accepted, "round": report.round}
        report.reopen()
        report.points.clear()
        self._measure()
        self._write(ChangeKind.REOPENED, before, {"verdict": Verdict.WAITING, "round": report.round}, reason, note, by)
        self._move(S.REPORTED, *JUDGED)

    def waive(self, note: str, by: Actor) -> None:
        """Let a promise that cannot be checked be agreed on all the same."""
        self.expect_waivable()
        self._change(ChangeKind.WAIVED, {"waiver": note}, Reason.OTHER, note, by)

    def expect_waivable(self) -> None:
        """Raise Refused when it is agreed on already, or can be checked."""
        self.expect(S.PROPOSED)
        if self.is_checkable:
            raise Refused(gettext("Komitmen ini sudah dapat diperiksa, jadi tidak perlu dikecualikan."))

    def _change(self, kind: ChangeKind, after: dict[str, Any], reason: Reason, note: str, by: Actor) -> None:
        before = {key: getattr(self, key) for key in after}
        for key, value in after.items():
            setattr(self, key, value)
        self._write(kind, before, after, reason, note, by)

    def _write(
        self, kind: ChangeKind, before: dict[str, Any], after: dict[str, Any], reason: Reason,
        note: str, by: Actor,
    ) -> None:  # fmt: skip
        self.changes.append(
            CommitmentChange(
                kind=kind, reason=reason, note=note, by_id=by.id, by_name=by.name, at=now(),
                before={k: _plain(v) for k, v in before.items()}, after={k: _plain(v) for k, v in after.items()},
            )
        )  # fmt: skip


def _title(agency: Agency, post_id: int | None) -> str | None:
    """Name a post as it is called now, so that the history needs not ask for it."""
    return next((post.title for post in agency.posts if post.id == post_id), None) if post_id else None


def _says_all(words: dict[str, Any]) -> bool:
    """Tell whether such words still answer what, how many, and what proof will count."""
    numbers = words["target"] is not None and words["unit"] and words["indicator"]
    return bool(numbers and words["proof"] and len(words["statement"].split()) >= FEWEST_WORDS)


def _plain(value: Any) -> Any:
    """Return what JSON can hold."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
