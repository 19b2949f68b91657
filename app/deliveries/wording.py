"""Texts that people typed, made fit for a line of a mail."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

CUT = "…"
LONGEST_WORD = 24  # letters, after which a line of a mail may be broken within a word
# Signs that turn the direction of what follows, and those that begin a new line without being control characters.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # control characters, line breaks, halves of letters
_LONG = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")


def one_line(text: str, longest: int = 0) -> str:
    """Return the text on one line, without control characters and without signs that turn its direction."""
    words = " ".join(_UNSEEN.sub(" ", _TURNING.sub(" ", text)).split())
    return words if not longest or len(words) <= longest else words[: longest - 1].rstrip() + CUT


def breakable(text: str) -> Markup:
    """Return the text as markup whose endless words a mail program may break."""
    pieces, start = [], 0
    for match in _LONG.finditer(text):
        pieces.append(text[start : match.end()])
        start = match.end()
    return Markup("<wbr>").join(escape(piece) for piece in [*pieces, text[start:]])
