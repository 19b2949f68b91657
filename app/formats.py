"""How dates, times and numbers are written for people (Indonesian forms first; WITA; domain terms of CLDR)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale

from app.clock import local, now


def language() -> str:
    """Return "id" or "en"."""
    return str(get_locale() or "id")


@lru_cache(maxsize=4096)
def _date(day: dt.date, pattern: str, locale: str) -> str:
    return format_date(day, pattern, locale=locale)


def _day(value: dt.date | dt.datetime) -> dt.date:
    return local(value).date() if isinstance(value, dt.datetime) else value


def date_long(value: dt.date | dt.datetime | None) -> str:
    """Kamis, 25 April 2019."""
    return _date(_day(value), "EEEE, d MMMM y", language()) if value else ""


def date_short(value: dt.date | dt.datetime | None) -> str:
    """25 Apr 2019."""
    return _date(_day(value), "d MMM y", language()) if value else ""


def time(value: dt.datetime | None) -> str:
    """09.05 WITA."""
    return f"{local(value):%H.%M} WITA" if value else ""


def clock_time(value: dt.datetime | None) -> str:
    """09.05, for ranges that name the zone once."""
    return f"{local(value):%H.%M}" if value else ""


def datetime(value: dt.datetime | None) -> str:
    """25 Apr 2019, 09.05 WITA."""
    return f"{date_short(value)}, {time(value)}" if value else ""


@lru_cache(maxsize=4096)
def _number(value: Any, locale: str) -> str:
    return format_decimal(value, "#,##0.###", locale=locale)


def number(value: Decimal | int | float | None) -> str:
    """1.234,5."""
    return "" if value is None else _number(value, language())


def ago(value: dt.datetime | None) -> str:
    """3 hari lalu."""
    return format_timedelta(value - now(), add_direction=True, locale=language()) if value else ""


def lines(value: str) -> list[str]:
    """Return the lines of a text, so that a template can set each in its own paragraph."""
    return value.splitlines()


def init_app(app: Flask) -> None:
    """Offer the formats to templates as filters."""
    for function in (date_long, date_short, time, clock_time, datetime, number, ago, lines):
        app.add_template_filter(function)
