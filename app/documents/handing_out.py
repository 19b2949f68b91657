"""Handing out what was made: as a file that is kept nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, make_response
from flask_babel import gettext

from app.documents.typesetting import Unprintable
from app.errors import error_page
from app.extensions import db

PDF = "application/pdf"


def handed(make: Callable[[], bytes], media_type: str, name: str) -> Any:
    """Make a file while no transaction is open, and hand it out; what goes wrong is told in a sentence."""
    db.session.rollback()
    try:
        return hand_out(make(), media_type, name)
    except Unprintable as error:
        current_app.logger.error("documents: %s: %s", name, error)
        return error_page(503, gettext("Dokumen tidak dapat dibuat"), str(error))


def hand_out(content: bytes, media_type: str, name: str) -> Any:
    """Answer with a file that the browser saves."""
    answer = make_response(content)
    answer.mimetype = media_type
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
