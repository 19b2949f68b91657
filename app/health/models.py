"""What is remembered of backups."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.columns import Labelled, choice
from app.extensions import Model
from app.language import Lazy as _l


class BackupKind(Labelled):
    """How a copy was made."""

    SQLITE = "sqlite", _l("Salinan SQLite dan berkas")
    POSTGRESQL = "postgresql", _l("pg_dump dan berkas")
    NOTED = "noted", _l("Dicatat oleh operator")


class BackupResult(Labelled):
    """What became of it."""

    DONE = "done", _l("Berhasil"), "circle-check", "ok"
    FAILED = "failed", _l("Gagal"), "circle-x", "danger"


class BackupRun(Model):
    """One backup. `bytes` is the size of the copy of the database and of all files in it, 0 where nobody counted.

    `folder` is where it lies, on the server that made it; `note` what the operator wrote, or why it failed.
    """

    __tablename__ = "backup_run"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    at: so.Mapped[dt.datetime] = so.mapped_column(index=True)
    kind: so.Mapped[BackupKind] = so.mapped_column(choice(BackupKind))
    result: so.Mapped[BackupResult] = so.mapped_column(choice(BackupResult))
    bytes: so.Mapped[int] = so.mapped_column(sa.BigInteger, default=0)
    took_seconds: so.Mapped[int] = so.mapped_column(default=0)
    folder: so.Mapped[str] = so.mapped_column(default="")
    note: so.Mapped[str] = so.mapped_column(default="")
