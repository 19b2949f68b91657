"""What the letter says: its first words, and the sheet as preview and PDF print it. Always Indonesian."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from app.clock import local
from app.documents.letterhead import letterhead_of
from app.formats import official_date
from app.invitations.invitees import Invitee
from app.invitations.models import InvitationLetter, Nature
from app.meetings.models import Meeting

CITY = "Palopo"
NOTHING, ANNEX = "-", "1 (satu) lembar"  # what is attached
BLANK = "…………………………"
MOST_ABOVE = 5  # more addressees than these go onto a page of their own
OPENING = (
    "Dengan hormat,\n\nSehubungan dengan akan dilaksanakannya rapat dengan tema “{theme}”, "
    "kami mengundang Bapak/Ibu untuk hadir pada:"
)
CLOSING = (
    "Mengingat pentingnya acara tersebut, kehadiran Bapak/Ibu sangat kami harapkan. Apabila berhalangan, mohon "
    "menugaskan pejabat yang mewakili.\n\n"
    "Demikian undangan ini disampaikan. Atas perhatian dan kehadiran Bapak/Ibu, kami ucapkan terima kasih."
)


class Draft:
    """The words that a letter begins with before anybody saved one; `version` is that of no letter."""

    def __init__(self, meeting: Meeting) -> None:
        self.nature, self.attachment, self.version = Nature.ORDINARY, NOTHING, ""
        self.subject = f"Undangan {meeting.kind.label.text.lower()}"
        self.opening, self.closing = OPENING.format(theme=meeting.theme), CLOSING
        self.signer, self.signer_position = meeting.chair, meeting.chair_position
        self.signer_rank = self.signer_number = self.copies = ""


def sheet_of(
    meeting: Meeting, letter: InvitationLetter | Draft, invitees: Sequence[Invitee], only: Invitee | None = None
) -> dict[str, Any]:
    """Return what the letter prints; with `only` it goes to that addressee alone."""
    names = [each.addressee for each in ([only] if only else invitees)]
    apart = len(names) > MOST_ABOVE
    attached = letter.attachment or NOTHING
    head = letterhead_of(meeting.convener, meeting.letter_date or meeting.day)
    number, day = meeting.letter_number or BLANK, meeting.letter_date
    date = official_date(day, "d MMMM y") if day else BLANK
    return {
        "head": head,
        "place": f"{head.get('city') or CITY}, {date}",
        "facts": [
            ["Nomor", number], ["Sifat", letter.nature.label.text],
            ["Lampiran", ANNEX if apart and attached == NOTHING else attached], ["Hal", letter.subject],
        ],
        "to": [] if apart else names,
        "annex": names if apart else [],
        "annex_of": f"Lampiran surat nomor {number}, tanggal {date}",
        "opening": paragraphs(letter.opening),
        "details": details_of(meeting),
        "closing": paragraphs(letter.closing),
        "signer": {
            "name": letter.signer or BLANK, "position": letter.signer_position, "rank": letter.signer_rank,
            "number": letter.signer_number,
        },
        "copies": [line.strip() for line in letter.copies.splitlines() if line.strip()],
    }  # fmt: skip


def details_of(meeting: Meeting) -> list[list[str]]:
    """Return when, where and what, as letters and messages name it."""
    return [
        ["hari/tanggal", official_date(meeting.starts_at)], ["waktu", hours(meeting.starts_at, meeting.ends_at)],
        ["tempat", meeting.venue], ["acara", meeting.theme],
    ]  # fmt: skip


def hours(starts_at: dt.datetime, ends_at: dt.datetime | None) -> str:
    """09.00 s.d. 12.00 WITA; without an end: 09.00 WITA s.d. selesai."""
    start = f"{local(starts_at):%H.%M}"
    return f"{start} s.d. {local(ends_at):%H.%M} WITA" if ends_at else f"{start} WITA s.d. selesai"


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text; lines within one stay lines."""
    return [each.strip() for each in re.split(r"\n[ \t]*\n", text) if each.strip()]
