"""What a commitment holds and what is plainly true of it. `Commitment` is built on it, verb by verb."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.agencies.models import Agency, Post
from app.areas.models import Area
from app.clock import now
from app.columns import Quantity, choice
from app.commitments.parts import CommitmentChange, CommitmentSupport, Milestone
from app.commitments.reports import ProgressReport
from app.commitments.risk import late
from app.commitments.states import (
    BINDING,
    OPEN,
    REPORTABLE,
    TURNS,
    Attainment,
    CommitmentState,
    FundSource,
    Rhythm,
    SupportKind,
)
from app.extensions import Base
from app.language import Lazy as _l
from app.meetings.models import Meeting
from app.refusal import Refused

S = CommitmentState
FEWEST_WORDS = 3  # of a statement that says what will be done

AREAS = sa.Table(
    "commitment_area",
    Base.metadata,
    sa.Column("commitment_id", sa.ForeignKey("commitment.id"), primary_key=True),
    sa.Column("area_id", sa.ForeignKey("area.id"), primary_key=True, index=True),
)


class Check(NamedTuple):
    """One question that a promise has to answer so that it can be verified."""

    key: str
    question: str
    answered: bool


def checks_of(answered: Sequence[bool]) -> list[Check]:
    """Put the six questions beside whether each is answered: who, what, where, how many, by when, what proof."""
    asked = (
        ("siapa", gettext("Siapa yang bertanggung jawab?")),
        ("apa", gettext("Apa yang dikerjakan?")),
        ("di-mana", gettext("Di mana?")),
        ("berapa", gettext("Berapa? (indikator, satuan, target)")),
        ("kapan", gettext("Paling lambat kapan?")),
        ("bukti", gettext("Bukti apa yang diterima?")),
    )
    return [Check(key, question, answer) for (key, question), answer in zip(asked, answered, strict=True)]


def says_what(statement: str) -> bool:
    """Tell whether a statement has words enough to say what will be done."""
    return len(statement.split()) >= FEWEST_WORDS


class Promise:
    """The columns of a promise (komitmen). Exactly one lead agency; `lead_agency_name` is its name when it promised.

    `claimed` is the sum that the agency reports so far, `verified` the sum a reviewer has accepted; both in `unit`,
    and as hundredths of the way from baseline to target in `claimed_percent` and `verified_percent`. `original_due`
    is the day that was agreed on and never changes after that. `waiting_since` is when the present turn began,
    `agreed_at` when it was first agreed on, `report_due` the day by which its rhythm asks for a report.
    `suggested_name` is who proposed it outside a meeting (usulan). `is_high` asks for two reviewers. Overdue, at risk
    and stale are derived, never stored.
    """

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    reference: so.Mapped[str] = so.mapped_column(sa.String(20), unique=True)
    statement: so.Mapped[str] = so.mapped_column(info={"label": _l("Pernyataan")})
    lead_agency_id: so.Mapped[int] = so.mapped_column(
        sa.ForeignKey("agency.id"), info={"label": _l("Penanggung jawab")}
    )
    lead_agency_name: so.Mapped[str] = so.mapped_column(sa.String(300))
    post_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("post.id"), info={"audit": False})
    place: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"label": _l("Tempat")})
    indicator: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"label": _l("Indikator")})
    unit: so.Mapped[str] = so.mapped_column(sa.String(50), default="", info={"label": _l("Satuan")})
    baseline: so.Mapped[Decimal | None] = so.mapped_column(Quantity, info={"label": _l("Nilai awal")})
    target: so.Mapped[Decimal | None] = so.mapped_column(Quantity, info={"label": _l("Target")})
    proof: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"label": _l("Bukti yang diterima")})
    support_kind: so.Mapped[SupportKind | None] = so.mapped_column(
        choice(SupportKind), info={"label": _l("Jenis dukungan")}
    )
    fund_source: so.Mapped[FundSource | None] = so.mapped_column(
        choice(FundSource), info={"label": _l("Sumber anggaran")}
    )
    in_plan: so.Mapped[bool | None] = so.mapped_column(info={"label": _l("Masuk Renja/DPA")})
    rhythm: so.Mapped[Rhythm] = so.mapped_column(
        choice(Rhythm), default=Rhythm.NONE, info={"label": _l("Irama pelaporan")}
    )
    is_high: so.Mapped[bool] = so.mapped_column(default=False, info={"label": _l("Perlu dua peninjau")})
    is_checkable: so.Mapped[bool] = so.mapped_column(default=False, info={"audit": False})
    waiver: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"label": _l("Alasan pengecualian")})
    start: so.Mapped[dt.date | None] = so.mapped_column(info={"label": _l("Mulai")})
    original_due: so.Mapped[dt.date]
    due: so.Mapped[dt.date] = so.mapped_column(info={"label": _l("Tenggat")})
    redated: so.Mapped[int] = so.mapped_column(default=0, info={"audit": False})
    report_due: so.Mapped[dt.date | None] = so.mapped_column(info={"audit": False})
    state: so.Mapped[CommitmentState] = so.mapped_column(
        choice(CommitmentState), default=CommitmentState.PROPOSED, info={"label": _l("Status")}
    )
    is_open: so.Mapped[bool] = so.mapped_column(default=True, info={"audit": False})
    suspended_until: so.Mapped[dt.date | None] = so.mapped_column(info={"label": _l("Ditangguhkan sampai")})
    claimed: so.Mapped[Decimal] = so.mapped_column(Quantity, default=Decimal(0), info={"label": _l("Dilaporkan")})
    verified: so.Mapped[Decimal] = so.mapped_column(Quantity, default=Decimal(0), info={"label": _l("Terverifikasi")})
    claimed_percent: so.Mapped[int] = so.mapped_column(default=0, info={"audit": False})
    verified_percent: so.Mapped[int] = so.mapped_column(default=0, info={"audit": False})
    attainment: so.Mapped[Attainment] = so.mapped_column(
        choice(Attainment), default=Attainment.NOT_STARTED, info={"label": _l("Capaian terverifikasi")}
    )
    waiting_since: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})
    agreed_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"audit": False})
    reported_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"audit": False})
    reminded_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"audit": False})
    cancel_reason: so.Mapped[str] = so.mapped_column(
        sa.String(500), default="", info={"label": _l("Alasan pembatalan")}
    )
    suggested_name: so.Mapped[str] = so.mapped_column(sa.String(200), default="", info={"audit": False})
    copied_from_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("commitment.id"), info={"audit": False})
    meeting_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("meeting.id"), index=True, info={"audit": False})
    agenda_item_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("agenda_item.id"), index=True, info={"audit": False}
    )
    line_id: so.Mapped[int | None] = so.mapped_column(
        sa.ForeignKey("minutes_line.id"), unique=True, info={"audit": False}
    )
    created_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    updated_at: so.Mapped[dt.datetime] = so.mapped_column(default=now, onupdate=now)
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    @so.declared_attr
    def lead_agency(self) -> so.Mapped[Agency]:
        """Who answers for it."""
        return so.relationship(lazy="joined", innerjoin=True)

    @so.declared_attr
    def post(self) -> so.Mapped[Post | None]:
        """The seat that answers for it, None when any liaison of the agency does."""
        return so.relationship()

    @so.declared_attr
    def meeting(self) -> so.Mapped[Meeting | None]:
        """Where it was said, or will be."""
        return so.relationship(lazy="joined")

    @so.declared_attr
    def areas(self) -> so.Mapped[list[Area]]:
        """Where it will be done, by official code."""
        return so.relationship(secondary=AREAS, order_by=Area.code)

    @so.declared_attr
    def supports(self) -> so.Mapped[list[CommitmentSupport]]:
        """The agencies that help."""
        return so.relationship(
            order_by=CommitmentSupport.id,
            back_populates="commitment",
            cascade="save-update, merge, delete-orphan, delete",
        )

    @so.declared_attr
    def milestones(self) -> so.Mapped[list[Milestone]]:
        """The steps on the way, first due first."""
        return so.relationship(
            order_by=lambda: [Milestone.due, Milestone.id], back_populates="commitment",
            cascade="save-update, merge, delete-orphan, delete",
        )  # fmt: skip

    @so.declared_attr
    def changes(self) -> so.Mapped[list[CommitmentChange]]:
        """The acts after agreement, oldest first."""
        return so.relationship(order_by=CommitmentChange.id, back_populates="commitment")

    @so.declared_attr
    def reports(self) -> so.Mapped[list[ProgressReport]]:
        """The rounds, oldest first."""
        return so.relationship(order_by=ProgressReport.round, back_populates="commitment")

    @property
    def responsible_agency_id(self) -> int:
        """The agency that POLICY's conditions compare."""
        return self.lead_agency_id

    @property
    def is_late(self) -> bool:
        """Open after its due date, and not suspended."""
        return late(self)

    @property
    def binds(self) -> bool:
        """Agreed on and not ended: only acts with a reason change it."""
        return self.state in BINDING

    @property
    def is_handed_over(self) -> bool:
        """Agreed on before, and now proposed to the agency that it was handed over to."""
        return self.state is S.PROPOSED and self.agreed_at is not None

    @property
    def area_ids(self) -> list[int]:
        """The ids of its areas, for the form that ticks them."""
        return sorted(area.id for area in self.areas)

    @property
    def may_be_accepted(self) -> bool:
        """Proposed in a meeting, and such that it can be checked, or excepted from that with a reason."""
        checked = self.is_checkable or bool(self.waiver)
        return self.state is S.PROPOSED and not self.is_suggestion and checked

    @property
    def is_suggestion(self) -> bool:
        """Proposed outside a meeting and not yet a line of any minutes (usulan)."""
        return bool(self.suggested_name) and self.line_id is None

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
        """Whose turn it is: "agency", "reviewer", "secretariat" (a suggestion, or what cannot be checked), or ""."""
        if self.state is S.PROPOSED and not self.may_be_accepted:
            return "secretariat"
        return TURNS.get(self.state, "")

    def expect(self, *allowed: CommitmentState) -> None:
        """Raise Refused unless the state is one of `allowed`."""
        if self.state not in allowed:
            raise Refused(gettext("Komitmen ini sudah berstatus %(state)s.", state=str(self.state.label)))

    def checks(self, placed: bool | None = None) -> list[Check]:
        """Answer: who, what, where, how many, by when, and what proof will count.

        `placed` says whether it has areas, for who has read them already.
        """
        number = self.target is not None and bool(self.unit) and bool(self.indicator)
        somewhere = bool(self.place or (self.areas if placed is None else placed))
        return checks_of(
            (
                self.lead_agency_id is not None, says_what(self.statement), somewhere, number,
                self.due is not None, bool(self.proof),
            )
        )  # fmt: skip

    def refresh_check(self) -> None:
        """Derive whether all questions are answered; whoever changes an answer calls it."""
        self.is_checkable = all(check.answered for check in self.checks())

    def _move(self, to: CommitmentState, *allowed: CommitmentState) -> None:
        self.expect(*allowed)
        self.state = to
        self.is_open = to in OPEN
        self.waiting_since = now()
