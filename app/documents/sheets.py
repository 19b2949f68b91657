"""The attendance list: filled, and blank to be signed on paper. Telephone numbers are on none."""

from __future__ import annotations

import re
from typing import Any

from app.attendance.models import CAME
from app.documents import words
from app.documents.papers import Record, Seal, called, day_of, foot, marks, row, sheet_row, signing, time_of

EMPTY_ROWS = 20
_STROKES = re.compile(r"(?:[ML]\s*-?\d{1,4}[ ,]-?\d{1,4}\s*)+")
NOBODY = {"name": "", "position": "", "agency": "", "path": ""}


def attendance_list(record: Record, head: dict[str, Any], rows: list[dict[str, Any]],
                    seal: Seal | None = None) -> dict[str, Any]:  # fmt: skip
    """Return the list of those who came, with the signatures that they drew.

    `rows` are those of the record's attendance, each with `signature`.
    """
    there = [each for each in rows if each["presence"] in CAME]
    invited = sum(1 for each in rows if each["invited"])
    people = [sheet_row(each) | {"path": path_of(each["signature"])} for each in there]
    sentence = f"Hadir {len(there)} orang; undangan yang dikirim {invited}."
    return _sheet(record, head, people, marks(seal), foot(record, seal)) | {"sentence": sentence}


def blank_list(record: Record, head: dict[str, Any]) -> dict[str, Any]:
    """Return the list to sign on paper: who was invited, and empty rows."""
    asked = [sheet_row(each) | {"path": ""} for each in record["attendance"] if each["invited"]]
    people = asked + [NOBODY] * EMPTY_ROWS
    nothing = {"mark": "", "about": "", "copy": ""}
    return _sheet(record, head, people, nothing, record["meeting"]["reference"]) | {"sentence": ""}


def path_of(signature: str) -> str:
    """Return the strokes of a drawn signature; what is no stroke is not drawn."""
    return signature if _STROKES.fullmatch(signature) else ""


def _sheet(record: Record, head: dict[str, Any], people: list[dict[str, Any]], pages: dict[str, str],
           at_foot: str) -> dict[str, Any]:  # fmt: skip
    meeting = record["meeting"]
    return {
        "title": "Daftar hadir", "heading": "Daftar hadir", "reference": meeting["reference"], "head": head,
        "marks": pages, "foot": at_foot, "people": people, "signing": signing(record, head, None),
        "rows": [
            row("Acara", called(record)),
            row("Hari/Tanggal", words.weekday_and_date(day_of(record))),
            row("Waktu", time_of(record)), row("Tempat", meeting["venue"]),
        ],
    }  # fmt: skip
