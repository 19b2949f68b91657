"""The parking lot, items carried to another meeting, and proposals of invited agencies."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from app.agencies.models import Agency
from app.attendance.service import invite
from app.clock import now
from app.extensions import db
from app.meetings.agenda import AgendaItem
from app.meetings.models import Meeting, MeetingState
from app.minutes.models import LineKind, MinutesLine
from app.series.models import AgendaProposal, ParkedItem, ParkedState, ProposalState
from tests.browser import Browser
from tests.factories import Cast, make_meeting, make_series, propose


def parked(key: int = 1) -> ParkedItem:
    """A topic as stored now."""
    db.session.rollback()
    return db.session.get_one(ParkedItem, key, populate_existing=True)


def proposal(key: int = 1) -> AgendaProposal:
    """A proposal as stored now."""
    db.session.rollback()
    return db.session.get_one(AgendaProposal, key, populate_existing=True)


def agenda(meeting_id: int) -> list[str]:
    """The titles of an agenda in order, as stored now."""
    db.session.rollback()
    rows = sa.select(AgendaItem.title).where(AgendaItem.meeting_id == meeting_id)
    return list(db.session.scalars(rows.order_by(AgendaItem.position)))


def announced(cast: Cast, **facts: object) -> Meeting:
    """An announced meeting to which the social office is invited."""
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED, **facts)
    invite(meeting, db.session.get_one(Agency, cast.social))
    db.session.commit()
    return meeting


def type_line(item: AgendaItem) -> None:
    """Type a line under an item."""
    line = MinutesLine(agenda_item_id=item.id, meeting_id=item.meeting_id, position=1, kind=LineKind.NOTE)
    line.write("Catatan", None)
    db.session.add(line)
    db.session.commit()


def test_a_topic_is_parked_while_the_meeting_runs(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.RUNNING)
    make_series(meeting)
    browser.sign_in(cast.secretariat).get("meetings.show", id=meeting.id)
    page = browser.submit("/tunda", title="Jadwal panen", note="Tunggu data.")
    assert "Jadwal panen" in page.text and "Bahasan masuk daftar tunda" in page.text
    page = browser.get("series.show", id=1)
    assert "Tunggu data." in page.text and meeting.reference in page.text
    assert "Menunda bahasan Jadwal panen" in page.text
    assert parked(2).added_name


@pytest.mark.parametrize("title", ["", "x" * 301, "x" * 1_000_000])
def test_a_bad_topic_is_named_and_given_back(browser: Browser, cast: Cast, title: str) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.DRAFT)
    make_series(meeting)
    browser.sign_in(cast.secretariat).get("meetings.show", id=meeting.id)
    page = browser.submit("/tunda", status=422, title=title, note="Catatan\x00 panjang saya")
    assert "Mohon perbaiki" in page.text and "Catatan panjang saya" in page.text
    assert page.find("details", open="")


def test_what_was_typed_for_a_meeting_that_closed_is_given_back(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.RUNNING)
    make_series(meeting)
    browser.sign_in(cast.secretariat).get("meetings.show", id=meeting.id)
    db.session.get_one(Meeting, meeting.id).close()
    db.session.commit()
    page = browser.submit("/tunda", status=422, title="Topik", note="Catatan panjang saya")
    assert "sudah berstatus Selesai" in page.text and "Catatan panjang saya" in page.text


def test_a_topic_goes_onto_an_agenda_once(browser: Browser, cast: Cast) -> None:
    first, second = make_meeting(cast.bnn, MeetingState.CLOSED), make_meeting(cast.bnn, MeetingState.ANNOUNCED)
    make_series(first, second)
    browser.sign_in(cast.secretariat).get("meetings.show", id=second.id)
    page = browser.submit("/seri/tunda/1/agenda")
    assert "Bahasan masuk agenda rapat ini" in page.text and agenda(second.id) == ["Acara 1", "Anggaran"]
    assert parked().state is ParkedState.TAKEN
    assert browser.get("series.show", id=1).find("a", href=f"/rapat/{second.id}#acara-{parked().agenda_item_id}")
    page = browser.post("series.take", {"meeting_id": second.id}, id=1, status=422)
    assert "sudah berstatus Masuk agenda" in page.text and len(agenda(second.id)) == 2


def test_what_was_parked_in_a_draft_is_read_by_its_readers_only(browser: Browser, other: Browser, cast: Cast) -> None:
    draft, told = make_meeting(cast.bnn, MeetingState.DRAFT), make_meeting(cast.bnn, MeetingState.ANNOUNCED)
    make_series(told, draft)
    browser.sign_in(cast.secretariat).post("series.park", {"title": "Topik rahasia"}, id=draft.id)
    other.sign_in(cast.social_liaison)
    for turn in range(2):
        for page in (other.get("series.show", id=1), other.get("meetings.show", id=told.id)):
            assert "Anggaran" in page.text and "rahasia" not in page.text and draft.reference not in page.html
        page = browser.get("series.show", id=1)
        assert "Topik rahasia" in page.text and draft.reference in page.text
        if not turn:
            browser.post("series.drop", {"reason": "Alasan rahasia"}, id=2)
            browser.post("series.restore", id=2)
    browser.post("meetings.announce", id=draft.id)
    assert "Topik rahasia" in other.get("series.show", id=1).text
    assert "Menunda bahasan Topik rahasia" in other.get("meetings.show", id=draft.id).text


def test_a_topic_on_the_agenda_of_a_draft_names_no_meeting_to_others(
    browser: Browser, other: Browser, cast: Cast
) -> None:
    draft, told = make_meeting(cast.bnn, MeetingState.DRAFT), make_meeting(cast.bnn, MeetingState.ANNOUNCED)
    make_series(told, draft)
    browser.sign_in(cast.secretariat).post("series.take", {"meeting_id": draft.id}, id=1)
    page = other.sign_in(cast.social_liaison).get("series.show", id=1)
    assert "Masuk agenda" in page.text and draft.reference not in page.html
    assert draft.reference in browser.get("series.show", id=1).text


def test_a_topic_goes_only_to_open_meetings_of_its_series(browser: Browser, cast: Cast) -> None:
    closed, draft = make_meeting(cast.bnn, MeetingState.CLOSED), make_meeting(cast.bnn, MeetingState.DRAFT)
    foreign = make_meeting(cast.bnn, MeetingState.DRAFT)
    make_series(closed, draft)
    page = browser.sign_in(cast.secretariat).get("series.take", id=1)
    assert [option.get("value") for option in page.find("option")] == [str(draft.id)]
    for bad in (closed.id, foreign.id, 2**63, "x", ""):
        browser.post("series.take", {"meeting_id": bad}, id=1, status=422)
    assert parked().state is ParkedState.WAITING


def test_a_topic_waits_again_when_its_item_is_taken_off(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED)
    make_series(meeting)
    browser.sign_in(cast.secretariat).post("series.take", {"meeting_id": meeting.id}, id=1)
    browser.post("meetings.remove_item", id=parked().agenda_item_id)
    assert parked().state is ParkedState.WAITING and parked().agenda_item_id is None
    browser.post("series.take", {"meeting_id": meeting.id, "again": 1}, id=1)
    browser.post("meetings.cancel", {"reason": "Ditunda"}, id=meeting.id)
    page = browser.get("series.show", id=1)
    assert "dibatalkan" in page.text
    browser.submit("/pulihkan")
    assert parked().state is ParkedState.WAITING


def test_a_topic_is_dropped_with_a_reason_and_that_is_undone(browser: Browser, cast: Cast) -> None:
    make_series(make_meeting(cast.bnn, MeetingState.CLOSED))
    browser.sign_in(cast.secretariat).get("series.drop", id=1)
    assert "Mohon isi alasannya" in browser.submit("/gugurkan", status=422, reason="").text
    page = browser.submit("/gugurkan", reason="Sudah selesai di tempat lain")
    assert "Alasan: Sudah selesai di tempat lain" in page.text
    browser.get("series.drop", id=1)
    assert "sudah berstatus Digugurkan" in browser.submit("/gugurkan", status=422, reason="Lagi").text
    browser.get("series.show", id=1)
    assert "Bahasan kembali menunggu" in browser.submit("/pulihkan").text
    assert (parked().state, parked().drop_reason) == (ParkedState.WAITING, "")
    browser.post("series.restore", id=1)


def test_an_item_moves_to_the_next_meeting(browser: Browser, cast: Cast) -> None:
    source, target = make_meeting(cast.bnn, items=2), make_meeting(cast.bnn, MeetingState.ANNOUNCED)
    item = source.agenda[0].id
    page = browser.sign_in(cast.secretariat).get("meetings.show", id=source.id)
    assert page.find("a", href=f"/rapat/agenda/{item}/bawa")
    browser.get("series.carry", id=item)
    page = browser.submit("/bawa", meeting_id=target.id, way="move")
    assert f"Menerima pindahan acara Acara 1 (Rapat: {source.reference})" in page.text
    assert agenda(source.id) == ["Acara 2"] and agenda(target.id) == ["Acara 1", "Acara 1"]
    page = browser.get("meetings.show", id=source.id)
    assert f"Memindahkan acara Acara 1 ke rapat lain (Rapat: {target.reference})" in page.text
    db.session.rollback()
    assert db.session.get_one(AgendaItem, item).meeting_id == target.id


def test_the_present_item_moves_without_its_clock(browser: Browser, cast: Cast) -> None:
    source, target = make_meeting(cast.bnn, MeetingState.ANNOUNCED, 2), make_meeting(cast.bnn, MeetingState.ANNOUNCED)
    item = source.agenda[0].id
    browser.sign_in(cast.secretariat).post("meetings.start", id=source.id)
    db.session.get_one(AgendaItem, item).used_seconds = 90
    db.session.commit()
    browser.post("series.carry", {"meeting_id": target.id, "way": "move"}, id=item)
    moved = db.session.get_one(AgendaItem, item, populate_existing=True)
    assert (moved.meeting_id, moved.started_at, moved.used_seconds) == (target.id, None, 0)
    browser.post("meetings.start", id=target.id)
    db.session.rollback()
    assert db.session.get_one(Meeting, target.id, populate_existing=True).state is MeetingState.RUNNING


@pytest.mark.parametrize("way", ["move", "copy"])
def test_histories_name_no_draft(browser: Browser, other: Browser, cast: Cast, way: str) -> None:
    draft, told = make_meeting(cast.bnn, MeetingState.DRAFT), make_meeting(cast.bnn, MeetingState.ANNOUNCED)
    there, back = draft.agenda[0].id, told.agenda[0].id
    browser.sign_in(cast.secretariat).post("series.carry", {"meeting_id": told.id, "way": way}, id=there)
    browser.post("series.carry", {"meeting_id": draft.id, "way": way}, id=back)
    page = other.sign_in(cast.social_liaison).get("meetings.show", id=told.id)
    assert "acara Acara 1" in page.text and draft.reference not in page.html


def test_an_item_with_minutes_is_only_copied(browser: Browser, cast: Cast) -> None:
    source, target = make_meeting(cast.bnn), make_meeting(cast.bnn, MeetingState.ANNOUNCED, items=0)
    type_line(source.agenda[0])
    item = source.agenda[0].id
    page = browser.sign_in(cast.secretariat).get("series.carry", id=item)
    assert page.find("input", name="way", checked="")[0].get("value") == "copy"
    assert "hanya dapat disalin" in browser.submit("/bawa", status=422, meeting_id=target.id, way="move").text
    assert "Menerima salinan acara Acara 1" in browser.submit("/bawa", meeting_id=target.id, way="copy").text
    browser.post("series.carry", {"meeting_id": target.id, "way": "copy", "version": ""}, id=item)
    assert agenda(source.id) == ["Acara 1"]


def test_a_copy_sent_twice_is_one(browser: Browser, cast: Cast) -> None:
    source, target = make_meeting(cast.bnn), make_meeting(cast.bnn, MeetingState.ANNOUNCED, items=0)
    item = source.agenda[0].id
    browser.sign_in(cast.secretariat)
    for _ in range(2):
        browser.post("series.carry", {"meeting_id": target.id, "way": "copy"}, id=item)
    assert agenda(target.id) == ["Acara 1"]


def test_items_go_only_to_meetings_in_preparation_same_series_first(browser: Browser, cast: Cast) -> None:
    source = make_meeting(cast.bnn)
    soon = make_meeting(cast.bnn, MeetingState.DRAFT)
    sibling = make_meeting(cast.bnn, MeetingState.ANNOUNCED, starts_at=now() + dt.timedelta(days=9))
    closed, running = make_meeting(cast.bnn, MeetingState.CLOSED), make_meeting(cast.bnn)
    make_series(source, sibling)
    item = source.agenda[0].id
    page = browser.sign_in(cast.secretariat).get("series.carry", id=item)
    assert [option.get("value") for option in page.find("option")] == [str(sibling.id), str(soon.id)]
    for bad in (closed.id, running.id, source.id, 2**31, 2**63 - 1, 2**63, "x", ""):
        browser.post("series.carry", {"meeting_id": bad, "way": "move"}, id=item, status=422)
    browser.post("series.carry", {"meeting_id": soon.id, "way": "fly"}, id=item, status=422)
    over = closed.agenda[0].id
    page = browser.post("series.carry", {"meeting_id": soon.id, "way": "copy"}, id=over, status=422)
    assert "sudah berstatus Selesai" in page.text


def test_a_moved_item_keeps_the_topic_that_it_came_from(browser: Browser, cast: Cast) -> None:
    source, target = make_meeting(cast.bnn), make_meeting(cast.bnn, MeetingState.DRAFT)
    make_series(source)
    browser.sign_in(cast.secretariat).post("series.take", {"meeting_id": source.id}, id=1)
    item = parked().agenda_item_id
    browser.post("series.carry", {"meeting_id": target.id, "way": "move"}, id=item)
    assert browser.get("series.show", id=1).find("a", href=f"/rapat/{target.id}#acara-{item}")


def test_an_invited_agency_proposes_and_the_secretariat_accepts(browser: Browser, other: Browser, cast: Cast) -> None:
    meeting = announced(cast)
    browser.sign_in(cast.social_liaison).get("meetings.show", id=meeting.id)
    fields = {"title": "Data penerima", "reason": "Perlu disepakati.", "planned_minutes": "20"}
    page = browser.submit("/usulan", **fields)
    assert "Menunggu sekretariat" in page.text and "Mengusulkan acara Data penerima" in page.text
    other.sign_in(cast.secretariat).get("meetings.show", id=meeting.id)
    assert "Usulan masuk agenda" in other.submit("/terima").text
    item = db.session.scalars(sa.select(AgendaItem).order_by(AgendaItem.id.desc())).first()
    assert item and (item.title, item.presenter, item.planned_minutes) == ("Data penerima", "Dinas Sosial", 20)
    assert "Diterima" in browser.get("meetings.show", id=meeting.id).text
    assert "sudah berstatus Diterima" in other.post("series.accept", id=1).text
    other.post("meetings.remove_item", id=item.id)
    assert proposal().state is ProposalState.ACCEPTED and proposal().agenda_item_id is None


def test_a_proposal_is_declined_with_a_word_that_its_agency_reads(browser: Browser, other: Browser, cast: Cast) -> None:
    meeting = announced(cast)
    propose(meeting, cast.social)
    browser.sign_in(cast.secretariat).get("series.decline", id=1)
    assert "Mohon isi alasannya" in browser.submit("/tolak", status=422, reason=" ").text
    browser.submit("/tolak", reason="Waktunya tidak cukup.")
    page = other.sign_in(cast.social_liaison).get("meetings.show", id=meeting.id)
    assert "Ditolak" in page.text and "Waktunya tidak cukup." in page.text
    assert agenda(meeting.id) == ["Acara 1"]


def test_a_proposal_sent_twice_is_one(browser: Browser, cast: Cast) -> None:
    meeting = announced(cast)
    browser.sign_in(cast.social_liaison)
    for _ in range(2):
        browser.post("series.propose", {"agency_id": cast.social, "title": "A", "reason": "B"}, id=meeting.id)
    assert db.session.scalar(sa.select(sa.func.count(AgendaProposal.id))) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "Mohon isi acara yang diusulkan"), ({"reason": ""}, "Mohon isi alasan usulan"),
        ({"title": "x" * 1_000_000}, "Paling banyak 300 karakter"), ({"planned_minutes": "0"}, "antara 1 dan 1440"),
        ({"planned_minutes": "x"}, "Isi bilangan bulat"), ({"agency_id": 2**63}, "Pilih salah satu"),
        ({"agency_id": 3}, "Pilih salah satu"), ({"agency_id": ""}, "Mohon isi instansi"),
    ],
)  # fmt: skip
def test_a_bad_proposal_is_named_and_given_back(
    browser: Browser, cast: Cast, change: dict[str, object], sentence: str
) -> None:
    meeting = announced(cast)
    browser.sign_in(cast.social_liaison).get("meetings.show", id=meeting.id)
    fields = {"title": "Acara\x00", "reason": "Alasan saya", "planned_minutes": "5"}
    page = browser.submit("/usulan", status=422, **(fields | change))
    assert sentence in page.text and page.find("details", open="")
    assert "Alasan saya" in page.text or "reason" in change


def test_only_invited_agencies_propose(browser: Browser, cast: Cast) -> None:
    meeting = announced(cast)
    for who in (cast.police_liaison, cast.leader, cast.secretariat):
        visitor = Browser(browser.app).sign_in(who)
        assert not visitor.get("meetings.show", id=meeting.id).has_form("/usulan")
        visitor.get("series.propose", id=meeting.id, status=403)
        visitor.post("series.propose", {"title": "A", "reason": "B", "agency_id": cast.social}, id=meeting.id,
                     status=403)  # fmt: skip
    liaison = Browser(browser.app).sign_in(cast.social_liaison)
    propose(meeting, cast.social)
    liaison.post("series.accept", id=1, status=403)
    liaison.post("series.decline", {"reason": "x"}, id=1, status=403)


def test_a_proposal_for_a_meeting_that_began_is_refused_and_given_back(browser: Browser, cast: Cast) -> None:
    meeting = announced(cast)
    browser.sign_in(cast.social_liaison).get("meetings.show", id=meeting.id)
    db.session.get_one(Meeting, meeting.id).start()
    db.session.commit()
    page = browser.submit("/usulan", status=422, title="Terlambat", reason="Alasan panjang saya")
    assert "selama rapat berstatus diumumkan" in page.text and "Alasan panjang saya" in page.text
    assert not browser.get("meetings.show", id=meeting.id).has_form("/usulan")


def test_the_page_of_a_meeting_asks_as_often_however_much_hangs_on_it(browser: Browser, cast: Cast) -> None:
    meeting = announced(cast)
    make_series(meeting)
    propose(meeting, cast.social)
    browser.sign_in(cast.secretariat)
    few = browser.get("meetings.show", id=meeting.id).queries
    for number in range(20):
        propose(meeting, cast.social, title=f"Usulan {number}")
        db.session.add(ParkedItem(series_id=1, meeting_id=meeting.id, title=f"Topik {number}"))
    db.session.commit()
    assert browser.get("meetings.show", id=meeting.id).queries <= few


def test_regions_answer_htmx_in_place(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.DRAFT)
    make_series(meeting)
    browser.sign_in(cast.secretariat).get("meetings.show", id=meeting.id)
    page = browser.submit("/tunda", htmx=True, title="Topik baru")
    assert page.find("section", id="tunda") and "Topik baru" in page.text
    browser.get("meetings.show", id=meeting.id)
    page = browser.submit("/tunda", htmx=True, status=422, title="")
    assert page.find("section", id="tunda") and "Mohon isi" in page.text
