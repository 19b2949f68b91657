"""Pages on which a person says how to be told, and the page behind the link that ends all mails."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.accounts.models import User
from app.extensions import csrf, db
from app.notices import absences, links, settings
from app.notices.events import Event
from app.notices.routes import notices
from app.notices.settings_forms import AbsenceForm, SettingsForm
from app.policy import public, signed_in
from app.web import commit_and_redirect, form_page


def settings_page(form: SettingsForm | None = None, absence_form: AbsenceForm | None = None) -> Any:
    """Show both forms; the one that was sent keeps what was typed."""
    choices, habit = settings.choices_of(current_user.id), settings.habit_of(current_user.id)
    gateway, mail = (bool(current_app.config[name]) for name in ("GATEWAY_URL", "SMTP_URL"))
    page, status = form_page(
        "notices/settings.html",
        form or SettingsForm(choices, habit, gateway, formdata=None),
        absence_form=absence_form or AbsenceForm(absences.deputies_of(current_user.id), formdata=None),
        events=list(Event), patterns=settings.patterns(), present=settings.code_of(choices),
        outlook=settings.outlook(choices, habit),
        mail=mail, gateway=gateway, paused=mail and settings.is_paused(current_user.email),
        away=absences.coming(current_user.id), standing_in=absences.standing_in(current_user.id),
    )  # fmt: skip
    return page, 422 if absence_form else status


@notices.route("/pemberitahuan/pengaturan", methods=["GET", "POST"], endpoint="settings")
@signed_in
def edit_settings() -> Any:
    """Choose how soon, when and by which way to be told."""
    gateway = bool(current_app.config["GATEWAY_URL"])
    form = SettingsForm(settings.choices_of(current_user.id), settings.habit_of(current_user.id), gateway)
    if form.validate_on_submit():
        settings.choose(current_user.id, form.choices)
        settings.settle(current_user.id, form.habit(current_user.id))
        return commit_and_redirect(url_for(".settings"), gettext("Pengaturan pemberitahuan disimpan."))
    return settings_page(form if form.is_submitted() else None)


@notices.post("/pemberitahuan/pengaturan/pilihan/<code>")
@signed_in
def choose(code: str) -> Any:
    """Choose the cadences that the letters stand for: what many want, or what was chosen before."""
    choices = settings.read_code(code) or abort(404)
    before = settings.code_of(settings.choices_of(current_user.id))
    settings.choose(current_user.id, choices)
    undo = url_for(".choose", code=before) if before != code else ""
    return commit_and_redirect(url_for(".settings"), gettext("Pengaturan pemberitahuan disimpan."), undo)


@notices.route("/pemberitahuan/berhenti/<token>", methods=["GET", "POST"])
@csrf.exempt  # mail programs post here without a cookie (RFC 8058); the signed token says for whom
@public
def unsubscribe(token: str) -> Any:
    """End all mails to the person of the link. Answered without a redirect, as RFC 8058 asks."""
    user = db.session.get(User, links.whose(token) or 0) or abort(404)
    sent = request.method == "POST"
    if sent:
        settings.stop(user.id)
        db.session.commit()
    return render_template("notices/unsubscribe.html", name=user.name, done=sent)
