"""The minutes of a meeting: the official paper to read and print, and the place where lines are typed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.extensions import db, fetch
from app.meetings.locks import meeting_first
from app.meetings.models import AgendaItem, Meeting, MeetingState
from app.meetings.queries import CAME
from app.minutes import service
from app.minutes.forms import LineEditForm, LineForm
from app.minutes.models import LineKind, MinutesLine
from app.minutes.queries import agency_choices
from app.policy import can, requires
from app.submissions import once, remember
from app.web import commit_and_redirect, form_page, wants_fragment

minutes = Blueprint("minutes", __name__)


@minutes.get("/rapat/<id:id>/notula")
@requires("meeting.read", Meeting)
def index(meeting: Meeting) -> Any:
    """The editor for who writes while the meeting runs; the paper for everyone else, or when asked for."""
    writing = meeting.state is MeetingState.RUNNING and can("minutes.write", meeting)
    if writing and request.args.get("tampilan") != "naskah":
        return _editor(meeting)
    items, names = service.board(meeting.id)
    came = fetch(CAME, meeting_id=meeting.id)
    context = {"meeting": meeting, "items": items, "names": names, "came": came, "writing": writing}
    return render_template("minutes/paper.html", LineKind=LineKind, **context)


@minutes.post("/rapat/agenda/<id:id>/butir")
@meeting_first(AgendaItem)
@requires("minutes.write", AgendaItem)
@once
def new(item: AgendaItem) -> Any:
    """Add a line under an agenda item."""
    form = LineForm(agency_choices(item.meeting_id))
    if form.validate_on_submit() and form.permits(service.require_running, item.meeting):
        return _done(service.add_line(item, form, current_user.id))
    return _editor(item.meeting, item.id, form)


@minutes.route("/rapat/butir/<id:id>/ubah", methods=["GET", "POST"])
@meeting_first(MinutesLine)
@requires("minutes.write", MinutesLine)
def edit(line: MinutesLine) -> Any:
    """Change the wording in place."""
    form = LineEditForm(obj=line)
    if form.validate_on_submit() and not form.is_stale(line):
        if reason := service.why_frozen(line):
            form.text.errors = [reason]
        else:
            service.rewrite(line, form.text.data, current_user.id)
            return _done(line)
    return _editor(line.meeting, line.agenda_item_id, editing=(line.id, form))


@minutes.post("/rapat/butir/<id:id>/pindah")
@meeting_first(MinutesLine)
@requires("minutes.write", MinutesLine)
def move(line: MinutesLine) -> Any:
    """Move a line up or down."""
    service.move(line, upward=request.form.get("arah") == "naik")
    return _done(line)


@minutes.post("/rapat/butir/<id:id>/hapus")
@meeting_first(MinutesLine)
@requires("minutes.write", MinutesLine)
def remove(line: MinutesLine) -> Any:
    """Take a line out; its place offers to undo that."""
    service.remove(line)
    return _done(line)


@minutes.post("/rapat/butir/<id:id>/pulihkan")
@meeting_first(MinutesLine)
@requires("minutes.write", MinutesLine)
def restore(line: MinutesLine) -> Any:
    """Undo the removal."""
    service.restore(line)
    return _done(line)


def _done(line: MinutesLine) -> Any:
    """Commit, then answer htmx by the one agenda item, others by the page."""
    location = url_for(".index", id=line.meeting_id, acara=line.agenda_item_id) + f"#butir-{line.id}"
    if not wants_fragment():
        return commit_and_redirect(location, gettext("Tersimpan."))
    remember(location)
    db.session.commit()
    return _editor(line.meeting, line.agenda_item_id)


def _editor(
    meeting: Meeting, item_id: int | None = None, form: Any = None, editing: tuple[int, Any] | None = None
) -> Any:
    """Show the editor; `item_id` is the agenda item one types under, `editing` the line whose form is open."""
    small = wants_fragment() and item_id is not None
    items, names = service.board(meeting.id, item_id if small else None)
    active = item_id or request.args.get("acara", type=int) or _latest(items)
    blank = form or LineForm(agency_choices(meeting.id), formdata=None)
    return form_page(
        "minutes/item.html" if small else "minutes/editor.html",
        editing[1] if editing else blank,
        line_form=blank, meeting=meeting, items=items, names=names, active=active, editing=editing,
    )  # fmt: skip


def _latest(items: list[service.Item]) -> int | None:
    """The last agenda item that has lines, else the first."""
    typed = [item for item in items if item.lines]
    return (typed or items[:1])[-1].row.id if items else None
