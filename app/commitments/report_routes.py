"""More pages of `commitments`: the agency tells how far it is, in a draft that its people share until it is sent."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.clock import today
from app.commitments.locking import lead_agency_first
from app.commitments.models import Commitment
from app.commitments.report_forms import ReportForm, report_form
from app.commitments.reports import ProgressReport, ReportDraft
from app.commitments.routes import commitments
from app.commitments.submitting import draft_of, keep_draft, submit
from app.evidence.queries import DRAFT_OF, evidence_by_report
from app.evidence.service import Room
from app.extensions import fetch
from app.files.service import limit_in_words
from app.formats import clock_time, number
from app.policy import requires
from app.submissions import once
from app.uploads import UploadForm
from app.web import commit_and_redirect, form_page


@commitments.route("/komitmen/<id:id>/lapor", methods=["GET", "POST"])
@lead_agency_first
@requires("commitment.report", Commitment)
@once
def report(commitment: Commitment) -> Any:
    """Tell how far it is, or correct what nobody has looked at; the report then waits for a reviewer."""
    if request.method == "GET":
        commitment.expect_report()
    form = _form(commitment)
    if form.validate_on_submit() and not form.clashes():
        answers = {point.id: field.data for point, field in form.answers}
        submit(commitment, _told(commitment, form), answers, form.kept.data or (), current_user)
        return commit_and_redirect(url_for(".show", id=commitment.id), _said(commitment))
    return _page(commitment, form)


@commitments.post("/komitmen/<id:id>/draf")
@requires("commitment.report", Commitment)
def save_draft(commitment: Commitment) -> Any:
    """Keep what was typed so far. The script asks for JSON; the button leads back to the form or on to the evidence."""
    form = _form(commitment)
    asked = request.accept_mimetypes.best == "application/json"
    if not form.may_be_kept() or not form.permits(_keep, commitment, form):
        sentence = form.form_errors[0] if form.form_errors else gettext("Draf ini baru saja diubah rekan Anda.")
        return ({"sentence": sentence}, 409) if asked else _page(commitment, form)
    if asked:
        commit_and_redirect("/")
        return {"version": form.version_of_draft, "sentence": _kept(form.stored)}
    target = "evidence.index" if request.form.get("lanjut") == "bukti" else ".report"
    return commit_and_redirect(url_for(target, id=commitment.id), gettext("Draf disimpan; laporan belum terkirim."))


def _keep(commitment: Commitment, form: ReportForm) -> None:
    form.stored = keep_draft(commitment, form.stored, form.typed(), current_user)


def _form(commitment: Commitment) -> ReportForm:
    before = commitment.report_to_mend
    pieces = evidence_by_report(commitment.id).get(before.id, []) if before else []
    return report_form(commitment, pieces, draft_of(commitment), sent=request.method == "POST")


def _told(commitment: Commitment, form: ReportForm) -> ProgressReport:
    """Return the report that the form tells; without a target its sum stays what was verified."""
    return ProgressReport(
        on_date=form.on_date.data, quantity=form.quantity.data if form.quantity else commitment.verified,
        level=form.level.data if form.level else None, narrative=form.narrative.data,
        obstacle_kind=form.obstacle_kind.data, obstacle=form.obstacle.data, next_step=form.next_step.data,
        submitted_by=current_user.id, submitted_name=current_user.name,
    )  # fmt: skip


def _said(commitment: Commitment) -> str:
    """Return what is said after submitting; more than the target is taken, and told."""
    sentence = gettext("Laporan terkirim; kini giliran peninjau.")
    if commitment.target is not None and commitment.claimed > commitment.target:
        more = gettext("Jumlahnya melebihi target %(target)s %(unit)s.", target=number(commitment.target),
                       unit=commitment.unit)  # fmt: skip
        return f"{sentence} {more}"
    return sentence


def _kept(draft: ReportDraft | None) -> str:
    """Return when the draft was kept, in words."""
    if draft is None:
        return ""
    return gettext("Draf tersimpan %(time)s, %(name)s", time=clock_time(draft.saved_at), name=draft.saved_name)


def _page(commitment: Commitment, form: ReportForm) -> Any:
    return form_page(
        "commitments/report.html", form, commitment=commitment, today=today(), adding=UploadForm(formdata=None),
        pieces=fetch(DRAFT_OF, commitment_id=commitment.id), undo=None, kept=_kept(form.stored),
        limit=limit_in_words(), quota=Room(commitment.lead_agency_id),
    )  # fmt: skip
