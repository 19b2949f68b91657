"""A second identical submit within moments makes no second object.

The digest of who sent which fields where is a row of the same transaction that makes the object; the second of
two submits, one after the other or at once, is led to what the first one made.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Callable
from functools import wraps
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask import current_app, g, redirect, request, session
from werkzeug.exceptions import HTTPException

from app.clock import now
from app.extensions import Model, db
from app.refusal import Refused

MOMENT = dt.timedelta(seconds=15)


class Submission(Model):
    """One accepted form: what was sent, and where its sender was led."""

    __tablename__ = "submission"

    digest: so.Mapped[str] = so.mapped_column(sa.String(64), primary_key=True)
    at: so.Mapped[dt.datetime]
    location: so.Mapped[str]


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """Make a creating view answer a repeated POST by the result of the first. Stands right above the view."""

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> Any:
        if request.method != "POST":
            return view(*args, **values)
        digest = _digest()
        earlier = _location(digest)
        if earlier is None:
            g.submission = digest
            answer, earlier = _first_or_twin(digest, view, args, values)
        return answer if earlier is None else redirect(earlier, 303)

    return guarded


def _first_or_twin(digest: str, view: Callable[..., Any], args: Any, values: Any) -> tuple[Any, str | None]:
    """What the view answers, or where the twin of this request led that was a moment faster.

    Whoever waited for the twin finds its object already there, and refuses; so that counts for nothing then.
    """
    try:
        answer = view(*args, **values)
    except (sa.exc.IntegrityError, Refused, HTTPException) as error:
        if isinstance(error, sa.exc.IntegrityError):
            db.session.rollback()
        earlier = _location(digest)
        if earlier is None:
            raise
        return None, earlier
    return answer, _location(digest) if "submission" in g else None


def remember(location: str) -> None:
    """Write down, in the running transaction, where the present submit leads (a no-op outside `once`)."""
    if digest := g.pop("submission", None):
        table = Submission.__table__
        db.session.flush()  # the rows dropped here are the last to be locked: nobody waits crosswise for them
        db.session.execute(sa.delete(table).where(table.c.at < now() - MOMENT))  # type: ignore[arg-type]
        db.session.add(Submission(digest=digest, at=now(), location=location))


def place_of_twin() -> str | None:
    """Where the same submit led that was sent at the same moment, for a view that finds its object already used up."""
    return _location(g.submission) if "submission" in g else None


def _digest() -> str:
    fields = sorted((k, v) for k, v in request.form.items(multi=True) if k != "csrf_token")
    parts = repr((session.get("_user_id"), request.path, fields)).encode("utf-8", "surrogatepass")
    # Keyed: from the digest of a form with a number of a person, the number could be found by trial.
    return hmac.new(str(current_app.config["SECRET_KEY"]).encode(), parts, hashlib.sha256).hexdigest()


def _location(digest: str) -> str | None:
    row = sa.select(Submission.location).where(Submission.digest == digest, Submission.at > now() - MOMENT)
    with db.session.no_autoflush:  # what was refused is written nowhere
        return db.session.scalar(row)
