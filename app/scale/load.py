"""Writing the scale data in bulk, past the models: no verb, no flush, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sqlalchemy as sa

from app.extensions import db
from app.scale.areas import area_rows, finding_rows
from app.scale.chain import activity_rows, plan_rows
from app.scale.commitments import commitment_rows
from app.scale.mappings import mapping_rows, outcome_rows
from app.scale.meetings import meeting_rows, series_rows
from app.scale.notices import how_many, notice_rows
from app.scale.people import people_rows
from app.scale.plan import SIZES, YEARS, Plan, Rows
from app.scale.tasks import task_rows

BLOCK = 1000


def fill(size: str, password: str) -> dict[str, int]:
    """Fill an empty database and return how many rows each table got; the caller commits."""
    plan = Plan(SIZES[size])
    written: dict[str, int] = {}
    connection = db.session.connection()
    _insert(connection, people_rows(plan, password), written)
    _insert(connection, series_rows() | area_rows(plan), written)
    for rows in _blocks(plan):
        _insert(connection, rows | {"audit_event": plan.take_audit()}, written)
    counters = [{"letter": key[0], "year": key[1], "last": last} for key, last in plan.counters.items()]
    settings = [{"key": "demo", "value": "skala"}, {"key": "scale", "value": size}]
    _insert(connection, {"reference_counter": counters, "setting": settings}, written)
    if connection.dialect.name == "postgresql":
        _set_sequences(connection)
    return written


def _blocks(plan: Plan) -> Iterator[Rows]:
    """Make the rows bit by bit, so that memory does not grow with the size."""
    parts: list[tuple[Callable[[Plan, int, int], Rows], int]] = [
        (meeting_rows, plan.size.meetings), (commitment_rows, plan.size.commitments), (task_rows, plan.size.tasks),
        (notice_rows, how_many(plan)),
    ]  # fmt: skip
    for make, total in parts:
        for first in range(0, total, BLOCK):
            yield make(plan, first, min(first + BLOCK, total))
    yield finding_rows(plan)
    yield plan_rows(plan) | outcome_rows(plan)
    for year in range(YEARS):
        yield mapping_rows(plan, year, year + 1)
        yield activity_rows(plan, year, year + 1)


def _insert(connection: sa.Connection, rows: Rows, written: dict[str, int]) -> None:
    for name, batch in rows.items():
        if batch:
            table = db.metadata.tables[name]
            first = {"version": 1} if "version" in table.c else {}
            connection.execute(table.insert(), [first | row for row in batch])
            written[name] = written.get(name, 0) + len(batch)


def _set_sequences(connection: sa.Connection) -> None:
    """Ids were given by hand; let PostgreSQL go on after them."""
    for table in db.metadata.sorted_tables:
        key = table.primary_key.columns[0]
        if isinstance(key.type, sa.Integer) and table.autoincrement_column is not None:
            last = sa.select(sa.func.coalesce(sa.func.max(key), 0) + 1).scalar_subquery()
            sequence = sa.func.pg_get_serial_sequence(f'"{table.name}"', key.name)
            connection.execute(sa.select(sa.func.setval(sequence, last, False)))


def tidy() -> None:
    """After the commit, let the database know its contents, as it does by itself in the long run."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("VACUUM ANALYZE"))
        else:
            connection.execute(sa.text("ANALYZE"))
