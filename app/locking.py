"""The order of locks: a parent before its parts, so that two acts on parts of one parent never wait crosswise."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

import sqlalchemy as sa
from flask import request

from app.extensions import SAFE_METHODS, db


def parent_first(parent: Any, foreign_key: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Lock the `parent` of the view's row before the row itself, which has `foreign_key`. Stands above `requires`."""

    def guard(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(**values: Any) -> Any:
            if request.method not in SAFE_METHODS:
                db.session.execute(_parent_of(parent, foreign_key), {"id": values["id"]})
            return view(**values)

        return guarded

    return guard


@lru_cache
def _parent_of(parent: Any, foreign_key: Any) -> Any:
    """The locking query, built once: building it takes as long as asking it."""
    rows = sa.select(parent.id).join(foreign_key.class_, foreign_key == parent.id)
    return rows.where(foreign_key.class_.id == sa.bindparam("id", type_=sa.BigInteger)).with_for_update(of=parent)
