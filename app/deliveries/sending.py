"""Emptying the outbox: take one, send it outside of any transaction, write down what became of it, take the next.

Who takes a delivery leases it for longer than sending may last, so that nobody else sends it meanwhile and another
worker takes over when this one is killed. A second copy leaves only where that falls between the server's acceptance
and our record; it has the same Message-ID.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable
from email.utils import getaddresses
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import current_app

from app.clock import now
from app.deliveries import outbox
from app.deliveries.gateway import Gateway, post_of
from app.deliveries.models import Bounce, Channel, Delivery, DeliveryState
from app.deliveries.outcome import Outcome, Verdict, cleaned, in_one_line, said
from app.deliveries.smtp import ADDRESS, Letter, MailServer, Misconfigured
from app.extensions import db
from app.settings import INSERTS

LEASE = 6  # times MAIL_TIMEOUT; longer than the whole of one mail may take
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
PAUSES = (MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 24 * HOUR)
STRIKES = 3  # refusals in a row after which an address is left in peace
REST, LONGEST_REST = dt.timedelta(seconds=5), 5 * MINUTE  # of a way whose server is away
CLOSED = Outcome(Verdict.REJECTED, "the account was closed before the mail could leave")
PATIENCE = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds between attempts to write down what has already happened


class Taken(NamedTuple):
    """A delivery that this worker has in hand, ready to be sent; `trouble` says why it cannot be."""

    id: int
    channel: Channel
    address: str
    attempts: int
    until: dt.datetime
    parcel: Any
    trouble: Outcome | None = None


class Sender:
    """Sends what is due. Remembers open lines, and which server was away: then the rest waits, and is not blamed."""

    def __init__(self, is_stopping: Callable[[], bool] = lambda: False) -> None:
        self._is_stopping = is_stopping
        self._ways = ways()
        self._resting: dict[Channel, tuple[dt.datetime, dt.timedelta]] = {}

    @property
    def open_ways(self) -> list[Channel]:
        """By which channels something may be sent now."""
        return [way for way in self._ways if way not in self._resting or self._resting[way][0] <= now()]

    def send_due(self, seconds: float | None = None) -> Counter[Verdict]:
        """Send all that is due, for at most so long; return how often there was which verdict."""
        done: Counter[Verdict] = Counter()
        end = None if seconds is None else time.monotonic() + seconds
        try:
            while not self._is_stopping() and (end is None or time.monotonic() < end):
                taken = take(self.open_ways)
                if taken is None:
                    break
                outcome = self._send(taken)
                record(taken, outcome)
                self._note(taken.channel, outcome)
                done[outcome.verdict] += 1
        finally:
            for way in self._ways.values():
                way.close()
        return done

    def _send(self, taken: Taken) -> Outcome:
        if taken.trouble:
            return taken.trouble
        outcome: Outcome = self._ways[taken.channel].send(taken.parcel, lambda: now() < taken.until)
        return outcome

    def _note(self, channel: Channel, outcome: Outcome) -> None:
        """Let the way of a server that is away rest, longer each time; whatever else it says, it is there."""
        if outcome.verdict is Verdict.AWAY:
            rest = min(2 * self._resting[channel][1], LONGEST_REST) if channel in self._resting else REST
            self._resting[channel] = now() + rest, rest
            current_app.logger.warning("worker: %s is away: %s", channel.value, outcome.words)
        elif outcome.verdict is not Verdict.TAKEN:
            self._resting.pop(channel, None)


def ways() -> dict[Channel, Any]:
    """Return the servers of the settings, by channel."""
    from app.deliveries.message import mail_host

    settings = current_app.config
    found: dict[Channel, Any] = {}
    if settings["SMTP_URL"]:
        found[Channel.MAIL] = MailServer(settings["SMTP_URL"], settings["MAIL_TIMEOUT"], mail_host())
    if settings["GATEWAY_URL"]:
        found[Channel.GATEWAY] = Gateway(settings["GATEWAY_URL"], settings["GATEWAY_SECRET"], settings["MAIL_TIMEOUT"])
    return found


def take(channels: list[Channel]) -> Taken | None:
    """Lease the delivery that waits longest, and commit; None when there is nothing to send."""
    if not channels:
        return None
    until = now() + dt.timedelta(seconds=LEASE * current_app.config["MAIL_TIMEOUT"])
    delivery = db.session.scalars(outbox.taking(channels, until)).one_or_none()
    if delivery is not None:
        _ = delivery.user  # read while the transaction lasts: it is written out after that, as this takes time
    db.session.commit()
    if delivery is None:
        return None
    taken = _packed(delivery, until)
    db.session.rollback()  # whatever it has read in spite of that, nothing is held while it is sent
    return taken


def _packed(delivery: Delivery, until: dt.datetime) -> Taken:
    parcel, trouble = None, None
    try:
        parcel = (_post if delivery.channel is Channel.GATEWAY else _letter)(delivery)
    except Exception as error:
        current_app.logger.error("worker: delivery %s cannot be written: %s", delivery.id, in_one_line(error))
        trouble = Outcome(_blame(error), cleaned(said(error)))
    if not delivery.user.is_active:
        trouble = CLOSED
    return Taken(delivery.id, delivery.channel, delivery.address, delivery.attempts, until, parcel, trouble)


def _blame(error: Exception) -> Verdict:
    """A wrong setting is no mail's fault, a wrong address is; whatever else it is may be mended in time."""
    if isinstance(error, Misconfigured):
        return Verdict.AWAY
    return Verdict.REJECTED if isinstance(error, ValueError) else Verdict.LATER


def _letter(delivery: Delivery) -> Letter:
    from app.deliveries.message import message_of, sender

    senders = [address for _, address in getaddresses([sender()])]
    if len(senders) != 1 or not ADDRESS.fullmatch(senders[0]):
        raise Misconfigured("MAIL_FROM: Sinergi <sinergi@kota.go.id>")
    message = message_of(delivery)
    (recipient,) = message["To"].addresses
    return Letter(senders[0], recipient.addr_spec, message.as_bytes())


def _post(delivery: Delivery) -> Any:
    url = current_app.config["PUBLIC_URL"] + "/pemberitahuan"
    return post_of(delivery.message_id, delivery.address, delivery.user.name, delivery.text, url)


def record(taken: Taken, outcome: Outcome) -> None:
    """Write down what became of it, and commit. It has happened, so a database that is busy is asked again."""
    for last, pause in enumerate(PATIENCE, 1 - len(PATIENCE)):
        time.sleep(pause)
        try:
            _record(taken, outcome)
            db.session.commit()
            return
        except sa.exc.DBAPIError:
            db.session.rollback()
            if not last:
                raise


def _record(taken: Taken, outcome: Outcome) -> None:
    if outcome.verdict is Verdict.TAKEN:
        return
    row = sa.update(Delivery).where(Delivery.id == taken.id)
    if outcome.verdict is not Verdict.ACCEPTED:  # true whoever has it in hand by now
        row = row.where(Delivery.state == DeliveryState.WAITING, Delivery.leased_until == taken.until)
    values = _after(taken.attempts, outcome) | {"leased_until": None}
    changed: Any = db.session.execute(row.values(values).execution_options(synchronize_session=False))
    if outcome.verdict is Verdict.ACCEPTED:
        db.session.execute(sa.delete(Bounce).where(Bounce.address == taken.address))
    elif outcome.verdict is Verdict.BOUNCED and changed.rowcount:
        _strike(taken.address, outcome.words)


def _after(attempts: int, outcome: Outcome) -> dict[str, Any]:
    """What is known of a delivery after one more attempt."""
    verdict, error = outcome.verdict, {"error": outcome.words}
    if verdict is Verdict.AWAY:
        return error | {"next_at": now() + MINUTE}
    tried = {"attempts": attempts + 1}
    if verdict is Verdict.ACCEPTED:
        return tried | {"state": DeliveryState.SENT, "sent_at": now(), "error": ""}
    if verdict is Verdict.LATER and attempts < len(PAUSES):
        return tried | error | {"next_at": now() + PAUSES[attempts]}
    return tried | error | {"state": DeliveryState.GIVEN_UP}


def _strike(address: str, words: str) -> None:
    """Count a refusal; the third in a row pauses the address until an administrator lets it go on."""
    table: Any = Bounce.__table__
    insert = INSERTS[db.session.get_bind().dialect.name](table)
    first = insert.values(address=address, times=1, last_at=now(), error=words)
    paused = sa.case(
        (table.c.times + 1 >= STRIKES, sa.func.coalesce(table.c.paused_at, now())), else_=table.c.paused_at
    )
    again = {"times": table.c.times + 1, "last_at": now(), "error": words, "paused_at": paused}
    db.session.execute(first.on_conflict_do_update(index_elements=["address"], set_=again))
