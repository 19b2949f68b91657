"""Notices and mails as the acts would make them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.accounts.models import User
from app.clock import ZONE, now
from app.deliveries.models import Channel, Delivery, DeliveryState
from app.extensions import db
from app.notices.events import Event
from app.notices.models import MailState, Notice

TUESDAY = dt.datetime(2026, 12, 1, 10, tzinfo=ZONE).astimezone(dt.UTC)  # ten in the morning


def user_of(email: str) -> int:
    """The id of somebody of the cast."""
    return db.session.scalars(sa.select(User.id).where(User.email == email)).one()


def notice(user_id: int, event: Event = Event.WATCHED, root: Any = None, **facts: Any) -> Notice:
    """One notice of any object; not committed."""
    root_type, root_id = (root.__tablename__, root.id) if root is not None else ("post", 1)
    made = Notice(user_id=user_id, event=event, root_type=root_type, root_id=root_id, **({"facts": {}} | facts))
    db.session.add(made)
    db.session.flush()
    return made


def due(user_id: int, event: Event, root: Any, **facts: Any) -> Notice:
    """One that is planned and due now."""
    return notice(user_id, event, root, **({"mail_state": MailState.PLANNED, "mail_at": now()} | facts))


def forget_notices() -> None:
    """Those of the acts that set the scene."""
    db.session.execute(sa.delete(Notice))
    db.session.commit()


def state_of(row: Notice) -> MailState:
    """As the database has it."""
    return db.session.scalars(sa.select(Notice.mail_state).where(Notice.id == row.id)).one()


def all_deliveries() -> list[Delivery]:
    """In the order in which they were made."""
    rows = sa.select(Delivery).order_by(Delivery.id).execution_options(populate_existing=True)
    return list(db.session.scalars(rows))


def with_mail(app: Flask, patch: Any) -> None:
    """Let there be a mail server in the settings."""
    patch.setitem(app.config, "SMTP_URL", "smtp://127.0.0.1:2525")


def delivery(email: str, state: DeliveryState = DeliveryState.WAITING, **facts: Any) -> Delivery:
    """A mail in the outbox; committed."""
    values = {
        "user_id": user_of(email), "address": email, "subject": "K/2026/001: Komitmen menunggu persetujuan",
        "text": "Yth. Bapak/Ibu Ani\n\nIsi surel", "html": "<!doctype html><title>x</title><p>Isi surel",
        "message_id": f"{now().timestamp()}-{id(facts)}@localhost", "channel": Channel.MAIL, "state": state,
    }  # fmt: skip
    made = Delivery(**(values | facts))
    db.session.add(made)
    db.session.commit()
    return made
