"""The mappings of one area: its history, a new one, and two periods compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.areas.models import Area
from app.extensions import db, fetch
from app.forms import whole_id
from app.mapping import queries, service
from app.mapping.comparing import Change, compare, compare_scores
from app.mapping.forms import NewForm
from app.mapping.history import columns_of, history_of
from app.mapping.known import KnownMethod, known_methods
from app.mapping.methods import MappingMethod
from app.mapping.models import Mapping
from app.mapping.routes import mappings
from app.policy import requires
from app.submissions import once
from app.web import commit_and_redirect, form_page


@mappings.get("/kawasan/<id:id>/pemetaan")
@requires("mapping.read")
@requires("area.read", Area)
def of_area(area: Area) -> Any:
    """The years of one area by one method, as charts and as a table."""
    known, rows = known_methods(), fetch(queries.history(current_user), id=area.id)
    method = _method(known, rows)
    history = None
    if method:
        some = [row for row in rows if row.method_id == method.id]
        values = fetch(queries.VALUES, ids=[row.id for row in some])
        history = history_of(some, values, fetch(queries.INDICATORS, id=method.id), method)
    return render_template(
        "mapping/of_area.html", area=area, known=known, columns=columns_of(rows, known)[::-1], method=method,
        history=history, methods=[known[key] for key in dict.fromkeys(row.method_id for row in rows)],
        is_mapped=area.kind in queries.MAPPED,
    )  # fmt: skip


def _method(known: dict[int, KnownMethod], rows: Sequence[Any]) -> KnownMethod | None:
    """The method asked for, or that of the newest mapping."""
    used = {str(row.method_id): row.method_id for row in rows}
    key = used.get(request.args.get("metode", ""), rows[-1].method_id if rows else None)
    return known.get(key) if key else None


@mappings.route("/kawasan/<id:id>/pemetaan/baru", methods=["GET", "POST"])
@requires("mapping.manage")
@requires("area.read", Area)
@once
def new(area: Area) -> Any:
    """Begin a mapping; the lock of the area lets no second one of the same time slip in."""
    form, made = NewForm(queries.method_choices()), []
    if form.validate_on_submit() and form.permits(lambda: made.append(_begin(area, form))):
        sentence = gettext(
            "Pemetaan %(number)s dibuat. Isilah sebanyak yang sudah diketahui.", number=made[0].reference
        )
        return commit_and_redirect(url_for(".fill", id=made[0].id), sentence)
    return form_page("mapping/new.html", form, area=area)


def _begin(area: Area, form: NewForm) -> Mapping:
    method = db.session.get_one(MappingMethod, form.method.data)
    return service.begin(area, method, form.year.data, form.half.data)


@mappings.get("/kawasan/<id:id>/pemetaan/banding")
@requires("mapping.read")
@requires("area.read", Area)
def compared(area: Area) -> Any:
    """Two periods of one area side by side."""
    known, rows = known_methods(), fetch(queries.history(current_user), id=area.id)
    first, second = (_chosen(rows, name) for name in ("a", "b"))
    differences = []
    if first and second and first.method_id == second.method_id:
        differences = _differences(known[first.method_id], first, second)
    counts = {change: sum(each.change is change for each in differences) for change in Change}
    pair = columns_of([first, second], known) if first and second else []
    return render_template(
        "mapping/compared.html", area=area, columns=columns_of(rows, known), pair=pair, differences=differences,
        counts=counts, known=known, first=first, second=second,
    )  # fmt: skip


def _chosen(rows: Sequence[Any], name: str) -> Any:
    """The mapping that the address names; one that is not there, or not this person's to see, is no page."""
    typed = request.args.get(name, "")
    if not typed:
        return None
    try:
        key = whole_id(typed)
    except ValueError:
        key = None
    return next((row for row in rows if row.id == key), None) or abort(404)


def _differences(method: KnownMethod, first: Any, second: Any) -> list[Any]:
    if method.is_index:
        return [compare_scores(gettext("Nilai indeks"), first.score, second.score)]
    values = fetch(queries.VALUES, ids=[first.id, second.id])
    return compare(fetch(queries.INDICATORS, id=method.id), values, first.id, second.id)
