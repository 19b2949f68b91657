"""What a worker does in one pass, in this order, and when each of it is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app

from app.clock import local, now, today
from app.deliveries import outbox
from app.deliveries.sending import Sender
from app.extensions import READING, db
from app.settings import remember

BEAT = dt.timedelta(minutes=1)  # between signs of life
AT_A_TIME = 60.0  # seconds after which sending lets the other steps have their turn


@dataclass(frozen=True)
class Step:
    """One thing to do. `is_due` judges by what was read at the beginning of the pass; `do` tells if there is more."""

    name: str
    is_due: Callable[[Any], bool]
    do: Callable[[], Any]


def steps(sender: Sender) -> list[Step]:
    """Return the steps of a pass."""
    return [
        Step("sign of life", _is_silent, lambda: remember(outbox.SEEN, now().isoformat())),
        Step("daily", lambda facts: facts.daily != today().isoformat(), _do_daily),
        Step("reminders", lambda facts: facts.reminded != _hour(), _remind),
        Step("planning", lambda facts: facts.to_plan, _plan),
        Step("bundling", lambda facts: facts.to_plan or facts.to_bundle, _bundle),
        Step("sending", lambda _facts: _may_send(sender), lambda: _send(sender)),
    ]


def read(rows: Any) -> Any:
    """Return the first row without asking for the lock of who writes."""
    with db.engine.execution_options(**{READING: True}).connect() as connection:
        return connection.execute(rows).first()


def _is_silent(facts: Any) -> bool:
    return facts.seen is None or now() - dt.datetime.fromisoformat(facts.seen) >= BEAT


def _hour() -> str:
    """The hour in Palopo, with which also the day changes there."""
    return f"{local(now()):%Y-%m-%d %H}"


def _do_daily() -> None:
    from app.deliveries.housekeeping import tidy
    from app.task_templates.making import make_due

    day, outcome = today().isoformat(), make_due()
    tidy()
    remember(outbox.DAILY, day)
    db.session.commit()
    if outcome.failed:
        raise RuntimeError(f"{outcome.failed} repetitions made nothing")


def _remind() -> None:
    from app.notices.reminders import remind_due

    hour = _hour()
    remind_due()
    remember(outbox.REMINDED, hour)


def _plan() -> None:
    from app.deliveries.planning import plan

    plan()


def _bundle() -> None:
    from app.deliveries.bundling import bundle_due

    bundle_due()


def _may_send(sender: Sender) -> bool:
    ways = sender.open_ways
    return bool(ways and read(outbox.due(ways)))


def _send(sender: Sender) -> bool:
    """Send for a while; True when something was sent, so that there may be more."""
    done = sender.send_due(AT_A_TIME)
    if done:
        counts = ", ".join(f"{verdict.name.lower()} {count}" for verdict, count in done.items())
        current_app.logger.info("worker: %s", counts)
    return bool(done)
