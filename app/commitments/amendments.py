"""What was changed after agreement, in words: what from, what to, why, by whom; and what it said at first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from app.commitments.models import Commitment
from app.commitments.parts import CommitmentChange
from app.commitments.states import ChangeKind, CommitmentState, Verdict
from app.formats import date_short, number
from app.language import Lazy as _l

# What a change tells, in this order; how its JSON is written for people.
_FACES: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "statement": (_l("Pernyataan"), str),
    "indicator": (_l("Indikator"), str),
    "baseline": (_l("Nilai awal"), lambda value: number(Decimal(value))),
    "target": (_l("Target"), lambda value: number(Decimal(value))),
    "unit": (_l("Satuan"), str),
    "proof": (_l("Bukti yang diterima"), str),
    "due": (_l("Tenggat"), lambda value: date_short(dt.date.fromisoformat(value))),
    "lead_agency_name": (_l("Penanggung jawab"), str),
    "post": (_l("Jabatan"), str),
    "state": (_l("Status"), lambda value: CommitmentState(value).label),
    "suspended_until": (_l("Ditangguhkan sampai"), lambda value: date_short(dt.date.fromisoformat(value))),
    "verdict": (_l("Hasil pemeriksaan"), lambda value: Verdict(value).label),
    "accepted": (_l("Diterima"), lambda value: number(Decimal(value))),
}
_WORDS = ("statement", "indicator", "baseline", "target", "unit", "proof", "lead_agency_name")


class Pair(NamedTuple):
    """One column of a change; `old` or `new` is empty where nothing stood or stands."""

    label: Any
    old: Any
    new: Any


class Amendment(NamedTuple):
    """One act after agreement with what it changed."""

    change: CommitmentChange
    pairs: list[Pair]


def amendments_of(commitment: Commitment) -> list[Amendment]:
    """Return the acts after agreement, newest first."""
    return [Amendment(change, _pairs(change)) for change in reversed(commitment.changes)]


def _pairs(change: CommitmentChange) -> list[Pair]:
    names = [name for name in _FACES if name in change.before or name in change.after]
    pairs = [Pair(_FACES[name][0], _said(name, change.before), _said(name, change.after)) for name in names]
    return [pair for pair in pairs if pair.old != pair.new]


def _said(name: str, values: dict[str, Any]) -> Any:
    value = values.get(name)
    return _FACES[name][1](value) if value not in (None, "") else ""


def originals_of(commitment: Commitment) -> list[tuple[Any, Any]]:
    """Return (label, first words) of what says something else today than what was agreed on first."""
    found = []
    for name in _WORDS:
        first = next((change for change in commitment.changes if name in change.before), None)
        if first is not None and _plain(getattr(commitment, name)) != first.before[name]:
            found.append((_FACES[name][0], _said(name, first.before) or "–"))
    return found


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def last_of(commitment: Commitment, kind: str) -> CommitmentChange | None:
    """Return the newest act of a kind, None when there was none."""
    return next((change for change in reversed(commitment.changes) if change.kind == ChangeKind(kind)), None)


def earlier_agency(commitment: Commitment) -> str:
    """Return the name of the agency that handed it over last, empty when none did."""
    names = [change.before.get("lead_agency_name") for change in commitment.changes]
    return next((name for name in reversed(names) if name), "")
