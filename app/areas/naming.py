"""How areas are called: the other names of one, and names as people type them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.areas.models import Area

UNSPOKEN = " '’‘ʼ`-"  # what people leave out or put in when they write a name: To'bulung, Tobulung, To bulung
BETWEEN = "|"  # stands between the other names of one area
LONGEST = 500  # of all of them together


def plain(text: Any) -> Any:
    """A name, or a column of names, as people say it: small letters, no blanks, no apostrophes."""
    if isinstance(text, str):
        return text.lower().translate({ord(sign): None for sign in UNSPOKEN})
    column = sa.func.lower(text)
    for sign in UNSPOKEN:
        column = sa.func.replace(column, sign, "")
    return column


def other_names(typed: str, name: str) -> str:
    """The names that a text divides by "|", each once and none that is the name itself."""
    found = {" ".join(each.split()): None for each in typed.split(BETWEEN)}
    return BETWEEN.join(each for each in found if each and each != name)


def is_called(words: str) -> sa.ColumnElement[bool]:
    """The condition of areas with these words in their name, with or without its kind, or in one of the others."""
    said = sa.type_coerce(Area.kind, sa.String).concat(Area.name).concat(BETWEEN).concat(Area.aliases)
    found: sa.ColumnElement[bool] = plain(said).contains(plain(words), autoescape=True)
    return found
