"""How dates, times and numbers are written for people (Indonesian forms first; WITA; domain terms of CLDR)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal
from flask import Flask, current_app
from flask_babel import ngettext
from markupsafe import Markup

from app.clock import local, now
from app.columns import Labelled
from app.language import language
from app.prose import prose


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


def month(value: dt.date) -> str:
    """April 2019."""
    return _date(value, "LLLL y", language())


def month_short(value: dt.date) -> str:
    """Apr."""
    return _date(value, "LLL", language())


def weekday(value: dt.date) -> str:
    """Kamis."""
    return _date(value, "EEEE", language())


def official_date(value: dt.date | dt.datetime, pattern: str = "EEEE, d MMMM y") -> str:
    """Kamis, 25 April 2019, whatever the language of the page: what is printed and sent is Indonesian."""
    return _date(_day(value), pattern, "id")


def time(value: dt.datetime | None) -> str:
    """09.05 WITA."""
    return f"{local(value):%H.%M} WITA" if value else ""


def clock_time(value: dt.datetime | None) -> str:
    """09.05, for ranges that name the zone once."""
    return f"{local(value):%H.%M}" if value else ""


@lru_cache(maxsize=4096)
def _datetime(value: dt.datetime, locale: str) -> str:
    wall = local(value)
    return f"{_date(wall.date(), 'd MMM y', locale)}, {wall:%H.%M} WITA"


def datetime(value: dt.datetime | None) -> str:
    """25 Apr 2019, 09.05 WITA."""
    return _datetime(value, language()) if value else ""


@lru_cache(maxsize=4096)
def _number(value: Any, locale: str) -> str:
    return format_decimal(value, "#,##0.###", locale=locale)


def number(value: Decimal | int | float | None) -> str:
    """1.234,5."""
    return "" if value is None else _number(value, language())


MEBIBYTE = 1024 * 1024


def file_size(size: int | None) -> str:
    """A number of bytes as people say it: 340 KB, 1,2 MB, 2 GB."""
    bytes_ = size or 0
    if bytes_ < MEBIBYTE:
        return number(-(-bytes_ // 1024)) + " KB"
    whole, unit = (MEBIBYTE, " MB") if bytes_ < 1024 * MEBIBYTE else (1024 * MEBIBYTE, " GB")
    return number(round(bytes_ / whole, 1)) + unit


@lru_cache(maxsize=4096)
def _ago(seconds: int, locale: str) -> str:
    return format_timedelta(dt.timedelta(seconds=-seconds), add_direction=True, locale=locale)


def ago(value: dt.datetime | None) -> str:
    """3 hari lalu."""
    if not value:
        return ""
    seconds = int((now() - value).total_seconds())
    whole = seconds - seconds % (3600 if seconds > 86400 else 60)
    return _ago(whole or 60, language())  # "in 0 seconds" is said of the past too


@lru_cache(maxsize=1024)
def _days(number: int, _language: str) -> str:
    return ngettext("%(num)s hari", "%(num)s hari", number)


def days(number: int) -> str:
    """3 hari."""
    return _days(number, language())


def component(room: str, name: str) -> Any:
    """Return the macro `name` of templates/components/`room`.html, for what is drawn outside a template."""
    module: Any = current_app.jinja_env.get_template(f"components/{room}.html").module
    return getattr(module, name)


@lru_cache(maxsize=4096)
def _drawn(_language: str, macro: str, _kind: type, *values: Any) -> Markup:
    """Draw a macro once for values that come again and again; a list shows each 25 times."""
    drawn: Markup = component("ui", macro)(*values)
    return drawn


@lru_cache(maxsize=128)
def _options(_language: str, choices: tuple[Any, ...], chosen: str) -> Markup:
    drawn: Markup = component("listing", "options")(choices, chosen)
    return drawn


def badge(status: Labelled) -> Markup:
    """The badge of a state: icon and word."""
    return _drawn(language(), "badge", type(status), status)  # two sets may share a value, so the type counts


def bars(row: Any) -> Markup:
    """The two bars of a commitment, of its row, or of sums of several."""
    return _drawn(language(), "bars", int, row.claimed_percent, row.verified_percent)


def due(day: dt.date, late: bool) -> Markup:
    """A due date; a late one says so."""
    return _drawn(language(), "due", dt.date, day, late)


def options(asked: Any) -> Markup:
    """The choices of a list's filter (`listing.BoundFilter`)."""
    return _options(language(), tuple(asked.choices), asked.value)


def choices(field: Any) -> Markup:
    """The options of a form's select field."""
    return _options(language(), tuple(field.choices), "".join(_chosen(field.data)))


def ticks(field: Any, key: str) -> Markup:
    """The boxes or buttons of a form's field with all its choices in sight. `key` is the control's id."""
    kind, chosen = field.option_widget.input_type, _chosen(field.data)
    return _ticks(language(), key, field.name, kind, tuple(field.choices), chosen)


def _chosen(data: Any) -> tuple[str, ...]:
    """The values of the choices that a field's data stands for."""
    several = data if isinstance(data, list) else [] if data is None else [data]
    return tuple(sorted(str(getattr(each, "value", each)) for each in several))


@lru_cache(maxsize=64)
def _ticks(_language: str, *asked: Any) -> Markup:
    drawn: Markup = component("form", "ticks")(*asked)
    return drawn


def init_app(app: Flask) -> None:
    """Offer the formats to templates as filters."""
    words = (date_long, date_short, time, clock_time, datetime, number, ago, days, file_size)
    for function in (*words, month, month_short, weekday, badge, bars, due, options, choices, ticks, prose):
        app.add_template_filter(function)
