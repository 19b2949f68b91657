"""The form of the activity report: it begins with the meeting's facts, and nothing typed is lost."""

from __future__ import annotations

import sqlalchemy as sa

from app.documents.models import ActivityReport
from app.extensions import db
from app.meetings.models import MeetingState
from app.minutes.models import LineKind
from tests.browser import Browser
from tests.documents.making import HOSTILE, sound
from tests.documents.test_routes import add_line, full_meeting, take
from tests.factories import Cast, make_meeting


def stored() -> ActivityReport | None:
    """The one report there is."""
    return db.session.scalars(sa.select(ActivityReport), execution_options={"populate_existing": True}).one_or_none()


def test_it_begins_with_the_facts_of_the_meeting_and_prints_what_was_saved(browser: Browser, cast: Cast) -> None:
    meeting = full_meeting(cast)
    here = f"/rapat/{meeting.id}/dokumen"
    browser.sign_in(cast.secretariat)
    assert "belum diisi" in browser.get(f"{here}/laporan.pdf").text
    page = browser.get(f"{here}/laporan")
    assert "dihadiri 1 orang dari 1 instansi" in page.text and "1. Keputusan umum" in page.text
    assert "Rahasia kita" not in page.text and stored() is None
    page = browser.submit("/laporan", general="Isi **sendiri** & <lain>\n\n- satu", signer="AKBP Herman, S.Pd., M.H.")
    assert (
        "Laporan kegiatan disimpan" in page.text
        and "Membuat laporan kegiatan" in browser.get("meetings.show", id=meeting.id).text
    )
    text = sound(take(browser, f"{here}/laporan.pdf"))
    assert "Isi sendiri & <lain>" in text and "AKBP Herman, S.Pd., M.H." in text and "KONSEP" in text
    assert "1. Keputusan umum" in text and "2. Tugas berdua" in text


def test_only_the_secretariat_words_it_and_everyone_reads_it(browser: Browser, other: Browser, cast: Cast) -> None:
    meeting = full_meeting(cast)
    here = f"/rapat/{meeting.id}/dokumen"
    other.sign_in(cast.leader)
    other.get(f"{here}/laporan", status=403)
    other.post(f"{here}/laporan", {"signer": "X"}, status=403)
    assert f"{here}/laporan" not in {a.get("href") for a in other.get(here).find("a")}
    browser.sign_in(cast.secretariat).get(f"{here}/laporan")
    browser.submit("/laporan")
    assert sound(take(other, f"{here}/laporan.pdf"))


def test_a_wrong_field_and_a_newer_version_keep_what_was_typed(browser: Browser, other: Browser, cast: Cast) -> None:
    meeting = full_meeting(cast)
    here = f"/rapat/{meeting.id}/dokumen/laporan"
    browser.sign_in(cast.secretariat).get(here)
    page = browser.submit("/laporan", status=422, signer="", general="Ketikan saya")
    assert "Mohon isi nama yang melaporkan" in page.text and "Ketikan saya" in page.text
    page = browser.submit("/laporan", status=422, signer="A", general="x" * 20_001)
    assert "Paling banyak 20000 karakter" in page.text and "x" * 20_001 in page.text
    other.sign_in(cast.secretariat).get(here)
    other.submit("/laporan", general="Ketikan lain", signer="B")
    page = browser.submit("/laporan", status=409, general="Ketikan saya", signer="A")
    assert "Ketikan lain" in page.text and "Ketikan saya" in page.text
    browser.submit("/laporan", general="Ketikan saya", signer="A")
    report = stored()
    assert report is not None and (report.general, report.signer) == ("Ketikan saya", "A")


def test_hostile_texts_print(browser: Browser, cast: Cast) -> None:
    meeting = full_meeting(cast)
    for text in HOSTILE[:4]:
        add_line(meeting, LineKind.DECISION, text[:5000])
    here = f"/rapat/{meeting.id}/dokumen"
    browser.sign_in(cast.secretariat).get(f"{here}/laporan")
    browser.submit("/laporan", closing=HOSTILE[4], signer="👍 <b>")
    text = sound(take(browser, f"{here}/laporan.pdf"))
    assert "A & B <x> #let $x$" in text and "👍" in text and "<b>" in text


def test_a_meeting_that_did_not_begin_has_none(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED)
    page = browser.sign_in(cast.secretariat).get(f"/rapat/{meeting.id}/dokumen/laporan")
    assert "tersedia setelah rapat dimulai" in page.text
