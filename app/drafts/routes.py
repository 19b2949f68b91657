"""The server's copy of what is being typed, and what a page needs to send it after signing in again."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, current_app, request
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from app.drafts import service
from app.drafts.models import LONGEST_KEY, LONGEST_PLACE
from app.extensions import db
from app.forms import clean_text
from app.policy import signed_in
from app.web import csrf_token, safe_path

drafts = Blueprint("drafts", __name__)

LONGEST_TEXT = 50_000


@drafts.post("/draf")
@signed_in
def keep() -> Any:
    """Keep an unsent text: `place` is the path of its form. Answers 204, or 422 when it is no form or text of ours."""
    place, text = safe_path(request.form.get("place"), ""), clean_text(request.form.get("text", ""))
    key = clean_text(request.form.get("key", ""))
    if not _is_form(place) or len(key) > LONGEST_KEY or len(text) > LONGEST_TEXT:
        abort(422)
    service.keep(current_user.id, place, key, text)
    try:
        db.session.commit()
    except sa.exc.IntegrityError:
        db.session.rollback()  # the same text, sent a moment earlier by another tab, was first
    return "", 204


def _is_form(place: str) -> bool:
    """Tell whether forms are sent to this path: nothing else has a draft."""
    if not place or len(place) > LONGEST_PLACE:
        return False
    try:
        return bool(current_app.url_map.bind("").match(place, method="POST"))
    except HTTPException:
        return False


@drafts.get("/token")
@signed_in
def token() -> Any:
    """Who is signed in, and the token for their forms: a page left open learns it after signing in again."""
    return {"user": current_user.id, "token": csrf_token()}
