"""How the demo's system was looked after: a backup that somebody wrote down, and a password typed wrongly."""

from __future__ import annotations

from functools import partial

from app import audit
from app.accounts.models import User
from app.demo.stage import ADMIN, LEADER, REVIEWER, Stage
from app.extensions import db
from app.health.backup import noted

BACKED_UP = -2  # days from today
MISTYPED = ((-4, LEADER), (-2, REVIEWER), (-2, REVIEWER), (-1, LEADER))
ADDRESS = "203.0.113.7"  # one of those that are kept for examples


def plan_care(stage: Stage) -> None:
    """Plan a backup and some refused sign-ins."""
    stage.timeline.add(stage.timeline.moment(BACKED_UP, 480), ADMIN, _note_backup)
    for minute, (day, who) in enumerate(MISTYPED):
        stage.timeline.add(stage.timeline.moment(day, minute), "", partial(_mistype, stage, who))


def _note_backup() -> None:
    db.session.add(noted("Salinan mesin virtual (contoh)"))


def _mistype(stage: Stage, who: str) -> None:
    user = db.session.get_one(User, stage.actors[who].id)
    audit.note(user, "sign_in_refused", address=ADDRESS)
