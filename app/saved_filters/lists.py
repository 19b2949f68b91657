"""Lists whose filters people keep. A further list needs a call of `keeps_filters`, its `shelf`, and the template."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, abort, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.extensions import fetch
from app.listing import Listing
from app.policy import requires
from app.refusal import Refused
from app.saved_filters import service
from app.saved_filters.forms import SaveFilterForm
from app.saved_filters.queries import SAVED_OF
from app.submissions import once
from app.web import commit_and_redirect


@dataclass(frozen=True)
class Shelf:
    """What this person kept of a list, and the form that keeps one more (templates/saved_filters/_saved.html)."""

    rows: Sequence[Any]
    form: SaveFilterForm


Draw = Callable[[MultiDict[str, str], SaveFilterForm | None], Any]  # the page of a list, with the name that was refused


def shelf(path: str, form: SaveFilterForm | None = None) -> Shelf:
    """Return what stands above the list at `path`; `form` is the one that was refused."""
    rows = fetch(SAVED_OF, user_id=current_user.id, page=path)
    return Shelf(rows, form or SaveFilterForm(formdata=None))


def keeps_filters(blueprint: Blueprint, path: str, action: str, listing: Listing, draw: Draw) -> None:
    """Let whoever may do `action` keep filters of the list at `path`: two more addresses of its blueprint."""

    @blueprint.post(f"{path}/saringan")
    @requires(action)
    @once
    def save_filter() -> Any:
        """Keep what the list is asked now under a name."""
        return _save(path, listing, draw)

    @blueprint.post(f"{path}/saringan/<id:id>/hapus")
    @requires(action)
    def forget_filter(id: int) -> Any:
        """Delete a filter that this person kept."""
        name = service.forget_filter(current_user.id, path, id)
        if name is None:
            abort(404)
        return commit_and_redirect(path, gettext("Saringan “%(name)s” dihapus.", name=name))


def _save(path: str, listing: Listing, draw: Draw) -> Any:
    args = MultiDict(parse_qsl(request.form.get("query", "")))
    page = listing.ask(args, path)  # what was sent is read anew, never trusted
    form = SaveFilterForm()
    if form.validate_on_submit():
        try:
            service.save_filter(current_user.id, path, form.name.data, page.query)
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            sentence = gettext("Saringan “%(name)s” disimpan.", name=form.name.data)
            return commit_and_redirect(f"{path}?{page.query}", sentence)
    return draw(args, form), 422
