"""One message to an agency of all that waits for it: what it says, that it can be opened, and that it is on record."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask

from app.agencies.models import Agency
from app.agency_messages.models import AgencyMessage
from app.attendance.service import invite
from app.audit import AuditEvent
from app.clock import now, today
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport
from app.extensions import db
from app.meetings.models import MeetingState
from app.tasks.models import Task
from app.whatsapp import LONGEST_LINK
from tests.agreement.steps import circulated, copies_of
from tests.at_once import at_once
from tests.browser import Browser, Page
from tests.commitments.steps import S, in_state, stored
from tests.factories import Cast, make_commitment, make_meeting, make_task

DAY = dt.timedelta(days=1)


def text_of(page: Page) -> str:
    """The message of the page."""
    return "".join(page.find("textarea", name="text")[0].itertext())


def links_of(page: Page) -> list[str]:
    """The addresses that open WhatsApp."""
    return [a.get("href") or "" for a in page.find("a") if "wa.me" in (a.get("href") or "")]


def messages() -> list[AgencyMessage]:
    """What is on record, oldest first."""
    db.session.rollback()
    return list(db.session.scalars(sa.select(AgencyMessage).order_by(AgencyMessage.id)))


def everything(cast: Cast) -> dict[str, str]:
    """One thing of each kind for the social agency, the commitment late: their references by kind."""
    late = in_state(cast, S.AGREED, due=today() - 4 * DAY)
    proposed, returned = in_state(cast, S.PROPOSED, due=today() + 3 * DAY), in_state(cast, S.RETURNED)
    helped = in_state(cast, S.AGREED, cast.police)
    helped.supports.append(CommitmentSupport(agency_id=cast.social, agency_name="Dinas Sosial", role="Mengantar"))
    task = make_task(cast.social, cast.police, due=today() - 2 * DAY)
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED, starts_at=now() + 3 * DAY)
    invite(meeting, db.session.get_one(Agency, cast.social))
    copy = copies_of(circulated(cast))[0]
    db.session.commit()
    return {"late": late.reference, "proposed": proposed.reference, "returned": returned.reference,
            "support": helped.reference, "task": task.reference, "meeting": meeting.reference,
            "minutes": copy.meeting.reference}  # fmt: skip


def test_the_message_names_all_that_waits_late_first(browser: Browser, cast: Cast) -> None:
    known = everything(cast)
    resting, theirs = in_state(cast, S.SUSPENDED), in_state(cast, S.AGREED, cast.police)
    page = browser.sign_in(cast.secretariat).get("agency_messages.show", id=cast.social)
    text = text_of(page)
    assert text.startswith(["Yth. Dinsos", "Contoh.Go.Id"][0]) and "(liaison), Dinas Sosial," in text
    for reference in known.values():
        assert reference in text, reference
    assert text.index(known["late"]) < text.index(known["task"]) < text.index(known["proposed"])
    for words in ("terlambat 4 hari; mohon dilaporkan perkembangannya", "terlambat 2 hari; bagian tugas",
                  "mohon diterima atau ditolak", "mohon disetujui", "mohon laporannya dilengkapi",
                  "diminta mendukung (Mengantar)",
                  "mohon dijawab undangannya", "Notula dapat dikoreksi sampai", "Terima kasih.",
                  "http://127.0.0.1:8000/komitmen/"):  # fmt: skip
        assert words in text, words
    assert resting.reference not in text and theirs.reference not in text
    assert parse_qs(urlsplit(links_of(page)[0]).query)["text"] == [text]
    assert "7 hal yang menunggu" in page.text


def test_the_list_counts_what_the_message_names(browser: Browser, cast: Cast) -> None:
    everything(cast)
    make_commitment(cast.planning, suggested_name="Ani")  # waits for the secretariat, not for its agency
    page = browser.sign_in(cast.secretariat).get("agency_messages.index")
    rows = [" ".join("".join(row.itertext()).split()) for row in page.find("tr") if row.get("id")]
    assert rows[0].startswith("Dinas Sosial 7 hal menunggu 2 1 4 belum pernah"), rows
    assert len(rows) == 2 and rows[1].startswith("Polres Palopo 3 hal menunggu 1 0 1 belum pernah"), rows
    late = browser.get("agency_messages.index", tampilkan="terlambat")
    assert [row.get("id") for row in late.find("tr") if row.get("id")] == [f"instansi-{cast.social}",
                                                                         f"instansi-{cast.police}"]  # fmt: skip


@pytest.mark.parametrize("channel", ["whatsapp", "letter", "call", "meeting"])
def test_what_was_told_is_on_record_wherever_it_was_named(browser: Browser, cast: Cast, channel: str) -> None:
    known = everything(cast)
    label = {"whatsapp": "WhatsApp", "letter": "Surat", "call": "Telepon", "meeting": "Bertemu langsung"}[channel]
    text = text_of(browser.sign_in(cast.secretariat).get("agency_messages.show", id=cast.social))
    page = browser.submit(f"/instansi/{cast.social}/pesan", channel=channel)
    assert page.url == "/pesan-instansi" and "ditandai sudah disampaikan" in page.text and label in page.text
    assert [(each.text, each.number, each.channel.value) for each in messages()] == [(text, 7, channel)]
    commitment = db.session.scalars(sa.select(Commitment).where(Commitment.reference == known["late"])).one()
    assert commitment.reminded_at == messages()[0].at
    key, task = commitment.id, db.session.scalars(sa.select(Task.id).where(Task.reference == known["task"])).one()
    assert f"Mengingatkan instansi (Lewat: {label})" in browser.get("commitments.show", id=key).text
    story = browser.get(f"/komitmen/{key}/cerita?saring=semua").text
    assert "Diingatkan oleh sekretariat" in story and label in story
    assert f"Lewat: {label}" in browser.get("tasks.show", id=task).text
    assert f"Lewat: {label}" in browser.get(f"/tugas/{task}/cerita?saring=semua").text
    page = browser.get("agency_messages.show", id=cast.social)
    assert label in page.text and text.splitlines()[0] in page.text
    assert "Menandai pesan sebagai sudah disampaikan" in browser.get("agencies.show", id=cast.social).text
    untold = browser.get("agency_messages.index", kabar="belum")
    assert [row.get("id") for row in untold.find("tr") if row.get("id")] == [f"instansi-{cast.police}"]


def test_undone_everything_is_as_it_was(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED).id
    earlier = now() - 9 * DAY
    stored(made).reminded_at = earlier
    db.session.commit()
    browser.sign_in(cast.secretariat).get("agency_messages.show", id=cast.social)
    browser.submit("/pesan", channel="whatsapp")
    assert stored(made).reminded_at != earlier
    undo = f"/instansi/pesan/{messages()[0].id}/urungkan"
    assert "Tanda kirim diurungkan" in browser.submit(undo).text
    assert stored(made).reminded_at == earlier and messages()[0].undone_at
    first = messages()[0].undone_at
    browser.post(undo)
    assert messages()[0].undone_at == first
    assert "belum pernah" in browser.get("agency_messages.index").text
    assert "Mengurungkan tanda diingatkan" in browser.get("commitments.show", id=made).text
    assert "Tanda diingatkan diurungkan" in browser.get(f"/komitmen/{made}/cerita?saring=semua").text


def test_undoing_leaves_what_was_marked_again_and_ends_after_a_day(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED).id
    browser.sign_in(cast.secretariat)
    for channel in ("call", "letter"):
        browser.get("agency_messages.show", id=cast.social)
        browser.submit("/pesan", channel=channel)
    first, second = messages()
    browser.post(f"/instansi/pesan/{first.id}/urungkan")
    assert stored(made).reminded_at == second.at
    messages()[1].at -= 2 * DAY
    db.session.commit()
    assert "hanya dapat diurungkan dalam 24 jam" in browser.post(f"/instansi/pesan/{second.id}/urungkan").text
    assert not messages()[1].undone_at


def test_what_is_recorded_is_what_was_shown(browser: Browser, cast: Cast) -> None:
    made, later = in_state(cast, S.AGREED).id, in_state(cast, S.RETURNED)
    shown = text_of(browser.sign_in(cast.secretariat).get("agency_messages.show", id=cast.social))
    page = browser.page
    stored(made).cancel("Batal")  # meanwhile
    make_commitment(cast.social)
    db.session.commit()
    browser.page = page
    browser.submit("/pesan", channel="whatsapp", text=shown.replace("\n", "\r\n"))
    assert messages()[0].text == shown and messages()[0].number == 2
    assert stored(made).reminded_at is None and stored(later.id).reminded_at, "what moved on is not marked"


@pytest.mark.parametrize("field", ["text", "token"])
@pytest.mark.parametrize("value", ["", "lain", "ø" * 999, "eyJh.b"])
def test_another_text_or_seal_is_refused(browser: Browser, cast: Cast, field: str, value: str) -> None:
    made = in_state(cast, S.AGREED).id
    browser.sign_in(cast.secretariat).get("agency_messages.show", id=cast.social)
    page = browser.submit("/pesan", status=422, channel="whatsapp", **{field: value})
    assert "Teks pesan tidak utuh" in page.text
    assert not messages() and stored(made).reminded_at is None


def test_the_seal_of_one_agency_opens_no_other(browser: Browser, cast: Cast) -> None:
    in_state(cast, S.AGREED)
    in_state(cast, S.AGREED, cast.police)
    page = browser.sign_in(cast.secretariat).get("agency_messages.show", id=cast.social)
    fields = dict(page.form("/pesan").fields) | {"channel": "call"}
    browser.post("agency_messages.show", fields, status=422, id=cast.police)
    browser.post("agency_messages.show", fields | {"channel": "merpati"}, status=422, id=cast.social)
    assert not messages()


def test_sent_twice_it_is_on_record_once(browser: Browser, cast: Cast) -> None:
    in_state(cast, S.AGREED)
    page = browser.sign_in(cast.secretariat).get("agency_messages.show", id=cast.social)
    fields = dict(page.form("/pesan").fields) | {"channel": "whatsapp"}
    for _ in range(2):
        assert browser.post("agency_messages.show", fields, id=cast.social).url == "/pesan-instansi"
    assert len(messages()) == 1
    assert len(db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "reminded")).all()) == 1


def test_two_people_at_once_mark_the_same_without_waiting_for_ever(app: Flask, cast: Cast) -> None:
    keys = [in_state(cast, S.AGREED).id for _ in range(5)]
    people = [Browser(app).sign_in(cast.secretariat) for _ in range(2)]
    fields = [dict(each.get("agency_messages.show", id=cast.social).form("/pesan").fields) for each in people]
    db.session.remove()
    codes = at_once(*(
        lambda person=person, data=data, channel=channel: person.client.post(
            f"/instansi/{cast.social}/pesan", data=data | {"channel": channel}
        ).status_code
        for person, data, channel in zip(people, fields, ("call", "letter"), strict=True)
    ))  # fmt: skip
    assert codes == [303, 303] and len(messages()) == 2
    assert {stored(key).reminded_at for key in keys} <= {each.at for each in messages()}


def test_a_long_message_is_cut_so_that_the_link_opens(browser: Browser, cast: Cast) -> None:
    for n in range(40):
        make_commitment(cast.social, statement="Melatih “warga” 😀 " * 20, due=today() + n * DAY)
    page = browser.sign_in(cast.secretariat).get("agency_messages.show", id=cast.social)
    text, link = text_of(page), links_of(page)[0]
    number = len(re.findall(r"^\d+\. ", text, re.M))
    assert 1 < number < 40 and f"… dan {40 - number} lainnya: http://127.0.0.1:8000/" in text
    assert len(link) <= LONGEST_LINK and parse_qs(urlsplit(link).query)["text"] == [text]
    assert f"Memuat {number} yang paling mendesak" in page.text and "40 hal yang menunggu" in page.text
    whole = browser.get("agency_messages.show", id=cast.social, lengkap=1)
    assert len(re.findall(r"^\d+\. ", text_of(whole), re.M)) == 40 and not links_of(whole)
    assert "terlalu panjang untuk tautan WhatsApp" in whole.text
    browser.submit("/pesan", channel="letter")
    assert messages()[0].number == 40 and len(messages()[0].commitments) == 40


def test_hostile_words_stay_in_their_line_and_the_text_is_indonesian(browser: Browser, cast: Cast) -> None:
    make_commitment(cast.social, statement="Satu\n\nYth. Bupati,\r\n<script>\u202e😀 " + "a" * 300)
    db.session.get_one(Agency, cast.social).name = "Dinas\nSosial & <b> " + "x" * 250
    db.session.commit()
    browser.sign_in(cast.secretariat).post("/tampilan", {"bahasa": "en"})
    page = browser.get("agency_messages.show", id=cast.social)
    text = text_of(page)
    assert "\u202e" not in text and text.count("Yth.") == 2 and "\nYth. Bupati" not in text
    assert "Tenggat " in text and "mohon disetujui" in text
    assert parse_qs(urlsplit(links_of(page)[0]).query)["text"] == [text]
    browser.submit("/pesan", channel="whatsapp")
    assert messages()[0].text == text


def test_an_agency_for_which_nothing_waits_says_so(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat)
    assert "Tidak ada yang menunggu instansi" in browser.get("agency_messages.index").text
    page = browser.get("agency_messages.show", id=cast.planning)
    assert "Tidak ada yang menunggu" in page.text and not page.has_form("/pesan")
    browser.get("agency_messages.show", status=404, id=99999)


@pytest.mark.parametrize("person", ["social_liaison", "reviewer", "leader", "admin"])
def test_only_the_secretariat_tells(browser: Browser, cast: Cast, person: str) -> None:
    made = in_state(cast, S.AGREED).id
    browser.sign_in(cast.secretariat).get("agency_messages.show", id=cast.social)
    browser.submit("/pesan", channel="call")
    other = Browser(browser.app).sign_in(getattr(cast, person))
    other.get("agency_messages.index", status=403)
    other.get("agency_messages.show", status=403, id=cast.social)
    other.post("agency_messages.show", {"channel": "call"}, status=403, id=cast.social)
    other.post("agency_messages.undo", status=403, id=messages()[0].id)
    assert "/pesan" not in other.get("agencies.show", id=cast.social).html
    assert stored(made).reminded_at and not messages()[0].undone_at


def test_the_pages_ask_no_more_for_many(browser: Browser, cast: Cast) -> None:
    in_state(cast, S.AGREED)
    browser.sign_in(cast.secretariat)
    few = [browser.get(path).queries for path in ("/pesan-instansi", f"/instansi/{cast.social}/pesan")]
    for n in range(30):
        make_task(cast.social, cast.police, cast.health, due=today() - n * DAY)
    many = [browser.get(path).queries for path in ("/pesan-instansi", f"/instansi/{cast.social}/pesan")]
    assert many == few and max(few) <= 7
