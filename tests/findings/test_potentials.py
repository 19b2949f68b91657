"""Potentials with their SWOT and conclusion, stakeholders of an area, and the documents and photos of both."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.agencies.models import Agency
from app.agencies.queries import heirs
from app.agencies.service import merge
from app.clock import today
from app.extensions import db, fetch
from app.files import attached
from app.findings.models import ENDING, SWOT, Finding, FindingFile, FindingKind
from tests.activities.test_parts import look, send
from tests.browser import Browser
from tests.factories import Cast
from tests.findings.steps import make_finding, make_village
from tests.findings.test_findings import add
from tests.pictures import paper, picture

WORDS = {name: f"Isi {name}." for name in (*SWOT, *ENDING)}


@pytest.mark.parametrize("slug", ["sdm", "sda"])
def test_a_potential_is_weighed(browser: Browser, cast: Cast, slug: str) -> None:
    area = make_village()
    browser.sign_in(cast.social_liaison)
    page = add(browser, area.id, slug, title="Hasil laut", **WORDS, parties="Bukan di sini")
    assert all(words in page for words in WORDS.values()) and "Bukan di sini" not in page
    finding = db.session.scalars(sa.select(Finding)).one()
    assert {name: getattr(finding, name) for name in WORDS} == WORDS and finding.parties == ""
    browser.get(f"/temuan/{finding.id}/ubah")
    page = browser.submit("/ubah", conclusion="Layak dikembangkan.").text
    assert "Layak dikembangkan." in page and "Kesimpulan: Isi conclusion. menjadi" in page


def test_the_stakeholders_of_an_area_are_listed(browser: Browser, cast: Cast) -> None:
    area = make_village()
    browser.sign_in(cast.secretariat)
    fields = {"detail": "Enam pihak.", "obstacle": "Jadwal.", "conclusion": "Perlu temu.", "follow_up": "Undang."}
    page = add(browser, area.id, "stakeholder", parties="dinas sosial\r\n\r\nKarang Taruna Mawar", **fields)
    assert all(words in page for words in fields.values())
    shown = browser.get(f"/kawasan/{area.id}/potensi")
    assert [each.text for each in shown.find("a", href=f"/instansi/{cast.social}")] == ["dinas sosial"]
    assert "Karang Taruna Mawar" in shown.text
    finding = db.session.scalars(sa.select(Finding)).one()
    assert (finding.kind, finding.title) == (FindingKind.STAKEHOLDERS, "Pemetaan stakeholder")
    browser.get(f"/temuan/{finding.id}/ubah")
    assert "Kelompok tani" in browser.submit("/ubah", parties="Kelompok tani").text


def stored() -> list[FindingFile]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(FindingFile).order_by(FindingFile.id)))


def potential(cast: Cast) -> Finding:
    """A potential of the social agency."""
    return make_finding(make_village().id, cast.social, "Hasil laut", kind=FindingKind.NATURE)


def test_documents_and_photos_are_added_removed_and_brought_back(browser: Browser, cast: Cast) -> None:
    finding = potential(cast)
    url = f"/temuan/{finding.id}/berkas"
    browser.sign_in(cast.social_liaison).get(url)
    answer = send(browser, url, (picture(), "foto.jpg"), (paper(), "Laporan.pdf"), (b"<html>", "b.pdf"))
    assert answer.status_code == 422 and "b.pdf: Isi berkas ini bukan" in answer.get_data(as_text=True)
    assert [send(browser, url, (picture(), "lagi.jpg"), key="satu").status_code for _ in (1, 2)] == [303, 303]
    photo = next(piece for piece in stored() if piece.name == "foto.jpg")
    assert len(stored()) == 2
    leader = Browser(browser.app).sign_in(cast.leader)
    addresses = (f"/temuan/berkas/{photo.id}", f"/berkas/{photo.file_id}", f"/berkas/{photo.file_id}/kecil")
    assert [look(leader, each).status_code for each in addresses] == [200] * 3
    assert "Dokumen dan foto (2)" in leader.get(f"/kawasan/{finding.area_id}/potensi").text
    browser.get(url)
    browser.submit(f"/temuan/berkas/{photo.id}/hapus")
    assert [look(leader, each).status_code for each in addresses] == [404] * 3
    browser.submit(f"/temuan/berkas/{photo.id}/pulihkan")
    assert "Bukti: foto.jpg" in browser.get(url).html
    page = browser.get(f"/kawasan/{finding.area_id}/potensi")
    assert "Menambahkan berkas foto.jpg" in page.text and page.queries <= 12


def test_nobody_else_adds_and_a_removed_finding_shows_no_file(browser: Browser, cast: Cast) -> None:
    finding = potential(cast)
    url = f"/temuan/{finding.id}/berkas"
    browser.sign_in(cast.social_liaison).get(url)
    assert send(browser, url, (picture(), "foto.jpg")).status_code == 303
    photo = stored()[0]
    for who in (cast.police_liaison, cast.leader, cast.admin):
        other = Browser(browser.app).sign_in(who)
        assert not other.get(url).find("input", type="file")
        assert send(other, url, (paper("x"), "x.pdf")).status_code == 403
        other.post(f"/temuan/berkas/{photo.id}/hapus", status=403)
    browser.post(f"/temuan/{finding.id}/hapus")
    for address in (url, f"/temuan/berkas/{photo.id}", f"/berkas/{photo.file_id}"):
        assert look(browser, address).status_code == 404


def test_a_finding_holds_so_many_files_at_most(browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attached, "MOST", 1)
    url = f"/temuan/{potential(cast).id}/berkas"
    browser.sign_in(cast.secretariat)
    answer = send(browser, url, (paper("1"), "1.pdf"), (paper("2"), "2.pdf"))
    assert answer.status_code == 422 and "paling banyak 1 berkas" in answer.get_data(as_text=True)
    assert len(stored()) == 1


def test_the_list_knows_who_took_over_after_two_mergers(app: Flask, browser: Browser, cast: Cast) -> None:
    finding = potential(cast)
    for gone, heir in ((cast.social, cast.planning), (cast.planning, cast.police)):
        merge(db.session.get_one(Agency, gone), heir, today())
    db.session.commit()
    found: dict[int, Any] = {row.id: row.heir_id for row in fetch(sa.select(heirs()))}
    assert found == {agency.id: agency.heir_id for agency in db.session.scalars(sa.select(Agency))}
    page = browser.sign_in(cast.police_liaison).get(f"/kawasan/{finding.area_id}/potensi")
    assert page.has_form(f"/temuan/{finding.id}/hapus")
