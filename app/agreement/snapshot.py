"""The record of a meeting as text that is always the same for the same minutes, and read back for a page."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from app.meetings.models import Meeting
from app.minutes.models import LineKind
from app.minutes.record import record_of

INSTANTS = ("starts_at", "ends_at", "opened_at", "closed_at")


@dataclass(frozen=True)
class Snapshot:
    """A record as canonical JSON."""

    content: str

    @property
    def sha256(self) -> str:
        """The hex digest of its UTF-8 bytes."""
        return digest(self.content)

    @property
    def record(self) -> dict[str, Any]:
        """The record as data."""
        found: dict[str, Any] = json.loads(self.content)
        return found


def snapshot_of(meeting: Meeting) -> Snapshot:
    """Return the minutes as they stand now."""
    return Snapshot(canonical(record_of(meeting)))


def canonical(record: dict[str, Any]) -> str:
    """Write a record as JSON in the one way that its digest stands for."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(content: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(content.encode()).hexdigest()


def readable(record: dict[str, Any], internal: bool = True) -> dict[str, Any]:
    """Return a record as pages draw it: instants and days as such, kinds by their names, and `came`, who was there.

    Without `internal` the lines that are nobody else's business are left out, and `hidden` says how many; the others
    keep their numbers.
    """
    meeting = dict(record["meeting"])
    for name in INSTANTS:
        meeting[name] = dt.datetime.fromisoformat(meeting[name]) if meeting[name] else None
    meeting["letter_date"] = dt.date.fromisoformat(meeting["letter_date"]) if meeting["letter_date"] else None
    items = [
        item | {"lines": [_drawn(line) for line in item["lines"] if internal or not line["internal"]]}
        for item in record["items"]
    ]
    hidden = sum(len(item["lines"]) for item in record["items"]) - sum(len(item["lines"]) for item in items)
    came = [row for row in record["attendance"] if row["presence"] in ("present", "represented")]
    return record | {"meeting": meeting, "items": items, "came": came, "hidden": hidden}


def _drawn(line: dict[str, Any]) -> dict[str, Any]:
    kind, work = LineKind(line["kind"]), line["work"]
    if work:
        work = work | {"due": dt.date.fromisoformat(work["due"]) if work["due"] else None}
    return line | {"label": "" if kind is LineKind.NOTE else str(kind.label), "work": work}
