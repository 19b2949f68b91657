"""Skills: one by each name, whoever types it and when."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit import AuditEvent
from app.extensions import db
from app.findings.models import Finding, FindingKind, Skill
from app.findings.skills import skill_named
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast
from tests.findings.steps import make_finding, make_village


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


def test_the_secretariat_renames_and_joins_skills(browser: Browser, cast: Cast) -> None:
    area = make_village()
    sewing, tailoring = skill_named("Jahit"), skill_named("Menjahit")
    interest = make_finding(area.id, cast.social, "Jahit", kind=FindingKind.INTEREST, skill=sewing, count=4)
    browser.sign_in(cast.secretariat)
    page = browser.get("/keterampilan")
    assert "Jahit" in page.text and page.find("a", href=f"/keterampilan/{sewing.id}/ubah")
    browser.get(f"/keterampilan/{sewing.id}/ubah")
    assert "Gabungkan saja ke sana" in browser.submit("/ubah", status=422, name=" MENJAHIT").text
    browser.submit("/ubah", name="Jahit dasar")
    interest = db.session.get_one(Finding, interest.id, populate_existing=True)
    assert interest.title == interest.skill_name == "Jahit dasar"
    browser.get(f"/keterampilan/{sewing.id}/gabung")
    assert "Mohon isi keterampilan" in browser.submit("/gabung", status=422, into_id="").text
    assert "Pilih" in browser.submit("/gabung", status=422, into_id=sewing.id).text
    page = browser.submit("/gabung", into_id=tailoring.id)
    assert "Jahit dasar digabung ke Menjahit." in page.text
    interest = db.session.get_one(Finding, interest.id, populate_existing=True)
    assert (interest.skill_id, interest.title) == (tailoring.id, "Menjahit")
    assert db.session.scalar(sa.select(sa.func.count(Skill.id))) == 1
    assert "Menggabungkan keterampilan lain" in browser.get(f"/keterampilan/{tailoring.id}/ubah").text


def test_others_read_the_skills_and_change_none(browser: Browser, cast: Cast) -> None:
    skill = skill_named("Las")
    db.session.commit()
    for who in (cast.social_liaison, cast.leader, cast.reviewer, cast.admin):
        other = Browser(browser.app).sign_in(who)
        page = other.get("/keterampilan")
        assert "Las" in page.text and not page.find("a", href=f"/keterampilan/{skill.id}/ubah")
        for act in ("ubah", "gabung"):
            other.get(f"/keterampilan/{skill.id}/{act}", status=403)
            other.post(f"/keterampilan/{skill.id}/{act}", {"name": "x", "into_id": 1}, status=403)
