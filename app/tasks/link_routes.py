"""Which commitment a shared task helps to keep: found by its reference or by words, tied, and let go again."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.commitments.models import Commitment
from app.extensions import fetch
from app.forms import clean_text
from app.policy import requires
from app.tasks import linking
from app.tasks.models import Task
from app.tasks.routes import tasks
from app.web import commit_and_redirect


@tasks.get("/tugas/<id:id>/komitmen")
@requires("task.edit", Task)
def choose_commitment(task: Task) -> Any:
    """Commitments that the task may belong to: those of its meeting and agencies, or what was searched for."""
    words = clean_text(request.args.get("cari", ""))[:100].strip()
    rows = fetch(linking.candidates(task, current_user, words))
    return render_template("tasks/commitment.html", task=task, rows=rows, words=words)


@tasks.post("/tugas/<id:id>/komitmen")
@requires("task.edit", Task)
def link_commitment(task: Task) -> Any:
    """Tie the task to a commitment, or let it go when none is named."""
    key = request.form.get("commitment", "")
    commitment = linking.commitment_by(key, current_user) if key else None
    if key and commitment is None:
        abort(404)
    task.belong_to(commitment)
    sentence = gettext("Tugas ini kini mendukung %(reference)s.", reference=commitment.reference) if commitment else (
        gettext("Tugas ini tidak lagi terkait dengan komitmen.")
    )  # fmt: skip
    return commit_and_redirect(url_for(".show", id=task.id), sentence)


@tasks.app_template_global("commitment_of")
def _commitment_of(task: Task) -> Commitment | None:
    """The commitment as the task's page shows it, where the person may read it."""
    return linking.commitment_by(str(task.commitment_id or ""), current_user, locking=False)
