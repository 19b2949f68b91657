"""The projector's view of a meeting, and how little it asks for while nothing changes."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from werkzeug.test import TestResponse

from app.accounts.models import UserSession
from app.clock import now, today
from app.commitments.models import Commitment
from app.extensions import db
from app.meetings.agenda import AgendaKind
from app.meetings.models import MeetingState
from app.minutes.models import MinutesLine
from app.tasks.models import Task
from tests.browser import Browser
from tests.commitments.steps import agree
from tests.factories import Cast, make_meeting, make_series

DUE = (today() + dt.timedelta(days=30)).isoformat()
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{ 7*7 }}"


def write(browser: Browser, item: int, text: str, **fields: Any) -> int:
    """Type a line; returns its id."""
    browser.post("minutes.new", {"kind": "decision", "text": text} | fields, id=item)
    db.session.rollback()
    return db.session.scalars(sa.select(sa.func.max(MinutesLine.id))).one()


def ask(browser: Browser, meeting: int, tag: str = "", **headers: str) -> TestResponse:
    """Poll once."""
    return browser.raw("GET", f"/rapat/{meeting}/layar/isi", headers={"If-None-Match": tag} | headers)


def tag_of(browser: Browser, meeting: int) -> str:
    """The tag of what is shown now."""
    return ask(browser, meeting).headers["ETag"]


def test_the_view_shows_where_the_meeting_is(browser: Browser, other: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED, 3, theme="Rapat sinergi")
    first, second, third = meeting.agenda
    first.section, second.presenter, second.planned_minutes = "Sesi pagi", "Kepala Dinas Sosial", 10
    db.session.commit()
    key, items = meeting.id, [first.id, second.id, third.id]
    assert "Rapat belum dimulai" in other.sign_in(cast.leader).get("screen.show", id=key).text
    browser.sign_in(cast.secretariat).post("meetings.start", id=key)
    browser.post("meetings.next_item", {"dari": items[0]}, id=key)
    page = other.get("screen.show", id=key)
    for text in ("Rapat sinergi", "Sesi pagi", "Acara 2 dari 3", "Kepala Dinas Sosial", "0:0", "dari 10 menit",
                 "Berikutnya: Acara 3"):  # fmt: skip
        assert text in page.text, text
    assert not [form for form in page.forms() if form.method == "post"]
    page = browser.get("screen.show", id=key)
    assert browser.submit(f"/acara/{items[1]}/jeda").url.endswith("/layar")
    assert "Jeda" in browser.page.text and browser.page.has_form(f"/acara/{items[1]}/jalankan")
    browser.submit("/acara-berikutnya")
    assert "Ini acara terakhir" in browser.page.text and browser.page.has_form(f"/acara/{items[1]}/jalankan")
    browser.post("meetings.close", id=key)
    assert "Rapat selesai" in other.get("screen.show", id=key).text


def test_a_meeting_that_ran_before_there_was_a_clock_can_begin(browser: Browser, cast: Cast) -> None:
    key = make_meeting(cast.bnn, items=2).id
    page = browser.sign_in(cast.secretariat).get("screen.show", id=key)
    assert "Belum ada acara yang dimulai" in page.text
    assert "Acara 1 dari 2" in browser.submit("/acara-berikutnya").text


def test_what_is_made_stands_there_newest_first_with_its_agencies(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    key, item = meeting.id, meeting.agenda[0].id
    browser.sign_in(cast.secretariat)
    write(browser, item, "Hanya catatan", kind="note")
    write(browser, item, "Keputusan pertama")
    gone = write(browser, item, "Keputusan yang dihapus")
    write(browser, item, "Janji", kind="commitment", agencies=[cast.social], due=DUE)
    write(browser, item, "Kerja", kind="task", agencies=[cast.police, cast.health], due=DUE)
    write(browser, item, HOSTILE)
    browser.post("minutes.remove", id=gone)
    page = browser.get("screen.region", id=key)
    lines = [" ".join("".join(li.itertext()).split()) for li in page.find("li")]
    kinds = ["".join(badge.itertext()) for badge in page.find("span") if "badge" in (badge.get("class") or "")]
    assert kinds == ["Berlangsung", "Keputusan", "Tugas", "Komitmen", "Keputusan"]
    assert "Dinas Kesehatan, Polres Palopo" in lines[1] and "Dinas Sosial" in lines[2]
    assert HOSTILE in page.text and not page.find("script") and not page.find("img")
    assert "Hanya catatan" not in page.text and "dihapus" not in page.text


def test_a_line_of_another_kind_sheds_what_it_was_before(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    browser.sign_in(cast.secretariat)
    line = write(browser, meeting.agenda[0].id, "Sediakan data", kind="commitment", agencies=[cast.social], due=DUE)
    browser.get("minutes.edit", id=line)
    browser.submit("/ubah", kind="decision")
    assert "Dinas Sosial" not in browser.get("screen.region", id=meeting.id).text
    browser.get("minutes.edit", id=line)
    browser.submit("/ubah", kind="task", agencies=[cast.police], due=(today() + dt.timedelta(days=400)).isoformat())
    shown = browser.get("screen.region", id=meeting.id).text
    assert "Polres Palopo" in shown and "Dinas Sosial" not in shown
    assert str((today() + dt.timedelta(days=400)).year) in shown


@pytest.mark.parametrize("path", ["/rapat/butir/1/foto", "/seri/1"])
def test_the_menu_shows_the_way_to_the_meetings(browser: Browser, cast: Cast, path: str) -> None:
    meeting = make_meeting(cast.bnn)
    make_series(meeting)
    browser.sign_in(cast.secretariat)
    write(browser, meeting.agenda[0].id, "Keputusan")
    here = [link.get("href") for link in browser.get(path).find("a") if link.get("aria-current") == "page"]
    assert set(here) == {"/rapat"}


def test_long_lists_and_texts_end_somewhere(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    browser.sign_in(cast.secretariat)
    for number in range(9):
        write(browser, meeting.agenda[0].id, f"Keputusan ke-{number} " + "panjang " * 300)
    page = browser.get("screen.show", id=meeting.id)
    assert len(page.find("li")) == 8 and "ke-0" not in page.text and "Selengkapnya di notula" in page.text
    assert len(ask(browser, meeting.id).data) < 9000


@pytest.mark.parametrize("who", ["admin", "social_liaison", "reviewer", "leader"])
def test_a_draft_is_not_shown_to_others(browser: Browser, cast: Cast, who: str) -> None:
    key = make_meeting(cast.bnn, MeetingState.DRAFT).id
    browser.sign_in(getattr(cast, who)).get("screen.show", id=key, status=404)
    browser.get("screen.region", id=key, status=404)


class Follower:
    """Holds a tag, and knows when it is out of date."""

    def __init__(self, browser: Browser, meeting: int) -> None:
        self.browser, self.meeting = browser, meeting
        self.tags = [tag_of(browser, meeting)]

    def notices(self) -> None:
        """Check that there is something new, once."""
        self.tags.append(tag_of(self.browser, self.meeting))
        assert self.tags[-1] not in self.tags[:-1], len(self.tags)
        assert ask(self.browser, self.meeting, self.tags[-1]).status_code == 304


def test_the_tag_changes_with_each_line_and_what_becomes_of_it(browser: Browser, other: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    item = meeting.agenda[0].id
    browser.sign_in(cast.secretariat)
    follower = Follower(other.sign_in(cast.leader), meeting.id)
    line = write(browser, item, "Janji", kind="commitment", agencies=[cast.social], due=DUE)
    follower.notices()
    work = write(browser, item, "Kerja", kind="task", agencies=[cast.social], due=DUE)
    follower.notices()
    browser.get("minutes.edit", id=line)
    browser.submit("/ubah", text="Janji lain")
    follower.notices()
    for act in ("remove", "restore"):
        browser.post(f"minutes.{act}", id=work)
        follower.notices()
    agree(db.session.scalars(sa.select(Commitment)).one())
    db.session.commit()
    follower.notices()
    db.session.scalars(sa.select(Task)).one().cancel()
    db.session.commit()
    follower.notices()


def test_the_tag_changes_with_the_agenda_the_meeting_and_the_language(
    browser: Browser, other: Browser, cast: Cast
) -> None:
    meeting = make_meeting(cast.bnn, items=3)
    key, items = meeting.id, [item.id for item in meeting.agenda]
    browser.sign_in(cast.secretariat)
    follower = Follower(other.sign_in(cast.leader), key)
    for act, number in (("begin_item", items[0]), ("begin_item", items[1]), ("pause_item", items[1]),
                        ("next_item", key)):  # fmt: skip
        browser.post(f"meetings.{act}", id=number)
        follower.notices()
    browser.post("meetings.move_item", {"arah": "naik"}, id=items[1])
    follower.notices()
    browser.post("meetings.close", id=key)
    follower.notices()
    other.post("/tampilan", {"bahasa": "en"})
    follower.notices()


def test_another_meeting_changes_nothing_here(browser: Browser, cast: Cast) -> None:
    one, two = make_meeting(cast.bnn), make_meeting(cast.bnn)
    browser.sign_in(cast.secretariat)
    tag = tag_of(browser, one.id)
    assert tag != tag_of(browser, two.id)
    write(browser, two.agenda[0].id, "Di sana", kind="commitment", agencies=[cast.social], due=DUE)
    assert ask(browser, one.id, tag).status_code == 304


def test_who_may_write_and_who_may_not_have_different_tags(browser: Browser, other: Browser, cast: Cast) -> None:
    key = make_meeting(cast.bnn).id
    assert tag_of(browser.sign_in(cast.secretariat), key) != tag_of(other.sign_in(cast.leader), key)
    assert ask(other, key, tag_of(browser, key)).status_code == 200


def test_compression_and_weak_tags_are_understood(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    browser.sign_in(cast.secretariat)
    write(browser, meeting.agenda[0].id, "Panjang " * 100)
    packed = ask(browser, meeting.id, **{"Accept-Encoding": "br"})
    assert packed.headers["Content-Encoding"] == "br" and packed.headers["ETag"] != tag_of(browser, meeting.id)
    for tag in (packed.headers["ETag"], f"W/{tag_of(browser, meeting.id)}", f'"x", {tag_of(browser, meeting.id)}'):
        assert ask(browser, meeting.id, tag).status_code == 304
    for tag in ("*", '"', "x" * 10_000, '"nonsense"'):
        assert ask(browser, meeting.id, tag).status_code == 200


def test_a_304_has_next_to_no_bytes_and_a_200_all_its_headers(browser: Browser, cast: Cast) -> None:
    key = make_meeting(cast.bnn).id
    full = ask(browser.sign_in(cast.secretariat), key)
    assert "Content-Security-Policy" in full.headers and full.headers["Cache-Control"] == "no-store"
    small = ask(browser, key, full.headers["ETag"], **{"Accept-Encoding": "br, gzip"})
    assert small.status_code == 304 and small.data == b"" and "Set-Cookie" not in small.headers
    wire = io.StringIO(f"HTTP/1.1 304 Not Modified\r\n{small.headers}")
    assert len(wire.getvalue()) < 140, wire.getvalue()  # a server adds its name and the date, about 55
    assert small.headers["ETag"] == full.headers["ETag"]


def test_asking_costs_few_queries_when_nothing_changed(browser: Browser, cast: Cast) -> None:
    key = make_meeting(cast.bnn).id
    tag = tag_of(browser.sign_in(cast.leader), key)
    statements: list[str] = []

    def watch(_c: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", watch)
    try:
        ask(browser, key, tag)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", watch)
    assert len([each for each in statements if each != "BEGIN"]) == 3, statements  # who asks, the meeting, the tag


@pytest.mark.parametrize("path", ["/layar/isi", "/layar"])
def test_a_page_that_only_follows_does_not_keep_its_session_awake(browser: Browser, cast: Cast, path: str) -> None:
    key = make_meeting(cast.bnn).id
    with time_machine.travel(dt.datetime(2026, 11, 2, tzinfo=dt.UTC), tick=False) as clock:
        browser.sign_in(cast.leader)
        seen = db.session.scalars(sa.select(UserSession.seen_at)).one()
        for _ in range(71):
            clock.shift(dt.timedelta(minutes=10))
            assert browser.raw("GET", f"/rapat/{key}{path}").status_code == 200
        db.session.rollback()
        assert db.session.scalars(sa.select(UserSession.seen_at)).one() == seen
        clock.shift(dt.timedelta(minutes=11))
        assert ask(browser, key, **{"HX-Request": "true"}).status_code == 401
        assert browser.get("screen.show", id=key).url.startswith("/masuk")


def test_a_click_keeps_the_session_awake_as_ever(browser: Browser, cast: Cast) -> None:
    key = make_meeting(cast.bnn, items=2).id
    with time_machine.travel(dt.datetime(2026, 11, 2, tzinfo=dt.UTC), tick=False) as clock:
        browser.sign_in(cast.secretariat).get("screen.show", id=key)
        clock.shift(dt.timedelta(hours=11))
        browser.submit("/acara-berikutnya")
        clock.shift(dt.timedelta(hours=11))
        assert ask(browser, key).status_code == 200


@pytest.mark.parametrize("key", ["0", str(2**31), str(2**63), "abc", "1%00"])
def test_unknown_meetings_are_no_page(browser: Browser, cast: Cast, key: str) -> None:
    browser.sign_in(cast.leader)
    for tail in ("layar", "layar/isi"):
        browser.get(f"/rapat/{key}/{tail}", status=404)


def test_the_hall_reads_no_internal_line(browser: Browser, cast: Cast) -> None:
    last = make_meeting(cast.bnn)
    item = last.agenda[0].id
    browser.sign_in(cast.secretariat)
    write(browser, item, "Jadwal disepakati")
    write(browser, item, "Nama sumber disebut", internal="y")
    shown = browser.get("screen.show", id=last.id)
    assert "Jadwal disepakati" in shown.text and "Nama sumber" not in shown.html
    db.session.rollback()
    following = make_meeting(cast.bnn, previous_id=last.id)
    following.agenda[0].kind, following.agenda[0].started_at = AgendaKind.FOLLOW_UP, now()
    db.session.commit()
    shown = browser.get("screen.show", id=following.id)
    assert "Jadwal disepakati" in shown.text and "Nama sumber" not in shown.html
    assert "Nama sumber" in browser.get("minutes.index", id=following.id).html  # the office reads it in the minutes
