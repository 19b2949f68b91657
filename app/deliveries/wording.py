"""Texts that people typed, made fit for a line of a mail."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

CUT = "…"
LONGEST_WORD = 24  # letters, after which a line of a mail may be broken within a word
# Signs that turn the direction of what follows, and those that begin a new line without being control characters.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]")
_LONG = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")


def one_line(text: str, longest: int = 0) -> str:
    """Return the text on one line, without control characters and without signs that turn its direction."""
    plain = "".join(" " if unicodedata.category(sign) in ("Cc", "Cs") else sign for sign in _TURNING.sub(" ", text))
    words = " ".join(plain.split())
    return words if not longest or len(words) <= longest else words[: longest - 1].rstrip() + CUT


def breakable(text: str) -> Markup:
    """Return the text as markup whose endless words a mail program may break."""
    pieces, start = [], 0
    for match in _LONG.finditer(text):
        pieces.append(text[start : match.end()])
        start = match.end()
    return Markup("<wbr>").join(escape(piece) for piece in [*pieces, text[start:]])
