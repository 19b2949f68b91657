"""What leaves the house by itself: mails and messages to a gateway, from the outbox until the other side has them."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.accounts.models import User
from app.clock import now
from app.columns import Labelled, choice
from app.extensions import Model
from app.language import Lazy as _l
from app.policy import Holder
from app.refusal import Refused

OUTDATED = dt.timedelta(days=7)  # after which what was never sent says nothing new
WAITING = sa.text("state = 'waiting'")


class Channel(Labelled):
    """By which way a person is told outside of the site. A gateway is a service of the office's own choosing."""

    MAIL = "mail", _l("Surel")
    GATEWAY = "gateway", _l("WhatsApp lewat gerbang pesan")


class DeliveryState(Labelled):
    """waiting -> sent; given up after the last attempt, or at once where the other side refuses for good.

    `UNSENT`: there was no way to send it (no mail server in the settings), so nobody tries.
    """

    WAITING = "waiting", _l("Menunggu dikirim"), "hourglass", "warn"
    SENT = "sent", _l("Terkirim"), "check", "ok"
    GIVEN_UP = "given_up", _l("Gagal dikirim"), "alert-triangle", "danger"
    UNSENT = "unsent", _l("Tidak dikirim: surel belum diatur"), "ban", "neutral"


class Delivery(Model):
    """One mail to one person (kiriman), made of one or more notices. Its content never changes once it is written.

    A worker that takes it says until when (`leased_until`); if it is killed, another takes over after that.
    `message_id` is the same in every attempt, so a copy sent twice is known as one. `title` names the digest or notice
    in lists. `next_at` is when it is tried next, `error` what the other side said last.
    """

    __tablename__ = "delivery"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    channel: so.Mapped[Channel] = so.mapped_column(choice(Channel), default=Channel.MAIL)
    user_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("user.id"), index=True)
    address: so.Mapped[str] = so.mapped_column(sa.String(254))
    subject: so.Mapped[str] = so.mapped_column(sa.String(300))
    text: so.Mapped[str]
    html: so.Mapped[str] = so.mapped_column(default="")
    message_id: so.Mapped[str] = so.mapped_column(sa.String(200), unique=True)
    state: so.Mapped[DeliveryState] = so.mapped_column(choice(DeliveryState), default=DeliveryState.WAITING)
    attempts: so.Mapped[int] = so.mapped_column(default=0)
    next_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    leased_until: so.Mapped[dt.datetime | None]
    error: so.Mapped[str] = so.mapped_column(sa.String(500), default="")
    created_at: so.Mapped[dt.datetime] = so.mapped_column(default=now)
    sent_at: so.Mapped[dt.datetime | None]

    user: so.Mapped[User] = so.relationship()

    __table_args__ = (
        sa.Index("ix_delivery_waiting", "next_at", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        sa.Index("ix_delivery_state_id", "state", "id"),
    )

    def send_again(self) -> None:
        """Let it be tried from the beginning. Raises Refused unless it failed, or was left unsent not long ago."""
        if self.state not in (DeliveryState.GIVEN_UP, DeliveryState.UNSENT):
            raise Refused(gettext("Kiriman ini sudah menunggu atau sudah terkirim, jadi tidak perlu dikirim ulang."))
        if self.state is DeliveryState.UNSENT and now() - self.created_at > OUTDATED:
            raise Refused(gettext("Kiriman ini berumur lebih dari 7 hari, jadi isinya sudah usang dan tidak dikirim."))
        self.state, self.attempts, self.next_at, self.leased_until = DeliveryState.WAITING, 0, now(), None

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Delivery]:
        """The rows that `who` may know of; `delivery.manage` decides who may open them."""
        return sa.select(cls)


class Bounce(Model):
    """An address that mail servers refused for good, and how often in a row; from the third on it is paused."""

    __tablename__ = "bounce"

    address: so.Mapped[str] = so.mapped_column(sa.String(254), primary_key=True)
    times: so.Mapped[int]
    last_at: so.Mapped[dt.datetime]
    error: so.Mapped[str] = so.mapped_column(sa.String(500), default="")
    paused_at: so.Mapped[dt.datetime | None]

    def resume(self) -> None:
        """Write there again, and count from the beginning."""
        self.paused_at, self.times = None, 0
