"""Acts of the secretariat upon several commitments, chosen from a filtered list."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.clock import today
from app.commitments.queries import COMMITMENTS
from app.extensions import db
from app.monitoring import bulk
from app.monitoring.bulk_forms import RedateAllForm, RemindForm
from app.monitoring.routes import monitoring
from app.policy import requires
from app.submissions import once, remember
from app.web import commit_and_redirect, form_page


@monitoring.get("/komitmen/serentak")
@requires("commitment.remind")
def choose() -> Any:
    """The commitments of a filtered list, to be ticked for one act."""
    page = COMMITMENTS.page(current_user, request.args, request.path)
    rows = bulk.matching(current_user, page.values)
    return render_template(
        "monitoring/choose.html", page=page, today=today(), rows=rows[: bulk.MOST], most=bulk.MOST,
        has_more=len(rows) > bulk.MOST, ticked=request.args.get("centang") == "semua",
    )  # fmt: skip


@monitoring.route("/komitmen/serentak/ingatkan", methods=["GET", "POST"])
@requires("commitment.remind")
@once
def remind_all() -> Any:
    """A ready text for each agency; what was said is written down."""
    keys = bulk.read_ids(request.values.getlist("pilih"))
    form = RemindForm()
    if len(keys) > bulk.MOST:
        return _choose_again(gettext("Pilih paling banyak %(most)s komitmen sekaligus.", most=bulk.MOST))
    if form.validate_on_submit():
        return _reminded(bulk.remind(current_user, keys, form.channel.data), request.form.getlist("semua"))
    rows = bulk.chosen(current_user, keys)
    if not rows:
        return _choose_again(gettext("Pilih dahulu komitmen yang dimaksud."))
    texts = bulk.reminders(rows)
    left_out = [row for row in rows if not bulk.may_be_reminded(row)]
    return form_page("monitoring/remind_all.html", form, texts=texts, left_out=left_out, keys=keys)


def _reminded(outcomes: list[bulk.Outcome], everything: list[str]) -> Any:
    """Say how many, and lead back to the texts of the other agencies."""
    done = sum(not each.refusal for each in outcomes)
    refused = [each.reference for each in outcomes if each.refusal]
    sentence = ngettext(
        "%(num)s komitmen ditandai sudah diingatkan.", "%(num)s komitmen ditandai sudah diingatkan.", done
    )
    if refused:
        sentence += " " + gettext(
            "Tidak ditandai karena bukan giliran instansi: %(which)s.", which=", ".join(refused[:5])
        )
    keys = bulk.read_ids(everything) or [each.id for each in outcomes]
    return commit_and_redirect(url_for(".remind_all", pilih=keys), sentence)


@monitoring.route("/komitmen/serentak/tenggat", methods=["GET", "POST"])
@requires("commitment.amend")
@once
def redate_all() -> Any:
    """Move several due dates for one reason; tell of each what became of it."""
    form = RedateAllForm()
    versions = _versions() if request.method == "POST" else {}
    keys = list(versions) or bulk.read_ids(request.args.getlist("pilih"))
    if len(keys) > bulk.MOST:
        return _choose_again(gettext("Pilih paling banyak %(most)s komitmen sekaligus.", most=bulk.MOST))
    if form.validate_on_submit() and versions:
        outcomes = bulk.redate(current_user, versions, form.moved, form.reason.data, form.note.data, current_user)
        remember(url_for(".choose"))
        db.session.commit()
        return render_template("monitoring/redated.html", outcomes=outcomes)
    rows = bulk.chosen(current_user, keys)
    if not rows:
        return _choose_again(gettext("Pilih dahulu komitmen yang dimaksud."))
    return form_page("monitoring/redate_all.html", form, rows=rows, versions=versions, today=today())


def _versions() -> dict[int, str]:
    """The commitments of the form, each with the version that the person saw: `id-version`."""
    pairs = [value.partition("-") for value in request.form.getlist("pilih")]
    return {key: version for text, _, version in pairs for key in bulk.read_ids([text])}


def _choose_again(sentence: str) -> Any:
    flash(sentence, "error")
    return redirect(url_for(".choose"), 303)
