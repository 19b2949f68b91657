"""The one store of uploaded files: by content, each once, complete on disk before its row is written."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext
from werkzeug.exceptions import ServiceUnavailable

from app.extensions import db
from app.files.images import Drawn
from app.files.kinds import KINDS, FileKind, recognise
from app.files.models import StoredFile
from app.files.turns import give_memory_back, turn
from app.formats import file_size
from app.refusal import Refused

HEAD = 16  # bytes in which the signature of a picture stands
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, order=True)
class Content:
    """What lies on disk and has no row yet."""

    sha256: str
    media_type: str
    size: int
    width: int | None = None
    height: int | None = None
    has_place: bool = field(default=False, compare=False)


def keep(stream: IO[bytes], name: str, allowed: tuple[FileKind, ...]) -> StoredFile:
    """Keep an uploaded file and return its row, flushed. Raises Refused with a sentence for who sent it."""
    return record(store(stream, name, allowed))


def store(stream: IO[bytes], name: str, allowed: tuple[FileKind, ...], keep_place: bool = False) -> Content:
    """Check a file and put it on disk; the part of `keep` that takes time and needs no transaction.

    `keep_place` keeps the coordinates of a photo.
    """
    give_memory_back()
    with turn(_folder()) if _is_picture(stream) else nullcontext():  # before it is read: whoever waits holds nothing
        return _stored(_read(stream), name, allowed, keep_place)


def _is_picture(stream: IO[bytes]) -> bool:
    head = stream.read(HEAD)
    stream.seek(-len(head), os.SEEK_CUR)
    return any(kind.redraw and kind.signature.match(head) for kind in KINDS)


def _stored(data: bytes, name: str, allowed: tuple[FileKind, ...], keep_place: bool) -> Content:
    kind = recognise(data, name, allowed)
    if kind.redraw:
        drawn: Drawn | None = kind.redraw(data, kind.media_type, keep_place)
    else:
        drawn = kind.inspect(data) if kind.inspect else None
    kept = drawn.data if drawn else data
    content = Content(sha256(kept).hexdigest(), kind.media_type, len(kept))
    if drawn is None:
        return _put(content, kept)
    content = replace(content, width=drawn.width, height=drawn.height, has_place=drawn.has_place)
    return _put(content, kept, drawn.small)


def record(content: Content) -> StoredFile:
    """Return the row of a content, made if it has none. Several are recorded in their order, so that none wait
    crosswise."""
    rows = sa.select(StoredFile).where(StoredFile.sha256 == content.sha256)
    if known := db.session.scalars(rows).one_or_none():
        return known
    columns = {name: value for name, value in vars(content).items() if name != "has_place"}
    file = StoredFile(**columns)
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
    return file_size(current_app.config["FILES_LIMIT"])


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
    """Write the files, the small picture first; what was begun is taken away again when the disk takes no more."""
    begun: list[Path] = []
    try:
        _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        for path, part in ((path_of(content.sha256, small=True), small), (path_of(content.sha256), data)):
            if part is not None:
                begun += [] if path.exists() else [path]
                _write(path, part)
    except OSError as error:
        for path in begun:
            path.unlink(missing_ok=True)
        current_app.logger.error("files: %s", type(error).__name__, exc_info=error)
        if error.errno in FULL:
            raise Refused(
                gettext("Tempat simpan di server penuh. Berkas belum tersimpan; beri tahu pengelola sistem.")
            ) from error
        raise ServiceUnavailable() from error
    return content


def _write(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, whatever stops the machine."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        os.utime(path)  # whoever tidies up leaves alone what was just asked for
    else:
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
