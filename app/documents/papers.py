"""What all papers of a meeting say alike, taken from its record (`minutes.record`): plain data that templates draw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.attendance.models import CAME
from app.documents import words
from app.documents.rich import blocks_of
from app.meetings.models import MeetingKind
from app.minutes.models import LineKind

Record = dict[str, Any]
Seal = dict[str, Any]
ROLES = {"chair": "Pimpinan Sidang/Rapat", "minute_taker": "Pencatat"}
TOLD_AGAIN = 600  # letters of a line that stands in the paper in full elsewhere
DRAFT = "KONSEP"
WITHDRAWN = "TIDAK BERLAKU"


def marks(seal: Seal | None, copy: bool = False) -> dict[str, str]:
    """Return what stands in the head of each page: that it is a draft, or withdrawn, or a copy."""
    if seal is None:
        mark, about = DRAFT, "belum ditandatangani"
    elif seal.get("struck"):
        mark, about = WITHDRAWN, "tanda tangan versi ini dicabut"
    else:
        mark, about = "", ""
    return {"mark": mark, "about": about, "copy": "SALINAN" if copy else ""}


def foot(record: Record, seal: Seal | None) -> str:
    """Return what stands at the foot of each page: the version and its fingerprint, else the reference."""
    if seal is None:
        return str(record["meeting"]["reference"])
    return f"{record['meeting']['reference']} · Versi {seal['number']} · SHA-256 {seal['sha256']}"


def kind_of(record: Record) -> str:
    """Return the kind of the meeting in words."""
    return str(MeetingKind(record["meeting"]["kind"]).label.text)


def called(record: Record) -> str:
    """Return what the meeting is called: its kind and theme, the kind once where the theme begins with it."""
    kind, theme = kind_of(record), str(record["meeting"]["theme"])
    return theme if theme.lower().startswith(kind.lower()) else f"{kind}: {theme}"


def time_of(record: Record) -> str:
    """Return from when to when it took, as it happened or else as it was called: 09.05 s.d. 11.40 WITA."""
    meeting = record["meeting"]
    start = words.instant(meeting["opened_at"] or meeting["starts_at"])
    end = words.instant(meeting["closed_at"] or meeting["ends_at"])
    if end and start and end.date() != start.date():
        end = None  # the minutes were closed on another day: that says nothing of the meeting
    return f"{words.clock(start)}{' s.d. ' + words.clock(end) if end else ''} WITA"


def day_of(record: Record) -> Any:
    """Return the day of the meeting in Palopo."""
    start = words.instant(record["meeting"]["starts_at"])
    return start.date() if start else None


def letter_of(record: Record) -> str:
    """Return number and date of the invitation letter."""
    meeting = record["meeting"]
    parts = [meeting["letter_number"], words.date(meeting["letter_date"])]
    return ", tanggal ".join(each for each in parts if each) if meeting["letter_number"] else words.BLANK


def row(label: str, value: Any) -> dict[str, Any]:
    """A row "label : value"; a list of values is numbered."""
    return {"label": label, "value": value}


def calling_rows(record: Record) -> list[dict[str, Any]]:
    """The rows that open the minutes, in the official order."""
    meeting = record["meeting"]
    return [
        row("Sidang/Rapat", called(record)),
        row("Hari/Tanggal", words.weekday_and_date(day_of(record))),
        row("Surat Undangan", letter_of(record)),
        row("Waktu Sidang/Rapat", time_of(record)),
        row("Tempat", meeting["venue"]),
        row("Acara", [item["title"] for item in record["items"]] or words.BLANK),
    ]


def person(name: str, *rest: str) -> dict[str, str]:
    """A name, which stays whole, and what follows it."""
    return {"name": name, "rest": "".join(f", {each}" for each in rest if each)}


def came(record: Record) -> list[dict[str, Any]]:
    """The rows of the attendance list of those who were there."""
    there = {presence.value for presence in CAME}
    return [each for each in record["attendance"] if each["presence"] in there]


def guest(attendance: dict[str, Any]) -> dict[str, str]:
    """Who came: name, post, agency, and for whom; without a name the agency."""
    stands_for = f"mewakili {attendance['represents']}" if attendance["represents"] else ""
    if not attendance["person"]:
        return person(attendance["agency_name"], stands_for)
    return person(attendance["person"], attendance["position"], attendance["agency_name"], stands_for)


def sheet_row(attendance: dict[str, Any]) -> dict[str, Any]:
    """A row of the attendance list: name, post and agency apart."""
    position = attendance["position"] or attendance["addressee"]
    if attendance["represents"]:
        position = f"{position} (mewakili {attendance['represents']})".strip()
    return {"name": attendance["person"], "position": position, "agency": attendance["agency_name"]}


def all_lines(record: Record) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """All lines, each with its agenda item."""
    for item in record["items"]:
        for line in item["lines"]:
            yield item, line


def without_internal(record: Record) -> Record:
    """Return the record as copies for others show it: without lines marked internal."""
    items = [
        item | {"lines": [line for line in item["lines"] if not line["internal"]]}
        for item in record["items"]
    ]  # fmt: skip
    return record | {"items": items, "follow_up": [row for row in record["follow_up"] if not row.get("internal")]}


def to_do(record: Record) -> list[dict[str, Any]]:
    """The commitments and tasks of the meeting: what, who, until when."""
    kinds = (LineKind.COMMITMENT.value, LineKind.TASK.value)
    return [work_row(line) | {"blocks": brief(line)} for _, line in all_lines(record) if line["kind"] in kinds]


def brief(line: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a line where it is told a second time: the beginning of a long one, and where to find the rest."""
    text = line["text"]
    if len(text) <= TOLD_AGAIN:
        return blocks_of(text)
    return blocks_of(f"{text[:TOLD_AGAIN].rstrip()} … (selengkapnya pada butir {line['number']})")


def work_row(line: dict[str, Any]) -> dict[str, Any]:
    """One commitment or task as a row; also when its object is gone."""
    work = line["work"] or {"reference": "", "agencies": [], "due": None}
    return {
        "number": line["number"], "blocks": blocks_of(line["text"]), "reference": work["reference"],
        "who": "; ".join(work["agencies"]) or words.BLANK, "due": words.date(work["due"]) or words.BLANK,
    }  # fmt: skip


def signing(record: Record, head: dict[str, Any], seal: Seal | None) -> dict[str, Any]:
    """The signature block: place and day, the minute taker on the left, the chair on the right."""
    meeting, day = record["meeting"], words.date(day_of(record))
    signed = {each["role"]: each for each in (seal or {}).get("signatures", ())}
    people = {"minute_taker": (meeting["minute_taker"], ""), "chair": (meeting["chair"], meeting["chair_position"])}
    return {
        "place": f"{head['city']}, {day}" if head.get("city") else day,
        "sides": [_side(role, *people[role], signed.get(role)) for role in ("minute_taker", "chair")],
    }


def _side(role: str, name: str, position: str, signature: dict[str, Any] | None) -> dict[str, str]:
    if signature is None:
        return {"title": ROLES[role], "position": position, "name": name, "note": "", "instead": ""}
    note = (
        f"ditandatangani secara elektronik (tidak tersertifikasi) melalui Sinergi pada {words.moment(signature['at'])}"
    )
    instead = f"atas nama {signature['on_behalf']}" if signature.get("on_behalf") else ""
    return {"title": ROLES[role], "position": signature["position"] or position, "name": signature["name"],
            "note": note, "instead": instead}  # fmt: skip
