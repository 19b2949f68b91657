"""The filters that a person kept of one list."""

from __future__ import annotations

import sqlalchemy as sa

from app.listing import Rows
from app.saved_filters.models import SavedFilter

_MINE = SavedFilter.user_id == sa.bindparam("user_id", type_=sa.BigInteger)
_ON_PAGE = SavedFilter.page == sa.bindparam("page")
SAVED_OF: Rows = (
    sa.select(SavedFilter.id, SavedFilter.name, SavedFilter.query).where(_MINE, _ON_PAGE).order_by(SavedFilter.name)
)
