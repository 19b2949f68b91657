"""The skills that interests and trainings are compared by: the list, another name, two that are one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.audit_story import story_of
from app.columns import BIGGEST_ID
from app.extensions import SAFE_METHODS, db, fetch
from app.findings import queries
from app.findings.forms import JoinForm, SkillForm
from app.findings.models import Skill
from app.findings.routes import findings
from app.findings.skills import hold, join, rename
from app.policy import can, requires
from app.refusal import Refused
from app.web import commit_and_redirect, form_page


def users_first(view: Callable[..., Any]) -> Callable[..., Any]:
    """Lock what the skill is used for, then it and the one that it is joined into. Stands above `requires`."""

    @wraps(view)
    def guarded(**values: Any) -> Any:
        if request.method not in SAFE_METHODS:
            into = request.form.get("into_id", 0, type=int)
            hold(values["id"], into if 0 < into <= BIGGEST_ID else 0)
        return view(**values)

    return guarded


@findings.get("/keterampilan")
@requires("finding.read")
def skills() -> Any:
    """All skills, with how often each is wished for and taught."""
    page = queries.SKILLS.page(current_user, request.args, request.path)
    return render_template("findings/skills.html", page=page, managing=can("finding.manage", Skill(name="")))


@findings.route("/keterampilan/<id:id>/ubah", methods=["GET", "POST"])
@users_first
@requires("finding.manage", Skill)
def rename_skill(skill: Skill) -> Any:
    """Give a skill another name, wherever it is mentioned."""
    form = SkillForm(obj=skill)
    if form.validate_on_submit() and form.permits(rename, skill, form.name.data):
        return commit_and_redirect(url_for(".skills"), gettext("Perubahan disimpan."))
    return form_page("findings/skill.html", form, skill=skill, story=story_of(skill))


@findings.route("/keterampilan/<id:id>/gabung", methods=["GET", "POST"])
@users_first
@requires("finding.manage", Skill)
def join_skill(skill: Skill) -> Any:
    """Let another skill take over all that this one is used for."""
    form = JoinForm()
    others = [(row.id, row.name) for row in fetch(queries.OTHER_SKILLS) if row.id != skill.id]
    form.into_id.choices = [("", gettext("Pilih keterampilan")), *others]
    if form.validate_on_submit():
        into, name = db.session.get(Skill, form.into_id.data), skill.name
        if into is None:
            raise Refused(gettext("Keterampilan itu baru saja digabung. Muat ulang halaman ini, lalu pilih lagi."))
        join(skill, into)
        said = gettext("%(name)s digabung ke %(into)s.", name=name, into=into.name)
        return commit_and_redirect(url_for(".skills"), said)
    return form_page("findings/join.html", form, skill=skill)
