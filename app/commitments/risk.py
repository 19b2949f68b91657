"""The plain rules of what is late, at risk and stale, for a commitment or a row with its columns.

`app/commitments/filters.py` says the same to the database.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.clock import local, today
from app.commitments.states import REPORTABLE, CommitmentState


def late(row: Any) -> bool:
    """Open after its due date, and not resting."""
    return row.is_open and row.due < today() and row.state is not CommitmentState.SUSPENDED


def at_risk(row: Any, days: int) -> bool:
    """Due within so many days without any report in that time."""
    if row.state not in REPORTABLE:
        return False
    edge = row.due - dt.timedelta(days=days)
    quiet = row.reported_at is None or local(row.reported_at).date() < edge
    return quiet and edge <= today() <= row.due


def stale(row: Any, days: int) -> bool:
    """Open, not resting, and nothing moved for so many days before today."""
    resting = not row.is_open or row.state is CommitmentState.SUSPENDED
    return not resting and local(row.updated_at).date() < today() - dt.timedelta(days=days)
