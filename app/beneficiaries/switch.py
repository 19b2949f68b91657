"""Whether names are kept at all: off until an administrator records an impact assessment."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import sqlalchemy as sa
from flask import abort, g, request
from flask_login import current_user

from app.beneficiaries.models import Beneficiary, NameSwitch
from app.extensions import SAFE_METHODS, db
from app.policy import can

PRESENT = sa.select(NameSwitch).order_by(NameSwitch.id.desc()).limit(1)
# Who writes holds the first row, which stays the first: whoever waited for it then reads which one is the last.
_FIRST = sa.select(NameSwitch.id).order_by(NameSwitch.id).limit(1).with_for_update()
LONGEST_REASON = 500


def present() -> NameSwitch | None:
    """Return the last act of switching. While somebody writes, nobody else switches, and the other way round."""
    if "name_switch" not in g:
        if request.method not in SAFE_METHODS:
            db.session.execute(_FIRST)
        g.name_switch = db.session.scalar(PRESENT)
    found: NameSwitch | None = g.name_switch
    return found


def is_on() -> bool:
    """Tell whether names are kept now."""
    switch = present()
    return switch is not None and switch.is_on


def may_be_shown() -> bool:
    """Tell whether the way to the names is shown to the signed-in person."""
    return bool(current_user.is_authenticated and can("beneficiary.read") and is_on())


def while_on(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a page be there only while names are kept. Stands above `requires`: nobody learns more than that."""

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> Any:
        return view(*args, **values) if is_on() else abort(404)

    return guarded


def turn(is_on: bool, who: str, reason: str, **assessment: Any) -> NameSwitch:
    """Switch names on or off. Where doubles are looked for no more, what finds them is forgotten."""
    present()  # whoever records a person meanwhile is waited for
    switch = NameSwitch(is_on=is_on, by_name=who, reason=reason, **assessment)
    db.session.add(switch)
    if not switch.checks_doubles:
        table = Beneficiary.__table__
        found = table.c.nik_key.is_not(None)
        db.session.execute(sa.select(table.c.id).where(found).order_by(table.c.id).with_for_update())  # as a purge does
        db.session.execute(sa.update(table).where(found).values(nik_key=None, nik_tail=""))  # type: ignore[arg-type]
    return switch
