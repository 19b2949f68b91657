"""The secretariat's list: marking, times, people without an invitation, the search box, what one filter shows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.agencies.models import Agency
from app.attendance.models import Attendance, Presence, Source
from app.attendance.search import options
from app.attendance.service import LATE_AFTER, begins_at, invite, is_late
from app.audit import AuditEvent
from app.clock import acting_at, at, local, now, today
from app.extensions import db
from app.meetings.models import Meeting, MeetingState
from app.refusal import Refused
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast, make_agency, make_meeting

HOSTILE = "AKBP Herman & <b>Ani</b>, S.Pd., M.H. \U0001f600 \u202egnp.exe\u202c " + "x" * 150
ACTS = ("come", "edit", "leave", "confirm", "remove", "restore")


def seat(meeting: Meeting, agency_id: int, **facts: Any) -> Attendance:
    """An invitation; committed."""
    row = invite(meeting, db.session.get_one(Agency, agency_id))
    for name, value in facts.items():
        setattr(row, name, value)
    db.session.commit()
    return row


def rows() -> list[Attendance]:
    """The whole list, removed rows too, as it stands in the database."""
    db.session.rollback()
    found = sa.select(Attendance).order_by(Attendance.id).execution_options(populate_existing=True)
    return list(db.session.scalars(found))


def hour(value: dt.datetime | None) -> str:
    return f"{local(value):%H:%M}" if value else ""


def test_attendance_is_marked_with_whom_somebody_stands_for(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    row = seat(meeting, cast.social)
    browser.sign_in(cast.secretariat).get("attendance.edit", id=row.id)
    page = browser.submit("/ubah", status=422, presence="represented", person="Jamaluddin", represents="")
    assert "Tulis siapa yang diwakili" in page.text
    page = browser.submit("/ubah", presence="represented", person="Jamaluddin", represents="Wali Kota")
    assert "Kehadiran Jamaluddin dicatat" in page.text and "mewakili Wali Kota" in page.text
    (row,) = rows()
    assert (row.presence, row.person, row.represents) == (Presence.REPRESENTED, "Jamaluddin", "Wali Kota")
    assert row.arrived_at and now() - row.arrived_at < dt.timedelta(minutes=1), "who is marked present came now"


def test_times_are_hours_of_the_meetings_day_and_can_be_set_and_taken_back(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, starts_at=at(today() - dt.timedelta(days=1), dt.time(9)))
    row = seat(meeting, cast.social)
    browser.sign_in(cast.secretariat).get("attendance.edit", id=row.id)
    page = browser.submit("/ubah", status=422, presence="present", arrived="09:20", left="08:00")
    assert "Jam pulang harus setelah jam datang." in page.text
    page = browser.submit("/ubah", status=422, presence="present", arrived="25:61", left="")
    assert "Isi jam yang benar" in page.text
    page = browser.submit("/ubah", presence="present", arrived="09:20", left="11.45")
    assert "terlambat" in page.text and "1 terlambat" in page.text
    (row,) = rows()
    assert (hour(row.arrived_at), hour(row.left_at)) == ("09:20", "11:45")
    assert row.arrived_at and local(row.arrived_at).date() == meeting.day
    browser.get("attendance.edit", id=row.id)
    browser.submit("/ubah", presence="excused")
    (row,) = rows()
    assert (row.presence, row.arrived_at, row.left_at) == (Presence.EXCUSED, None, None)
    browser.get("attendance.edit", id=row.id)
    browser.submit("/ubah", presence="present")
    assert rows()[0].arrived_at is None, "nobody arrives today at a meeting of yesterday"


def test_late_is_more_than_a_quarter_of_an_hour_after_the_meeting_began(app: Flask, cast: Cast) -> None:
    called = at(today(), dt.time(9))
    meeting = make_meeting(cast.bnn, starts_at=called)
    late = LATE_AFTER + dt.timedelta(seconds=1)
    assert not is_late(called + LATE_AFTER, begins_at(meeting)) and is_late(called + late, begins_at(meeting))
    assert not is_late(None, begins_at(meeting))
    meeting.opened_at = called + dt.timedelta(minutes=20)
    assert not is_late(called + late, begins_at(meeting)), "who came before it was opened waited for it"


def test_going_is_one_click_and_only_for_who_came(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    row = seat(meeting, cast.social, presence=Presence.PRESENT, arrived_at=now(), person="Ani")
    seat(meeting, cast.police)
    browser.sign_in(cast.secretariat).get("attendance.index", id=meeting.id)
    assert not browser.page.has_form("/hadir/2/pulang")
    assert "Ani dicatat pulang" in browser.submit(f"/hadir/{row.id}/pulang").text
    first = rows()[0].left_at
    assert first and not browser.page.has_form("/pulang")
    browser.post("attendance.leave", id=row.id)
    assert rows()[0].left_at == first, "a second click changes nothing"
    assert "belum dicatat hadir" in browser.post("attendance.leave", id=2).text


def test_an_act_by_htmx_is_answered_by_the_row_and_the_sums_alone(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    row = seat(meeting, cast.social, person="Ani")
    seat(meeting, cast.police, person="Budi")
    browser.sign_in(cast.secretariat).get("attendance.index", id=meeting.id)
    page = browser.submit(f"/hadir/{row.id}/datang", htmx=True)
    assert 'id="hadir-1"' in page.html and 'id="hadir-2"' not in page.html and "<main" not in page.html
    assert "1 dari 2 instansi yang diundang hadir" in page.text and "Ani dicatat hadir." in page.text


def test_who_comes_uninvited_is_added_once_and_several_of_an_agency_are_possible(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    seat(meeting, cast.social)
    browser.sign_in(cast.secretariat)
    for person, agency in (("Ani", cast.social), ("Budi", cast.social), ("ani", cast.social), ("Cici", cast.health)):
        browser.get("attendance.add", id=meeting.id, instansi=agency)
        browser.submit("/hadir/tambah", person=person, position="Staf")
    made = [(row.person, row.agency_name, row.invited) for row in rows()]
    assert made == [("Ani", "Dinas Sosial", True), ("Budi", "Dinas Sosial", False), ("Cici", "Dinas Kesehatan", False)]
    page = browser.get("attendance.index", id=meeting.id, saring="instansi")
    cells = ["|".join("".join(cell.itertext()).strip() for cell in row) for row in page.find("tr")]
    assert "Dinas Sosial|diundang|2|" in cells and "Dinas Kesehatan|tidak diundang|1|" in cells


def test_a_body_that_is_none_of_ours_is_written_down_by_its_name(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    browser.sign_in(cast.secretariat).get("attendance.add", id=meeting.id, nama="Dewi")
    page = browser.submit("/hadir/tambah", status=422, agency_id="")
    assert "Pilih instansinya, atau tulis namanya di sini." in page.text and 'value="Dewi"' in page.html
    browser.submit("/hadir/tambah", agency_name=HOSTILE, represents="Ketua")
    (row,) = rows()
    assert (row.agency_id, row.agency_name, row.presence) == (None, HOSTILE.strip(), Presence.REPRESENTED)
    page = browser.get("attendance.index", id=meeting.id)
    assert (
        HOSTILE.split(" ", maxsplit=1)[0] in page.text and not page.find("b", id=HOSTILE) and "<b>Ani" not in page.html
    )
    browser.get("attendance.add", id=meeting.id)
    browser.submit("/hadir/tambah", status=422, person="y" * 300, agency_id=cast.health)
    assert "Paling banyak 200 karakter" in browser.page.text


def test_two_typists_who_mark_two_people_on_one_seat_lose_neither(app: Flask, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    row = seat(meeting, cast.social)
    typists = [Browser(app, checking=False).sign_in(cast.secretariat) for _ in range(2)]
    for each in typists:
        each.get("attendance.come", id=row.id)
    key = row.id
    db.session.remove()

    def act(each: Browser, name: str) -> int:
        with app.app_context():
            return each.submit(f"/hadir/{key}/datang", person=name).status

    assert at_once(*(lambda e=e, n=n: act(e, n) for e, n in zip(typists, ("Ani", "Budi"), strict=True))) == [200, 200]
    assert sorted(each.person for each in rows()) == ["Ani", "Budi"]
    assert [each.invited for each in rows()] == [True, False]


def test_the_same_person_marked_twice_stays_one(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    row = seat(meeting, cast.social)
    browser.sign_in(cast.secretariat)
    for name in ("Ani", "ANI"):
        browser.post("attendance.come", {"person": name}, id=row.id)
    assert [(each.person, each.version) for each in rows()] == [("Ani", 2)]


def test_a_name_for_somebody_marked_without_one_is_written_down(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    row = seat(meeting, cast.social, presence=Presence.PRESENT, arrived_at=now() - dt.timedelta(hours=1))
    came = row.arrived_at
    browser.sign_in(cast.secretariat).post("attendance.come", {"person": "Ani"}, id=row.id)
    assert [(each.person, each.arrived_at) for each in rows()] == [("Ani", came)]


def test_an_agency_with_several_people_is_one_choice_in_the_minutes(app: Flask, cast: Cast) -> None:
    from app.minutes.queries import agency_choices

    meeting = make_meeting(cast.bnn)
    seat(meeting, cast.police)
    seat(meeting, cast.police, person="Budi", invited=False)
    names = [name for _, name in agency_choices(meeting.id)]
    assert names == ["Polres Palopo", "BNN Kota Palopo", "Bappeda", "Dinas Kesehatan", "Dinas Sosial"]


def test_who_was_not_invited_is_removed_and_comes_back(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    invited = seat(meeting, cast.social)
    browser.sign_in(cast.secretariat).get("attendance.add", id=meeting.id, instansi=cast.health)
    browser.submit("/hadir/tambah", person="Salah Ketik")
    walk_in = rows()[-1].id
    assert "tetap tercatat" in browser.post("attendance.remove", id=invited.id).text
    browser.get("attendance.index", id=meeting.id)
    page = browser.submit(f"/hadir/{walk_in}/hapus")
    assert not page.find("tr", id=f"hadir-{walk_in}") and not rows()[-1].confirmed
    assert "baru saja dihapus" in browser.post("attendance.confirm", id=walk_in).text
    browser.get("attendance.index", id=meeting.id, urung=walk_in)
    page = browser.submit(f"/hadir/{walk_in}/pulihkan")
    assert page.find("tr", id=f"hadir-{walk_in}") and rows()[-1].confirmed


def test_what_two_people_change_at_once_is_compared(browser: Browser, other: Browser, cast: Cast) -> None:
    row = seat(make_meeting(cast.bnn), cast.social)
    browser.sign_in(cast.secretariat).get("attendance.edit", id=row.id)
    other.sign_in(cast.secretariat).get("attendance.edit", id=row.id)
    browser.submit("/ubah", presence="present", person="Ani")
    page = other.submit("/ubah", status=409, presence="present", person="Budi")
    assert "Ani" in page.text and 'value="Budi"' in page.html and rows()[0].person == "Ani"
    other.submit("/ubah")
    assert rows()[0].person == "Budi"


def test_the_filters_show_what_they_say(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    for agency, presence, confirmed in (
        (cast.social, Presence.PRESENT, True), (cast.police, Presence.INVITED, True),
        (cast.health, Presence.PRESENT, False),
    ):  # fmt: skip
        seat(meeting, agency, presence=presence, confirmed=confirmed, source=Source.CODE)
    browser.sign_in(cast.leader)
    for name, expected in {"": [1, 2, 3], "belum": [2], "hadir": [1], "menunggu": [3], "zzz": [1, 2, 3]}.items():
        page = browser.get("attendance.index", id=meeting.id, saring=name)
        assert [key for key in (1, 2, 3) if page.find("tr", id=f"hadir-{key}")] == expected, name


def test_two_hundred_rows_stay_light(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    for number in range(200):
        row = Attendance(meeting=meeting, agency_name=f"Badan {number}", invited=False, person=f"Orang {number}")
        row.presence, row.arrived_at, row.signature = Presence.PRESENT, now(), "M1 1" + "L200 100" * 2000
        db.session.add(row)
    db.session.commit()
    page = browser.sign_in(cast.secretariat).get("attendance.index", id=meeting.id)
    assert (
        len(page.find("tr")) == 201
        and not page.find("{http://www.w3.org/2000/svg}svg", viewBox="0 0 600 200")
        and len(page.html) < 600_000
    )


def test_readers_see_the_list_and_change_nothing(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    row = seat(meeting, cast.social, person="Ani", presence=Presence.PRESENT)
    for who in (cast.admin, cast.social_liaison, cast.reviewer, cast.leader):
        page = browser.sign_in(who).get("attendance.index", id=meeting.id)
        assert "Ani" in page.text and len(page.forms()) == 2, "the menu's own forms"
        for act in ACTS:
            browser.post(f"attendance.{act}", id=row.id, status=403)
        for act in ("add", "confirm_all"):
            browser.post(f"attendance.{act}", id=meeting.id, status=403)
        browser.get("attendance.find", id=meeting.id, status=403)
        browser.get("check_ins.show", id=meeting.id, status=403)
        browser.post("/keluar")


def test_once_the_minutes_go_out_the_list_rests(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.CLOSED)
    row = seat(meeting, cast.social, person="Ani")
    browser.sign_in(cast.secretariat)
    assert "sudah berstatus" in browser.post("attendance.come", {"person": "Budi"}, id=row.id, status=422).text
    browser.get("attendance.edit", id=row.id)
    browser.submit("/ubah", presence="present", person="Ani Dewi")
    assert rows()[0].person == "Ani Dewi", "after the meeting there is time to set it straight"
    db.session.get_one(Meeting, meeting.id).state = MeetingState.CIRCULATED
    db.session.commit()
    browser.get("attendance.edit", id=row.id)
    assert "sudah berstatus" in browser.submit("/ubah", status=422, person="Lain").text
    assert rows()[0].person == "Ani Dewi"
    assert not browser.get("attendance.index", id=meeting.id).find("a", id="ubah-1")


def test_old_attendance_keeps_the_name_of_its_day(browser: Browser, cast: Cast) -> None:
    agency = db.session.get_one(Agency, cast.social)
    agency.rename("Dinas Sosial dan P3A", today())
    db.session.commit()
    old = make_meeting(cast.bnn, starts_at=at(dt.date(2019, 4, 25), dt.time(9)))
    invite(old, agency)
    db.session.commit()
    page = browser.sign_in(cast.leader).get("attendance.index", id=old.id)
    assert "Dinas Sosial" in page.text and "P3A" not in page.text


def offered(meeting: Meeting, typed: str) -> list[tuple[str, bool]]:
    """The names of the offers, and whether choosing one marks somebody present at once."""
    with db.session.get_bind().connect():
        return [(each.name, each.fields is not None) for each in options(meeting, typed) if each.url][:-1]


def test_the_box_knows_who_came_before_and_who_holds_a_post(app: Flask, cast: Cast) -> None:
    earlier, meeting = make_meeting(cast.bnn), make_meeting(cast.bnn)
    seat(earlier, cast.social, person="Hj. Nurhayati", position="Sekretaris", presence=Presence.PRESENT)
    seat(earlier, cast.health, person="Nurdin", presence=Presence.PRESENT)
    seat(earlier, cast.police, person="Nurlela", presence=Presence.ABSENT)
    seat(meeting, cast.social)
    seat(meeting, cast.police)
    with app.test_request_context():
        assert offered(meeting, "nur") == [("Hj. Nurhayati", True)], (
            "who never came, and who was not invited, is no offer"
        )
        assert offered(meeting, "NUR SOS") == [("Hj. Nurhayati", True)]
        assert offered(meeting, "polres") == [("Polres", True), ("Polres Palopo", False)]
        assert offered(meeting, "kesehatan") == [("Dinas Kesehatan", False)]
        assert offered(meeting, "zzz") == [] and options(meeting, "  ") == []
        assert offered(meeting, "100%") == [] and offered(meeting, "_") == [], "signs of LIKE are plain signs"


def test_the_box_marks_the_known_and_asks_for_the_unknown(browser: Browser, cast: Cast) -> None:
    earlier, meeting = make_meeting(cast.bnn), make_meeting(cast.bnn)
    seat(earlier, cast.social, person="Hj. Nurhayati", position="Sekretaris", presence=Presence.PRESENT)
    row = seat(meeting, cast.social)
    browser.sign_in(cast.secretariat).get("attendance.find", id=meeting.id, cari="nurh")
    browser.submit(f"/hadir/{row.id}/datang")
    marked = next(each for each in rows() if each.id == row.id)
    assert (marked.person, marked.position, marked.presence) == ("Hj. Nurhayati", "Sekretaris", Presence.PRESENT)
    page = browser.get("attendance.find", id=meeting.id, cari="nurh")
    assert "sudah hadir" in page.text and not page.has_form("/datang")
    page = browser.get("attendance.find", id=meeting.id, cari="A & <b> \u202e")
    link = page.find("a", _class="choice")[0].get("href")
    assert 'value="A &amp; &lt;b&gt; ' in browser.get(link or "").html


def test_the_list_is_asked_again_and_again_and_sends_nothing_until_it_changes(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    row = seat(meeting, cast.social, person="Ani")
    browser.sign_in(cast.secretariat)
    first = browser.raw("GET", f"/rapat/{meeting.id}/hadir/perubahan")
    known = {"If-None-Match": first.headers["ETag"]}
    same = browser.raw("GET", f"/rapat/{meeting.id}/hadir/perubahan", headers=known)
    assert (first.status_code, same.status_code, same.data) == (200, 304, b"")
    browser.post("attendance.come", {"person": "Ani"}, id=row.id)
    answer = browser.raw("GET", f"/rapat/{meeting.id}/hadir/perubahan", headers=known)
    assert answer.status_code == 200 and "1 orang hadir" in answer.get_data(as_text=True)


def test_the_history_tells_of_it(app: Flask, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    row = seat(meeting, cast.social)
    with acting_at(now()):
        row.presence, row.person = Presence.PRESENT, "Ani"
        db.session.commit()
    event = db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event and event.changes["person"] == ["", "Ani"] and event.root_id == meeting.id


def test_merging_agencies_leaves_bodies_without_one_alone(app: Flask, cast: Cast) -> None:
    from app.agencies.service import merge

    meeting, village = make_meeting(cast.bnn), make_agency("Badan Lama")
    seat(meeting, village.id)
    db.session.add(Attendance(meeting=meeting, agency_name="Yayasan Luar", invited=False))
    db.session.commit()
    merge(village, cast.social, today())
    db.session.commit()
    assert [(row.agency_name, row.agency_id) for row in rows()] == [("Badan Lama", village.id), ("Yayasan Luar", None)]
    with pytest.raises(Refused):
        village.expect_current()


def test_the_list_follows_when_one_post_takes_the_place_of_another(
    browser: Browser, other: Browser, cast: Cast
) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED)
    row = seat(meeting, cast.social).id
    key = meeting.id
    browser.sign_in(cast.secretariat)
    other.sign_in(cast.leader)
    path = f"/rapat/{key}/hadir/perubahan"
    before = other.raw("GET", path)
    assert "Dinas Sosial" in before.text
    browser.post("invitations.remove", id=row)
    browser.post("invitations.add", {"agency_id": cast.police}, id=key)
    after = other.raw("GET", path, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200 and "Polres Palopo" in after.text
