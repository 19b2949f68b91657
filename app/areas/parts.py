"""Parts of a village that have no official code of their own, such as a quarter: areas that an office adds itself."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext

from app.areas.models import Area, AreaKind
from app.extensions import db
from app.refusal import Refused

LONGEST_CODE = 20


def add_part(village: Area, name: str, aliases: str = "") -> Area:
    """Add a part below a village whose row the caller has locked. Its code goes on from the village's: 73.73.05.1002.1.

    Raises Refused for what is no village.
    """
    if village.kind is not AreaKind.VILLAGE:
        raise Refused(gettext("Bagian hanya dapat ditambahkan di bawah sebuah kelurahan."))
    used = db.session.scalars(sa.select(Area.code).where(Area.code.startswith(village.code + ".", autoescape=True)))
    numbers = [int(rest) for code in used if (rest := code.removeprefix(village.code + ".")).isdecimal()]
    code = f"{village.code}.{max(numbers, default=0) + 1}"
    if len(code) > LONGEST_CODE:
        raise Refused(gettext("Kode kelurahan ini terlalu panjang untuk diberi bagian."))
    part = Area(code=code, kind=AreaKind.PART, name=name, aliases=aliases, parent=village)
    db.session.add(part)
    db.session.flush()
    return part
