"""The official record of what was agreed (berita acara kesepakatan): day in words, parties, agreements, signatures."""

from __future__ import annotations

from typing import Any

from app.documents import words
from app.documents.papers import (
    Record,
    Seal,
    all_lines,
    came,
    day_of,
    foot,
    guest,
    kind_of,
    marks,
    signing,
    without_internal,
)
from app.documents.rich import blocks_of
from app.minutes.models import LineKind

IN_PLACES = 8  # parties that get a place of their own to sign; more sign in a table
AGREED = (LineKind.DECISION.value, LineKind.COMMITMENT.value, LineKind.TASK.value)


def accord(record: Record, head: dict[str, Any], seal: Seal | None = None) -> dict[str, Any]:
    """Return the berita acara. It goes to all parties, so lines marked internal are left out."""
    shown, day, meeting = without_internal(record), day_of(record), record["meeting"]
    parties = parties_of(record)
    return {
        "title": "Berita acara kesepakatan", "reference": meeting["reference"], "head": head,
        "marks": marks(seal), "foot": foot(record, seal),
        "opening": (
            f"Pada hari ini, {words.date_in_words(day)} ({day:%d-%m-%Y}), bertempat di {meeting['venue']}, telah "
            f"dilaksanakan {kind_of(record).lower()} dengan tema “{meeting['theme']}” yang dihadiri para pihak berikut:"
        ),
        "parties": [guest(each) for each in parties],
        "agreed": [_agreement(line) for _, line in all_lines(shown) if line["kind"] in AGREED],
        "place": signing(record, head, None)["place"],
        "signing": [
            {"title": each["agency_name"], "position": each["position"], "name": each["person"] or "...............",
             "note": "", "instead": ""}
            for each in parties
        ],
        "as_table": len(parties) > IN_PLACES,
    }  # fmt: skip


def parties_of(record: Record) -> list[dict[str, Any]]:
    """Return who signs: of each agency that came the first on the list."""
    first: dict[str, dict[str, Any]] = {}
    for each in came(record):
        first.setdefault(each["agency_name"] or each["person"], each)
    return list(first.values())


def is_agreed(record: Record) -> bool:
    """Tell whether there is anything that parties could sign."""
    return any(line["kind"] in AGREED for _, line in all_lines(without_internal(record)))


def _agreement(line: dict[str, Any]) -> dict[str, Any]:
    """What was agreed, and for a commitment or task who does it until when."""
    about, work = "", line["work"]
    if work:
        due = words.date(work["due"])
        about = "; ".join(work["agencies"]) + (f", paling lambat {due}" if due else "") + f" ({work['reference']})"
    return {"blocks": blocks_of(line["text"]), "about": about, "number": line["number"]}
