"""What belongs to a commitment beside its own words: who helps, steps on the way, acts after agreement."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.agencies.models import Agency
from app.audit import Audited
from app.clock import now, today
from app.columns import choice
from app.commitments.states import ChangeKind, CommitmentState, Reason, SupportState
from app.extensions import Model
from app.language import Lazy as _l
from app.refusal import Refused

if TYPE_CHECKING:
    from app.commitments.models import Commitment


class PartOfCommitment(Audited):
    """Mix-in: its history stands on the commitment's page, and it is as visible as the commitment."""

    commitment_id: so.Mapped[int]

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the commitment's page."""
        return "commitment", self.commitment_id

    @classmethod
    def visible_to(cls, who: Any) -> sa.Select[Any]:
        """As visible as the commitment."""
        from app.commitments.models import Commitment

        return sa.select(cls).where(Commitment.visible_clause(who))


class CommitmentSupport(PartOfCommitment, Model):
    """A supporting agency (instansi pendukung) with its role; it accepts or declines for itself.

    `agency_name` is its name when it was asked.
    """

    __tablename__ = "commitment_support"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    commitment_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("commitment.id"))
    agency_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("agency.id"), index=True, info={"audit": False})
    agency_name: so.Mapped[str] = so.mapped_column(sa.String(300), info={"audit": False})
    role: so.Mapped[str] = so.mapped_column(sa.String(200), info={"label": _l("Peran")})
    state: so.Mapped[SupportState] = so.mapped_column(
        choice(SupportState), default=SupportState.ASKED, info={"label": _l("Kesediaan")}
    )
    reason: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"label": _l("Alasan")})
    asked_at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})
    answered_at: so.Mapped[dt.datetime | None] = so.mapped_column(index=True, info={"audit": False})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    commitment: so.Mapped[Commitment] = so.relationship(back_populates="supports")
    agency: so.Mapped[Agency] = so.relationship()

    __table_args__ = (sa.UniqueConstraint("commitment_id", "agency_id"),)
    __mapper_args__ = {"version_id_col": version}

    @property
    def responsible_agency_id(self) -> int:
        """The agency that POLICY's conditions compare."""
        return self.agency_id

    @property
    def audit_name(self) -> str:
        """The history of a commitment tells of several."""
        return self.agency_name

    def answer(self, state: SupportState, reason: str = "") -> None:
        """The agency takes its role on, or declines it with a reason; it may change its mind while the promise lasts.

        Raises Refused when the promise has ended, or when it declines without a reason.
        """
        if not self.commitment.is_open:
            raise Refused(gettext("Komitmen ini sudah selesai atau dibatalkan, jadi tidak perlu dijawab lagi."))
        if state is SupportState.DECLINED and not reason:
            raise Refused(gettext("Tulis alasannya, agar sekretariat dapat mencari instansi lain."))
        self.state, self.reason, self.answered_at = state, reason, now()


class Milestone(PartOfCommitment, Model):
    """A step on the way (tahapan) with a date of its own. `reached_on` is the day on which it was reached."""

    __tablename__ = "milestone"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    commitment_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("commitment.id"), index=True)
    title: so.Mapped[str] = so.mapped_column(sa.String(300), info={"label": _l("Tahapan")})
    due: so.Mapped[dt.date] = so.mapped_column(info={"label": _l("Tanggal tahapan")})
    reached_on: so.Mapped[dt.date | None] = so.mapped_column(info={"label": _l("Tercapai pada")})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    commitment: so.Mapped[Commitment] = so.relationship(back_populates="milestones")

    __mapper_args__ = {"version_id_col": version}

    @property
    def responsible_agency_id(self) -> int:
        """The agency that POLICY's conditions compare."""
        return self.commitment.lead_agency_id

    @property
    def audit_name(self) -> str:
        """The history of a commitment tells of several."""
        return self.title

    @property
    def is_late(self) -> bool:
        """Not reached after its date, while the promise lasts and does not rest."""
        promise = self.commitment
        lasts = promise.is_open and promise.state is not CommitmentState.SUSPENDED
        return self.reached_on is None and self.due < today() and lasts


class CommitmentChange(PartOfCommitment, Model):
    """An act upon a promise that binds (perubahan): what it was before and after, with a coded reason and a note.

    `before` and `after` hold the changed columns by name, in JSON's forms. Append-only.
    """

    __tablename__ = "commitment_change"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    commitment_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("commitment.id"), index=True)
    kind: so.Mapped[ChangeKind] = so.mapped_column(choice(ChangeKind), info={"audit": False})
    reason: so.Mapped[Reason] = so.mapped_column(choice(Reason), info={"label": _l("Alasan")})
    note: so.Mapped[str] = so.mapped_column(sa.Text, default="", info={"label": _l("Catatan")})
    before: so.Mapped[dict[str, Any]] = so.mapped_column(sa.JSON, info={"audit": False})
    after: so.Mapped[dict[str, Any]] = so.mapped_column(sa.JSON, info={"audit": False})
    by_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("user.id"), info={"audit": False})
    by_name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"audit": False})
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})

    commitment: so.Mapped[Commitment] = so.relationship(back_populates="changes")

    @property
    def audit_name(self) -> str:
        """What kind of act it was."""
        return str(self.kind.value)
