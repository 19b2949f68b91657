"""Mappings: all areas at a glance, one mapping, and filling it in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.audit_story import story_of
from app.extensions import fetch
from app.mapping import queries, service
from app.mapping.evaluation import evaluate
from app.mapping.forms import AnswersForm, IndexForm, answers_of, checklist_form, sheet_of
from app.mapping.history import columns_of
from app.mapping.known import known_methods
from app.mapping.levels import Level
from app.mapping.models import Mapping
from app.policy import Role, requires
from app.web import commit_and_redirect, form_page

mappings = Blueprint("mapping", __name__)


@mappings.get("/pemetaan")
@requires("mapping.read")
def index() -> Any:
    """Every kelurahan with its newest mapping: how complete it is, and its levels."""
    page = queries.LISTING.page(current_user, request.args, request.path)
    known = known_methods()
    weighed = {each.row.mapping_id: each for each in columns_of([row for row in page.rows if row.mapping_id], known)}
    return render_template(
        "mapping/index.html", page=page, known=known, weighed=weighed, levels=list(Level),
        own=current_user.agencies_as(Role.LIAISON), tells_levels=queries.tells_levels(page),
    )  # fmt: skip


@mappings.get("/pemetaan/<id:id>")
@requires("mapping.read", Mapping)
def show(mapping: Mapping) -> Any:
    """One mapping: what was found, what the rules say, what was decided, and who has read it."""
    return page_of(mapping)


def page_of(mapping: Mapping, has_moved: bool = False) -> str:
    """The page; `has_moved` says that the act was meant for what it was before."""
    return render_template(
        "mapping/show.html", mapping=mapping, weighed=evaluate(mapping), story=story_of(mapping), has_moved=has_moved,
        decisions=fetch(queries.DECISIONS, id=mapping.id), readers=fetch(queries.READERS, id=mapping.id),
        found={value.indicator_id: value for value in mapping.values}, own=current_user.agencies_as(Role.LIAISON),
    )  # fmt: skip


@mappings.route("/pemetaan/<id:id>/isi", methods=["GET", "POST"])
@requires("mapping.manage", Mapping)
def fill(mapping: Mapping) -> Any:
    """Fill it in, wholly or in part."""
    sheet = sheet_of(mapping)
    kind = IndexForm if mapping.method.is_index else checklist_form(mapping.method.indicators)
    form = kind(obj=sheet)
    if form.validate_on_submit() and not form.is_stale(sheet):
        if form.says_anew(sheet):
            _keep(mapping, form)
        return commit_and_redirect(url_for(".show", id=mapping.id), gettext("Isian pemetaan disimpan."))
    return form_page("mapping/fill.html", form, mapping=mapping)


def _keep(mapping: Mapping, form: AnswersForm) -> None:
    if mapping.method.is_index:
        form.write_to(mapping)
        mapping.touch()
        return
    mapping.remark = form.remark.data
    service.fill(mapping, answers_of(form, mapping.method))
