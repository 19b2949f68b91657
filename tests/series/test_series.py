"""A series: its name, its phrases, its agenda template, and its meetings."""

from __future__ import annotations

import datetime as dt

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask, render_template_string

from app.clock import now
from app.extensions import db, fetch
from app.meetings.agenda import AgendaItem
from app.meetings.models import Meeting, MeetingState
from app.series.models import MeetingSeries, SeriesItem, SeriesPhrase
from app.series.queries import PHRASES_OF
from tests.browser import Browser
from tests.factories import Cast, make_meeting, make_series


def titles(column: object = SeriesItem.title, order: object = SeriesItem.position) -> list[str]:
    """One column of a table in order, as stored now."""
    db.session.rollback()
    return list(db.session.scalars(sa.select(column).order_by(order)))  # type: ignore[call-overload]


def phrases() -> list[str]:
    """The phrases in order, as stored now."""
    return titles(SeriesPhrase.text, SeriesPhrase.position)


def test_a_series_is_made_and_named_anew(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat).get("/seri")
    browser.get("series.new")
    page = browser.submit("/seri/baru", name="Rapat koordinasi triwulan")
    assert "Rapat koordinasi triwulan" in page.text and "Membuat seri rapat" in page.text
    browser.get("series.edit", id=1)
    assert "Rapat triwulan" in browser.submit("/ubah", name="Rapat triwulan").text
    assert "Rapat triwulan" in browser.get("series.index").text


def test_a_name_stands_for_one_series_whatever_its_capitals(browser: Browser, cast: Cast) -> None:
    make_series(name="Rapat Évaluasi")
    browser.sign_in(cast.secretariat).get("series.new")
    assert "sudah dipakai seri lain" in browser.submit("/seri/baru", status=422, name="RAPAT  évaluasi").text
    browser.get("series.edit", id=1)
    browser.submit("/ubah", name="rapat évaluasi")


def test_a_repeated_submit_makes_one_series(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat)
    first = browser.post("series.new", {"name": "Seri"})
    assert browser.post("series.new", {"name": "Seri"}).url == first.url
    assert titles(MeetingSeries.name, MeetingSeries.id) == ["Seri"]


def test_two_tabs_that_rename_a_series_lose_no_text(browser: Browser, other: Browser, cast: Cast) -> None:
    make_series()
    browser.sign_in(cast.secretariat).get("series.edit", id=1)
    other.sign_in(cast.secretariat).get("series.edit", id=1)
    other.submit("/ubah", name="Nama kedua")
    page = browser.submit("/ubah", status=409, name="Nama pertama")
    assert "Nama kedua" in page.text and page.find("input", name="name")[0].get("value") == "Nama pertama"


def test_the_form_of_a_meeting_chooses_its_series(browser: Browser, cast: Cast) -> None:
    series = make_series()
    meeting = make_meeting(cast.bnn, MeetingState.DRAFT, ends_at=None)
    browser.sign_in(cast.secretariat).get("meetings.edit", id=meeting.id)
    page = browser.submit("/ubah", series_id=series.id)
    assert page.find("a", href="/seri/1") and "Seri rapat: – menjadi Rapat koordinasi" in page.text
    browser.get("meetings.edit", id=meeting.id)
    browser.submit("/ubah", series_id="")
    db.session.rollback()
    assert db.session.scalars(sa.select(Meeting.series_id)).one() is None
    browser.get("meetings.edit", id=meeting.id)
    for bad in ("99", 2**63, "x"):
        assert "Pilih salah satu" in browser.submit("/ubah", status=422, series_id=bad).text


def test_the_list_tells_number_next_and_last(browser: Browser, cast: Cast) -> None:
    past = make_meeting(cast.bnn, MeetingState.CLOSED, starts_at=now() - dt.timedelta(days=400))
    coming = make_meeting(cast.bnn, MeetingState.ANNOUNCED, starts_at=now() + dt.timedelta(days=400))
    draft = make_meeting(cast.bnn, MeetingState.DRAFT, starts_at=now() + dt.timedelta(days=30))
    make_series(past, coming, draft)
    row = browser.sign_in(cast.leader).get("series.index").find("tr")[1]
    text = " ".join("".join(row.itertext()).split())
    assert text.startswith("Rapat koordinasi 2")
    assert all(str(each.day.year) in text for each in (past, coming))
    assert "Tidak ada seri yang cocok" in browser.get("/seri?cari=xyz").text
    for nonsense in ("urut=id", "sesudah=~1", "sebelum=%00", "cari=%25", "hal=9"):
        browser.get(f"/seri?{nonsense}")


def test_the_page_shows_the_newest_meetings_and_no_drafts_to_others(
    browser: Browser, other: Browser, cast: Cast
) -> None:
    starts = [now() - dt.timedelta(days=number) for number in range(27)]
    meetings = [make_meeting(cast.bnn, MeetingState.CLOSED, starts_at=at, theme=f"Rapat {at:%y%m%d}") for at in starts]
    draft = make_meeting(cast.bnn, MeetingState.DRAFT, theme="Rahasia dulu")
    make_series(*meetings, draft)
    page = browser.sign_in(cast.leader).get("series.show", id=1)
    assert "Rahasia dulu" not in page.text and "25 rapat terbaru" in page.text
    assert page.text.count(f"Rapat {starts[24]:%y%m%d}") and not page.text.count(f"Rapat {starts[25]:%y%m%d}")
    few = page.queries
    assert "Rahasia dulu" in other.sign_in(cast.secretariat).get("series.show", id=1).text
    assert browser.get("series.show", id=1).queries == few


def test_phrases_are_added_moved_worded_anew_and_removed(browser: Browser, cast: Cast) -> None:
    make_series()
    browser.sign_in(cast.secretariat).get("series.show", id=1)
    page = browser.submit("/kalimat", text="Ditutup dengan doa.")
    assert "Kalimat ditambahkan" in page.text
    last = db.session.scalars(sa.select(SeriesPhrase.id).order_by(SeriesPhrase.id.desc())).first()
    browser.post("series.move_phrase", {"arah": "naik"}, id=last)
    assert phrases() == ["Ditutup dengan doa.", "Rapat menyepakati hal berikut."]
    browser.get("series.edit_phrase", id=last)
    browser.submit("/ubah", text="Rapat ditutup.")
    assert [row.text for row in fetch(PHRASES_OF, series_id=1)] == phrases()
    page = browser.post("series.remove_phrase", id=1)
    assert phrases() == ["Rapat ditutup."] and "Menghapus kalimat siap pakai" in page.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Mohon isi kalimatnya"), ("x" * 501, "Paling banyak 500 karakter"), ("x" * 1_000_000, "Paling banyak 500")],
)
def test_a_bad_phrase_is_named_and_given_back(browser: Browser, cast: Cast, typed: str, sentence: str) -> None:
    make_series()
    browser.sign_in(cast.secretariat).get("series.show", id=1)
    page = browser.submit("/kalimat", status=422, text=typed)
    assert sentence in page.text and page.find("details", open="")
    assert "".join(page.find("textarea", name="text")[0].itertext()).strip() == typed


def test_a_series_holds_fifty_phrases(browser: Browser, cast: Cast) -> None:
    series = make_series()
    for number in range(49):
        series.add_phrase(f"Kalimat {number}")
    db.session.commit()
    browser.sign_in(cast.secretariat).get("series.show", id=1)
    assert "paling banyak 50" in browser.submit("/kalimat", status=422, text="Satu lagi").text


def test_the_template_is_kept_in_order(browser: Browser, cast: Cast) -> None:
    make_series()
    browser.sign_in(cast.secretariat).get("series.show", id=1)
    page = browser.submit("/seri/1/acara", status=422, title="", planned_minutes="9999")
    assert "Mohon isi nama acara" in page.text and "antara 1 dan 1440" in page.text
    browser.submit("/seri/1/acara", title="Laporan", kind="presentation", planned_minutes="30")
    browser.post("series.move_item", {"arah": "naik"}, id=3)
    assert titles() == ["Pembukaan", "Laporan", "Penutup"]
    browser.get("series.edit_item", id=3)
    browser.submit("/ubah", title="Laporan instansi")
    browser.post("series.remove_item", id=1)
    assert titles() == ["Laporan instansi", "Penutup"]


def test_the_template_fills_an_agenda_once(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.DRAFT)
    meeting.agenda[0].title = "PENUTUP"
    make_series(meeting)
    browser.sign_in(cast.secretariat).get("meetings.show", id=meeting.id)
    page = browser.submit("/pakai-templat")
    assert "1 acara ditambahkan dari templat" in page.text and "Memakai templat susunan acara seri" in page.text
    assert "tidak ada yang ditambahkan" in browser.submit("/pakai-templat").text
    assert titles(AgendaItem.title, AgendaItem.position) == ["PENUTUP", "Pembukaan"]


@pytest.mark.parametrize("state", [MeetingState.RUNNING, MeetingState.CLOSED, MeetingState.CANCELLED])
def test_a_template_fills_only_what_is_being_prepared(browser: Browser, cast: Cast, state: MeetingState) -> None:
    meeting = make_meeting(cast.bnn, state)
    make_series(meeting)
    page = browser.sign_in(cast.secretariat).get("meetings.show", id=meeting.id)
    assert not page.has_form("/pakai-templat")
    assert "sudah berstatus" in browser.post("series.use_template", id=meeting.id).text


def test_an_agenda_becomes_the_template_after_a_look(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.CLOSED, items=3)
    make_series(meeting)
    page = browser.sign_in(cast.secretariat).get("series.save_template", id=meeting.id)
    assert "Pembukaan" in page.text and "Acara 3" in page.text
    page = browser.submit("/simpan-templat")
    assert titles() == ["Acara 1", "Acara 2", "Acara 3"]
    assert f"Menyimpan susunan acara rapat sebagai templat (Rapat: {meeting.reference})" in page.text
    short = make_meeting(cast.bnn, MeetingState.DRAFT, items=1, series_id=1)
    browser.get("series.save_template", id=short.id)
    browser.submit("/simpan-templat")
    assert titles() == ["Acara 1"]


def test_a_template_made_of_a_draft_does_not_name_it(browser: Browser, other: Browser, cast: Cast) -> None:
    draft = make_meeting(cast.bnn, MeetingState.DRAFT)
    make_series(draft)
    browser.sign_in(cast.secretariat).post("series.save_template", id=draft.id)
    page = other.sign_in(cast.social_liaison).get("series.show", id=1)
    assert "Menyimpan susunan acara rapat sebagai templat" in page.text and draft.reference not in page.html


def test_the_parts_of_an_agenda_go_into_the_template_and_out_of_it(browser: Browser, cast: Cast) -> None:
    source, target = make_meeting(cast.bnn, items=2), make_meeting(cast.bnn, MeetingState.ANNOUNCED, items=0)
    source.agenda[1].section = "Sesi siang"
    make_series(source, target)
    item = source.agenda[1].id
    browser.sign_in(cast.secretariat).post("series.save_template", id=source.id)
    browser.post("series.use_template", id=target.id)
    browser.post("series.carry", {"meeting_id": target.id, "way": "copy"}, id=item)
    assert titles(AgendaItem.section, AgendaItem.id) == ["", "Sesi siang", "", "Sesi siang", "Sesi siang"]
    second = db.session.scalars(sa.select(SeriesItem.id).where(SeriesItem.section != "")).one()
    page = browser.get("series.edit_item", id=second)
    assert page.find("input", name="section", value="Sesi siang")
    browser.submit("/ubah", section="Sesi sore")
    assert titles(SeriesItem.section) == ["", "Sesi sore"]


def test_a_meeting_without_series_or_agenda_gives_no_template(browser: Browser, cast: Cast) -> None:
    lone = make_meeting(cast.bnn, MeetingState.DRAFT)
    empty = make_meeting(cast.bnn, MeetingState.DRAFT, items=0)
    make_series(empty)
    browser.sign_in(cast.secretariat)
    for act in ("use_template", "save_template", "park"):
        page = browser.post(f"series.{act}", {"title": "X"}, id=lone.id)
        assert "tidak termasuk seri" in page.text, act
    browser.get("series.save_template", id=empty.id)
    assert "masih kosong" in browser.submit("/simpan-templat", status=422).text


@pytest.mark.parametrize("who", ["admin", "social_liaison", "reviewer", "leader"])
def test_only_the_secretariat_changes_series(browser: Browser, cast: Cast, who: str) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED)
    make_series(meeting)
    browser.sign_in(getattr(cast, who))
    page = browser.get("series.show", id=1)
    assert not [form for form in page.forms() if "/seri/" in form.action]
    assert not [form for form in browser.get("meetings.show", id=meeting.id).forms() if "/rapat/" in form.action]
    browser.get("series.new", status=403)
    acts = ("edit", "add_phrase", "edit_phrase", "move_phrase", "remove_phrase", "add_item", "edit_item", "move_item",
            "remove_item", "use_template", "save_template", "park", "take", "drop", "restore", "carry")  # fmt: skip
    for act in acts:
        browser.post(f"series.{act}", id=1, status=403)


@pytest.mark.parametrize("key", ["0", "9223372036854775808", "abc", "2"])
def test_unknown_series_are_no_page(browser: Browser, cast: Cast, key: str) -> None:
    make_series()
    browser.sign_in(cast.secretariat).get(f"/seri/{key}", status=404)


def test_the_editor_can_offer_phrases_that_are_readable_without_script(app: Flask, cast: Cast) -> None:
    make_series(phrase='Kata "asing" & <b>')
    page = '{% import "components/ui.html" as ui %}{% include "minutes/_phrases.html" %}'
    with app.test_request_context():
        drawn = render_template_string(page, phrases=fetch(PHRASES_OF, series_id=1))
        assert render_template_string(page, phrases=[]).strip() == ""
    details = html5lib.parseFragment(drawn, namespaceHTMLElements=False)
    button = next(details.iter("button"))
    assert (button.get("type"), button.get("data-phrase")) == ("button", 'Kata "asing" & <b>')
    assert 'Kata "asing" & <b>' in "".join(details.itertext())
