"""Keeping a list's filters under a name: each person's own, at most twenty for each list."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext

from app.accounts.models import User
from app.clock import now
from app.extensions import db, fetch
from app.refusal import Refused
from app.saved_filters.models import SavedFilter
from app.saved_filters.queries import SAVED_OF

MOST, LONGEST_QUERY = 20, 1000


def save_filter(user_id: int, page: str, name: str, query: str) -> None:
    """Keep a query under a name; one of the same name is replaced.

    Raises Refused beyond the twentieth, and when nothing is asked that could be kept.
    """
    if not query:
        raise Refused(gettext("Belum ada saringan yang dapat disimpan. Pilih dahulu saringannya, lalu terapkan."))
    if len(query) > LONGEST_QUERY:
        raise Refused(gettext("Saringan ini terlalu panjang untuk disimpan. Persingkat kata kuncinya."))
    db.session.execute(sa.select(User.id).where(User.id == user_id).with_for_update())  # one at a time
    saved = fetch(SAVED_OF, user_id=user_id, page=page)
    same = next((row.id for row in saved if row.name == name), None)
    if same is None and len(saved) >= MOST:
        raise Refused(gettext("Anda sudah menyimpan %(count)s saringan. Hapus salah satu dahulu.", count=MOST))
    kept = db.session.get(SavedFilter, same) if same else None
    if kept is None:
        kept = SavedFilter(user_id=user_id, page=page, name=name, query=query)
        db.session.add(kept)
    kept.query, kept.at = query, now()


def forget_filter(user_id: int, page: str, filter_id: int) -> str | None:
    """Delete a filter of this person's and return its name; None when the list has none such."""
    kept = db.session.scalars(
        sa.select(SavedFilter).where(
            SavedFilter.id == filter_id, SavedFilter.user_id == user_id, SavedFilter.page == page
        )
    ).one_or_none()
    if kept is None:
        return None
    db.session.delete(kept)
    return kept.name
