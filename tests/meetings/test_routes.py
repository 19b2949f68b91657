"""Calling a meeting, its agenda, its attendance list and its states."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from app.clock import at, local, now
from app.extensions import db
from app.meetings.agenda import AgendaItem
from app.meetings.models import Meeting, MeetingKind, MeetingState
from tests.browser import Browser
from tests.factories import Cast, make_meeting

DAY = "2026-04-25"


def fields(cast: Cast, **changes: object) -> dict[str, object]:
    """What a secretary fills in."""
    return {
        "kind": "working", "theme": "Rapat kerja sinergi", "convener_id": cast.bnn, "venue": "Hotel Harapan",
        "day": DAY, "starts": "09:00", "ends": "12:00", "chair": "AKBP Herman, S.Pd., M.H.",
        "minute_taker": "Sitti", "agencies": [cast.social, cast.police],
    } | changes  # fmt: skip


def test_the_secretariat_calls_a_meeting_and_invites_agencies(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat).get("meetings.new")
    page = browser.submit("/rapat/baru", **fields(cast, letter_number="B/12/IV/Ka/PM.00/2026/BNNK"))
    assert "Rapat kerja sinergi" in page.text
    assert "Sabtu, 25 April 2026" in page.text
    meeting = db.session.scalars(sa.select(Meeting)).one()
    assert meeting.starts_at == at(dt.date(2026, 4, 25), dt.time(9))
    assert meeting.reference == "R/2026/001"
    assert {row.agency_name for row in meeting.attendances} == {"Dinas Sosial", "Polres Palopo"}


def test_a_repeated_submit_makes_one_meeting(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat)
    first = browser.post("meetings.new", fields(cast))
    second = browser.post("meetings.new", fields(cast))
    assert first.url == second.url
    assert db.session.scalar(sa.select(sa.func.count(Meeting.id))) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"theme": ""}, "Mohon isi tema rapat"),
        ({"day": "2026-02-31"}, "Isi tanggal yang ada di kalender"),
        ({"day": "0001-01-01"}, "Isi tahun antara 2000 dan 2100"),
        ({"ends": "08:00"}, "Jam selesai harus setelah jam mulai"),
        ({"starts": "25:00"}, "Isi jam yang benar"),
        ({"theme": "x" * 1_000_000}, "Paling banyak 300 karakter"),
        ({"convener_id": 2**63}, "Pilih salah satu"),
        ({"agencies": ["999999"]}, "Pilih"),
        ({"kind": "pesta"}, "Pilih salah satu"),
    ],
)
def test_bad_input_is_named_and_nothing_typed_is_lost(
    browser: Browser, cast: Cast, change: dict[str, object], sentence: str
) -> None:
    browser.sign_in(cast.secretariat).get("meetings.new")
    page = browser.submit("/rapat/baru", status=422, **fields(cast, **change))
    assert sentence in page.text
    assert page.find("input", name="venue")[0].get("value") == "Hotel Harapan"


def test_control_characters_are_dropped(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat)
    browser.post("meetings.new", fields(cast, theme="Ra\x00pat\x07 kerja"))
    assert db.session.scalars(sa.select(Meeting.theme)).one() == "Rapat kerja"


def test_a_draft_is_the_secretariats_own(browser: Browser, other: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.DRAFT, theme="Rahasia dulu")
    browser.sign_in(cast.secretariat).get("meetings.show", id=meeting.id)
    other.sign_in(cast.leader).get("meetings.show", id=meeting.id, status=404)
    assert "Rahasia dulu" not in other.get("meetings.index").text
    browser.submit("/umumkan")
    assert "Rahasia dulu" in other.get("meetings.index").text


def test_a_meeting_goes_through_its_states(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.DRAFT)
    browser.sign_in(cast.secretariat).get("meetings.show", id=meeting.id)
    browser.submit("/umumkan")
    assert browser.submit("/mulai").url.endswith("/notula")
    browser.get("meetings.show", id=meeting.id)
    assert "Selesai" in browser.submit("/tutup").text
    db.session.expire_all()
    meeting = db.session.get_one(Meeting, meeting.id)
    assert meeting.state is MeetingState.CLOSED
    assert meeting.closed_at and meeting.opened_at and meeting.opened_at <= meeting.closed_at


def test_the_second_of_two_starts_gets_a_sentence(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED)
    browser.sign_in(cast.secretariat)
    browser.post("meetings.start", id=meeting.id)
    page = browser.post("meetings.start", id=meeting.id)
    assert "Rapat ini sudah berstatus Berlangsung" in page.text


def test_a_meeting_without_agenda_cannot_start(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.DRAFT, items=0)
    browser.sign_in(cast.secretariat).get("meetings.show", id=meeting.id)
    assert "Susun agendanya dahulu" in browser.submit("/mulai").text


def test_cancelling_needs_a_reason(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED)
    browser.sign_in(cast.secretariat).get("meetings.cancel", id=meeting.id)
    assert "Mohon isi alasan" in browser.submit("/batalkan", status=422, reason=" ").text
    assert "Gedung dipakai" in browser.submit("/batalkan", reason="Gedung dipakai acara lain").text


def test_agenda_items_are_added_moved_changed_and_removed(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.DRAFT, items=0)
    browser.sign_in(cast.secretariat).get("meetings.show", id=meeting.id)
    for title in ("Pembukaan", "Pemaparan", "Penutup"):
        browser.submit("/agenda", title=title, kind="discussion", planned_minutes="15")
    last = db.session.scalars(sa.select(AgendaItem).where(AgendaItem.title == "Penutup")).one()
    browser.post("meetings.move_item", {"arah": "naik"}, id=last.id)
    browser.get("meetings.edit_item", id=last.id)
    browser.submit("/ubah", title="Penutup dan doa")
    pembukaan = db.session.scalars(sa.select(AgendaItem).where(AgendaItem.title == "Pembukaan")).one()
    browser.post("meetings.remove_item", id=pembukaan.id)
    titles = sa.select(AgendaItem.title).order_by(AgendaItem.position)
    assert db.session.scalars(titles).all() == ["Penutup dan doa", "Pemaparan"]


def test_two_tabs_editing_one_meeting_lose_no_text(browser: Browser, other: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.DRAFT, ends_at=None)
    browser.sign_in(cast.secretariat).get("meetings.edit", id=meeting.id)
    other.sign_in(cast.secretariat).get("meetings.edit", id=meeting.id)
    other.submit("/ubah", theme="Tema dari tab kedua")
    page = browser.submit("/ubah", status=409, theme="Tema dari tab pertama")
    assert "Tema dari tab kedua" in page.text
    assert page.find("input", name="theme")[0].get("value") == "Tema dari tab pertama"
    browser.submit("/ubah")
    db.session.expire_all()
    assert db.session.get_one(Meeting, meeting.id).theme == "Tema dari tab pertama"


@pytest.mark.parametrize("who", ["admin", "social_liaison", "reviewer", "leader"])
def test_only_the_secretariat_changes_meetings(browser: Browser, cast: Cast, who: str) -> None:
    meeting = make_meeting(cast.bnn)
    item = meeting.agenda[0]
    browser.sign_in(getattr(cast, who))
    browser.get("meetings.new", status=403)
    for endpoint, key in (
        ("announce", meeting.id), ("start", meeting.id), ("close", meeting.id), ("cancel", meeting.id),
        ("edit", meeting.id), ("add_item", meeting.id), ("edit_item", item.id), ("move_item", item.id),
        ("remove_item", item.id),
    ):  # fmt: skip
        browser.post(f"meetings.{endpoint}", id=key, status=403)
    page = browser.get("meetings.show", id=meeting.id)
    assert not page.has_form("/tutup") and not page.has_form("/agenda")


@pytest.mark.parametrize("path", ["0", "9223372036854775808", "99999999999999999999999", "abc", "-1", "1%00"])
def test_unknown_ids_are_no_page(browser: Browser, cast: Cast, path: str) -> None:
    browser.sign_in(cast.leader).get(f"/rapat/{path}", status=404)


def test_the_list_filters_sorts_and_pages(browser: Browser, cast: Cast) -> None:
    for number in range(60):
        kind = MeetingKind.GUIDANCE if number % 2 else MeetingKind.WORKING
        starts = now() - dt.timedelta(days=number)
        make_meeting(cast.bnn, MeetingState.CLOSED, theme=f"Rapat ke-{number:02d}", kind=kind, starts_at=starts)
    browser.sign_in(cast.leader)
    page = browser.get("/rapat?jenis=guidance&urut=waktu")
    assert "30 data" in page.text
    assert page.text.index("Rapat ke-59") < page.text.index("Rapat ke-57")
    following = next(a.get("href") for a in page.find("a", id="halaman-sesudah"))
    page = browser.get(following)
    assert "Rapat ke-01" in page.text and "Rapat ke-59" not in page.text
    back = next(a.get("href") for a in page.find("a", id="halaman-sebelum"))
    assert "jenis=guidance" in back and "Rapat ke-59" in browser.get(back).text
    for nonsense in ("urut=id;drop", "status=x", "sesudah=zzz~1", "sebelum=~",
                     "sesudah=2026-01-01~99999999999999999999", "sesudah=0001-01-01T00:00:00%2B23:59~1",
                     "sebelum=9999-12-31T23:59:59-23:59~1", "urut=nomor&sesudah=9999999999~1",
                     "urut=nomor&sebelum=-9999999999~1",
                     "waktu=%00", "cari=%25_%5C", "hal=99999999999"):  # fmt: skip
        browser.get(f"/rapat?{nonsense}")


def test_an_empty_list_says_what_belongs_there(browser: Browser, cast: Cast) -> None:
    assert "Belum ada rapat" in browser.sign_in(cast.secretariat).get("meetings.index").text
    assert "Tidak ada rapat yang cocok" in browser.get("/rapat?cari=xyz").text


def test_the_history_tells_who_changed_what(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.DRAFT, venue="Aula lama", ends_at=None)
    browser.sign_in(cast.secretariat).get("meetings.edit", id=meeting.id)
    page = browser.submit("/ubah", venue="Aula baru", starts=f"{local(now()):%H:%M}")
    assert "Tempat: Aula lama menjadi Aula baru" in page.text
    assert "Sekretariat" in page.text
