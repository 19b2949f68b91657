"""Commitments: what an agency promised, what it says it did, and what was found to be so."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.agencies.models import Agency
from app.audit import Audited
from app.clock import now, today
from app.columns import Labelled, Quantity, choice
from app.extensions import Model
from app.language import Lazy as _l
from app.meetings.models import Meeting
from app.policy import Holder, can
from app.refusal import Refused


class CommitmentState(Labelled):
    """proposed -> agreed -> underway -> reported -> verified; returned from reported; cancelled before verified."""

    PROPOSED = "proposed", _l("Diusulkan"), "send", "neutral"
    AGREED = "agreed", _l("Disepakati"), "check", "info"
    UNDERWAY = "underway", _l("Berjalan"), "progress", "info"
    REPORTED = "reported", _l("Menunggu verifikasi"), "hourglass", "warn"
    RETURNED = "returned", _l("Dikembalikan"), "arrow-back-up", "danger"
    VERIFIED = "verified", _l("Terverifikasi"), "circle-check", "ok"
    CANCELLED = "cancelled", _l("Dibatalkan"), "ban", "neutral"


S = CommitmentState
REPORTABLE = (S.AGREED, S.UNDERWAY, S.RETURNED)
OPEN = (S.PROPOSED, *REPORTABLE, S.REPORTED)
TURNS = {
    S.PROPOSED: "agency", S.AGREED: "agency", S.UNDERWAY: "agency", S.RETURNED: "agency", S.REPORTED: "reviewer",
}  # fmt: skip


class Commitment(Audited, Model):
    """A promise (komitmen). Exactly one lead agency; `lead_agency_name` is its name when it promised.

    `claimed` is the sum that the agency reports so far, `verified` the sum a reviewer has accepted; both in `unit`.
    `original_due` is the day that was agreed on and never changes after that. `waiting_since` is when the present
    turn began. Overdue is derived, never stored.
    """

    __tablename__ = "commitment"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    reference: so.Mapped[str] = so.mapped_column(sa.String(20), unique=True)
    statement: so.Mapped[str] = so.mapped_column(info={"label": _l("Pernyataan")})
    lead_agency_id: so.Mapped[int] = so.mapped_column(
        sa.ForeignKey("agency.id"), info={"label": _l("Penanggung jawab")}
    )
    lead_agency_name: so.Mapped[str] = so.mapped_column(sa.String(300))
    indicator: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"label": _l("Indikator")})
    unit: so.Mapped[str] = so.mapped_column(sa.String(50), default="", info={"label": _l("Satuan")})
    target: so.Mapped[Decimal | None] = so.mapped_column(Quantity, info={"label": _l("Target")})
    proof: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"label": _l("Bukti yang diterima")})
    original_due: so.Mapped[dt.date]
    due: so.Mapped[dt.date] = so.mapped_column(info={"label": _l("Tenggat")})
    state: so.Mapped[CommitmentState] = so.mapped_column(
        choice(CommitmentState), default=CommitmentState.PROPOSED, info={"label": _l("Status")}
    )
    is_open: so.Mapped[bool] = so.mapped_column(default=True, info={"audit": False})
    claimed: so.Mapped[Decimal] = so.mapped_column(Quantity, default=Decimal(0), info={"label": _l("Dilaporkan")})
    verified: so.Mapped[Decimal] = so.mapped_column(Quantity, default=Decimal(0), info={"label": _l("Terverifikasi")})
    waiting_since: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})
    cancel_reason: so.Mapped[str] = so.mapped_column(
        sa.String(500), default="", info={"label": _l("Alasan pembatalan")}
    )
    meeting_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("meeting.id"), index=True, info={"audit": False})
    line_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("minutes_line.id"), unique=True, info={"audit": False}
    )
    created_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    updated_at: so.Mapped[dt.datetime] = so.mapped_column(default=now, onupdate=now)
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    lead_agency: so.Mapped[Agency] = so.relationship()
    meeting: so.Mapped[Meeting | None] = so.relationship()
    reports: so.Mapped[list[ProgressReport]] = so.relationship(
        order_by="ProgressReport.round", back_populates="commitment"
    )

    __table_args__ = (
        sa.Index("ix_commitment_due_id", "due", "id"),
        sa.Index("ix_commitment_updated_at_id", "updated_at", "id"),
        sa.Index("ix_commitment_state_due_id", "state", "due", "id"),
        sa.Index("ix_commitment_queue", "state", "waiting_since", "id", "lead_agency_id"),
        sa.Index("ix_commitment_is_open_due_id", "is_open", "due", "id"),
        sa.Index("ix_commitment_is_open_updated_at_id", "is_open", "updated_at", "id"),
        sa.Index("ix_commitment_lead_agency_id_due_id", "lead_agency_id", "due", "id"),
        sa.Index("ix_commitment_lead_agency_id_is_open_due_id", "lead_agency_id", "is_open", "due", "id"),
        sa.Index("ix_commitment_lead_agency_id_state_due_id", "lead_agency_id", "state", "due", "id"),
    )
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Commitment]:
        """Open to everyone with a post: that each sees each other's promises is the point."""
        return sa.select(cls).where(cls.visible_clause(who))

    @classmethod
    def visible_clause(cls, who: Holder) -> sa.ColumnElement[bool]:
        """The condition behind `visible_to`, for selects of single columns."""
        return sa.true() if can("commitment.read", who=who) else sa.false()

    @property
    def responsible_agency_id(self) -> int:
        """The agency that POLICY's conditions compare."""
        return self.lead_agency_id

    @property
    def is_late(self) -> bool:
        """Open after its due date."""
        return self.is_open and self.due < today()

    @property
    def can_be_reported(self) -> bool:
        """True while the agency may report progress."""
        return self.state in REPORTABLE

    @property
    def last_report(self) -> ProgressReport | None:
        """The newest report, None before the first."""
        return self.reports[-1] if self.reports else None

    @property
    def next_round(self) -> int:
        """The number that the next report will have."""
        return len(self.reports) + 1

    @property
    def turn(self) -> str:
        """Whose turn it is: "agency", "reviewer", or "" when nothing is waited for."""
        return TURNS.get(self.state, "")

    def expect(self, *allowed: CommitmentState) -> None:
        """Raise Refused unless the state is one of `allowed`."""
        if self.state not in allowed:
            raise Refused(gettext("Komitmen ini sudah berstatus %(state)s.", state=str(self.state.label)))

    def revise(
        self,
        statement: str,
        agency: Agency,
        due: dt.date,
        *,
        target: Decimal | None = None,
        unit: str = "",
        indicator: str = "",
        proof: str = "",
    ) -> None:
        """Set what is promised, by whom and by when. While it is only proposed no date is agreed on yet."""
        self.expect(S.PROPOSED)
        if agency.id != self.lead_agency_id:
            self.lead_agency, self.lead_agency_name = agency, agency.name
        self.statement, self.due, self.original_due = statement, due, due
        self.target, self.unit, self.indicator, self.proof = target, unit, indicator, proof

    def accept(self) -> None:
        """The lead agency agrees."""
        self._move(S.AGREED, S.PROPOSED)

    def cancel(self, reason: str) -> None:
        """Give the promise up, with a reason that everyone can read."""
        self._move(S.CANCELLED, *OPEN)
        self.cancel_reason = reason

    def restore(self) -> None:
        """Propose again what was cancelled together with its line of the minutes."""
        self._move(S.PROPOSED, S.CANCELLED)
        self.cancel_reason = ""

    def submit_report(self, report: ProgressReport) -> None:
        """Take a report as the next round; it waits for a reviewer. `report.quantity` is the sum so far.

        Raises Refused when it is not the agency's turn, or when the sum is below what was verified already.
        """
        self.expect(*REPORTABLE)
        if report.quantity < self.verified:
            raise Refused(gettext("Jumlahnya tidak boleh kurang dari yang sudah terverifikasi."))
        report.round, report.verdict = self.next_round, Verdict.WAITING  # first: it reads, and so would flush halves
        report.submitted_at = now()
        self._move(S.REPORTED, *REPORTABLE)
        self.reports.append(report)
        self.claimed = report.quantity

    def verify(self, quantity: Decimal, reviewer_id: int) -> None:
        """Accept the newest report with `quantity` as the sum found so; done when the target is reached.

        Raises Refused when no report waits, or when more is accepted than was claimed or less than before.
        """
        report = self.waiting_report()
        if quantity > report.quantity:
            raise Refused(gettext("Yang diterima tidak boleh melebihi yang dilaporkan."))
        if quantity < self.verified:
            raise Refused(gettext("Yang diterima tidak boleh kurang dari yang sudah terverifikasi."))
        report.decide(Verdict.VERIFIED, reviewer_id, quantity, "")
        self.verified = quantity
        done = self.target is None or quantity >= self.target
        self._move(S.VERIFIED if done else S.UNDERWAY, S.REPORTED)

    def send_back(self, reason: str, reviewer_id: int) -> None:
        """Return the newest report to the agency with what is missing."""
        self.waiting_report().decide(Verdict.RETURNED, reviewer_id, None, reason)
        self._move(S.RETURNED, S.REPORTED)

    def waiting_report(self) -> ProgressReport:
        """Return the report that a reviewer has to look at; raise Refused when there is none."""
        report = self.last_report
        if self.state is not S.REPORTED or report is None:
            state = str(self.state.label)
            raise Refused(gettext("Tidak ada laporan yang menunggu: status kini %(state)s.", state=state))
        return report

    def _move(self, to: CommitmentState, *allowed: CommitmentState) -> None:
        self.expect(*allowed)
        self.state = to
        self.is_open = to in OPEN
        self.waiting_since = now()


class Verdict(Labelled):
    """What a reviewer found."""

    WAITING = "waiting", _l("Menunggu verifikasi"), "hourglass", "warn"
    VERIFIED = "verified", _l("Diverifikasi"), "circle-check", "ok"
    RETURNED = "returned", _l("Dikembalikan"), "arrow-back-up", "danger"


class ProgressReport(Audited, Model):
    """One round of reporting (laporan perkembangan). `quantity` and `accepted` are sums up to `on_date`.

    The long texts have no label: they stand on the page itself, so its history need not repeat them.
    """

    __tablename__ = "progress_report"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    commitment_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("commitment.id"))
    round: so.Mapped[int]
    on_date: so.Mapped[dt.date] = so.mapped_column(info={"label": _l("Keadaan per tanggal")})
    quantity: so.Mapped[Decimal] = so.mapped_column(Quantity, info={"label": _l("Dilaporkan")})
    narrative: so.Mapped[str]
    obstacle: so.Mapped[str] = so.mapped_column(default="")
    submitted_by: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("user.id"), info={"audit": False})
    submitted_name: so.Mapped[str] = so.mapped_column(sa.String(200))
    submitted_at: so.Mapped[dt.datetime] = so.mapped_column(info={"audit": False})
    verdict: so.Mapped[Verdict] = so.mapped_column(
        choice(Verdict), default=Verdict.WAITING, info={"label": _l("Hasil pemeriksaan")}
    )
    accepted: so.Mapped[Decimal | None] = so.mapped_column(Quantity, info={"label": _l("Diterima")})
    reason: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Alasan pengembalian")})
    reviewed_by: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("user.id"), info={"audit": False})
    reviewed_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"audit": False})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    commitment: so.Mapped[Commitment] = so.relationship(back_populates="reports")

    __table_args__ = (sa.UniqueConstraint("commitment_id", "round"),)
    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the commitment's page."""
        return "commitment", self.commitment_id

    @property
    def audit_name(self) -> str:
        """The round, where the history tells of several."""
        return str(self.round)

    def decide(self, verdict: Verdict, reviewer_id: int, accepted: Decimal | None, reason: str) -> None:
        """Write down what the reviewer found; once only."""
        if self.verdict is not Verdict.WAITING:
            raise Refused(gettext("Laporan ini sudah diperiksa."))
        self.verdict, self.accepted, self.reason = verdict, accepted, reason
        self.reviewed_by, self.reviewed_at = reviewer_id, now()
