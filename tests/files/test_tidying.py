"""The command that looks for files without rows and rows without files."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from flask import Flask

from app.extensions import db
from app.files import service
from tests.files.test_service import folder, keep, on_disk
from tests.pictures import picture
from tests.test_commands import flask

__all__ = ["folder"]
RED, BLUE = "#c8102e", "#0b5cad"


def grow_old(folder: Path) -> None:
    """Let two days pass for what lies on disk."""
    for path in on_disk(folder):
        os.utime(path, (time.time() - 172800,) * 2)


def test_a_refused_upload_is_deleted_after_a_day_and_what_has_a_row_never(app: Flask, folder: Path) -> None:
    kept = keep(picture(colour=BLUE))
    _put_only(picture(colour=RED))
    (folder / "ab" / "cd").mkdir(parents=True)
    (folder / "ab" / "cd" / "new-halted").write_bytes(b"x")
    assert "Berkas tanpa baris: 0" in flask(app, "files", "tidy").output, "nothing is a day old"
    grow_old(folder)
    assert "Berkas tanpa baris: 3" in flask(app, "files", "tidy").output
    assert len(on_disk(folder)) == 5
    assert "Dihapus: 3." in flask(app, "files", "tidy", "--delete").output
    assert {path.name for path in on_disk(folder)} == {kept.sha256, kept.sha256 + "-small"}


def test_what_is_asked_for_again_is_young_again(app: Flask, folder: Path) -> None:
    _put_only(picture(colour=RED))
    grow_old(folder)
    _put_only(picture(colour=RED))  # under way: its row is not written yet
    assert "Dihapus: 0." in flask(app, "files", "tidy", "--delete").output
    assert len(on_disk(folder)) == 2


@pytest.mark.parametrize("small", [True, False])
def test_a_row_without_its_file_is_told_and_fails_the_command(app: Flask, folder: Path, small: bool) -> None:
    file = keep(picture())
    key, path = file.id, service.path_of(file.sha256, small=small)
    path.unlink()
    answer = flask(app, "files", "tidy")
    assert answer.exit_code == 1 and f"Berkas {key} tidak ada di disk." in answer.output
    db.session.remove()


def _put_only(data: bytes) -> None:
    from io import BytesIO

    from app.files.kinds import IMAGES

    service.store(BytesIO(data), "foto.jpg", IMAGES)
