"""Photos and scans of the signed paper list."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

from app.attendance import scans
from app.attendance.scans import AttendanceScan
from app.extensions import db
from app.files.models import StoredFile
from app.meetings.models import Meeting, MeetingState
from tests.browser import Browser
from tests.factories import Cast, make_meeting
from tests.minutes.test_photos import look, post
from tests.pictures import HTML, SVG, paper, picture

PDF = paper()


def send(browser: Browser, meeting_id: int, *files: tuple[bytes, str], field: str = "pindaian") -> Any:
    """Upload as the form does; returns the raw answer."""
    data = {"csrf_token": browser.token(), field: [FileStorage(BytesIO(content), name) for content, name in files]}
    return post(browser, f"/rapat/{meeting_id}/hadir/pindaian", data, {})


def pages() -> list[AttendanceScan]:
    """All pages, removed ones too."""
    db.session.rollback()
    rows = sa.select(AttendanceScan).order_by(AttendanceScan.id).execution_options(populate_existing=True)
    return list(db.session.scalars(rows))


@pytest.mark.parametrize("state", [MeetingState.RUNNING, MeetingState.CLOSED, MeetingState.SIGNED])
def test_pages_are_kept_also_after_the_meeting(browser: Browser, cast: Cast, state: MeetingState) -> None:
    meeting = make_meeting(cast.bnn, state)
    browser.sign_in(cast.secretariat)
    assert send(browser, meeting.id, (PDF, "Daftar & hadir.pdf"), (picture(), "halaman 2.jpg")).status_code == 303
    page = browser.get("scans.index", id=meeting.id)
    assert "2 halaman ditambahkan." in page.text and "Daftar & hadir.pdf" in page.text
    assert [image.get("alt") for image in page.find("img")] == ["Halaman: Daftar & hadir.pdf", "Halaman: halaman 2.jpg"]
    assert send(browser, meeting.id, (picture(), "halaman 2.jpg"), field="kamera").status_code == 303
    assert len(pages()) == 2, "the same page again is the same page"
    page = browser.get("attendance.index", id=meeting.id)
    assert "Daftar hadir yang ditandatangani" in page.text and not page.has_form("/hapus")


def test_a_page_is_taken_away_and_comes_back(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.CLOSED)
    browser.sign_in(cast.secretariat)
    send(browser, meeting.id, (PDF, "a.pdf"))
    browser.get("scans.index", id=meeting.id)
    page = browser.submit("/pindaian/1/hapus")
    assert "Halaman dihapus." in page.text and not page.find("figure")
    assert look(browser, "/berkas/1").status_code == 404
    page = browser.submit("/pindaian/1/pulihkan")
    assert page.find("figure") and look(browser, "/berkas/1").status_code == 200
    for undo in ("999", "-1", "9" * 30, "x"):
        assert not browser.get(f"/rapat/{meeting.id}/hadir/pindaian?urung={undo}").has_form("/pulihkan")


def test_what_is_no_scan_is_told_and_what_is_one_is_kept(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    browser.sign_in(cast.secretariat)
    answer = send(browser, meeting.id, (SVG, "a.svg"), (HTML, "b.pdf"), (PDF, "c.pdf"), (b"", "d.pdf"))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422 and [page.name for page in pages()] == ["c.pdf"]
    assert "a.svg: Isi berkas ini bukan" in html and "b.pdf: Isi berkas ini bukan" in html and "d.pdf: " in html
    assert "Pilih paling sedikit satu berkas." in send(browser, meeting.id).get_data(as_text=True)


def test_one_meeting_holds_so_many_pages(browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "MOST", 1)
    meeting = make_meeting(cast.bnn)
    browser.sign_in(cast.secretariat)
    send(browser, meeting.id, (PDF, "a.pdf"))
    answer = send(browser, meeting.id, (paper("lain"), "b.pdf"))
    assert answer.status_code == 422 and "paling banyak 1 halaman" in answer.get_data(as_text=True)


def test_pages_are_seen_by_who_sees_the_meeting_and_changed_by_the_secretariat(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    browser.sign_in(cast.secretariat)
    send(browser, meeting.id, (PDF, "a.pdf"))
    for who in (cast.admin, cast.social_liaison, cast.reviewer, cast.leader):
        reader = Browser(browser.app).sign_in(who)
        assert look(reader, "/berkas/1").status_code == 200
        reader.get("scans.index", id=meeting.id, status=403)
        for act in ("remove", "restore"):
            reader.post(f"scans.{act}", id=1, status=403)
    db.session.get_one(Meeting, meeting.id).state = MeetingState.DRAFT
    db.session.commit()
    assert look(reader, "/berkas/1").status_code == 404
    reader.post("scans.remove", id=1, status=404)
    assert look(Browser(browser.app), "/berkas/1").status_code == 302
    assert db.session.scalars(sa.select(StoredFile.id)).all() == [1]
