"""The links under which attendees read their copies, and what they open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask import url_for
from flask_babel import gettext

from app import formats, guests
from app.agencies.models import Agency
from app.agreement.models import MinutesCopy
from app.clock import now
from app.extensions import db
from app.meetings.models import Meeting, MeetingState
from app.prose import straight
from app.whatsapp import public

PURPOSE = "minutes"
READABLE = dt.timedelta(days=30)  # after the time for corrections
_NAMES = so.joinedload(Meeting.convener, innerjoin=True).joinedload(Agency.names)
_WHOLE = [so.joinedload(MinutesCopy.meeting).options(_NAMES)]
IN_USE = (MeetingState.CIRCULATED, MeetingState.SIGNED)


class DeadLink(Exception):
    """A link that opens nothing. `title` and the message say why, and what to do; `status` is that of the answer."""

    def __init__(self, title: str, sentence: str, status: int = 410) -> None:
        super().__init__(sentence)
        self.title, self.status = title, status


def token_of(copy: Any) -> str:
    """Return what stands for a copy in its address: of a MinutesCopy, or a row of COPIES."""
    return guests.seal(PURPOSE, copy.id, copy.nonce)


def address_of(copy: Any) -> str:
    """Return the address to hand out."""
    return public(url_for("copies.show", token=token_of(copy)))


def message_to(copy: Any, meeting: Meeting) -> str:
    """Return the text that goes with the link to one attendee: Indonesian, whatever the language of the page."""
    until = meeting.corrections_until
    by = f" paling lambat {formats.official_date(until)} pukul {formats.time(until)}" if until else ""
    return "\n\n".join(
        [
            f"Yth. {straight(copy.person or copy.agency_name)},",
            f"Notula rapat {straight(meeting.theme)} tanggal {formats.official_date(meeting.starts_at)} dapat dibaca "
            f"di tautan berikut. Mohon sampaikan perbaikan atau persetujuan{by}; tanpa kabar sampai saat itu, notula "
            "dianggap disetujui.",
            address_of(copy),
            "Tautan ini khusus untuk Anda; mohon tidak diteruskan.",
        ]
    )


def all_links(copies: Sequence[Any]) -> str:
    """Return every attendee with the link, one below the other, to be copied at once."""
    return "\n\n".join(f"{_named(copy)}\n{address_of(copy)}" for copy in copies)


def _named(copy: Any) -> str:
    return f"{copy.person}, {copy.agency_name}" if copy.person else str(copy.agency_name)


def opened_by(token: str, writing: bool = False) -> MinutesCopy:
    """Return the copy that a link opens, its meeting locked first when `writing`. Raises DeadLink."""
    facts = guests.unseal(PURPOSE, token, 2)
    if facts is None:
        raise _unknown()
    if writing:
        rows = sa.select(Meeting).options(so.lazyload("*")).join(MinutesCopy, MinutesCopy.meeting_id == Meeting.id)
        db.session.scalar(rows.where(MinutesCopy.id == facts[0]).with_for_update(of=Meeting))
    copy = db.session.get(MinutesCopy, facts[0], options=_WHOLE)
    if copy is None:
        raise _unknown()
    if copy.nonce != facts[1]:
        raise DeadLink(
            gettext("Tautan ini sudah diganti"),
            gettext("Pakai tautan terbaru dari sekretariat. Bila belum menerimanya, mintalah kepada sekretariat."),
        )
    _require_open(copy)
    return copy


def are_open(meeting: Meeting) -> bool:
    """Tell whether the links of the present circulation can be read."""
    until = meeting.corrections_until
    return meeting.state in IN_USE and until is not None and now() <= until + READABLE


def _require_open(copy: MinutesCopy) -> None:
    meeting = copy.meeting
    if meeting.state not in IN_USE or meeting.circulation != copy.circulation:
        raise DeadLink(
            gettext("Notula ini dibuka kembali"),
            gettext("Naskah di tautan ini tidak berlaku lagi. Tautan baru dikirim sekretariat setelah diedarkan lagi."),
        )
    if not are_open(meeting):
        raise DeadLink(
            gettext("Masa baca tautan ini sudah berakhir"),
            gettext("Bila masih memerlukan notula ini, mintalah salinannya kepada sekretariat."),
        )


def _unknown() -> DeadLink:
    sentence = gettext("Periksa apakah tautan tersalin utuh, atau mintalah tautan baru kepada sekretariat.")
    return DeadLink(gettext("Tautan ini tidak dikenal"), sentence, 404)
