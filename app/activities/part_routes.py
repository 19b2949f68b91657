"""Sessions and numbers of people of an activity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from flask_babel import gettext

from app.activities.counting import counted, put, same_row
from app.activities.forms import CountForm, SessionForm
from app.activities.models import Activity
from app.activities.parts import ActivityCount, ActivitySession
from app.activities.routes import activities, expect_on_arrival, page_of
from app.activities.steps import AgeBand, CountOf, PeopleGroup
from app.extensions import db
from app.locking import parent_first
from app.policy import requires
from app.submissions import once
from app.web import commit_and_redirect, form_page

__all__ = ["activities"]

ASKED = {"of": ("dari", CountOf), "group": ("kelompok", PeopleGroup), "age": ("umur", AgeBand)}


def activity_of(model: Any) -> Callable[..., Any]:
    """Lock the activity before its part. Stands above `requires`."""
    return parent_first(Activity, model.activity_id)


@activities.route("/kegiatan/<id:id>/sesi", methods=["GET", "POST"])
@requires("activity.manage", Activity)
@once
def sessions(activity: Activity) -> Any:
    """The sessions, and a form for one more."""
    expect_on_arrival(activity)
    form = SessionForm(activity, data={"on": activity.starts_on, "place": activity.place})
    if form.validate_on_submit() and form.permits(activity.expect_live):
        session = ActivitySession(activity_id=activity.id)
        form.write_to(session)
        db.session.add(session)
        return commit_and_redirect(page_of(activity, "sesi"), gettext("Sesi ditambahkan."))
    return form_page("activities/sessions.html", form, activity=activity, editing=None)


@activities.route("/kegiatan/sesi/<id:id>", methods=["GET", "POST"])
@activity_of(ActivitySession)
@requires("activity.manage", ActivitySession)
def edit_session(session: ActivitySession) -> Any:
    """Change one session."""
    activity = session.activity
    expect_on_arrival(activity)
    form = SessionForm(activity, obj=session)
    if form.validate_on_submit() and not form.is_stale(session) and form.permits(activity.expect_live):
        form.write_to(session)
        return commit_and_redirect(page_of(activity, "sesi"), gettext("Sesi disimpan."))
    return form_page("activities/sessions.html", form, activity=activity, editing=session)


@activities.post("/kegiatan/sesi/<id:id>/hapus")
@activity_of(ActivitySession)
@requires("activity.manage", ActivitySession)
def remove_session(session: ActivitySession) -> Any:
    """Take a session away; the history keeps what it was."""
    session.activity.expect_live()
    db.session.delete(session)
    return commit_and_redirect(page_of(session, "sesi"), gettext("Sesi dihapus."))


@activities.route("/kegiatan/<id:id>/jumlah", methods=["GET", "POST"])
@requires("activity.manage", Activity)
@once
def count(activity: Activity) -> Any:
    """Women and men of one group and age band; the same group once more replaces what was counted."""
    expect_on_arrival(activity)
    form = CountForm(data=_asked_row(activity))
    if form.validate_on_submit() and form.permits(activity.expect_live):
        row = same_row(activity, form)
        if not _is_news(form, row):
            put(activity, form, row)
            return commit_and_redirect(_more(activity, form), gettext("Jumlah disimpan."))
    return form_page("activities/count.html", form, activity=activity, counts=counted(activity.counts))


@activities.post("/kegiatan/jumlah/<id:id>/hapus")
@activity_of(ActivityCount)
@requires("activity.manage", ActivityCount)
def remove_count(row: ActivityCount) -> Any:
    """Take a row of numbers away; the history keeps what it was."""
    row.activity.expect_live()
    db.session.delete(row)
    return commit_and_redirect(page_of(row, "jumlah"), gettext("Jumlah dihapus."))


def _asked() -> dict[str, Any]:
    """Whom the address asks to count; None for what it does not say."""
    return {
        name: next((each for each in kind if each == request.args.get(key)), None)
        for name, (key, kind) in ASKED.items()
    }


def _asked_row(activity: Activity) -> dict[str, Any]:
    """Whom the address asks to count, with what is stored for them."""
    asked = _asked()
    for row in activity.counts:
        if {"of": row.of, "group": row.group, "age": row.age} == asked:
            return asked | {"women": row.women, "men": row.men, "version": row.version}
    return {name: value for name, value in asked.items() if value is not None}


def _is_news(form: CountForm, row: ActivityCount | None) -> bool:
    """Tell whether other numbers stand there already, unseen by who fills the form in."""
    if row is None:
        return False
    if _asked() != {name: form[name].data for name in ASKED}:
        form.version.data = ""  # what was shown were the numbers of somebody else
    return form.is_stale(row)


def _more(activity: Activity, form: CountForm) -> str:
    """Where one counts on: the same kind, with all that was counted so far."""
    if "lagi" in request.form:
        return url_for("activities.count", id=activity.id, dari=form.of.data.value)
    return page_of(activity, "jumlah")
