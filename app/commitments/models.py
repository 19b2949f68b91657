"""Commitments: what an agency promised, what it says it did, and what was found to be so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.agencies.models import Agency
from app.areas.models import Area
from app.audit import Audited, note
from app.clock import now
from app.commitments.changing import Changing
from app.commitments.rhythm import next_due
from app.commitments.risk import at_risk, stale
from app.commitments.states import CommitmentState, FundSource, Rhythm, SupportKind
from app.extensions import Model
from app.policy import Holder, can
from app.refusal import Refused

S = CommitmentState
# What the secretariat may have to take up before anybody can agree to it.
STUCK = sa.text("state = 'proposed' AND (NOT is_checkable OR suggested_name != '')")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is promised beside the statement, the agency and the due date; each may be left open while proposed."""

    target: Decimal | None = None
    baseline: Decimal | None = None
    unit: str = ""
    indicator: str = ""
    proof: str = ""
    place: str = ""
    areas: Sequence[Area] = ()
    start: dt.date | None = None
    support_kind: SupportKind | None = None
    fund_source: FundSource | None = None
    in_plan: bool | None = None
    rhythm: Rhythm = Rhythm.NONE
    is_high: bool = False
    post_id: int | None = None


class Commitment(Changing, Audited, Model):
    """A promise (komitmen) with its verbs; its columns are those of `Promise`."""

    __tablename__ = "commitment"
    __table_args__ = (
        sa.Index("ix_commitment_due_id", "due", "id"),
        sa.Index("ix_commitment_updated_at_id", "updated_at", "id"),
        sa.Index("ix_commitment_state_due_id", "state", "due", "id"),
        sa.Index("ix_commitment_queue", "state", "waiting_since", "id", "lead_agency_id"),
        sa.Index("ix_commitment_queue_high", "is_high", "state", "waiting_since", "id"),
        sa.Index("ix_commitment_is_open_due_id", "is_open", "due", "id"),
        sa.Index("ix_commitment_is_open_updated_at_id", "is_open", "updated_at", "id"),
        sa.Index("ix_commitment_lead_agency_id_due_id", "lead_agency_id", "due", "id"),
        sa.Index("ix_commitment_lead_agency_id_is_open_due_id", "lead_agency_id", "is_open", "due", "id"),
        sa.Index("ix_commitment_lead_agency_id_state_due_id", "lead_agency_id", "state", "due", "id"),
        sa.Index("ix_commitment_totals", "is_open", "attainment", "claimed_percent", "verified_percent"),
        sa.Index("ix_commitment_stuck", "due", "id", sqlite_where=STUCK, postgresql_where=STUCK),
        sa.Index("ix_commitment_matrix", "lead_agency_id", "state", "claimed_percent", "verified_percent"),
    )

    @so.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, object]:
        return {"version_id_col": cls.version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Commitment]:
        """Open to everyone with a post: that each sees each other's promises is the point."""
        return sa.select(cls).where(cls.visible_clause(who))

    @classmethod
    def visible_clause(cls, who: Holder) -> sa.ColumnElement[bool]:
        """The condition behind `visible_to`, for selects of single columns."""
        return sa.true() if can("commitment.read", who=who) else sa.false()

    @property
    def terms(self) -> Terms:
        """What is promised now; `dataclasses.replace` changes a part of it for `revise`."""
        return Terms(**{field.name: getattr(self, field.name) for field in fields(Terms)})

    @property
    def may_be_worded(self) -> bool:
        """True while it was never agreed on, so that it can still be worded freely."""
        return self.state is S.PROPOSED and self.agreed_at is None

    def revise(self, statement: str, agency: Agency, due: dt.date, terms: Terms | None = None) -> None:
        """Set what is promised, by whom and by when. While it is only proposed no date is agreed on yet.

        Raises Refused once it was agreed on: then only acts with a reason change it.
        """
        self.expect(S.PROPOSED)
        if not self.may_be_worded:
            raise Refused(gettext("Isi yang sudah disepakati hanya diubah dengan alasan, lewat “Ubah isi”."))
        before = (self.statement, self.terms)
        if agency.id != self.lead_agency_id:
            self.lead_agency, self.lead_agency_name = agency, agency.name
            self.lead_agency_id = agency.id
        self.statement, self.due, self.original_due = statement, due, due
        for name, value in vars(terms or Terms()).items():
            if name == "areas":
                self._place(list(value))
            else:
                setattr(self, name, value)
        self.refresh_check()
        if self.waiver and before != (self.statement, self.terms):
            self.waiver = ""  # what was waived was another wording
        self.updated_at = now()  # also when only its areas changed: figures are kept until this moves

    def _place(self, areas: list[Area]) -> None:
        """Set where it will be done. The row itself moves too: who read another place has not read this promise."""
        if {area.id for area in areas} == {area.id for area in self.areas}:
            return
        self.areas = areas
        self.touch()
        if self.id is not None:
            note(self, "located", areas=", ".join(f"{area.name} ({area.code})" for area in areas) or "–")

    def touch(self) -> None:
        """Say that something beside its own columns moved: what was read before is out of date."""
        self.updated_at = now()

    def accept(self) -> None:
        """The lead agency agrees.

        Raises Refused for a promise that cannot be checked (unless the secretariat waived that), and for a suggestion
        that no meeting has taken up.
        """
        self.expect(S.PROPOSED)
        if self.is_suggestion:
            raise Refused(
                gettext("Usulan ini belum dibawa ke rapat. Setelah tercatat di notula, Anda dapat menyetujuinya.")
            )
        if not self.is_checkable and not self.waiver:
            missing = " ".join(check.question for check in self.checks() if not check.answered)
            raise Refused(
                gettext(
                    "Komitmen ini belum dapat diperiksa: %(missing)s Mintalah sekretariat melengkapinya.",
                    missing=missing,
                )
            )
        self.agreed_at = self.agreed_at or now()
        self.report_due = next_due(self.rhythm, None, self.agreed_at) if not self.reports else self.report_due
        self._move(self._where_it_stood(), S.PROPOSED)

    def restore(self) -> None:
        """Propose again what was cancelled together with its line of the minutes."""
        self._move(S.PROPOSED, S.CANCELLED)
        self.cancel_reason = ""

    def is_at_risk(self, days: int) -> bool:
        """Due within so many days without any report in that time, by the plain rule of the settings."""
        return at_risk(self, days)

    def is_stale(self, days: int) -> bool:
        """Open, and nothing moved for so many days before today."""
        return stale(self, days)


# Agreed on at some time and not given up: what figures count. What rests, or goes over to another agency, is among it.
COUNTED = sa.and_(Commitment.agreed_at.is_not(None), Commitment.state != S.CANCELLED)
