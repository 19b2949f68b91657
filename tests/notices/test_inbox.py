"""The inbox shows one's own notices only, marks nothing by being read, and takes every mark back."""

from __future__ import annotations

import datetime as dt
import time

import sqlalchemy as sa

from app.accounts.models import UserSession
from app.agencies.models import Holding
from app.clock import now
from app.extensions import db
from app.notices.events import Event
from app.notices.models import Notice
from app.paging import PAGE_SIZE
from tests.browser import Browser
from tests.factories import Cast, make_commitment, make_meeting, make_task, make_user
from tests.notices.steps import make_notice, notice, user_of

SINCE = dt.datetime(2026, 1, 5, 1, tzinfo=dt.UTC)


def test_what_one_was_told_stands_in_the_inbox_with_its_button(browser: Browser, cast: Cast) -> None:
    made = make_commitment(cast.social)
    page = browser.sign_in(cast.social_liaison).get("notices.index")
    assert "Komitmen menunggu persetujuan Dinas Sosial" in page.text and made.reference in page.text
    assert "Belum dibaca" in page.text and "Pemberitahuan, 1 belum dibaca" in page.text
    key = db.session.scalars(sa.select(Notice.id)).one()
    assert browser.submit(f"/pemberitahuan/{key}/buka").url == f"/komitmen/{made.id}"
    assert notice(key).read_at is not None
    assert "belum dibaca" not in browser.get("home.index").text


def test_reading_marks_nothing(browser: Browser, cast: Cast) -> None:
    key = make_notice(cast.social_liaison, make_meeting(cast.bnn))
    browser.sign_in(cast.social_liaison).get("notices.index")
    browser.get("/rapat/1")
    assert notice(key).read_at is None


def test_notices_of_others_do_not_exist(browser: Browser, cast: Cast) -> None:
    key = make_notice(cast.social_liaison, make_meeting(cast.bnn))
    page = browser.sign_in(cast.police_liaison).get("notices.index")
    assert "Belum ada pemberitahuan" in page.text
    for path in ("buka", "dibaca", "belum-dibaca"):
        browser.post(f"/pemberitahuan/{key}/{path}", status=404)
    browser.post("/pemberitahuan/dibaca", {"sampai": key})
    assert notice(key).read_at is None


def test_marking_one_can_be_taken_back(browser: Browser, cast: Cast) -> None:
    key = make_notice(cast.social_liaison, make_meeting(cast.bnn))
    browser.sign_in(cast.social_liaison).get("notices.index")
    browser.submit(f"/{key}/dibaca")
    assert notice(key).read_at is not None
    browser.submit(f"/{key}/belum-dibaca")
    assert notice(key).read_at is None


def test_opening_again_keeps_when_it_was_read_first(browser: Browser, cast: Cast) -> None:
    key = make_notice(cast.social_liaison, make_meeting(cast.bnn), read_at=SINCE)
    browser.sign_in(cast.social_liaison).post(f"/pemberitahuan/{key}/buka")
    assert notice(key).read_at == SINCE


def test_marking_all_leaves_what_came_after_the_page(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    first, second = (make_notice(cast.social_liaison, meeting) for _ in range(2))
    browser.sign_in(cast.social_liaison).get("notices.index")
    later = make_notice(cast.social_liaison, meeting)
    page = browser.submit("/pemberitahuan/dibaca")
    assert "2 pemberitahuan ditandai sudah dibaca" in page.text
    assert [bool(notice(key).read_at) for key in (first, second, later)] == [True, True, False]
    undo = next(form.action for form in page.forms() if "/urungkan/" in form.action)
    browser.submit(undo)
    assert not any(notice(key).read_at for key in (first, second, later))


def test_undoing_leaves_what_was_read_before(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    before = make_notice(cast.social_liaison, meeting, read_at=SINCE)
    make_notice(cast.social_liaison, meeting)
    browser.sign_in(cast.social_liaison).get("notices.index")
    page = browser.submit("/pemberitahuan/dibaca")
    browser.submit(next(form.action for form in page.forms() if "/urungkan/" in form.action))
    assert notice(before).read_at == SINCE


def test_marking_all_of_one_kind_leaves_the_others(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    signed = make_notice(cast.social_liaison, meeting, Event.MINUTES_SIGNED)
    watched = make_notice(cast.social_liaison, meeting)
    browser.sign_in(cast.social_liaison).get("/pemberitahuan?jenis=watched")
    browser.submit("/pemberitahuan/dibaca")
    assert notice(watched).read_at and not notice(signed).read_at


def test_what_was_sent_wrongly_is_refused(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.social_liaison)
    for nonsense in ("x", "-1", "9" * 5000):
        browser.post("/pemberitahuan/dibaca", {"sampai": nonsense}, status=400)
    browser.post("/pemberitahuan/dibaca", {"sampai": "9" * 40})
    browser.post("/pemberitahuan/dibaca", {"sampai": "5", "jenis": "zzz"})
    browser.post("/pemberitahuan/urungkan/" + "9" * 40)


def test_filters_show_what_they_say(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    make_notice(cast.social_liaison, meeting, Event.MINUTES_SIGNED, read_at=SINCE)
    make_notice(cast.social_liaison, meeting)
    browser.sign_in(cast.social_liaison)
    assert "ditandatangani dan berlaku" not in browser.get("/pemberitahuan?baca=belum").text
    page = browser.get("/pemberitahuan?jenis=minutes_signed")
    assert "ditandatangani dan berlaku" in page.text and "yang Anda pantau." not in page.text
    assert "Tidak ada pemberitahuan yang cocok" in browser.get("/pemberitahuan?jenis=returned").text
    browser.get("/pemberitahuan?baca=zzz&jenis=%00&sesudah=x")


def test_what_does_not_hold_any_more_says_so(browser: Browser, cast: Cast) -> None:
    make_commitment(cast.social)
    browser.sign_in(cast.social_liaison)
    text = browser.get("notices.index").text
    assert "tidak berlaku" not in text and "Tinjau : K/" in text
    browser.get("/komitmen/1")
    browser.submit("/komitmen/1/terima")
    text = browser.get("notices.index").text
    assert "sudah tidak berlaku" in text and "Lihat : K/" in text


def test_what_lies_in_the_trash_is_not_led_to(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    key = db.session.scalars(sa.select(Notice.id)).one()
    task.trashed_at = now()
    db.session.commit()
    page = browser.sign_in(cast.social_liaison).get("notices.index")
    assert task.reference in page.text and not page.has_form(f"/{key}/buka")
    page = browser.post(f"/pemberitahuan/{key}/buka")
    assert page.url == "/pemberitahuan" and "Yang diberitahukan sudah dihapus." in page.text


def test_what_was_deleted_is_said_to_be(browser: Browser, cast: Cast) -> None:
    lost = Notice(user_id=user_of(cast.social_liaison).id, event=Event.WATCHED, root_type="task", root_id=999)
    db.session.add(lost)
    db.session.commit()
    page = browser.sign_in(cast.social_liaison).get("notices.index")
    assert "Sudah dihapus" in page.text
    assert not page.has_form(f"/{lost.id}/buka")
    page = browser.post(f"/pemberitahuan/{lost.id}/buka")
    assert page.url == "/pemberitahuan" and "Yang diberitahukan sudah dihapus." in page.text


def test_many_are_paged_and_long_names_fit(browser: Browser, cast: Cast) -> None:
    tasks = [make_task(title="Sangat " * 30 + str(n)) for n in range(40)]
    for task in tasks:
        make_notice(cast.social_liaison, task)
    page = browser.sign_in(cast.social_liaison).get("notices.index")
    assert len([form for form in page.forms() if form.action.endswith("/buka")]) == PAGE_SIZE
    rest = browser.get(next(a.get("href") or "" for a in page.find("a", id="halaman-sesudah")))
    assert len([form for form in rest.forms() if form.action.endswith("/buka")]) == 40 - PAGE_SIZE


def test_who_holds_no_post_any_more_reads_nothing_of_what_it_was_about(browser: Browser, cast: Cast) -> None:
    make_commitment(cast.social)
    holding = db.session.scalars(sa.select(Holding).where(Holding.user_id == user_of(cast.social_liaison).id)).one()
    holding.ends_at = now()
    db.session.commit()
    page = browser.sign_in(cast.social_liaison).get("notices.index")
    assert "Menyediakan 40 tempat" not in page.text and "belum dibaca" not in page.text


def test_the_bell_counts_to_a_hundred(browser: Browser, cast: Cast) -> None:
    meeting, person = make_meeting(cast.bnn), user_of(cast.social_liaison).id
    facts = {"user_id": person, "event": Event.WATCHED, "root_type": "meeting", "root_id": meeting.id, "facts": {}}
    db.session.execute(sa.insert(Notice), [facts] * 150)
    db.session.commit()
    assert "Pemberitahuan, 99+ belum dibaca" in browser.sign_in(cast.social_liaison).get("home.index").text


def test_asking_for_the_number_costs_next_to_nothing(browser: Browser, cast: Cast) -> None:
    key = make_notice(cast.social_liaison, make_meeting(cast.bnn))
    browser.sign_in(cast.social_liaison)
    page = browser.get("notices.count")
    assert "Pemberitahuan, 1 belum dibaca" in page.text and page.queries <= 2
    known = {"If-None-Match": page.headers["ETag"]}
    answer = browser.raw("GET", "/pemberitahuan/jumlah", headers=known)
    assert answer.status_code == 304 and not answer.data and len(str(answer.headers)) < 200
    browser.post(f"/pemberitahuan/{key}/dibaca")
    assert browser.raw("GET", "/pemberitahuan/jumlah", headers=known).status_code == 200


def test_asking_for_the_number_keeps_no_session_awake(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.social_liaison)
    before = now() - dt.timedelta(hours=1)
    db.session.execute(sa.update(UserSession).values(seen_at=before))
    db.session.commit()
    browser.get("notices.count")
    assert db.session.scalar(sa.select(UserSession.seen_at)) == before
    browser.get("notices.index")
    assert db.session.scalar(sa.select(UserSession.seen_at)) != before


def test_the_inbox_is_fast_among_many(browser: Browser, cast: Cast) -> None:
    task, people = make_task(), [make_user(f"orang{n}@contoh.go.id").id for n in range(20)]
    people.append(user_of(cast.social_liaison).id)
    facts = {"event": Event.WATCHED, "root_type": "task", "root_id": task.id, "facts": {}}
    db.session.execute(sa.insert(Notice), [facts | {"user_id": who} for who in people for _ in range(1000)])
    db.session.commit()
    browser.sign_in(cast.social_liaison).get("notices.index")
    begun = time.perf_counter()
    page = browser.get("notices.index")
    assert time.perf_counter() - begun < 1 and page.queries <= 4
