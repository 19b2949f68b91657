"""Two wordings of one line become one: what either person added stays.

A three-way merge by words, as version control merges lines: `base` is what both started from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

WORD = re.compile(r"\s*\S+")
MOST_WORDS = 1500  # comparing takes longer than its length; beyond, both texts stand one after the other


class Edit(NamedTuple):
    """Words `start` to `end` of the base (end not included) became `words`."""

    start: int
    end: int
    words: list[str]


def merge(base: str, mine: str, theirs: str) -> str:
    """Return a text with the changes of both; where both changed the same words, theirs stand before mine."""
    old = WORD.findall(base)
    if max(len(old), len(WORD.findall(mine)), len(WORD.findall(theirs))) > MOST_WORDS:
        return _joined([theirs, *([mine] if mine not in theirs else [])])
    merged: list[str] = []
    here = 0
    for start, end, own, other in _clusters(_edits(old, mine), _edits(old, theirs)):
        merged += old[here:start]
        ours, others = _apply(old, start, end, own), _apply(old, start, end, other)
        if not own or ours == others:
            merged += others
        elif not other:
            merged += ours
        else:
            merged += others + ours
        here = end
    return _joined(merged + old[here:])


def _joined(words: list[str]) -> str:
    spaced = (word if not n or word[:1].isspace() else " " + word for n, word in enumerate(words))
    return "".join(spaced).strip()


def _edits(old: list[str], text: str) -> list[Edit]:
    new = WORD.findall(text)
    steps = SequenceMatcher(None, old, new).get_opcodes()
    return [Edit(start, end, new[first:last]) for what, start, end, first, last in steps if what != "equal"]


def _clusters(mine: list[Edit], theirs: list[Edit]) -> Iterator[tuple[int, int, list[Edit], list[Edit]]]:
    """Group the edits that touch each other: (start, end, of mine, of theirs), in the order of the base."""
    waiting = sorted([(edit, 0) for edit in mine] + [(edit, 1) for edit in theirs], key=lambda pair: pair[0][:2])
    while waiting:
        start, end = waiting[0][0].start, waiting[0][0].end
        sides: tuple[list[Edit], list[Edit]] = ([], [])
        while waiting and waiting[0][0].start <= end:
            edit, side = waiting.pop(0)
            sides[side].append(edit)
            end = max(end, edit.end)
        yield start, end, sides[0], sides[1]


def _apply(old: list[str], start: int, end: int, edits: list[Edit]) -> list[str]:
    words: list[str] = []
    here = start
    for edit in edits:
        words += old[here : edit.start] + edit.words
        here = edit.end
    return words + old[here:end]
