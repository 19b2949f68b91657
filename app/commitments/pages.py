"""The page of the list; it is shown again when keeping its filters fails."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.commitments import queries
from app.commitments.viewpoint import TURN_WORDS, viewpoint
from app.policy import Role
from app.saved_filters.lists import shelf

PATH = "/komitmen"


def list_page(args: MultiDict[str, str], form: Any = None) -> Any:
    """Show the list that `args` asks for; `form` is the name that was refused."""
    page = queries.COMMITMENTS.page(current_user, args, PATH)
    return render_template(
        "commitments/index.html", page=page, own=current_user.agencies_as(Role.LIAISON), turn_words=TURN_WORDS,
        eyes=viewpoint(current_user), saved=shelf(PATH, form),
    )  # fmt: skip
