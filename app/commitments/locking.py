"""Agencies are locked before promises, as a merger of agencies does: whoever locks otherwise waits crosswise with it.

The decorators stand above `requires`, which locks the promise.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import sqlalchemy as sa
from flask import request

from app.agencies.models import Agency
from app.commitments.models import Commitment
from app.extensions import SAFE_METHODS, db
from app.forms import whole_id

View = Callable[..., Any]


def chosen_agency_first(field: str) -> Callable[[View], View]:
    """Hold the agency that this field of the form names."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> Any:
            if request.method not in SAFE_METHODS:
                rows = sa.select(Agency.id).where(Agency.id == _key(request.form.get(field)))
                db.session.execute(rows.with_for_update(read=True))
            return view(**values)

        return guarded

    return guard


def lead_agency_first(view: View) -> View:
    """Hold the agency that leads the promise: what is added names it, and so waits for its merger."""

    @wraps(view)
    def guarded(**values: Any) -> Any:
        if request.method not in SAFE_METHODS:
            hold_lead_agency(values["id"])
        return view(**values)

    return guarded


def hold_lead_agency(commitment_id: int) -> None:
    """Hold the agency that leads a promise until the transaction ends."""
    rows = sa.select(Agency.id).join(Commitment, Commitment.lead_agency_id == Agency.id)
    db.session.execute(rows.where(Commitment.id == commitment_id).with_for_update(read=True, of=Agency))


def _key(typed: str | None) -> int:
    try:
        return whole_id(typed) or 0
    except ValueError:
        return 0
