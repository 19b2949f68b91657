"""The plan as a grid, action by period: what shall be reached, what was, and whether that is enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from app.areas.models import AreaKind
from app.clock import today
from app.columns import Labelled
from app.extensions import fetch
from app.language import Lazy as _l
from app.plans import queries
from app.plans.achievement import Achieved, achieved, end_of, has_begun
from app.plans.models import Measure


class CellState(Labelled):
    """How an action stands at the end of a period. Only what has a number can be behind."""

    REACHED = "reached", _l("Tercapai"), "circle-check", "ok"
    BEHIND = "behind", _l("Tertinggal"), "alert-triangle", "danger"
    TOLD = "told", _l("Ada capaian"), "circle-half", "info"
    NOTHING = "nothing", _l("Belum ada capaian"), "help-circle", "warn"
    RUNNING = "running", _l("Sedang berjalan"), "progress", "info"
    FUTURE = "future", _l("Belum tiba"), "calendar", "neutral"
    OPEN = "open", _l("Tanpa ukuran"), "circle", "neutral"


class Cell(NamedTuple):
    """One action in one period: its measure in words, its number, what was reached, and the verdict."""

    period: Measure
    text: str
    target: Decimal | None
    achieved: Achieved
    state: CellState


@dataclass
class Row:
    """One action with its four cells, related agencies and areas as (id, name)."""

    action: Any
    cells: list[Cell]
    related: list[tuple[int, str]] = field(default_factory=list)
    areas: list[tuple[int, str]] = field(default_factory=list)

    @property
    def latest(self) -> Cell:
        """The cell of the newest period that has begun; the first one before the year."""
        return next((cell for cell in reversed(self.cells) if cell.state is not CellState.FUTURE), self.cells[0])

    @property
    def is_behind(self) -> bool:
        """True when the newest period that is over, and can be judged, was not reached."""
        judged = (CellState.REACHED, CellState.BEHIND)
        over = [cell for cell in self.cells if cell.state in judged and not _runs(cell, self.action.year)]
        return bool(over) and over[-1].state is CellState.BEHIND


def rows_of(plan_id: int) -> tuple[list[Row], list[Any]]:
    """Return the actions of a plan by number, and beside them those that were removed (without cells)."""
    actions = fetch(queries.ACTIONS_OF, plan_id=plan_id)
    removed = [action for action in actions if action.removed_at]
    return rows_for([action for action in actions if not action.removed_at]), removed


def rows_for(actions: Sequence[Any]) -> list[Row]:
    """Put these actions (rows with the columns of `queries.ACTION_COLUMNS`) beside what was reached."""
    ids = [action.id for action in actions]
    if not ids:
        return []
    measures = {(each.action_id, each.period): each for each in fetch(queries.MEASURES_OF, ids=ids)}
    reached = achieved(ids)
    around: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    for each in fetch(queries.AROUND, ids=ids):
        name = AreaKind(each.place).named(each.name) if each.place else each.name
        around[each.action_id, each.kind].append((each.id, name))
    return [
        Row(
            action,
            [_cell(action, each, measures.get((action.id, each)), reached[action.id][each]) for each in Measure],
            around[action.id, "agency"], around[action.id, "area"],
        )
        for action in actions
    ]  # fmt: skip


def _cell(action: Any, period: Measure, measure: Any, found: Achieved) -> Cell:
    text, number = (measure.text, measure.target) if measure else ("", None)
    if number is None and period is Measure.B12:
        number = action.target  # by the end of the year the whole of it
    return Cell(period, text, number, found, _judge(action, period, text, number, found))


def _judge(action: Any, period: Measure, text: str, number: Decimal | None, found: Achieved) -> CellState:
    if not has_begun(period, action.year):
        return CellState.FUTURE
    if not text and number is None:
        return CellState.OPEN
    enough = _is_enough(number, action.target, found)
    if enough:
        return CellState.REACHED
    if end_of(period, action.year) >= today():
        return CellState.RUNNING
    if enough is False:
        return CellState.BEHIND
    return CellState.TOLD if found.percent else CellState.NOTHING


def _is_enough(number: Decimal | None, whole: Decimal | None, found: Achieved) -> bool | None:
    """Compare what was reached with the number of a period; None where there is nothing to compare.

    Without a quantity in the action's unit, the share that was reached stands against the share that was planned.
    """
    if number is not None and not number:
        return True
    if number is not None and not found.commitments:
        return False
    if number is not None and found.quantity is not None:
        return found.quantity >= number
    if number is not None and whole and found.percent is not None:
        return (found.percent + 1) * whole > min(number, whole) * 100  # shares are rounded down
    return True if found.percent == 100 else None


def _runs(cell: Cell, year: int) -> bool:
    return end_of(cell.period, year) >= today()
