"""Closing, circulating, and what an attendee does with a copy."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from app import guests
from app.agreement import service
from app.agreement.models import Correction, CorrectionState, MinutesCopy
from app.audit import AuditEvent
from app.clock import local, now
from app.extensions import db
from app.meetings.agenda import AgendaItem, AgendaKind
from app.meetings.models import Meeting, MeetingState
from app.minutes.models import LineKind
from tests.agreement.steps import add_line, circulated, copies_of, fresh, held, lines_of, path_of, ripe, signed
from tests.browser import Browser
from tests.factories import Cast, make_meeting, make_task


def decisive(cast: Cast) -> Meeting:
    """A running meeting with one item that calls for a decision."""
    meeting = make_meeting(cast.bnn, items=0)
    meeting.agenda.append(AgendaItem(position=1, kind=AgendaKind.DECISION, title="Lokasi & sasaran"))
    meeting.agenda.append(AgendaItem(position=2, kind=AgendaKind.CLOSING, title="Penutup"))
    db.session.commit()
    return meeting


def test_closing_names_what_is_undecided_and_links_to_it(browser: Browser, cast: Cast) -> None:
    meeting = decisive(cast)
    item = meeting.agenda[0].id
    browser.sign_in(cast.secretariat).get("meetings.show", id=meeting.id)
    page = browser.submit("/tutup", status=409)
    assert "Lokasi & sasaran" in page.text and "Penutup" not in page.text
    assert page.find("a", href=f"/rapat/{meeting.id}/notula?acara={item}#acara-{item}")
    assert page.find("a", href=f"/rapat/agenda/{item}/tunda-keputusan")
    assert fresh(meeting).state is MeetingState.RUNNING


def test_a_decision_lets_the_meeting_close_and_a_removed_one_does_not(browser: Browser, cast: Cast) -> None:
    meeting = decisive(cast)
    line = add_line(meeting, "Disepakati", LineKind.DECISION, removed_at=now())
    db.session.commit()
    browser.sign_in(cast.secretariat).get("agreement.index", id=meeting.id)
    browser.submit("/tutup", status=409)
    browser.post(f"/rapat/butir/{line.id}/pulihkan")
    page = browser.post("meetings.close", id=meeting.id)
    assert page.url.endswith("/persetujuan") and fresh(meeting).state is MeetingState.CLOSED


def test_a_decision_is_put_off_with_a_reason_that_the_paper_shows(browser: Browser, cast: Cast) -> None:
    meeting = decisive(cast)
    item = meeting.agenda[0].id
    browser.sign_in(cast.secretariat).get("agreement.defer", id=item)
    browser.submit("/tunda-keputusan", status=422, reason=" ")
    page = browser.submit("/tunda-keputusan", reason="Menunggu data <camat>")
    assert "Ditunda: Menunggu data <camat>" in page.text
    assert "Ditunda: Menunggu data" in browser.get("meetings.show", id=meeting.id).text
    browser.submit("/tutup")
    assert fresh(meeting).state is MeetingState.CLOSED
    assert "Ditunda: Menunggu data <camat>" in browser.get(f"/rapat/{meeting.id}/notula").text
    browser.post("agreement.resume", id=item)
    assert "Keputusan hanya dapat ditunda" in (browser.page.text if browser.page else "")


def test_the_deferral_is_undone_by_hand_and_by_a_decision(browser: Browser, cast: Cast) -> None:
    meeting = decisive(cast)
    item = meeting.agenda[0]
    browser.sign_in(cast.secretariat)
    for undo in ("/batal-tunda", "/butir"):
        browser.post("agreement.defer", {"reason": "Nanti"}, id=item.id)
        assert db.session.get_one(AgendaItem, item.id, populate_existing=True).deferred_reason == "Nanti"
        browser.post(f"/rapat/agenda/{item.id}{undo}", {"kind": "decision", "text": "Jadi"})
        assert db.session.get_one(AgendaItem, item.id, populate_existing=True).deferred_reason == ""
    page = browser.post("agreement.defer", {"reason": "Nanti"}, id=item.id, status=422)
    assert "sudah mempunyai keputusan" in page.text


def test_only_items_of_that_kind_are_put_off(browser: Browser, cast: Cast) -> None:
    meeting = decisive(cast)
    browser.sign_in(cast.secretariat)
    page = browser.post("agreement.defer", {"reason": "Nanti"}, id=meeting.agenda[1].id, status=422)
    assert "Hanya acara berjenis keputusan" in page.text


def test_minutes_go_to_those_who_were_there_until_the_end_of_a_day(browser: Browser, cast: Cast) -> None:
    meeting = held(cast)
    page = browser.sign_in(cast.secretariat).get("agreement.index", id=meeting.id)
    assert dict(page.form("/edarkan").fields)["days"] == "7"
    for days in ("0", "31", "", "x"):
        browser.submit("/edarkan", status=422, days=days)
    page = browser.submit("/edarkan", days="3")
    meeting = fresh(meeting)
    assert meeting.state is MeetingState.CIRCULATED and meeting.circulation == 1 and meeting.corrections_until
    last = local(meeting.corrections_until)
    assert (last.hour, last.minute) == (23, 59) and last.date() == local(now()).date() + dt.timedelta(days=3)
    assert [copy.person for copy in copies_of(meeting)] == ["Ani, S.Sos.", "Budi"]
    assert "Menunggu perbaikan sampai" in page.text and "Dinas Kesehatan" not in page.text
    first, second = ("http://127.0.0.1:8000" + path_of(copy) for copy in copies_of(meeting))
    assert first in [field.get("value") for field in page.find("input")]
    said = parse_qs(
        urlsplit(next(a.get("href") or "" for a in page.find("a") if "wa.me" in (a.get("href") or ""))).query
    )
    assert first in said["text"][0] and "Ani, S.Sos." in said["text"][0]
    every = "".join(page.find("textarea")[0].itertext())
    assert first in every and second in every


def test_nobody_there_nobody_to_send_to(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.CLOSED)
    browser.sign_in(cast.secretariat).get("agreement.index", id=meeting.id)
    assert "Belum ada peserta yang tercatat hadir" in browser.submit("/edarkan", days="3").text
    assert fresh(meeting).state is MeetingState.CLOSED and fresh(meeting).circulation == 0


def test_links_are_for_the_secretariat_alone(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    page = browser.sign_in(cast.leader).get("agreement.index", id=meeting.id)
    assert "Ani, S.Sos." in page.text and "/notula/" not in page.html.replace(f"/rapat/{meeting.id}/notula", "")
    for endpoint in ("agreement.mark_sent", "agreement.renew"):
        browser.post(endpoint, id=copies_of(meeting)[0].id, status=403)
    browser.post("agreement.circulate", {"days": "3"}, id=meeting.id, status=403)


def test_a_link_is_marked_as_sent_and_replaced(browser: Browser, other: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    copy = copies_of(meeting)[0]
    old = path_of(copy)
    browser.sign_in(cast.secretariat).post("agreement.mark_sent", id=copy.id)
    assert "ditandai terkirim oleh Sekretariat" in (browser.page.text if browser.page else "")
    browser.post("agreement.mark_sent", {"urung": "1"}, id=copy.id)
    assert copies_of(meeting)[0].sent_at is None
    browser.post("agreement.renew", {"nonce": copy.nonce}, id=copy.id)
    assert "sudah diganti" in other.get(old, status=410).text
    assert "Ani" in other.get(path_of(copies_of(meeting)[0])).text


def test_a_guest_reads_without_internal_lines_and_the_first_opening_counts(
    browser: Browser, other: Browser, cast: Cast
) -> None:
    meeting = held(cast)
    add_line(meeting, "Rahasia dapur", internal=True)
    service.circulate(meeting, 7)
    db.session.commit()
    copy = copies_of(meeting)[0]
    browser.raw("GET", path_of(copy), headers={"User-Agent": "WhatsApp/2.23.20.0"})
    Browser(browser.app).sign_in(cast.secretariat).get(path_of(copy))
    assert copies_of(meeting)[0].opened_at is None
    page = browser.get(path_of(copy))
    opened = copies_of(meeting)[0].opened_at
    assert opened and "Rahasia" not in page.html and "1 butir internal tidak ditampilkan" in page.text
    assert "Anggaran dua juta" in page.text and not page.find("script")
    browser.get(path_of(copy))
    assert copies_of(meeting)[0].opened_at == opened
    assert browser.get(f"{path_of(copy)}/butir/{lines_of(meeting)[2].id}", status=404)


def test_the_first_opening_of_minutes_with_a_task_keeps_to_the_ceiling(browser: Browser, cast: Cast) -> None:
    meeting = held(cast)
    line = add_line(meeting, "Menyiapkan tempat", LineKind.TASK)
    make_task(cast.social, cast.police, title="Menyiapkan tempat", line_id=line.id, meeting_id=meeting.id)
    service.circulate(meeting, 7)
    db.session.commit()
    assert "Dinas Sosial, Polres Palopo" in browser.get(path_of(copies_of(meeting)[0])).text
    assert copies_of(meeting)[0].opened_at


def test_a_guest_agrees_once(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    copy = copies_of(meeting)[0]
    browser.get(path_of(copy))
    assert "Anda setuju" in browser.submit("/setuju").text
    browser.post(f"{path_of(copy)}/setuju", {})
    events = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "agreed")).all()
    assert [event.actor_name for event in events] == ["Ani, S.Sos."]


def test_a_guest_proposes_a_correction_once_and_reads_the_answer(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    copy, line = copies_of(meeting)[0], lines_of(meeting)[0]
    form = f"{path_of(copy)}/butir/{line.id}"
    page = browser.get(form)
    assert dict(page.form(form).fields)["text"].strip() == "Anggaran dua juta rupiah"
    assert "masih sama" in browser.submit(form, status=422, reason="Salah").text
    assert "Mohon isi alasannya" in browser.submit(form, status=422, text="Anggaran tiga juta rupiah", reason="").text
    filled = dict(browser.page.form(form).fields) | {"reason": "Salah dengar 😀 & <b>"}  # type: ignore[union-attr]
    page = browser.post(form, filled)
    browser.post(form, filled)
    made = db.session.scalars(sa.select(Correction)).one()
    assert (made.author, made.line_number, made.original) == ("Ani, S.Sos.", "1.1", "Anggaran dua juta rupiah")
    assert "Belum diputuskan" in page.text and "Salah dengar 😀 & <b>" in page.text
    browser.get(form)
    browser.submit(form, text="Anggaran empat juta rupiah", reason="Lagi")
    assert len(db.session.scalars(sa.select(Correction)).all()) == 2


def test_who_proposes_has_agreed_no_longer(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    copy, line = copies_of(meeting)[0], lines_of(meeting)[0]
    browser.get(path_of(copy))
    browser.submit("/setuju")
    browser.post(f"{path_of(copy)}/butir/{line.id}", {"text": "Lain", "reason": "Keliru"})
    assert copies_of(meeting)[0].agreed_at is None


def test_one_copy_holds_a_limited_number_of_proposals(
    browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_CORRECTIONS", 2)
    meeting = circulated(cast)
    form = f"{path_of(copies_of(meeting)[0])}/butir/{lines_of(meeting)[0].id}"
    browser.get(path_of(copies_of(meeting)[0]))
    for n in range(2):
        browser.post(form, {"text": f"Usul {n}", "reason": "Keliru"})
    page = browser.post(form, {"text": "Usul ketiga", "reason": "Keliru"}, status=422)
    assert "Paling banyak 2 usulan" in page.text and "Usul ketiga" in page.text


def test_links_end_as_they_should(browser: Browser, cast: Cast, app: Flask) -> None:
    meeting = circulated(cast)
    copy = copies_of(meeting)[0]
    path, form = path_of(copy), f"{path_of(copy)}/butir/{lines_of(meeting)[0].id}"
    for bad in (
        path + "x",
        path[:-3],
        "/notula/1",
        "/notula/" + "a" * 5000,
        "/notula/" + guests.seal("other", copy.id, copy.nonce),
    ):
        assert "tidak dikenal" in browser.get(bad, status=404).text
    with ripe():
        page = browser.get(path)
        assert "Masa perbaikan sudah berakhir" in page.text and not page.has_form("/setuju")
        assert "Masa perbaikan sudah berakhir" in browser.get(form).text
        page = browser.post(form, {"text": "Terlambat", "reason": "Lupa"}, status=422)
        assert "Terlambat" in page.text and not db.session.scalar(sa.select(Correction.id))
    with time_machine.travel(now() + dt.timedelta(days=38)):
        assert "Masa baca" in browser.get(path, status=410).text


def test_reopening_ends_every_link_and_gives_back_what_came_too_late(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    path = path_of(copies_of(meeting)[0])
    form = f"{path}/butir/{lines_of(meeting)[0].id}"
    service.reopen(fresh(meeting), "Keliru", "Rahmi")
    db.session.commit()
    assert "dibuka kembali" in browser.get(path, status=410).text
    page = browser.post(form, {"text": "Masih diketik", "reason": "Coba"}, status=410)
    assert "Masih diketik" in page.text and "Belum tersimpan" in page.text
    fresh(meeting).close()
    db.session.commit()
    assert browser.get(path, status=410)
    service.circulate(fresh(meeting), 7)
    db.session.commit()
    assert browser.get(path, status=410) and browser.get(path_of(copies_of(fresh(meeting))[0]))


def test_a_link_opens_only_lines_of_its_own_meeting(browser: Browser, cast: Cast) -> None:
    meeting, another = circulated(cast), circulated(cast)
    foreign = lines_of(another)[0]
    browser.get(f"{path_of(copies_of(meeting)[0])}/butir/{foreign.id}", status=404)
    browser.post(f"{path_of(copies_of(meeting)[0])}/butir/{foreign.id}", {"text": "x", "reason": "y"}, status=404)


def test_a_guest_reads_signed_minutes_but_changes_nothing(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    with ripe():
        signed(cast, fresh(meeting))
        assert "sudah ditandatangani" in browser.get(path_of(copies_of(meeting)[0])).text
        browser.post(f"{path_of(copies_of(meeting)[0])}/setuju", {})
        assert copies_of(meeting)[0].agreed_at is None


def test_a_copy_outlives_its_row_of_the_attendance_list(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    meeting.attendances.remove(meeting.attendances[0])
    db.session.commit()
    assert "Ani, S.Sos." in browser.get(path_of(copies_of(meeting)[0])).text
    assert db.session.scalars(sa.select(MinutesCopy.attendance_id).order_by(MinutesCopy.id)).first() is None


def test_states_are_labelled() -> None:
    assert [str(state.label) for state in CorrectionState] == ["Belum diputuskan", "Diterima", "Tidak diterima"]
