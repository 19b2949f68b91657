"""Problems, potentials, groups and interests of an area: who writes them, in which order, and never about a person."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit import AuditEvent
from app.clock import today
from app.extensions import db
from app.findings.models import Finding, FindingKind, Skill, VulnerableGroup
from app.findings.skills import skill_named
from app.plans.models import ActionPlan, PlanAction
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast
from tests.findings.steps import make_finding, make_village, titles

BASE = {"source": "Musyawarah kelurahan", "found_on": "2026-04-25"}


def add(browser: Browser, area_id: int, slug: str, status: int = 200, **fields: object) -> str:
    """Fill in the form for a kind; return the page's words."""
    browser.get(f"/kawasan/{area_id}/potensi/baru?jenis={slug}")
    return browser.submit("/potensi/baru", status=status, **(BASE | fields)).text


def number() -> int:
    return db.session.scalar(sa.select(sa.func.count(Finding.id))) or 0


def test_each_kind_is_written_down_with_its_source(browser: Browser, cast: Cast) -> None:
    area = make_village()
    browser.sign_in(cast.social_liaison)
    assert "Belum ada masalah yang dicatat" in browser.get(f"/kawasan/{area.id}/potensi").text
    page = add(browser, area.id, "masalah", title="Pemuda putus sekolah", detail="Sejak 2024.")
    assert "Pemuda putus sekolah" in page and "Musyawarah kelurahan" in page and "Dinas Sosial" in page
    assert "Belum ada aksi" in page and "Temuan dicatat." in page
    assert "12 orang" in add(browser, area.id, "kelompok", group="poor", count=12)
    page = add(browser, area.id, "minat", skill_name="  menjahit ", count=9)
    assert "menjahit" in page and "9 orang" in page
    add(browser, area.id, "sdm", title="Kelompok pengolah ikan")
    add(browser, area.id, "sda", title="Hasil laut")
    found = db.session.scalars(sa.select(Finding).order_by(Finding.id)).all()
    assert [each.kind for each in found] == [
        FindingKind.PROBLEM, FindingKind.GROUP, FindingKind.INTEREST, FindingKind.PEOPLE, FindingKind.NATURE
    ]  # fmt: skip
    assert (found[1].group, found[1].title, found[1].count) == (VulnerableGroup.POOR, "Warga miskin", 12)
    assert found[2].skill and found[2].skill.plain == "menjahit" and found[2].title == "menjahit"
    assert {each.agency_id for each in found} == {cast.social}


def test_fields_that_a_kind_does_not_have_are_not_read(browser: Browser, cast: Cast) -> None:
    area = make_village()
    browser.sign_in(cast.secretariat)
    add(browser, area.id, "masalah", title="Sampah", group="poor", count=3, skill_name="Las")
    found = db.session.scalars(sa.select(Finding)).one()
    assert (found.group, found.count, found.skill_id) == (None, None, None)
    assert not db.session.scalars(sa.select(Skill)).all()


@pytest.mark.parametrize(("slug", "fields", "sentence"), [
    ("masalah", {"title": ""}, "Mohon isi temuan"),
    ("masalah", {"title": "Ada", "source": " "}, "Mohon isi sumber"),
    ("masalah", {"title": "Ada", "found_on": "2999-01-01"}, "Isi tahun antara 2000 dan 2100"),
    ("masalah", {"title": "Ada", "found_on": str(today() + dt.timedelta(days=2))}, "hari ini atau sebelumnya"),
    ("masalah", {"title": "Budi 7373 0512 3456 0001"}, "angka seperti NIK"),
    ("sdm", {"title": "Ada", "detail": "NIK: 7373051234560001."}, "angka seperti NIK"),
    ("sda", {"title": "Ada", "source": "73.73.05.123456.0001"}, "angka seperti NIK"),
    ("kelompok", {"group": "poor", "count": ""}, "Mohon isi jumlah orang"),
    ("kelompok", {"group": "poor", "count": -1}, "Isi bilangan bulat dari 0"),
    ("kelompok", {"group": "poor", "count": "1,5"}, "Isi bilangan bulat"),
    ("kelompok", {"group": "poor", "count": 10**30}, "Isi bilangan bulat dari 0"),
    ("kelompok", {"group": "alien", "count": 1}, "Pilih"),
    ("minat", {"skill_name": "", "count": 1}, "Mohon isi keterampilan"),
    ("minat", {"skill_name": "Las", "count": ""}, "Mohon isi jumlah orang"),
    ("minat", {"skill_name": "x" * 101, "count": 1}, "Paling banyak 100 karakter"),
    ("sda", {"title": "Ada", "threats": "x" * 2001}, "Paling banyak 2000 karakter"),
    ("sdm", {"title": "Ada", "conclusion": "Budi 7373051234560001"}, "angka seperti NIK"),
    ("stakeholder", {"parties": " "}, "Mohon isi paling sedikit satu stakeholder"),
    ("stakeholder", {"parties": "Budi 7373051234560001"}, "angka seperti NIK"),
])  # fmt: skip
def test_what_cannot_be_is_refused_and_kept(
    browser: Browser, cast: Cast, slug: str, fields: dict[str, object], sentence: str
) -> None:
    area = make_village()
    browser.sign_in(cast.secretariat)
    assert sentence in add(browser, area.id, slug, status=422, **fields)
    assert "Musyawarah kelurahan" in browser.page.html or "source" in fields  # type: ignore[union-attr]
    assert number() == 0


def test_liaisons_change_only_what_is_their_agencys(browser: Browser, cast: Cast) -> None:
    area = make_village()
    ours, theirs = make_finding(area.id, cast.social), make_finding(area.id, cast.police, "Judi")
    browser.sign_in(cast.social_liaison)
    page = browser.get(f"/kawasan/{area.id}/potensi")
    assert page.has_form(f"/temuan/{ours.id}/hapus") and not page.has_form(f"/temuan/{theirs.id}/hapus")
    browser.get(f"/temuan/{theirs.id}/ubah", status=403)
    for act in ("hapus", "pulihkan", "pindah"):
        browser.post(f"/temuan/{theirs.id}/{act}", {"arah": "naik"}, status=403)
    assert "Pilih salah satu" in add(browser, area.id, "masalah", status=422, title="Judi", agency_id=cast.police)
    for who in (cast.reviewer, cast.leader, cast.admin):
        other = Browser(browser.app).sign_in(who)
        assert "Judi" in other.get(f"/kawasan/{area.id}/potensi").text
        other.get(f"/kawasan/{area.id}/potensi/baru", status=403)
        other.post(f"/temuan/{ours.id}/hapus", status=403)
    browser.get("/kawasan/999/potensi", status=404)
    browser.get("/kawasan/999/potensi/baru", status=404)


def test_findings_are_put_in_order_by_steps_and_by_number(browser: Browser, cast: Cast) -> None:
    area = make_village()
    first, second, third = (make_finding(area.id, cast.social, title) for title in ("A", "B", "C"))
    path = f"/kawasan/{area.id}/potensi"
    browser.sign_in(cast.social_liaison).get(path)
    browser.submit(f"/temuan/{third.id}/pindah", arah="naik")
    assert titles(area.id) == ["A", "C", "B"]
    browser.get(path)
    browser.post(f"/temuan/{second.id}/pindah", {"ke": 1})
    assert titles(area.id) == ["B", "A", "C"]
    browser.post(f"/temuan/{second.id}/pindah", {"ke": 99})
    assert titles(area.id) == ["A", "C", "B"]
    page = browser.post(f"/temuan/{second.id}/pindah", {"ke": "satu"}, status=422)
    assert "Isi bilangan bulat" in page.text
    browser.post(f"/temuan/{first.id}/pindah", {"arah": "naik"})
    assert titles(area.id) == ["A", "C", "B"]
    ranks = sa.select(Finding.rank).order_by(Finding.rank)
    assert db.session.scalars(ranks).all() == [1, 2, 3]


def test_a_removed_finding_comes_back_where_it_was(browser: Browser, cast: Cast) -> None:
    area = make_village()
    found = [make_finding(area.id, cast.social, title) for title in ("A", "B", "C")]
    browser.sign_in(cast.secretariat).get(f"/kawasan/{area.id}/potensi")
    page = browser.submit(f"/temuan/{found[1].id}/hapus")
    assert "Temuan dihapus: B." in page.text and titles(area.id) == ["A", "C"]
    browser.get(f"/temuan/{found[1].id}/ubah", status=404)
    browser.post(f"/temuan/{found[1].id}/pindah", {"arah": "naik"}, status=404)
    browser.get(f"/kawasan/{area.id}/potensi")
    browser.post(f"/temuan/{found[1].id}/hapus")
    browser.post(f"/temuan/{found[1].id}/pulihkan")
    browser.post(f"/temuan/{found[1].id}/pulihkan")
    assert titles(area.id) == ["A", "B", "C"]


def test_two_who_change_one_finding_see_each_other(browser: Browser, other: Browser, cast: Cast) -> None:
    area = make_village()
    finding = make_finding(
        area.id, cast.social, "Las", kind=FindingKind.INTEREST, skill=skill_named("Las"), count=4
    )  # fmt: skip
    for each in (browser, other):
        each.sign_in(cast.secretariat).get(f"/temuan/{finding.id}/ubah")
    other.submit("/ubah", skill_name="Menjahit")
    page = browser.submit("/ubah", status=409, count=5)
    assert "baru saja diubah orang lain" in page.text and "Menjahit" in page.text
    browser.submit("/ubah", skill_name="Menjahit", count=5)
    finding = db.session.get_one(Finding, finding.id, populate_existing=True)
    assert (finding.skill_name, finding.count, finding.title) == ("Menjahit", 5, "Menjahit")


def test_double_clicks_and_many_at_once_make_one_each(app: Flask, browser: Browser, cast: Cast) -> None:
    area = make_village()
    browser.sign_in(cast.secretariat).get(f"/kawasan/{area.id}/potensi/baru?jenis=masalah")
    token, cookie = browser.token(), browser.client.get_cookie("sinergi")
    assert cookie is not None
    form = BASE | {"csrf_token": token, "jenis": "masalah", "agency_id": str(cast.bnn)}

    def send(title: str) -> int:
        client = app.test_client()
        client.set_cookie("sinergi", cookie.value)
        return client.post(f"/kawasan/{area.id}/potensi/baru", data=form | {"title": title}).status_code

    codes = at_once(*(lambda title=title: send(title) for title in ("A", "A", "B", "C", "D")))
    assert codes == [303] * 5 and sorted(titles(area.id)) == ["A", "B", "C", "D"]
    assert sorted(db.session.scalars(sa.select(Finding.rank))) == [1, 2, 3, 4]


def test_a_problem_tells_which_action_answers_it(browser: Browser, cast: Cast) -> None:
    area = make_village()
    finding = make_finding(area.id, cast.social)
    plan = ActionPlan(reference="RA/2026/001", title="Rencana", year=2026, agency_id=cast.bnn, agency_name="BNN")
    facts = {"action": "Melatih", "agency_id": cast.social, "agency_name": "Dinas Sosial"}
    plan.actions = [PlanAction(number=number, findings=[finding], **facts) for number in (3, 4)]
    plan.actions[1].removed_at = plan.created_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    db.session.add(plan)
    db.session.commit()
    page = browser.sign_in(cast.leader).get(f"/kawasan/{area.id}/potensi")
    assert "Ditangani oleh RA/2026/001 no. 3" in page.text and "Belum ada aksi" not in page.text
    assert "no. 4" not in page.text


def test_the_history_tells_what_was_written_down(browser: Browser, cast: Cast) -> None:
    area = make_village()
    browser.sign_in(cast.secretariat)
    page = add(browser, area.id, "masalah", title="Sampah")
    assert "Membuat temuan Sampah" in page
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.subject_type == "finding")).one()
    assert (event.root_type, event.root_id) == ("area", area.id)
