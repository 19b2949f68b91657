"""What the fonts of the documents can draw: PDF/UA allows no letter without a shape, so texts go through here."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from app.config import ROOT

FONTS = ROOT / "templates" / "documents" / "fonts"
UNKNOWN = "\u25a1"  # a white square in the place of what no font has
JOINED = "\u200d"  # holds an emoji of several together
LONGEST_WORD = 30

# Marks that turn the direction of writing, invisible ones, variants and marks over letters that make no letter of
# their own; controls, which XML cannot hold.
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u0300-\u036f\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
_BLANK = re.compile("[\t\x0b\x0c\x85\u1680\u2000-\u200a\u2028\u2029\u205f\u3000]")
_LONG = re.compile(rf"[^\s\u00a0]{{{LONGEST_WORD},}}")
_FINGERPRINT = re.compile("[0-9a-f]{64}")  # a SHA-256 fits its line, and has to be copied as it is
_PIECE = re.compile(r".{10}(?=.)")
_PLAIN = re.compile(r"[ -~\n]*")


def readable(text: str) -> str:
    """Return the text without what nobody sees and what XML cannot hold."""
    if _PLAIN.fullmatch(text):
        return text
    return _BLANK.sub(" ", _DROPPED.sub("", unicodedata.normalize("NFC", text)))


def drawable(text: str) -> str:
    """Return the text as the fonts can draw it, words that would run off the paper made breakable."""
    clean = readable(text)
    if not _PLAIN.fullmatch(clean):
        clean = _undrawn().sub(UNKNOWN, clean)
    return _LONG.sub(_breakable, clean)


def _breakable(word: re.Match[str]) -> str:
    return word[0] if _FINGERPRINT.fullmatch(word[0]) else _PIECE.sub("\\g<0>\u200b", word[0])


@lru_cache(maxsize=1)
def _undrawn() -> re.Pattern[str]:
    ranges = (FONTS / "drawn.txt").read_text().split()
    known = "".join(
        "-".join(f"\\U{int(end, 16):08x}" for end in each.split("-"))
        for each in ranges
    )  # fmt: skip
    return re.compile(f"[^{known}\\n {JOINED}]")
