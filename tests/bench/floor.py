"""The floor: the least that a Flask page with 25 rows of one Core query can cost. No session, no rights, no layout."""

from __future__ import annotations

import os

import sqlalchemy as sa
from flask import Flask

app = Flask(__name__)
engine = sa.create_engine(os.environ["DATABASE_URL"])
commitment = sa.table(
    "commitment",
    *(sa.column(name) for name in ("id", "reference", "statement", "lead_agency_name", "due", "state", "is_open")),
)
ROWS = (
    sa.select(
        commitment.c.id, commitment.c.reference, commitment.c.statement, commitment.c.lead_agency_name,
        commitment.c.due, commitment.c.state,
    ).where(commitment.c.is_open == sa.true()).order_by(commitment.c.due, commitment.c.id).limit(25)
)  # fmt: skip
PAGE = app.jinja_env.from_string(
    """<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>25</title></head><body><h1>25</h1><table>
{% for row in rows %}<tr><td>{{ row.reference }}</td>
<td><a href="/komitmen/{{ row.id }}">{{ row.statement|e }}</a></td>
<td>{{ row.lead_agency_name|e }}</td><td>{{ row.due }}</td><td>{{ row.state }}</td></tr>
{% endfor %}</table></body></html>"""
)


@app.get("/")
def index() -> str:
    """Twenty-five rows."""
    with engine.connect() as connection:
        return PAGE.render(rows=connection.execute(ROWS).all())
