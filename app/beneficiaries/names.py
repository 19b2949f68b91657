"""What may be shown of a person, and how two records of one person are found without keeping a number."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable

from flask import current_app

SHORTEST_WORD = 3  # of a name, that is blotted out of a reason
_NIK = re.compile(r"\d{16}")


def masked(name: str) -> str:
    """A*** S***: the first letter of each word."""
    return " ".join(f"{word[0].upper()}***" for word in name.split())


def whole_nik(typed: str) -> str | None:
    """Return the sixteen digits of a NIK without blanks, points and dashes; None when it is none."""
    digits = re.sub(r"[ .\-]", "", typed)
    return digits if digits.isascii() and _NIK.fullmatch(digits) else None


def key_of(nik: str) -> str:
    """Return what finds the same NIK again and, without the server's secret, tells nothing of it."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    key = hmac.digest(secret, b"beneficiary-nik", "sha256")
    return hmac.new(key, nik.encode(), hashlib.sha256).hexdigest()


def without(text: str, names: Iterable[str]) -> str:
    """The text with *** for each word of the names: reasons stay when the person is gone.

    Blotted out and not refused, as a refusal would tell who guesses a name, without a trace, that it is there.
    """
    words = {word for name in names for word in re.findall(r"\w+", name.casefold()) if len(word) >= SHORTEST_WORD}
    return re.sub(r"\w+", lambda found: "***" if found[0].casefold() in words else found[0], text)
