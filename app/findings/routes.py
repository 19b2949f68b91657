"""Pages of one area's problems, potentials, vulnerable groups and interests."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.agencies.queries import agency_choices
from app.areas.models import Area
from app.audit_story import Story, told
from app.extensions import db, fetch
from app.findings import queries, service
from app.findings.forms import FindingForm, PlaceForm
from app.findings.models import Finding, FindingKind
from app.locking import parent_first
from app.policy import requires
from app.submissions import once
from app.web import commit_and_redirect, form_page

findings = Blueprint("findings", __name__)
# The area of a finding is locked before the finding, so that two who put one kind in order wait for each other.
area_first = parent_first(Area, Finding.area_id)
KINDS = {
    "masalah": FindingKind.PROBLEM,
    "sdm": FindingKind.PEOPLE,
    "sda": FindingKind.NATURE,
    "stakeholder": FindingKind.STAKEHOLDERS,
    "kelompok": FindingKind.GROUP,
    "minat": FindingKind.INTEREST,
}
SLUGS = {kind: slug for slug, kind in KINDS.items()}


@findings.get("/kawasan/<id:id>/potensi")
@requires("finding.read", Area)
def index(area: Area) -> Any:
    """What was found in one area, kind by kind, and what answers its problems."""
    found, answers = defaultdict(list), defaultdict(list)
    for row in fetch(queries.FINDINGS_OF, area_id=area.id):
        found[row.kind].append(row)
    for row in fetch(queries.ANSWERS_OF, area_id=area.id):
        answers[row.finding_id].append(row)
    known = (
        {name.lower(): key for key, name in agency_choices(current=False)} if found[FindingKind.STAKEHOLDERS] else {}
    )
    return render_template(
        "findings/index.html", area=area, found=found, answers=answers, slugs=SLUGS, known=known,
        story=briefly(fetch(queries.EVENTS_OF, area_id=area.id)), inside=fetch(queries.INSIDE, area_id=area.id),
    )  # fmt: skip


def briefly(events: Any) -> Story:
    """The history without first values: those stand on the page."""
    changes = [(event, [each for each in event.changes if each[1] is not None]) for event in told(events)]
    return Story(replace(event, changes=kept) for event, kept in changes)


@findings.route("/kawasan/<id:id>/potensi/baru", methods=["GET", "POST"])
@requires("finding.manage")
@once
def new(id: int) -> Any:
    """Write down one more finding of a kind."""
    area = _area(id)
    kind = KINDS.get(request.values.get("jenis", ""), FindingKind.PROBLEM)
    form = FindingForm(kind, current_user.agency_ids)
    if form.validate_on_submit():
        service.write_down(area, kind, form, current_user.name)
        db.session.flush()
        return commit_and_redirect(page_of(area.id, kind), gettext("Temuan dicatat."))
    return form_page(
        "findings/form.html",
        form,
        area=area,
        kind=kind,
        finding=None,
        skills=_skills(kind),
        slug=SLUGS[kind],
    )


def _area(key: int) -> Area:
    """The area, locked when something is about to be written in it."""
    rows = Area.visible_to(current_user).where(Area.id == key)
    if request.method == "POST":
        rows = rows.with_for_update(of=Area)
    return db.session.scalars(rows).one_or_none() or abort(404)


def _skills(kind: FindingKind) -> list[str]:
    return [row.name for row in fetch(queries.SKILL_NAMES)] if kind is FindingKind.INTEREST else []


def page_of(area_id: int, kind: FindingKind) -> str:
    """Where the findings of a kind stand on the page of their area."""
    return url_for("findings.index", id=area_id) + f"#{SLUGS[kind]}"


@findings.route("/temuan/<id:id>/ubah", methods=["GET", "POST"])
@area_first
@requires("finding.manage", Finding)
def edit(finding: Finding) -> Any:
    """Change a finding."""
    if finding.removed_at:
        abort(404)
    form = FindingForm(finding.kind, [], finding)
    if form.validate_on_submit() and not form.is_stale(finding):
        service.fill(finding, form)
        return commit_and_redirect(page_of(finding.area_id, finding.kind), gettext("Perubahan disimpan."))
    return form_page(
        "findings/form.html", form, area=finding.area, kind=finding.kind, finding=finding, skills=_skills(finding.kind)
    )


@findings.post("/temuan/<id:id>/pindah")
@area_first
@requires("finding.manage", Finding)
def move(finding: Finding) -> Any:
    """Move a finding one place up or down, or to a place by its number."""
    if finding.removed_at:
        abort(404)
    step = {"naik": -1, "turun": 1}.get(request.form.get("arah", ""))
    form = PlaceForm()
    if step:
        service.move(finding, finding.rank + step)
    elif form.validate():
        service.move(finding, form.place.data)
    else:
        return form_page("findings/place.html", form, finding=finding, back=page_of(finding.area_id, finding.kind))
    return commit_and_redirect(page_of(finding.area_id, finding.kind))


@findings.post("/temuan/<id:id>/hapus")
@area_first
@requires("finding.manage", Finding)
def remove(finding: Finding) -> Any:
    """Take a finding away; the message offers to bring it back."""
    finding.remove()
    service.close_gap(finding)
    said = gettext("Temuan dihapus: %(title)s.", title=finding.title)
    return commit_and_redirect(page_of(finding.area_id, finding.kind), said, url_for(".restore", id=finding.id))


@findings.post("/temuan/<id:id>/pulihkan")
@area_first
@requires("finding.manage", Finding)
def restore(finding: Finding) -> Any:
    """Bring a finding back to where it was."""
    place = finding.rank
    finding.restore()
    service.move(finding, place)
    return commit_and_redirect(page_of(finding.area_id, finding.kind), gettext("Temuan dipulihkan."))
