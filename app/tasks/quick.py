"""A task written in one line: "+ Surat izin @Dinas Sosial 27 Nov" is its title, its agencies and its due date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext

from app.forms import clean_text
from app.tasks.days import Impossible, find_day
from app.tasks.states import Priority

Named = Sequence[tuple[int, str]]  # agencies, id and name
MOST_TOLD = 5  # candidates of an ambiguous name
LONGEST_TOLD = 40
_AT = re.compile(r"(?<![\w@.+/-])@(?=\w)")  # not the one of an e-mail address
_WORD = re.compile(r"[^\s,;:!?()@]+")
_HIGH = re.compile(r"(?:^|(?<=\s))!+(?=\s|$)|^!+")
_PLUS = re.compile(r"^\+(?!\d)\s*")  # but not the one of a telephone number
_EDGES = " \t,;–—-"


@dataclass
class Line:
    """What was understood of a line. `faults` name what was not, each with the field of the form it belongs to."""

    title: str = ""
    agencies: dict[int, str] = field(default_factory=dict)
    due: dt.date | None = None
    priority: Priority = Priority.NORMAL
    faults: list[tuple[str, str]] = field(default_factory=list)


def read(text: str, names: Named, day: dt.date) -> Line:
    """Read a line typed on `day`. What is no name and no date stays in the title, so nothing is lost."""
    line = Line()
    text = " ".join(clean_text(text).split())
    text, marks = _HIGH.subn(" ", _PLUS.sub("", text))
    text = _PLUS.sub("", text.strip())
    line.priority = Priority.HIGH if marks else Priority.NORMAL
    pieces = _take_agencies(line, text, names)
    pieces = _take_day(line, pieces, day)
    line.title = " ".join(" ".join(pieces).split()).strip(_EDGES)
    if not line.agencies and not any(name == "agencies" for name, _ in line.faults):
        line.faults.append(("agencies", gettext("Tulis instansinya setelah tanda @, misalnya @Dinas Sosial.")))
    return line


def _take_agencies(line: Line, text: str, names: Named) -> list[str]:
    """Take the agencies that are named out of the text; return what stands between them."""
    pieces, start = [], 0
    for at in _AT.finditer(text):
        if at.start() < start:
            continue
        found, length = _find(text[at.end() :], names)
        if len(found) == 1:
            line.agencies.update(found)
            pieces.append(text[start : at.start()].strip(_EDGES))
            start = at.end() + length
        else:
            line.faults.append(("agencies", _not_one(text[at.end() :], length, [name for _, name in found])))
    return [*pieces, text[start:].strip(_EDGES).lstrip(".:)") if start else text.strip(_EDGES)]


def _not_one(rest: str, length: int, candidates: list[str]) -> str:
    if not candidates:
        word = _WORD.match(rest)
        told = word.group()[:LONGEST_TOLD] if word else ""
        return gettext("“@%(name)s” tidak dikenali sebagai instansi. Pilih instansinya dari daftar.", name=told)
    shown, more = "; ".join(candidates[:MOST_TOLD]), len(candidates) - MOST_TOLD
    if more > 0:
        shown = gettext("%(agencies)s, dan %(count)s lainnya", agencies=shown, count=more)
    return gettext("“@%(name)s” dapat berarti %(names)s. Pilih yang dimaksud.", name=rest[:length], names=shown)


def _find(rest: str, names: Named) -> tuple[list[tuple[int, str]], int]:
    """Return the agencies that the text may begin with, and how much of it names them.

    The longest whole name that fits comes first; then the longest beginning of a name, whole words before parts of
    one; then the beginning of a later word of a name.
    """
    whole = [(key, name) for key, name in names if _stands(rest, name)]
    if whole:
        longest = max(len(name) for _, name in whole)
        return [each for each in whole if len(each[1]) == longest], longest
    for inside in (False, True):
        for begun in _beginnings(rest):
            fits = [each for each in names if _begins(each[1], begun, inside)]
            exact = [each for each in fits if f" {begun.casefold()} " in f" {each[1].casefold()} "]
            if fits:
                return (exact if len(exact) == 1 else fits), len(begun)
    return [], 0


def _stands(rest: str, name: str) -> bool:
    after = rest[len(name) : len(name) + 1]
    return rest[: len(name)].casefold() == name.casefold() and not (after.isalnum() or after == "_")


def _beginnings(rest: str) -> Iterator[str]:
    """The first words of the text, as many as may belong to one name, then ever fewer."""
    ends: list[int] = []
    place = 0
    while (word := _WORD.match(rest, place)) and len(ends) < 12:
        ends.append(word.end())
        if rest[word.end() : word.end() + 1] != " ":
            break
        place = word.end() + 1
    yield from (rest[:end].rstrip(".") for end in reversed(ends))


def _begins(name: str, begun: str, inside: bool) -> bool:
    if inside:
        return f" {begun.casefold()}" in f" {name.casefold()}"
    return name.casefold().startswith(begun.casefold())


def suggest(part: str, names: Named, most: int = 8) -> list[str]:
    """The agencies with a word that begins like this, those whose name does so first."""
    part = " ".join(clean_text(part).split())
    if not part:
        return []
    found = [name for inside in (False, True) for _, name in names if _begins(name, part, inside)]
    return list(dict.fromkeys(found))[:most]


def _take_day(line: Line, pieces: list[str], day: dt.date) -> list[str]:
    """Take the last date at the end of a piece, or at the beginning of one behind an agency, out of the text."""
    for number in range(len(pieces) - 1, -1, -1):
        for at_end in (True, False) if number else (True,):
            try:
                found = find_day(pieces[number], day, at_end)
            except Impossible as fault:
                line.faults.append(("due", gettext("“%(day)s” tidak ada di kalender.", day=str(fault))))
                return pieces
            if found is not None:
                line.due, rest = found
                if line.due < day:
                    line.faults.append(("due", gettext("Tanggal ini sudah lewat. Periksa tahunnya.")))
                return [*pieces[:number], rest.strip(_EDGES), *pieces[number + 1 :]]
    line.faults.append(("due", gettext("Tulis tenggatnya di akhir baris, misalnya 27 Nov, Jumat, atau H+7.")))
    return pieces
