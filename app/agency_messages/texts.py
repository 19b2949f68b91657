"""The ready message to one agency, of all that waits for it. Always Indonesian, whatever the language of the page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from app import whatsapp
from app.agencies.models import Agency
from app.agency_messages.queries import INVITATION, LIAISONS, MINUTES, PART, PROMISE, SUPPORT, open_for
from app.clock import today
from app.commitments.states import CommitmentState
from app.extensions import fetch
from app.formats import official_date, time
from app.monitoring.bulk import ASKED
from app.prose import straight
from app.tasks.states import PartState
from app.whatsapp import Point

P = PartState
OF_PART = {
    P.OFFERED: "mohon diterima atau ditolak",
    P.ACCEPTED: "mohon dikerjakan dan diperbarui",
    P.DOING: "mohon diperbarui perkembangannya",
    P.BLOCKED: "tercatat terhambat, mohon diperbarui",
}


class Named(NamedTuple):
    """What a message names: how many things, and which commitments and tasks are among them."""

    number: int
    commitments: list[int]
    tasks: list[int]


@dataclass(frozen=True)
class Ready:
    """A message as the page shows it. `token` proves later which text that was, and what it named."""

    agency_id: int
    text: str
    named: Named
    total: int
    is_short: bool

    @property
    def link(self) -> str:
        """An address that opens WhatsApp with the text; empty when it is too long for one message."""
        return whatsapp.link(self.text)

    @property
    def token(self) -> str:
        """The seal of the text."""
        return str(_signer().dumps([self.agency_id, *self.named, _digest(self.text)]))


def ready(agency: Agency, whole: bool) -> Ready | None:
    """Return the message, None when nothing waits: as long as a link can open, or `whole`."""
    rows = open_for(agency.id)
    if not rows:
        return None
    total, points = rows[0].total, [_POINTS[row.kind](row) for row in rows]
    whom = _addressee(agency)

    def write(number: int) -> str:
        about = f"Yang menunggu {straight(agency.name)} per {official_date(today(), 'd MMMM y')}:"
        left = total - number
        rest = f"… dan {left} lainnya: {whatsapp.public('/')}" if left else ""
        return whatsapp.letter(whom, about, points[:number], rest=rest)

    number = len(rows) if whole else whatsapp.number_that_fits(len(rows), write)
    return Ready(agency.id, write(number), _named(rows[:number]), total, number < total)


def _addressee(agency: Agency) -> str:
    """The liaisons by name and post, or the agency where nobody is one."""
    people = [f"{row.name} ({row.title})" for row in fetch(LIAISONS, agency_id=agency.id)]
    return f"{' dan '.join(people)}, {agency.name}" if people else agency.name


def opened(token: str, agency_id: int, text: str) -> Named | None:
    """Return what the message named that was shown with this token, None when it is another text or agency."""
    try:
        agency, number, commitments, tasks, digest = _signer().loads(token)
    except (BadData, ValueError):
        return None
    return Named(number, commitments, tasks) if (agency, digest) == (agency_id, _digest(text)) else None


def _signer() -> Any:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="agency-message")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _named(rows: Sequence[Any]) -> Named:
    ids = {kind: sorted({row.id for row in rows if row.kind == kind}) for kind in (PROMISE, PART)}
    return Named(len(rows), ids[PROMISE], ids[PART])


def _promise(row: Any) -> Point:
    asked = f"{whatsapp.by(row.due)}; {ASKED[CommitmentState(row.state)]}"
    return Point(row.reference, row.title, asked, f"/komitmen/{row.id}")


def _support(row: Any) -> Point:
    asked = f"{whatsapp.by(row.due)}; diminta mendukung ({straight(row.note)}), mohon dijawab"
    return Point(row.reference, row.title, asked, f"/komitmen/dukungan/{row.id}/jawab")


def _part(row: Any) -> Point:
    asked = f"{whatsapp.by(row.due)}; bagian tugas, {OF_PART[PartState(row.state)]}"
    return Point(row.reference, row.title, asked, f"/tugas/{row.id}")


def _invitation(row: Any) -> Point:
    asked = f"Rapat {official_date(row.since)} pukul {time(row.since)}; mohon dijawab undangannya"
    return Point(row.reference, row.title, asked, f"/rapat/undangan/{row.id}/jawab")


def _minutes(row: Any) -> Point:
    until = f"{official_date(row.since, 'd MMMM y')} pukul {time(row.since)}"
    asked = f"Notula dapat dikoreksi sampai {until}; mohon dibaca"
    return Point(row.reference, row.title, asked, f"/rapat/{row.id}/notula")


_POINTS: dict[str, Callable[[Any], Point]] = {
    PROMISE: _promise, SUPPORT: _support, PART: _part, INVITATION: _invitation, MINUTES: _minutes,
}  # fmt: skip
