"""The page of the list; it is shown again when keeping its filters fails."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.commitments import queries
from app.commitments.saving import SAVED_OF, SaveFilterForm
from app.commitments.viewpoint import TURN_WORDS, viewpoint
from app.extensions import fetch
from app.policy import Role

PATH = "/komitmen"


def list_page(args: MultiDict[str, str], form: SaveFilterForm | None = None) -> Any:
    """Show the list that `args` asks for; `form` is the name that was refused."""
    page = queries.COMMITMENTS.page(current_user, args, PATH)
    return render_template(
        "commitments/index.html", page=page, own=current_user.agencies_as(Role.LIAISON), turn_words=TURN_WORDS,
        eyes=viewpoint(current_user), saved=fetch(SAVED_OF, user_id=current_user.id, page=PATH),
        form=form or SaveFilterForm(formdata=None),
    )  # fmt: skip
