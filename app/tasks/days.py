"""A day as people write it: 27 Nov, 27/11/2026, besok, Jumat, akhir bulan, H+7, 2 minggu."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable

from app.clock import month_of, week_of

YEARS_AHEAD = 8  # until the next 29 February, even across 2100
LONGEST = 100  # letters of a date with the words before it; looking for it in more would take seconds
_MONTHS = (
    "januari january", "februari february pebruari", "maret march", "april", "mei may", "juni june", "juli july",
    "agustus august agt ags", "september", "oktober october", "november nopember", "desember december",
)  # fmt: skip
_WEEKDAYS = ("senin monday", "selasa tuesday", "rabu wednesday", "kamis thursday", "jumat jum'at friday",
             "sabtu saturday", "minggu ahad sunday")  # fmt: skip
WEEKDAYS = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
NEAR = {"hari ini": 0, "today": 0, "besok": 1, "esok": 1, "tomorrow": 1, "lusa": 2}
SPANS = {
    "hari": 1, "day": 1, "days": 1, "minggu": 7, "pekan": 7, "week": 7, "weeks": 7, "bulan": 0, "month": 0, "months": 0,
}  # fmt: skip


class Impossible(Exception):
    """A date that no calendar has, in the words of who wrote it."""


def _month_of_name(name: str) -> int | None:
    """1 to 12 for the name of a month or three letters or more of its beginning."""
    name = name.rstrip(".")
    for number, names in enumerate(_MONTHS, 1):
        if len(name) >= 3 and any(each.startswith(name) for each in names.split()):
            return number
    return 9 if name == "sept" else None


def _date(words: str, day: dt.date, number: int, month: int, year: str | None) -> dt.date:
    """The date; without a year the next such day, which may be today. Raises Impossible."""
    years = [int(year) + (2000 if len(year) == 2 else 0)] if year else range(day.year, day.year + YEARS_AHEAD + 1)
    for each in years:
        try:
            found = dt.date(each, month, number)
        except ValueError:
            continue
        if year or found >= day:
            return found
    raise Impossible(words)


def _named(found: re.Match[str], day: dt.date) -> dt.date | None:
    month = _month_of_name(found["month"].lower())
    return _date(found["all"], day, int(found["day"]), month, found["year"]) if month else None


def _numeric(found: re.Match[str], day: dt.date) -> dt.date:
    return _date(found["all"], day, int(found["day"]), int(found["number"]), found["year"])


def _near(found: re.Match[str], day: dt.date) -> dt.date:
    return day + dt.timedelta(days=NEAR[found["near"].lower()])


def _end(found: re.Match[str], day: dt.date) -> dt.date:
    """The last day of this week, month or year."""
    of = found["of"].lower()
    if of in ("pekan", "minggu"):
        return week_of(day)[1]
    return month_of(day)[1] if of == "bulan" else dt.date(day.year, 12, 31)


def _after(found: re.Match[str], day: dt.date) -> dt.date:
    return day + dt.timedelta(days=int(found["days"]))


def _span(found: re.Match[str], day: dt.date) -> dt.date:
    count, unit = int(found["count"]), found["unit"].lower()
    if SPANS[unit]:
        return day + dt.timedelta(days=count * SPANS[unit])
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _weekday(found: re.Match[str], day: dt.date) -> dt.date:
    """The next one: never today."""
    number = WEEKDAYS[found["weekday"].lower().replace("’", "'")]
    return day + dt.timedelta(days=(number - day.weekday() - 1) % 7 + 1)


# In this order: what is longer goes before what it ends with.
_FORMS: tuple[tuple[str, Callable[[re.Match[str], dt.date], dt.date | None]], ...] = (
    (r"(?P<day>\d{1,2})[ -](?P<month>[a-z]{3,9})\.?(?:[ -](?P<year>\d{4}|\d\d))?", _named),
    (r"(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)", _numeric),
    (r"(?P<day>\d{1,2})(?P<by>[/.-])(?P<number>\d{1,2})(?P=by)(?P<year>\d{4}|\d\d)", _numeric),
    (r"(?P<day>\d{1,2})/(?P<number>\d{1,2})(?P<year>)", _numeric),
    (rf"(?P<near>{'|'.join(NEAR)})", _near),
    (r"akhir (?P<of>pekan|minggu|bulan|tahun)", _end),
    (r"h ?\+ ?(?P<days>\d{1,4})", _after),
    (rf"(?P<count>\d{{1,3}}) (?P<unit>{'|'.join(SPANS)})(?: lagi)?", _span),
    (rf"(?P<weekday>{'|'.join(WEEKDAYS)}|jum’at)", _weekday),
)
_LEAD = r"(?:(?:paling lambat|tenggat|hari|tanggal|tgl\.?|sampai|pada|dalam|hingga) )*"
_FLAGS = re.IGNORECASE | re.ASCII
_AT_END = [(re.compile(rf"(?:^|(?<=[\s(,])){_LEAD}(?P<all>{form})[.,;)]*$", _FLAGS), act) for form, act in _FORMS]
_AT_START = [(re.compile(rf"^{_LEAD}(?P<all>{form})(?=[\s.,;:]|$)[.,;:]*", _FLAGS), act) for form, act in _FORMS]


def find_day(text: str, day: dt.date, at_end: bool) -> tuple[dt.date, str] | None:
    """Return the date that stands at the end of the text, or at its beginning, as written on `day`, and the rest.

    None without one. Raises Impossible for one like 31 Feb.
    """
    first = max(0, len(text) - LONGEST) if at_end else 0
    for pattern, act in _AT_END if at_end else _AT_START:
        match = pattern.search(text, first)
        found = act(match, day) if match else None
        if match and found:
            return found, f"{text[: match.start()]} {text[match.end() :]}"
    return None
