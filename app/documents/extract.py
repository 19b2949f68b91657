"""The extract (kutipan) of what concerns one agency; always without lines marked internal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.documents import words
from app.documents.papers import (
    Record,
    Seal,
    all_lines,
    called,
    day_of,
    foot,
    marks,
    row,
    signing,
    without_internal,
    work_row,
)
from app.documents.rich import blocks_of
from app.minutes.models import LineKind


@dataclass(frozen=True)
class Concern:
    """Which lines of a meeting concern an agency: ids of its decisions and its work, and of decisions with any tag."""

    agency: str
    lines: frozenset[int]
    tagged: frozenset[int]


def extract(record: Record, head: dict[str, Any], concern: Concern, seal: Seal | None = None) -> dict[str, Any]:
    """Return the extract: decisions for the agency, decisions for everyone, its commitments and tasks."""
    lines = [line for _, line in all_lines(without_internal(record))]
    decisions = [line for line in lines if line["kind"] == LineKind.DECISION.value]
    meeting = record["meeting"]
    return {
        "title": "Kutipan notula", "reference": meeting["reference"], "head": head, "marks": marks(seal, copy=True),
        "foot": foot(record, seal), "agency": concern.agency,
        "rows": [
            row("Untuk", concern.agency), row("Sidang/Rapat", called(record)),
            row("Hari/Tanggal", words.weekday_and_date(day_of(record))), row("Tempat", meeting["venue"]),
            row("Notula", meeting["reference"]),
        ],
        "own": [_decision(line) for line in decisions if line["id"] in concern.lines],
        "general": [_decision(line) for line in decisions if line["id"] not in concern.tagged],
        "commitments": _works(lines, concern, LineKind.COMMITMENT),
        "tasks": _works(lines, concern, LineKind.TASK),
        "signing": signing(record, head, seal),
    }  # fmt: skip


def _works(lines: list[dict[str, Any]], concern: Concern, kind: LineKind) -> list[dict[str, Any]]:
    return [work_row(line) for line in lines if line["kind"] == kind.value and line["id"] in concern.lines]


def _decision(line: dict[str, Any]) -> dict[str, Any]:
    return {"number": line["number"], "blocks": blocks_of(line["text"])}
