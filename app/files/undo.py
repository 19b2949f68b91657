"""What a page offers to undo: the thing that was removed a moment ago."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import request

from app.columns import BIGGEST_ID
from app.extensions import db


def removed(owner: Any, owner_id: int) -> int | None:
    """The id of what the address says was removed, if it belongs to this owner; `owner` is the column that says so."""
    asked, model = request.args.get("urung", type=int) or 0, owner.class_
    if not 0 < asked <= BIGGEST_ID:
        return None
    rows = sa.select(model.id).where(model.id == asked, owner == owner_id, model.removed_at.is_not(None))
    return db.session.scalar(rows)
