"""News of mappings: agencies are asked to read what is shared with them, and what an official decided on it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.mapping.models import Mapping
from app.mapping.parts import LevelDecision
from app.notices.addressing import To
from app.notices.events import Event
from app.notices.happening import Act, News
from app.policy import Role


def of_mapping(session: Session, act: Act) -> Iterator[News]:
    """Shared with agencies: all liaisons are to read it, and to say so."""
    shared = act.moved("shared_at")
    if shared and shared[0] is None:
        yield _news(act.obj, "shared")


def of_decision(session: Session, act: Act) -> Iterator[News]:
    """Decided on, or anew, while agencies can read it."""
    decision: LevelDecision = act.obj
    if decision.mapping.is_shared:
        yield _news(decision.mapping, "decided")


def _news(mapping: Mapping, what: str) -> News:
    return News(Event.SHARED, mapping.audit_root, [To(Role.LIAISON)], facts={"what": what, "period": mapping.period})
