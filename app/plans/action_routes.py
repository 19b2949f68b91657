"""One action of a plan: its page, writing it, and taking it out of sight."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.agencies.queries import agency_choices
from app.locking import parent_first
from app.plans import around, service
from app.plans.forms import ActionForm, FillForm
from app.plans.models import ActionPlan, PlanAction
from app.plans.routes import answer, page_of, plans
from app.policy import can, requires
from app.refusal import Refused
from app.submissions import once
from app.web import commit_and_redirect

PLAN_FIRST = parent_first(ActionPlan, PlanAction.plan_id)


@plans.get("/rencana-aksi/aksi/<id:id>")
@requires("plan.read", PlanAction)
def show_action(action: PlanAction) -> Any:
    """One action: all columns, what was reached, what it is tied to."""
    return render_template(
        "plans/action.html", action=action, plan=action.plan, **around.everything(action, current_user),
        may_fill=action.plan.is_open and not action.removed_at and can("plan.fill", action),
        may_reword=action.plan.is_open and service.may_reword(action),
    )  # fmt: skip


@plans.route("/rencana-aksi/<id:id>/aksi/baru", methods=["GET", "POST"])
@requires("plan.read", ActionPlan)
@once
def new_action(plan: ActionPlan) -> Any:
    """Add an action: the secretariat always, a liaison for its own agency while the plan is a draft."""
    if not can("plan.fill"):
        abort(403)
    if request.method == "GET":
        service.expect_addable(plan)
    form, made = ActionForm(service.fillable(), agency_choices()), []
    still = form.permits(service.expect_addable, plan)
    if still and form.validate_on_submit() and form.permits(lambda: made.append(service.add_action(plan, form))):
        sentence = gettext("Aksi nomor %(number)s ditambahkan. Kaitkan komitmennya.", number=made[0].number)
        return commit_and_redirect(page_of(made[0]), sentence)
    return answer("plans/new_action.html", form, still, plan=plan)


@plans.route("/rencana-aksi/aksi/<id:id>/ubah", methods=["GET", "POST"])
@PLAN_FIRST
@requires("plan.fill", PlanAction)
def edit_action(action: PlanAction) -> Any:
    """Change the row, or of a plan in force what an agency adds to it in words."""
    if request.method == "GET":
        action.expect_changeable()
    form: Any = _form(action)
    still = form.permits(_expect_writable, action, form)
    fresh = form.validate_on_submit() and not form.is_stale(service.shown(action))
    if still and fresh and form.permits(_write, action, form):
        return commit_and_redirect(page_of(action), gettext("Perubahan disimpan."))
    return answer("plans/edit_action.html", form, still, action=action, plan=action.plan)


def _form(action: PlanAction) -> FillForm:
    """The whole row for who may change it, and for who was typing it when the plan was adopted."""
    if not service.may_reword(action) and "action" not in request.form:
        return FillForm(obj=service.shown(action))
    managing = can("plan.manage")
    mine, known = (action.agency_id, action.agency_name), agency_choices()
    related = [*known, *((each.id, each.name) for each in action.related if each.ended_on)]
    agencies = [*known, *([] if any(key == mine[0] for key, _ in known) else [mine])] if managing else []
    return ActionForm(agencies, related, managing, obj=service.shown(action))


def _expect_writable(action: PlanAction, form: FillForm) -> None:
    action.expect_changeable()
    if isinstance(form, ActionForm) and not service.may_reword(action):
        raise Refused(
            gettext(
                "Rencana ini sudah ditetapkan, jadi isi aksinya hanya diubah oleh sekretariat. Isian Anda masih ada di "
                "bawah: salin yang perlu, lalu sampaikan kepada sekretariat."
            )
        )


def _write(action: PlanAction, form: FillForm) -> None:
    if isinstance(form, ActionForm):
        service.write_action(action, form)
    else:
        form.write_to(action)


@plans.post("/rencana-aksi/aksi/<id:id>/hapus")
@PLAN_FIRST
@requires("plan.fill", PlanAction)
def remove_action(action: PlanAction) -> Any:
    """Take an action out of the plan; it keeps all it holds and its No."""
    _expect_reword(action)
    action.remove()
    said = gettext("Aksi nomor %(number)s dihapus dari rencana.", number=action.number)
    return commit_and_redirect(page_of(action.plan), said, undo=url_for(".restore_action", id=action.id))


@plans.post("/rencana-aksi/aksi/<id:id>/pulihkan")
@PLAN_FIRST
@requires("plan.fill", PlanAction)
def restore_action(action: PlanAction) -> Any:
    """Bring an action back as it was."""
    _expect_reword(action)
    action.restore()
    return commit_and_redirect(page_of(action), gettext("Aksi nomor %(number)s dipulihkan.", number=action.number))


def _expect_reword(action: PlanAction) -> None:
    action.plan.expect_open()
    if not service.may_reword(action):
        raise Refused(gettext("Rencana ini sudah ditetapkan. Mintalah sekretariat mengubah daftar aksinya."))
