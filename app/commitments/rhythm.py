"""When an agency reports next, by the rhythm of its promise."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

from app.clock import today
from app.commitments.states import Rhythm


def next_due(rhythm: Rhythm, reported: dt.date | None, agreed_at: dt.datetime | None) -> dt.date | None:
    """Return the last day of the period that is to be reported next; None without a rhythm.

    `reported` is the day that the newest report tells of, None before the first: then the present period is due.
    Months and the periods B03, B06, B09 and B12 are those of the calendar; three months count from the agreement.
    """
    if rhythm is Rhythm.NONE:
        return None
    length = 1 if rhythm is Rhythm.MONTHLY else 3
    phase = agreed_at.month % 3 if rhythm is Rhythm.QUARTERLY and agreed_at else 0
    day = reported or today()
    ahead = (phase - day.month) % 3 if length == 3 else 0
    return _month_end(day, ahead + (length if reported else 0))


def _month_end(day: dt.date, months: int) -> dt.date:
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return dt.date(year, month + 1, monthrange(year, month + 1)[1])
