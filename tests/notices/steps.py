"""What tests of notices begin with."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.extensions import db
from app.notices.events import Event
from app.notices.models import Notice


def user_of(email: str) -> User:
    """The person with this address."""
    return db.session.scalars(sa.select(User).where(User.email == email)).one()


def make_notice(email: str, root: Any, event: Event = Event.WATCHED, **facts: Any) -> int:
    """Somebody told of something; committed. Returns the id."""
    kind, key = root.audit_root
    notice = Notice(user_id=user_of(email).id, event=event, root_type=kind, root_id=key, **facts)
    db.session.add(notice)
    db.session.commit()
    return notice.id


def notice(key: int) -> Notice:
    """A notice as it is stored now."""
    return db.session.get_one(Notice, key, populate_existing=True)
