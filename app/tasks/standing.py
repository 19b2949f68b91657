"""What stands out in a row of a list of tasks: whom it waits for, as the person who reads sees it, and what is stale.

`app/tasks/filters.py` says the same to the database.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext

from app.clock import local, today
from app.columns import Labelled
from app.extensions import fetch
from app.language import Lazy as _l
from app.policy import Holder, Role, can
from app.tasks.filters import agencies_of
from app.tasks.parts import TaskPart
from app.tasks.reasons import reasons
from app.tasks.states import PartState

NAMES_SHOWN = 1
_PARTS_OF = (
    sa.select(
        TaskPart.task_id, TaskPart.agency_id, TaskPart.agency_name, TaskPart.state, TaskPart.is_open,
        TaskPart.blocked_on_id, TaskPart.blocked_on,
    )
    .where(TaskPart.task_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(TaskPart.task_id, TaskPart.id)
)  # fmt: skip


class Mark(Labelled):
    """What asks for a look, beside the due date that went by and the state."""

    STALE = "stale", _l("Tidak bergerak"), "hourglass", "neutral"


def stale(row: Any, days: int) -> bool:
    """Open, and nothing moved for so many days before today."""
    return bool(row.is_open and local(row.updated_at).date() < today() - dt.timedelta(days=days))


@dataclass(frozen=True)
class Standing:
    """Rows of a list as one person sees them. `own` are the agencies that the person liaises for."""

    own: Collection[int]
    confirms: bool
    confirms_all: bool
    stale_days: int
    parts: dict[int, list[Any]]

    def waits_for(self, row: Any) -> bool:
        """Whether a part waits for this person: to be acted on, to stop holding another up, or to be confirmed."""
        return row.is_open and any(self._concerns(part, row.issuer_agency_id) for part in self.parts[row.id])

    def _concerns(self, part: Any, issuer_id: int | None) -> bool:
        if part.agency_id in self.own:
            return bool(part.is_open)
        if part.state is PartState.DELIVERED:
            return self.confirms and (self.confirms_all or issuer_id in self.own)
        return part.state is PartState.BLOCKED and part.blocked_on_id in self.own

    def words(self, row: Any) -> str:
        """Whom an open task waits for, in few words; nothing for a closed one."""
        return next(reasons(self.parts[row.id], NAMES_SHOWN), "") if row.is_open else ""

    def marks(self, row: Any) -> list[Mark]:
        """The marks of a row."""
        return [Mark.STALE] if stale(row, self.stale_days) else []


def standing(who: Holder, rows: Sequence[Any]) -> Standing:
    """Return how `who` sees these rows; one query, none where nothing is open."""
    ids, parts = [row.id for row in rows if row.is_open], defaultdict(list)
    for part in fetch(_PARTS_OF, ids=ids) if ids else ():
        parts[part.task_id].append(part)
    return Standing(
        own=agencies_of(who), confirms=can("part.confirm", who=who),
        confirms_all=bool(agencies_of(who, Role.SECRETARIAT)), stale_days=current_app.config["STALE_DAYS"], parts=parts,
    )  # fmt: skip


def shortcuts(who: Holder) -> list[tuple[str, dict[str, str]]]:
    """Links above the list, label and filters, the ones that this person needs most first."""
    trouble = [
        (gettext("Terlambat"), {"tenggat": "terlambat"}), (gettext("Terhambat"), {"status": "blocked"}),
        (gettext("Tidak bergerak"), {"kondisi": "tidak-bergerak"}),
    ]  # fmt: skip
    waiting = [(gettext("Menunggu saya"), {"siapa": "menunggu"})] if can("part.confirm", who=who) else []
    own = [(gettext("Instansi saya"), {"siapa": "instansi"})]
    return [*waiting, *own, *trouble] if agencies_of(who) else [*trouble, *waiting, *own]
