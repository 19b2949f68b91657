"""A copy of everything that the system knows: the database first, then the files that it may name.

The database is copied as of one instant, while people go on working. Files never change, so those that an earlier
backup has are left as they are, and what is copied after the database holds each file that the database names.
Everything gets its own name only when it is complete.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext

from app.clock import local, now
from app.extensions import db
from app.health.models import BackupKind, BackupResult, BackupRun
from app.refusal import Refused

DATABASES, FILES, UNFINISHED = "database", "files", "new-"
DEBIAN = Path("/usr/lib/postgresql")  # where each version's own tools lie


@dataclass(frozen=True)
class Copied:
    """The files of a backup: how many it has, how many of them are new, and the bytes of all."""

    number: int
    added: int
    size: int


@dataclass(frozen=True)
class Backup:
    """A complete backup; `run` is its row, not yet in the session."""

    run: BackupRun
    database: Path
    files: Copied


def back_up(folder: Path) -> Backup:
    """Copy the database and the files into `folder`. Raises Refused with a sentence for the operator."""
    started = time.monotonic()
    kind = BackupKind(db.engine.dialect.name)
    try:
        _refuse_own(folder)
        database = _copy_database(kind, _private(folder / DATABASES))
        files = _copy_files(Path(current_app.config["FILES_FOLDER"]), _private(folder / FILES))
    except (OSError, sqlite3.Error) as error:
        raise Refused(gettext("Cadangan gagal: %(reason)s.", reason=error)) from error
    run = BackupRun(
        at=now(), kind=kind, result=BackupResult.DONE, folder=str(folder.resolve()),
        bytes=database.stat().st_size + files.size, took_seconds=round(time.monotonic() - started),
    )  # fmt: skip
    return Backup(run, database, files)


def failure(folder: Path, reason: str) -> BackupRun:
    """Return the row of a backup that came to nothing."""
    kind = BackupKind(db.engine.dialect.name)
    return BackupRun(at=now(), kind=kind, result=BackupResult.FAILED, folder=str(folder.resolve()), note=reason)


def noted(note: str) -> BackupRun:
    """Return the row of a backup that was made some other way."""
    return BackupRun(at=now(), kind=BackupKind.NOTED, result=BackupResult.DONE, note=note)


def how_to_restore(backup: Backup) -> str:
    """Say in a few lines how this very backup is put back."""
    name, files = db.engine.url.database or "", quote(current_app.config["FILES_FOLDER"])
    database, copies = quote(str(backup.database.resolve())), quote(f"{backup.run.folder}/{FILES}") + "/."
    if backup.run.kind is BackupKind.SQLITE:
        back = [f"rm -f {quote(name + '-wal')} {quote(name + '-shm')}", f"cp {database} {quote(name)}"]
    else:
        back = [f"createdb {quote(name)}", f"pg_restore --no-owner --exit-on-error -d {quote(name)} {database}"]
    lines = [*back, f"mkdir -p {files} && cp -a {copies} {files}/", "flask db upgrade && flask files tidy"]
    return "\n  ".join(["Memulihkan, dengan layanan dihentikan dan basis data baru yang masih kosong:", *lines])


def _refuse_own(folder: Path) -> None:
    """A backup inside what it copies would copy itself."""
    files = Path(current_app.config["FILES_FOLDER"]).resolve()
    if folder.resolve().is_relative_to(files) or files.is_relative_to((folder / FILES).resolve()):
        raise Refused(gettext("Folder cadangan tidak boleh berada di dalam folder berkas. Pilih folder lain."))


def _private(folder: Path) -> Path:
    """The folder, made where there is none; it holds names and minutes, so it is its owner's alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _copy_database(kind: BackupKind, folder: Path) -> Path:
    ending, copy = ("sqlite3", _copy_sqlite) if kind is BackupKind.SQLITE else ("dump", _dump_postgresql)
    with _unfinished(folder) as temporary:
        copy(temporary)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        found = folder / f"sinergi-{local(now()):%Y%m%d-%H%M%S}.{ending}"
        temporary.rename(found)
    return found


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    """A name in the folder that is taken away again unless it was given its own."""
    place = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
    try:
        yield place / "copy"
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _copy_sqlite(path: Path) -> None:
    source = db.engine.raw_connection()
    try:
        source.cursor().execute("VACUUM INTO ?", (str(path),))
    finally:
        source.close()
    path.chmod(0o600)
    copy = sqlite3.connect(path)
    try:
        (verdict,) = copy.execute("PRAGMA quick_check").fetchone()
    finally:
        copy.close()
    if verdict != "ok":
        raise Refused(gettext("Salinan basis data rusak: %(reason)s.", reason=verdict))


def find_tool(name: str) -> str | None:
    """Return where a tool of PostgreSQL lies: on PATH, else the newest that Debian has."""
    versions = sorted(DEBIAN.glob(f"[0-9]*/bin/{name}"), key=lambda path: int(path.parts[-3].split(".")[0]))
    return shutil.which(name) or (str(versions[-1]) if versions else None)


def _dump_postgresql(path: Path) -> None:
    tool = find_tool("pg_dump")
    if tool is None:
        raise Refused(
            gettext(
                "pg_dump tidak ditemukan. Pasang paket postgresql-client di server ini, atau buat cadangan di server "
                "basis data lalu catat dengan: flask backup --record CATATAN"
            )
        )
    url = db.engine.url  # without its password, which others could read in the list of processes
    address = sa.URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    command = [tool, "--format=custom", "--no-owner", "--no-password", f"--file={path}", f"--dbname={address}"]
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise Refused(gettext("pg_dump gagal: %(reason)s.", reason=reason))
    path.chmod(0o600)


def _copy_files(source: Path, target: Path) -> Copied:
    number = added = size = 0
    for path in _complete(source):
        copy = target / path.relative_to(source)
        is_new = not copy.exists()
        try:
            if is_new:
                _copy_file(path, copy)
        except FileNotFoundError:
            if path.exists():
                raise
            continue  # tidied away meanwhile: no row names it
        number, added, size = number + 1, added + is_new, size + copy.stat().st_size
    return Copied(number, added, size)


def _complete(source: Path) -> Iterator[Path]:
    """The files there, but for uploads that are still under way."""
    for place, _, names in os.walk(source):
        yield from (Path(place, name) for name in names if not name.startswith(UNFINISHED))


def _copy_file(path: Path, copy: Path) -> None:
    """Another name for the same bytes where both lie on one disk, else a copy."""
    _private(copy.parent)
    try:
        os.link(path, copy)
    except OSError:
        with _unfinished(copy.parent) as temporary:
            shutil.copy2(path, temporary)
            with temporary.open("rb") as file:
                os.fsync(file.fileno())
            temporary.replace(copy)
