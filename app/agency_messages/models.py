"""Messages to agencies: what somebody says to have told one, by which way and when."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.audit import Audited
from app.columns import choice
from app.extensions import Model
from app.language import Lazy as _l
from app.monitoring.bulk import ReminderChannel
from app.policy import Holder

UNDO_WITHIN = dt.timedelta(days=1)


class AgencyMessage(Audited, Model):
    """One message that an agency was given. `text` is what the page had shown, `number` how many things it named.

    `commitments` are [id, when its agency was reminded before, or None] of what it reminded of; `tasks` are ids.
    """

    __tablename__ = "agency_message"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    agency_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("agency.id"), info={"audit": False})
    at: so.Mapped[dt.datetime] = so.mapped_column(info={"audit": False})
    channel: so.Mapped[ReminderChannel] = so.mapped_column(choice(ReminderChannel), info={"label": _l("Lewat")})
    noted_name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"audit": False})
    text: so.Mapped[str] = so.mapped_column(info={"audit": False})
    number: so.Mapped[int] = so.mapped_column(info={"label": _l("Jumlah")})
    commitments: so.Mapped[list[Any]] = so.mapped_column(sa.JSON, info={"audit": False})
    tasks: so.Mapped[list[Any]] = so.mapped_column(sa.JSON, info={"audit": False})
    undone_at: so.Mapped[dt.datetime | None] = so.mapped_column(info={"label": _l("Diurungkan")})

    __table_args__ = (sa.Index("ix_agency_message_agency_id_id", "agency_id", "id"),)

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[AgencyMessage]:
        """Everyone with a post; `commitment.remind` decides who may act."""
        return sa.select(cls) if who.seats else sa.select(cls).where(sa.false())

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown on the agency's page."""
        return "agency", self.agency_id
