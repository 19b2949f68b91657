"""How documents write dates, times and numbers. Always Indonesian: a paper of the office knows no language switch."""

from __future__ import annotations

import datetime as dt
from typing import Any

from babel.dates import format_date

from app.clock import local

ONES = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas",
)  # fmt: skip
BLANK = "–"


def in_words(number: int) -> str:
    """Return a whole number below a million in words: 2019 is "dua ribu sembilan belas"."""
    if number < 12:
        return ONES[number]
    if number < 20:
        return f"{ONES[number - 10]} belas"
    for size, name in ((1000, "ribu"), (100, "ratus"), (10, "puluh")):
        if number >= size:
            many, rest = divmod(number, size)
            head = f"se{name}" if many == 1 else f"{in_words(many)} {name}"
            return f"{head} {in_words(rest)}" if rest else head
    return str(number)


def instant(value: str | None) -> dt.datetime | None:
    """Return a record's instant (ISO 8601) as the clock in Palopo showed it."""
    return local(dt.datetime.fromisoformat(value)) if value else None


def day(value: Any) -> dt.date | None:
    """Return a record's day; None for what is none."""
    if isinstance(value, dt.datetime):
        return value.date()
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return None


def date(value: Any) -> str:
    """25 April 2019; what is no day stays as it is."""
    known = day(value)
    return format_date(known, "d MMMM y", locale="id") if known else str(value or "")


def weekday_and_date(value: Any) -> str:
    """Kamis, 25 April 2019."""
    known = day(value)
    return format_date(known, "EEEE, d MMMM y", locale="id") if known else BLANK


def date_in_words(value: dt.date) -> str:
    """Kamis, tanggal dua puluh lima bulan April tahun dua ribu sembilan belas."""
    weekday, month = (format_date(value, pattern, locale="id") for pattern in ("EEEE", "MMMM"))
    return f"{weekday}, tanggal {in_words(value.day)} bulan {month} tahun {in_words(value.year)}"


def clock(value: dt.datetime | None) -> str:
    """09.05."""
    return f"{value:%H.%M}" if value else ""


def moment(value: str | None) -> str:
    """26 April 2019 pukul 10.15 WITA."""
    known = instant(value)
    return f"{date(known)} pukul {clock(known)} WITA" if known else ""
