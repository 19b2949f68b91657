"""The areas of the city, what is promised in each, and the import of the official list."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from wtforms import FileField

from app.areas import queries
from app.areas.models import Area
from app.areas.service import BIGGEST, MOST_FAULTS, Imported, import_areas, in_words
from app.clock import today
from app.extensions import db, fetch
from app.forms import BaseForm
from app.language import Lazy as _l
from app.policy import requires
from app.refusal import Refused
from app.uploads import takes_files
from app.web import commit_and_redirect, form_page

areas = Blueprint("areas", __name__)


class ImportForm(BaseForm):
    """The official list as a file."""

    berkas = FileField(_l("Berkas CSV"))


@areas.get("/kawasan")
@requires("area.read")
def index() -> Any:
    """All areas with what is promised in them."""
    page = queries.LISTING.page(current_user, request.args, request.path)
    return render_template("areas/index.html", page=page)


@areas.get("/kawasan/<id:id>")
@requires("area.read", Area)
def show(area: Area) -> Any:
    """One area: what lies around and inside it, and its commitments with those of the areas inside."""
    asked = MultiDict(request.args)
    asked["wilayah"] = str(area.id)
    page = queries.COMMITMENTS_OF.page(current_user, asked, request.path)
    inside = fetch(queries.CHILDREN_OF, area_id=area.id)
    return render_template("areas/show.html", area=area, page=page, inside=inside, today=today())


@areas.route("/kawasan/impor", methods=["GET", "POST"])
@takes_files
@requires("area.manage")
def take_over() -> Any:
    """Take over the official list, or say which rows are wrong."""
    form, done = ImportForm(), Imported()
    if form.validate_on_submit():
        try:
            done = import_areas(_sent())
        except Refused as refusal:
            form.berkas.errors = [str(refusal)]
        if not form.errors and not done.faults:
            return commit_and_redirect(url_for(".index"), in_words(done))
        db.session.rollback()
    if done.faults:
        form.berkas.errors = [gettext("Tidak satu pun diimpor: %(count)s baris keliru.", count=len(done.faults))]
    return form_page("areas/import.html", form, faults=done.faults[:MOST_FAULTS], more=len(done.faults) - MOST_FAULTS)


def _sent() -> bytes:
    file = request.files.get("berkas")
    content = file.read(BIGGEST + 1) if file else b""
    if not content:
        raise Refused(gettext("Pilih berkas CSV yang berisi daftar kawasan."))
    return content
