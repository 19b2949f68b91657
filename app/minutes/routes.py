"""The minutes of a meeting: the official paper to read and print, and the place where lines are typed."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache, partial
from typing import Any, NamedTuple
from zlib import crc32

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.agreement.queries import valid_version
from app.attendance.queries import PRESENT
from app.clock import now
from app.drafts.models import LONGEST_KEY
from app.drafts.service import drafts_of, drop
from app.extensions import db, fetch
from app.forms import clean_text
from app.meetings.agenda import AgendaItem
from app.meetings.locks import meeting_first
from app.meetings.models import Meeting, MeetingState
from app.minutes import service
from app.minutes.following import answer, mark, shared_mark
from app.minutes.forms import WORK, LineEditForm, LineForm
from app.minutes.merge import merge
from app.minutes.models import LineKind, MinutesLine
from app.minutes.photos import PHOTOS_OF_LINE, photos_by_line
from app.minutes.queries import agency_choices, part_names
from app.policy import can, quiet, requires
from app.series.queries import PHRASES_OF
from app.web import commit_and_redirect, form_page, wants_fragment

minutes = Blueprint("minutes", __name__)


class Unsent(NamedTuple):
    """A draft of this meeting, and the agenda item that it belongs under."""

    place: str
    key: str
    text: str
    at: dt.datetime
    item_id: int


@minutes.get("/rapat/<id:id>/notula")
@requires("meeting.read", Meeting)
def index(meeting: Meeting) -> Any:
    """The editor for who writes while the meeting runs; the paper for everyone else, or when asked for."""
    writing = _is_writing(meeting)
    if writing and request.args.get("tampilan") != "naskah":
        return _editor(meeting)
    items, names = service.board(meeting.id)
    came = fetch(PRESENT, meeting_id=meeting.id)
    context = {"meeting": meeting, "items": items, "names": names, "came": came, "writing": writing}
    context["version"] = valid_version(meeting.id) if meeting.state is MeetingState.SIGNED else None
    context |= {"photos": photos_by_line(meeting.id), "unsent": _unsent(items) if can("minutes.write") else []}
    return render_template("minutes/paper.html", LineKind=LineKind, **context)


@minutes.get("/rapat/<id:id>/notula/perubahan")
@requires("meeting.read", Meeting)
@quiet
def changes(meeting: Meeting) -> Any:
    """What others typed: all lines for who types too, the paper's for readers; 304 until something changes."""
    if not _is_writing(meeting):
        tag = shared_mark(meeting.id)
        return answer(tag, lambda: _activities(meeting.id, tag))
    return answer(mark(meeting.id), lambda: _board(meeting.id))


def _board(meeting_id: int) -> str:
    items, names = service.board(meeting_id)
    photos = photos_by_line(meeting_id)
    return render_template("minutes/board.html", items=items, names=names, editing=None, photos=photos)


@lru_cache(maxsize=8)
def _activities(meeting_id: int, _tag: str) -> str:
    """Draw the readers' part once for all of them."""
    items, names = service.board(meeting_id)
    return render_template("minutes/activities.html", items=items, names=names, photos=photos_by_line(meeting_id))


def _is_writing(meeting: Meeting) -> bool:
    return meeting.is_typed and can("minutes.write", meeting)


@minutes.post("/rapat/agenda/<id:id>/butir")
@meeting_first(AgendaItem)
@requires("minutes.write", AgendaItem)
def new(item: AgendaItem) -> Any:
    """Add a line under an agenda item; the same line sent again is answered by what it made."""
    form = LineForm(partial(agency_choices, item.meeting_id))
    if line := service.sent_before(item, form):
        return _done(line)
    if form.validate_on_submit() and form.permits(service.require_running, item.meeting):
        return _done(service.add_line(item, form, current_user.id))
    if wants_fragment():
        return form_page("minutes/entry.html", form, line_form=form, item_id=item.id, draft=None)
    return _editor(item.meeting, item.id, form)


@minutes.route("/rapat/butir/<id:id>/ubah", methods=["GET", "POST"])
@meeting_first(MinutesLine)
@requires("minutes.write", MinutesLine)
def edit(line: MinutesLine) -> Any:
    """Change wording or kind in place."""
    row, name = service.shown(line)
    made = service.made_by(row)
    form = LineEditForm(partial(agency_choices, line.meeting_id), made, obj=line, data={"base": row.revisions})
    if "baru" in request.form and form.text.validate(form):
        form.key.data = f"baru-{line.id}-{crc32(form.text.data.encode())}"
        if again := service.sent_before(line.agenda_item, form):
            return _done(again)
        if form.permits(service.require_running, line.meeting):
            kind = LineKind.NOTE if form.kind.data in WORK else form.kind.data
            return _done(service.append(line.agenda_item, kind, form.text.data, current_user.id, form.key.data))
    elif form.validate_on_submit() and _is_settled(line, form):
        service.rewrite(line, form, current_user.id)
        return _done(line)
    elif not form.is_submitted():
        draft = next((each for each in drafts_of(current_user.id) if each.place == request.path), None)
        form.text.data, form.draft = (draft.text, draft) if draft else (form.text.data, None)
    if wants_fragment():
        context = {"line": row, "name": name, "editing": (line.id, form, made), "meeting_id": line.meeting_id}
        return form_page("minutes/line_form.html", form, **context)
    return _editor(line.meeting, line.agenda_item_id, editing=(line.id, form, made))


def _is_settled(line: MinutesLine, form: LineEditForm) -> bool:
    """Tell whether the line may be written as the form says. If not, the form says why, and keeps what was typed.

    `gabung` joins both wordings; it answers the conflict that was shown, and no later one.
    """
    if "gabung" in request.form and form.version.data == str(line.version):
        form.text.data = merge(line.wording(form.revision), form.text.data, line.text)
        form.kind.data = line.kind
        if not form.text.validate(form):
            return False
    elif form.is_stale(line):
        return False
    if reason := service.why_frozen(line):
        form.text.errors, form.offers_new = [reason], True
    elif form.kind.data is not line.kind and (reason := service.why_of_its_kind(line)):
        form.kind.errors = [reason]
    return not form.errors


@minutes.post("/rapat/butir/<id:id>/pindah")
@meeting_first(MinutesLine)
@requires("minutes.write", MinutesLine)
def move(line: MinutesLine) -> Any:
    """Move a line up or down by one (`arah`), or before another one (`sebelum`, empty: to the end)."""
    before = request.form.get("sebelum")
    if before is not None:
        service.move_before(line, (request.form.get("sebelum", type=int) or 0) if before else None)
    else:
        service.move(line, upward=request.form.get("arah") == "naik")
    return _done(line, whole=True)


@minutes.post("/rapat/butir/<id:id>/hapus")
@meeting_first(MinutesLine)
@requires("minutes.write", MinutesLine)
def remove(line: MinutesLine) -> Any:
    """Take a line out; its place offers to undo that."""
    service.remove(line)
    return _done(line, whole=True)


@minutes.post("/rapat/butir/<id:id>/pulihkan")
@meeting_first(MinutesLine)
@requires("minutes.write", MinutesLine)
def restore(line: MinutesLine) -> Any:
    """Undo the removal."""
    service.restore(line)
    return _done(line, whole=True)


def _done(line: MinutesLine, whole: bool = False) -> Any:
    """Commit, then answer htmx by the line, or by the `whole` list that it stands in; others by the page."""
    if request.path.endswith(("/butir", "/ubah")):
        key = clean_text(request.form.get("key", ""))[:LONGEST_KEY]
        drop(current_user.id, request.path, key)  # what was kept while it was typed
    if not wants_fragment():
        place = url_for(".index", id=line.meeting_id, acara=line.agenda_item_id)
        return commit_and_redirect(f"{place}#butir-{line.id}", gettext("Tersimpan."))
    db.session.flush()
    template, context = _whole(line) if whole else _single(line)  # read before the lock is let go, not queued again
    db.session.commit()
    return render_template(template, **context)


def _whole(line: MinutesLine) -> tuple[str, dict[str, Any]]:
    items, names = service.board(line.meeting_id, line.agenda_item_id)
    photos = photos_by_line(line.meeting_id)
    return "minutes/lines.html", {"item": items[0], "names": names, "editing": None, "photos": photos}


def _single(line: MinutesLine) -> tuple[str, dict[str, Any]]:
    row, name = service.shown(line)
    names = part_names([row.task_id] if row.task_id else [])
    photos = {row.id: fetch(PHOTOS_OF_LINE, line_id=row.id)} if row.has_photos else {}
    return "minutes/line.html", {"line": row, "name": name, "names": names, "photos": photos}


def _editor(
    meeting: Meeting, item_id: int | None = None, form: Any = None, editing: tuple[int, Any, Any] | None = None
) -> Any:
    """Show the editor; `item_id` is the agenda item one types under, `editing` the line whose form is open."""
    items, names = service.board(meeting.id)
    unsent = [] if editing else _unsent(items)
    active = item_id or request.args.get("acara", type=int) or (unsent[0].item_id if unsent else _latest(items))
    blank = form or LineForm(partial(agency_choices, meeting.id), formdata=None)
    draft = next((each for each in unsent if not form and each.place == url_for(".new", id=active or 0)), None)
    if draft:
        blank.text.data, blank.key.data = draft.text, draft.key
    return form_page(
        "minutes/editor.html",
        editing[1] if editing else blank,
        line_form=blank, meeting=meeting, items=items, names=names, active=active, editing=editing, draft=draft,
        unsent=[each for each in unsent if each is not draft],
        photos=photos_by_line(meeting.id), now=now(),
        phrases=fetch(PHRASES_OF, series_id=meeting.series_id) if meeting.series_id else (),
    )  # fmt: skip


def _unsent(items: list[service.Item]) -> list[Unsent]:
    """Return what the person was typing in this meeting and has not sent, newest first."""
    forms = {url_for(".new", id=item.row.id): item.row.id for item in items}
    forms |= {url_for(".edit", id=line.id): item.row.id for item in items for line in item.lines}
    return [
        Unsent(each.place, each.key, each.text, each.at, forms[each.place])
        for each in drafts_of(current_user.id)
        if each.place in forms
    ]


def _latest(items: list[service.Item]) -> int | None:
    """The last agenda item that has lines, else the first."""
    typed = [item for item in items if item.lines]
    return (typed or items[:1])[-1].row.id if items else None
