"""The letterhead (kop naskah dinas) of an agency."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.agencies.models import Agency


def letterhead_of(agency: Agency, day: dt.date) -> dict[str, Any]:
    """Return what the head of a paper says, with the name that the agency had on `day`.

    `logo` is the name of its picture among those given to `typeset`, None without one.
    """
    return {"upper": "", "name": agency.name_on(day), "address": agency.address, "contact": "", "logo": None}
