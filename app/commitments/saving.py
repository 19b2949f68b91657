"""Keeping a list's filters under a name: each person's own, at most twenty."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext
from wtforms.fields import Field
from wtforms.validators import ValidationError

from app.accounts.models import User
from app.clock import now
from app.commitments.saved import SavedFilter
from app.extensions import db, fetch
from app.forms import BaseForm, text
from app.language import Lazy as _l
from app.listing import Rows
from app.refusal import Refused

MOST, LONGEST_QUERY = 20, 1000
_MINE = SavedFilter.user_id == sa.bindparam("user_id", type_=sa.BigInteger)
_ON_PAGE = SavedFilter.page == sa.bindparam("page")
SAVED_OF: Rows = (
    sa.select(SavedFilter.id, SavedFilter.name, SavedFilter.query).where(_MINE, _ON_PAGE).order_by(SavedFilter.name)
)


class SaveFilterForm(BaseForm):
    """The name of a filter that is to be kept."""

    name = text(_l("Nama saringan"), _l("nama saringan"), 80)

    def validate_name(self, field: Field) -> None:
        """One line, so that it fits a link."""
        if "\n" in field.data:
            raise ValidationError(gettext("Tulis namanya dalam satu baris."))


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


def forget_filter(user_id: int, filter_id: int) -> str | None:
    """Delete a filter of this person and return its name; None when it is not there or somebody else's."""
    kept = db.session.scalars(
        sa.select(SavedFilter).where(SavedFilter.id == filter_id, SavedFilter.user_id == user_id)
    ).one_or_none()
    if kept is None:
        return None
    db.session.delete(kept)
    return kept.name
