"""What tests of the outbox do again and again."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.clock import now
from app.deliveries.models import Channel, Delivery
from app.extensions import db


def put_out(count: int = 1, address: str = "", **facts: Any) -> list[int]:
    """Deliveries that wait, to the first user; committed. Each to an address of its own unless one is given."""
    first = (db.session.scalar(sa.select(sa.func.max(Delivery.id))) or 0) + 1
    rows = [
        Delivery(
            user_id=1, address=address or f"orang{n}@contoh.go.id", subject=f"Kabar {n}", text=f"Isi kabar {n}.",
            message_id=f"{n}.uji@contoh.go.id", **({"channel": Channel.MAIL, "next_at": now()} | facts),
        )
        for n in range(first, first + count)
    ]  # fmt: skip
    db.session.add_all(rows)
    db.session.commit()
    return [row.id for row in rows]


def of(key: int) -> Delivery:
    """A delivery as it is in the database now."""
    db.session.rollback()
    return db.session.get_one(Delivery, key, populate_existing=True)
