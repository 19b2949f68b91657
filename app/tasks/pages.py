"""The page of the list; it is shown again when keeping its filters fails."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.saved_filters.lists import shelf
from app.tasks import queries
from app.tasks.standing import shortcuts, standing

PATH = "/tugas"


def list_page(args: MultiDict[str, str], form: Any = None) -> Any:
    """Show the list that `args` asks for; `form` is the name that was refused."""
    page = queries.ALL.page(current_user, args, PATH)
    return render_template(
        "tasks/index.html", page=page, eyes=standing(current_user, page.rows), shortcuts=shortcuts(current_user),
        saved=shelf(PATH, form),
    )  # fmt: skip
