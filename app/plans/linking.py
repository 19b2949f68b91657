"""What an action may be tied to: commitments, tasks, findings and areas, found by words, tied, and let go again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app import audit
from app.agencies.models import Agency
from app.areas.inside import inside_each
from app.areas.models import Area
from app.areas.queries import LISTING as AREAS
from app.commitments.models import Commitment
from app.commitments.states import CommitmentState
from app.extensions import db, fetch
from app.findings.models import Finding
from app.forms import whole_id
from app.language import Lazy as _l
from app.language import speaking
from app.plans.models import PlanAction
from app.plans.queries import LONGEST_TEASER
from app.policy import Holder
from app.refusal import Refused
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import TaskState

MOST = 20
CANCELLED = (CommitmentState.CANCELLED, TaskState.CANCELLED)


@dataclass(frozen=True)
class Kind:
    """One kind of thing: its part of the address, what people read, the relationship, and how it is looked for.

    `near(action, who)` are those that suggest themselves, `found(who, words)` those that hold these words; both select
    (id, reference, title, note, place). `name(thing)` is how the history names it.
    """

    key: str
    title: Any
    words: Any
    model: Any
    things: str
    path: str
    name: Callable[[Any], str]
    near: Callable[[PlanAction, Holder], Any]
    found: Callable[[Holder, str], Any]


def _commitments(who: Holder) -> Any:
    rows = Commitment.visible_to(who).where(Commitment.state != CommitmentState.CANCELLED)
    columns = _columns(Commitment.id, Commitment.reference, Commitment.statement, Commitment.lead_agency_name)
    return rows.with_only_columns(*columns, maintain_column_froms=True).order_by(Commitment.due, Commitment.id)


def _tasks(who: Holder) -> Any:
    columns = _columns(Task.id, Task.reference, Task.title, sa.literal(""))
    rows = Task.visible_to(who).where(Task.state != TaskState.CANCELLED)
    return rows.with_only_columns(*columns, maintain_column_froms=True).order_by(Task.due, Task.id)


def _findings(who: Holder) -> Any:
    rows = Finding.visible_to(who).join(Area, Area.id == Finding.area_id).where(Finding.removed_at.is_(None))
    columns = _columns(Finding.id, sa.literal(""), Finding.title, Area.name, Area.kind)
    return rows.with_only_columns(*columns, maintain_column_froms=True).order_by(Area.code, Finding.rank, Finding.id)


def _areas(who: Holder, words: str = "") -> Any:
    """Found as the list of areas finds them, by code or by a name as people write it."""
    rows = AREAS.asked(who, {"cari": words} if words else {})
    columns = _columns(Area.id, Area.code, Area.name, sa.literal(""), Area.kind)
    return rows.with_only_columns(*columns, maintain_column_froms=True).order_by(Area.code)


def _columns(key: Any, reference: Any, title: Any, note: Any, place: Any = None) -> tuple[Any, ...]:
    """`place` is the kind of an area, whose name is the note, or else the title."""
    short = sa.func.substr(title, 1, LONGEST_TEASER)
    kind = (sa.null() if place is None else place).label("place")
    return key.label("id"), reference.label("reference"), short.label("title"), note.label("note"), kind


def _holds(words: str, *columns: Any) -> Any:
    return sa.or_(*(column.icontains(words, autoescape=True) for column in columns))


def _agencies_of(action: PlanAction) -> Any:
    """The agencies of an action and those that took one of them over, however often."""
    ids = [action.agency_id, *(agency.id for agency in action.related)]
    line = sa.select(Agency.id, Agency.successor_id).where(Agency.id.in_(ids)).cte("line", recursive=True)
    line = line.union(sa.select(Agency.id, Agency.successor_id).join(line, Agency.id == line.c.successor_id))
    return sa.select(line.c.id)


def _inside(action: PlanAction) -> Any:
    return sa.select(inside_each(Area.id.in_([area.id for area in action.areas])).c.id)


KINDS = {
    each.key: each
    for each in (
        Kind(
            "komitmen", _l("Komitmen yang melaksanakan aksi ini"), _l("Nomor komitmen atau kata di dalamnya"),
            Commitment, "commitments", "/komitmen/", lambda thing: thing.reference,
            lambda action, who: _commitments(who).where(Commitment.lead_agency_id.in_(_agencies_of(action))),
            lambda who, words: _commitments(who).where(_holds(words, Commitment.reference, Commitment.statement)),
        ),
        Kind(
            "tugas", _l("Tugas yang mendukung aksi ini"), _l("Nomor tugas atau kata di dalamnya"),
            Task, "tasks", "/tugas/", lambda thing: thing.reference,
            lambda action, who: _tasks(who).where(
                Task.id.in_(sa.select(TaskPart.task_id).where(TaskPart.agency_id.in_(_agencies_of(action))))
            ),
            lambda who, words: _tasks(who).where(_holds(words, Task.reference, Task.title)),
        ),
        Kind(
            "temuan", _l("Masalah dan potensi yang ditangani aksi ini"), _l("Kata dalam temuan atau nama kawasan"),
            Finding, "findings", "", lambda thing: thing.title,
            lambda action, who: _findings(who).where(Finding.area_id.in_(_inside(action))),
            lambda who, words: _findings(who).where(_holds(words, Finding.title, Area.name)),
        ),
        Kind(
            "kawasan", _l("Kawasan tempat aksi ini dikerjakan"), _l("Nama atau kode kawasan"),
            Area, "areas", "/kawasan/", lambda thing: f"{thing.full_name} ({thing.code})",
            lambda action, who: _areas(who), _areas,
        ),
    )
}  # fmt: skip


def candidates(kind: Kind, action: PlanAction, who: Holder, words: str) -> list[Any]:
    """What may be tied: by words, or without words what suggests itself; nothing that is tied already."""
    rows = kind.found(who, words) if words else kind.near(action, who)
    tied = [thing.id for thing in getattr(action, kind.things)]
    return list(fetch(rows.where(kind.model.id.not_in(tied)).limit(MOST)))


def is_gone(thing: Any) -> bool:
    """Tell whether it lies in the trash or was removed: it stays tied, out of sight."""
    return bool(getattr(thing, "trashed_at", None) or getattr(thing, "removed_at", None))


def thing_by(kind: Kind, key: str, who: Holder) -> Any:
    """Return the thing with this id if the person may see it, else None."""
    try:
        number = whole_id(key)
    except ValueError:
        return None
    rows = kind.model.visible_to(who).where(kind.model.id == number)
    return db.session.scalars(rows).unique().one_or_none()


def tie(kind: Kind, action: PlanAction, thing: Any) -> None:
    """Tie a thing to an action; nothing happens when it is tied. Raises Refused for what was removed or cancelled."""
    things = getattr(action, kind.things)
    if thing not in things:
        if is_gone(thing) or getattr(thing, "state", None) in CANCELLED:
            raise Refused(
                gettext("%(thing)s sudah dihapus atau dibatalkan, jadi tidak dapat dikaitkan.", thing=kind.name(thing))
            )
        things.append(thing)
        _tell(kind, action, thing, "tied")


def untie(kind: Kind, action: PlanAction, thing: Any) -> None:
    """Let a thing go; nothing happens when it is not tied."""
    things = getattr(action, kind.things)
    if thing in things:
        things.remove(thing)
        _tell(kind, action, thing, "untied")


def _tell(kind: Kind, action: PlanAction, thing: Any, act: str) -> None:
    action.touch()
    with speaking("id"):
        audit.note(action, act, thing=kind.name(thing))
