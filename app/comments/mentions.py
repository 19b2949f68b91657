"""Whom a text mentions: `@Nama` of a person with a post, or `@Instansi` for its present liaisons."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.policy import Role, Seat, Viewer, can

MOST = 20
LONGEST_TOLD = 40
MOST_UNKNOWN = 5
_AT = re.compile(r"(?<![\w@.+-])@(?=\w)")
_WORD = re.compile(r"[^\s,;:!?()@]+")


@dataclass
class Named:
    """What a text mentions: user ids in the order of the text, the names that were recognised, and those that not.

    `unknown` also holds those beyond the most that one text may mention: nobody tells them.
    """

    user_ids: list[int] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def directory(rows: Iterable[Any], reads: str, obj: Any) -> dict[str, list[int]]:
    """Return name -> user ids, of people who may see `obj` and of agencies whose liaisons may.

    `rows` are seats held now: user_id, name, and the columns of a `Seat`.
    """
    people: dict[int, list[Any]] = {}
    for row in rows:
        people.setdefault(row.user_id, []).append(row)
    names: dict[str, list[int]] = {}
    for user_id, held in people.items():
        seats = tuple(Seat(r.post_id, r.role, r.title, r.agency_id, r.agency_name) for r in held)
        if not can(reads, obj, who=Viewer(seats)):
            continue
        liaising = [seat.agency_name for seat in seats if seat.role is Role.LIAISON]
        for name in dict.fromkeys([held[0].name, *liaising]):
            names.setdefault(" ".join(name.split()), []).append(user_id)
    return names


def find(text: str, names: dict[str, list[int]]) -> Named:
    """Find the mentions of a text: the longest name that fits, whatever its case, ending where its word ends."""
    by_letter: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        by_letter.setdefault(name[:1].casefold(), []).append(name)
    found = Named()
    for at in _AT.finditer(text):
        rest = text[at.end() :]
        match = next((each for each in by_letter.get(rest[:1].casefold(), ()) if _begins(rest, each)), None)
        if match is None:
            _add(found.unknown, _told(rest), MOST_UNKNOWN)
            continue
        new = [each for each in names[match] if each not in found.user_ids]
        if len(found.user_ids) + len(new) > MOST:
            _add(found.unknown, match, MOST_UNKNOWN)
            continue
        found.user_ids += new
        _add(found.known, match, MOST)
    return found


def _begins(rest: str, name: str) -> bool:
    head, after = rest[: len(name)], rest[len(name) : len(name) + 1]
    return head.casefold() == name.casefold() and not (after.isalnum() or after == "_")


def _told(rest: str) -> str:
    word = _WORD.match(rest)
    return word.group()[:LONGEST_TOLD] if word else ""


def _add(names: list[str], name: str, most: int) -> None:
    if name and name not in names and len(names) < most:
        names.append(name)
