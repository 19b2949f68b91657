"""Why a task stands where it stands, said of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask_babel import gettext

from app.tasks.parts import TaskPart
from app.tasks.states import PartState

P = PartState


def reasons(parts: Sequence[Any], most: int) -> Iterator[str]:
    """Say what holds the parts up, the heaviest first. `parts` are parts or rows with their columns.

    Of each reason at most `most` agencies are named, the others counted.
    """
    if blocked := _names(parts, most, P.BLOCKED):
        yield gettext("terhambat di %(agencies)s", agencies=blocked)
    if declined := _names(parts, most, P.DECLINED):
        yield gettext("ditolak oleh %(agencies)s", agencies=declined)
    if waiting := _names(parts, most, P.OFFERED, P.ACCEPTED, P.DOING):
        yield gettext("menunggu %(agencies)s", agencies=waiting)
    if delivered := _names(parts, most, P.DELIVERED):
        yield gettext("menunggu konfirmasi atas bagian %(agencies)s", agencies=delivered)


def _names(parts: Iterable[Any], most: int, *states: PartState) -> str:
    """Name the agencies whose parts are in one of these states."""
    name: Any = TaskPart.name_with_obstacle.fget  # type: ignore[attr-defined]
    return first_names([name(part) for part in parts if part.state in states], most)


def first_names(names: Sequence[str], most: int) -> str:
    """Write the names; after `most` only how many more."""
    shown, more = ", ".join(names[:most]), len(names) - most
    if more < 1:
        return shown
    if most == 1:
        return gettext("%(agency)s dan %(count)s lainnya", agency=shown, count=more)
    return gettext("%(agencies)s, dan %(count)s lainnya", agencies=shown, count=more)
