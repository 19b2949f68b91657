"""Files that came with a form: put on disk one by one, so that a bad one keeps none of the good ones out."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import IO

from flask import request

from app.files.kinds import FileKind
from app.files.service import Content, store
from app.forms import clean_text
from app.refusal import Refused

LONGEST_NAME = 200
# Marks that turn the reading direction make "gnp.exe" of "exe.png".
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]")


def stored(
    fields: tuple[str, ...], allowed: tuple[FileKind, ...], nothing: str, keep_place: bool = False,
    admit: Callable[[int], None] = lambda size: None,
) -> tuple[list[tuple[Content, str]], list[str]]:  # fmt: skip
    """Put what was sent in these fields on disk; return the contents with their names in the order in which they are
    recorded, and a sentence for each that was refused. `nothing` is the sentence for a form without files,
    `keep_place` keeps the coordinates of photos, and `admit` is told the size of each file and may refuse it."""
    contents, faults = [], []
    for sent in (each for field in fields for each in request.files.getlist(field)):
        name = plain_name(sent.filename or "")
        if not name:
            continue
        try:
            admit(_length(sent.stream))
            contents.append((store(sent.stream, name, allowed, keep_place), name))
        except Refused as refusal:
            faults.append(f"{name}: {refusal}")
    if not contents and not faults:
        faults.append(nothing)
    return sorted(contents), faults


def _length(stream: IO[bytes]) -> int:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    return size


def plain_name(name: str) -> str:
    """Return the last part of the name that a browser sent, fit to be stored and shown."""
    last = re.split(r"[/\\]", _DIRECTION.sub("", clean_text(name)))[-1].replace("\n", " ").strip()
    if len(last) <= LONGEST_NAME:
        return last
    stem, _dot, ending = last.rpartition(".")
    return stem[: LONGEST_NAME - 10] + "." + ending[:9]
