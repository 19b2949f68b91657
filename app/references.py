"""Readable references such as K/2026/014: gapless within a year, given out inside the transaction of the act."""

from __future__ import annotations

import sqlalchemy as sa
import sqlalchemy.orm as so

from app.extensions import Model, db


class ReferenceCounter(Model):
    """The last number given for a letter and year."""

    __tablename__ = "reference_counter"

    letter: so.Mapped[str] = so.mapped_column(sa.String(3), primary_key=True)
    year: so.Mapped[int] = so.mapped_column(primary_key=True, autoincrement=False)
    last: so.Mapped[int]


def next_reference(letter: str, year: int) -> str:
    """Return the next reference, e.g. K/2026/014. Concurrent callers wait for each other, so none is given twice."""
    return next_references(letter, year, 1)[0]


def next_references(letter: str, year: int, count: int) -> list[str]:
    """Return the next references, as many as there are things to be named in this transaction."""
    table = ReferenceCounter.__table__
    dialect = db.session.get_bind().dialect.name
    if dialect == "sqlite":
        from sqlalchemy.dialects.sqlite import insert
    else:
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]
    row = insert(table).values(letter=letter, year=year, last=count)  # type: ignore[arg-type]
    row = row.on_conflict_do_update(index_elements=["letter", "year"], set_={"last": table.c.last + count})
    last = db.session.execute(row.returning(table.c.last)).scalar_one()
    return [f"{letter}/{year}/{number:03d}" for number in range(last - count + 1, last + 1)]
