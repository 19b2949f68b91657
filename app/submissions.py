"""A second identical submit within moments makes no second object.

The digest of who sent which fields where is a row of the same transaction that makes the object; the second of
two submits, one after the other or at once, is led to what the first one made.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask import g, redirect, request, session

from app.clock import now
from app.extensions import Model, db

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
            try:
                return view(*args, **values)
            except sa.exc.IntegrityError:
                db.session.rollback()
                earlier = _location(digest)  # the twin of this request was a moment faster
                if earlier is None:
                    raise
        return redirect(earlier, 303)

    return guarded


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
    parts = (session.get("_user_id"), request.path, fields)
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _location(digest: str) -> str | None:
    row = sa.select(Submission.location).where(Submission.digest == digest, Submission.at > now() - MOMENT)
    return db.session.scalar(row)
