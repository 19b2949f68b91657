"""Target locations: the list of a year, what there is to choose by, and recording what a meeting chose."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.clock import today
from app.extensions import db, fetch
from app.findings import target_queries as queries
from app.findings.models import TargetChoice
from app.findings.routes import briefly, findings
from app.findings.target_forms import TargetForm, WithdrawForm
from app.findings.targets import choose
from app.policy import requires
from app.submissions import once
from app.web import commit_and_redirect, form_page


@findings.get("/kawasan/lokasi-sasaran")
@requires("finding.read")
def targets() -> Any:
    """The areas chosen for a year, this one unless another is asked, or by one meeting."""
    asked, this_year = MultiDict(request.args), {"tahun": str(today().year)}
    if "tahun" not in asked and "rapat" not in asked:
        asked.update(this_year)
    page = queries.TARGETS.page(current_user, asked, request.path)
    page.assumed = this_year
    return render_template("findings/targets.html", page=page)


@findings.get("/kawasan/lokasi-sasaran/calon")
@requires("finding.read")
def candidates() -> Any:
    """What was found in each area, what already runs there, and whether it is chosen for the year."""
    page = queries.CANDIDATES.page(current_user, request.args, request.path)
    year = queries.year_of(page.values)
    beside = queries.beside(current_user, year, [row.id for row in page.rows])
    return render_template("findings/candidates.html", page=page, year=year, beside=beside)


@findings.route("/kawasan/lokasi-sasaran/pilih", methods=["GET", "POST"])
@requires("target.choose")
@once
def new_target() -> Any:
    """Record that a meeting chose an area for a year."""
    form = TargetForm(**_given())
    if not form.only_looks and form.validate_on_submit():
        made: list[TargetChoice] = []
        if form.permits(lambda: made.append(choose(form, current_user.name))):
            db.session.flush()
            said = gettext("%(area)s menjadi lokasi sasaran %(year)s.", area=made[0].area.full_name, year=made[0].year)
            return commit_and_redirect(page_of(made[0].id), said)
    return form_page("findings/choose.html", form, target=None)


def _given() -> dict[str, Any]:
    """What the page that led here knew: the area, the year, the meeting."""
    named = {"wilayah": "area_id", "tahun": "year", "rapat": "meeting_id"}
    asked = {field: request.args.get(name, type=int) for name, field in named.items()}
    return {field: value for field, value in asked.items() if value}


@findings.get("/kawasan/lokasi-sasaran/<id:id>")
@requires("finding.read", TargetChoice)
def show_target(target: TargetChoice) -> Any:
    """One choice: by whom, why, and what changed since."""
    line = next(iter(fetch(queries.LINE, id=target.line_id)), None) if target.line_id else None
    story = briefly(fetch(queries.EVENTS_OF, area_id=target.area_id, id=target.id))
    return render_template("findings/target.html", target=target, line=line, story=story)


@findings.route("/kawasan/lokasi-sasaran/<id:id>/ubah", methods=["GET", "POST"])
@requires("target.choose", TargetChoice)
def edit_target(target: TargetChoice) -> Any:
    """Change what is recorded about a choice."""
    if target.removed_at:
        abort(404)
    form = TargetForm(target)
    if not form.only_looks and form.validate_on_submit() and not form.is_stale(target):
        form.write_to(target)
        return commit_and_redirect(page_of(target.id), gettext("Perubahan disimpan."))
    return form_page("findings/choose.html", form, target=target)


@findings.route("/kawasan/lokasi-sasaran/<id:id>/cabut", methods=["GET", "POST"])
@requires("target.choose", TargetChoice)
def withdraw_target(target: TargetChoice) -> Any:
    """Take a choice back, with the reason; the message offers to undo that."""
    form = WithdrawForm()
    if form.validate_on_submit():
        if not target.removed_at:
            target.withdrawn_why = form.reason.data
            target.remove()
        undo = url_for(".restore_target", id=target.id)
        return commit_and_redirect(page_of(target.id), gettext("Pilihan lokasi sasaran dicabut."), undo)
    return form_page("findings/withdraw.html", form, target=target)


@findings.post("/kawasan/lokasi-sasaran/<id:id>/pulihkan")
@requires("target.choose", TargetChoice)
def restore_target(target: TargetChoice) -> Any:
    """Let a choice hold again that was taken back."""
    target.restore()
    target.withdrawn_why = ""
    return commit_and_redirect(page_of(target.id), gettext("Pilihan lokasi sasaran berlaku lagi."))


def page_of(target_id: int) -> str:
    """The page of a choice."""
    return url_for("findings.show_target", id=target_id)
