"""The one store of uploaded files: by content, each once, complete on disk before its row is written."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext
from werkzeug.exceptions import ServiceUnavailable

from app.extensions import db
from app.files.kinds import FileKind, recognise
from app.files.models import StoredFile
from app.formats import number
from app.refusal import Refused

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, order=True)
class Content:
    """What lies on disk and has no row yet."""

    sha256: str
    media_type: str
    size: int
    width: int | None = None
    height: int | None = None


def keep(stream: IO[bytes], name: str, allowed: tuple[FileKind, ...]) -> StoredFile:
    """Keep an uploaded file and return its row, flushed. Raises Refused with a sentence for who sent it."""
    return record(store(stream, name, allowed))


def store(stream: IO[bytes], name: str, allowed: tuple[FileKind, ...]) -> Content:
    """Check a file and put it on disk; the part of `keep` that takes time and needs no transaction."""
    data = _read(stream)
    kind = recognise(data, name, allowed)
    if kind.redraw is None:
        return _put(Content(sha256(data).hexdigest(), kind.media_type, len(data)), data)
    drawn = kind.redraw(data, kind.media_type)
    digest = sha256(drawn.data).hexdigest()
    content = Content(digest, kind.media_type, len(drawn.data), drawn.width, drawn.height)
    return _put(content, drawn.data, drawn.small)


def record(content: Content) -> StoredFile:
    """Return the row of a content, made if it has none. Several are recorded in their order, so that none wait
    crosswise."""
    rows = sa.select(StoredFile).where(StoredFile.sha256 == content.sha256)
    if known := db.session.scalars(rows).one_or_none():
        return known
    file = StoredFile(**vars(content))
    try:
        with db.session.begin_nested():
            db.session.add(file)
    except sa.exc.IntegrityError:  # the same content was recorded at the same moment
        return db.session.scalars(rows).one()
    return file


def path_of(digest: str, small: bool = False) -> Path:
    """Return where a content lies, or its small picture."""
    return _folder() / digest[:2] / digest[2:4] / (digest + "-small" if small else digest)


def limit_in_words() -> str:
    """Return the size limit of one file, as people read it."""
    return number(round(current_app.config["FILES_LIMIT"] / MEBIBYTE, 1)) + " MB"


def _folder() -> Path:
    return Path(current_app.config["FILES_FOLDER"])


def _read(stream: IO[bytes]) -> bytes:
    limit: int = current_app.config["FILES_LIMIT"]
    data = stream.read(limit + 1)
    if not data:
        raise Refused(gettext("Berkas ini kosong. Pilih berkas lain."))
    if len(data) > limit:
        size = limit_in_words()
        raise Refused(gettext("Ukuran berkas ini melebihi %(size)s. Perkecil dahulu, lalu unggah lagi.", size=size))
    return data


def _put(content: Content, data: bytes, small: bytes | None = None) -> Content:
    """Write the files; a disk that takes no more is told as a service that is away, not as a fault of the file."""
    try:
        _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        if small is not None:
            _write(path_of(content.sha256, small=True), small)
        _write(path_of(content.sha256), data)
    except OSError as error:
        current_app.logger.error("files: %s", type(error).__name__, exc_info=error)
        raise ServiceUnavailable() from error
    return content


def _write(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, whatever stops the machine."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        handle, temporary = tempfile.mkstemp(prefix="new-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    for folder in (path.parent, path.parent.parent, _folder()):
        _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
