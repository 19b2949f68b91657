"""How the outbox stands: what waits, what failed, and whether anybody works it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext

from app.clock import now
from app.deliveries import queries
from app.deliveries.models import OUTDATED, WAITING, Bounce, Channel, Delivery, DeliveryState
from app.extensions import db, fetch
from app.refusal import Refused
from app.settings import is_demo

LATE = dt.timedelta(minutes=10)  # without a sign of life of the worker, after which something is wrong
SETTINGS = {Channel.MAIL: "SMTP_URL", Channel.GATEWAY: "GATEWAY_URL"}


@dataclass(frozen=True)
class Standing:
    """The numbers of the outbox, and when the worker was last at work: None when never."""

    waiting: int
    given_up: int
    paused: int
    oldest: dt.datetime | None
    worker_seen: dt.datetime | None

    @property
    def worker_is_late(self) -> bool:
        """Nobody works the outbox."""
        return is_late(self.worker_seen)


def standing() -> Standing:
    """Return how the outbox stands. One query."""
    row = fetch(queries.STANDING)[0]
    return Standing(row.waiting, row.given_up, row.paused, row.oldest, seen_at(row.worker_seen))


def is_late(seen: dt.datetime | None) -> bool:
    """Tell whether the worker, seen last at this instant, is missed."""
    return seen is None or now() - seen > LATE


def seen_at(text: str | None) -> dt.datetime | None:
    """Read the worker's sign of life."""
    if not text:
        return None
    found = dt.datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def is_set_up(channel: Channel) -> bool:
    """Tell whether the settings name a way to send by this channel."""
    return bool(current_app.config[SETTINGS[channel]])


def shows_content() -> bool:
    """Tell whether administrators may read mails: only where the site is an example or is being tried out."""
    return bool(current_app.config["MAIL_PREVIEW"]) or is_demo()


def send_again(delivery: Delivery) -> None:
    """Put it back into the queue. Raises Refused where that would be in vain."""
    if not is_set_up(delivery.channel):
        raise Refused(gettext("Belum ada jalan untuk mengirim: isi %(name)s di pengaturan server, lalu coba lagi.",
                              name=SETTINGS[delivery.channel]))  # fmt: skip
    delivery.send_again()


def send_all_again() -> int:
    """Put all that failed in the last days back into the queue; return how many."""
    ways = [channel for channel in Channel if is_set_up(channel)]
    again = sa.update(Delivery).where(
        Delivery.state == DeliveryState.GIVEN_UP, Delivery.created_at > now() - OUTDATED, Delivery.channel.in_(ways)
    )
    fresh = {"state": DeliveryState.WAITING, "attempts": 0, "next_at": now(), "leased_until": None}
    done: Any = db.session.execute(again.values(**fresh))
    return int(done.rowcount)


def resume(bounce: Bounce) -> None:
    """Write to a paused address again; what waited there until it was outdated is left out."""
    bounce.resume()
    waited = sa.update(Delivery).where(WAITING, Delivery.address == bounce.address)
    old = waited.where(Delivery.created_at <= now() - OUTDATED)
    db.session.execute(old.values(state=DeliveryState.GIVEN_UP, error=bounce.error))
