"""What an activity report says before anybody typed it: facts of the meeting, without internal lines."""

from __future__ import annotations

from typing import Any

from app.documents import words
from app.documents.forms import LONGEST
from app.documents.papers import Record, all_lines, came, day_of, kind_of, letter_of, time_of, without_internal
from app.minutes.models import LineKind

CLOSING = "Demikian laporan kegiatan ini dibuat untuk dipergunakan sebagaimana mestinya."


def first_texts(record: Record) -> dict[str, str]:
    """Return the texts that the form begins with; the secretariat words them anew."""
    meeting, shown = record["meeting"], without_internal(record)
    agencies = {each["agency_name"] for each in came(record)}
    letter = letter_of(record)
    texts = {
        "general": (
            f"Pada hari {words.weekday_and_date(day_of(record))}, pukul {time_of(record)}, bertempat di "
            f"{meeting['venue']}, telah dilaksanakan {kind_of(record).lower()} dengan tema “{meeting['theme']}”, "
            f"dihadiri {len(came(record))} orang dari {len(agencies)} instansi."
        ),
        "basis": f"Surat undangan nomor {letter}." if letter != words.BLANK else "",
        "purpose": "",
        "scope": _list([item["title"] for item in record["items"]]),
        "activities": _list([_told(item) for item in record["items"]]),
        "results": _list(_of_kinds(shown, LineKind.DECISION)),
        "conclusion": _list(_of_kinds(shown, LineKind.COMMITMENT, LineKind.TASK)),
        "closing": CLOSING,
        "signer": meeting["chair"], "signer_position": meeting["chair_position"],
        "annexes": "Undangan\nDaftar hadir\nNotula",
    }  # fmt: skip
    return {name: text[:LONGEST] for name, text in texts.items()}


def _told(item: dict[str, Any]) -> str:
    return f"{item['title']}, oleh {item['presenter']}" if item["presenter"] else str(item["title"])


def _of_kinds(record: Record, *kinds: LineKind) -> list[str]:
    """The lines of some kinds, each on one row so that it stays one item of the list."""
    wanted = {kind.value for kind in kinds}
    return [" ".join(line["text"].split()) for _, line in all_lines(record) if line["kind"] in wanted]


def _list(texts: list[str]) -> str:
    return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, 1))
