"""What is done once a day: old words of mails, old notices and forgotten uploads go, and rows are counted."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from app.clock import now
from app.deliveries.models import Delivery, DeliveryState
from app.extensions import db
from app.notices.models import Notice
from app.spreadsheets import service as spreadsheets

WORDS, NOTICES = dt.timedelta(days=90), dt.timedelta(days=400)  # how long they are kept


def tidy() -> None:
    """Empty mails that were sent and delete notices that were read, both when they are old; the caller commits.

    That a mail was sent, to whom and when, stays; so does what nobody has read, and what may be sent again.
    """
    over = Delivery.state.in_((DeliveryState.SENT, DeliveryState.UNSENT))
    done = sa.and_(over, Delivery.created_at < now() - WORDS, Delivery.text != "")
    read = sa.and_(Notice.read_at.is_not(None), Notice.at < now() - NOTICES)
    for statement in (sa.update(Delivery).where(done).values(text="", html=""), sa.delete(Notice).where(read)):
        db.session.execute(statement.execution_options(synchronize_session=False))
    spreadsheets.tidy()
    if db.session.connection().dialect.name == "sqlite":
        _count_rows()


def _count_rows() -> None:
    """Tell SQLite how its rows are spread, which PostgreSQL finds out by itself: else it takes the wrong indexes."""
    for statement in ("PRAGMA analysis_limit=1000", "ANALYZE"):
        db.session.connection().exec_driver_sql(statement)
