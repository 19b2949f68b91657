"""The inbox: what a person was told, newest first, and the number on the bell. Reading a page marks nothing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.formats import component
from app.minutes.following import answer
from app.notices import reading
from app.notices.lists import INBOX, Reader
from app.notices.relevance import holds
from app.notices.sentences import told
from app.policy import quiet, signed_in
from app.web import commit_and_redirect, return_path

notices = Blueprint("notices", __name__)


@notices.get("/pemberitahuan")
@signed_in
def index() -> Any:
    """All that one was told."""
    reader = Reader(current_user.seats, {"viewer_id": current_user.id})
    page = INBOX.page(reader, request.args, request.path)
    lines = [(row, told(row), holds(row)) for row in page.rows]
    return render_template("notices/index.html", page=page, lines=lines, unread=current_user.unread)


@notices.get("/pemberitahuan/jumlah")
@signed_in
@quiet
def count() -> Response:
    """What the bell shows; 304 while the number is the one that the page has."""
    unread = current_user.unread
    return answer(str(unread), lambda: component("frame", "bell")(unread))


@notices.post("/pemberitahuan/<id:id>/buka")
@signed_in
def open_it(id: int) -> Any:
    """Mark a notice as read and lead to what it is about."""
    row = reading.own(current_user.id, id) or abort(404)
    reading.mark(current_user.id, id, read=True)
    words = told(row)
    if row.title is None or row.trashed_at is not None:
        return commit_and_redirect(url_for(".index"), gettext("Yang diberitahukan sudah dihapus."))
    return commit_and_redirect(words.href)


@notices.post("/pemberitahuan/<id:id>/dibaca")
@signed_in
def mark_read(id: int) -> Any:
    """Mark one as read without opening it."""
    return _mark(id, True, gettext("Ditandai sudah dibaca."))


@notices.post("/pemberitahuan/<id:id>/belum-dibaca")
@signed_in
def mark_unread(id: int) -> Any:
    """Mark one as unread, to come back to it."""
    return _mark(id, False, gettext("Ditandai belum dibaca."))


def _mark(key: int, read: bool, sentence: str) -> Any:
    if not reading.mark(current_user.id, key, read):
        abort(404)
    undo = url_for(".mark_unread" if read else ".mark_read", id=key)
    return commit_and_redirect(return_path(url_for(".index")), sentence, undo)


@notices.post("/pemberitahuan/dibaca")
@signed_in
def mark_all() -> Any:
    """Mark as read what the person saw: nothing that came after the page was shown."""
    newest = request.form.get("sampai", -1, type=int)
    if newest < 0:
        abort(400)
    number, stamp = reading.mark_seen(current_user.id, newest, request.form.get("jenis", ""))
    said = ngettext(
        "%(num)s pemberitahuan ditandai sudah dibaca.", "%(num)s pemberitahuan ditandai sudah dibaca.", number
    )
    undo = url_for(".unmark", stamp=stamp) if number else ""
    return commit_and_redirect(url_for(".index"), said, undo)


@notices.post("/pemberitahuan/urungkan/<int:stamp>")
@signed_in
def unmark(stamp: int) -> Any:
    """Take the marking of many back."""
    reading.unmark(current_user.id, stamp)
    return commit_and_redirect(url_for(".index"), gettext("Tanda dibaca diurungkan."))
