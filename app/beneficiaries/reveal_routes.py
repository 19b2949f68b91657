"""Full data, for a reason that is written down first: on the page once, or in a file; and the log of all that.

What is written down is committed before anything is shown, so that a look counts even when its answer never arrives.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Response, render_template, request
from flask_login import current_user

from app.beneficiaries import queries
from app.beneficiaries.files import CELLS, row_of, told_of
from app.beneficiaries.forms import ReasonForm
from app.beneficiaries.models import Beneficiary, ViewKind
from app.beneficiaries.routes import _page, beneficiaries
from app.beneficiaries.service import looked_at
from app.beneficiaries.switch import while_on
from app.extensions import db, fetch
from app.policy import requires
from app.spreadsheets.writing import csv_file
from app.web import form_page


@beneficiaries.post("/penerima-manfaat/<id:id>/lengkap")
@while_on
@requires("beneficiary.reveal", Beneficiary)
def reveal(person: Beneficiary) -> Any:
    """Show all data of one person, once: there is no address that shows them again."""
    form = ReasonForm()
    if not form.validate():
        return _page(person, form)
    looked_at(ViewKind.SEEN, current_user, form.reason.data, [person.name], person.id)
    db.session.commit()
    return render_template("beneficiaries/full.html", person=person)


@beneficiaries.post("/penerima-manfaat/<id:id>/ekspor")
@while_on
@requires("beneficiary.reveal", Beneficiary)
def export_one(person: Beneficiary) -> Any:
    """All that is kept about one person, as a file for that person."""
    form = ReasonForm()
    if not form.validate():
        return _page(person, form)
    looked_at(ViewKind.EXPORTED, current_user, form.reason.data, [person.name], person.id)
    db.session.commit()
    told = told_of(person, fetch(queries.VIEWS_OF, id=person.id))
    body = json.dumps(told, ensure_ascii=False, indent=2)
    return _file(body, f"penerima-manfaat-{person.id}.json", "application/json")


@beneficiaries.post("/penerima-manfaat/ekspor")
@while_on
@requires("beneficiary.reveal")
def export() -> Any:
    """The persons of the list as it is filtered, with their names."""
    page = queries.PERSONS.ask(request.form, "/penerima-manfaat")
    form = ReasonForm()
    if not form.validate():
        page = queries.PERSONS.page(current_user, request.form, "/penerima-manfaat")
        return form_page("beneficiaries/index.html", form, page=page)
    rows = fetch(queries.PERSONS.asked(current_user, page.values).order_by(Beneficiary.id))
    looked_at(ViewKind.EXPORTED, current_user, form.reason.data, [row.name for row in rows])
    db.session.commit()
    return _file(csv_file(CELLS, map(row_of, rows)), "penerima-manfaat.csv", "text/csv")


def _file(body: str | bytes, name: str, kind: str) -> Response:
    answer = Response(body, mimetype=kind)
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@beneficiaries.get("/penerima-manfaat/catatan")
@while_on
@requires("beneficiary.log")
def log() -> Any:
    """Who looked at full data or took them away, when, and why; no names."""
    page = queries.VIEWS.page(current_user, request.args, request.path)
    return render_template("beneficiaries/log.html", page=page)
