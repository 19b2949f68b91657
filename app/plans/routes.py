"""The action plans: the list, one plan as a grid or a table, and what becomes of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.agencies.queries import agency_choices
from app.audit_story import story_of
from app.clock import today
from app.extensions import db
from app.forms import BaseForm
from app.meetings.models import Meeting
from app.plans import queries, service
from app.plans.filters import ask
from app.plans.forms import AdoptForm, PlanForm, ReasonForm
from app.plans.grid import rows_of
from app.plans.models import ActionPlan, PlanAction, PlanState
from app.plans.told import told_of
from app.policy import requires
from app.refusal import Refused
from app.submissions import once
from app.web import commit_and_redirect, form_page

plans = Blueprint("plans", __name__)


@plans.errorhandler(Refused)
def _refused(error: Refused) -> Any:
    """Lead to what the act was about, where one sees how it stands; the form would only refuse again."""
    location = page_of(g.subject)
    db.session.rollback()
    flash(str(error), "error")
    return redirect(location, 303)


@plans.get("/rencana-aksi")
@requires("plan.read")
def index() -> Any:
    """All plans, the newest year first."""
    page = queries.PLANS.page(current_user, request.args, request.path)
    return render_template("plans/index.html", page=page)


@plans.route("/rencana-aksi/baru", methods=["GET", "POST"])
@requires("plan.manage")
@once
def new() -> Any:
    """Begin the plan of a year."""
    form, made = PlanForm(agency_choices(), data={"year": today().year}), []
    if form.validate_on_submit() and form.permits(lambda: made.append(_made(form))):
        sentence = gettext("Rencana aksi %(reference)s dibuat. Tambahkan aksi.", reference=made[0].reference)
        return commit_and_redirect(page_of(made[0]), sentence)
    return _act_page(form, gettext("Rencana aksi baru"), gettext("Simpan"))


def _made(form: PlanForm) -> ActionPlan:
    return service.make_plan(form.title.data, form.year.data, form.agency_id.data, form.legal_basis.data or "")


@plans.get("/rencana-aksi/<id:id>")
@requires("plan.read", ActionPlan)
def show(plan: ActionPlan) -> Any:
    """One plan as a grid, action by period, and its history."""
    rows, removed = rows_of(plan.id)
    page = ask(rows, request.args, request.path)
    return render_template("plans/show.html", page=page, story=story_of(plan), removed=removed, **head(plan, len(rows)))


@plans.get("/rencana-aksi/<id:id>/tabel")
@requires("plan.read", ActionPlan)
def table(plan: ActionPlan) -> Any:
    """One plan as the whole table with the usual columns."""
    rows, _removed = rows_of(plan.id)
    page = ask(rows, request.args, request.path)
    told = told_of([row.action.id for row in page.rows])
    return render_template("plans/table.html", page=page, told=told, **head(plan, len(rows)))


def head(plan: ActionPlan, total: int) -> dict[str, Any]:
    """What the head of a plan's pages shows."""
    meeting = queries.meeting_of(plan.meeting_id) if plan.meeting_id else None
    return {"plan": plan, "total": total, "meeting": meeting, "may_add": service.may_add(plan),
            "is_over": plan.year < today().year}  # fmt: skip


@plans.route("/rencana-aksi/<id:id>/ubah", methods=["GET", "POST"])
@requires("plan.manage", ActionPlan)
def edit(plan: ActionPlan) -> Any:
    """Change title, year, unit or legal basis."""
    if request.method == "GET":
        plan.expect_open()
    form = PlanForm(_with(agency_choices(), plan), obj=plan)
    still = form.permits(plan.expect_open)
    fresh = form.validate_on_submit() and not form.is_stale(plan)
    if still and fresh and form.permits(service.write_plan, plan, form):
        return commit_and_redirect(page_of(plan), gettext("Perubahan disimpan."))
    return _act_page(form, gettext("Ubah rencana aksi"), gettext("Simpan"), plan, still=still)


def _with(agencies: list[tuple[int, str]], plan: ActionPlan) -> list[tuple[int, str]]:
    """The choices with the plan's own unit, which may have been merged since."""
    known = any(key == plan.agency_id for key, _ in agencies)
    return agencies if known else [*agencies, (plan.agency_id, plan.agency_name)]


@plans.route("/rencana-aksi/<id:id>/salin", methods=["GET", "POST"])
@requires("plan.manage", ActionPlan)
@once
def copy(plan: ActionPlan) -> Any:
    """Begin a new draft with the actions of this plan."""
    facts = {"title": plan.title, "year": plan.year + 1, "agency_id": plan.agency_id, "legal_basis": plan.legal_basis}
    form, made = PlanForm(agency_choices(), data=facts), []
    if form.validate_on_submit() and form.permits(lambda: made.append(service.copy_plan(plan, form))):
        return commit_and_redirect(
            page_of(made[0]), gettext("Aksi disalin ke draf %(reference)s.", reference=made[0].reference)
        )
    return _act_page(form, gettext("Salin menjadi rencana baru"), gettext("Salin"), plan, about=gettext(
        "Aksi beserta ukuran, target, dan instansinya disalin; tanggalnya digeser ke tahun yang baru. Kaitan dengan "
        "komitmen, tugas, masalah, dan kawasan, serta kendala dan data dukung, tidak ikut disalin."
    ))  # fmt: skip


@plans.route("/rencana-aksi/<id:id>/tetapkan", methods=["GET", "POST"])
@requires("plan.manage", ActionPlan)
@once
def adopt(plan: ActionPlan) -> Any:
    """Put the plan in force, by the meeting that decided on it."""
    if request.method == "GET":
        plan.expect_adoptable()
    form = AdoptForm(queries.meeting_choices(current_user), data={"adopted_on": today()})
    if form.validate_on_submit():
        plan.adopt(db.session.get_one(Meeting, form.meeting_id.data), form.adopted_on.data)
        return commit_and_redirect(page_of(plan), gettext("Rencana aksi ditetapkan."))
    return _act_page(form, gettext("Tetapkan rencana aksi"), gettext("Tetapkan"), plan, about=gettext(
        "Setelah ditetapkan, instansi hanya mengisi kendala, tindak lanjut, data dukung, keterangan, dan kaitan. "
        "Perubahan lain oleh sekretariat tercatat dalam riwayat."
    ))  # fmt: skip


@plans.route("/rencana-aksi/<id:id>/buka-kembali", methods=["GET", "POST"])
@requires("plan.manage", ActionPlan)
@once
def reopen(plan: ActionPlan) -> Any:
    """Go one step back, with a reason."""
    form = ReasonForm()
    if request.method == "GET":
        plan.expect(PlanState.ADOPTED, PlanState.CLOSED)
    still = form.permits(plan.expect, PlanState.ADOPTED, PlanState.CLOSED)
    if still and form.validate_on_submit():
        plan.reopen(form.reason.data)
        return commit_and_redirect(page_of(plan), gettext("Rencana aksi dibuka kembali."))
    about = gettext("Rencana yang ditutup berlaku lagi; rencana yang berlaku menjadi draf dan harus ditetapkan lagi.")
    return _act_page(form, gettext("Buka kembali rencana aksi"), gettext("Buka kembali"), plan, about, "danger", still)


@plans.route("/rencana-aksi/<id:id>/tutup", methods=["GET", "POST"])
@requires("plan.manage", ActionPlan)
@once
def close(plan: ActionPlan) -> Any:
    """End the plan: from now on it is only read."""
    form = BaseForm()
    if request.method == "GET":
        plan.expect(PlanState.ADOPTED)
    if form.validate_on_submit():
        plan.close()
        return commit_and_redirect(page_of(plan), gettext("Rencana aksi ditutup."))
    about = gettext("Setelah ditutup, rencana ini hanya dibaca. Sekretariat dapat membukanya kembali dengan alasan.")
    return _act_page(form, gettext("Tutup rencana aksi"), gettext("Tutup rencana"), plan, about, "danger")


def _act_page(form: Any, title: str, submit: str, plan: ActionPlan | None = None, about: str = "",
              kind: str = "primary", still: bool = True) -> Any:  # fmt: skip
    """A page with one form about a plan."""
    back = page_of(plan) if plan else url_for(".index")
    facts = {"title": title, "submit": submit, "plan": plan, "back": back, "about": about, "kind": kind}
    return answer("plans/act.html", form, still, **facts)


def answer(template: str, form: Any, still: bool, **context: Any) -> Any:
    """Show a form; 409, with all that was typed, when it may not be sent any more (`still` is false)."""
    page, status = form_page(template, form, **context)
    return page, status if still else 409


def page_of(subject: ActionPlan | PlanAction) -> str:
    """The page of a plan, or of an action."""
    endpoint = "plans.show_action" if isinstance(subject, PlanAction) else "plans.show"
    return url_for(endpoint, id=subject.id)
