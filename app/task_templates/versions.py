"""What people edit of an item and of a repetition: a number of days and a side, where the column has one sign."""

from __future__ import annotations

import hashlib
from typing import Any

from app.columns import Labelled
from app.language import Lazy as _l
from app.task_templates.models import TemplateItem
from app.task_templates.repetition import TaskRepetition
from app.task_templates.shares import heirs_of


class Side(Labelled):
    """Before or after the day that is counted from."""

    BEFORE = "before", _l("hari sebelumnya")
    AFTER = "after", _l("hari sesudahnya")


def signed(days: int | None, side: Side) -> int:
    """Return the days from the base day, negative before it."""
    return -(days or 0) if side is Side.BEFORE else days or 0


class _Counted:
    """The columns of an object, and its `offset_days` as days and side."""

    def __init__(self, obj: Any) -> None:
        self._obj = obj

    def __getattr__(self, name: str) -> Any:
        return getattr(self._obj, name)

    @property
    def days(self) -> int:
        return abs(int(self._obj.offset_days))

    @property
    def side(self) -> Side:
        return Side.AFTER if self._obj.offset_days > 0 else Side.BEFORE


class ItemWording(_Counted):
    """An item as its form shows it, with the agencies that are asked today. Its place in the order is no part of it."""

    def __init__(self, item: TemplateItem) -> None:
        super().__init__(item)
        self.found = heirs_of(item)
        self.agencies = [heir.agency.id for heir in self.found.heirs]
        self.scopes = {heir.agency.id: heir.scope for heir in self.found.heirs}

    @property
    def version(self) -> str:
        """Changes whenever what the form shows does."""
        item = self._obj
        facts = (item.title, item.detail, item.priority.value, item.offset_days, item.needs_confirmation, item.checks)
        return hashlib.sha256(repr((facts, sorted(self.scopes.items()))).encode()).hexdigest()[:16]


class RepetitionWording(_Counted):
    """A repetition as its form shows it. Its runs are no part of it."""

    def __init__(self, repetition: TaskRepetition) -> None:
        super().__init__(repetition)

    @property
    def version(self) -> str:
        """Changes whenever what the form shows does."""
        each = self._obj
        facts = (*rhythm_of(each), each.ends_on, each.lead_days)
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def rhythm_of(repetition: TaskRepetition) -> tuple[Any, ...]:
    """Return what decides on which days it comes up."""
    each = repetition
    weekday = each.weekday.value if each.weekday else None
    return each.rule.value, weekday, each.month_day, each.series_id, each.offset_days, each.starts_on
