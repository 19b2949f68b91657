"""Merging one agency into another, with all that is still to be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext

from app import audit
from app.agencies.models import Agency
from app.agencies.queries import OPEN_COMMITMENTS, OPEN_PARTS, WORKLOAD
from app.commitments.models import Commitment
from app.extensions import db, fetch
from app.listing import count_in_words
from app.refusal import Refused
from app.tasks.models import Task, TaskPart
from app.tasks.states import PartState


@dataclass(frozen=True)
class Moved:
    """How much went over to the successor."""

    posts: int
    commitments: int
    parts: int


def current(ids: Collection[int]) -> list[Agency]:
    """Return these agencies by name, held against a merger until the transaction ends.

    Raises Refused when one of them was merged while the person typed.
    """
    rows = sa.select(Agency).where(Agency.id.in_(ids), Agency.ended_on.is_(None)).order_by(Agency.name, Agency.id)
    found = list(db.session.scalars(rows.with_for_update(read=True)))
    if len(found) != len(set(ids)):
        raise Refused(gettext("Instansi yang dipilih baru saja digabung. Muat ulang halaman, lalu pilih penerusnya."))
    return found


def open_work(agency: Agency) -> dict[str, str]:
    """The numbers of open commitments and parts of tasks, in words: beyond COUNT_LIMIT nobody counts."""
    row = fetch(WORKLOAD, agency_id=agency.id)[0]
    numbers = zip(("commitments", "parts"), row, strict=True)
    return {name: count_in_words(n) for name, n in numbers}


def merge(agency: Agency, successor_id: int, on: dt.date) -> Moved:
    """End `agency`; its posts, open commitments and open parts of tasks go over to the successor.

    What is settled stays where it is, and everything keeps the name that it was written down with. Each object is
    loaded and changed by itself, so that each history tells of it. Raises Refused when the two cannot be merged.
    """
    successor = _locked(successor_id)
    agency.merge_into(successor, on)
    posts = list(agency.posts)
    for post in posts:
        post.agency = successor
    commitments = db.session.scalars(OPEN_COMMITMENTS.with_for_update(), {"agency_id": agency.id}).all()
    for commitment in commitments:
        commitment.lead_agency = successor
    parts = db.session.scalars(OPEN_PARTS.with_for_update(of=TaskPart), {"agency_id": agency.id}).all()
    for part in parts:
        _hand_over(part, successor)
    moved = Moved(len(posts), len(commitments), len(parts))
    audit.note(agency, "merged", **vars(moved))
    audit.note(successor, "absorbed", **{audit.WHICH: agency.name}, **vars(moved))
    return moved


def to_successors(work: Commitment | Task) -> None:
    """Give work that comes back to those who took its agencies over meanwhile."""
    if isinstance(work, Commitment):
        if heirs := work.lead_agency.line():
            work.lead_agency = _locked(heirs[-1])
        return
    for part in list(work.parts):
        heirs = part.agency.line()
        if heirs and part.state is not PartState.WAIVED:
            _hand_over(part, _locked(heirs[-1]))


def _locked(agency_id: int) -> Agency:
    """Load the successor as it is now, so that it cannot end meanwhile."""
    rows = sa.select(Agency).where(Agency.id == agency_id)
    return db.session.scalars(rows.with_for_update().execution_options(populate_existing=True)).one()


def _hand_over(part: TaskPart, successor: Agency) -> None:
    """Give a part to the successor. Where it has one of its own the two become one, which is still to be done."""
    own = next((each for each in part.task.parts if each.agency_id == successor.id), None)
    if own is None:
        part.agency = successor
        audit.note(part, "handed_over", agency=successor.name)
        return
    remark = gettext("Bagian %(agency)s disatukan dengan bagian ini.", agency=part.agency_name)
    if own.state is PartState.WAIVED:
        part.task.add_part(successor)
    elif own.state is PartState.DONE:
        own.update(PartState.DOING, f"{own.note}\n{remark}".strip())
    part.waive()
