"""What can be remarked on and watched: one entry for each kind of object. A further kind needs only its entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.columns import Labelled
from app.commitments.models import Commitment
from app.commitments.states import CommitmentState
from app.language import Lazy as _l
from app.mapping.models import Mapping
from app.mapping.states import Sharing
from app.policy import Holder
from app.tasks.models import Task
from app.tasks.states import TaskState


@dataclass(frozen=True)
class Root:
    """A kind of object: its model, the act of POLICY that reads it, where its page is, and what names one.

    `rounds` gives the numbers of the reports that a remark may be about, `place` the list it is found in, `whole` is
    the object itself as opposed to one of its reports. What not everyone may read (`is_open_to_all`) has no story page,
    and a notice of a remark on it goes to those who may read it: that there is one, never its words.
    """

    model: Any
    reads: str
    page: str
    title: Any
    states: Callable[[str], Labelled]
    rounds: Callable[[Any], int]
    place: tuple[Any, str]
    whole: Any
    is_open_to_all: bool = True

    def address(self, key: int) -> str:
        """The page of one object."""
        return self.page % key

    def name(self, obj: Any) -> str:
        """What the object is about."""
        return str(getattr(obj, self.title.key))

    def asked_of(self, session: Session, key: int) -> Any:
        """The object, where who may read it depends on it; None where everyone may."""
        return None if self.is_open_to_all else session.get(self.model, key)

    def visible_to(self, who: Holder) -> Any:
        """The ids of the objects that the person may see."""
        return self.model.visible_to(who).with_only_columns(self.model.id)


ROOTS = {
    "commitment": Root(
        Commitment, "commitment.read", "/komitmen/%d", Commitment.statement, CommitmentState,
        lambda commitment: len(commitment.reports), (_l("Komitmen"), "/komitmen"), _l("Komitmen ini"),
    ),
    "task": Root(
        Task, "task.read", "/tugas/%d", Task.title, TaskState, lambda task: 0, (_l("Tugas bersama"), "/tugas"),
        _l("Tugas ini"),
    ),
    "mapping": Root(
        Mapping, "mapping.read", "/pemetaan/%d", Mapping.title, Sharing, lambda mapping: 0,
        (_l("Pemetaan"), "/pemetaan"), _l("Pemetaan ini"), is_open_to_all=False,
    ),
}  # fmt: skip
