"""An invented meeting on which a Word template is tried out: it holds something of everything that a template names."""

from __future__ import annotations

from typing import Any

from app.documents.notula import LISTED, notula
from app.meetings.agenda import AgendaKind
from app.minutes.models import LineKind

DAY = "2026-01-15"
HEAD = {
    "upper": "Pemerintah Kota Contoh", "name": "Dinas Contoh", "address": "Jalan Contoh Nomor 1", "contact": "",
    "city": "Contoh", "logo": None,
}  # fmt: skip
SEAL: dict[str, Any] = {
    "number": 1, "sha256": "0" * 64, "struck": None,
    "signatures": [
        {"role": role, "name": "Contoh, S.E.", "position": "Kepala", "at": f"{DAY}T04:00:00+00:00", "on_behalf": ""}
        for role in ("chair", "minute_taker")
    ],
}  # fmt: skip


def samples() -> list[dict[str, Any]]:
    """Return minutes in the shapes that a template meets: a draft, a signed copy with many people, an empty one."""
    empty = sample_record(0) | {"items": [], "follow_up": []}
    return [notula(sample_record(2), HEAD), notula(sample_record(LISTED + 1), HEAD, SEAL, copy=True),
            notula(empty, HEAD)]  # fmt: skip


def sample_record(people: int) -> dict[str, Any]:
    """Return the record of an invented meeting with an agenda item of each kind and a line of each kind in it."""
    return {
        "format": 1,
        "meeting": {
            "id": 1, "reference": "R/2026/001", "kind": "working", "theme": "Contoh", "venue": "Aula",
            "starts_at": f"{DAY}T01:00:00+00:00", "ends_at": None, "opened_at": f"{DAY}T01:05:00+00:00",
            "closed_at": f"{DAY}T03:00:00+00:00", "chair": "Contoh, S.E.", "chair_position": "Kepala",
            "secretary": "", "minute_taker": "Pencatat Contoh", "letter_number": "1/CONTOH", "letter_date": DAY,
        },
        "convener": {"id": 1, "name": HEAD["name"], "address": HEAD["address"]},
        "items": [_item(number, kind) for number, kind in enumerate(AgendaKind, 1)],
        "attendance": [
            {"person": f"Orang {n}, M.H.", "position": "Staf", "agency_name": f"Instansi {n}", "represents": "",
             "presence": "present", "invited": True, "addressee": "", "arrived_at": None, "left_at": None}
            for n in range(people)
        ],
        "follow_up": [{"kind": "task", "reference": "T/2025/001", "text": "Menyiapkan.", "who": "Dinas Contoh",
                       "due": DAY, "status": "Selesai"}],
    }  # fmt: skip


def _item(number: int, kind: AgendaKind) -> dict[str, Any]:
    work = {"reference": "K/2026/001", "agencies": ["Dinas Contoh"], "due": DAY}
    return {
        "id": number, "number": number, "section": "Sesi" if number == 1 else "", "title": f"Acara {number}",
        "kind": kind.value, "presenter": "Narasumber", "deferred_reason": "Menunggu data." if number == 4 else "",
        "lines": [
            {"id": 10 * number + place, "number": f"{number}.{place}", "kind": line.value,
             "text": "Tulisan **tebal** & <biasa>:\n\n- satu\n- dua", "internal": place == 1,
             "work": work if line in (LineKind.COMMITMENT, LineKind.TASK) else None, "photos": []}
            for place, line in enumerate(LineKind, 1)
        ],
    }  # fmt: skip
