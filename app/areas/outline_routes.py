"""The outlines that areas are drawn with: their import, and their end."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.areas import outline_service
from app.areas.boundaries import AreaBoundary
from app.areas.forms import OutlineForm
from app.areas.geojson import BIGGEST
from app.areas.outlines import Drawing, draw
from app.areas.routes import areas
from app.areas.service import MOST_FAULTS
from app.extensions import db, fetch
from app.policy import requires
from app.refusal import Refused
from app.uploads import takes_files_up_to
from app.web import commit_and_redirect, form_page

SOURCES = (
    sa.select(
        AreaBoundary.source, AreaBoundary.imported_name, sa.func.count().label("number"),
        sa.func.max(AreaBoundary.imported_at).label("at"),
    )
    .group_by(AreaBoundary.source, AreaBoundary.imported_name)
    .order_by(sa.func.max(AreaBoundary.imported_at).desc())
)  # fmt: skip


@areas.route("/kawasan/batas", methods=["GET", "POST"])
@takes_files_up_to(BIGGEST)
@requires("area.manage")
def boundaries() -> Any:
    """Take over outlines, or say which are wrong."""
    form, drawing = OutlineForm(), Drawing()
    if form.validate_on_submit():
        try:
            drawing = _drawn()
            if not drawing.faults:
                outline_service.keep(drawing, form.sumber.data, current_user.name)
                return commit_and_redirect(url_for(".map_of_areas"), outline_service.in_words(drawing))
            form.berkas.errors = [gettext("Tidak satu pun diimpor: %(n)s kawasan keliru.", n=len(drawing.faults))]
        except Refused as refusal:
            form.berkas.errors = [str(refusal)]
        db.session.rollback()
    faults = drawing.faults
    return form_page(
        "areas/boundaries.html", form, faults=faults[:MOST_FAULTS], more=len(faults) - MOST_FAULTS,
        sources=fetch(SOURCES),
    )  # fmt: skip


def _drawn() -> Drawing:
    """Draw what was sent. That may take seconds, in which no lock is held."""
    file = request.files.get("berkas")
    content = file.read(BIGGEST + 1) if file else b""
    if not content:
        raise Refused(gettext("Pilih berkas GeoJSON yang berisi garis batas."))
    kinds = outline_service.known_kinds()
    db.session.rollback()
    return draw(content, kinds)


@areas.post("/kawasan/batas/hapus")
@requires("area.manage")
def remove_boundaries() -> Any:
    """Take away all outlines; the map then shows tiles."""
    count = outline_service.remove_all()
    return commit_and_redirect(url_for(".boundaries"), gettext("Garis batas %(count)s kawasan dihapus.", count=count))
