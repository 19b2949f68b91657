"""The letter, the invited posts, and who was sent what when."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine

from app.agencies.models import Agency, AgencyKind
from app.agencies.service import merge
from app.attendance.models import Attendance, Presence
from app.attendance.service import invite
from app.clock import local, now, today
from app.extensions import db
from app.invitations.addressees import likely_addressee
from app.invitations.invitees import standing
from app.invitations.models import Channel, Dispatch, InvitationLetter, Matter, Nature, Standing
from app.invitations.queries import Call
from app.meetings.models import Meeting, MeetingState
from tests.browser import Browser
from tests.factories import Cast, make_agency, make_meeting


def announced(cast: Cast, *agencies: int, state: MeetingState = MeetingState.ANNOUNCED, **facts: object) -> int:
    """An announced meeting of next week with these agencies invited; its id."""
    starts = (now() + dt.timedelta(days=7)).replace(second=0, microsecond=0)
    meeting = make_meeting(cast.bnn, state, **({"starts_at": starts} | facts))
    for agency in agencies or (cast.social, cast.police):
        invite(meeting, db.session.get_one(Agency, agency))
    db.session.commit()
    return meeting.id


def rows(meeting_id: int) -> list[Attendance]:
    """The invited rows as stored now."""
    db.session.rollback()
    found = sa.select(Attendance).where(Attendance.meeting_id == meeting_id).order_by(Attendance.id)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def sent(meeting_id: int) -> list[tuple[int, Matter, Channel]]:
    """What was marked as sent."""
    db.session.rollback()
    found = db.session.scalars(sa.select(Dispatch).where(Dispatch.meeting_id == meeting_id).order_by(Dispatch.id))
    return [(each.attendance_id, each.matter, each.channel) for each in found]


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        (AgencyKind.OPD, "Dinas Sosial", "Kepala Dinas Sosial"),
        (AgencyKind.OPD, "Sekretariat Daerah Kota Palopo", "Sekretaris Daerah Kota Palopo"),
        (AgencyKind.OPD, "Inspektorat Kota Palopo", "Inspektur Kota Palopo"),
        (AgencyKind.BNN, "BNN Kota Palopo", "Kepala BNN Kota Palopo"),
        (AgencyKind.DISTRICT, "Kecamatan Wara Timur", "Camat Wara Timur"),
        (AgencyKind.DISTRICT, "Wara Timur", "Camat Wara Timur"),
        (AgencyKind.WARD, "Kelurahan Salekoe", "Lurah Salekoe"),
        (AgencyKind.SECURITY, "Polres Palopo", "Kapolres Palopo"),
        (AgencyKind.SECURITY, "Kodim 1403", "Komandan Kodim 1403"),
        (AgencyKind.SECURITY, "Komando Distrik Militer (Kodim)", "Komandan Distrik Militer (Kodim)"),
        (AgencyKind.COMPANY, "Bank mitra", "Pimpinan Bank mitra"),
        (None, "Tamu", "Pimpinan Tamu"),
        (AgencyKind.OPD, "x" * 300, "Kepala " + "x" * 193),
    ],
)
def test_the_post_that_a_letter_goes_to_unless_said_otherwise(
    kind: AgencyKind | None, name: str, expected: str
) -> None:
    assert likely_addressee(kind, name) == expected


T = [dt.datetime(2026, 4, day, tzinfo=dt.UTC) for day in range(1, 6)]


@pytest.mark.parametrize(
    ("called_off", "last", "call", "expected"),
    [
        (False, None, Call(T[0], None, None, 0), Standing.UNTOLD),
        (False, None, Call(T[0], T[1], None, 1), Standing.UNTOLD),
        (False, T[2], Call(T[0], T[1], None, 1), Standing.TOLD),
        (False, T[1], Call(T[0], T[2], None, 1), Standing.OUTDATED),
        (True, None, Call(T[0], None, T[1], 1), Standing.NEEDLESS),
        (True, T[1], Call(T[0], None, T[2], 1), Standing.NOT_CALLED_OFF),
        (True, T[3], Call(T[0], T[1], T[2], 2), Standing.TOLD),
    ],
)
def test_what_an_invitee_has_been_told(
    called_off: bool, last: dt.datetime | None, call: Call, expected: Standing
) -> None:
    assert standing(called_off, last, call) is expected


def test_the_letter_begins_with_words_and_keeps_what_is_typed(browser: Browser, cast: Cast) -> None:
    key = announced(cast, theme="Rapat <sinergi> & kerja", letter_number="B/12/XI", letter_date=dt.date(2026, 4, 25))
    browser.sign_in(cast.secretariat)
    page = browser.get("invitations.index", id=key)
    assert "tema “Rapat <sinergi> & kerja”" in page.text and "Palopo, 25 April 2026" in page.text
    assert "belum disesuaikan" in page.text and "B/12/XI" in page.text
    browser.get("invitations.letter", id=key)
    page = browser.submit("/surat", opening="Satu.\r\n\r\nDua.", nature="secret", copies="Wali Kota\n\nArsip",
                          signer="Dr. Ani, S.H., M.H.", signer_number="19770101")  # fmt: skip
    for words in ("Dua.", "Rahasia", "Wali Kota", "Dr. Ani, S.H., M.H.", "NIP/NRP 19770101"):
        assert words in page.text, words
    letter = db.session.scalars(sa.select(InvitationLetter)).one()
    assert letter.nature is Nature.SECRET and letter.opening == "Satu.\n\nDua."
    assert "Membuat surat undangan" in browser.get("meetings.show", id=key).text


def test_two_who_write_the_letter_see_each_others_words(browser: Browser, other: Browser, cast: Cast) -> None:
    key = announced(cast)
    for each in (browser, other):
        each.sign_in(cast.secretariat).get("invitations.letter", id=key)
    browser.submit("/surat", subject="Undangan pertama")
    page = other.submit("/surat", status=409, subject="Undangan kedua")
    assert "Undangan pertama" in page.text and "Undangan kedua" in page.html
    other.submit("/surat")
    assert db.session.scalars(sa.select(InvitationLetter)).one().subject == "Undangan kedua"
    browser.get("invitations.letter", id=key)
    page = browser.submit("/surat", status=422, subject="", closing="x" * 5001)
    assert "Mohon isi hal surat" in page.text and "x" * 5001 in page.html


def test_posts_are_added_renamed_and_removed(browser: Browser, cast: Cast) -> None:
    key = announced(cast, cast.social)
    browser.sign_in(cast.secretariat).get("invitations.index", id=key)
    first = rows(key)[0].id
    browser.submit(f"/undangan/{first}/penerima", addressee="Sekretaris Dinas Sosial")
    browser.submit(f"/{key}/undangan/penerima", agency_id=cast.social, addressee="")
    browser.submit(f"/{key}/undangan/penerima", agency_id=cast.social, addressee="Kepala Bidang Rehabilitasi")
    assert [row.addressee for row in rows(key)] == [
        "Sekretaris Dinas Sosial", "Kepala Dinas Sosial", "Kepala Bidang Rehabilitasi",
    ]  # fmt: skip
    browser.submit(f"/undangan/{first}/hapus")
    assert len(rows(key)) == 2
    page = browser.submit(f"/undangan/{rows(key)[0].id}/penerima", status=422, addressee="")
    assert "Mohon isi jabatan yang dituju" in page.text
    page = browser.submit(f"/{key}/undangan/penerima", status=422, agency_id="", addressee="Sudah diketik")
    assert "Mohon isi instansi" in page.text and "Sudah diketik" in page.html


def test_who_came_stays_on_the_list_and_a_finished_meeting_keeps_its_posts(browser: Browser, cast: Cast) -> None:
    key = announced(cast, cast.social)
    row = rows(key)[0]
    row.presence = Presence.PRESENT
    db.session.commit()
    browser.sign_in(cast.secretariat)
    assert not browser.get("invitations.index", id=key).has_form(f"/undangan/{row.id}/hapus")
    page = browser.post("invitations.remove", id=row.id)
    assert "sudah dicatat" in page.text and len(rows(key)) == 1
    db.session.get_one(Meeting, key).state = MeetingState.CLOSED
    db.session.commit()
    assert not browser.get("invitations.index", id=key).has_form("/penerima")
    fields = {"addressee": "Yang diketik", "version": row.version, "agency_id": cast.police}
    for end, target in (("address", row.id), ("add", key)):
        page = browser.post(f"invitations.{end}", fields, status=422, id=target)
        assert "sudah berstatus Selesai" in page.text and "Yang diketik" in page.html
    assert [each.addressee for each in rows(key)] == [""]


def test_two_who_rename_a_post_at_once_see_both_names(browser: Browser, other: Browser, cast: Cast) -> None:
    key = announced(cast, cast.social)
    row = rows(key)[0].id
    for each in (browser, other):
        each.sign_in(cast.secretariat).get("invitations.index", id=key)
    browser.submit(f"/undangan/{row}/penerima", addressee="Sekretaris")
    page = other.submit(f"/undangan/{row}/penerima", status=409, htmx=True, addressee="Kepala Bidang")
    assert "Sekretaris" in page.text and "Kepala Bidang" in page.html
    other.submit(f"/undangan/{row}/penerima", htmx=True)
    assert rows(key)[0].addressee == "Kepala Bidang"


def test_an_agency_that_was_merged_while_one_typed_is_named(browser: Browser, cast: Cast) -> None:
    key = announced(cast, cast.social)
    browser.sign_in(cast.secretariat).get("invitations.index", id=key)
    merge(db.session.get_one(Agency, cast.health), cast.social, today())
    db.session.commit()
    page = browser.submit(f"/{key}/undangan/penerima", status=422, agency_id=cast.health)
    assert "Pilih" in page.text and len(rows(key)) == 1


def test_marking_one_several_and_all_and_taking_it_back(browser: Browser, cast: Cast) -> None:
    key = announced(cast, cast.social, cast.police, cast.health)
    one, two, three = (row.id for row in rows(key))
    browser.sign_in(cast.secretariat)
    assert "3 undangan belum dikirim" in browser.get("meetings.show", id=key).text
    browser.get("invitations.index", id=key)
    page = browser.submit("/kirim", status=422, channel="letter")
    assert "Centang dahulu penerima" in page.text
    browser.submit("/kirim", channel="letter", invitees=[one])
    assert sent(key) == [(one, Matter.INVITATION, Channel.LETTER)]
    page = browser.submit("/kirim", channel="whatsapp", semua="1")
    assert "2 undangan ditandai terkirim" in page.text
    assert [each[0] for each in sent(key)] == [one, two, three]
    assert "belum dikirim" not in browser.get("meetings.show", id=key).text
    browser.get("invitations.index", id=key)
    page = browser.submit(f"/{key}/undangan/urungkan")
    assert [each[0] for each in sent(key)] == [one] and "2 tanda kirim diurungkan" in page.text
    stale = browser.post("invitations.undo_step", {"langkah": "kacau"}, id=key)
    assert "Sudah diurungkan" in stale.text and len(sent(key)) == 1
    dispatch = db.session.scalars(sa.select(Dispatch.id)).one()
    browser.get("invitations.index", id=key)
    browser.submit(f"/kirim/{dispatch}/urungkan")
    assert sent(key) == []
    browser.post("invitations.undo", status=404, id=dispatch)
    story = browser.get("meetings.show", id=key).text
    assert "Menandai undangan sebagai terkirim (Penerima: 2)" in story


def test_a_double_click_marks_once_and_no_other_meetings_rows(browser: Browser, cast: Cast) -> None:
    key, foreign = announced(cast, cast.social), announced(cast, cast.police)
    mine, theirs = rows(key)[0].id, rows(foreign)[0].id
    browser.sign_in(cast.secretariat)
    for _ in range(2):
        browser.post("invitations.mark", {"channel": "email", "invitees": mine}, id=key)
    assert len(sent(key)) == 1
    page = browser.post("invitations.mark", {"channel": "email", "invitees": theirs}, status=422, id=key)
    assert "Pilih dari daftar" in page.text and sent(foreign) == []
    browser.post("invitations.mark", {"channel": "pigeon", "invitees": mine}, status=422, id=key)


def test_the_time_may_be_given_but_not_to_come(browser: Browser, cast: Cast) -> None:
    key = announced(cast, cast.social)
    row = rows(key)[0].id
    browser.sign_in(cast.secretariat)
    yesterday = local(now()) - dt.timedelta(days=1)
    fields = {"channel": "letter", "invitees": row, "at": f"{yesterday:%Y-%m-%dT%H:%M}"}
    page = browser.post("invitations.mark", fields, id=key)
    assert f"{yesterday:%H.%M} WITA" in page.text
    tomorrow = f"{yesterday + dt.timedelta(days=2):%Y-%m-%dT%H:%M}"
    for typed, words in (
        (tomorrow, "Waktu kirim belum tiba"), ("kemarin", "Isi tanggal dan jam"), ("0001-01-01T00:00", "antara 2000"),
    ):  # fmt: skip
        page = browser.post("invitations.mark", fields | {"at": typed}, status=422, id=key)
        assert words in page.text, typed


def test_a_change_and_a_cancellation_are_to_be_told_again(browser: Browser, cast: Cast) -> None:
    start = now()
    with time_machine.travel(start, tick=True) as clock:
        key = announced(cast, cast.social, cast.police)
        one, two = (row.id for row in rows(key))
        browser.sign_in(cast.secretariat)
        browser.post("invitations.mark", {"channel": "letter", "invitees": one}, id=key)
        clock.shift(60)
        browser.get("meetings.edit", id=key)
        browser.submit("/ubah", minute_taker="Orang lain")
        assert "Perubahan belum dikirim" not in browser.get("invitations.index", id=key).text
        browser.get("meetings.edit", id=key)
        browser.submit("/ubah", venue="Gedung lain")
        page = browser.get("invitations.index", id=key)
        assert page.text.count("Perubahan belum dikirim") == 1 and page.text.count("Belum dikirim") == 1
        assert "perubahan undangan" in browser.get("invitations.compose", id=key, untuk=one).text
        assert "perubahan undangan" not in browser.get("invitations.compose", id=key, untuk=two).text
        assert "perubahan undangan" in browser.get("invitations.compose", id=key).text
        clock.shift(60)
        browser.post("invitations.mark", {"channel": "whatsapp", "semua": 1}, id=key)
        assert sent(key)[1:] == [(one, Matter.CHANGE, Channel.WHATSAPP), (two, Matter.INVITATION, Channel.WHATSAPP)]
        clock.shift(60)
        browser.get("meetings.cancel", id=key)
        browser.submit("/batalkan", reason="Banjir & hujan")
        page = browser.get("invitations.index", id=key)
        assert page.text.count("Pembatalan belum dikirim") == 2
        text = browser.get("invitations.compose", id=key, untuk=one).text
        assert "rapat berikut dibatalkan" in text and "Alasan: Banjir & hujan" in text
        browser.post("invitations.mark", {"channel": "telephone", "semua": 1}, id=key)
        assert {each[1] for each in sent(key)[3:]} == {Matter.CANCELLATION}


def test_marking_from_a_message_leads_to_the_next_who_waits(browser: Browser, cast: Cast) -> None:
    key = announced(cast, cast.social, cast.police)
    one, two = (row.id for row in rows(key))
    browser.sign_in(cast.secretariat).get("invitations.compose", id=key, untuk=one)
    page = browser.submit("/kirim")
    assert page.url.endswith(f"untuk={two}") and "Kapolres Palopo" in page.text
    page = browser.submit("/kirim")
    assert "#daftar-undangan" in page.url or page.url.endswith("/undangan")
    assert len(sent(key)) == 2


def test_a_draft_is_told_to_nobody(browser: Browser, cast: Cast) -> None:
    key = announced(cast, state=MeetingState.DRAFT)
    browser.sign_in(cast.secretariat)
    assert "masih draf" in browser.get("invitations.index", id=key).text
    assert "Umumkan rapat ini dahulu" in browser.get("invitations.compose", id=key).text
    page = browser.post("invitations.mark", {"channel": "letter", "semua": 1}, status=422, id=key)
    assert "Umumkan rapat ini dahulu" in page.text and sent(key) == []


def test_others_read_and_change_nothing(browser: Browser, cast: Cast) -> None:
    key, draft = announced(cast), announced(cast, state=MeetingState.DRAFT)
    row = rows(key)[0].id
    browser.sign_in(cast.secretariat).post("invitations.mark", {"channel": "letter", "invitees": row}, id=key)
    dispatch = db.session.scalars(sa.select(Dispatch.id)).one()
    reader = Browser(browser.app).sign_in(cast.social_liaison)
    page = reader.get("invitations.index", id=key)
    assert "Kepala Dinas Sosial" in page.text and "Terkirim" in page.text
    assert not [form for form in page.forms() if "undangan" in form.action]
    for end, target in (("add", key), ("mark", key), ("undo_step", key), ("address", row), ("remove", row),
                        ("undo", dispatch)):  # fmt: skip
        reader.post(f"invitations.{end}", {"channel": "letter"}, status=403, id=target)
    for end in ("letter", "compose"):
        reader.get(f"invitations.{end}", status=403, id=key)
    for end in ("index", "pdf", "calendar"):
        reader.get(f"invitations.{end}", status=404, id=draft)
    assert len(sent(key)) == 1 and len(rows(key)) == 2


def test_forty_posts_cost_few_queries_and_a_post_taken_off_elsewhere_takes_its_marks_along(
    browser: Browser, cast: Cast
) -> None:
    agencies = [make_agency(f"Dinas {n} " + "dengan nama yang sangat panjang " * 9).id for n in range(40)]
    key = announced(cast, *agencies)
    browser.sign_in(cast.secretariat).post("invitations.mark", {"channel": "letter", "semua": 1}, id=key)
    page = browser.get("invitations.index", id=key)
    assert page.queries <= 12 and page.text.count("Terkirim") >= 40
    browser.get("meetings.edit", id=key)
    browser.submit("/ubah", agencies=agencies[:3])
    assert len(rows(key)) == 3 and len(sent(key)) == 3
