"""Pages of reviewers: the queue, a report beside its promise with its verdict, and taking a verdict back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.clock import now, today
from app.commitments.models import Commitment
from app.commitments.states import SENT_BACK, SUBSTANTIAL_FROM
from app.extensions import db, fetch
from app.forms import whole_id
from app.policy import requires
from app.refusal import Refused
from app.submissions import once
from app.verification import queries, service
from app.verification.forms import ReopenForm, ReviewForm, review_form
from app.web import commit_and_redirect, form_page, return_path

verification = Blueprint("verification", __name__)


@verification.errorhandler(Refused)
def _refused(error: Refused) -> Any:
    """Lead to the commitment, where one sees how it stands."""
    db.session.rollback()
    flash(str(error), "error")
    return redirect(url_for("commitments.show", id=(request.view_args or {})["id"]), 303)


@verification.get("/komitmen/antrean")
@requires("commitment.verify")
def queue() -> Any:
    """Reports that wait for this reviewer, longest wait first, with who looks at them."""
    page = queries.QUEUE.page(current_user, request.args, request.path)
    return render_template(
        "verification/queue.html", page=page, today=today(), now=now(),
        reports=queries.waiting_reports([row.id for row in page.rows]),
        left_out=db.session.scalar(queries.left_out(current_user.agency_ids)),
    )  # fmt: skip


@verification.post("/komitmen/<id:id>/ambil")
@requires("commitment.verify", Commitment)
def take(commitment: Commitment) -> Any:
    """Take the waiting report up; taking it over names whom from (`dari`)."""
    try:
        instead_of = whole_id(request.form.get("dari"))
    except ValueError:
        instead_of = None
    commitment.take(current_user.id, instead_of)
    return commit_and_redirect(return_path(url_for(".queue")), gettext("Laporan ini kini Anda periksa."))


@verification.post("/komitmen/<id:id>/lepas")
@requires("commitment.verify", Commitment)
def release(commitment: Commitment) -> Any:
    """Give a report back to the queue."""
    commitment.release(current_user.id)
    return commit_and_redirect(return_path(url_for(".queue")), gettext("Laporan ini kembali ke antrean."))


@verification.get("/komitmen/<id:id>/periksa")
@requires("commitment.verify", Commitment)
def review(commitment: Commitment) -> Any:
    """Promise, claim and evidence side by side, and the form with the verdict."""
    report = commitment.waiting_report()
    report.refuse_reviewer(current_user.id)
    return _review_page(commitment, review_form(commitment, service.evidence_of(report), formdata=None))


@verification.route("/komitmen/<id:id>/verifikasi", methods=["GET", "POST"])
@requires("commitment.verify", Commitment)
@once
def verify(commitment: Commitment) -> Any:
    """Write down what was found about the newest report and its evidence, all in one."""
    if request.method == "GET" or commitment.last_report is None:
        commitment.waiting_report()
    form = review_form(commitment, service.evidence_of(commitment.reports[-1]))
    if form.validate_on_submit() and form.permits(service.judge, commitment, form.finding(), current_user.id):
        return commit_and_redirect(url_for("commitments.show", id=commitment.id), _what_follows(commitment))
    return _review_page(commitment, form)


def _what_follows(commitment: Commitment) -> str:
    if commitment.awaits_second:
        return gettext("Temuan Anda tercatat. Laporan ini menunggu peninjau kedua.")
    report = commitment.reports[-1]
    if report.verdict in SENT_BACK:
        return gettext("Laporan dikembalikan; kini giliran instansi.")
    return gettext(
        "Laporan diverifikasi: %(percent)s persen dari yang dijanjikan, %(attainment)s.",
        percent=commitment.verified_percent, attainment=str(commitment.attainment.label).lower(),
    )  # fmt: skip


def _review_page(commitment: Commitment, form: ReviewForm) -> Any:
    report = commitment.reports[-1]
    earlier = commitment.reports[-2::-1]
    return form_page(
        "verification/review.html",
        form,
        commitment=commitment,
        report=report,
        reviewers={row.id: row.name for row in fetch(queries.REVIEWERS_OF, commitment_id=commitment.id)},
        first_words=queries.first_words(commitment),
        before=next((each for each in earlier if each.counts), None),
        asked=next((each for each in earlier if each.points), None),
        half=_where_half_is_done(commitment),
    )


def _where_half_is_done(commitment: Commitment) -> Any:
    """The sum from which a promise in numbers counts as substantially kept."""
    if commitment.target is None:
        return None
    start = commitment.baseline or 0
    return start + (commitment.target - start) * SUBSTANTIAL_FROM / 100


@verification.route("/komitmen/<id:id>/buka-kembali", methods=["GET", "POST"])
@requires("commitment.reopen", Commitment)
@once
def reopen(commitment: Commitment) -> Any:
    """Take the newest verdict back with a reason, so that its report waits again."""
    if commitment.last_report is None or (request.method == "GET" and not commitment.can_be_reopened):
        raise Refused(gettext("Tidak ada hasil pemeriksaan yang dapat dibuka kembali."))
    form = ReopenForm(commitment)
    if form.validate_on_submit() and form.permits(
        service.reopen, commitment, form.reason.data, form.note.data, current_user
    ):
        page = url_for("commitments.show", id=commitment.id)
        return commit_and_redirect(page, gettext("Hasil pemeriksaan dibuka kembali; laporan ini menunggu lagi."))
    return form_page("verification/reopen.html", form, commitment=commitment)
