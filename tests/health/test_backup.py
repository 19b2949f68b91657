"""Backups: a copy that can be put back, told about on the page."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.commitments.models import Commitment
from app.extensions import db
from app.files.models import StoredFile
from app.files.service import path_of
from app.health import backup
from app.health.models import BackupKind, BackupResult, BackupRun
from tests.browser import Browser
from tests.factories import Cast, make_commitment
from tests.files.test_service import folder, keep, on_disk
from tests.pictures import picture
from tests.test_commands import flask

__all__ = ["folder"]
MISSING = "pg_dump tidak ditemukan"
RED, BLUE = "#c8102e", "#0b5cad"


def is_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


@pytest.fixture
def place(folder: Path, tmp_path: Path) -> Path:
    """Where backups go. Needs a store of files of the test's own."""
    return tmp_path / "cadangan"


def runs() -> list[BackupRun]:
    """All that is remembered, the newest last."""
    return list(db.session.scalars(sa.select(BackupRun).order_by(BackupRun.id)))


def test_a_backup_can_really_be_put_back(app: Flask, place: Path, cast: Cast, tmp_path: Path) -> None:
    make_commitment(cast.social, statement="Janji yang dicadangkan")
    kept = keep(picture(colour=BLUE))
    result = flask(app, "backup", str(place))
    if is_postgresql() and backup.find_tool("pg_dump") is None:
        assert result.exit_code == 1 and MISSING in result.output
        return
    assert result.exit_code == 0, result.output
    make_commitment(cast.social, statement="Janji sesudahnya")
    [copy] = (place / "database").iterdir()
    assert copy.stat().st_mode & 0o077 == 0 and str(copy) in result.output and "Memulihkan" in result.output
    with restored(app, copy, place / "files", tmp_path) as again:
        assert db.session.scalars(sa.select(Commitment.statement)).all() == ["Janji yang dicadangkan"]
        file = db.session.scalars(sa.select(StoredFile)).one()
        assert file.sha256 == kept.sha256 and path_of(file.sha256).stat().st_size == file.size
        assert "Tidak" not in flask(again, "files", "tidy").output
        Browser(again).sign_in(cast.leader).get("commitments.index")


@contextmanager
def restored(app: Flask, copy: Path, files: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application on what the copy holds, put back as the command says."""
    settings = {"SECRET_KEY": "another", "FILES_FOLDER": str(tmp_path / "again")}
    shutil.copytree(files, tmp_path / "again")
    if not is_postgresql():
        shutil.copy(copy, tmp_path / "again.sqlite3")
        url = f"sqlite:///{tmp_path / 'again.sqlite3'}"
    else:
        url = _restore_postgresql(copy)
    again = create_app(settings | {"SQLALCHEMY_DATABASE_URI": url})
    with again.app_context():
        yield again
        db.session.remove()
        db.engine.dispose()


def _restore_postgresql(copy: Path) -> str:
    here = db.engine.url
    name = f"{here.database}_again"
    engine = sa.create_engine(here.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    url = here.set(database=name).render_as_string(hide_password=False)
    plain = here.set(database=name, drivername="postgresql").render_as_string(hide_password=False)
    command = [backup.find_tool("pg_restore") or "", "--no-owner", "--exit-on-error", "-d", plain, str(copy)]
    subprocess.run(command, check=True)
    return url


def test_the_next_backup_adds_only_what_is_new(app: Flask, place: Path) -> None:
    keep(picture(colour=BLUE))
    (Path(app.config["FILES_FOLDER"]) / "new-halted").write_bytes(b"x")
    assert "Berkas: 2, 2 di antaranya baru" in copy_only_files(app, place)
    keep(picture(colour=RED))
    assert "Berkas: 4, 2 di antaranya baru" in copy_only_files(app, place)
    assert len(on_disk(place / "files")) == 4


def copy_only_files(app: Flask, place: Path) -> str:
    """Run the command with a stand-in for the copy of the database, which other tests make."""
    patch = pytest.MonkeyPatch()
    for name in ("_copy_sqlite", "_dump_postgresql"):
        patch.setattr(backup, name, lambda path: path.write_bytes(b"copy"))
    with patch.context():
        result = flask(app, "backup", str(place))
    patch.undo()
    assert result.exit_code == 0, result.output
    return result.output


def test_onto_another_disk_files_are_copied_whole(app: Flask, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = keep(picture(colour=BLUE))

    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, "other disk")

    monkeypatch.setattr(os, "link", refuse)
    copy_only_files(app, place)
    copy = place / "files" / kept.sha256[:2] / kept.sha256[2:4] / kept.sha256
    assert copy.read_bytes() == path_of(kept.sha256).read_bytes()
    assert copy.stat().st_ino != path_of(kept.sha256).stat().st_ino
    assert not list(place.rglob("new-*"))


def test_a_backup_that_fails_leaves_nothing_half_done_and_is_remembered(
    app: Flask, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    for name in ("_copy_sqlite", "_dump_postgresql"):
        monkeypatch.setattr(backup, name, break_off)
    result = flask(app, "backup", str(place))
    assert result.exit_code == 1 and "No space left on device" in result.output
    assert not list((place / "database").iterdir())
    [run] = runs()
    assert run.result is BackupResult.FAILED and "No space left" in run.note and run.bytes == 0


def test_without_the_tool_of_postgresql_the_command_says_what_to_do(
    app: Flask, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "find_tool", lambda name: None)
    result = flask(app, "backup", str(place))
    assert (result.exit_code, MISSING in result.output) == ((1, True) if is_postgresql() else (0, False))
    assert runs()[-1].kind is (BackupKind.POSTGRESQL if is_postgresql() else BackupKind.SQLITE)


def test_what_the_tool_of_postgresql_complains_of_is_passed_on(
    app: Flask, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "pg_dump"
    tool.write_text('#!/bin/sh\necho "$@" >&2\necho "server version mismatch" >&2\nexit 1\n')
    tool.chmod(0o700)
    monkeypatch.setattr(backup, "find_tool", lambda name: str(tool))
    result = flask(app, "backup", str(place))
    assert ("pg_dump gagal: server version mismatch." in result.output) is is_postgresql()


def test_the_newest_tool_is_taken_where_none_is_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert backup.find_tool("pg_dump") is None
    for version in ("9.6", "15", "13"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "pg_dump").touch()
    assert backup.find_tool("pg_dump") == str(tmp_path / "15" / "bin" / "pg_dump")


def test_a_backup_does_not_go_into_what_it_copies(app: Flask, place: Path) -> None:
    store = Path(app.config["FILES_FOLDER"])
    result = flask(app, "backup", str(store / "cadangan"))
    assert result.exit_code == 1 and "Pilih folder lain" in result.output and not store.exists()


def test_a_backup_made_otherwise_is_written_down(app: Flask) -> None:
    assert flask(app, "backup", "--record", " Salinan mesin virtual ").exit_code == 0
    [run] = runs()
    assert (run.kind, run.result, run.note) == (BackupKind.NOTED, BackupResult.DONE, "Salinan mesin virtual")


@pytest.mark.parametrize("words", [(), ("--record", " "), ("folder", "--record", "catatan")])
def test_the_command_asks_for_one_of_the_two(app: Flask, words: tuple[str, ...]) -> None:
    result = flask(app, "backup", *words)
    assert result.exit_code == 2 and "Sebutkan satu" in result.output and not runs()


def test_a_file_that_is_tidied_away_meanwhile_stops_no_backup(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, link, gone = place / "from", os.link, list[str]()
    for name in ("a", "b", "c"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(b"x")

    def tidied(path: Path, copy: Path) -> None:
        if not gone:
            gone.append(path.name)
            path.unlink()
        link(path, copy)

    monkeypatch.setattr(os, "link", tidied)
    copied = backup._copy_files(source, place / "to")
    assert copied == backup.Copied(2, 2, 2) and gone[0] not in {path.name for path in (place / "to").iterdir()}
