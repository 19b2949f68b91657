"""Lists of notices: one person's inbox, and all that were sent about one object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.accounts.models import User
from app.agencies.models import Agency
from app.deliveries.models import Delivery
from app.language import Lazy as _l
from app.listing import Filter, Listing, Rows, Values
from app.notices import subjects
from app.notices.events import Event
from app.notices.models import Notice
from app.notices.words import NAMES
from app.policy import Holder, Seat

UNREAD = "belum"
STATES = (("", _l("Semua")), (UNREAD, _l("Belum dibaca")), ("sudah", _l("Sudah dibaca")))
EVENTS = (("", _l("Semua")), *((event.value, NAMES[event]) for event in Event))


class Reader(NamedTuple):
    """Who reads a list, and of whom or what it is."""

    seats: tuple[Seat, ...]
    facts: Mapping[str, Any]


class Bound(Listing):
    """A list whose rows name the facts of its `Reader` as parameters: built once for all people or objects."""

    def parameters(self, who: Any, values: Values) -> dict[str, Any]:
        """What the rows need to know."""
        return dict(who.facts)


def _parameter(name: str, kind: type[sa.types.TypeEngine[Any]] = sa.BigInteger) -> sa.BindParameter[Any]:
    return sa.bindparam(name, type_=kind())


def _mine(who: Holder, values: Values) -> Rows:
    """Who holds no post any more reads nothing of what the notices were about, but for the posts themselves."""
    rows = subjects.told().where(Notice.user_id == _parameter("viewer_id"))
    return rows if who.seats else rows.where(Notice.root_type == "post")


def _read(value: str) -> sa.ColumnElement[bool]:
    return Notice.read_at.is_(None) if value == UNREAD else Notice.read_at.is_not(None)


INBOX = Bound(
    rows=_mine,
    identity=Notice.id,
    sorts={"waktu": Notice.id},
    default="-waktu",
    filters=(
        Filter("baca", _l("Tampilkan"), _read, lambda: STATES),
        Filter("jenis", _l("Tentang"), lambda value: Notice.event == value, lambda: EVENTS),
    ),
)

SENT = (
    Notice.id, Notice.event, Notice.facts, Notice.at, Notice.read_at, Notice.mail_state, Notice.mail_at,
    User.name.label("person"), Agency.name.label("agency_name"), Delivery.channel,
    Delivery.state.label("delivery_state"), Delivery.sent_at, Delivery.error,
)  # fmt: skip


def _sent_about(kind: Any, key: Any) -> Rows:
    return (
        sa.select(*SENT)
        .select_from(Notice)
        .join(User, User.id == Notice.user_id)
        .outerjoin(Agency, Agency.id == Notice.agency_id)
        .outerjoin(Delivery, Delivery.id == Notice.delivery_id)
        .where(Notice.root_type == kind, Notice.root_id == key)
    )


def _about(who: Holder, values: Values) -> Rows:
    return _sent_about(_parameter("root_type", sa.String), _parameter("root_id"))


OF_OBJECT = Bound(rows=_about, identity=Notice.id, sorts={"waktu": Notice.id}, default="-waktu")


def newest_about(kind: Any, key: Any) -> Rows:
    """The newest notice about an object, for a page that shows only that; `notice_id` besides."""
    newest = _sent_about(kind, key).with_only_columns(*SENT[1:], Notice.id.label("notice_id"))
    return newest.order_by(Notice.id.desc()).limit(1)
