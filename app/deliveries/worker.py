"""The worker: what the site does without being asked, again and again, until it is told to stop.

A step that fails is undone, logged in a line, and tried again after a pause that grows; the others go on. Several
workers may run at once. A pass first reads what there is to do, so one that finds nothing writes nothing.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.deliveries import outbox
from app.deliveries.outcome import in_one_line
from app.deliveries.sending import Sender
from app.deliveries.steps import Step, read, steps
from app.extensions import db

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0  # seconds after a failure
TICK = 0.25  # seconds in which the end is noticed
LOOKING = "looking"  # what a pass begins with


class Worker:
    """One process that works. `every`: seconds between passes; `beside`: its parent, with which it ends."""

    def __init__(self, every: float = 5.0, beside: int | None = None) -> None:
        self.every, self._beside = every, beside
        self._is_stopping = self._has_failed = False
        self._failures: Counter[str] = Counter()
        self._rests: dict[str, float] = {}
        self.steps = steps(Sender(lambda: self.has_to_end))

    @property
    def has_to_end(self) -> bool:
        """True once it was told to stop, or the process that it accompanies is gone."""
        return self._is_stopping or (self._beside is not None and os.getppid() != self._beside)

    def run(self) -> None:
        """Work until told to stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        current_app.logger.info("worker: started")
        while not self.has_to_end:
            if not self.work():
                self._wait()
        current_app.logger.info("worker: stopped")

    def work_off(self) -> bool:
        """Do all that is due until nothing is left; tell whether every step succeeded."""
        while self.work():
            pass
        return not self._has_failed

    def work(self) -> bool:
        """Make one pass; tell whether there may be more to do at once."""
        facts = self._try(LOOKING, lambda: read(outbox.at_hand()))
        return facts is not None and any([self._do(step, facts) for step in self.steps if not self.has_to_end])

    def _do(self, step: Step, facts: Any) -> bool:
        return self._try(step.name, lambda: step.do() if step.is_due(facts) else None) is True

    def _try(self, name: str, do: Callable[[], Any]) -> Any:
        """Return what it returns, committed; None when it failed, or rests because it has failed before."""
        if time.monotonic() < self._rests.get(name, 0.0):
            return None
        try:
            done = do()
            db.session.commit()
        except Exception as error:
            self._complain(name, error)
            return None
        finally:
            with suppress(sa.exc.SQLAlchemyError):  # a connection that is gone cannot be tidied
                db.session.remove()
        self._failures[name] = 0
        return done

    def _complain(self, name: str, error: Exception) -> None:
        self._has_failed = True
        self._failures[name] += 1
        pause = min(FIRST_PAUSE * 2 ** (self._failures[name] - 1), LONGEST_PAUSE)
        self._rests[name] = time.monotonic() + pause
        current_app.logger.error("worker: %s failed, again in %d s: %s", name, pause, in_one_line(error))

    def _wait(self) -> None:
        end = time.monotonic() + self.every
        while not self.has_to_end and time.monotonic() < end:
            time.sleep(min(TICK, self.every))

    def _stop(self, number: int, _frame: object) -> None:
        """Finish what is in hand; who says it twice does not wait for that."""
        self._is_stopping = True
        signal.signal(number, signal.SIG_DFL)
