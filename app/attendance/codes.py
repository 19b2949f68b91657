"""The meeting's code: a signed address that changes every minute, and opens the check-in form only for a short while.

Who photographs it and sends it on sends an address that is dead before it is read. Opening it writes a ticket into the
signed session of that browser: the form may then be filled in at leisure, on that device and for that meeting alone,
and comes back whole when the telephone loads the page again.
"""

from __future__ import annotations

import secrets
from enum import Enum
from functools import lru_cache

from flask import session

from app.clock import now
from app.guests import seal, unseal

PURPOSE = "check-in"
STEP = 60  # seconds that a code is shown
STEPS = 3  # how many steps it is believed: it stands on the screen for one, and people need time to aim
TICKET = 20 * 60  # seconds for filling in the form
DEVICE, OPENED = "perangkat", "hadir"  # keys of the session


class Code(Enum):
    """What an address is worth."""

    FRESH = "fresh"
    OLD = "old"
    UNKNOWN = "unknown"


def seconds() -> int:
    """Return the present instant in seconds."""
    return int(now().timestamp())


def step() -> int:
    """Return which code is shown now."""
    return seconds() // STEP


def code_of(meeting_id: int) -> str:
    """Return the code of the present minute."""
    return seal(PURPOSE, meeting_id, step())


def read(token: str) -> tuple[Code, int]:
    """Return what a code is worth, and its meeting (0 for an unknown one)."""
    facts = unseal(PURPOSE, token, 2)
    if facts is None:
        return Code.UNKNOWN, 0
    meeting_id, made = facts
    return (Code.FRESH if 0 <= step() - made < STEPS else Code.OLD), meeting_id


def device() -> str:
    """Return the random name of this browser, given to it now if it has none."""
    name = session.get(DEVICE)
    if not isinstance(name, str) or not name:
        name = session[DEVICE] = secrets.token_hex(16)
        session.permanent = True
    return name


def known_device() -> str:
    """Return the name of this browser, "" if it never opened a code."""
    return str(session.get(DEVICE, ""))


def give_ticket(meeting_id: int) -> None:
    """Let this browser send the form of this meeting for a while."""
    session[OPENED] = [meeting_id, seconds()]


def has_ticket(meeting_id: int) -> bool:
    """Tell whether this browser may send the form."""
    opened_id, opened_at = session.get(OPENED) or (0, 0)
    return bool(opened_id == meeting_id and 0 <= seconds() - opened_at < TICKET)


@lru_cache(maxsize=16)
def drawing(address: str) -> tuple[int, str]:
    """Return the QR code of an address: its size with the quiet zone, and the path that draws its dark modules."""
    import segno

    rows = [bytes(row) for row in segno.make(address, error="m", micro=False).matrix]
    path = (f"M{x + 4} {y + 4}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return len(rows) + 8, "".join(path)
