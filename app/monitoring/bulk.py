"""Acts upon several commitments: reminding their agencies, and moving their due dates for one reason.

Each commitment is acted upon by itself: what one of them refuses changes nothing for the others. All are locked at
once, in the order of their ids, so that two such acts never wait for each other crosswise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_babel import gettext

from app import audit, whatsapp
from app.audit import Actor
from app.clock import now, today
from app.columns import BIGGEST_ID, Labelled
from app.commitments.models import Commitment
from app.commitments.queries import COLUMNS, COMMITMENTS
from app.commitments.states import CommitmentState, Reason
from app.extensions import db, fetch
from app.formats import date_short
from app.forms import FIRST_YEAR, LAST_YEAR
from app.language import Lazy as _l
from app.listing import Values
from app.policy import Holder
from app.refusal import Refused
from app.whatsapp import Point

MOST = 100
S = CommitmentState
# What an agency is asked for: in Indonesian, whatever the language of the page.
ASKED = {
    S.PROPOSED: "mohon disetujui, atau sampaikan keberatannya kepada sekretariat",
    S.AGREED: "mohon dilaporkan perkembangannya",
    S.UNDERWAY: "mohon dilaporkan perkembangannya",
    S.RETURNED: "mohon laporannya dilengkapi, lalu dikirim lagi",
}
_FACTS = (*COLUMNS, Commitment.version, Commitment.reminded_at)


class ReminderChannel(Labelled):
    """How an agency was reminded."""

    WHATSAPP = "whatsapp", _l("WhatsApp")
    LETTER = "letter", _l("Surat")
    CALL = "call", _l("Telepon")
    MEETING = "meeting", _l("Bertemu langsung")


@dataclass(frozen=True)
class Reminder:
    """What is said to one agency: a ready text about its promises."""

    agency_id: int
    agency: str
    rows: Sequence[Any]
    text: str

    @property
    def link(self) -> str:
        """An address that opens WhatsApp with the text; empty when it is too long for one message."""
        return whatsapp.link(self.text)


class Outcome(NamedTuple):
    """What became of one commitment; `refusal` is empty when it was changed."""

    id: int
    reference: str
    statement: str
    refusal: str


def matching(who: Holder, values: Values) -> Sequence[Any]:
    """Return what the list shows with these filters, up to MOST + 1, first due first."""
    rows = COMMITMENTS.asked(who, values).with_only_columns(*_FACTS, maintain_column_froms=True)
    rows = rows.order_by(None).order_by(Commitment.due, Commitment.id).limit(MOST + 1)
    return fetch(rows, **COMMITMENTS.parameters(who, values))


def chosen(who: Holder, keys: Collection[int]) -> Sequence[Any]:
    """Return what was ticked, in the order of the agencies' names."""
    rows = sa.select(*_FACTS).where(Commitment.visible_clause(who), Commitment.id.in_(keys))
    return fetch(rows.order_by(Commitment.lead_agency_name, Commitment.lead_agency_id, Commitment.due, Commitment.id))


def read_ids(values: Iterable[str]) -> list[int]:
    """Return the ids among what an address or a form carries, each once."""
    keys = {int(v) for v in values if v.isascii() and v.isdigit() and len(v) <= 10}
    return sorted(key for key in keys if 0 < key <= BIGGEST_ID)


def may_be_reminded(row: Any) -> bool:
    """Tell whether it is the agency's turn; a suggestion, or what cannot be checked, waits for the secretariat."""
    if row.state is S.PROPOSED and (row.is_suggestion or not (row.is_checkable or row.waiver)):
        return False
    return row.state in ASKED


def reminders(rows: Sequence[Any]) -> list[Reminder]:
    """Return a text for each agency whose turn it is."""
    found = []
    for (key, name), own in groupby(filter(may_be_reminded, rows), lambda r: (r.lead_agency_id, r.lead_agency_name)):
        asked = list(own)
        found.append(Reminder(key, name, asked, _text(name, asked)))
    return found


def _text(agency: str, rows: Sequence[Any]) -> str:
    points = [
        Point(row.reference, row.statement, f"{whatsapp.by(row.due)}; {ASKED[row.state]}", f"/komitmen/{row.id}")
        for row in rows
    ]
    return whatsapp.letter(agency, "Mengingatkan komitmen berikut dalam sinergi pemberdayaan alternatif:", points)


def remind(
    who: Holder, keys: Collection[int], channel: ReminderChannel, at: dt.datetime | None = None
) -> list[Outcome]:
    """Write down that the agencies were reminded of these, now or `at`; what is not their turn is refused."""

    def act(commitment: Commitment) -> None:
        if not may_be_reminded(commitment):
            raise Refused(gettext("Bukan giliran instansi: status kini %(state)s.", state=str(commitment.state.label)))
        commitment.reminded_at = at or now()
        audit.note(commitment, "reminded", channel=channel.label.text)

    return _each(who, keys, act)


def redate(
    who: Holder, versions: dict[int, str], due: Callable[[dt.date], dt.date], reason: Reason, note: str, by: Actor
) -> list[Outcome]:
    """Move the due dates; `due` works the new one out of the present. `versions` are those that the person saw."""

    def act(commitment: Commitment) -> None:
        if versions[commitment.id] != str(commitment.version):
            raise Refused(gettext("Berubah sejak Anda membuka halaman ini. Periksa keadaannya, lalu pilih lagi."))
        moved = due(commitment.due)
        if moved < today() and reason is not Reason.MISTAKE:
            raise Refused(gettext("Tenggat barunya sudah lewat: %(date)s.", date=date_short(moved)))
        if not FIRST_YEAR <= moved.year <= LAST_YEAR:
            raise Refused(gettext("Isi tahun antara 2000 dan 2100."))
        commitment.redate(moved, reason, note, by)

    return _each(who, versions, act)


def _each(who: Holder, keys: Collection[int], act: Callable[[Commitment], None]) -> list[Outcome]:
    rows = Commitment.visible_to(who).where(Commitment.id.in_(keys)).order_by(Commitment.id)
    found = db.session.scalars(rows.with_for_update(of=Commitment)).all()
    outcomes = []
    for commitment in found:
        refusal = ""
        try:
            act(commitment)
        except Refused as refused:
            refusal = str(refused)
        outcomes.append(Outcome(commitment.id, commitment.reference, commitment.statement, refusal))
    return outcomes
