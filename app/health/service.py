"""How the system is: the facts, and what an administrator should worry about."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext

from app.agreement.queries import UNSIGNED
from app.clock import now, today
from app.config import ROOT
from app.deliveries.models import Channel
from app.deliveries.service import Standing, is_late, is_set_up, seen_at, standing
from app.extensions import db, fetch
from app.formats import ago, datetime, file_size, number
from app.health import queries
from app.health.models import BackupResult

LEAST_SHARE, LEAST_ROOM = 0.10, 1024**3  # free room of a disk, of the whole and in bytes, below which to worry
OLD = dt.timedelta(days=7)  # of the newest backup
DRIFT = 5  # seconds between the clocks of server and database
VERSIONS = ROOT / "migrations" / "versions"
_REVISION = re.compile(r"^(revision|down_revision) = '(\w+)'", re.M)


@dataclass(frozen=True)
class Worry:
    """A sentence for the administrator; `tone` says how pressing it is."""

    tone: str
    text: str


@dataclass(frozen=True)
class Room:
    """The room of a disk, in bytes."""

    label: str
    free: int
    whole: int

    @property
    def is_low(self) -> bool:
        """Too little is left."""
        return self.free < LEAST_ROOM or self.free < self.whole * LEAST_SHARE

    @property
    def percent(self) -> int:
        """Free, in hundredths of the whole."""
        return self.free * 100 // self.whole if self.whole else 0


@dataclass
class Pulse:
    """Whether all is well: one query and a look at the disks."""

    facts: Any
    rooms: list[Room]
    head: str

    @property
    def drift(self) -> int:
        """Seconds that the clock of the database is ahead of the server's; negative when it is behind."""
        return round((self.facts.clock - now()).total_seconds())

    @property
    def is_at_head(self) -> bool:
        """The database has the shape that this program expects."""
        return bool(self.facts.version == self.head)

    @cached_property
    def worries(self) -> list[Worry]:
        """What is not well, the most pressing first."""
        found = [*self._of_backups(), *self._of_rooms(), *self._of_worker()]
        if not self.is_at_head:
            found.append(Worry("danger", gettext(
                "Basis data pada versi %(version)s, program memerlukan %(head)s. Jalankan: flask db upgrade",
                version=self.facts.version, head=self.head)))  # fmt: skip
        if abs(self.drift) > DRIFT:
            found.append(Worry("warn", gettext(
                "Jam server dan jam basis data berselisih %(seconds)s detik. Samakan keduanya dengan NTP.",
                seconds=number(abs(self.drift)))))  # fmt: skip
        return sorted(found, key=lambda each: each.tone != "danger")

    def _of_backups(self) -> list[Worry]:
        made = self.facts.backed_up_at
        if made is None:
            return [Worry("danger", gettext("Belum pernah dicadangkan."))]
        found = []
        if self.facts.last_result is BackupResult.FAILED:
            found.append(Worry("danger", gettext("Cadangan yang terakhir gagal.")))
        if now() - made > OLD:
            found.append(Worry("warn", gettext("Cadangan terakhir sudah lama: %(when)s.", when=ago(made))))
        return found

    def _of_worker(self) -> list[Worry]:
        """Where nobody has set up mails, nobody need miss who sends them; later a worker that stops is missed."""
        seen = seen_at(self.facts.worker_seen)
        if not is_late(seen) or (seen is None and not is_set_up(Channel.MAIL)):
            return []
        since = gettext("sejak %(when)s", when=datetime(seen)) if seen else gettext("sejak awal")
        return [Worry("danger", gettext("Proses latar tidak berjalan %(since)s, jadi pengingat dan surel tertahan. "
                                        "Jalankan: flask worker", since=since))]  # fmt: skip

    def _of_rooms(self) -> list[Worry]:
        return [
            Worry("danger", gettext("Ruang kosong untuk %(what)s tinggal %(free)s.",
                                    what=room.label.lower(), free=file_size(room.free)))
            for room in self.rooms if room.is_low
        ]  # fmt: skip


@dataclass
class Health:
    """All that the page shows."""

    pulse: Pulse
    outbox: Standing
    waiting: Any
    unsigned: Sequence[Any]
    files: Sequence[Any]
    database_size: int
    backups: Sequence[Any]
    days: list[tuple[dt.date, int]]
    refused: Sequence[Any] = field(default_factory=list)

    @property
    def bytes(self) -> int:
        """Of all files."""
        return sum(int(row.bytes) for row in self.files)

    @property
    def last_backup(self) -> Any:
        """The newest that came to an end, None when there is none among the last few."""
        return next((row for row in self.backups if row.result is BackupResult.DONE), None)


def pulse() -> Pulse:
    """Return whether all is well. One query."""
    return Pulse(fetch(queries.pulse())[0], rooms(), head())


def health() -> Health:
    """Return all that the page shows. Nine queries, whatever the data."""
    by_day = fetch(queries.refused_by_day())[0]
    return Health(
        pulse=pulse(),
        outbox=standing(),
        waiting=fetch(queries.waiting())[0],
        unsigned=fetch(UNSIGNED, now=now()),
        files=fetch(queries.FILES),
        database_size=fetch(queries.SIZES[db.engine.dialect.name])[0][0],
        backups=fetch(queries.BACKUPS),
        days=[(today() - dt.timedelta(days=back), int(each or 0)) for back, each in enumerate(by_day)],
        refused=fetch(queries.LAST_REFUSED),
    )


def rooms() -> list[Room]:
    """Return the disks that can be seen from here: of the files, and of the database where it is a file."""
    places = [(gettext("Berkas"), Path(current_app.config["FILES_FOLDER"]))]
    if db.engine.dialect.name == "sqlite":
        places.append((gettext("Basis data"), Path(db.engine.url.database or ".").parent))
    return [Room(label, *_room(path)) for label, path in places]


def _room(path: Path) -> tuple[int, int]:
    """Free and whole. A folder that is not there yet will lie on the disk of the nearest one that is."""
    nearest = next(each for each in (path, *path.resolve().parents) if each.exists())
    usage = shutil.disk_usage(nearest)
    return usage.free, usage.total


@lru_cache
def head() -> str:
    """Return the version of the database that this program was started with.

    Read from the files themselves: the library of migrations would cost each process of the server 10 MB.
    """
    found = [_REVISION.findall(path.read_text()) for path in sorted(VERSIONS.glob("*.py"))]
    pairs = [(kind, version) for each in found for kind, version in each]
    before = {version for kind, version in pairs if kind == "down_revision"}
    return max(version for kind, version in pairs if kind == "revision" and version not in before)
