"""Skills: one by each name, whoever types it and when."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit import AuditEvent
from app.extensions import db
from app.findings.models import Skill
from app.findings.skills import skill_named
from tests.at_once import at_once


def test_a_skill_is_found_by_its_plain_name_or_made(app: Flask) -> None:
    made = skill_named("  Menjahit   Dasar ")
    assert (made.name, made.plain) == ("Menjahit Dasar", "menjahit dasar")
    assert skill_named("MENJAHIT dasar") is made and skill_named("Las") is not made
    db.session.commit()
    events = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.subject_type == "skill")).all()
    assert [(event.action, event.changes["name"][1]) for event in events] == [
        ("created", "Menjahit Dasar"),
        ("created", "Las"),
    ]
    with pytest.raises(ValueError, match=r"^ $"):
        skill_named(" ")
    assert len(skill_named("x" * 300).name) == 100


def test_two_who_type_a_new_skill_at_once_get_the_same_one(app: Flask) -> None:
    def make(name: str) -> int:
        with app.app_context():
            key = skill_named(name).id
            db.session.commit()
            return key

    keys = at_once(*(lambda name=name: make(name) for name in ("Menjahit", "menjahit", " MENJAHIT ")))
    assert len(set(keys)) == 1
    assert db.session.scalar(sa.select(sa.func.count(Skill.id))) == 1
