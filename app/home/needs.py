"""What the first page lists: things to do, in groups."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app.clock import today

MOST = 6


@dataclass
class Need:
    """One thing to do. `since` is when the waiting began, for things without a due date of their own."""

    title: str
    meta: str
    href: str
    button: str
    due: dt.date | None = None
    since: dt.datetime | None = None
    state: Any = None
    post: str = ""  # the button posts there instead of leading to `href`

    @property
    def is_late(self) -> bool:
        """Due before today."""
        return self.due is not None and self.due < today()


@dataclass
class Group:
    """Things of one kind, the first few; `more` leads to all of them."""

    title: str
    needs: list[Need]
    more: str
