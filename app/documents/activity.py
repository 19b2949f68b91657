"""The activity report (laporan kegiatan), whose texts the secretariat types."""

from __future__ import annotations

from typing import Any

from app.documents import words
from app.documents.papers import Record, Seal, called, day_of, foot, marks, row, signing
from app.documents.rich import blocks_of

# heading, or heading and its parts: (title, name of the text)
CHAPTERS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("Pendahuluan", (("Umum", "general"), ("Dasar", "basis"), ("Maksud dan tujuan", "purpose"),
                     ("Ruang lingkup", "scope"))),
    ("Kegiatan yang dilaksanakan", (("", "activities"),)),
    ("Hasil yang dicapai", (("", "results"),)),
    ("Simpulan dan saran", (("", "conclusion"),)),
    ("Penutup", (("", "closing"),)),
)  # fmt: skip
LETTERS = "abcdefghij"


def activity(record: Record, head: dict[str, Any], texts: dict[str, str], seal: Seal | None = None) -> dict[str, Any]:
    """Return the report. `texts` are those of CHAPTERS, `signer` and `signer_position`, and `annexes` line by line."""
    meeting = record["meeting"]
    side = signing(record, head, None)["sides"][-1] | {
        "title": "Yang melaporkan", "name": texts["signer"], "position": texts["signer_position"],
    }  # fmt: skip
    return {
        "title": "Laporan kegiatan", "reference": meeting["reference"], "head": head,
        "marks": marks(seal), "foot": foot(record, seal),
        "rows": [
            row("Kegiatan", called(record)),
            row("Hari/Tanggal", words.weekday_and_date(day_of(record))), row("Tempat", meeting["venue"]),
        ],
        "chapters": [
            {
                "title": f"{number}. {title}",
                "parts": [
                    {"title": f"{LETTERS[n]}. {part}" if part else "", "blocks": blocks_of(texts[name])}
                    for n, (part, name) in enumerate(parts)
                ],
            }
            for number, (title, parts) in enumerate(CHAPTERS, 1)
        ],
        "place": signing(record, head, None)["place"], "side": side,
        "annexes": [line.strip() for line in texts["annexes"].splitlines() if line.strip()],
    }  # fmt: skip
