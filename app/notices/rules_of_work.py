"""News of commitments and shared tasks: whose turn it is, and what those who watch would like to know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport
from app.commitments.reports import ProgressReport
from app.commitments.states import ACCEPTED, SENT_BACK, CommitmentState, SupportState, Verdict
from app.notices.addressing import To, liaisons
from app.notices.events import Event
from app.notices.happening import Act, News
from app.policy import Role
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import GONE, PartState

C, P = CommitmentState, PartState
LONGEST_REASON = 200
WORDS = {"statement", "place", "indicator", "unit", "baseline", "target", "proof", "start"}
RETURNED, ACCEPTED_VALUES = {each.value for each in SENT_BACK}, {each.value for each in ACCEPTED}


def shortened(text: str) -> str:
    """Return the beginning of what somebody wrote, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_REASON else f"{line[: LONGEST_REASON - 1].rstrip()}…"


def of_commitment(session: Session, act: Act) -> Iterator[News]:
    """Put to an agency; and for who watches: its state moved, or its date."""
    promise: Commitment = act.obj
    root = promise.audit_root
    if _was_assigned(promise, act):
        yield News(Event.ASSIGNED, root, [liaisons(promise.lead_agency_id)])
    facts = _change_of(promise, act)
    if facts:
        yield News(Event.WATCHED, root, [], facts=facts)
        if promise.agreed_at is not None and _concerns_the_agency(act, facts):
            yield News(Event.CHANGED, root, [liaisons(promise.lead_agency_id)], facts=facts)


def _change_of(promise: Commitment, act: Act) -> dict[str, Any]:
    """What moved on a promise, in the terms of `sentences`; nothing when none of it is news."""
    if act.action != "changed":
        return {}
    if "state" in act.changes:
        return {"what": "moved", "state": act.changes["state"][1]}
    if "lead_agency_id" in act.changes and promise.state is not C.PROPOSED:
        return {"what": "inherited"}
    if "due" in act.changes and promise.agreed_at is not None:
        return {"what": "redated", "due": act.changes["due"][1]}
    return {"what": "reworded"} if WORDS & act.changes.keys() and promise.agreed_at is not None else {}


def _concerns_the_agency(act: Act, facts: dict[str, Any]) -> bool:
    """What was changed over its head. Where its own report or an answer moved the state, other events tell of it."""
    old = (act.moved("state") or ("", ""))[0]
    return facts["what"] != "moved" or C.SUSPENDED.value in (old, facts["state"]) or facts["state"] == C.CANCELLED.value


def _was_assigned(promise: Commitment, act: Act) -> bool:
    """Put to an agency, for the first time or another one; a suggestion waits until the minutes take it up."""
    if promise.state is not C.PROPOSED or promise.is_suggestion:
        return False
    moved = "lead_agency_id" in act.changes or act.came_to("state", C.PROPOSED.value)
    return moved or act.action in ("created", "recorded")


def of_support(session: Session, act: Act) -> Iterator[News]:
    """An agency is asked to help, or takes over from one that was asked."""
    support: CommitmentSupport = act.obj
    asked = act.came_to("state", SupportState.ASKED.value) or act.action == "handed_over"
    if asked and support.state is SupportState.ASKED:
        yield News(Event.ASSIGNED, support.audit_root, [liaisons(support.agency_id)], support.id)


def of_report(session: Session, act: Act) -> Iterator[News]:
    """A report waits for a reviewer, or comes back to the agency with what was found."""
    report: ProgressReport = act.obj
    promise, root = report.commitment, report.audit_root
    verdict = act.changes.get("verdict", [None, None])[1]
    if verdict == Verdict.WAITING.value:
        yield News(Event.TO_VERIFY, root, [_reviewers(promise)])
    elif act.action == "reviewed":  # the first of two has judged it, and nobody is told of an own act
        yield News(Event.TO_VERIFY, root, [_reviewers(promise)], facts={"second": True})
    elif verdict in RETURNED:
        facts = {"reason": shortened(report.reason)}
        yield News(Event.RETURNED, root, [liaisons(promise.lead_agency_id)], facts=facts)
    elif verdict in ACCEPTED_VALUES:
        yield News(Event.VERIFIED, root, [liaisons(promise.lead_agency_id)])
    if act.action == "created":
        yield News(Event.WATCHED, root, [], facts={"what": "reported"})


def _reviewers(promise: Commitment) -> To:
    return To(Role.REVIEWER, act="commitment.verify", obj=promise)


def of_task(session: Session, act: Act) -> Iterator[News]:
    """For who watches; those who have a part are told when it is withdrawn, and else of their parts."""
    task: Task = act.obj
    if act.action == "changed" and "state" in act.changes:
        facts = {"what": "moved", "state": act.changes["state"][1]}
        yield News(Event.WATCHED, task.audit_root, [], facts=facts)
        if task.is_withdrawn:
            doing = [liaisons(part.agency_id) for part in task.parts if part.state not in GONE]
            yield News(Event.CHANGED, task.audit_root, doing, facts=facts)


def of_part(session: Session, act: Act) -> Iterator[News]:
    """An agency is asked; what it delivered waits for the issuer, is confirmed, or comes back."""
    part: TaskPart = act.obj
    agency, moved = [liaisons(part.agency_id)], act.moved("state") or ("", "")
    if part.state is P.OFFERED and (moved[1] == P.OFFERED.value or act.action == "handed_over"):
        yield News(Event.ASSIGNED, part.audit_root, agency, part.id)
    elif moved[1] == P.DELIVERED.value:
        yield News(Event.TO_VERIFY, part.audit_root, [_confirmers(part)], part.id)
    elif moved == (P.DELIVERED.value, P.DONE.value):
        yield News(Event.VERIFIED, part.audit_root, agency, part.id)
    elif moved == (P.DELIVERED.value, P.DOING.value) and part.answer:
        yield News(Event.RETURNED, part.audit_root, agency, part.id, {"reason": shortened(part.answer)})
    elif act.action == "handed_over" and part.is_open:
        yield News(Event.CHANGED, part.audit_root, agency, part.id, {"what": "inherited"})
    elif act.action == "changed" and "due" in act.changes and part.is_open and part.state is not P.OFFERED:
        facts = {"what": "redated", "due": act.changes["due"][1]}
        yield News(Event.CHANGED, part.audit_root, agency, part.id, facts)
    if act.action == "changed" and moved[1]:
        facts = {"what": "part", "agency": part.agency_name, "state": moved[1]}
        yield News(Event.WATCHED, part.audit_root, [], facts=facts)


def _confirmers(part: TaskPart) -> To:
    """Whoever issued the task; the secretariat where nobody else did, or that is the agency itself."""
    issuer = part.issuer_agency_id
    if issuer in (None, part.agency_id):
        return To(Role.SECRETARIAT, act="part.confirm", obj=part)
    return To(Role.LIAISON, issuer, act="part.confirm", obj=part)
