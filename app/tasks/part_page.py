"""What the page of a task shows of its parts: in which order, and with which forms for the person who reads."""

from __future__ import annotations

from typing import Any

from app.agencies.queries import agency_choices
from app.policy import can
from app.tasks.models import Task
from app.tasks.part_forms import AddPartForm, Agencies, GiveBackForm, PartForm
from app.tasks.parts import TaskPart
from app.tasks.states import GONE, PartState


def parts_of(task: Task, sent: Any = None) -> dict[str, Any]:
    """Return what the template needs; the form that was sent, if any, takes its place with what was typed."""
    own = [part for part in task.parts if can("part.update", part)]
    editing = can("task.edit", task)
    agencies = agency_choices() if own or editing else []
    forms = {part.id: form for part in task.parts if (form := _form(part, agencies)) is not None}
    if isinstance(sent, PartForm | GiveBackForm):
        forms[sent.part.id] = sent
    adding = sent if isinstance(sent, AddPartForm) else None
    if adding is None and editing and not task.is_withdrawn:
        adding = AddPartForm(task, agencies, formdata=None)
    parts = sorted(task.parts, key=lambda part: (part not in own, part.id not in forms, part.state in GONE, part.id))
    turn = [part for part in parts if part.id in forms and (part in own or not own)]
    others = [part for part in parts if part not in turn]
    return {"turn": turn, "others": others, "own": own, "forms": forms, "adding": adding, "first": _first(parts, forms)}


def _form(part: TaskPart, agencies: Agencies) -> PartForm | GiveBackForm | None:
    """The agency's own form, or that of who judges what was delivered."""
    if part.choices and can("part.update", part):
        return PartForm(part, agencies, formdata=None)
    judged = part.state is PartState.DELIVERED and not part.task.is_withdrawn and can("part.confirm", part)
    return GiveBackForm(part, formdata=None) if judged else None


def _first(parts: list[TaskPart], forms: dict[int, Any]) -> TaskPart | None:
    """The part whose next act is the one that the page asks for: the own one first, else one to confirm."""
    waiting = (part for part in parts if part.id in forms and part.is_open == isinstance(forms[part.id], PartForm))
    return next(waiting, None)
