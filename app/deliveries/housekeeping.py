"""What is thrown away in time: the words of old mails, and notices that were read long ago."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from app.clock import now
from app.deliveries.models import Delivery, DeliveryState
from app.extensions import db
from app.notices.models import Notice

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
