"""Skills by one name each: found or made while people type, renamed and joined by the secretariat."""

from __future__ import annotations

import sqlalchemy as sa

from app.audit import note
from app.extensions import db
from app.findings.models import Skill
from app.settings import INSERTS

LONGEST = 100


def plain_name(name: str) -> str:
    """A name as skills are told apart by: small letters, single blanks."""
    return " ".join(name.casefold().split())[:LONGEST]


def skill_named(name: str) -> Skill:
    """Return the skill of this name, made when there is none. Two who type it at the same moment get the same one.

    Raises ValueError for a name of blanks only.
    """
    plain = plain_name(name)
    if not plain:
        raise ValueError(name)
    known = sa.select(Skill).where(Skill.plain == plain)
    if found := db.session.scalar(known):
        return found
    shown = " ".join(name.split())[:LONGEST]
    row = INSERTS[db.session.get_bind().dialect.name](Skill.__table__).values(name=shown, plain=plain)
    made = db.session.execute(row.on_conflict_do_nothing(index_elements=["plain"]))
    skill = db.session.scalars(known).one()
    if made.rowcount:  # type: ignore[attr-defined]
        note(skill, "created", name=shown)
    return skill
