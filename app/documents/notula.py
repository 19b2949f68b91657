"""The minutes in the official order: head, title, rows, chairs, participants, activities in five parts, signatures."""

from __future__ import annotations

from typing import Any

from app.documents import words
from app.documents.papers import (
    Record,
    Seal,
    all_lines,
    brief,
    calling_rows,
    came,
    foot,
    guest,
    marks,
    person,
    row,
    sheet_row,
    signing,
    to_do,
    without_internal,
)
from app.documents.rich import blocks_of
from app.meetings.agenda import AgendaKind
from app.minutes.models import LineKind

LISTED = 40  # participants; more stand in a list of their own behind the signatures
LABELS = {kind.value: str(kind.label.text) for kind in LineKind if kind is not LineKind.NOTE}
PARTS = {
    "opening": (AgendaKind.OPENING,),
    "discussion": (AgendaKind.PRESENTATION, AgendaKind.DISCUSSION, AgendaKind.FOLLOW_UP),
    "decision": (AgendaKind.DECISION,),
    "closing": (AgendaKind.CLOSING,),
}


def notula(record: Record, head: dict[str, Any], seal: Seal | None = None, copy: bool = False,
           photos: dict[str, Any] | None = None) -> dict[str, Any]:  # fmt: skip
    """Return the minutes as their templates (notula.typ, notula.docx) draw them.

    A `copy` leaves out lines marked internal, and their photos. `seal` are number, sha256 and signatures of a signed
    version; without it the paper is a draft. `photos`: {"shown": [{"picture", "alt", "caption"}], "more": number}.
    """
    shown = without_internal(record) if copy else record
    people = came(record)
    meeting = record["meeting"]
    return {
        "title": "Notula", "reference": meeting["reference"], "theme": meeting["theme"], "head": head,
        "marks": marks(seal, copy), "foot": foot(record, seal), "rows": calling_rows(record),
        "chairs": [
            row("Ketua", person(meeting["chair"], meeting["chair_position"])),
            row("Sekretaris", person(meeting["secretary"] or words.BLANK)),
            row("Pencatat", person(meeting["minute_taker"])),
        ],
        "participants": [guest(each) for each in people] if len(people) <= LISTED else [],
        "participants_count": len(people),
        "annex": [sheet_row(each) for each in people] if len(people) > LISTED else [],
        "follow_up": [_follow_up(each) for each in shown["follow_up"]],
        "parts": _parts(shown), "to_do": to_do(shown),
        "signing": signing(record, head, seal), "photos": photos or {"shown": [], "more": 0},
    }  # fmt: skip


def _parts(record: Record) -> dict[str, Any]:
    """The agenda items under the official parts; each part says when nothing was noted for it."""
    meeting = record["meeting"]
    parts: dict[str, Any] = {
        name: [_item(item) for item in record["items"] if item["kind"] in {kind.value for kind in kinds}]
        for name, kinds in PARTS.items()
    }
    opened, closed = words.instant(meeting["opened_at"]), words.instant(meeting["closed_at"])
    parts["opened"] = f"Rapat dibuka pukul {words.clock(opened)} WITA." if opened else ""
    same_day = closed and opened and closed.date() == opened.date()
    parts["closed"] = f"Rapat ditutup pukul {words.clock(closed)} WITA." if same_day else ""
    parts["decisions"] = [
        {"number": line["number"], "item": item["title"], "blocks": brief(line)}
        for item, line in all_lines(record)
        if line["kind"] == LineKind.DECISION.value and item["kind"] != AgendaKind.DECISION.value
    ]
    return parts


def _item(item: dict[str, Any]) -> dict[str, Any]:
    deferred = f"Keputusan ditunda: {item['deferred_reason']}" if item["deferred_reason"] else ""
    return {
        "number": item["number"], "title": item["title"], "section": item["section"],
        "presenter": item["presenter"], "deferred": deferred, "lines": [_line(line) for line in item["lines"]],
    }  # fmt: skip


def _line(line: dict[str, Any]) -> dict[str, Any]:
    reference = line["work"]["reference"] if line["work"] else ""
    label = LABELS.get(line["kind"], "")
    return {
        "number": line["number"], "place": int(str(line["number"]).rpartition(".")[2]),
        "label": f"{label} {reference}".strip(), "blocks": blocks_of(line["text"]),
    }  # fmt: skip


def _follow_up(row: dict[str, Any]) -> dict[str, Any]:
    kind = str(row.get("kind") or "")
    return {
        "kind": LABELS.get(kind, kind), "reference": str(row.get("reference") or ""),
        "blocks": blocks_of(row.get("text")),
        "who": str(row.get("who") or words.BLANK), "due": words.date(row.get("due")) or words.BLANK,
        "status": str(row.get("status") or words.BLANK),
    }  # fmt: skip
