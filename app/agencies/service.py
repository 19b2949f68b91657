"""Merging one agency into another, with all that is still to be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so
from flask_babel import gettext

from app import audit
from app.agencies.models import Agency
from app.agencies.queries import HELD_UP, ISSUED, OPEN_PARTS, OPEN_PROMISES, TASKS_TO_MOVE, WORKLOAD
from app.clock import now
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport
from app.commitments.states import SupportState
from app.extensions import db, fetch
from app.listing import count_in_words
from app.refusal import Refused
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import GONE, PartState

LONGEST_ROLE = 200  # of a supporting agency, as its column holds it


@dataclass(frozen=True)
class Moved:
    """How much went over to the successor."""

    posts: int
    commitments: int
    parts: int
    supports: int = 0


def current(ids: Collection[int]) -> list[Agency]:
    """Return these agencies by name, held against a merger until the transaction ends.

    Raises Refused when one of them was merged while the person typed.
    """
    rows = sa.select(Agency).where(Agency.id.in_(ids), Agency.ended_on.is_(None)).order_by(Agency.name, Agency.id)
    found = list(db.session.scalars(rows.with_for_update(read=True)))
    if len(found) != len(set(ids)):
        raise Refused(gettext("Instansi yang dipilih baru saja digabung. Muat ulang halaman, lalu pilih penerusnya."))
    return found


def workload(agency: Agency) -> Any:
    """Return one row: the numbers of open `commitments` and `parts` of tasks, and the bytes of `evidence`."""
    return fetch(WORKLOAD, agency_id=agency.id)[0]


def open_work(row: Any) -> dict[str, str]:
    """The numbers of a workload in words: beyond COUNT_LIMIT nobody counts."""
    return {name: count_in_words(getattr(row, name)) for name in ("commitments", "parts")}


def merge(agency: Agency, successor_id: int, on: dt.date) -> Moved:
    """End `agency`; its posts, open commitments, support of open ones and open parts of tasks go to the successor,
    who also changes and confirms the tasks that it issued.

    What is settled stays where it is, and everything keeps the name that it was written down with. Each object is
    loaded and changed by itself, so that each history tells of it. Raises Refused when the two cannot be merged.
    """
    successor = _locked(successor_id)
    agency.merge_into(successor, on)
    posts = list(agency.posts)
    for post in posts:
        post.agency = successor
    commitments, supports = _move_promises(agency, successor)
    db.session.execute(TASKS_TO_MOVE, {"agency_id": agency.id})
    for task in db.session.scalars(ISSUED, {"agency_id": agency.id}).all():
        task.issuer_agency_id = successor.id
        audit.note(task, "handed_over", agency=successor.name)
    parts = db.session.scalars(OPEN_PARTS.with_for_update(of=TaskPart), {"agency_id": agency.id}).all()
    for part in parts:
        _hand_over(part, successor)
    for part in db.session.scalars(HELD_UP.with_for_update(of=TaskPart), {"agency_id": agency.id}).all():
        part.blocked_on_id = None if part.agency is successor else successor.id
    moved = Moved(len(posts), commitments, len(parts), supports)
    audit.note(agency, "merged", **vars(moved))
    audit.note(successor, "absorbed", **{audit.WHICH: agency.name}, **vars(moved))
    return moved


def _move_promises(agency: Agency, successor: Agency) -> tuple[int, int]:
    """Move what the agency leads or supports; return how many of each.

    Commitments are locked first, all of them in the order of their ids, and only then their supports: whoever answers
    for a support holds nothing but that row.
    """
    ids = {"agency_id": agency.id}
    rows = OPEN_PROMISES.with_for_update(of=Commitment).options(so.selectinload(Commitment.supports))
    touched = db.session.scalars(rows, ids).all()
    own = [support for each in touched for support in each.supports if support.agency_id == agency.id]
    keys = [support.id for each in touched for support in each.supports]
    answers = sa.select(CommitmentSupport).where(CommitmentSupport.id.in_(keys)).order_by(CommitmentSupport.id)
    db.session.scalars(answers.with_for_update().execution_options(populate_existing=True)).all()
    led = [each for each in touched if each.lead_agency_id == agency.id]
    for commitment in led:
        _lead(commitment, successor)
    for support in own:
        _support(support, successor)
    return len(led), len(own)


def _lead(commitment: Commitment, successor: Agency) -> None:
    """Whoever leads does not assist."""
    commitment.lead_agency = successor
    for support in [each for each in commitment.supports if each.agency_id == successor.id]:
        _vanish(commitment, support, successor)


def _support(support: CommitmentSupport, successor: Agency) -> None:
    """Give a support to the successor. Where it leads, the support vanishes; where it assists, the two become one."""
    commitment = support.commitment
    own = next((each for each in commitment.supports if each.agency_id == successor.id), None)
    if own is None and commitment.lead_agency is not successor:
        support.agency = successor
        audit.note(support, "handed_over", agency=successor.name)
        return
    if own is not None:
        _join(own, support)
    _vanish(commitment, support, successor)


def _join(own: CommitmentSupport, other: CommitmentSupport) -> None:
    """Keep what both were asked for; who had accepted goes on."""
    if own.role.casefold() != other.role.casefold():
        own.role = f"{own.role}; {other.role}"[:LONGEST_ROLE]
    if other.state is SupportState.ACCEPTED and own.state is not SupportState.ACCEPTED:
        own.state, own.reason, own.answered_at = other.state, "", other.answered_at


def _vanish(commitment: Commitment, support: CommitmentSupport, successor: Agency) -> None:
    audit.note(support, "support_joined", agency=successor.name)
    commitment.supports.remove(support)


def to_successors(work: Commitment | Task) -> None:
    """Give work that comes back to those who took its agencies over meanwhile."""
    if isinstance(work, Commitment):
        if heirs := work.lead_agency.line():
            _lead(work, _locked(heirs[-1]))
        for support in list(work.supports):
            if heirs := support.agency.line():
                _support(support, _locked(heirs[-1]))
        return
    for part in list(work.parts):
        heirs = part.agency.line()
        if heirs and part.state not in (PartState.DONE, *GONE):
            _hand_over(part, _locked(heirs[-1]))


def _locked(agency_id: int) -> Agency:
    """Load the successor as it is now, so that it cannot end meanwhile."""
    rows = sa.select(Agency).where(Agency.id == agency_id)
    return db.session.scalars(rows.with_for_update().execution_options(populate_existing=True)).one()


def _hand_over(part: TaskPart, successor: Agency) -> None:
    """Give a part to the successor. Where it has one of its own the two become one, which is still to be done."""
    own = next((each for each in part.task.parts if each.agency_id == successor.id), None)
    if own is None:
        part.agency, part.task.updated_at = successor, now()
        audit.note(part, "handed_over", agency=successor.name)
        return
    remark = gettext("Bagian %(agency)s disatukan dengan bagian ini.", agency=part.agency_name)
    if own.state in GONE:
        part.ask(successor, part.scope)
    elif own.state in (PartState.DONE, PartState.DELIVERED):
        own.update(PartState.DOING, f"{own.note}\n{remark}".strip())
    own.needs_confirmation = own.needs_confirmation or part.needs_confirmation
    part.give_checks_to(own)
    part.waive()
