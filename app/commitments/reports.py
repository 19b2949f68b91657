"""Reports of progress in rounds, what reviewers found about each, and what is still missing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.accounts.models import User
from app.clock import now
from app.columns import Quantity, choice
from app.commitments.parts import PartOfCommitment
from app.commitments.states import Attainment, Obstacle, Verdict
from app.extensions import Model
from app.language import Lazy as _l
from app.refusal import Refused

if TYPE_CHECKING:
    from app.commitments.models import Commitment


class ProgressReport(PartOfCommitment, Model):
    """One round of reporting (laporan perkembangan). `quantity` and `accepted` are sums up to `on_date`.

    A promise without a number is told and found in steps of the scale instead: `level` and `accepted_level`.
    `holder_id` is the reviewer who took the report up. The long texts have no label: they stand on the page itself,
    so its history need not repeat them.
    """

    __tablename__ = "progress_report"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    commitment_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("commitment.id"))
    round: so.Mapped[int]
    on_date: so.Mapped[dt.date] = so.mapped_column(info={"label": _l("Keadaan per tanggal")})
    quantity: so.Mapped[Decimal] = so.mapped_column(Quantity, info={"label": _l("Dilaporkan")})
    level: so.Mapped[Attainment | None] = so.mapped_column(choice(Attainment), info={"label": _l("Dilaporkan")})
    narrative: so.Mapped[str]
    obstacle_kind: so.Mapped[Obstacle] = so.mapped_column(
        choice(Obstacle), default=Obstacle.NONE, info={"label": _l("Jenis kendala")}
    )
    obstacle: so.Mapped[str] = so.mapped_column(default="")
    next_step: so.Mapped[str] = so.mapped_column(default="")
    submitted_by: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("user.id"), info={"audit": False})
    submitted_name: so.Mapped[str] = so.mapped_column(sa.String(200))
    submitted_at: so.Mapped[dt.datetime] = so.mapped_column(index=True, info={"audit": False})
    verdict: so.Mapped[Verdict] = so.mapped_column(
        choice(Verdict), default=Verdict.WAITING, info={"label": _l("Hasil pemeriksaan")}
    )
    accepted: so.Mapped[Decimal | None] = so.mapped_column(Quantity, info={"label": _l("Diterima")})
    accepted_level: so.Mapped[Attainment | None] = so.mapped_column(choice(Attainment), info={"label": _l("Diterima")})
    reason: so.Mapped[str] = so.mapped_column(default="", info={"label": _l("Alasan peninjau")})
    reviewed_by: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("user.id"), info={"audit": False})
    reviewed_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"audit": False})
    holder_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("user.id"), info={"label": _l("Pemegang pemeriksaan")}
    )
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    commitment: so.Mapped[Commitment] = so.relationship(back_populates="reports")
    holder: so.Mapped[User | None] = so.relationship(foreign_keys=[holder_id])
    reviews: so.Mapped[list[Review]] = so.relationship(order_by="Review.id", back_populates="report")
    points: so.Mapped[list[ReviewPoint]] = so.relationship(
        order_by="ReviewPoint.id", back_populates="report", foreign_keys="ReviewPoint.report_id", lazy="selectin",
        cascade="save-update, merge, delete-orphan, delete",
    )  # fmt: skip

    __table_args__ = (
        sa.UniqueConstraint("commitment_id", "round"),
        sa.Index("ix_progress_report_waiting", "verdict", "commitment_id", "holder_id"),
    )
    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_name(self) -> str:
        """The round, where the history tells of several."""
        return str(self.round)

    @property
    def standing(self) -> list[Review]:
        """The reviews that were not struck by a reopening."""
        return [review for review in self.reviews if review.struck_at is None]

    @property
    def counts(self) -> bool:
        """False for a report that the agency corrected before anybody looked."""
        return self.verdict is not Verdict.REPLACED

    @property
    def claimed_level(self) -> Attainment:
        """The step of the scale that is claimed for a promise without a number: told in words alone, it is complete."""
        return self.level or Attainment.COMPLETE

    def refuse_reviewer(self, user_id: int) -> None:
        """Raise Refused for who told it, and for who judged it already: the second reviewer is somebody else."""
        if self.submitted_by == user_id:
            raise Refused(gettext("Laporan ini Anda kirim sendiri. Peninjau lain yang memeriksanya."))
        if any(review.reviewer_id == user_id for review in self.standing):
            raise Refused(gettext("Anda sudah memeriksa laporan ini. Peninjau kedua harus orang lain."))

    def decide(
        self, verdict: Verdict, reviewer_id: int | None, accepted: Decimal | None, reason: str,
        level: Attainment | None = None,
    ) -> None:  # fmt: skip
        """Write down what was found; once only."""
        if self.verdict is not Verdict.WAITING:
            raise Refused(gettext("Laporan ini sudah diperiksa."))
        self.verdict, self.accepted, self.accepted_level, self.reason = verdict, accepted, level, reason
        self.reviewed_by, self.reviewed_at = reviewer_id, now()

    def reopen(self) -> None:
        """Strike what was found, so that the report waits again."""
        for review in self.standing:
            review.struck_at = now()
        self.verdict, self.accepted, self.accepted_level, self.reason = Verdict.WAITING, None, None, ""
        self.reviewed_by = self.reviewed_at = self.holder_id = None


class Review(Model):
    """What one reviewer found about a report. A promise marked high needs two, by different people.

    Append-only but for `struck_at`, the instant at which a reopening struck it. Its history is the report's own.
    """

    __tablename__ = "review"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    report_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("progress_report.id"))
    reviewer_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"), index=True)
    verdict: so.Mapped[Verdict] = so.mapped_column(choice(Verdict))
    accepted: so.Mapped[Decimal | None] = so.mapped_column(Quantity)
    level: so.Mapped[Attainment | None] = so.mapped_column(choice(Attainment))
    reason: so.Mapped[str] = so.mapped_column(default="")
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    struck_at: so.Mapped[dt.datetime | None]

    report: so.Mapped[ProgressReport] = so.relationship(back_populates="reviews")

    __table_args__ = (sa.Index("ix_review_report_id_reviewer_id", "report_id", "reviewer_id"),)


class ReviewPoint(Model):
    """One thing that is missing (kekurangan), and the agency's answer to it in a later round.

    `evidence_id` is the piece of evidence that it is about, None for the report as a whole.
    """

    __tablename__ = "review_point"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    report_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("progress_report.id"), index=True)
    evidence_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("evidence.id"))
    text: so.Mapped[str]
    answer: so.Mapped[str] = so.mapped_column(default="")
    answered_in_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("progress_report.id"))
    answered_at: so.Mapped[dt.datetime | None]

    report: so.Mapped[ProgressReport] = so.relationship(back_populates="points", foreign_keys=[report_id])


class ReportDraft(Model):
    """What an agency has typed of its next report: shared by its liaisons, kept until it is submitted.

    `fields` holds the form's values as typed, by field name, so that nothing is lost to a value that cannot be read.
    """

    __tablename__ = "report_draft"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    commitment_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("commitment.id"), unique=True)
    fields: so.Mapped[dict[str, Any]] = so.mapped_column(sa.JSON)
    saved_name: so.Mapped[str] = so.mapped_column(sa.String(200))
    saved_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    version: so.Mapped[int] = so.mapped_column()

    __mapper_args__ = {"version_id_col": version}
