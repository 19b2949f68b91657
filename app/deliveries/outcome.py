"""What became of one attempt to hand something over, in the terms that decide what happens next."""

from __future__ import annotations

import base64
import traceback
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple

LONGEST = 500  # characters of the other side's words that are kept


class Verdict(Enum):
    """`BOUNCED`: the recipient is refused for good. `REJECTED`: this mail is. `LATER`: worth another try.

    `AWAY`: the server as a whole does not serve us, which is no mail's fault. `TAKEN`: the lease ran out before
    anything was handed over, so it is another worker's to send.
    """

    ACCEPTED = auto()
    BOUNCED = auto()
    REJECTED = auto()
    LATER = auto()
    AWAY = auto()
    TAKEN = auto()


class Outcome(NamedTuple):
    """The verdict, and what the other side said."""

    verdict: Verdict
    words: str = ""


def cleaned(words: str, *secrets: str) -> str:
    """Return words on one line, not too long, without control characters and without our secrets."""
    for secret in filter(None, secrets):
        coded = base64.b64encode(secret.encode()).decode()
        words = words.replace(secret, "***").replace(coded, "***")
    line = " ".join("".join(char if char.isprintable() else " " for char in words).split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def said(error: Exception) -> str:
    """Return what an exception of the network has to say."""
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def in_one_line(error: Exception) -> str:
    """Return what went wrong and where, for the log."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return cleaned(said(error)) + place
