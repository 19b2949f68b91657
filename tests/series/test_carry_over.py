"""Which topics come back, and the next meeting that is made from the last."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.agencies.models import Agency, AgencyKind
from app.agencies.service import merge
from app.attendance.models import Attendance
from app.attendance.service import invite
from app.clock import at, now, today
from app.commitments.models import Commitment
from app.commitments.reports import ProgressReport
from app.extensions import db
from app.meetings.agenda import AgendaItem, AgendaKind
from app.meetings.models import Meeting, MeetingState
from app.minutes.models import LineKind, MinutesLine
from app.minutes.record import record_of
from app.series.follow_up import follow_up_of
from app.series.models import ParkedItem, ParkedState, SeriesItem
from app.series.next_meeting import likely_day
from app.series.topics import Reason, Topic, topics_of, why_back
from app.tasks.models import Task
from tests.at_once import at_once
from tests.browser import Browser
from tests.commitments.steps import agree
from tests.factories import Cast, make_agency, make_commitment, make_meeting, make_series, make_task, propose

D = AgendaKind.DISCUSSION


@pytest.mark.parametrize(
    ("topic", "reason"),
    [
        (Topic(D), Reason.NOT_DISCUSSED),
        (Topic(D, lines=3), None),
        (Topic(D, lines=3, work=2, open_work=1), Reason.OPEN_WORK),
        (Topic(D, lines=3, work=2), None),
        (Topic(D, work=2), None),
        (Topic(D, lines=3, recurring=True), Reason.RECURRING),
        (Topic(D, work=2, recurring=True), Reason.RECURRING),
        (Topic(D, work=2, open_work=2, recurring=True), Reason.OPEN_WORK),
        (Topic(AgendaKind.DECISION, lines=1, deferred_reason="Data kurang"), Reason.DEFERRED),
        (Topic(AgendaKind.DECISION, lines=2, decisions=1, deferred_reason="Data kurang"), None),
        (Topic(AgendaKind.DECISION, lines=2, work=1, deferred_reason="Data kurang"), Reason.DEFERRED),
        (Topic(AgendaKind.FOLLOW_UP, recurring=True, work=1, open_work=1), None),
        (Topic(AgendaKind.OPENING), None),
        (Topic(AgendaKind.CLOSING, work=1, open_work=1), None),
        (Topic(AgendaKind.OPENING, recurring=True), Reason.RECURRING),
    ],
)
def test_the_rule(topic: Topic, reason: Reason | None) -> None:
    assert why_back(topic) is reason


MONDAY = dt.date(2026, 3, 2)


@pytest.mark.parametrize(
    ("before", "not_before", "expected"),
    [
        (None, MONDAY, dt.date(2026, 3, 30)),
        (dt.date(2026, 2, 2), MONDAY, dt.date(2026, 3, 30)),
        (dt.date(2025, 12, 3), MONDAY, dt.date(2026, 6, 1)),
        (dt.date(2026, 2, 28), MONDAY, dt.date(2026, 3, 30)),
        (dt.date(2026, 2, 23), dt.date(2026, 3, 9), dt.date(2026, 3, 9)),
        (dt.date(2026, 2, 23), dt.date(2026, 3, 10), dt.date(2026, 3, 16)),
    ],
)
def test_the_day_offered_is_the_same_weekday_and_never_past(
    before: dt.date | None, not_before: dt.date, expected: dt.date
) -> None:
    assert likely_day(MONDAY, before, not_before) == expected
    assert expected.weekday() == MONDAY.weekday()


def type_line(item: AgendaItem, kind: LineKind = LineKind.NOTE, text: str = "Catatan") -> MinutesLine:
    """A line under an item."""
    line = MinutesLine(agenda_item_id=item.id, meeting_id=item.meeting_id, position=1, kind=kind)
    line.write(text, None)
    db.session.add(line)
    db.session.flush()
    return line


def promise(item: AgendaItem, agency_id: int, text: str = "Menyediakan tempat") -> Commitment:
    """A line that is a commitment."""
    line = type_line(item, LineKind.COMMITMENT, text)
    return make_commitment(agency_id, statement=text, meeting_id=item.meeting_id, line_id=line.id)


def verified(commitment_id: int) -> None:
    """Bring a commitment to its end."""
    commitment = db.session.get_one(Commitment, commitment_id, populate_existing=True)
    agree(commitment)
    commitment.submit_report(ProgressReport(on_date=today(), quantity=40, narrative="Ada", submitted_name="Ani"))
    commitment.verify(Decimal(40), 1)
    db.session.commit()


def closed(meeting_id: int) -> Meeting:
    """A meeting as held, all at once."""
    meeting = db.session.get_one(Meeting, meeting_id, populate_existing=True)
    meeting.state = MeetingState.CLOSED
    db.session.commit()
    return meeting


def titles(meeting_id: int) -> list[str]:
    """The agenda in order, as stored now."""
    db.session.rollback()
    rows = sa.select(AgendaItem.title).where(AgendaItem.meeting_id == meeting_id)
    return list(db.session.scalars(rows.order_by(AgendaItem.position)))


def next_of(meeting_id: int) -> Meeting:
    """The meeting made last that goes on from this one."""
    db.session.rollback()
    rows = sa.select(Meeting).where(Meeting.previous_id == meeting_id).order_by(Meeting.id.desc())
    return db.session.scalars(rows).unique().first()  # type: ignore[return-value]


def go_on(browser: Browser, meeting_id: int, **fields: object) -> Meeting:
    """Make the next meeting by the form as it comes."""
    page = browser.get("series.go_on", id=meeting_id)
    assert page.has_form(f"/rapat/{meeting_id}/lanjutan")
    browser.submit("/lanjutan", **fields)
    return next_of(meeting_id)


def test_a_topic_comes_along_for_four_meetings_until_its_work_is_verified(browser: Browser, cast: Cast) -> None:
    first = make_meeting(cast.bnn, MeetingState.CLOSED, items=2, starts_at=now() - dt.timedelta(days=28))
    work = promise(first.agenda[0], cast.social).id
    type_line(first.agenda[1])
    db.session.commit()
    browser.sign_in(cast.secretariat)
    second = go_on(browser, first.id)
    assert titles(second.id)[1:] == ["Acara 1"]
    assert second.agenda[1].topic_id == first.agenda[0].id
    third = go_on(browser, closed(second.id).id)
    assert titles(third.id)[1:] == ["Acara 1"] and third.agenda[1].topic_id == first.agenda[0].id
    page = browser.get("meetings.show", id=third.id)
    assert f"Dibahas sejak {first.reference} , kali ke-3" in page.text
    assert "Menyediakan tempat" in page.text and f"(dari rapat {first.reference})" in page.text
    verified(work)
    assert "Menyediakan tempat" not in browser.get("meetings.show", id=third.id).text
    fourth = go_on(browser, closed(third.id).id)
    assert len(titles(fourth.id)) == 1, "the work is verified, so the topic is done with"
    reasons = {each.title: each.reason for each in topics_of(third.id)}
    assert reasons == {"Acara 1": None}


def test_what_is_made_says_the_same_as_the_last(browser: Browser, cast: Cast) -> None:
    last = make_meeting(cast.bnn, MeetingState.CLOSED, items=1, chair_position="Kepala Seksi", secretary="Sari")
    make_series(last)
    for agency, addressee in ((cast.social, "Kepala Dinas"), (cast.social, "Kepala Bidang"), (cast.police, "")):
        invite(last, db.session.get_one(Agency, agency), addressee)
    walk_in = invite(last, db.session.get_one(Agency, cast.health))
    walk_in.invited = False
    old, older = make_agency("Dinas Lama"), make_agency("Dinas Tua", AgencyKind.OPD)
    for each in (old, older):
        invite(last, each, "Kepala " + each.name)
        db.session.flush()
        merge(each, cast.planning, today())
    db.session.commit()
    browser.sign_in(cast.secretariat)
    made = go_on(browser, last.id, theme="Tema baru", day="2027-03-01", starts="08:15", ends="09:45", venue="Balai")
    assert (made.state, made.previous_id, made.theme, made.venue) == (MeetingState.DRAFT, last.id, "Tema baru", "Balai")
    assert (made.starts_at, made.ends_at) == (
        at(dt.date(2027, 3, 1), dt.time(8, 15)), at(dt.date(2027, 3, 1), dt.time(9, 45)),
    )  # fmt: skip
    for name in ("kind", "convener_id", "chair", "chair_position", "secretary", "minute_taker", "series_id"):
        assert getattr(made, name) == getattr(db.session.get_one(Meeting, last.id), name), name
    rows = db.session.scalars(sa.select(Attendance).where(Attendance.meeting_id == made.id).order_by(Attendance.id))
    assert [(row.agency_name, row.addressee, row.presence.value) for row in rows] == [
        ("Dinas Sosial", "Kepala Dinas", "invited"), ("Dinas Sosial", "Kepala Bidang", "invited"),
        ("Polres Palopo", "", "invited"), ("Bappeda", "", "invited"),
    ]  # fmt: skip


def test_the_agenda_is_follow_up_template_and_what_is_carried_before_the_closing(browser: Browser, cast: Cast) -> None:
    last = make_meeting(cast.bnn, MeetingState.CLOSED, items=3)
    series = make_series(last)
    series.items[1].kind = AgendaKind.CLOSING
    db.session.add(SeriesItem(series_id=series.id, position=9, kind=D, title="ACARA 2", presenter="Ani", section="B"))
    type_line(last.agenda[0])
    last.agenda[1].planned_minutes = 25
    db.session.commit()
    browser.sign_in(cast.secretariat)
    page = browser.get("series.go_on", id=last.id)
    assert "Belum dibahas" in page.text and "Anggaran" in page.text
    browser.submit("/lanjutan", parked=[1])
    made = next_of(last.id)
    assert titles(made.id) == [made.agenda[0].title, "Pembukaan", "Acara 2", "Acara 3", "Anggaran", "Penutup"]
    assert made.agenda[0].kind is AgendaKind.FOLLOW_UP and made.agenda[0].title.startswith("Tindak lanjut rapat ")
    assert (made.agenda[2].planned_minutes, made.agenda[2].section) == (25, "B")
    parked = db.session.get_one(ParkedItem, 1)
    assert parked.state is ParkedState.TAKEN and parked.agenda_item is made.agenda[4]


def test_only_what_is_ticked_is_carried_and_nothing_of_another_meeting(browser: Browser, cast: Cast) -> None:
    last = make_meeting(cast.bnn, MeetingState.CLOSED, items=2)
    other = make_meeting(cast.bnn, MeetingState.CLOSED)
    foreign = other.agenda[0].id
    browser.sign_in(cast.secretariat).get("series.go_on", id=last.id)
    page = browser.submit("/lanjutan", status=422, topics=[foreign], venue="Tempat yang saya ketik")
    assert "Pilih dari daftar." in page.text and "Tempat yang saya ketik" in page.html
    browser.submit("/lanjutan", topics=[last.agenda[1].id])
    assert titles(next_of(last.id).id)[1:] == ["Acara 2"]


def test_there_is_one_next_meeting_unless_one_asks_for_another(browser: Browser, cast: Cast) -> None:
    last = make_meeting(cast.bnn, MeetingState.CLOSED)
    browser.sign_in(cast.secretariat)
    assert "lanjutan" in browser.get("meetings.show", id=last.id).html
    made = go_on(browser, last.id)
    page = browser.get("meetings.show", id=last.id)
    assert "/lanjutan" not in page.html and made.reference in page.text
    assert last.reference in browser.get("meetings.show", id=made.id).text
    page = browser.get("series.go_on", id=last.id)
    assert made.reference in page.text
    page = browser.submit("/lanjutan", status=422, theme="Lagi")
    assert f"Rapat berikutnya sudah ada: {made.reference}." in page.text and 'value="Lagi"' in page.html
    browser.submit("/lanjutan", theme="Lagi", again="y")
    assert next_of(last.id).theme == "Lagi"
    for each in db.session.scalars(sa.select(Meeting).where(Meeting.previous_id == last.id)).unique():
        each.cancel("Salah")
    db.session.commit()
    assert "/lanjutan" in browser.get("meetings.show", id=last.id).html


def test_a_double_click_makes_one_and_so_do_two_people_at_once(browser: Browser, other: Browser, cast: Cast) -> None:
    last = make_meeting(cast.bnn, MeetingState.CLOSED)
    fields = {"theme": "Serentak", "venue": "Aula", "day": "2027-03-01", "starts": "09:00"}
    browsers = [browser.sign_in(cast.secretariat), browser, other.sign_in(cast.secretariat)]
    jobs = [{"csrf_token": each.token(), **fields} for each in browsers]
    jobs[2]["theme"] = "Yang lain"
    cookies = [each.client.get_cookie("sinergi").value for each in browsers]  # type: ignore[union-attr]

    def send(index: int) -> int:
        client = browser.app.test_client()
        client.set_cookie("sinergi", cookies[index])
        return client.post(f"/rapat/{last.id}/lanjutan", data=jobs[index]).status_code

    codes = at_once(*(lambda index=index: send(index) for index in range(3)))
    assert sorted(codes)[0] == 303 and set(codes) <= {303, 422}
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(Meeting.id)).where(Meeting.previous_id == last.id)) == 1


@pytest.mark.parametrize("state", [MeetingState.DRAFT, MeetingState.ANNOUNCED, MeetingState.RUNNING,
                                   MeetingState.CANCELLED])  # fmt: skip
def test_a_meeting_that_is_not_over_has_no_next(browser: Browser, cast: Cast, state: MeetingState) -> None:
    meeting = make_meeting(cast.bnn, state)
    browser.sign_in(cast.secretariat)
    assert "/lanjutan" not in browser.get("meetings.show", id=meeting.id).html
    assert "setelah rapat ini ditutup" in browser.get("series.go_on", id=meeting.id).text
    browser.get("meetings.show", id=meeting.id)
    fields = {"theme": "A", "venue": "B", "day": "2027-03-01", "starts": "09:00"}
    assert "setelah rapat ini ditutup" in browser.post("series.go_on", fields, status=422, id=meeting.id).text
    assert next_of(meeting.id) is None


def test_others_see_the_chain_but_make_none(browser: Browser, cast: Cast) -> None:
    last = make_meeting(cast.bnn, MeetingState.CLOSED)
    make_meeting(cast.bnn, MeetingState.DRAFT, previous_id=last.id, theme="Rahasia dulu")
    page = browser.sign_in(cast.leader).get("meetings.show", id=last.id)
    assert "/lanjutan" not in page.html and "Rahasia dulu" not in page.text
    browser.get("series.go_on", status=403, id=last.id)


def furnished(cast: Cast) -> tuple[Meeting, Meeting]:
    """A meeting with a decision, a late commitment and a task, and the running one that goes on from it."""
    last = make_meeting(cast.bnn, MeetingState.CLOSED, theme="Yang lalu & <b>")
    item = last.agenda[0]
    type_line(item, LineKind.DECISION, "Diputuskan <begini>")
    gone = type_line(item, LineKind.DECISION, "Dihapus")
    gone.removed_at = now()
    late = promise(item, cast.social, "Janji yang lambat")
    late.due = late.original_due = today() - dt.timedelta(days=3)
    make_task(cast.social, cast.police, title="Tugas", meeting_id=last.id,
              line_id=type_line(item, LineKind.TASK, "Tugas bersama").id)  # fmt: skip
    running = make_meeting(cast.bnn, MeetingState.RUNNING, previous_id=last.id)
    running.agenda[0].kind, running.agenda[0].started_at = AgendaKind.FOLLOW_UP, now()
    running.agenda.append(AgendaItem(position=2, kind=D, title="Lain"))
    db.session.commit()
    return last, running


def test_the_status_of_the_last_meeting_stands_on_every_page_for_everyone(browser: Browser, cast: Cast) -> None:
    last, running = furnished(cast)
    for who, pages in ((cast.secretariat, ("", "/notula", "/notula?tampilan=naskah", "/layar")),
                       (cast.leader, ("", "/notula", "/layar", "/notula/perubahan"))):  # fmt: skip
        reader = Browser(browser.app).sign_in(who)
        for page in pages:
            shown = reader.get(f"/rapat/{running.id}{page}", htmx="perubahan" in page).text
            for words in ("Diputuskan <begini>", "Janji yang lambat", "Dinas Sosial, Polres Palopo", "lewat tenggat",
                          "Diusulkan", last.reference):  # fmt: skip
                assert words in shown, (page, words)
            assert "Dihapus" not in shown


def test_the_record_holds_it_in_indonesian(browser: Browser, cast: Cast) -> None:
    last, running = furnished(cast)
    record = record_of(running)
    assert record["follow_up_of"]["reference"] == last.reference
    assert [each["kind"] for each in record["follow_up"]] == ["decision", "commitment", "task"]
    assert record["follow_up"][1]["status"] == "Diusulkan, lewat tenggat"
    assert record["follow_up"][0] == {
        "kind": "decision", "reference": "", "text": "Diputuskan <begini>", "who": "", "due": None, "status": "",
        "internal": False,
    }  # fmt: skip
    assert record["follow_up"][2]["who"] == "Dinas Sosial, Polres Palopo"
    assert record_of(last)["follow_up"] == [] and record_of(last)["follow_up_of"] is None


def test_the_agencies_of_a_task_keep_their_order_whichever_was_touched_last(cast: Cast) -> None:
    last, running = furnished(cast)
    first = record_of(running)
    task = db.session.scalars(sa.select(Task).where(Task.meeting_id == last.id)).one()
    for part in (task.parts[0], task.parts[1], task.parts[0]):
        part.note += "x"
        db.session.commit()
    db.session.execute(sa.text("ANALYZE"))  # a small table is read in the order in which its rows were written
    assert record_of(running) == first and first["follow_up"][2]["who"] == "Dinas Sosial, Polres Palopo"


def test_sixty_rows_cost_one_query_and_earlier_work_stays_in_sight_while_it_is_open(cast: Cast) -> None:
    oldest = make_meeting(cast.bnn, MeetingState.CLOSED, starts_at=now() - dt.timedelta(days=60))
    still_open = promise(oldest.agenda[0], cast.social, "Dari dulu")
    done = promise(oldest.agenda[0], cast.social, "Sudah beres")
    done.cancel("Tidak perlu")
    last = make_meeting(cast.bnn, MeetingState.CLOSED, previous_id=oldest.id)
    for n in range(58):
        promise(last.agenda[0], cast.police, f"Janji {n}")
    meeting = make_meeting(cast.bnn, previous_id=last.id)
    asked: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *facts: asked.append(facts[2]))
    found = follow_up_of(meeting.id)
    assert len([each for each in asked if not each.startswith("BEGIN")]) == 1
    assert found is not None and len(found.rows) == 59
    assert [each.earlier for each in found.rows if each.reference == still_open.reference] == [oldest.reference]


def test_an_item_that_was_carried_on_stays_and_a_tick_makes_it_recur(browser: Browser, cast: Cast) -> None:
    last = make_meeting(cast.bnn, MeetingState.REVISING, items=2)
    type_line(last.agenda[0])
    db.session.commit()
    kept, carried = (item.id for item in last.agenda)
    browser.sign_in(cast.secretariat)
    browser.get("meetings.edit_item", id=kept)
    browser.submit("/ubah", recurring="y")
    assert db.session.get_one(AgendaItem, kept, populate_existing=True).recurring
    made = go_on(browser, last.id)
    assert titles(made.id)[1:] == ["Acara 1", "Acara 2"] and made.agenda[1].recurring
    browser.get("meetings.show", id=last.id)
    page = browser.submit(f"/rapat/agenda/{carried}/hapus")
    assert "sudah dibawa ke rapat berikutnya" in page.text and len(titles(last.id)) == 2


def test_work_of_lines_that_were_removed_or_changed_counts_for_nothing(cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.CLOSED, items=2)
    removed = promise(meeting.agenda[0], cast.social)
    db.session.get_one(MinutesLine, removed.line_id).removed_at = now()
    removed.cancel("Butir dihapus")
    changed = type_line(meeting.agenda[1], LineKind.TASK)
    task = make_task(cast.social, line_id=changed.id)
    changed.kind = LineKind.NOTE
    task.cancel()
    db.session.commit()
    assert [each.reason for each in topics_of(meeting.id)] == [Reason.NOT_DISCUSSED, None]
    assert db.session.scalar(sa.select(sa.func.count(Task.id))) == 1


def test_a_decision_that_was_put_off_and_hostile_words_come_along_as_they_are(browser: Browser, cast: Cast) -> None:
    last = make_meeting(cast.bnn, MeetingState.CLOSED, theme="A" * 300, venue="B" * 200)
    item = last.agenda[0]
    item.kind, item.title, item.deferred_reason = AgendaKind.DECISION, "<b>&\u202e😀" + "x" * 290, "Data kurang"
    type_line(item)
    db.session.commit()
    page = browser.sign_in(cast.secretariat).get("series.go_on", id=last.id)
    assert "Keputusan ditunda" in page.text and "&lt;b&gt;" in page.html
    browser.submit("/lanjutan")
    made = next_of(last.id)
    assert titles(made.id)[1] == item.title and made.agenda[1].deferred_reason == ""


def test_topics_with_the_same_title_are_both_carried_and_the_history_names_the_last_meeting(
    browser: Browser, cast: Cast
) -> None:
    last = make_meeting(cast.bnn, MeetingState.CLOSED, items=2)
    make_series(last)
    for item in last.agenda:
        item.title = "pembukaan"
    db.session.commit()
    made = go_on(browser.sign_in(cast.secretariat), last.id)
    assert titles(made.id)[1:] == ["pembukaan", "Penutup", "pembukaan"]
    assert [item.topic_id for item in (made.agenda[1], made.agenda[3])] == [item.id for item in last.agenda]
    story = browser.get("meetings.show", id=made.id).text
    assert f"Rapat sebelumnya: – menjadi {last.reference}" in story


@pytest.mark.parametrize("state", [MeetingState.ANNOUNCED, MeetingState.RUNNING, MeetingState.CLOSED])
def test_the_fullest_page_of_a_meeting_asks_no_more_than_it_may(
    browser: Browser, cast: Cast, state: MeetingState
) -> None:
    last, meeting = furnished(cast)
    make_series(meeting, last)
    meeting.state, meeting.agenda[1].topic_id = state, last.agenda[0].id
    invite(meeting, db.session.get_one(Agency, cast.social))
    propose(meeting, cast.social)
    promise(meeting.agenda[1], cast.social)
    db.session.commit()
    page = browser.sign_in(cast.secretariat).get("meetings.show", id=meeting.id)
    assert "Janji yang lambat" in page.text and page.queries <= 12
