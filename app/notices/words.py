"""Notices told to others than the person they are for: what it was, and how far the mail about it has come."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext

from app.deliveries.models import Channel, DeliveryState
from app.formats import datetime
from app.language import Lazy as _l
from app.notices.events import Event
from app.notices.models import MailState

NAMES: dict[Event, Any] = {
    Event.ASSIGNED: _l("Komitmen atau tugas baru"),
    Event.DUE_SOON: _l("Mendekati tenggat"),
    Event.OVERDUE: _l("Lewat tenggat"),
    Event.RETURNED: _l("Dikembalikan"),
    Event.TO_VERIFY: _l("Menunggu pemeriksaan"),
    Event.VERIFIED: _l("Diterima"),
    Event.MENTIONED: _l("Disebut dalam komentar"),
    Event.INVITED: _l("Undangan rapat"),
    Event.CORRECTIONS_OPEN: _l("Notula dapat dikoreksi"),
    Event.MINUTES_SIGNED: _l("Notula ditandatangani"),
    Event.HOLDER_CHANGED: _l("Pemegang jabatan berganti"),
    Event.CHANGED: _l("Perubahan pekerjaan"),
    Event.SHARED: _l("Pemetaan dibagikan"),
    Event.WATCHED: _l("Perkembangan yang dipantau"),
}
MATTERS = {"change": _l("Perubahan undangan rapat"), "cancellation": _l("Pembatalan rapat")}
# What servers say may name an address or a telephone number, and those are no one else's business.
_ADDRESS = re.compile(r"\S+@\S+|\+?\d(?:[ .()-]?\d){8,}")


def name_of(row: Any) -> Any:
    """What a notice was of, in the words of a list that others read."""
    return MATTERS.get(row.facts.get("matter", ""), NAMES[row.event])


def to_whom(row: Any) -> str:
    """Who was told, and for which agency."""
    return f"{row.person}, {row.agency_name}" if row.agency_name else str(row.person)


def last(row: Any) -> tuple[str, str] | None:
    """How far the newest notice about an object has come, and to whom; a row with `lists.newest_about`."""
    return (sent(row), to_whom(row)) if row.notice_id is not None else None


def sent(row: Any) -> str:
    """How far the mail with a notice has come, in a few words; a row with the columns of `lists.SENT`."""
    if row.mail_state is MailState.NONE:
        return gettext("dibaca di situs") if row.read_at else gettext("tidak lewat surel")
    if row.mail_state is not MailState.BUNDLED or row.delivery_state is None:
        return gettext("menunggu %(when)s", when=datetime(row.mail_at)) if row.mail_at else gettext("menunggu")
    return _delivered(row)


def _delivered(row: Any) -> str:
    if row.delivery_state is DeliveryState.SENT:
        if row.channel is Channel.GATEWAY:
            return gettext("terkirim lewat WhatsApp %(when)s", when=datetime(row.sent_at))
        return gettext("terkirim %(when)s", when=datetime(row.sent_at))
    if row.delivery_state is DeliveryState.GIVEN_UP:
        return gettext("gagal: %(error)s", error=_ADDRESS.sub("…", row.error) or gettext("tidak ada keterangan"))
    if row.delivery_state is DeliveryState.UNSENT:
        return gettext("tidak dikirim: surel belum diatur")
    return gettext("menunggu dikirim")
