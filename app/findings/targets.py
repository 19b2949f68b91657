"""Choosing an area as target location: once for each year."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext

from app.areas.models import Area
from app.extensions import db
from app.findings.models import TargetChoice
from app.findings.target_forms import TargetForm
from app.refusal import Refused


def choose(form: TargetForm, who: str) -> TargetChoice:
    """Return the choice that the form records. One that was taken back holds again, with what the form says now.

    Raises Refused when the area is chosen for that year already.
    """
    area = db.session.get_one(Area, form.area_id.data, with_for_update=True)
    rows = sa.select(TargetChoice).where(TargetChoice.area_id == area.id, TargetChoice.year == form.year.data)
    target = db.session.scalar(rows)
    if target is None:
        target = TargetChoice(area_id=area.id, area=area)
        db.session.add(target)
    elif not target.removed_at:
        sentence = gettext("%(area)s sudah menjadi lokasi sasaran %(year)s.", area=area.full_name, year=target.year)
        raise Refused(sentence)
    form.write_to(target)
    target.restore()
    target.withdrawn_why, target.chosen_name = "", who
    return target
