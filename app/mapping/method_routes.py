"""Methods, their indicators and the rules of their levels, for the administrator."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.audit_story import story_of
from app.extensions import db, fetch
from app.locking import parent_first
from app.mapping import rules
from app.mapping.known import known_methods
from app.mapping.levels import Level
from app.mapping.method_forms import (
    IndicatorForm,
    MethodForm,
    NewMethodForm,
    WordingForm,
    rules_form,
    sheet_of_rules,
)
from app.mapping.methods import MappingIndicator, MappingMethod
from app.mapping.models import Mapping
from app.mapping.routes import mappings
from app.policy import requires
from app.submissions import once
from app.web import commit_and_redirect, form_page

_USED = sa.select(Mapping.method_id, sa.func.count()).group_by(Mapping.method_id)


def _page(method: MappingMethod, sentence: str) -> Any:
    return commit_and_redirect(url_for(".method", id=method.id), sentence)


@mappings.get("/pemetaan/metode")
@requires("mapping.method")
def methods() -> Any:
    """All methods, with how many mappings each has."""
    used = {key: count for key, count in fetch(_USED)}
    return render_template("mapping/methods.html", methods=known_methods().values(), used=used)


@mappings.route("/pemetaan/metode/baru", methods=["GET", "POST"])
@requires("mapping.method")
@once
def new_method() -> Any:
    """A further method, or with `dari` a further version of one, which begins as a copy."""
    typed = request.args.get("dari", "")
    like = (
        db.session.get(MappingMethod, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
    )
    form, made = NewMethodForm(obj=like), []
    if not form.is_submitted() and like:
        form.edition.data = ""
    if form.validate_on_submit() and form.permits(lambda: made.append(_begin(form, like))):
        return _page(made[0], gettext("Metode dibuat. Lengkapi indikator dan aturannya."))
    return form_page("mapping/new_method.html", form, like=like)


def _begin(form: NewMethodForm, like: MappingMethod | None) -> MappingMethod:
    copied = like if like and like.kind is form.kind.data else None
    return rules.begin_edition(form.kind.data, form.name.data, form.edition.data, copied)


@mappings.get("/pemetaan/metode/<id:id>")
@requires("mapping.method", MappingMethod)
def method(method: MappingMethod) -> Any:
    """One method with its indicators and rules."""
    used = db.session.scalar(sa.select(sa.func.count()).where(Mapping.method_id == method.id))
    known = {rule.level: rule for rule in method.rules}
    return render_template(
        "mapping/method.html", method=method, used=used, known=known, levels=list(Level), story=story_of(method)
    )


@mappings.route("/pemetaan/metode/<id:id>/ubah", methods=["GET", "POST"])
@requires("mapping.method", MappingMethod)
def edit_method(method: MappingMethod) -> Any:
    """Change what a method says of itself."""
    form = MethodForm(obj=method)
    if form.validate_on_submit() and not form.is_stale(method) and form.permits(_rename, method, form):
        return _page(method, gettext("Metode disimpan."))
    return form_page("mapping/edit_method.html", form, method=method)


def _rename(method: MappingMethod, form: MethodForm) -> None:
    rules.expect_free(form.name.data, form.edition.data, method.id)
    form.write_to(method)


@mappings.route("/pemetaan/metode/<id:id>/aturan", methods=["GET", "POST"])
@requires("mapping.method", MappingMethod)
def edit_rules(method: MappingMethod) -> Any:
    """Set the rules; what they would change is told before it is saved."""
    form = rules_form(method)
    effect = None
    if form.validate_on_submit() and not form.is_stale(sheet_of_rules(method)):
        effect = rules.would_change(method, form.rules, current_user)
        is_agreed = not effect.total or form.seen.data == form.fingerprint
        if is_agreed and form.permits(rules.replace_rules, method, form.rules):
            return _page(method, gettext("Aturan kategori disimpan."))
        form.seen.data = form.fingerprint
    return form_page("mapping/rules.html", form, method=method, effect=effect)


@mappings.route("/pemetaan/metode/<id:id>/indikator", methods=["GET", "POST"])
@requires("mapping.method", MappingMethod)
@once
def new_indicator(method: MappingMethod) -> Any:
    """Add an indicator."""
    form = IndicatorForm(obj=method)
    if form.validate_on_submit() and form.permits(
        rules.add_indicator, method, form.key.data, form.group.data, form.label.data, form.unit.data or ""
    ):
        return _page(method, gettext("Indikator ditambahkan."))
    return form_page("mapping/indicator.html", form, method=method, indicator=None)


@mappings.route("/pemetaan/metode/indikator/<id:id>/ubah", methods=["GET", "POST"])
@parent_first(MappingMethod, MappingIndicator.method_id)
@requires("mapping.method", MappingIndicator)
def edit_indicator(indicator: MappingIndicator) -> Any:
    """Word an indicator anew."""
    form = WordingForm(obj=rules.wording_of(indicator))
    if form.validate_on_submit() and not form.is_stale(rules.wording_of(indicator)):
        form.write_to(indicator)
        rules.move_on(indicator.method)
        return _page(indicator.method, gettext("Indikator disimpan."))
    return form_page("mapping/indicator.html", form, method=indicator.method, indicator=indicator)


@mappings.post("/pemetaan/metode/indikator/<id:id>/naik")
@parent_first(MappingMethod, MappingIndicator.method_id)
@requires("mapping.method", MappingIndicator)
def move_up(indicator: MappingIndicator) -> Any:
    """Put an indicator one place higher on its list."""
    rules.move_up(indicator)
    return _page(indicator.method, gettext("Urutan indikator diubah."))


@mappings.post("/pemetaan/metode/indikator/<id:id>/hapus")
@parent_first(MappingMethod, MappingIndicator.method_id)
@requires("mapping.method", MappingIndicator)
def remove_indicator(indicator: MappingIndicator) -> Any:
    """Take an indicator off the list while nothing was said of it."""
    method = indicator.method
    rules.remove(indicator)
    return _page(method, gettext("Indikator dihapus."))
