"""The areas of the city, what is promised in each, and the import of the official list."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.areas import queries
from app.areas.drawing import draw_locator
from app.areas.forms import ImportForm
from app.areas.models import Area, AreaKind
from app.areas.service import BIGGEST, MOST_FAULTS, SOURCE, Imported, import_areas, in_words
from app.areas.summary import summary_of
from app.clock import today
from app.extensions import db, fetch
from app.periods import period_of
from app.policy import requires
from app.refusal import Refused
from app.settings import recall
from app.uploads import takes_files
from app.web import commit_and_redirect, form_page

areas = Blueprint("areas", __name__)


@areas.get("/kawasan")
@requires("area.read")
def index() -> Any:
    """All areas with what is promised in them."""
    page = queries.LISTING.page(current_user, request.args, request.path)
    promised = queries.promised_in(current_user, [row.id for row in page.rows])
    return render_template("areas/index.html", page=page, promised=promised, source=recall(SOURCE))


@areas.get("/kawasan/<id:id>")
@requires("area.read", Area)
def show(area: Area) -> Any:
    """One area: what lies around and inside it, and its commitments with those of the areas inside."""
    asked = MultiDict(request.args)
    asked["wilayah"] = str(area.id)
    page = queries.COMMITMENTS_OF.page(current_user, asked, request.path)
    summary = summary_of(area, current_user)
    return render_template(
        "areas/show.html", area=area, page=page, inside=fetch(queries.CHILDREN_OF, area_id=area.id), today=today(),
        summary=summary, period=period_of(summary.year, summary.half) if summary.level else "",
        locator=draw_locator(area.id, _beside(area)),
    )  # fmt: skip


def _beside(area: Area) -> Any:
    outer = area.parent_id if area.kind is AreaKind.PART else None
    return fetch(queries.BESIDE, area_id=area.id, around_id=area.parent_id, outer_id=outer)


@areas.route("/kawasan/impor", methods=["GET", "POST"])
@takes_files
@requires("area.manage")
def take_over() -> Any:
    """Take over the official list, or say which rows are wrong."""
    form, done = ImportForm(sumber=recall(SOURCE)), Imported()
    if form.validate_on_submit():
        try:
            done = import_areas(_sent(), form.sumber.data)
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
