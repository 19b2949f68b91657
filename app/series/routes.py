"""Pages of a series: its meetings, phrases, agenda template and parking lot."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.audit_story import story_of
from app.extensions import db, fetch
from app.meetings.service import reorder
from app.policy import requires
from app.series import queries
from app.series.forms import PhraseForm, SeriesForm, TemplateForm
from app.series.locks import series_first
from app.series.models import MeetingSeries, SeriesItem, SeriesPhrase
from app.submissions import once
from app.web import commit_and_redirect, form_page

series = Blueprint("series", __name__)


@series.get("/seri")
@requires("meeting.read")
def index() -> Any:
    """All series."""
    page = queries.SERIES.page(current_user, request.args, request.path)
    return render_template("series/index.html", page=page)


@series.route("/seri/baru", methods=["GET", "POST"])
@requires("meeting.manage")
@once
def new() -> Any:
    """Begin a series."""
    form = SeriesForm()
    if form.validate_on_submit():
        made = MeetingSeries(name=form.name.data)
        db.session.add(made)
        db.session.flush()
        return commit_and_redirect(page_of(made.id), gettext("Seri %(name)s dibuat.", name=made.name))
    return act_page(form, gettext("Seri rapat baru"), gettext("Simpan"), url_for(".index"))


@series.get("/seri/<id:id>")
@requires("meeting.read", MeetingSeries)
def show(one: MeetingSeries) -> Any:
    """One series on one page."""
    return _page(one)


def _page(one: MeetingSeries, sent: PhraseForm | TemplateForm | None = None) -> Any:
    meetings = fetch(queries.meetings_of(current_user), series_id=one.id)
    return form_page(
        "series/show.html",
        sent or PhraseForm(formdata=None),
        series=one,
        meetings=meetings[: queries.NEWEST],
        more=len(meetings) > queries.NEWEST,
        phrases=fetch(queries.PHRASES_OF, series_id=one.id),
        items=fetch(queries.ITEMS_OF, series_id=one.id),
        parked=fetch(queries.parked_of(current_user.seats), series_id=one.id),
        phrase_form=sent if isinstance(sent, PhraseForm) else PhraseForm(formdata=None),
        item_form=sent if isinstance(sent, TemplateForm) else TemplateForm(formdata=None),
        story=story_of(one),
    )


@series.route("/seri/<id:id>/ubah", methods=["GET", "POST"])
@requires("meeting.manage", MeetingSeries)
def edit(one: MeetingSeries) -> Any:
    """Rename the series."""
    form = SeriesForm(one)
    if form.validate_on_submit() and not form.is_stale(one):
        one.name = form.name.data
        return commit_and_redirect(page_of(one.id), gettext("Perubahan disimpan."))
    return act_page(form, gettext("Ubah nama seri"), gettext("Simpan"), page_of(one.id), one.name)


@series.post("/seri/<id:id>/kalimat")
@requires("meeting.manage", MeetingSeries)
@once
def add_phrase(one: MeetingSeries) -> Any:
    """Add a preset phrase."""
    form = PhraseForm()
    if form.validate_on_submit() and form.permits(one.add_phrase, form.text.data):
        return commit_and_redirect(page_of(one.id, "kalimat"), gettext("Kalimat ditambahkan."))
    return _page(one, form)


@series.route("/seri/kalimat/<id:id>/ubah", methods=["GET", "POST"])
@series_first(SeriesPhrase)
@requires("meeting.manage", SeriesPhrase)
def edit_phrase(phrase: SeriesPhrase) -> Any:
    """Word a phrase anew."""
    form, back = PhraseForm(obj=phrase), page_of(phrase.series_id, "kalimat")
    if form.validate_on_submit() and not form.is_stale(phrase):
        form.write_to(phrase)
        return commit_and_redirect(back, gettext("Perubahan disimpan."))
    return act_page(form, gettext("Ubah kalimat siap pakai"), gettext("Simpan"), back, phrase.series.name)


@series.post("/seri/kalimat/<id:id>/pindah")
@series_first(SeriesPhrase)
@requires("meeting.manage", SeriesPhrase)
def move_phrase(phrase: SeriesPhrase) -> Any:
    """Move a phrase up or down."""
    reorder(phrase.series.phrases, phrase, upward=request.form.get("arah") == "naik")
    return commit_and_redirect(page_of(phrase.series_id, "kalimat"))


@series.post("/seri/kalimat/<id:id>/hapus")
@series_first(SeriesPhrase)
@requires("meeting.manage", SeriesPhrase)
def remove_phrase(phrase: SeriesPhrase) -> Any:
    """Remove a phrase."""
    db.session.delete(phrase)
    return commit_and_redirect(page_of(phrase.series_id, "kalimat"), gettext("Kalimat dihapus."))


@series.post("/seri/<id:id>/acara")
@requires("meeting.manage", MeetingSeries)
@once
def add_item(one: MeetingSeries) -> Any:
    """Append an item to the agenda template."""
    form = TemplateForm()
    if form.validate_on_submit():
        values = {f.name: f.data for f in (form.kind, form.title, form.presenter, form.planned_minutes, form.section)}
        if form.permits(lambda: one.add_item(**values)):
            return commit_and_redirect(page_of(one.id, "templat"), gettext("Acara ditambahkan."))
    return _page(one, form)


@series.route("/seri/acara/<id:id>/ubah", methods=["GET", "POST"])
@series_first(SeriesItem)
@requires("meeting.manage", SeriesItem)
def edit_item(item: SeriesItem) -> Any:
    """Change an item of the template."""
    form, back = TemplateForm(obj=item), page_of(item.series_id, "templat")
    if form.validate_on_submit() and not form.is_stale(item):
        form.write_to(item)
        return commit_and_redirect(back, gettext("Perubahan disimpan."))
    return act_page(form, gettext("Ubah acara"), gettext("Simpan"), back, item.series.name)


@series.post("/seri/acara/<id:id>/pindah")
@series_first(SeriesItem)
@requires("meeting.manage", SeriesItem)
def move_item(item: SeriesItem) -> Any:
    """Move an item of the template up or down."""
    reorder(item.series.items, item, upward=request.form.get("arah") == "naik")
    return commit_and_redirect(page_of(item.series_id, "templat"))


@series.post("/seri/acara/<id:id>/hapus")
@series_first(SeriesItem)
@requires("meeting.manage", SeriesItem)
def remove_item(item: SeriesItem) -> Any:
    """Remove an item of the template."""
    db.session.delete(item)
    return commit_and_redirect(page_of(item.series_id, "templat"), gettext("Acara dihapus."))


def page_of(series_id: int, part: str = "") -> str:
    """The address of a series, or of one part of its page."""
    return url_for("series.show", id=series_id) + (f"#{part}" if part else "")


def act_page(form: Any, title: str, submit: str, back: str, context: str = "", kind: str = "primary",
             about: str = "") -> Any:  # fmt: skip
    """Show a page that holds one form; `back` is where it was opened from, `context` what that is called."""
    facts = {"title": title, "submit": submit, "back": back, "context": context, "kind": kind, "about": about}
    return form_page("series/act.html", form, **facts)
