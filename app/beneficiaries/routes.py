"""Pages of named beneficiaries, masked: list, one person, recording, correcting, erasing. Only while switched on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.audit_story import story_of
from app.beneficiaries import queries, service
from app.beneficiaries.forms import EraseForm, PersonForm, ReasonForm
from app.beneficiaries.models import Beneficiary
from app.beneficiaries.names import masked
from app.beneficiaries.switch import may_be_shown, present, while_on
from app.extensions import db, fetch
from app.findings.queries import SKILL_NAMES
from app.policy import requires
from app.submissions import once
from app.web import commit_and_redirect, form_page

beneficiaries = Blueprint("beneficiaries", __name__)
beneficiaries.add_app_template_filter(masked, "masked")
beneficiaries.add_app_template_global(may_be_shown, "names_may_be_shown")


@beneficiaries.get("/penerima-manfaat")
@while_on
@requires("beneficiary.read")
def index() -> Any:
    """All persons, masked."""
    page = queries.PERSONS.page(current_user, request.args, request.path)
    return render_template("beneficiaries/index.html", page=page, form=ReasonForm(formdata=None))


@beneficiaries.route("/penerima-manfaat/baru", methods=["GET", "POST"])
@while_on
@requires("beneficiary.manage")
@once
def new() -> Any:
    """Record a person who has consented."""
    form = PersonForm(_checks_doubles())
    if form.validate_on_submit() and service.has_no_double(form):
        person = Beneficiary()
        service.fill(person, form)
        db.session.add(person)
        db.session.flush()
        return commit_and_redirect(page_of(person.id), gettext("Data no. %(number)s dicatat.", number=person.id))
    return form_page("beneficiaries/form.html", form, person=None, skills=_skills())


def _checks_doubles() -> bool:
    switch = present()
    return switch is not None and switch.checks_doubles


def _skills() -> list[str]:
    return [row.name for row in fetch(SKILL_NAMES)]


@beneficiaries.get("/penerima-manfaat/<id:id>")
@while_on
@requires("beneficiary.read", Beneficiary)
def show(person: Beneficiary) -> Any:
    """One person, masked, with what may be done."""
    return _page(person, ReasonForm(formdata=None))


def _page(person: Beneficiary, form: ReasonForm) -> Any:
    views = fetch(queries.VIEWS_OF, id=person.id)
    return form_page("beneficiaries/show.html", form, person=person, views=views, story=story_of(person))


@beneficiaries.route("/penerima-manfaat/<id:id>/ubah", methods=["GET", "POST"])
@while_on
@requires("beneficiary.manage", Beneficiary)
def edit(person: Beneficiary) -> Any:
    """Correct a person's data; what only a full view shows is typed anew, never shown."""
    form = PersonForm(_checks_doubles(), person)
    if form.validate_on_submit() and service.has_no_double(form, person) and not form.is_stale(person):
        service.correct(person, form)
        return commit_and_redirect(page_of(person.id), gettext("Perubahan disimpan."))
    return form_page("beneficiaries/form.html", form, person=person, skills=_skills())


@beneficiaries.route("/penerima-manfaat/<id:id>/hapus", methods=["GET", "POST"])
@while_on
@once
@requires("beneficiary.manage", Beneficiary)
def erase(person: Beneficiary) -> Any:
    """Forget a person, as after a withdrawn consent; one more is counted."""
    form = EraseForm()
    if form.validate_on_submit():
        number = person.id
        service.erase(person, form.reason.data)
        return commit_and_redirect(url_for(".index"), gettext("Data no. %(number)s dihapus.", number=number))
    return form_page("beneficiaries/erase.html", form, person=person)


@beneficiaries.get("/penerima-manfaat/jumlah")
@while_on
@requires("beneficiary.read")
def left() -> Any:
    """How many are left of those who are gone, by place, group and year."""
    return render_template("beneficiaries/left.html", rows=fetch(queries.LEFT))


def page_of(person_id: int) -> str:
    """The page of a person, who is named in no address."""
    return url_for("beneficiaries.show", id=person_id)
