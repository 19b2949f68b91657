"""What is due to be sent, and which rows a worker may take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from app.clock import local, now
from app.deliveries.models import WAITING, Bounce, Channel, Delivery
from app.notices.models import TO_MAIL, MailState, Notice, NoticeHabit
from app.settings import Setting

PAUSED = sa.select(Bounce.address).where(Bounce.paused_at.is_not(None))

SEEN, REMINDED, DAILY = "worker_seen", "worker_reminded", "worker_daily"  # keys of `Setting`: when, in ISO 8601


def at_hand() -> sa.Select[Any]:
    """What a worker has to know at the beginning of a pass, in one row."""
    marks = {"seen": SEEN, "reminded": REMINDED, "daily": DAILY}
    ripe = sa.and_(Notice.mail_state == MailState.PLANNED, Notice.mail_at <= now())
    return sa.select(
        sa.exists().where(TO_MAIL, Notice.mail_state == MailState.NEW).label("to_plan"),
        sa.exists().where(TO_MAIL, ripe).label("to_bundle"),
        *(sa.select(Setting.value).where(Setting.key == key).scalar_subquery().label(name)
          for name, key in marks.items()),
    )  # fmt: skip


def due(channels: Collection[Channel]) -> sa.Select[Any]:
    """The ids of what may be sent now by these ways and that nobody has in hand, what waits longest first."""
    instant = now()
    return (
        sa.select(Delivery.id)
        .where(
            WAITING, Delivery.next_at <= instant, Delivery.channel.in_(channels), Delivery.address.not_in(PAUSED),
            sa.or_(Delivery.leased_until.is_(None), Delivery.leased_until <= instant),
            sa.or_(Delivery.channel == Channel.MAIL, ~_quiet(local(instant).time()).exists()),
        )
        .order_by(Delivery.next_at, Delivery.id)
        .limit(1)
    )  # fmt: skip


def _quiet(wall: dt.time) -> sa.Select[Any]:
    """The person's quiet hours, if it is them: a mail that comes late lies still, a telephone would ring."""
    first, last = NoticeHabit.quiet_from, NoticeHabit.quiet_until
    within = sa.case((first <= last, sa.and_(first <= wall, wall < last)), else_=sa.or_(first <= wall, wall < last))
    return sa.select(NoticeHabit.user_id).where(NoticeHabit.user_id == Delivery.user_id, within)


def taking(channels: Collection[Channel], until: dt.datetime) -> Any:
    """Take the next one until then, unless another worker is just taking it."""
    one = due(channels).with_for_update(skip_locked=True, of=Delivery).scalar_subquery()
    take = sa.update(Delivery).where(Delivery.id == one).values(leased_until=until).returning(Delivery)
    return take.execution_options(synchronize_session=False, populate_existing=True)
