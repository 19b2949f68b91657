"""Filling an empty database with the demo, and telling what a database holds."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import sqlalchemy as sa

from app.accounts.models import User
from app.accounts.service import check_password, find
from app.agencies.models import Agency
from app.demo.agreements import plan_agreements
from app.demo.care import plan_care
from app.demo.details import plan_areas, plan_parts
from app.demo.errands import plan_errands
from app.demo.followup import plan_jobs, plan_promises
from app.demo.gatherings import GATHERINGS
from app.demo.mappings import plan_mappings
from app.demo.meetings import plan_meeting
from app.demo.notices import settle_notices
from app.demo.offices import ACCOUNTS
from app.demo.outlines import plan_outlines
from app.demo.papers import plan_papers
from app.demo.plans import plan_action_plan
from app.demo.routines import plan_routines
from app.demo.series import plan_series
from app.demo.stage import Stage, plan_people
from app.demo.talk import plan_talk
from app.extensions import db
from app.settings import DEMO, Setting

KEPT = "demo_password"
SYLLABLES = ("ba", "da", "ga", "ka", "la", "ma", "na", "pa", "ra", "sa", "ta", "wa", "bu", "du", "ku", "lu", "mu", "nu")


def load(password: str) -> None:
    """Play the demo into an empty database, with one password for every account; the caller commits."""
    stage = Stage()
    plan_people(stage, password)
    plan_areas(stage)
    plan_outlines(stage)
    for plan in GATHERINGS:
        plan_meeting(stage, plan)
    plan_agreements(stage)
    plan_series(stage)
    plan_routines(stage)
    plan_papers(stage)
    plan_promises(stage)
    plan_parts(stage)
    plan_jobs(stage)
    plan_errands(stage)
    plan_talk(stage)
    plan_care(stage)
    plan_mappings(stage)
    plan_action_plan(stage)
    db.session.add(Setting(key=DEMO, value=stage.timeline.started.isoformat()))
    stage.timeline.play(stage.actor)
    settle_notices(stage.timeline.started)


def is_empty() -> bool:
    """Tell whether nobody has put anything into the database yet."""
    return not any(db.session.scalar(sa.select(model.id).limit(1)) for model in (User, Agency))


def is_loaded() -> bool:
    """Tell whether the demo is in the database."""
    return db.session.get(Setting, DEMO) is not None and find(ACCOUNTS[0].email) is not None


def choose_password(folder: Path) -> str:
    """Return DEMO_PASSWORD, or else the random password that `folder` keeps for its owner's eyes only."""
    if given := os.environ.get("DEMO_PASSWORD"):
        return given
    path = folder / KEPT
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write("-".join(_word() for _ in range(3)) + "\n")
    return path.read_text().strip()


def known_password(folder: Path) -> str | None:
    """Return the password that opens the demo's accounts; None when neither the environment nor `folder` has it."""
    path = folder / KEPT
    known = (os.environ.get("DEMO_PASSWORD"), path.read_text().strip() if path.exists() else None)
    user = find(ACCOUNTS[0].email)
    return next((password for password in known if password and check_password(user, password)), None)


def _word() -> str:
    """A word that can be read aloud: 18^3 of them, so three make 37 bits, and guessing is slowed down."""
    return "".join(secrets.choice(SYLLABLES) for _ in range(3))
