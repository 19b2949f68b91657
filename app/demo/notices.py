"""What the people of the demo were told: read long ago, but for the last days."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from app.extensions import db
from app.notices.models import MailState, Notice

UNREAD_FOR = dt.timedelta(days=5)  # two working days and a weekend between, at any hour of the day
MAILED_FOR = dt.timedelta(days=1)


def settle_notices(started: dt.datetime) -> None:
    """Let what is not of the last days have been read when it came, and no mail tell of what is not of today."""
    read = sa.update(Notice).where(Notice.at < started - UNREAD_FOR).values(read_at=Notice.at)
    mailed = sa.update(Notice).where(Notice.at < started - MAILED_FOR).values(mail_state=MailState.NONE)
    for each in (read, mailed):
        db.session.execute(each)
