"""Areas (kawasan) by official code: the city, its districts and its villages."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.audit import Audited
from app.columns import Labelled, choice
from app.extensions import Model
from app.language import Lazy as _l
from app.policy import Holder, can


class AreaKind(Labelled):
    """What kind of area, from large to small."""

    CITY = "kota", _l("Kota")
    DISTRICT = "kecamatan", _l("Kecamatan")
    VILLAGE = "kelurahan", _l("Kelurahan")
    PART = "bagian", _l("Bagian kelurahan")

    def named(self, name: str) -> str:
        """A name with its kind, since a village and its district may share it; a city carries it in its name."""
        return name if self in (AreaKind.CITY, AreaKind.PART) else f"{self.label} {name}"


class Area(Audited, Model):
    """One area by its official code (kode wilayah), such as 73.73.05.1002. `parent_id` is the larger one around it.

    `aliases` are other spellings, divided by "|", such as "Salotellue|Salo Tellue": only for looking it up.
    """

    __tablename__ = "area"

    id: so.Mapped[int] = so.mapped_column(primary_key=True)
    code: so.Mapped[str] = so.mapped_column(sa.String(20), unique=True, info={"label": _l("Kode wilayah")})
    kind: so.Mapped[AreaKind] = so.mapped_column(choice(AreaKind), info={"label": _l("Jenis wilayah")})
    name: so.Mapped[str] = so.mapped_column(sa.String(200), info={"label": _l("Nama wilayah")})
    aliases: so.Mapped[str] = so.mapped_column(sa.String(500), default="", info={"label": _l("Nama lain")})
    parent_id: so.Mapped[int | None] = so.mapped_column(sa.ForeignKey("area.id"), index=True, info={"audit": False})
    version: so.Mapped[int] = so.mapped_column(info={"audit": False})

    parent: so.Mapped[Area | None] = so.relationship(remote_side=[id])

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def visible_to(cls, who: Holder) -> sa.Select[Any]:
        """Open to everyone with a post: which areas there are is no secret."""
        return sa.select(cls).where(sa.true() if can("area.read", who=who) else sa.false())

    @property
    def full_name(self) -> str:
        """The name with its kind."""
        return self.kind.named(self.name)
