"""The store of files: what it keeps, what it refuses, and that no row ever stands without its file."""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from app.extensions import db
from app.files import service
from app.files.kinds import IMAGES, FileKind
from app.files.models import StoredFile
from app.refusal import Refused
from tests.at_once import at_once
from tests.pictures import GPS, HTML, SVG, picture, picture_with_place, png_that_bursts


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """An empty store of its own for each test."""
    before = app.config["FILES_FOLDER"]
    app.config["FILES_FOLDER"] = str(tmp_path / "files")
    yield tmp_path / "files"
    app.config["FILES_FOLDER"] = before


def keep(data: bytes, name: str = "foto.jpg") -> StoredFile:
    """Keep a file and commit."""
    file = service.keep(BytesIO(data), name, IMAGES)
    db.session.commit()
    return file


def on_disk(folder: Path) -> list[Path]:
    """Every file of the store."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_under_the_digest_of_its_content(folder: Path, kind: str) -> None:
    file = keep(picture(kind, (640, 480)), f"foto.{kind.lower()}")
    path = folder / file.sha256[:2] / file.sha256[2:4] / file.sha256
    assert sha256(path.read_bytes()).hexdigest() == file.sha256 and path.stat().st_size == file.size
    assert (file.media_type, file.width, file.height) == (f"image/{kind.lower()}", 640, 480)
    with Image.open(path) as large:
        assert large.size == (640, 480)
    with Image.open(service.path_of(file.sha256, small=True)) as small:
        assert (small.format, small.size) == ("WEBP", (320, 240))


def test_nobody_else_may_read_the_store(folder: Path) -> None:
    keep(picture())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in on_disk(folder))


def test_the_same_content_is_kept_once(folder: Path) -> None:
    first, second = keep(picture()), keep(picture(), "lain.jpeg")
    other = keep(picture(colour="#c8102e"))
    assert first.id == second.id != other.id
    assert len(on_disk(folder)) == 4  # two pictures, each with its small one


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_maker_comment_and_profile_are_gone_and_it_stands_upright(kind: str) -> None:
    sent = picture_with_place(kind, (640, 480))
    assert b"KameraRahasia" in sent
    file = keep(sent, f"foto.{kind.lower()}")
    assert (file.width, file.height) == (480, 640)
    for path in (service.path_of(file.sha256), service.path_of(file.sha256, small=True)):
        assert b"ahasia" not in path.read_bytes() and b"Exif" not in path.read_bytes()
        with Image.open(path) as image:
            assert not image.getexif() and not image.getexif().get_ifd(GPS) and image.height > image.width
            assert not {"exif", "icc_profile", "comment", "xmp"} & set(image.info)


@pytest.mark.parametrize(
    ("mode", "kind"), [("1", "PNG"), ("L", "JPEG"), ("P", "PNG"), ("LA", "PNG"), ("RGBA", "WEBP"), ("CMYK", "JPEG"),
                       ("I;16", "PNG")]
)  # fmt: skip
def test_every_way_of_colour_is_read(mode: str, kind: str) -> None:
    target = BytesIO()
    Image.new(mode, (40, 30)).save(target, kind)
    assert keep(target.getvalue(), f"a.{kind.lower()}").width == 40


def test_what_hides_behind_a_picture_does_not_survive() -> None:
    file = keep(picture() + HTML)
    assert b"script" not in service.path_of(file.sha256).read_bytes()


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "foto.jpg", "kosong"),
        (HTML, "foto.jpg", "bukan JPEG, PNG, WebP"),
        (SVG, "foto.png", "bukan JPEG, PNG, WebP"),
        (picture("GIF"), "foto.gif", "bukan JPEG, PNG, WebP"),
        (picture("GIF"), "foto.jpg", "bukan JPEG, PNG, WebP"),
        (picture(), "foto.html", "harus berakhiran .jpg"),
        (picture(), "foto", "harus berakhiran .jpg"),
        (picture(), "foto.jpg.svg", "harus berakhiran .jpg"),
        (b"\xff\xd8\xff" + HTML, "foto.jpg", "rusak atau tidak lengkap"),
        (b"RIFF1234WEBP" + HTML, "foto.webp", "rusak atau tidak lengkap"),
        (b"\x89PNG\r\n\x1a\n" + HTML, "foto.png", "rusak atau tidak lengkap"),
        (picture(size=(900, 900))[:-900], "foto.jpg", "rusak atau tidak lengkap"),
        (picture("PNG", (900, 900))[:-900], "foto.png", "rusak atau tidak lengkap"),
        (png_that_bursts(7000), "foto.png", "melebihi 40 megapiksel"),
        (png_that_bursts(10_000), "foto.png", "melebihi 40 megapiksel"),
        (png_that_bursts(30_000), "foto.png", "melebihi 40 megapiksel"),
        (png_that_bursts(900), "foto.png", "rusak atau tidak lengkap"),
    ],
)
def test_a_wrong_file_is_refused_by_a_sentence(app: Flask, folder: Path, data: bytes, name: str, sentence: str) -> None:
    with app.test_request_context(), pytest.raises(Refused, match=sentence):
        keep(data, name)
    assert not on_disk(folder)
    assert not db.session.scalars(sa.select(StoredFile)).all()


def test_a_file_over_the_limit_is_refused_and_read_no_further(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "FILES_LIMIT", 1024 * 1024)
    stream = BytesIO(b"\xff\xd8\xff" * 1024 * 1024)
    with app.test_request_context(), pytest.raises(Refused, match="melebihi 1 MB"):
        service.keep(stream, "foto.jpg", IMAGES)
    assert stream.tell() == 1024 * 1024 + 1


def test_a_kind_that_is_not_drawn_anew_is_kept_as_it_came(folder: Path) -> None:
    import re

    plain = FileKind("PDF", "application/pdf", ("pdf",), re.compile(rb"%PDF-"))
    file = service.keep(BytesIO(b"%PDF-1.7 isi"), "surat.PDF", (plain,))
    assert service.path_of(file.sha256).read_bytes() == b"%PDF-1.7 isi"
    assert (file.width, len(on_disk(folder))) == (None, 1)


def test_the_same_file_kept_at_once_is_one_row(app: Flask, folder: Path) -> None:
    def keep_one() -> int:
        with app.app_context():
            return keep(picture()).id

    ids = at_once(*[keep_one] * 6)
    assert len(set(ids)) == 1
    db.session.rollback()
    assert len(db.session.scalars(sa.select(StoredFile)).all()) == 1
    assert len(on_disk(folder)) == 2


def test_whoever_is_killed_before_the_commit_leaves_no_row_without_file(app: Flask, folder: Path) -> None:
    db.session.remove()
    db.engine.dispose()
    child = os.fork()
    if child == 0:  # dies as by a power cut, between the file and the commit
        with app.app_context():
            service.keep(BytesIO(picture()), "foto.jpg", IMAGES)
            os.kill(os.getpid(), signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert len(on_disk(folder)) == 2 and not db.session.scalars(sa.select(StoredFile)).all()
    db.session.rollback()
    file = keep(picture())
    assert service.path_of(file.sha256).exists() and len(on_disk(folder)) == 2


def test_a_disk_that_takes_no_more_leaves_neither_row_nor_half_a_file(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with app.test_request_context(), pytest.raises(Refused, match="server penuh"):
        keep(picture())
    assert not on_disk(folder) and not db.session.scalars(sa.select(StoredFile)).all()


def test_the_start_of_the_site_loads_no_picture_library() -> None:
    import subprocess
    import sys

    code = "import sys; from app import create_app; create_app({'SECRET_KEY': 'x'}); "
    code += "print([name for name in sys.modules if name.split('.')[0] in ('PIL', 'nh3', 'markdown_it')])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
