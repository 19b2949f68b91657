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
LONGEST_REASON = 500


def present() -> NameSwitch | None:
    """Return the last act of switching. Who writes holds it, so that nobody switches names off meanwhile."""
    if "name_switch" not in g:
        rows = PRESENT if request.method in SAFE_METHODS else PRESENT.with_for_update()
        g.name_switch = db.session.scalar(rows)
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
    switch = NameSwitch(is_on=is_on, by_name=who, reason=reason, **assessment)
    db.session.add(switch)
    if not switch.checks_doubles:
        table = Beneficiary.__table__
        forgotten = sa.update(table).where(table.c.nik_key.is_not(None))  # type: ignore[arg-type]
        db.session.execute(forgotten.values(nik_key=None, nik_tail=""))
    return switch
