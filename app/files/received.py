"""Files that came with a form: put on disk one by one, so that a bad one keeps none of the good ones out."""

from __future__ import annotations

import re

from flask import request

from app.files.kinds import FileKind
from app.files.service import Content, store
from app.forms import clean_text
from app.refusal import Refused

LONGEST_NAME = 200


def stored(
    fields: tuple[str, ...], allowed: tuple[FileKind, ...], nothing: str
) -> tuple[list[tuple[Content, str]], list[str]]:
    """Put what was sent in these fields on disk; return the contents with their names in the order in which they are
    recorded, and a sentence for each that was refused. `nothing` is the sentence for a form without files."""
    contents, faults = [], []
    for sent in (each for field in fields for each in request.files.getlist(field)):
        name = plain_name(sent.filename or "")
        if not name:
            continue
        try:
            contents.append((store(sent.stream, name, allowed), name))
        except Refused as refusal:
            faults.append(f"{name}: {refusal}")
    if not contents and not faults:
        faults.append(nothing)
    return sorted(contents), faults


def plain_name(name: str) -> str:
    """Return the last part of the name that a browser sent, fit to be stored and shown."""
    last = re.split(r"[/\\]", clean_text(name))[-1].replace("\n", " ").strip()
    if len(last) <= LONGEST_NAME:
        return last
    stem, _dot, ending = last.rpartition(".")
    return stem[: LONGEST_NAME - 10] + "." + ending[:9]
