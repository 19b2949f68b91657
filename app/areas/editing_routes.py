"""Areas that an office looks after itself: other names, and parts of a village."""

from __future__ import annotations

from typing import Any

from flask import abort, url_for
from flask_babel import gettext

from app.areas.forms import AreaForm, PartForm
from app.areas.models import Area, AreaKind
from app.areas.parts import add_part
from app.areas.routes import areas
from app.policy import requires
from app.refusal import Refused
from app.submissions import once
from app.web import commit_and_redirect, form_page


@areas.route("/kawasan/<id:id>/ubah", methods=["GET", "POST"])
@requires("area.manage", Area)
def edit(area: Area) -> Any:
    """Change what the official list does not say: other names, and the name of a part."""
    form = AreaForm(area)
    if form.validate_on_submit() and not form.is_stale(area):
        form.write_to(area)
        return commit_and_redirect(url_for("areas.show", id=area.id), gettext("Perubahan disimpan."))
    return form_page("areas/edit.html", form, area=area)


@areas.route("/kawasan/<id:id>/bagian/baru", methods=["GET", "POST"])
@requires("area.manage", Area)
@once
def new_part(area: Area) -> Any:
    """Add a part of a village."""
    if area.kind is not AreaKind.VILLAGE:
        abort(404)
    form = PartForm(area.id)
    if form.validate_on_submit():
        try:
            part = add_part(area, form.name.data, form.aliases.data)
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            sentence = gettext("%(name)s ditambahkan.", name=part.name)
            return commit_and_redirect(url_for("areas.show", id=part.id), sentence)
    return form_page("areas/new_part.html", form, area=area)
