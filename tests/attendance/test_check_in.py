"""Checking in by the meeting's code, without an account."""

from __future__ import annotations

import datetime as dt
import random
import re
from typing import Any

import brotli
import pytest
import sqlalchemy as sa
from flask import Flask

from app.attendance import check_in, codes
from app.attendance.forms import LONGEST_SIGNATURE
from app.attendance.models import Attendance, CheckInMinute, Presence, Source
from app.clock import acting_at, now
from app.extensions import db
from app.guests import seal
from app.meetings.models import Meeting, MeetingState
from app.web import STATIC
from tests.at_once import at_once
from tests.attendance.test_routes import HOSTILE, rows, seat
from tests.browser import Browser, Page
from tests.factories import Cast, make_meeting

SVG = "{http://www.w3.org/2000/svg}"
SIGNED = "M10 20L30 40L600 200M5 5L5 5"


def address(app: Flask, meeting_id: int, **past: int) -> str:
    """The address in the code that is on the screen, or that was."""
    with app.app_context(), acting_at(now() - dt.timedelta(**past)):
        return f"/hadir/{codes.code_of(meeting_id)}"


def check(browser: Browser, url: str, status: int = 200, **fields: Any) -> Page:
    """Open the code and send the form."""
    browser.get(url)
    return browser.submit(url, status=status, **({"person": "Ani", "position": "Staf"} | fields))


def test_the_first_of_an_invited_agency_takes_its_seat_and_others_wait(app: Flask, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    seat(meeting, cast.social)
    url = address(app, meeting.id)
    page = check(Browser(app), url, agency=cast.social, person=" Ani, S.Pd. ", signature=SIGNED)
    assert "Kehadiran Anda tercatat." in page.text and "Ani, S.Pd." in page.text
    page = check(Browser(app), url, agency=cast.social, person="Budi", represents="Kepala Dinas")
    assert "menunggu konfirmasi" in page.text
    check(Browser(app), url, agency="lain", agency_name="Yayasan Luar", person="Cici")
    check(Browser(app), url, agency="lain", agency_name="dinas kesehatan", person="Dedi")
    made = [(r.person, r.agency_id, r.agency_name, r.invited, r.confirmed, r.presence, r.source) for r in rows()]
    here, stands, code = Presence.PRESENT, Presence.REPRESENTED, Source.CODE
    assert made == [
        ("Ani, S.Pd.", cast.social, "Dinas Sosial", True, True, here, code),
        ("Budi", cast.social, "Dinas Sosial", False, False, stands, code),
        ("Cici", None, "Yayasan Luar", False, False, here, code),
        ("Dedi", cast.health, "Dinas Kesehatan", False, False, here, code),
    ]
    assert rows()[0].signature == SIGNED and all(row.arrived_at for row in rows())


def test_what_waits_counts_nowhere_until_it_is_confirmed(app: Flask, browser: Browser, cast: Cast) -> None:
    from app.attendance.queries import PRESENCES, PRESENT
    from app.extensions import fetch

    meeting = make_meeting(cast.bnn)
    for name in ("Ani", "Budi"):
        check(Browser(app), address(app, meeting.id), agency="lain", agency_name="Luar", person=name, signature=SIGNED)
    assert not fetch(PRESENT, meeting_id=meeting.id) and not fetch(PRESENCES, meeting_id=meeting.id)
    page = browser.sign_in(cast.secretariat).get("attendance.index", id=meeting.id)
    assert "2 orang mengisi lewat kode" in page.text and "0 orang hadir" in page.text
    assert len(page.find(SVG + "path", d=SIGNED)) == 2
    browser.submit("/hadir/1/konfirmasi")
    assert [row.person for row in fetch(PRESENT, meeting_id=meeting.id)] == ["Ani"]
    late = browser.page
    check(Browser(app), address(app, meeting.id), agency="lain", agency_name="Luar", person="Tidak Dilihat")
    browser.page = late
    assert "1 orang dikonfirmasi" in browser.submit("/hadir/konfirmasi").text
    assert [row.confirmed for row in rows()] == [True, True, False], "nobody is confirmed who was not seen"


def test_a_device_has_one_entry_and_may_mend_it_until_it_is_confirmed(app: Flask, browser: Browser, cast: Cast) -> None:
    meeting, guest = make_meeting(cast.bnn), Browser(app)
    url = address(app, meeting.id)
    page = check(guest, url, agency="lain", agency_name="Luar", signature=SIGNED)
    assert page.find("input", name="signature", value=SIGNED) and page.find("input", name="person", value="Ani")
    guest.submit(url, person="Ani Dewi", represents="Ketua")
    guest.submit(url, person="Ani Dewi", represents="Ketua")
    (row,) = rows()
    assert (row.person, row.presence, row.signature) == ("Ani Dewi", Presence.REPRESENTED, SIGNED)
    browser.sign_in(cast.secretariat).post("attendance.confirm", id=row.id)
    page = guest.submit(url, person="Orang Lain")
    assert "Kehadiran Anda tercatat." in page.text and not page.find("form") and rows()[0].person == "Ani Dewi"
    browser.post("attendance.remove", id=row.id)
    assert "dihapus oleh sekretariat" in guest.get(url).text


def test_the_same_device_twice_at_the_same_moment_makes_one_entry(app: Flask, cast: Cast) -> None:
    meeting, guest = make_meeting(cast.bnn), Browser(app, checking=False)
    key, url = meeting.id, address(app, meeting.id)
    guest.get(url)
    twin = Browser(app, checking=False)
    cookie = guest.client.get_cookie("sinergi")
    assert cookie
    twin.client.set_cookie("sinergi", cookie.value)
    twin.page = guest.page
    db.session.remove()

    def send(each: Browser) -> int:
        with app.app_context():
            fields = {"person": "Ani", "agency": "lain", "agency_name": "Luar"}
            return each.submit(url, **fields).status

    assert at_once(lambda: send(guest), lambda: send(twin)) == [200, 200]
    assert len(rows()) == 1 and db.session.get_one(Meeting, key)


@pytest.mark.parametrize("seed", range(3))
def test_whoever_checks_in_at_once_is_written_down_once_and_each_seat_is_taken_once(
    app: Flask, cast: Cast, seed: int
) -> None:
    chance, meeting = random.Random(seed), make_meeting(cast.bnn)  # noqa: S311
    agencies = [cast.social, cast.police, cast.health]
    for agency in agencies:
        seat(meeting, agency)
    url = address(app, meeting.id)
    guests = [Browser(app, checking=False) for _ in range(6)]
    plans = [(guest, f"Orang {n}", chance.choice(agencies)) for n, guest in enumerate(guests)]
    for guest in guests:
        guest.get(url)
    db.session.remove()

    def send(guest: Browser, name: str, agency: int) -> int:
        with app.app_context():
            return guest.submit(url, person=name, agency=agency).status

    assert at_once(*(lambda plan=plan: send(*plan) for plan in plans)) == [200] * len(plans)
    came = [row for row in rows() if row.person]
    assert sorted(row.person for row in came) == sorted(name for _, name, _ in plans)
    assert {row.person: row.agency_id for row in came} == {name: agency for _, name, agency in plans}
    for agency in agencies:
        mine = [row for row in came if row.agency_id == agency]
        assert [row.invited for row in mine].count(True) == min(len(mine), 1)
        assert all(row.confirmed is row.invited for row in mine)


@pytest.mark.parametrize(("past", "status"), [(0, 200), (100, 200), (185, 410), (100_000, 410), (-120, 410)])
def test_a_code_opens_the_form_for_three_minutes(
    app: Flask, browser: Browser, cast: Cast, past: int, status: int
) -> None:
    meeting = make_meeting(cast.bnn)
    page = browser.get(address(app, meeting.id, seconds=past), status=status)
    assert ("Pindai lagi" in page.text) == (status == 410)


def test_who_opened_it_in_time_has_twenty_minutes_and_only_on_that_device(app: Flask, cast: Cast) -> None:
    meeting, guest = make_meeting(cast.bnn), Browser(app)
    url = address(app, meeting.id, minutes=2)
    guest.get(url)
    opened = now()
    for minutes in (5, 19):
        with acting_at_in_requests(opened + dt.timedelta(minutes=minutes)):
            assert guest.get(url).find("input", name="person"), "a page that is loaded again comes back"
            elsewhere = Browser(app)
            assert not elsewhere.get(url, status=410).find("form")
    fields = {"person": "Ani", "agency": "lain", "agency_name": "Luar", "represents": "Ketua & <b>"}
    with acting_at_in_requests(opened + dt.timedelta(minutes=21)):
        page = guest.submit(url, status=410, **fields)
        assert "Yang Anda ketik belum tersimpan" in page.text and "Ketua & <b>" in page.text and not rows()
    with acting_at_in_requests(opened + dt.timedelta(minutes=18)):
        guest.get(url)
        guest.submit(url, **fields)
    assert len(rows()) == 1


class acting_at_in_requests:
    """Requests of `Browser` run in a context of their own, so the clock is set for the whole process."""

    def __init__(self, instant: dt.datetime) -> None:
        self.instant = instant
        self.patch = pytest.MonkeyPatch()

    def __enter__(self) -> None:
        self.patch.setattr(codes, "now", lambda: self.instant)

    def __exit__(self, *error: object) -> None:
        self.patch.undo()


def test_altered_and_foreign_codes_open_nothing(app: Flask, browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    good = address(app, meeting.id)
    with app.app_context():
        altered = good[:-9] + ("A" if good[-9] != "A" else "B") + good[-8:]
        strange = [altered, good + "x", "/hadir/x", "/hadir/" + "9" * 5000,
                   "/hadir/" + seal("calendar", meeting.id, codes.step()), "/hadir/" + seal(codes.PURPOSE, meeting.id),
                   "/hadir/" + seal(codes.PURPOSE, 99, codes.step()), "/hadir/%00%ff\u202e"]  # fmt: skip
    for url in strange:
        page = browser.get(url, status=403)
        assert "Kode ini tidak dikenal" in page.text and meeting.theme not in page.text
    browser.get(good)
    for url in strange:
        answer = browser.raw("POST", url, data={"csrf_token": browser.token(), "person": "Ani", "agency": "lain"})
        assert answer.status_code == 403
    assert not rows()


@pytest.mark.parametrize(
    ("state", "status", "sentence"),
    [(MeetingState.DRAFT, 403, "belum berlangsung"), (MeetingState.ANNOUNCED, 403, "belum berlangsung"),
     (MeetingState.CLOSED, 410, "sudah selesai"), (MeetingState.REVISING, 410, "sudah selesai"),
     (MeetingState.SIGNED, 410, "sudah selesai"), (MeetingState.CANCELLED, 403, "belum berlangsung")],
)  # fmt: skip
def test_only_a_running_meeting_takes_entries(
    app: Flask, browser: Browser, cast: Cast, state: MeetingState, status: int, sentence: str
) -> None:
    meeting = make_meeting(cast.bnn)
    url = address(app, meeting.id)
    browser.get(url)
    db.session.get_one(Meeting, meeting.id).state = state
    db.session.commit()
    page = browser.submit(url, status=status, person="Ani", agency="lain", agency_name="Luar")
    assert sentence in page.text and "Ani" in page.text and not rows()
    assert sentence in browser.get(url, status=status).text


def test_a_ticket_of_one_meeting_opens_no_other(app: Flask, browser: Browser, cast: Cast) -> None:
    one, other = make_meeting(cast.bnn), make_meeting(cast.bnn)
    page = browser.get(address(app, one.id))
    stale = address(app, other.id, minutes=10)
    token = next(e.get("value") for e in page.find("input", name="csrf_token"))
    data = {"csrf_token": token, "person": "Ani", "agency": "lain", "agency_name": "Luar"}
    assert browser.raw("POST", stale, data=data).status_code == 410 and not rows()


def test_without_its_cookie_the_form_says_what_to_do(app: Flask, browser: Browser, cast: Cast) -> None:
    url = address(app, make_meeting(cast.bnn).id)
    browser.get(url)
    browser.client.delete_cookie("sinergi")
    page = browser.submit(url, status=400, person="Ani")
    assert "Izinkan kuki" in page.text and "Ani" in page.text and not rows()


def test_wrong_fields_are_told_and_nothing_typed_is_lost(app: Flask, browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    seat(meeting, cast.social)
    url = address(app, meeting.id)
    page = check(browser, url, status=422, person="", agency="lain", position=HOSTILE)
    assert "Mohon isi nama." in page.text and "Tulis nama instansi Anda." in page.text
    assert page.find("input", name="position", value=HOSTILE.strip())
    for wrong in ("", "zzz", str(cast.police), "99999999999999999999"):
        assert browser.submit(url, status=422, person="Ani", agency=wrong, position="").status == 422
    browser.submit(url, status=422, person="z" * 300, agency=cast.social, position="")
    browser.submit(url, person=HOSTILE, agency="lain", agency_name=HOSTILE, position="\x00")
    assert (rows()[-1].person, rows()[-1].position) == (HOSTILE.strip(), "")


@pytest.mark.parametrize(
    "drawn",
    ["M1 1", "L1 1L2 2", "M1 1 L2 2", "M1 1L2 2Z", "M1 1L601 2", "M1 1L2 201", "M1 1L2 2M", "M-1 1L2 2", "M1.5 1L2 2",
     'M1 1L2 2"/><script>', "M1 1L2 2\n", "M１ 1L2 2", "M1 1" + "L2 2" * (LONGEST_SIGNATURE // 4)],
    ids=str,
)  # fmt: skip
def test_a_signature_is_strokes_in_its_box_and_nothing_else(
    app: Flask, browser: Browser, cast: Cast, drawn: str
) -> None:
    url = address(app, make_meeting(cast.bnn).id)
    page = check(browser, url, status=422, agency="lain", agency_name="Luar", signature="a" + drawn)
    assert "Tanda tangan" in page.text
    if drawn.endswith("\n"):
        return  # blanks around it are taken off before it is read
    check(browser, url, status=422, agency="lain", agency_name="Luar", signature=drawn)
    assert not rows()


def test_a_hundred_in_a_minute_pass_and_more_than_a_hall_holds_are_slowed_down(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = make_meeting(cast.bnn)
    assert check_in.A_MINUTE >= 100
    monkeypatch.setattr(check_in, "A_MINUTE", 3)
    instant = now().replace(second=10)
    url = address(app, meeting.id)
    with acting_at_in_requests(instant):
        monkeypatch.setattr(check_in, "seconds", codes.seconds)
        for number in range(3):
            check(Browser(app), url, agency="lain", agency_name="Luar", person=f"Orang {number}")
        guest = Browser(app)
        page = check(guest, url, status=429, agency="lain", agency_name="Luar", person="Sabar")
        assert page.headers["Retry-After"] == "50" and "Tunggu satu menit" in page.text
        assert page.find("input", name="person", value="Sabar"), "what was typed is there"
        assert len(rows()) == 3 and db.session.scalar(sa.select(CheckInMinute.entries)) == 3
    with acting_at_in_requests(instant + dt.timedelta(minutes=1)):
        guest.submit(url, person="Sabar", agency="lain", agency_name="Luar")
    assert len(rows()) == 4 and db.session.scalar(sa.select(CheckInMinute.entries)) == 1


def test_a_list_full_of_what_nobody_confirmed_takes_no_more_strangers(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = make_meeting(cast.bnn)
    seat(meeting, cast.social)
    monkeypatch.setattr(check_in, "MOST_WAITING", 2)
    url, guests = address(app, meeting.id), [Browser(app) for _ in range(3)]
    for guest in guests[:2]:
        check(guest, url, agency="lain", agency_name="Luar")
    page = check(guests[2], url, status=429, agency="lain", agency_name="Luar")
    assert "Temui petugas" in page.text and page.headers["Retry-After"] == "300"
    guests[0].get(url)
    guests[0].submit(url, person="Diperbaiki")
    assert "Diperbaiki" in [row.person for row in rows()], "what is there can still be mended"


def test_the_code_changes_by_itself_and_is_shown_only_while_the_meeting_runs(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    page = browser.sign_in(cast.secretariat).get("check_ins.show", id=meeting.id)
    found = re.search(r"http://127\.0\.0\.1:8000/hadir/(\S+)", page.text)
    assert found and codes.read(found[1]) == (codes.Code.FRESH, meeting.id)
    assert page.find(SVG + "svg", role="img") and page.find("meta", content="10")
    first = browser.raw("GET", f"/rapat/{meeting.id}/kode/isi")
    known = {"If-None-Match": first.headers["ETag"]}
    with acting_at_in_requests(now()):
        first = browser.raw("GET", f"/rapat/{meeting.id}/kode/isi")
        known = {"If-None-Match": first.headers["ETag"]}
        assert browser.raw("GET", f"/rapat/{meeting.id}/kode/isi", headers=known).status_code == 304
    with acting_at_in_requests(now() + dt.timedelta(minutes=1)):
        fresh = browser.raw("GET", f"/rapat/{meeting.id}/kode/isi", headers=known)
        assert fresh.status_code == 200 and found[1] not in fresh.get_data(as_text=True)
    db.session.get_one(Meeting, meeting.id).state = MeetingState.CLOSED
    db.session.commit()
    page = browser.get("check_ins.show", id=meeting.id)
    assert "/hadir/W" not in page.html and not page.find(SVG + "svg", role="img")


def test_the_first_visit_of_the_form_is_small(app: Flask, browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    for agency in (cast.social, cast.police, cast.health):
        seat(meeting, agency)
    page = browser.get(address(app, meeting.id))
    links = [str(e.get("href")) for e in page.find("link", rel="stylesheet")]
    scripts = [str(e.get("src")) for e in page.find("script")]
    assert (len(links), len(scripts)) == (2, 1)
    static = [(STATIC / each.removeprefix("/static/").partition("?")[0]).read_bytes() for each in (*links, *scripts)]
    total = sum(len(brotli.compress(each)) + 500 for each in (page.html.encode(), *static))
    assert total < 12_000, total


def test_no_telephone_number_has_a_place(app: Flask) -> None:
    columns = " ".join(Attendance.__table__.columns.keys())
    assert not re.search("phone|telepon|hp|mobile", columns)
