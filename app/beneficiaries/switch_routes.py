"""The administrator's pages: whether names are kept, what that means, and the draft of the impact assessment."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user

from app.beneficiaries import queries
from app.beneficiaries.forms import SwitchOffForm, SwitchOnForm
from app.beneficiaries.routes import beneficiaries
from app.beneficiaries.switch import is_on, present, turn
from app.extensions import db
from app.policy import requires
from app.submissions import once
from app.web import commit_and_redirect, form_page


@beneficiaries.get("/penerima-manfaat/pengaturan")
@requires("beneficiary.switch")
def settings() -> Any:
    """Whether names are kept now, since when and why; never a name."""
    history = db.session.scalars(queries.SWITCHES).all()
    stored = db.session.scalar(queries.STORED)
    return render_template("beneficiaries/settings.html", switch=present(), history=history, stored=stored)


@beneficiaries.route("/penerima-manfaat/pengaturan/aktifkan", methods=["GET", "POST"])
@requires("beneficiary.switch")
@once
def switch_on() -> Any:
    """Switch names on, or record another assessment while they are on."""
    form = SwitchOnForm()
    if form.validate_on_submit():
        names = ("assessed_on", "assessed_by", "document", "checks_doubles")
        turn(True, current_user.name, form.reason.data, **{name: form[name].data for name in names})
        return commit_and_redirect(url_for(".settings"), gettext("Pencatatan nama aktif."))
    return form_page("beneficiaries/switch_on.html", form)


@beneficiaries.route("/penerima-manfaat/pengaturan/nonaktifkan", methods=["GET", "POST"])
@requires("beneficiary.switch")
@once
def switch_off() -> Any:
    """Switch names off: what is stored is hidden until it is purged."""
    form = SwitchOffForm()
    if not is_on():
        return redirect(url_for(".settings"), 303)
    if form.validate_on_submit():
        turn(False, current_user.name, form.reason.data)
        return commit_and_redirect(url_for(".settings"), gettext("Pencatatan nama nonaktif."))
    return form_page("beneficiaries/switch_off.html", form, stored=db.session.scalar(queries.STORED))


@beneficiaries.get("/penerima-manfaat/pengaturan/penilaian-dampak")
@requires("beneficiary.switch")
def assessment() -> Any:
    """A draft of the impact assessment, to be printed, completed and signed outside of the system."""
    return render_template("beneficiaries/assessment.html")
