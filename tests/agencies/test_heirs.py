"""What an agency wrote down goes on with who took it over."""

from __future__ import annotations

from app.activities.models import Activity
from app.agencies.models import Agency
from app.agencies.service import merge
from app.clock import today
from app.extensions import db
from app.findings.models import Finding
from tests.activities.steps import make_activity
from tests.browser import Browser
from tests.factories import Cast
from tests.findings.steps import make_finding, make_village


def test_who_took_an_agency_over_keeps_its_findings_and_activities(browser: Browser, cast: Cast) -> None:
    area = make_village()
    finding, activity = make_finding(area.id, cast.social), make_activity(cast.social, area.id)
    for heir in (cast.police, cast.health):
        agency = db.session.get_one(Agency, cast.social)
        merge(db.session.get_one(Agency, (agency.line() or [agency.id])[-1]), heir, today())
    db.session.commit()
    assert db.session.get_one(Finding, finding.id).responsible_agency_id == cast.health
    assert db.session.get_one(Activity, activity.id).responsible_agency_id == cast.health


def test_its_liaison_writes_them(browser: Browser, cast: Cast) -> None:
    area = make_village()
    finding, activity = make_finding(area.id, cast.social), make_activity(cast.social, area.id)
    merge(db.session.get_one(Agency, cast.social), cast.police, today())
    db.session.commit()
    browser.sign_in(cast.police_liaison)
    assert f"/temuan/{finding.id}/ubah" in browser.get(f"/kawasan/{area.id}/potensi").html
    browser.get(f"/temuan/{finding.id}/ubah")
    browser.get(f"/kegiatan/{activity.id}/ubah")
