"""Pages of the activities: the list, one activity, and what happens to it as a whole."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.activities import queries, writing
from app.activities.forms import ActivityForm, CancelForm, ResultForm
from app.activities.models import Activity
from app.activities.page import parts_of
from app.activities.steps import ActivityStep
from app.areas.models import Area
from app.columns import BIGGEST_ID
from app.commitments.locking import chosen_agency_first
from app.extensions import SAFE_METHODS, db
from app.forms import BaseForm
from app.policy import requires
from app.refusal import Refused
from app.submissions import once
from app.web import commit_and_redirect, form_page

activities = Blueprint("activities", __name__)


@activities.errorhandler(Refused)
def _refused(error: Refused) -> Any:
    """Lead to the activity, where one sees how it stands."""
    location = page_of(g.subject)
    db.session.rollback()
    flash(str(error), "error")
    return redirect(location, 303)


def page_of(obj: Any, part: str = "") -> str:
    """The page of an activity or of what belongs to one; `part` is the place on it."""
    key = obj.id if isinstance(obj, Activity) else obj.activity_id
    return url_for("activities.show", id=key, _anchor=part or None)


def expect_on_arrival(activity: Activity) -> None:
    """Refuse a form for what was removed or cancelled. One that was filled in meanwhile says so and keeps its texts."""
    if request.method in SAFE_METHODS:
        activity.expect_live()


@activities.get("/kegiatan")
@requires("activity.read")
def index() -> Any:
    """All activities, newest first."""
    page = queries.ACTIVITIES.page(current_user, request.args, request.path)
    return render_template("activities/index.html", page=page, areas=queries.areas_of([row.id for row in page.rows]))


@activities.route("/kegiatan/baru", methods=["GET", "POST"])
@chosen_agency_first("agency_id")
@requires("activity.manage")
@once
def new() -> Any:
    """Record an activity: first which step of the chain it is, then what that step asks."""
    step = next((each for each in ActivityStep if each == request.args.get("langkah")), None)
    if step is None:
        return render_template("activities/steps.html", area=_asked_area(), chain_steps=list(ActivityStep))
    form = ActivityForm(step, **writing.choices(current_user), data=_asked())
    made: list[Activity] = []
    links = _links(form)
    if links is not None and form.permits(lambda: made.append(writing.create(form, step, links))):
        done = gettext("Kegiatan %(number)s dicatat.", number=made[0].reference)
        return commit_and_redirect(page_of(made[0]), done)
    return form_page("activities/new.html", form, step=step, offered=writing.offered(form, current_user))


def _asked_area() -> int | None:
    key = request.args.get("kawasan", type=int) or 0
    return key if 0 < key <= BIGGEST_ID and db.session.get(Area, key) is not None else None


def _asked() -> dict[str, Any]:
    """What the address brings along: the area, and the numbers of what the activity is tied to."""
    area, names = _asked_area(), {"meeting": "rapat", "commitment": "komitmen", "follows": "mengikuti"}
    return {name: request.args.get(key, "") for name, key in names.items()} | ({"area_ids": [area]} if area else {})


def _links(form: ActivityForm, activity: Activity | None = None) -> dict[str, Any] | None:
    """What a form that is to be saved is tied to, None while it is not right.

    A fresh form, or one that is asked to, is only filled in from what it names.
    """
    if form.is_submitted() and "isi" not in request.form:
        return writing.links_of(form, current_user, activity) if form.validate() else None
    writing.fill_in(form, writing.links_of(form, current_user, activity, form.is_submitted()) or {})
    return None


@activities.get("/kegiatan/<id:id>")
@requires("activity.read", Activity)
def show(activity: Activity) -> Any:
    """One activity: how it stands, what comes next, who was there, what came of it."""
    return render_template("activities/show.html", activity=activity, **parts_of(activity, current_user))


@activities.route("/kegiatan/<id:id>/ubah", methods=["GET", "POST"])
@chosen_agency_first("agency_id")
@requires("activity.manage", Activity)
def edit(activity: Activity) -> Any:
    """Change what it is, where, when, and by whom."""
    expect_on_arrival(activity)
    stored = writing.wording_of(activity)
    form = ActivityForm(activity.step, **writing.choices(current_user, activity), obj=stored)
    links = _links(form, activity)
    if links is not None and not form.is_stale(stored) and form.permits(writing.reword, activity, form, links):
        return commit_and_redirect(page_of(activity), gettext("Perubahan disimpan."))
    offered = writing.offered(form, current_user)
    return form_page("activities/edit.html", form, activity=activity, step=activity.step, offered=offered)


@activities.route("/kegiatan/<id:id>/hasil", methods=["GET", "POST"])
@requires("activity.manage", Activity)
def report(activity: Activity) -> Any:
    """Write down what came of it."""
    expect_on_arrival(activity)
    form = ResultForm(activity, writing.guests(activity))
    if form.validate_on_submit() and not form.is_stale(activity) and form.permits(writing.report, activity, form):
        return commit_and_redirect(page_of(activity, "hasil-kegiatan"), gettext("Hasil disimpan."))
    return form_page("activities/report.html", form, activity=activity)


@activities.post("/kegiatan/<id:id>/terlaksana")
@requires("activity.manage", Activity)
def hold(activity: Activity) -> Any:
    """It took place."""
    activity.hold()
    undo = url_for("activities.plan_again", id=activity.id)
    return commit_and_redirect(page_of(activity), gettext("Kegiatan ditandai terlaksana."), undo)


@activities.route("/kegiatan/<id:id>/batalkan", methods=["GET", "POST"])
@requires("activity.manage", Activity)
def cancel(activity: Activity) -> Any:
    """It will not take place, and why."""
    form = CancelForm()
    if form.validate_on_submit() and form.permits(activity.cancel, form.reason.data):
        undo = url_for("activities.plan_again", id=activity.id)
        return commit_and_redirect(page_of(activity), gettext("Kegiatan dibatalkan."), undo)
    return form_page("activities/cancel.html", form, activity=activity)


@activities.post("/kegiatan/<id:id>/rencanakan-kembali")
@requires("activity.manage", Activity)
def plan_again(activity: Activity) -> Any:
    """Take back that it was held or cancelled."""
    activity.plan_again()
    return commit_and_redirect(page_of(activity), gettext("Kegiatan kembali direncanakan."))


@activities.route("/kegiatan/<id:id>/hapus", methods=["GET", "POST"])
@requires("activity.manage", Activity)
def remove(activity: Activity) -> Any:
    """Take it out of the lists, after a look at what that means."""
    form = BaseForm()
    if form.validate_on_submit():
        activity.remove()
        undo = url_for("activities.restore", id=activity.id)
        return commit_and_redirect(page_of(activity), gettext("Kegiatan dihapus."), undo)
    return form_page("activities/remove.html", form, activity=activity)


@activities.post("/kegiatan/<id:id>/pulihkan")
@requires("activity.manage", Activity)
def restore(activity: Activity) -> Any:
    """Bring it back."""
    activity.restore()
    return commit_and_redirect(page_of(activity), gettext("Kegiatan dipulihkan."))
