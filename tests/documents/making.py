"""Records to print: any number of people and lines, with texts that break what is not careful."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pypdf import PdfReader

from app.documents.sample import HEAD, SEAL, sample_record
from app.minutes.models import LineKind
from tests.documents.tagging import faults

NAMES = ("AKBP Herman, S.Pd., M.H.", "Ani & Budi <x> 😀", "Dr. Hj. Andi Nurhayati Contoh, S.Sos., M.Si.")
LONG_AGENCY = ("Badan " + "Sangat Panjang " * 25)[:300].strip()
HOSTILE = (
    "A & B <x> #let $x$ *_ \\ {{ 7+7 }} {% for %}",
    "Setuju 👍🏽 👨‍👩‍👧 中文 ع \u202eterbalik\u202c\u200f",
    "Kata " * 1000,
    "x" * 5000,
    "**Tebal** dan *miring* di [situs](https://palopokota.go.id/berita)\n\n- satu\n- dua\n  1. dalam",
    "e\u0301 z\u0308\u0489 \u0000\ufffe\ud800 1️⃣ \u00ad\u2028akhir",
)
KINDS = (LineKind.NOTE, LineKind.DECISION, LineKind.COMMITMENT, LineKind.TASK)
STROKES = "M10 20L30 40L50 30M100 150L120 80L590 190"


def record_of_size(people: int, lines: int, texts: tuple[str, ...] = ("Menyediakan 40 tempat.",)) -> dict[str, Any]:
    """A record with so many people and lines, the lines spread over its items."""
    record = sample_record(0)
    record["attendance"] = [_guest(number) for number in range(people)]
    for item in record["items"]:
        item["lines"] = []
    for number in range(lines):
        item = record["items"][number % len(record["items"])]
        item["lines"].append(_line(item, number, texts[number % len(texts)]))
    return record


def _line(item: dict[str, Any], number: int, text: str) -> dict[str, Any]:
    kind = KINDS[number % len(KINDS)]
    work = {"reference": f"K/2026/{number:03d}", "agencies": [_agency(number)], "due": "2026-12-31"}
    place = len(item["lines"]) + 1
    return {"id": number + 1, "number": f"{item['number']}.{place}", "kind": kind.value, "text": text, "photos": [],
            "internal": False, "work": work if kind in (LineKind.COMMITMENT, LineKind.TASK) else None}  # fmt: skip


def _guest(number: int) -> dict[str, Any]:
    return {
        "person": NAMES[number % len(NAMES)], "position": "Kepala Bidang", "presence": "present", "invited": True,
        "agency_name": _agency(number), "represents": "", "addressee": "",
        "arrived_at": None, "left_at": None, "signature": STROKES if number % 2 else "",
    }  # fmt: skip


def _agency(number: int) -> str:
    return f"Dinas {number}" if number % 50 else LONG_AGENCY


def text_of(pdf: bytes) -> str:
    """All words of a PDF, blanks folded."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def sound(pdf: bytes) -> str:
    """Check the tagging of a PDF and return its text."""
    assert faults(pdf) == []
    return text_of(pdf)


__all__ = ["HEAD", "HOSTILE", "LONG_AGENCY", "NAMES", "SEAL", "STROKES", "record_of_size", "sound", "text_of"]
