"""What notices cost the acts that they tell of, and how long ten thousand reminders take from dates to the outbox."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import sqlalchemy as sa

from tests.bench.client import Connection
from tests.bench.measure import Site
from tests.bench.server import ROOT, Server
from tests.bench.writes import WRITES, Written, prepare

SILENT = "tests.bench.silent:app"
ACTS = ("menyetujui komitmen", "melaporkan perkembangan", "memperbarui bagian tugas")
PAIRS = 96
REMINDERS = 10_000


@dataclass
class Act:
    """One act: its p50 in seconds with notices and without, and how many times the one is the other."""

    told: float
    silent: float
    ratio: float


@dataclass
class Reminding:
    """Reminders written, mails made of them, and the seconds that each step took."""

    reminders: int
    mails: int
    computing: float
    planning: float
    bundling: float

    @property
    def seconds(self) -> float:
        """From the due dates to the outbox."""
        return self.computing + self.planning + self.bundling


def measure_acts(site: Site) -> dict[str, Act]:
    """Send each act in turn to the site, and to one that is the same but tells nobody; on the same database."""
    silent = Server(site.server.database, SILENT, cookies=site.server.cookies).start()
    try:
        prepare(site.server, 2 * PAIRS)
        return {write.name: _compare(write, site.server, silent) for write in WRITES if write.name in ACTS}
    finally:
        silent.stop()


def _compare(write: Written, site: Server, silent: Server) -> Act:
    """One after the other, and each pair the other way round: whatever else the machine does meets both."""
    requests = iter(write.requests(site, 2 * PAIRS))
    told, bare = Connection(site.port), Connection(silent.port)
    took: dict[Connection, list[float]] = {told: [], bare: []}
    for number in range(PAIRS):
        for connection in (told, bare) if number % 2 else (bare, told):
            took[connection] += connection.time([next(requests)], write.status)
    ratio = median(mine / less for mine, less in zip(took[told], took[bare], strict=True))
    return Act(median(took[told]), median(took[bare]), ratio)


def measure_reminders(site: Site) -> Reminding:
    """Measure in a process of its own, as a worker is one."""
    answer = subprocess.run([sys.executable, "-m", "tests.bench.notices", site.server.database.url], cwd=ROOT,
                            check=True, capture_output=True, text=True)  # fmt: skip
    return Reminding(**json.loads(answer.stdout.splitlines()[-1]))


def _measure(url: str) -> dict[str, float]:
    """Let all be due three days from tomorrow, and be a worker tomorrow: at night, and at seven."""
    from app import create_app
    from app.clock import acting_at, at, today
    from app.deliveries.bundling import bundle_due
    from app.deliveries.planning import plan
    from app.extensions import db
    from app.notices.reminders import remind_due

    def remind() -> int:
        written = remind_due()
        db.session.commit()
        return written

    with create_app({"SECRET_KEY": "bench", "SQLALCHEMY_DATABASE_URI": url}).app_context():
        day = today() + dt.timedelta(days=1)
        _make_due(db.engine, day)
        with acting_at(at(day, dt.time(0, 10))):
            reminders, computing = _timed(remind)
            _, planning = _timed(plan)
        with acting_at(at(day, dt.time(7, 1))):
            mails, bundling = _timed(bundle_due)
    return vars(Reminding(reminders, mails, computing, planning, bundling))


def _timed(work: Callable[[], int]) -> tuple[int, float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def _make_due(engine: sa.Engine, day: dt.date) -> None:
    """Open so many parts of tasks, all due on the same day, that nobody has touched for long."""
    from app.clock import now
    from app.tasks.models import Task
    from app.tasks.parts import TaskPart
    from app.tasks.states import PartState, TaskState

    tasks, parts = Task.__table__, TaskPart.__table__
    some = sa.select(parts.c.id, parts.c.task_id).order_by(parts.c.id).limit(REMINDERS).subquery()
    opened = {"is_open": True, "state": PartState.DOING, "due": day + dt.timedelta(days=3)}
    with engine.begin() as connection:
        mine = tasks.c.id.in_(sa.select(some.c.task_id))
        connection.execute(sa.update(tasks).where(mine).values(trashed_at=None, state=TaskState.UNDERWAY))
        long_ago = now() - dt.timedelta(days=60)
        part = sa.update(parts).where(parts.c.id.in_(sa.select(some.c.id)))
        connection.execute(part.values(**opened, task_is_open=True, updated_at=long_ago))


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1])))
