"""What a cell may hold: read as people and office programs write it, told in a sentence when it cannot be read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask_babel import gettext

from app.columns import MOST_PEOPLE, QUANTITY_LIMIT, Labelled
from app.formats import number as number_of
from app.forms import FIRST_YEAR, LAST_YEAR, clean_text, decimal_of
from app.language import LANGUAGES, speaking

NOTHING = ("", "-", "–", "—")  # what people write where there is nothing to say
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
YES, NO = ("ya", "ada", "yes", "true", "benar", "1", "v"), ("tidak", "tidak ada", "no", "false", "salah", "0", "x")


class Unreadable(Exception):
    """A cell that cannot be read. The message says what to write instead."""


def is_empty(cell: Any) -> bool:
    """Tell whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def folded(text: Any) -> str:
    """A name as it is compared: small letters, signs and blanks as one blank."""
    return " ".join(re.sub(r"[^\w]+", " ", str(text).casefold().replace("_", " ")).split())


@lru_cache(maxsize=2048)
def _in_all_languages(label: Any) -> frozenset[str]:
    found = set()
    for language in LANGUAGES:
        with speaking(language):
            found.add(folded(label))
    return frozenset(found)


def names_of(label: Any) -> frozenset[str]:
    """A label in all languages, folded."""
    return _in_all_languages(label)


def text(cell: Any, longest: int) -> str:
    """A text; a number or a day stands as one would read it. Raises Unreadable when it is longer than it may be."""
    if isinstance(cell, dict):
        written = dt.date.fromisoformat(cell["d"]).strftime("%d/%m/%Y")
    elif isinstance(cell, bool):
        written = gettext("ya") if cell else gettext("tidak")
    else:
        written = clean_text(str(cell)).strip()
    if len(written) > longest:
        raise Unreadable(gettext("%(count)s karakter; paling banyak %(most)s.", count=len(written), most=longest))
    return written


def quantity(cell: Any) -> Decimal | None:
    """A number that is not negative, with up to three decimals."""
    number = _number(cell)
    if number is None:
        return None
    if number < 0:
        raise Unreadable(gettext("“%(cell)s” negatif. Isi angka nol atau lebih.", cell=shown(cell)))
    if number >= QUANTITY_LIMIT:
        raise _too_large(cell, QUANTITY_LIMIT - 1)
    if number != round(number, 3):
        raise Unreadable(gettext("“%(cell)s”: paling banyak tiga angka di belakang koma.", cell=shown(cell)))
    return number


def whole(cell: Any, most: int = MOST_PEOPLE) -> int | None:
    """A whole number that is not negative and not above `most`, which is what a form takes."""
    number = quantity(cell)
    if number is not None and number != int(number):
        raise Unreadable(gettext("“%(cell)s” bukan bilangan bulat.", cell=shown(cell)))
    if number is not None and number > most:
        raise _too_large(cell, most)
    return None if number is None else int(number)


def _too_large(cell: Any, most: Decimal | int) -> Unreadable:
    sentence = gettext("“%(cell)s” terlalu besar. Isi paling banyak %(most)s.", cell=shown(cell), most=number_of(most))
    return Unreadable(sentence)


def _number(cell: Any) -> Decimal | None:
    if isinstance(cell, bool | dict):
        raise Unreadable(gettext("“%(cell)s” bukan angka. Isi angka saja, misalnya 1.234,5.", cell=shown(cell)))
    if isinstance(cell, int):
        return Decimal(cell)
    if isinstance(cell, float):
        return Decimal(repr(round(cell, 3)))  # what a formula worked out is rounded, as the office program shows it
    typed = clean_text(str(cell)).strip().replace("\u00a0", "").removeprefix("Rp").strip()
    if typed in NOTHING:
        return None
    number = decimal_of(typed)
    if number is None:
        raise Unreadable(gettext("“%(cell)s” bukan angka. Isi angka saja, misalnya 1.234,5.", cell=shown(cell)))
    return number


def date(cell: Any) -> dt.date | None:
    """A day: a cell that is one, 31/12/2026 (never the month first), or 2026-12-31."""
    if isinstance(cell, str) and cell.strip() in NOTHING:
        return None
    day = dt.date.fromisoformat(cell["d"]) if isinstance(cell, dict) else _written_day(cell)
    if day is None:
        raise Unreadable(
            gettext("“%(cell)s” bukan tanggal. Isi misalnya 31/12/2026 atau 2026-12-31.", cell=shown(cell))
        )
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unreadable(gettext("Isi tahun antara 2000 dan 2100."))
    return day


def _written_day(cell: Any) -> dt.date | None:
    typed = str(cell).strip()
    try:
        if found := _DAY.fullmatch(typed):
            return dt.date(int(found[3]), int(found[2]), int(found[1]))
        if found := _ISO.fullmatch(typed):
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    return None


def yes(cell: Any) -> bool | None:
    """Yes or no: ya, ada, tidak, tidak ada, a tick that is true or false, 1 or 0."""
    if isinstance(cell, bool):
        return cell
    word = folded(cell) if not isinstance(cell, dict) else ""
    if not word and str(cell).strip() in NOTHING:
        return None
    if word in YES or word in NO:
        return word in YES
    raise Unreadable(gettext("“%(cell)s” tidak dikenal. Isi ada atau tidak ada.", cell=shown(cell)))


def member(cell: Any, kind: type[Labelled]) -> Labelled | None:
    """A member of a closed set, by its label in any language or by its value."""
    if isinstance(cell, str) and cell.strip() in NOTHING:
        return None
    word = folded(cell) if not isinstance(cell, dict) else ""
    for each in kind:
        named = names_of(each.label)
        if word == folded(each.value) or word in named or word in {folded(f"{each.value} {name}") for name in named}:
            return each
    allowed = ", ".join(str(each.label) for each in kind)
    raise Unreadable(
        gettext("“%(cell)s” tidak dikenal. Isi salah satu: %(allowed)s.", cell=shown(cell), allowed=allowed)
    )


def shown(cell: Any) -> str:
    """A cell as it is cited in a sentence, never long."""
    written = text(cell, 10**6)
    return written if len(written) <= 40 else written[:39] + "…"


READERS: dict[str, Callable[[Any], Any]] = {"quantity": quantity, "date": date, "yes": yes}
