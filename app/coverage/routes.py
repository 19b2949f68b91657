"""Who does what where: what is missing first, then the matrix, and both as files."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_login import current_user
from markupsafe import Markup

from app.audit import AuditEvent
from app.coverage import gap_pages
from app.coverage.asking import ASKED, KINDS, OF_COMMITMENTS, Face, area_name
from app.coverage.cube import cube_of
from app.coverage.queries import area_rows
from app.coverage.ways import Ways
from app.extensions import fetch
from app.kept import Kept
from app.language import language
from app.listing import count_in_words
from app.paging import Page
from app.policy import can, requires

coverage = Blueprint("coverage", __name__)

coverage.app_template_filter("area_name")(area_name)
ACROSS, DOWN = 12, 60  # areas on one page: as columns, and as rows
kept = Kept(AuditEvent.id)  # every act leaves one


@coverage.get("/peta-kerja")
@requires("coverage.read")
def index() -> Any:
    """What is missing, and which agencies do what in which areas."""
    page = ASKED.ask(request.args, request.path)
    face = next((each for each in Face if each.value == request.args.get("baris")), Face.AGENCIES)
    number = request.args.get("hal", "")
    start = min(int(number), 1000) if number.isascii() and number.isdecimal() and len(number) < 5 else 1
    seen = tuple(can(act) for act in ("mapping.read_all", "mapping.read"))
    # Drawn once for the same figures: some two thousand links take longer than asking for them.
    drawn = kept((language(), seen, page.query, face, start), lambda: _drawn(page, face, start))
    return render_template("coverage/index.html", page=page, drawn=drawn, face=face, ways=Ways(page.values))


def _drawn(page: Page, face: Face, start: int) -> Markup:
    values, names = page.values, next(each.choices for each in page.filters if each.name == "instansi")
    areas = fetch(area_rows(values))
    here = next((area for area in areas if str(area.id) == values.get("kawasan")), None)
    inside = [area for area in areas if area is not here]
    if face is Face.AGENCIES and not inside and areas:
        face = Face.KINDS  # one area alone
    most = {Face.AGENCIES: ACROSS, Face.AREAS: DOWN}.get(face, 0)
    pages = max(1, -(-len(inside) // most)) if most else 1
    number = min(max(start, 1), pages)
    shown = inside[(number - 1) * most : number * most]
    # Figures of what stands on this page alone: a province has a thousand areas.
    cube = cube_of(current_user, values, names[1:], [here, *shown] if here else shown)
    drawn = render_template(
        "coverage/_drawn.html", cube=cube, face=face, faces=list(Face), kinds=KINDS, values=values,
        ways=Ways(values, face.value), areas=shown, is_empty=not areas, here=here, number=number, pages=pages,
        with_activities=OF_COMMITMENTS not in values,
        gaps=gap_pages.counts(current_user, values), number_in_words=count_in_words,
    )  # fmt: skip
    return Markup(drawn)  # noqa: S704 - made by our own template


@coverage.get("/peta-kerja/kesenjangan/<which>")
@requires("coverage.read")
def gap(which: str) -> Any:
    """The list of one gap, each row with its next step."""
    found = gap_pages.BY_KEY.get(which) or abort(404)
    if not can(found.act):
        abort(403)
    page = found.listing.page(current_user, request.args, request.path)
    return render_template("coverage/gap.html", gap=found, page=page)
