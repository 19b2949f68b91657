"""What changed: between two wordings by words, and between two versions of the minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from flask_babel import gettext, pgettext

from app import formats
from app.agreement.snapshot import INSTANTS
from app.attendance.models import Presence
from app.meetings.models import MeetingKind
from app.minutes.merge import MOST_WORDS, WORD
from app.minutes.models import LineKind

Words = list[tuple[str, str]]  # ("", same), ("del", gone) and ("ins", new), in the order of reading


def words_between(old: str, new: str) -> Words:
    """Return both texts as one, by what happened to the words."""
    before, after = WORD.findall(old), WORD.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return [(what, text) for what, text in (("del", old), ("ins", new)) if text] if old != new else [("", new)]
    found: Words = []
    for what, start, end, first, last in SequenceMatcher(None, before, after).get_opcodes():
        if what == "equal":
            found.append(("", "".join(after[first:last])))
            continue
        gone, came = "".join(before[start:end]), "".join(after[first:last])
        found += [pair for pair in (("del", gone), ("ins", came)) if pair[1]]
    return found


@dataclass(frozen=True)
class LineChange:
    """What became of a line: `added`, `removed` or `changed`, and perhaps `moved` from another number."""

    number: str
    was: str
    words: Words
    kind: str
    moved: bool = False


@dataclass
class Comparison:
    """What changed between two records. `facts` and `attendance` are pairs of a label and words."""

    facts: list[tuple[str, Words]] = field(default_factory=list)
    items: list[tuple[str, Words]] = field(default_factory=list)
    lines: list[LineChange] = field(default_factory=list)
    attendance: list[tuple[str, Words]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Nothing changed."""
        return not (self.facts or self.items or self.lines or self.attendance)


def compare(old: dict[str, Any], new: dict[str, Any]) -> Comparison:
    """Return what is different in `new`, in the order of the paper."""
    return Comparison(
        facts=_facts(old, new),
        items=_pairs(_by_id(old["items"]), _by_id(new["items"]), _item_text, _item_label),
        lines=_lines(old, new),
        attendance=_pairs(_by_id(old["attendance"]), _by_id(new["attendance"]), _guest_text, _guest_label),
    )


def _facts(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, Words]]:
    labels = {
        "theme": gettext("Tema"), "kind": gettext("Jenis rapat"), "venue": gettext("Tempat"),
        "starts_at": gettext("Mulai"), "ends_at": pgettext("waktu", "Selesai"), "opened_at": gettext("Dibuka"),
        "closed_at": gettext("Ditutup"), "chair": gettext("Pimpinan rapat"),
        "chair_position": gettext("Jabatan pimpinan"), "secretary": gettext("Sekretaris"),
        "minute_taker": gettext("Pencatat"), "letter_number": gettext("Nomor surat undangan"),
        "letter_date": gettext("Tanggal surat undangan"),
    }  # fmt: skip
    sides = old["meeting"], new["meeting"]
    pairs = [(label, *(_told(name, side.get(name)) for side in sides)) for name, label in labels.items()]
    pairs.append((gettext("Penyelenggara"), old["convener"]["name"], new["convener"]["name"]))
    return [(label, words_between(before, after)) for label, before, after in pairs if before != after]


def _told(name: str, value: Any) -> str:
    """Write a fact of a record for people."""
    if not value:
        return ""
    if name in INSTANTS:
        return formats.datetime(dt.datetime.fromisoformat(value))
    if name == "letter_date":
        return formats.date_long(dt.date.fromisoformat(value))
    return str(MeetingKind(value).label if name == "kind" else value)


def _by_id(rows: Sequence[dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    return {row.get("id", number): row for number, row in enumerate(rows)}


def _pairs(old: dict[Any, Any], new: dict[Any, Any], text: Any, label: Any) -> list[tuple[str, Words]]:
    found = []
    for key in [*(key for key in old if key not in new), *new]:
        row, before, after = new.get(key) or old[key], old.get(key), new.get(key)
        told = (text(before) if before else "", text(after) if after else "")
        if told[0] != told[1]:
            found.append((label(row), words_between(*told)))
    return found


def _item_label(item: dict[str, Any]) -> str:
    return gettext("Acara %(number)s", number=item["number"])


def _item_text(item: dict[str, Any]) -> str:
    deferred = item["deferred_reason"]
    parts = [item["title"], item["presenter"], gettext("Ditunda: %(reason)s", reason=deferred) if deferred else ""]
    return " · ".join(part for part in parts if part)


def _guest_label(row: dict[str, Any]) -> str:
    return str(row["agency_name"])


def _guest_text(row: dict[str, Any]) -> str:
    stands_for = gettext("mewakili %(whom)s", whom=row["represents"]) if row["represents"] else ""
    known = (str(Presence(row["presence"]).label), row["person"], row["position"], row["agency_name"], stands_for)
    return " · ".join(part for part in known if part)


def _lines(old: dict[str, Any], new: dict[str, Any]) -> list[LineChange]:
    before, after = _placed(old), _placed(new)
    stayed = _in_order([key for key in before if key in after], [key for key in after if key in before])
    found = [
        LineChange("", number, words_between(_line_text(line), ""), "removed")
        for key, (number, _item, line) in before.items()
        if key not in after
    ]
    for key, (number, item, line) in after.items():
        if key not in before:
            found.append(LineChange(number, "", words_between("", _line_text(line)), "added"))
            continue
        was, old_item, old_line = before[key]
        moved = key not in stayed or item != old_item
        if moved or _line_text(line) != _line_text(old_line):
            words = words_between(_line_text(old_line), _line_text(line))
            found.append(LineChange(number, was, words, "changed", moved))
    return found


def _placed(record: dict[str, Any]) -> dict[int, tuple[str, int, dict[str, Any]]]:
    return {line["id"]: (line["number"], item["id"], line) for item in record["items"] for line in item["lines"]}


def _in_order(old: list[int], new: list[int]) -> set[int]:
    """The ids that keep their order; the others were moved."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {key for block in blocks for key in old[block.a : block.a + block.size]}


def _line_text(line: dict[str, Any]) -> str:
    """The words of a line with what else is decided in it."""
    kind = "" if line["kind"] == LineKind.NOTE.value else f"{LineKind(line['kind']).label}: "
    internal = f" ({gettext('internal')})" if line["internal"] else ""
    return f"{kind}{line['text']}{internal}{_work_text(line['work'])}"


def _work_text(work: dict[str, Any] | None) -> str:
    if not work:
        return ""
    due = formats.date_short(dt.date.fromisoformat(work["due"])) if work["due"] else ""
    return "\n" + " · ".join(part for part in (work["reference"], ", ".join(work["agencies"]), due) if part)
