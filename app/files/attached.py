"""Files that hang on an object, each under the name it came with: added once, taken away, brought back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app.audit import Actor
from app.clock import now
from app.extensions import db, fetch
from app.files.models import StoredFile
from app.files.received import LONGEST_NAME
from app.files.removable import Removable
from app.files.service import Content, record
from app.refusal import Refused

MOST = 40  # files of one object


class Attached(Removable):
    """Mix-in of a file of an object, whose id stands in the column that `owner` names.

    `key` names one upload of one browser, so that a repeated one changes nothing; `keeps_place` says that a photo kept
    its coordinates on purpose.
    """

    owner: str
    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    file_id: so.Mapped[int] = so.mapped_column(sa.ForeignKey("stored_file.id"), index=True, info={"audit": False})
    name: so.Mapped[str] = so.mapped_column(sa.String(LONGEST_NAME), info={"audit": False})
    key: so.Mapped[str | None] = so.mapped_column(sa.String(64), info={"audit": False})
    keeps_place: so.Mapped[bool] = so.mapped_column(default=False, info={"audit": False})
    added_by_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("user.id"), info={"audit": False})
    added_name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"audit": False})
    at: so.Mapped[dt.datetime] = so.mapped_column(default=now, info={"audit": False})

    @so.declared_attr
    def file(self) -> so.Mapped[StoredFile]:
        """What is stored."""
        return so.relationship()

    @property
    def audit_name(self) -> str:
        """The name of the file."""
        return self.name


def by_key(model: Any, owner_id: int, key: str) -> bool:
    """Tell whether an upload with this key has arrived before."""
    rows = sa.select(model.id).where(getattr(model, model.owner) == owner_id, model.key == key)
    return bool(key) and db.session.scalar(rows) is not None


def attach(
    model: Any, place: Mapping[str, int | None], file: StoredFile, name: str, by: Actor, *, key: str = "",
    keeps_place: bool = False,
) -> None:  # fmt: skip
    """Add a file at a place, such as {"task_id": 7, "part_id": None}; flushed. The owner is locked by the caller.

    The same upload or the same file once more changes nothing; one that was removed comes back. Raises Refused when
    the owner holds as many as it may.
    """
    owner_id = place[model.owner] or 0
    if by_key(model, owner_id, key):
        return
    here = (getattr(model, column) == value for column, value in place.items())
    if known := db.session.scalars(sa.select(model).where(model.file_id == file.id, *here)).first():
        restore(known)
        return
    _expect_place(model, owner_id)
    facts = {"key": key or None, "keeps_place": keeps_place, "added_by_id": by.id, "added_name": by.name}
    db.session.add(model(**place, file_id=file.id, name=name, **facts))
    db.session.flush()


def attach_all(
    model: Any, place: Mapping[str, int | None], contents: Sequence[tuple[Content, str]], by: Actor, key: str
) -> list[str]:
    """Add what is good, and say of each of the others why not: on a weak line nobody sends four files again because of
    a fifth. Only one that came alone goes by its key."""
    one, faults = key if len(contents) == 1 else "", []
    for content, name in contents:
        try:
            attach(model, place, record(content), name, by, key=one, keeps_place=content.has_place)
        except Refused as refusal:
            faults.append(f"{name}: {refusal}")
    return faults


def files_of(model: Any, owner_id: int) -> list[Any]:
    """The files of an object, as lists of evidence show them."""
    return list(fetch(_listed(model), owner_id=owner_id))


@lru_cache
def _listed(model: Any) -> sa.Select[Any]:
    columns = model.id, model.name, model.file_id, model.keeps_place, model.added_name, model.at
    of_file = StoredFile.media_type, StoredFile.size, StoredFile.width, StoredFile.height
    mine = getattr(model, model.owner) == sa.bindparam("owner_id", type_=sa.BigInteger)
    rows = sa.select(*columns, *of_file, sa.literal("").label("link")).join(StoredFile, StoredFile.id == model.file_id)
    return rows.where(mine, model.removed_at.is_(None)).order_by(model.id)


def restore(piece: Any) -> None:
    """Bring a removed file back. Raises Refused as adding it anew would."""
    if piece.removed_at is not None:
        _expect_place(type(piece), getattr(piece, piece.owner))
    piece.restore()
    db.session.flush()


def _expect_place(model: Any, owner_id: int) -> None:
    rows = sa.select(sa.func.count(model.id))
    rows = rows.where(getattr(model, model.owner) == owner_id, model.removed_at.is_(None))
    if (db.session.scalar(rows) or 0) >= MOST:
        raise Refused(gettext("Di sini paling banyak %(most)s berkas. Hapus yang tidak perlu dahulu.", most=MOST))
