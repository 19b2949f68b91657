"""Skills by one name each: found or made while people type, renamed and joined by the secretariat."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app.audit import note
from app.extensions import Base, db
from app.findings.models import Finding, Skill
from app.refusal import Refused
from app.settings import INSERTS

LONGEST = 100


def plain_name(name: str) -> str:
    """A name as skills are told apart by: small letters, single blanks."""
    return " ".join(name.casefold().split())[:LONGEST]


def known_skill(name: str) -> Skill | None:
    """Return the skill of this name if there is one."""
    return db.session.scalar(sa.select(Skill).where(Skill.plain == plain_name(name)))


def skill_named(name: str) -> Skill:
    """Return the skill of this name, made when there is none. Two who type it at the same moment get the same one.

    Raises ValueError for a name of blanks only.
    """
    plain = plain_name(name)
    if not plain:
        raise ValueError(name)
    # Held against a join until the transaction ends: what is found here may be pointed to.
    known = sa.select(Skill).where(Skill.plain == plain).with_for_update(read=True, key_share=True)
    if found := db.session.scalar(known):
        return found
    shown = " ".join(name.split())[:LONGEST]
    row = INSERTS[db.session.get_bind().dialect.name](Skill.__table__).values(name=shown, plain=plain)
    made = db.session.execute(row.on_conflict_do_nothing(index_elements=["plain"]))
    skill = db.session.scalars(known).one()
    if made.rowcount:  # type: ignore[attr-defined]
        note(skill, "created", name=shown)
    return skill


def rename(skill: Skill, name: str) -> None:
    """Give it another name, also where interests are called by it. Refused when another skill has that name."""
    plain, shown = plain_name(name), " ".join(name.split())[:LONGEST]
    if db.session.scalar(sa.select(Skill.id).where(Skill.plain == plain, Skill.id != skill.id)):
        raise Refused(gettext("Keterampilan %(name)s sudah ada. Gabungkan saja ke sana.", name=shown))
    skill.name, skill.plain = shown, plain
    _title_interests(skill)


def hold(*ids: int) -> None:
    """Lock skills, in the order of their ids, after all that points to the first: as who describes an activity or an
    interest locks that before its skill. Whoever locks otherwise waits crosswise."""
    for column in _pointing():
        mine = sa.select(column).where(column == ids[0]).order_by(*column.table.primary_key)
        db.session.execute(mine.with_for_update())
    db.session.execute(sa.select(Skill.id).where(Skill.id.in_(ids)).order_by(Skill.id).with_for_update())


def _pointing() -> list[sa.Column[Any]]:
    """The columns that name a skill, in whatever table."""
    columns = (column for table in Base.metadata.sorted_tables for column in table.columns)
    return [column for column in columns if any(key.references(Skill.__table__) for key in column.foreign_keys)]  # type: ignore[arg-type]


def join(skill: Skill, into: Skill) -> None:
    """Let `into` take over all that points to `skill`, in whatever table, and forget `skill`."""
    note(into, "absorbed", before=skill.name)
    for column in _pointing():
        db.session.execute(sa.update(column.table).where(column == skill.id).values({column.name: into.id}))
    _title_interests(into)
    db.session.delete(skill)


def _title_interests(skill: Skill) -> None:
    """An interest is called by its skill. The table, not the class: this is told by the history of the skill."""
    table = Finding.__table__
    db.session.execute(sa.update(table).where(table.c.skill_id == skill.id).values(title=skill.name))  # type: ignore[arg-type]
