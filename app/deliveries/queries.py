"""What the pages of the outbox ask."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.deliveries.models import WAITING, Bounce, Delivery, DeliveryState
from app.deliveries.outbox import SEEN
from app.language import Lazy as _l
from app.listing import Filter, Listing, Rows, Values, text_filter
from app.policy import Holder
from app.settings import Setting

MOST_PAUSED = 50
STATES = (("", _l("Semua")), *DeliveryState.choices())
_COUNT = sa.select(sa.func.count())
_PAUSED = Bounce.paused_at.is_not(None)
# Who has the address now: a refused address that nobody uses any more troubles nobody.
PAUSED_NOW = sa.select(User).join(Bounce, Bounce.address == User.email).where(_PAUSED, User.is_active)
PAUSED = (
    sa.select(Bounce.address, Bounce.times, Bounce.error, Bounce.paused_at, User.id.label("user_id"), User.name)
    .outerjoin(User, User.email == Bounce.address)
    .where(_PAUSED)
    .order_by(Bounce.paused_at.desc(), Bounce.address)
    .limit(MOST_PAUSED)
)
STANDING = sa.select(
    _COUNT.select_from(Delivery).where(WAITING).scalar_subquery().label("waiting"),
    sa.select(sa.func.min(Delivery.created_at)).where(WAITING).scalar_subquery().label("oldest"),
    _COUNT.select_from(Delivery).where(Delivery.state == DeliveryState.GIVEN_UP).scalar_subquery().label("given_up"),
    _COUNT.select_from(Bounce).where(_PAUSED).scalar_subquery().label("paused"),
    sa.select(Setting.value).where(Setting.key == SEEN).scalar_subquery().label("worker_seen"),
)


def delivery_rows(who: Holder, values: Values) -> Rows:
    """The columns of the list."""
    columns: tuple[Any, ...] = (
        Delivery.id, Delivery.subject, Delivery.channel, Delivery.address, Delivery.state, Delivery.attempts,
        Delivery.next_at, Delivery.error, Delivery.created_at, Delivery.sent_at, User.name, Bounce.paused_at,
    )  # fmt: skip
    rows = sa.select(*columns).join(User, User.id == Delivery.user_id)
    return rows.outerjoin(Bounce, Bounce.address == Delivery.address)


DELIVERIES = Listing(
    rows=delivery_rows,
    identity=Delivery.id,
    sorts={"waktu": Delivery.id},
    default="-waktu",
    filters=(
        Filter("status", _l("Status"), lambda value: Delivery.state == value, lambda: STATES),
        text_filter(Delivery.subject, Delivery.address, User.name),
    ),
)
