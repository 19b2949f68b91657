"""The minutes of a series over a period in one document (himpunan notula)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.documents import words
from app.documents.papers import day_of, row

# Rows are lines and names. So much takes some 280 MB and two seconds.
MOST_MEETINGS, MOST_ROWS, MOST_LETTERS = 60, 3000, 600_000


def compilation(name: str, first: dt.date, last: dt.date, head: dict[str, Any],
                meetings: list[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, Any]:  # fmt: skip
    """Return the compilation of `meetings`: the record of each, and its minutes as `notula` returns them."""
    period = f"{words.date(first)} s.d. {words.date(last)}"
    return {
        "title": f"Himpunan notula {name}", "head": head, "foot": f"{name} · {period}",
        "rows": [row("Seri rapat", name), row("Kurun waktu", period), row("Jumlah rapat", str(len(meetings)))],
        "meetings": [
            minutes | {"entry": f"Notula {minutes['reference']}, {words.date(day_of(record))}: {minutes['theme']}"}
            for record, minutes in meetings
        ],
    }  # fmt: skip
