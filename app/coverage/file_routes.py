"""The matrix as CSV and JSON."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request
from flask_login import current_user

from app.clock import today
from app.coverage import files
from app.coverage.asking import ASKED
from app.coverage.routes import coverage
from app.listing import Values
from app.policy import requires


def _asked() -> Values:
    return ASKED.ask(request.args, "/peta-kerja").values


@coverage.get("/peta-kerja.csv")
@requires("coverage.read")
def as_csv() -> Any:
    """The figures as a table."""
    answer = Response(files.as_csv(files.rows_of(current_user, _asked())), mimetype="text/csv")
    return _named(answer, "csv")


@coverage.get("/peta-kerja.json")
@requires("coverage.read")
def as_json() -> Any:
    """The figures with what each field means."""
    asked = _asked()
    content = current_app.json.dumps(files.described(files.rows_of(current_user, asked), dict(asked)), sort_keys=False)
    return _named(Response(content, mimetype="application/json"), "json")


def _named(answer: Response, kind: str) -> Response:
    answer.headers["Content-Disposition"] = f'attachment; filename="peta-kerja-{today().isoformat()}.{kind}"'
    return answer
