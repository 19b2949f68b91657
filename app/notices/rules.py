"""What of the acts is news, and for whom: one function for each table whose history says something."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy.orm import Session

from app.commitments.models import Commitment
from app.commitments.states import CommitmentState
from app.notices.addressing import To
from app.notices.events import Event
from app.notices.happening import Act, News
from app.policy import Role
from app.tasks.parts import TaskPart
from app.tasks.states import PartState

C, P = CommitmentState, PartState


def liaisons(agency_id: int) -> To:
    """Those who speak for an agency."""
    return To(role=Role.LIAISON, agency_id=agency_id)


def _commitment(session: Session, act: Act) -> Iterator[News]:
    promise: Commitment = act.obj
    root = promise.audit_root
    if _was_assigned(promise, act):
        yield News(Event.ASSIGNED, root, [liaisons(promise.lead_agency_id)])
    if act.came_to("state", C.RETURNED.value):
        yield News(Event.RETURNED, root, [liaisons(promise.lead_agency_id)])
    if act.came_to("state", C.REPORTED.value):
        yield News(Event.TO_VERIFY, root, [To(Role.REVIEWER, act="commitment.verify", obj=promise)])
    if act.came_to("state", C.VERIFIED.value):
        yield News(Event.VERIFIED, root, [liaisons(promise.lead_agency_id)])


def _was_assigned(promise: Commitment, act: Act) -> bool:
    """Put to an agency, for the first time or another one; a suggestion waits until a meeting takes it up."""
    if promise.state is not C.PROPOSED or promise.is_suggestion:
        return False
    return act.action == "created" or "lead_agency_id" in act.changes or act.came_to("state", C.PROPOSED.value)


def _part(session: Session, act: Act) -> Iterator[News]:
    part: TaskPart = act.obj
    if act.came_to("state", P.OFFERED.value):
        yield News(Event.ASSIGNED, part.audit_root, [liaisons(part.agency_id)], part.id)


Rule = Callable[[Session, Act], Iterable[News]]
RULES: dict[str, Rule] = {
    Commitment.__tablename__: _commitment,
    TaskPart.__tablename__: _part,
}
