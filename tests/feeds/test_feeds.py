"""Calendar feeds, read by an independent parser: what stands in them, for whom, and until when."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine
import vobject

from app.accounts.models import User
from app.agencies.models import Agency, Holding
from app.attendance.service import invite
from app.clock import at, now, today
from app.commitments.models import Commitment
from app.extensions import db
from app.feeds.models import Feed
from app.feeds.queries import MOST
from app.guests import seal
from app.meetings.models import Meeting, MeetingState
from app.submissions import Submission
from app.tasks.models import Task
from tests.browser import Browser
from tests.commitments.steps import S, in_state, stored
from tests.factories import Cast, make_commitment, make_meeting, make_task

DAY = dt.timedelta(days=1)
ZONE = ZoneInfo("Asia/Makassar")
HOSTILE = 'Rapat; "A, B" \\n\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:palsu 😀 \u202e' + "é" * 90
OWN = "/kalender/langganan"


def link_of(browser: Browser, page: str = OWN) -> str:
    """Make a link on a page where none is in use; the path to subscribe to."""
    browser.get(page)
    shown = browser.submit("/buat")
    return path_on(shown)


def path_on(page: Any) -> str:
    """The link that a page shows."""
    value = next(
        each.get("value") for each in page.find("input", readonly="") if (each.get("id") or "")[:7] == "tautan-"
    )
    return str(value).removeprefix("http://127.0.0.1:8000")


def read(browser: Browser, path: str) -> Any:
    """The calendar as the other parser reads it, after a look at its form."""
    answer = Browser(browser.app).raw("GET", path)
    assert answer.status_code == 200 and answer.mimetype == "text/calendar", answer.status_code
    lines = answer.data.split(b"\r\n")
    assert lines[-1] == b"" and all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    for line in lines:
        line.decode()  # folded between letters
    found = vobject.readOne(answer.get_data(as_text=True))
    for event in events(found):
        for name in ("uid", "dtstamp", "dtstart", "summary", "sequence", "last_modified", "url", "status"):
            assert len(event.contents[name.replace("_", "-")]) == 1, name
    return found


def events(found: Any) -> list[Any]:
    """All entries."""
    return list(found.contents.get("vevent", []))


def titles(found: Any) -> list[str]:
    """What the entries are called, sorted."""
    return sorted(event.summary.value for event in events(found))


def a_meeting(cast: Cast, *agencies: int, state: MeetingState = MeetingState.ANNOUNCED, **facts: Any) -> Meeting:
    """A meeting of next week with these agencies invited; committed."""
    values = {"starts_at": at(today() + 7 * DAY, dt.time(9)), "ends_at": at(today() + 7 * DAY, dt.time(12))}
    meeting = make_meeting(cast.bnn, state, **(values | facts))
    for agency in agencies:
        invite(meeting, db.session.get_one(Agency, agency))
    db.session.commit()
    return meeting


def test_a_persons_feed_holds_what_concerns_the_own_agencies(browser: Browser, cast: Cast) -> None:
    a_meeting(cast, cast.social, theme="Diundang")
    a_meeting(cast, cast.police, theme="Tidak diundang")
    a_meeting(cast, cast.social, state=MeetingState.DRAFT, theme="Masih draf")
    a_meeting(cast, cast.social, theme="Terlalu lama", starts_at=now() - 70 * DAY, ends_at=None)
    a_meeting(cast, cast.social, theme="Terlalu jauh", starts_at=now() + 500 * DAY, ends_at=None)
    mine = in_state(cast, S.AGREED)
    in_state(cast, S.AGREED, cast.police)
    stored(mine.id).report_due = today() + 5 * DAY
    db.session.commit()
    in_state(cast, S.VERIFIED)
    in_state(cast, S.SUSPENDED)
    task = make_task(cast.social, title="Menyiapkan aula")
    make_task(cast.police)
    found = read(browser, link_of(browser.sign_in(cast.social_liaison)))
    assert titles(found) == sorted(["Diundang", f"Tenggat {mine.reference}: {mine.statement}",
                                    f"Laporan berkala {mine.reference}: {mine.statement}",
                                    f"Tenggat {task.reference}: Menyiapkan aula"])  # fmt: skip


def test_the_head_says_what_calendars_ask_for(browser: Browser, cast: Cast) -> None:
    found = read(browser, link_of(browser.sign_in(cast.social_liaison)))
    one = {name: each[0].value for name, each in found.contents.items() if name not in ("vevent", "vtimezone")}
    assert one["version"] == "2.0" and one["method"] == "PUBLISH" and one["prodid"].startswith("-//Sinergi")
    assert one["x-wr-calname"] == one["name"] and one["name"].startswith("Sinergi – ")
    assert (one["x-wr-timezone"], one["refresh-interval"], one["x-published-ttl"]) == ("Asia/Makassar", "PT6H", "PT6H")
    assert found.contents["refresh-interval"][0].params == {"VALUE": ["DURATION"]}
    assert found.vtimezone.tzid.value == "Asia/Makassar" and not events(found)


def test_days_are_whole_days_and_hours_are_those_of_palopo(browser: Browser, cast: Cast) -> None:
    night = today() + 3 * DAY
    a_meeting(cast, cast.social, starts_at=at(night, dt.time(0, 30)), ends_at=at(night, dt.time(2)))
    make_commitment(cast.social, due=dt.date(2027, 2, 28))
    found = read(browser, link_of(browser.sign_in(cast.social_liaison)))
    hour, day = sorted(events(found), key=lambda event: isinstance(event.dtstart.value, dt.datetime), reverse=True)
    assert hour.dtstart.value == dt.datetime.combine(night, dt.time(0, 30), ZONE)
    assert hour.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Asia/Makassar"]
    assert hour.dtend.value - hour.dtstart.value == dt.timedelta(minutes=90) and not hasattr(hour, "transp")
    assert (day.dtstart.value, day.dtend.value) == (dt.date(2027, 2, 28), dt.date(2027, 3, 1))
    assert day.dtstart.params["VALUE"] == ["DATE"] and day.transp.value == "TRANSPARENT"
    assert "status: diusulkan" in day.description.value
    assert day.url.value == day.description.value.split("\n")[-1] == "http://127.0.0.1:8000/komitmen/1"


@pytest.mark.parametrize("hour", [0, 15, 16, 23])
def test_a_due_date_stays_on_its_day_whatever_the_hour(browser: Browser, cast: Cast, hour: int) -> None:
    make_commitment(cast.social, due=dt.date(2027, 1, 1))
    path = link_of(browser.sign_in(cast.social_liaison))
    with time_machine.travel(dt.datetime(2026, 12, 31, hour, 30, tzinfo=dt.UTC), tick=False):
        assert [event.dtstart.value for event in events(read(browser, path))] == [dt.date(2027, 1, 1)]


def test_the_window_moves_with_the_days(browser: Browser, cast: Cast) -> None:
    make_commitment(cast.social, due=today() - 60 * DAY)
    make_commitment(cast.social, due=today() + 401 * DAY)
    path = link_of(browser.sign_in(cast.social_liaison))
    assert [event.dtstart.value for event in events(read(browser, path))] == [today() - 60 * DAY]
    with time_machine.travel(now() + DAY):
        assert [event.dtstart.value for event in events(read(browser, path))] == [today() + 400 * DAY]


def test_whatever_is_typed_makes_no_entry_of_its_own(browser: Browser, cast: Cast) -> None:
    a_meeting(cast, cast.social, theme=HOSTILE, venue=HOSTILE)
    make_commitment(cast.social, statement=HOSTILE)
    make_task(cast.social, title=HOSTILE)
    db.session.get_one(Agency, cast.social).name = HOSTILE
    db.session.commit()
    found = read(browser, link_of(browser.sign_in(cast.secretariat), f"/instansi/{cast.social}/kalender"))
    line = " ".join(HOSTILE.replace("\u202e", "").split())
    assert len(events(found)) == 3 and sum(title == line for title in titles(found)) == 1
    assert all("palsu" in title and "\n" not in title and "\u202e" not in title for title in titles(found))
    assert next(each for each in events(found) if hasattr(each, "location")).location.value == line
    assert found.contents["x-wr-calname"][0].value == f"Sinergi – {line}"


def test_a_moved_meeting_keeps_its_uid_and_its_sequence_rises(browser: Browser, cast: Cast) -> None:
    key = a_meeting(cast, cast.social, theme="Rapat").id
    path = link_of(browser.sign_in(cast.secretariat), f"/instansi/{cast.social}/kalender")
    known = []
    for act in ("", "starts", "venue", "cancel"):
        if act == "cancel":
            browser.get("meetings.cancel", id=key)
            browser.submit("/batalkan", reason="Banjir")
        elif act:
            browser.get("meetings.edit", id=key)
            browser.submit("/ubah", **{act: "08:15" if act == "starts" else "Lain"})
        event = events(read(browser, path))[0]
        known.append((event.uid.value, int(event.sequence.value), event.status.value, event.summary.value))
    assert len({each[0] for each in known}) == 1 and [each[1] for each in known] == [0, 1, 2, 3]
    assert known[-1][2:] == ("CANCELLED", "Dibatalkan: Rapat") and known[0][2] == "CONFIRMED"
    alone = vobject.readOne(browser.raw("GET", f"/rapat/{key}/undangan.ics").get_data(as_text=True))
    assert alone.vevent.uid.value == known[0][0], "who has the invitation's file sees no meeting twice"


def test_a_moved_due_date_keeps_its_uid_and_its_sequence_rises(browser: Browser, cast: Cast) -> None:
    promise, task = make_commitment(cast.social).id, make_task(cast.social).id
    path = link_of(browser.sign_in(cast.social_liaison))
    before = {event.uid.value: event for event in events(read(browser, path))}
    stored(promise).due += 5 * DAY
    moved = db.session.get_one(Task, task)
    moved.edit("Lain", "", moved.due + 5 * DAY, moved.priority)
    db.session.commit()
    after = {event.uid.value: event for event in events(read(browser, path))}
    assert before.keys() == after.keys() and len(after) == 2
    for uid, event in after.items():
        assert int(event.sequence.value) > int(before[uid].sequence.value)
        assert event.dtstart.value - before[uid].dtstart.value == 5 * DAY
        assert event.last_modified.value >= before[uid].last_modified.value


def test_secretariat_and_leader_see_all_meetings_and_no_draft(browser: Browser, cast: Cast) -> None:
    a_meeting(cast, cast.police, theme="Umum")
    a_meeting(cast, cast.police, theme="Draf", state=MeetingState.DRAFT)
    for person in (cast.secretariat, cast.leader):
        own = Browser(browser.app).sign_in(person)
        assert titles(read(browser, link_of(own))) == ["Umum"]
    reviewer = Browser(browser.app).sign_in(cast.reviewer)
    assert titles(read(browser, link_of(reviewer))) == []


def test_whoever_is_no_longer_invited_sees_it_no_longer(browser: Browser, cast: Cast) -> None:
    meeting = a_meeting(cast, cast.social)
    path = link_of(browser.sign_in(cast.social_liaison))
    assert len(events(read(browser, path))) == 1
    db.session.get_one(Meeting, meeting.id).attendances[0].remove()
    db.session.commit()
    assert not events(read(browser, path))


def status(browser: Browser, path: str) -> int:
    """What a calendar program is answered."""
    return Browser(browser.app).raw("GET", path).status_code


def test_a_replaced_or_revoked_link_is_dead_at_once(browser: Browser, cast: Cast) -> None:
    first = link_of(browser.sign_in(cast.social_liaison))
    second = path_on(browser.submit("/buat"))
    assert first != second and (status(browser, first), status(browser, second)) == (404, 200)
    page = browser.submit("/cabut")
    assert "dicabut dan tidak dapat dibuka lagi" in page.text and not page.has_form("/cabut")
    assert status(browser, second) == 404
    assert status(browser, link_of(browser)) == 200


def test_a_stale_page_ends_no_newer_link(browser: Browser, cast: Cast) -> None:
    link_of(browser.sign_in(cast.social_liaison))
    old = browser.page
    newer = path_on(browser.submit("/buat"))
    for act in ("/buat", "/cabut"):
        browser.page = old
        db.session.execute(sa.delete(Submission))  # some minutes later
        db.session.commit()
        assert "baru saja diganti" in browser.submit(act).text
    assert status(browser, newer) == 200
    assert db.session.scalar(sa.select(sa.func.count(Feed.id)).where(Feed.revoked_at.is_(None))) == 1


def test_sent_twice_one_link_is_made(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.social_liaison).get(OWN)
    for _ in range(2):
        browser.post("feeds.make", {"tautan": 0})
    assert db.session.scalar(sa.select(sa.func.count(Feed.id))) == 1


def test_what_is_no_link_opens_nothing(browser: Browser, cast: Cast) -> None:
    path = link_of(browser.sign_in(cast.social_liaison))
    token = path.removeprefix(OWN + "/").removesuffix(".ics")
    with browser.app.app_context():
        feed = db.session.scalars(sa.select(Feed)).one()
        facts = ("feed", 999, feed.nonce), ("feed", feed.id, feed.nonce + 1), ("calendar", feed.id, feed.nonce)
        wrong = [seal(*each) for each in facts]
    for each in (*wrong, "x" + token, token[:-1], "a" * 5000, "..", token.swapcase()):
        assert status(browser, f"{OWN}/{each}.ics") == 404, each[:40]
    assert Browser(browser.app).raw("POST", path).status_code in (400, 405)


def test_the_same_again_is_answered_304_until_something_changes(browser: Browser, cast: Cast) -> None:
    make_commitment(cast.social)
    path = link_of(browser.sign_in(cast.social_liaison))
    guest, written = Browser(browser.app), []
    answer = guest.raw("GET", path)
    assert answer.headers["Cache-Control"] == "private, no-cache" and "Set-Cookie" not in answer.headers
    asked = {"headers": {"If-None-Match": answer.headers["ETag"]}}

    def watch(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", watch)
    again = guest.raw("GET", path, **asked)
    sa.event.remove(db.engine, "before_cursor_execute", watch)
    assert (again.status_code, again.data, written) == (304, b"", [])
    make_commitment(cast.social)
    assert guest.raw("GET", path, **asked).status_code == 200


def test_the_feed_follows_the_posts_of_the_person(browser: Browser, cast: Cast) -> None:
    make_commitment(cast.social)
    reference = make_commitment(cast.police).reference
    path = link_of(browser.sign_in(cast.social_liaison))
    user = db.session.scalars(sa.select(User).where(User.email == cast.social_liaison)).one()
    held = sa.select(Holding).where(Holding.user_id == user.id)
    db.session.scalars(held).one().post.agency_id = cast.police
    db.session.commit()
    assert [reference in title for title in titles(read(browser, path))] == [True]
    for ends_at, expected in ((now(), 404), (None, 200)):
        db.session.scalars(held).one().ends_at = ends_at
        db.session.commit()
        assert status(browser, path) == expected
    db.session.get_one(User, user.id).is_active = False
    db.session.commit()
    assert status(browser, path) == 404, "with a closed account"


def test_the_feed_of_an_agency_outlives_its_liaison_and_ends_with_it(browser: Browser, cast: Cast) -> None:
    mine, _ = make_commitment(cast.social), make_commitment(cast.police)
    path = link_of(browser.sign_in(cast.social_liaison), f"/instansi/{cast.social}/kalender")
    db.session.scalars(sa.select(Holding).join(User).where(User.email == cast.social_liaison)).one().ends_at = now()
    db.session.commit()
    assert titles(read(browser, path)) == [f"Tenggat {mine.reference}: {mine.statement}"]
    db.session.get_one(Agency, cast.social).merge_into(db.session.get_one(Agency, cast.health), today())
    db.session.commit()
    assert status(browser, path) == 404


@pytest.mark.parametrize(("person", "expected"), [
    ("secretariat", 200), ("social_liaison", 200), ("police_liaison", 403), ("reviewer", 403), ("leader", 403),
    ("admin", 403),
])  # fmt: skip
def test_who_makes_and_ends_the_link_of_an_agency(browser: Browser, cast: Cast, person: str, expected: int) -> None:
    browser.sign_in(getattr(cast, person))
    browser.get("feeds.of_agency", status=expected, id=cast.social)
    browser.post("feeds.make_for_agency", {"tautan": 0}, status=expected, id=cast.social)
    made = db.session.scalars(sa.select(Feed.id)).all()
    assert len(made) == (expected == 200)
    shown = made[0] if made else 0
    browser.post("feeds.revoke_for_agency", {"tautan": shown}, status=expected, id=cast.social)
    assert ("/kalender" in browser.get("agencies.show", id=cast.social).html.split("<main")[1]) == (expected == 200)
    if expected == 200:
        assert "Mencabut tautan kalender" in browser.page.text and "Membuat tautan kalender" in browser.page.text  # type: ignore[union-attr]


def test_the_page_shows_the_own_links_and_those_of_ones_agencies(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.social_liaison).get("feeds.index")
    assert "Kalender saya" in page.text and "Kalender Dinas Sosial" in page.text and "Dari URL" in page.text
    back = browser.submit(f"/instansi/{cast.social}/kalender/buat")
    assert back.url == OWN and len(back.find("input", readonly="")) == 1
    page = Browser(browser.app).sign_in(cast.reviewer).get("feeds.index")
    assert "Kalender saya" in page.text and "Kalender Bappeda" not in page.text


def test_without_a_post_there_is_no_link_to_make(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.reviewer)
    db.session.scalars(sa.select(Holding).join(User).where(User.email == cast.reviewer)).one().ends_at = now()
    db.session.commit()
    page = browser.get("feeds.index")
    assert "Anda belum memegang jabatan" in page.text and not page.has_form("/buat")
    browser.post("feeds.make", {"tautan": 0}, status=403)


def test_no_more_than_a_thousand_those_to_come_first(browser: Browser, cast: Cast) -> None:
    facts = {"statement": "Janji", "lead_agency_id": cast.social, "lead_agency_name": "Dinas Sosial",
             "is_checkable": True}  # fmt: skip
    days = [today() + (n % 300 - 30) * DAY for n in range(MOST + 200)]
    db.session.add_all(
        Commitment(reference=f"K/2026/{n}", due=day, original_due=day, **facts) for n, day in enumerate(days, 1000)
    )
    db.session.commit()
    dates = [event.dtstart.value for event in events(read(browser, link_of(browser.sign_in(cast.social_liaison))))]
    assert (
        len(dates) == MOST and dates[0] == today() and max(dates) == sorted(d for d in days if d >= today())[MOST - 1]
    )
