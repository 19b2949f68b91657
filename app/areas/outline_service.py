"""Taking over the outlines of a file that an office sends: all of it, or nothing."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext, ngettext

from app.areas.boundaries import AreaBoundary
from app.areas.models import Area
from app.areas.outlines import Drawing
from app.clock import now
from app.extensions import db, fetch
from app.refusal import Refused


def known_kinds() -> dict[str, str]:
    """The areas by code, each with its kind: what `outlines.draw` needs to know."""
    return {row.code: row.kind.value for row in fetch(sa.select(Area.code, Area.kind))}


def keep(drawing: Drawing, source: str, name: str) -> None:
    """Replace the outlines of the areas that were drawn; those of others stay. Flushed.

    `source` is where they come from, `name` who imports them.
    """
    ids = {row.code: row.id for row in fetch(sa.select(Area.code, Area.id)) if row.code in drawing.outlines}
    facts: dict[str, Any] = {"source": source, "imported_name": name, "imported_at": now()}
    db.session.execute(sa.delete(AreaBoundary).where(AreaBoundary.area_id.in_(list(ids.values()))))
    by_id = sorted((ids[code], outline) for code, outline in drawing.outlines.items())  # nobody waits crosswise
    rows = [{"area_id": key, **outline._asdict(), **facts} for key, outline in by_id]
    try:
        db.session.execute(sa.insert(AreaBoundary), rows)
    except sa.exc.IntegrityError:
        raise Refused(gettext("Garis batas sedang diimpor orang lain juga. Coba sekali lagi.")) from None


def remove_all() -> int:
    """Take away all outlines; returns how many there were."""
    return int(db.session.execute(sa.delete(AreaBoundary)).rowcount)  # type: ignore[attr-defined]


def in_words(drawing: Drawing) -> str:
    """Say what an import did."""
    said = gettext("Garis batas %(count)s kawasan diimpor.", count=len(drawing.outlines))
    if not drawing.repaired:
        return said
    return said + " " + ngettext(
        "%(num)s di antaranya bersilangan dan diperbaiki.", "%(num)s di antaranya bersilangan dan diperbaiki.",
        drawing.repaired,
    )  # fmt: skip
