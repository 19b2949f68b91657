"""Commitments: what an agency promised, what it says it did, and what was found to be so."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.agencies.models import Agency
from app.audit import Audited
from app.clock import now, today
from app.columns import Labelled, Quantity, choice
from app.extensions import Model
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
TURNS = {
    S.PROPOSED: "agency", S.AGREED: "agency", S.UNDERWAY: "agency", S.RETURNED: "agency", S.REPORTED: "reviewer",
}  # fmt: skip


class Commitment(Audited, Model):
    """A promise (komitmen). Exactly one lead agency; `lead_agency_name` is its name when it promised.

    `claimed` is the sum that the agency reports so far, `verified` the sum a reviewer has accepted; both in `unit`.
    `original_due` never changes. `waiting_since` is when the present turn began. Overdue is derived, never stored.
    """

    __tablename__ = "commitment"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    reference: so.Mapped[str] = so.mapped_column(sa.String(20), unique=True)
    statement: so.Mapped[str] = so.mapped_column(info={"label": _l("Pernyataan")})
    lead_agency_id: so.Mapped[int] = so.mapped_column(
        sa.ForeignKey("agency.id"), info={"label": _l("Penanggung jawab")}
    )
    lead_agency_name: so.Mapped[str] = so.mapped_column(sa.String(300), info={"label": _l("Instansi")})
    indicator: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"label": _l("Indikator")})
    unit: so.Mapped[str] = so.mapped_column(sa.String(50), default="", info={"label": _l("Satuan")})
    target: so.Mapped[Decimal | None] = so.mapped_column(Quantity, info={"label": _l("Target")})
    proof: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"label": _l("Bukti yang diterima")})
    original_due: so.Mapped[dt.date] = so.mapped_column(info={"label": _l("Tenggat semula")})
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
        sa.Index("ix_commitment_state_waiting_since_id", "state", "waiting_since", "id"),
        sa.Index("ix_commitment_is_open_due_id", "is_open", "due", "id"),
        sa.Index("ix_commitment_lead_agency_id_due_id", "lead_agency_id", "due", "id"),
        sa.Index("ix_commitment_lead_agency_id_is_open_due_id", "lead_agency_id", "is_open", "due", "id"),
        sa.Index("ix_commitment_lead_agency_id_state_due_id", "lead_agency_id", "state", "due", "id"),
    )
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[tuple[Commitment]]:
        """Open to everyone with a post: that each sees each other's promises is the point."""
        return sa.select(cls).where(sa.true() if can("commitment.read", who=who) else sa.false())

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
    def turn(self) -> str:
        """Whose turn it is: "agency", "reviewer", or "" when nothing is waited for."""
        return TURNS.get(self.state, "")

    def accept(self) -> None:
        """The lead agency agrees."""
        self._move(S.AGREED, S.PROPOSED)

    def cancel(self, reason: str) -> None:
        """Give the promise up, with a reason that everyone can read."""
        self._move(S.CANCELLED, *(set(S) - {S.VERIFIED, S.CANCELLED}))
        self.cancel_reason = reason

    def submit_report(self, report: ProgressReport) -> None:
        """Take a report as the next round; it waits for a reviewer. `report.quantity` is the sum so far."""
        self._move(S.REPORTED, *REPORTABLE)
        report.round = len(self.reports) + 1
        report.submitted_at = now()
        self.reports.append(report)
        self.claimed = report.quantity

    def verify(self, quantity: Decimal, reviewer_id: int) -> None:
        """Accept the newest report with `quantity` as the sum found so; done when the target is reached.

        Raises Refused when no report waits, or when more is accepted than was claimed.
        """
        report = self._waiting_report()
        if quantity > report.quantity:
            raise Refused(gettext("Yang diterima tidak boleh melebihi yang dilaporkan."))
        report.decide(Verdict.VERIFIED, reviewer_id, quantity, "")
        self.verified = quantity
        done = self.target is None or quantity >= self.target
        self._move(S.VERIFIED if done else S.UNDERWAY, S.REPORTED)

    def send_back(self, reason: str, reviewer_id: int) -> None:
        """Return the newest report to the agency with what is missing."""
        self._waiting_report().decide(Verdict.RETURNED, reviewer_id, None, reason)
        self._move(S.RETURNED, S.REPORTED)

    def _waiting_report(self) -> ProgressReport:
        report = self.last_report
        if self.state is not S.REPORTED or report is None:
            raise Refused(gettext("Tidak ada laporan yang menunggu: status kini %(state)s.", state=self.state.label))
        return report

    def _move(self, to: CommitmentState, *allowed: CommitmentState) -> None:
        if self.state not in allowed:
            raise Refused(gettext("Komitmen ini sudah berstatus %(state)s.", state=str(self.state.label)))
        self.state = to
        self.is_open = to not in (S.VERIFIED, S.CANCELLED)
        self.waiting_since = now()


class Verdict(Labelled):
    """What a reviewer found."""

    WAITING = "waiting", _l("Menunggu verifikasi"), "hourglass", "warn"
    VERIFIED = "verified", _l("Diverifikasi"), "circle-check", "ok"
    RETURNED = "returned", _l("Dikembalikan"), "arrow-back-up", "danger"


class ProgressReport(Audited, Model):
    """One round of reporting (laporan perkembangan). `quantity` and `accepted` are sums up to `on_date`."""

    __tablename__ = "progress_report"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    commitment_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("commitment.id"))
    round: so.Mapped[int] = so.mapped_column(info={"label": _l("Putaran")})
    on_date: so.Mapped[dt.date] = so.mapped_column(info={"label": _l("Keadaan per tanggal")})
    quantity: so.Mapped[Decimal] = so.mapped_column(Quantity, info={"label": _l("Dilaporkan")})
    narrative: so.Mapped[str] = so.mapped_column(info={"label": _l("Uraian")})
    obstacle: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Kendala")})
    submitted_by: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("user.id"), info={"audit": False})
    submitted_name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"label": _l("Pelapor")})
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

    def decide(self, verdict: Verdict, reviewer_id: int, accepted: Decimal | None, reason: str) -> None:
        """Write down what the reviewer found; once only."""
        if self.verdict is not Verdict.WAITING:
            raise Refused(gettext("Laporan ini sudah diperiksa."))
        self.verdict, self.accepted, self.reason = verdict, accepted, reason
        self.reviewed_by, self.reviewed_at = reviewer_id, now()
