"""What waits to be mailed goes where the person is now: another address in the account is another one on the mail."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from app import audit
from app.accounts.models import User
from app.deliveries.models import WAITING, Channel, Delivery

_TABLE: Any = Delivery.__table__


def _follow(session: so.Session, acts: list[tuple[Any, dict[str, Any]]]) -> None:
    for obj, row in acts:
        if isinstance(obj, User) and row["action"] == "changed" and "email" in row["changes"]:
            theirs = WAITING, _TABLE.c.user_id == obj.id, _TABLE.c.channel == Channel.MAIL
            session.connection().execute(sa.update(_TABLE).where(*theirs).values(address=obj.email))


audit.recorded.connect(_follow)
