"""What a file is, its content says: papers of an office, pictures that keep their place, and all that is refused."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from app.extensions import db
from app.files import first_page, packages, papers, service
from app.files.kinds import EVIDENCE
from app.files.models import StoredFile
from app.files.received import plain_name
from app.refusal import Refused
from tests.files.test_service import folder, on_disk
from tests.pictures import GPS, HTML, SVG, package, paper, picture, picture_with_place, png_that_bursts

__all__ = ["folder"]
EXCEL = "xl/workbook.xml"
OLD = packages.OLD + bytes(600)


def keep(data: bytes, name: str, keep_place: bool = False) -> service.Content:
    """Put a piece of evidence on disk."""
    return service.store(BytesIO(data), name, EVIDENCE, keep_place)


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_package_that_office_never_packs_so_is_refused(app: Flask, method: int) -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", method) as file:
        for name in ("[Content_Types].xml", packages.WORD):
            file.writestr(name, b"<contoh/>" * 50)
    whole = target.getvalue()
    spoiled = bytearray(whole)
    spoiled[60:90] = bytes(30)
    for data in (whole, bytes(spoiled)):
        with pytest.raises(Refused, match="rusak atau tidak lengkap"):
            keep(data, "a.docx")


@pytest.mark.parametrize(
    ("data", "name", "ending"),
    [(package(), "a.docx", "wordprocessingml.document"), (package(EXCEL), "B.XLSX", "spreadsheetml.sheet"),
     (paper(), "c.pdf", "application/pdf"), (picture("PNG"), "d.jpg", "image/png")],
)  # fmt: skip
def test_papers_of_an_office_are_kept_as_they_came(
    app: Flask, folder: Path, data: bytes, name: str, ending: str
) -> None:
    with app.test_request_context():
        content = keep(data, name)
    assert content.media_type.endswith(ending)
    if not ending.startswith("image"):
        assert service.path_of(content.sha256).read_bytes() == data


def test_the_first_page_of_a_pdf_is_drawn_small(app: Flask, folder: Path) -> None:
    with app.test_request_context():
        content = keep(paper(), "a.pdf")
    with Image.open(service.path_of(content.sha256, small=True)) as small:
        assert (small.format, small.size) == ("WEBP", (content.width, content.height)) and small.height == 320


def locked() -> bytes:
    """A package whose parts need a password, by its flags."""
    data = bytearray(package())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + place] |= 1
            start = data.find(mark, start + 4)
    return bytes(data)


def lying(size: int) -> bytes:
    """A package whose directory says that a part is small; unpacked it has `size` bytes."""
    data = bytearray(package(**{"word/big.xml": bytes(size)}))
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


BOMB = package(**{"word/media/image1.bin": bytes(packages.MOST_RATIO * 16 * 1024 + packages.LARGE)})
MANY = package(**{f"word/{n}.xml": b"" for n in range(packages.MOST_PARTS)})
REFUSED = [
    (b"", "a.docx", "kosong"),
    (HTML, "a.pdf", "bukan PDF, JPEG"), (SVG, "a.png", "bukan PDF, JPEG"), (b"MZ\x90", "a.pdf", "bukan"),
    (OLD, "a.docx", "Format lama atau berkas berkata sandi"), (OLD, "a.xls", "Format lama"),
    (package("ppt/presentation.xml"), "a.docx", "bukan PDF, JPEG"), (package("readme.txt"), "a.zip", "bukan PDF, JPEG"),
    (package(), "a.xlsx", "berakhiran .docx"), (package(), "a.docx.exe", "berakhiran .docx"),
    (package(), "a.docm", "berakhiran .docx"), (package(), "a.pdf", "berakhiran .docx"),
    (paper(), "invoice.pdf.exe", "berakhiran .pdf"), (paper(), "invoice.jpg", "berakhiran .pdf"),
    (picture(), "foto.php", "berakhiran .jpg"), (picture(), "foto.pdf", "berakhiran .jpg"),
    (package(**{"word/vbaProject.bin": b"x"}), "a.docx", "memuat makro"),
    (package(EXCEL, **{"xl/VBAPROJECT.bin": b"x"}), "a.xlsx", "memuat makro"),
    (locked(), "a.docx", "berkata sandi"), (BOMB, "a.docx", "mengembang"), (MANY, "a.docx", "mengembang"),
    (lying(3_000_000), "a.docx", "rusak atau tidak lengkap"),
    (package()[:-30], "a.docx", "rusak atau tidak lengkap"), (package()[:60], "a.docx", "rusak atau tidak lengkap"),
    (b"PK\x03\x04" + HTML, "a.docx", "rusak atau tidak lengkap"),
    (paper()[:-40], "a.pdf", "rusak atau tidak lengkap"), (b"%PDF-1.7" + HTML + b"%%EOF", "a.pdf", "rusak"),
    (b"\n" + paper(), "a.pdf", "bukan PDF, JPEG"), (png_that_bursts(60_000), "a.png", "melebihi 40 megapiksel"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "name", "sentence"), REFUSED, ids=[f"{n}-{e[1]}-{e[2]}" for n, e in enumerate(REFUSED)]
)
def test_a_hostile_file_is_refused_by_a_sentence(
    app: Flask, folder: Path, data: bytes, name: str, sentence: str
) -> None:
    with app.test_request_context(), pytest.raises(Refused, match=sentence):
        keep(data, name)
    assert not on_disk(folder)


def test_a_pdf_with_a_password_is_refused_as_such(app: Flask) -> None:
    lock = f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'6f' * 32}>/U<{'75' * 32}>>>/ID[<00><00>]"
    data = paper().replace(b"/Root 1 0 R", b"/Root 1 0 R" + lock.encode())
    with app.test_request_context(), pytest.raises(Refused, match="PDF ini berkata sandi"):
        papers.inspect(data)


def test_one_byte_over_the_limit_is_refused_with_the_limit(app: Flask, folder: Path) -> None:
    limit = app.config["FILES_LIMIT"]
    for size, fits in ((limit, True), (limit + 1, False)):
        data = paper() + bytes(size - len(paper()) - 5) + b"%%EOF"
        with app.test_request_context():
            if fits:
                assert keep(data, "a.pdf").size == limit
            else:
                with pytest.raises(Refused, match="melebihi 10 MB"):
                    keep(data, "a.pdf")


def test_a_page_that_cannot_be_drawn_in_time_costs_the_picture_and_not_the_file(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "PATIENCE", 0.001)
    with app.test_request_context():
        content = keep(paper(), "a.pdf")
    assert content.width is None and service.path_of(content.sha256).exists()


def test_slow_papers_of_one_request_do_not_keep_everybody_waiting(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "MOST_SECONDS", 0.0)
    with app.test_request_context():
        keep(paper("satu"), "a.pdf")
        with pytest.raises(Refused, match="Unggah berkas ini tersendiri"):
            keep(paper("dua"), "b.pdf")
        keep(picture(), "c.jpg")
    keep(paper("dua"), "b.pdf")  # a command may take its time


def test_the_process_that_draws_has_little_time_and_memory() -> None:
    code = "import resource, runpy, sys; sys.stdin = None\n"
    code += f"try: runpy.run_path({first_page.__file__!r}, run_name='__main__')\nexcept BaseException: pass\n"
    code += (
        "print([resource.getrlimit(x)[0] for x in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == str([first_page.MEMORY, first_page.SECONDS, 0])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_keeps_its_place_only_on_purpose_and_nothing_else(app: Flask, folder: Path, kind: str) -> None:
    for wanted in (True, False):
        content = keep(picture_with_place(kind, (640, 480)), f"a.{kind.lower()}", keep_place=wanted)
        assert content.has_place is wanted
        data = service.path_of(content.sha256).read_bytes()
        with Image.open(BytesIO(data)) as image:
            place = image.getexif().get_ifd(GPS)
            assert set(image.getexif()) <= {GPS} and image.size == (480, 640)
        assert place == ({1: "S", 2: (2.0, 59.0, 40.0), 3: "E", 4: (120.0, 11.0, 50.0)} if wanted else {})
        assert b"ahasia" not in data


def test_a_photo_without_a_place_or_with_a_wrong_one_is_kept_all_the_same(app: Flask, folder: Path) -> None:
    half = Image.Exif()
    half.get_ifd(GPS).update({1: "S", 2: (2.0, 59.0, 40.0)})
    for data in (picture(), picture(exif=half), picture(exif=b"Exif\x00\x00rusak")):
        assert not keep(data, "a.jpg", keep_place=True).has_place


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("../../etc/passwd.pdf", "passwd.pdf"), ("C:\\Berkas\\a.pdf", "a.pdf"), ("a\nb.pdf", "a b.pdf"),
     ("foto\u202egpj.exe.pdf", "fotogpj.exe.pdf"), ('a"b\'c;d.pdf', 'a"b\'c;d.pdf'), ("a\x00b.pdf", "ab.pdf"),
     ("n" * 300 + ".docx", "n" * 190 + ".docx"), ("x.php.jpg", "x.php.jpg")],
)  # fmt: skip
def test_a_name_is_only_a_name(sent: str, kept: str) -> None:
    assert plain_name(sent) == kept


def test_a_disk_that_is_full_is_told_and_nothing_is_left(app: Flask, folder: Path) -> None:
    folder.mkdir()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    data = paper() + os.urandom(200_000) + b"%%EOF"
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))  # the small picture fits, the paper does not
    try:
        with app.test_request_context(), pytest.raises(Refused, match="Tempat simpan di server penuh"):
            keep(data, "a.pdf")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not on_disk(folder) and not db.session.scalars(sa.select(StoredFile)).all()
    assert errno.EFBIG in service.FULL


def test_packages_are_read_and_never_unpacked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: Any, **__: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(zipfile.ZipFile, "extractall", forbidden)
    monkeypatch.setattr(zipfile.ZipFile, "extract", forbidden)
    packages.inspect(package(**{"../../jahat.xml": b"x"}))
