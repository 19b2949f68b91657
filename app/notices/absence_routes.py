"""Saying that one is away and who stands in; administrators say it for somebody else."""

from __future__ import annotations

from typing import Any

from flask import abort, url_for
from flask_babel import gettext
from flask_login import current_user

from app.accounts.models import User
from app.extensions import db
from app.notices import absences
from app.notices.models import Absence
from app.notices.routes import notices
from app.notices.settings_forms import AbsenceForm
from app.notices.settings_routes import settings_page
from app.policy import can, requires, signed_in
from app.submissions import once
from app.web import commit_and_redirect, form_page

notices.add_app_template_global(absences.coming, "absences_of")


@notices.post("/pemberitahuan/ketidakhadiran")
@signed_in
@once
def add_absence() -> Any:
    """Say when one is away."""
    form = AbsenceForm(absences.deputies_of(current_user.id))
    if _added(form, current_user.id):
        return commit_and_redirect(url_for(".settings") + "#ketidakhadiran", gettext("Ketidakhadiran tercatat."))
    return settings_page(absence_form=form)


@notices.route("/pengguna/<id:id>/ketidakhadiran", methods=["GET", "POST"])
@requires("user.manage")
@once
def absence_of(id: int) -> Any:
    """Say when somebody else is away. That person is not locked here: with the deputy, in one order, by `add`."""
    user = db.session.get(User, id) or abort(404)
    form = AbsenceForm(absences.deputies_of(user.id))
    if _added(form, user.id):
        return commit_and_redirect(url_for("accounts.show", id=user.id), gettext("Ketidakhadiran tercatat."))
    return form_page("notices/absence.html", form, user=user)


def _added(form: AbsenceForm, user_id: int) -> bool:
    return form.validate_on_submit() and form.permits(
        absences.add, user_id, form.deputy_id.data, form.from_date.data, form.until_date.data
    )


@notices.post("/pemberitahuan/ketidakhadiran/<id:id>/akhiri")
@signed_in
@once
def end_absence(id: int) -> Any:
    """Be back earlier, or not go at all."""
    absence = db.session.get(Absence, id, with_for_update=True)
    if absence is None or (absence.user_id != current_user.id and not can("user.manage")):
        abort(404)
    absences.end(absence)
    own = absence.user_id == current_user.id
    back = url_for(".settings") + "#ketidakhadiran" if own else url_for("accounts.show", id=absence.user_id)
    return commit_and_redirect(back, gettext("Ketidakhadiran diakhiri."))
