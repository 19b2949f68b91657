"""What an attendee does with a copy of the minutes, by a link and without an account."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.agreement import queries, service
from app.agreement.differences import words_between
from app.agreement.forms import CorrectionForm
from app.agreement.links import DeadLink, opened_by
from app.agreement.models import MinutesCopy
from app.agreement.snapshot import readable
from app.clock import now
from app.drafts.models import LONGEST_KEY
from app.extensions import SAFE_METHODS, db, fetch
from app.forms import clean_text
from app.minutes.models import MinutesLine
from app.minutes.record import record_of
from app.policy import public
from app.refusal import Refused
from app.web import commit_and_redirect, form_page

copies = Blueprint("copies", __name__)
# Programs that fetch a link to show what is behind it: no person has opened the minutes then.
PREVIEW = re.compile(r"bot|crawl|spider|whatsapp|facebookexternalhit|preview|telegram|slack|skype", re.IGNORECASE)


@copies.errorhandler(DeadLink)
def _dead(link: DeadLink) -> Any:
    db.session.rollback()
    typed = [clean_text(request.form.get(name, "")) for name in ("text", "reason")]  # what was sent too late
    page = render_template("agreement/dead.html", title=link.title, sentence=str(link), typed=[t for t in typed if t])
    return page, link.status


@copies.errorhandler(Refused)
def _refused(refusal: Refused) -> Any:
    db.session.rollback()
    flash(str(refusal), "error")
    return redirect(url_for(".show", token=(request.view_args or {})["token"]), 303)


def _opened(token: str) -> MinutesCopy:
    writing = request.method not in SAFE_METHODS
    copy = opened_by(token, writing)
    g.guest = copy.name  # whose act the history tells
    return copy


@copies.get("/notula/<token>")
@public
def show(token: str) -> Any:
    """The minutes without internal lines, the attendee's own proposals, and what can be done."""
    copy = _opened(token)
    context: dict[str, Any] = {"paper": readable(record_of(copy.meeting, follow_up=False), internal=False)}
    context |= {"mine": fetch(queries.CORRECTIONS_OF_COPY, copy_id=copy.id), "closed": service.why_closed(copy)}
    page = render_template(
        "agreement/copy.html", copy=copy, meeting=copy.meeting, token=token, words=words_between, **context
    )
    if copy.opened_at is None and _is_read():
        _mark_opened(copy.id)
    return page


def _is_read() -> bool:
    """Tell whether the attendee looks at the page: no preview, and nobody of the office."""
    machine = request.method != "GET" or PREVIEW.search(request.user_agent.string)
    return not machine and not current_user.is_authenticated


def _mark_opened(copy_id: int) -> None:
    """Note the first opening, in a transaction of its own; where nothing can be written, reading goes on."""
    table: Any = MinutesCopy.__table__
    first = sa.update(table).where(table.c.id == copy_id, table.c.opened_at.is_(None)).values(opened_at=now())
    db.session.rollback()
    try:
        with db.engine.begin() as connection:
            connection.execute(first)
    except (sa.exc.OperationalError, sa.exc.InternalError) as error:
        current_app.logger.warning("opening not noted: %s", type(error.orig).__name__)


@copies.post("/notula/<token>/setuju")
@public
def agree(token: str) -> Any:
    """Say that the minutes are right."""
    service.agree(_opened(token))
    return commit_and_redirect(url_for(".show", token=token), gettext("Terima kasih, persetujuan Anda tercatat."))


@copies.route("/notula/<token>/butir/<id:line_id>", methods=["GET", "POST"])
@public
def propose(token: str, line_id: int) -> Any:
    """Propose another wording of one line."""
    copy = _opened(token)
    line = db.session.get(MinutesLine, line_id)
    if line is None or line.meeting_id != copy.meeting_id or line.internal:
        abort(404)
    back = url_for(".show", token=token)
    sentence = gettext("Usulan Anda tersimpan. Jawaban sekretariat akan tampil di halaman ini.")
    form = CorrectionForm(line.text, len(line.revisions))
    if form.is_submitted() and service.proposed_before(copy, line.id, str(form.key.data or "")):
        return commit_and_redirect(back + "#usulan", sentence)
    if form.validate_on_submit() and form.permits(_propose, copy, line, form):
        return commit_and_redirect(back + "#usulan", sentence)
    reason = service.why_closed(copy)
    if not form.is_submitted() and (reason or line.removed_at):
        raise Refused(reason or gettext("Butir ini baru saja dihapus dari notula."))
    return form_page("agreement/propose.html", form, copy=copy, meeting=copy.meeting, line=line, back=back)


def _propose(copy: MinutesCopy, line: MinutesLine, form: CorrectionForm) -> None:
    key = str(form.key.data or "")[:LONGEST_KEY]
    service.propose(copy, line, form.text.data, form.reason.data, key, form.revision)
