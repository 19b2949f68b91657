"""What people are told (notices), how they want to be told, and who stands in for them while they are away."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.accounts.models import User
from app.audit import Audited
from app.clock import now
from app.columns import Labelled, choice
from app.deliveries.models import Channel, Delivery
from app.extensions import Model
from app.language import Lazy as _l
from app.notices.events import Cadence, Event
from app.policy import Holder

UNREAD = sa.text("read_at IS NULL")
MOST_UNREAD = 100  # where counting for the bell stops
TO_MAIL = sa.text("mail_state IN ('new', 'planned')")
QUIET_FROM, QUIET_UNTIL = dt.time(20), dt.time(6)  # WITA, unless the person has chosen otherwise


class MailState(Labelled):
    """Where a notice is on its way into a mail: new -> planned (`mail_at` is known) -> bundled into a `Delivery`.

    `NONE`: no mail will tell of it, because it was read, does not hold any more, or the person wants none.
    """

    NEW = "new"
    PLANNED = "planned"
    BUNDLED = "bundled"
    NONE = "none"


class Notice(Model):
    """One person told of one event (pemberitahuan). Written in the transaction of the act, or by the reminders.

    `root_type` and `root_id` name the object that it is about ("commitment", "task", "meeting", "mapping" or "post"),
    `part_id` the part, support, report or remark of it. `agency_id` is the agency for which the person is told, `facts`
    what its sentence needs beside the object as it is when somebody reads (docs/adr/0027). `key` names a reminder, so
    that it is written once however often it is computed.
    """

    __tablename__ = "notice"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    user_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"))
    event: so.Mapped[Event] = so.mapped_column(choice(Event))
    root_type: so.Mapped[str] = so.mapped_column(sa.String(40))
    root_id: so.Mapped[int]
    part_id: so.Mapped[int | None]
    agency_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("agency.id"))
    facts: so.Mapped[dict[str, Any]] = so.mapped_column(sa.JSON, default=dict)
    actor_name: so.Mapped[str] = so.mapped_column(sa.String(200), default="")
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    read_at: so.Mapped[dt.datetime | None]
    key: so.Mapped[str | None] = so.mapped_column(sa.String(80))
    mail_state: so.Mapped[MailState] = so.mapped_column(choice(MailState), default=MailState.NEW)
    mail_at: so.Mapped[dt.datetime | None]
    delivery_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("delivery.id"), index=True)

    user: so.Mapped[User] = so.relationship()
    delivery: so.Mapped[Delivery | None] = so.relationship()

    __table_args__ = (
        sa.UniqueConstraint("user_id", "key"),
        sa.Index("ix_notice_user_id_id", "user_id", "id"),
        sa.Index("ix_notice_unread", "user_id", sqlite_where=UNREAD, postgresql_where=UNREAD),
        sa.Index("ix_notice_root", "root_type", "root_id", "id"),
        sa.Index("ix_notice_to_mail", "mail_state", "mail_at", sqlite_where=TO_MAIL, postgresql_where=TO_MAIL),
    )


class NoticeChoice(Model):
    """How soon one person wants to be mailed about one event, where that differs from what is usual."""

    __tablename__ = "notice_choice"

    user_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"), primary_key=True, autoincrement=False)
    event: so.Mapped[Event] = so.mapped_column(choice(Event), primary_key=True)
    cadence: so.Mapped[Cadence] = so.mapped_column(choice(Cadence))


class NoticeHabit(Model):
    """When and by which way a person wants to be told. Quiet hours are WITA and may go over midnight; equal: none.

    `phone` is where a gateway (`Channel.GATEWAY`) writes to.
    """

    __tablename__ = "notice_habit"

    user_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"), primary_key=True, autoincrement=False)
    channel: so.Mapped[Channel] = so.mapped_column(choice(Channel), default=Channel.MAIL)
    phone: so.Mapped[str] = so.mapped_column(sa.String(20), default="")
    quiet_from: so.Mapped[dt.time] = so.mapped_column(default=QUIET_FROM)
    quiet_until: so.Mapped[dt.time] = so.mapped_column(default=QUIET_UNTIL)


class Absence(Audited, Model):
    """Days on which a person is away and `deputy` is told instead; both days count, WITA.

    The deputy is told, and may do what the deputy's own posts allow: rights come from posts alone.
    """

    __tablename__ = "absence"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    user_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"), index=True, info={"audit": False})
    deputy_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"), index=True, info={"label": _l("Pengganti")})
    from_date: so.Mapped[dt.date] = so.mapped_column(info={"label": _l("Sejak")})
    until_date: so.Mapped[dt.date] = so.mapped_column(info={"label": _l("Sampai")})
    created_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)

    user: so.Mapped[User] = so.relationship(foreign_keys=[user_id])
    deputy: so.Mapped[User] = so.relationship(foreign_keys=[deputy_id])

    @property
    def audit_root(self) -> tuple[str, int]:
        """Shown with the person."""
        return "user", self.user_id

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Absence]:
        """The rows that `who` may know of; whose they are decides who may change them."""
        return sa.select(cls) if who.seats else sa.select(cls).where(sa.false())
