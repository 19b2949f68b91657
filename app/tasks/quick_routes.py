"""One line makes a task; what cannot be understood leads to the whole form, filled with what was."""

from __future__ import annotations

from typing import Any

from flask import jsonify, redirect, request
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from app.agencies.queries import agency_choices
from app.agencies.service import current
from app.clock import today
from app.formats import date_long
from app.forms import clean_text
from app.policy import requires
from app.submissions import once
from app.tasks import service
from app.tasks.forms import NewForm
from app.tasks.models import Task
from app.tasks.pages import PATH
from app.tasks.quick import Line, read, suggest
from app.tasks.routes import tasks
from app.web import commit_and_redirect, form_page, return_path

LONGEST = 6000  # the rest of a line could be no title
NAMES_TOLD, TITLE_TOLD = 3, 80


@tasks.route("/tugas/cepat", methods=["GET", "POST"])
@requires("task.create")
@once
def quick() -> Any:
    """Make a task of one line."""
    if request.method == "GET":
        return redirect(PATH)
    typed = clean_text(request.form.get("line", ""))[:LONGEST].strip()
    line = read(typed, agency_choices(), today())
    form = _form(line)
    if not form.validate() or line.faults:
        _name_faults(form, line)
        return form_page("tasks/new.html", form, line=typed)
    task = service.create(
        form.title.data, current(form.agencies.data), form.due.data, priority=form.priority.data,
        issuer=service.issuer_of(current_user),
    )  # fmt: skip
    back = return_path(PATH)
    return commit_and_redirect(back if back.startswith(PATH) else PATH, _told(task, line))


def _form(line: Line) -> NewForm:
    """The form of a new task, as if it had been filled in by hand."""
    fields = [("csrf_token", request.form.get("csrf_token", "")), ("title", line.title),
              ("due", line.due.isoformat() if line.due else ""), ("priority", line.priority.value)]  # fmt: skip
    return NewForm(
        service.issuer_choices(current_user),
        formdata=MultiDict([*fields, *(("agencies", str(key)) for key in line.agencies)]),
    )


def _name_faults(form: NewForm, line: Line) -> None:
    """Put what was not understood beside its field, instead of the form's own words."""
    for name in dict.fromkeys(name for name, _ in line.faults):
        form[name].errors = [sentence for each, sentence in line.faults if each == name]


def _told(task: Task, line: Line) -> Markup:
    """What was understood, with the way to the task."""
    names, more = list(line.agencies.values()), len(line.agencies) - NAMES_TOLD
    agencies = ", ".join(names[:NAMES_TOLD])
    if more > 0:
        agencies = gettext("%(agencies)s, dan %(count)s lainnya", agencies=agencies, count=more)
    title = task.title if len(task.title) <= TITLE_TOLD else task.title[: TITLE_TOLD - 1] + "…"
    facts = [gettext("Tugas: %(title)s", title=title), agencies, date_long(task.due)]
    link = Markup('<a href="/tugas/{}">{}</a>').format(task.id, gettext("Buka %(number)s", number=task.reference))
    hint = gettext("untuk memeriksa, mengubah, atau membatalkannya")
    return Markup("{}. {} {}.").format(" · ".join(facts), link, hint)


@tasks.get("/tugas/cepat/instansi")
@requires("task.create")
def quick_agencies() -> Any:
    """A few agencies that begin with what was typed after @."""
    found = suggest(request.args.get("q", ""), agency_choices())
    return jsonify(names=[{"name": name, "about": ""} for name in found])
