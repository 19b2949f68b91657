"""Choosing what an action is tied to; no script is needed for it."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request
from flask_babel import gettext
from flask_login import current_user

from app.forms import clean_text
from app.plans import linking
from app.plans.action_routes import PLAN_FIRST
from app.plans.models import PlanAction
from app.plans.routes import plans
from app.policy import requires
from app.web import commit_and_redirect

PATH = "/rencana-aksi/aksi/<id:id>/"


@plans.get(PATH + "komitmen", defaults={"key": "komitmen"})
@plans.get(PATH + "tugas", defaults={"key": "tugas"})
@plans.get(PATH + "temuan", defaults={"key": "temuan"})
@plans.get(PATH + "kawasan", defaults={"key": "kawasan"})
@requires("plan.fill", PlanAction)
def choose_ties(action: PlanAction, key: str) -> Any:
    """What is tied, and what may be: what suggests itself, or what was searched for."""
    action.expect_changeable()
    kind = linking.KINDS[key]
    words = clean_text(request.args.get("cari", ""))[:100].strip()
    rows = linking.candidates(kind, action, current_user, words)
    tied = [thing for thing in getattr(action, kind.things) if not linking.is_gone(thing)]
    return render_template(
        "plans/ties.html", action=action, plan=action.plan, kind=kind, rows=rows, words=words, tied=tied
    )


@plans.post(PATH + "komitmen", defaults={"key": "komitmen"})
@plans.post(PATH + "tugas", defaults={"key": "tugas"})
@plans.post(PATH + "temuan", defaults={"key": "temuan"})
@plans.post(PATH + "kawasan", defaults={"key": "kawasan"})
@PLAN_FIRST
@requires("plan.fill", PlanAction)
def change_ties(action: PlanAction, key: str) -> Any:
    """Tie one thing, or let one go; doing so twice is doing it once."""
    action.expect_changeable()
    kind, lets_go = linking.KINDS[key], "lepas" in request.form
    thing = linking.thing_by(kind, request.form.get("lepas" if lets_go else "kait", ""), current_user)
    if thing is None:
        abort(404)
    (linking.untie if lets_go else linking.tie)(kind, action, thing)
    name = kind.name(thing)
    said = gettext("%(thing)s dilepas.", thing=name) if lets_go else gettext("%(thing)s dikaitkan.", thing=name)
    return commit_and_redirect(request.path, said)
