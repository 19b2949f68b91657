"""Remarks on an object, whom they mention, and what a person watches."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, session
from flask_babel import gettext
from flask_login import current_user

from app.clock import now
from app.comments import queries, service
from app.comments.forms import CommentForm
from app.comments.mentions import MOST, Named
from app.comments.models import Comment, Mention
from app.comments.roots import ROOTS
from app.commitments.models import Commitment
from app.extensions import db, fetch
from app.mapping.models import Mapping
from app.policy import requires, signed_in
from app.refusal import Refused
from app.submissions import once
from app.tasks.models import Task
from app.web import commit_and_redirect, form_page, return_path

comments = Blueprint("comments", __name__)
OPENED = "pantauan"  # the session's note of when the list was last opened


@comments.errorhandler(Refused)
def _refused(error: Refused) -> Any:
    db.session.rollback()
    flash(str(error), "error")
    return redirect(return_path(), 303)


@comments.app_template_global("thread_of")
def _thread_of(obj: Any, only: int | None = None) -> service.Thread:
    return service.thread_of(obj, current_user, only)


@comments.app_template_global("comment_form")
def _comment_form(obj: Any) -> CommentForm:
    """The empty form below a thread; `?putaran=` chooses the report that it is about."""
    form = _form(obj, formdata=None)
    number = request.args.get("putaran", "")
    if number.isdecimal() and number in {str(key) for key, _ in form.about.choices}:
        form.about.data = int(number)
    return form


def _form(obj: Any, **options: Any) -> CommentForm:
    kind = obj.audit_root[0]
    return CommentForm(ROOTS[kind].rounds(obj), ROOTS[kind].whole, **options)


@comments.route("/komitmen/<id:id>/komentar", methods=["GET", "POST"])
@requires("comment.write", Commitment)
@once
def new(commitment: Commitment) -> Any:
    """Remark on a commitment or on one of its reports."""
    return _new(commitment)


@comments.route("/tugas/<id:id>/komentar", methods=["GET", "POST"])
@requires("comment.write", Task)
@once
def new_on_task(task: Task) -> Any:
    """Remark on a task."""
    return _new(task)


@comments.route("/pemetaan/<id:id>/komentar", methods=["GET", "POST"])
@requires("comment.write", Mapping)
@once
def new_on_mapping(mapping: Mapping) -> Any:
    """Remark on a mapping."""
    return _new(mapping)


def _new(obj: Any) -> Any:
    form = _form(obj)
    if form.validate_on_submit():
        comment, named = service.write(obj, form.remark.data, form.about.data, current_user)
        return commit_and_redirect(comment.address, _told(named))
    kind, key = obj.audit_root
    sent = form if form.is_submitted() else _comment_form(obj)
    return form_page("comments/new.html", sent, subject=obj, page=ROOTS[kind].address(key), root=ROOTS[kind])


def _told(named: Named) -> str:
    parts = [gettext("Komentar ditulis.")]
    if named.known:
        parts.append(gettext("Yang disebut: %(names)s.", names=", ".join(named.known)))
    if named.unknown:
        names = ", ".join(f"@{each}" for each in named.unknown)
        parts.append(
            gettext(
                "Tidak diberi tahu: %(names)s. Tulis nama yang muncul setelah Anda mengetik @: orang yang memegang "
                "jabatan atau instansi yang mempunyai narahubung, paling banyak %(most)s orang.",
                names=names, most=MOST,
            )
        )  # fmt: skip
    return " ".join(parts)


@comments.post("/komentar/<id:id>/hapus")
@requires("comment.remove", Comment)
def remove(comment: Comment) -> Any:
    """Take a remark out of sight, with a trace."""
    comment.remove(current_user)
    return commit_and_redirect(comment.address, gettext("Komentar dihapus."))


@comments.post("/komentar/<id:id>/pulihkan")
@requires("comment.remove", Comment)
def restore(comment: Comment) -> Any:
    """Bring a removed remark back."""
    comment.restore(current_user)
    return commit_and_redirect(comment.address, gettext("Komentar dikembalikan."))


@comments.get("/sebutan")
@requires("comment.write")
def names() -> Any:
    """A few names that begin with what was typed after @."""
    return jsonify(names=service.suggestions(request.args.get("q", "")))


@comments.post("/sebutan/<id:id>/dibaca")
@signed_in
def seen(id: int) -> Any:
    """Say that one has read where one was mentioned."""
    mention = db.session.scalar(sa.select(Mention).where(Mention.id == id, Mention.user_id == current_user.id))
    if mention is None:
        abort(404)
    mention.seen_at = mention.seen_at or now()
    return commit_and_redirect(return_path(), gettext("Ditandai sudah dibaca."))


@comments.post("/komitmen/<id:id>/pantau")
@requires("commitment.read", Commitment)
def watch(commitment: Commitment) -> Any:
    """Watch a commitment."""
    return _watch(commitment)


@comments.post("/tugas/<id:id>/pantau")
@requires("task.read", Task)
def watch_task(task: Task) -> Any:
    """Watch a task."""
    return _watch(task)


@comments.post("/pemetaan/<id:id>/pantau")
@requires("mapping.read", Mapping)
def watch_mapping(mapping: Mapping) -> Any:
    """Watch a mapping."""
    return _watch(mapping)


def _watch(obj: Any) -> Any:
    service.watch(obj, current_user.id)
    return commit_and_redirect(return_path(_page_of(obj)), gettext("Anda memantau %(number)s.", number=obj.reference))


@comments.post("/komitmen/<id:id>/berhenti-pantau")
@requires("commitment.read", Commitment)
def unwatch(commitment: Commitment) -> Any:
    """Stop watching it."""
    return _unwatch(commitment)


@comments.post("/tugas/<id:id>/berhenti-pantau")
@requires("task.read", Task)
def unwatch_task(task: Task) -> Any:
    """Stop watching it."""
    return _unwatch(task)


@comments.post("/pemetaan/<id:id>/berhenti-pantau")
@requires("mapping.read", Mapping)
def unwatch_mapping(mapping: Mapping) -> Any:
    """Stop watching it."""
    return _unwatch(mapping)


def _unwatch(obj: Any) -> Any:
    service.unwatch(obj, current_user.id)
    said = gettext("Anda tidak lagi memantau %(number)s.", number=obj.reference)
    return commit_and_redirect(return_path(_page_of(obj)), said)


@comments.get("/pantauan")
@requires("commitment.read")
def watched() -> Any:
    """What the person watches, last moved first, and where others mention the person."""
    rows = fetch(queries.watched(current_user, current_user.id))
    mentions = fetch(queries.unseen(current_user, current_user.id).limit(queries.MOST_MENTIONS))
    opened = _last_opened()
    session[OPENED] = now().isoformat()
    return render_template("comments/watched.html", rows=rows, mentions=mentions, opened=opened, roots=ROOTS)


def _last_opened() -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(session[OPENED])
    except (KeyError, ValueError):
        return None


def _page_of(obj: Any) -> str:
    kind, key = obj.audit_root
    return ROOTS[kind].address(key)
