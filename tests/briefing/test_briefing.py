"""The leader's one page before a meeting."""

from __future__ import annotations

import datetime as dt

import pytest

from app.agencies.models import Agency
from app.attendance.models import Answer
from app.attendance.service import invite
from app.clock import acting_at, now, today
from app.commitments.models import Commitment
from app.extensions import db
from app.meetings.agenda import AgendaItem, AgendaKind
from app.meetings.models import Meeting, MeetingState
from app.minutes.models import LineKind, MinutesLine
from app.tasks.models import Task
from app.tasks.states import PartState
from tests.browser import Browser, Page
from tests.commitments.steps import agree
from tests.factories import Cast, make_commitment, make_meeting, make_task

YEAR = today().year


def make_next(cast: Cast, **facts: object) -> Meeting:
    """A meeting that is announced."""
    return make_meeting(cast.bnn, MeetingState.ANNOUNCED, starts_at=now() + dt.timedelta(days=3), **facts)


def promise(agency_id: int, days: int, **facts: object) -> Commitment:
    """A promise that was agreed on, due in so many days."""
    commitment = make_commitment(agency_id, due=today() + dt.timedelta(days=days), **facts)
    agree(commitment)
    db.session.commit()
    return commitment


def section(page: Page, title: str) -> str:
    """The words of a section; "" when the page has none of that name."""
    for each in page.find("section"):
        words = " ".join(" ".join(each.itertext()).split())
        if words.startswith(title):
            return words
    return ""


def test_the_head_says_when_where_who_and_what_is_to_be_decided(browser: Browser, cast: Cast) -> None:
    meeting = make_next(cast, theme="Rapat tahunan", venue="Aula Wali Kota")
    meeting.agenda.append(AgendaItem(position=2, kind=AgendaKind.DECISION, title="Lokasi sasaran"))
    rows = [invite(meeting, db.session.get_one(Agency, key)) for key in (cast.social, cast.police, cast.health)]
    rows[0].answer, rows[1].answer = Answer.NOT_COMING, Answer.REPRESENTED
    db.session.commit()
    page = browser.sign_in(cast.leader).get("briefing.show", id=meeting.id)
    words = section(page, "Rapat tahunan")
    assert "Aula Wali Kota" in words and "Lokasi sasaran (perlu keputusan)" in words
    assert "2 dari 3 undangan dijawab: 1 akan diwakili, 1 berhalangan" in words
    assert page.find("button", data_print="") and not section(page, "Dari rapat sebelumnya")


def of_last_meeting(cast: Cast) -> Meeting:
    """A meeting after one that led to a late promise, one that goes on, a decision and a task."""
    last = make_meeting(cast.bnn, MeetingState.CLOSED, theme="Rapat lalu")
    for position, kind in enumerate((LineKind.DECISION, LineKind.COMMITMENT, LineKind.COMMITMENT, LineKind.TASK), 1):
        line = MinutesLine(agenda_item_id=last.agenda[0].id, meeting_id=last.id, position=position, kind=kind)
        line.write(f"Butir {position}", None)
        db.session.add(line)
        db.session.flush()
        if kind is LineKind.COMMITMENT:
            due = today() + dt.timedelta(days=9 if position == 2 else -9)
            make_commitment(cast.social, line_id=line.id, meeting_id=last.id, due=due)
        elif kind is LineKind.TASK:
            make_task(cast.police, line_id=line.id, meeting_id=last.id)
    return make_next(cast, previous_id=last.id)


def test_what_became_of_the_last_meeting_counts_and_names_what_is_late_first(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.leader).get("briefing.show", id=of_last_meeting(cast).id)
    words = section(page, "Dari rapat sebelumnya")
    assert "Keputusan: 1; Komitmen: 0 dari 2 selesai; Tugas: 0 dari 1 selesai." in words
    assert words.index("Butir 3") < words.index("Butir 4") and words.index("Butir 3") < words.index("Butir 2")
    assert "Butir 1" not in words, "a decision is neither open nor done"


def test_what_is_claimed_stands_beside_what_is_verified_by_agency(browser: Browser, cast: Cast) -> None:
    for agency, claimed, verified in ((cast.social, 80, 40), (cast.social, 40, 0), (cast.police, 100, 100)):
        commitment = promise(agency, 0)
        commitment.claimed_percent, commitment.verified_percent = claimed, verified
    make_commitment(cast.health, due=today())  # proposed only
    db.session.commit()
    page = browser.sign_in(cast.leader).get("briefing.show", id=make_next(cast).id)
    words = section(page, f"Komitmen dengan tenggat {YEAR}")
    assert "Dinas Sosial 0/2 60% 20%" in words and "Polres Palopo 0/1 100% 100%" in words
    assert "Semua 0/3 73% 46%" in words and "Kesehatan" not in words
    link = next(a.get("href") for a in page.find("a") if a.text == "Dinas Sosial")
    assert "Menyediakan 40 tempat" in browser.get(link or "").text


def test_ten_late_or_risky_promises_are_named_and_the_rest_counted(browser: Browser, cast: Cast) -> None:
    for days in range(-12, 0):
        promise(cast.social, days, statement=f"Janji {days} hari")
    promise(cast.police, 5, statement="Janji berisiko")
    page = browser.sign_in(cast.leader).get("briefing.show", id=make_next(cast).id)
    words = section(page, "Terlambat atau berisiko")
    assert "12 lewat tenggat; 1 berisiko" in words and "dan 3 lagi" in words
    assert words.index("Janji -12 hari") < words.index("Janji -3 hari") and "Janji -2 hari" not in words
    assert "belum pernah dilaporkan" in words


def test_what_is_held_up_says_why_and_on_whom(browser: Browser, cast: Cast) -> None:
    task, gone = make_task(cast.social, title="Izin tempat"), make_task(cast.police, title="Tugas terbuang")
    for each in (task, gone):
        hold_up(each, cast)
    gone.trash("Ani")
    db.session.commit()
    page = browser.sign_in(cast.leader).get("briefing.show", id=make_next(cast).id)
    words = section(page, "Bagian tugas yang terhambat")
    assert "Izin tempat" in words and task.reference in words and "Menunggu surat." in words
    assert "Dinas Sosial: terhambat, menunggu Dinas Kesehatan" in words and "Tugas terbuang" not in words


def hold_up(task: Task, cast: Cast) -> None:
    """Block its part on the health agency."""
    part = task.parts[0]
    part.state, part.note = PartState.BLOCKED, "Menunggu surat."
    part.blocked_on_id, part.blocked_on = cast.health, "Dinas Kesehatan"
    task.refresh()


def test_what_lies_still_or_was_moved_twice_is_worth_a_question(browser: Browser, cast: Cast) -> None:
    with acting_at(now() - dt.timedelta(days=40)):
        promise(cast.social, 90, statement="Janji diam")
        make_task(cast.police, title="Tugas diam", due=today() + dt.timedelta(days=90))
    moved, once, late = (promise(cast.social, days, statement=text) for days, text in (
        (60, "Digeser dua kali"), (60, "Digeser sekali"), (-1, "Terlambat dan digeser")))  # fmt: skip
    moved.redated, once.redated, late.redated = 2, 1, 3
    db.session.commit()
    page = browser.sign_in(cast.leader).get("briefing.show", id=make_next(cast).id)
    words = section(page, "Layak ditanyakan")
    assert all(text in words for text in ("Janji diam", "Tugas diam", "Digeser dua kali", "tenggat diubah 2 kali"))
    assert "Digeser sekali" not in words and "Terlambat dan digeser" not in words, "it stands above already"
    assert "dan 1 lagi" not in words


def test_minutes_wait_for_the_chair_with_the_way_to_sign(browser: Browser, other: Browser, cast: Cast) -> None:
    last = make_meeting(cast.bnn, MeetingState.CLOSED, theme="Rapat belum ditandatangani")
    last.circulate(now() + dt.timedelta(days=1))
    last.corrections_until = now() - dt.timedelta(days=1)
    meeting = make_next(cast)
    db.session.commit()
    page = browser.sign_in(cast.leader).get("briefing.show", id=meeting.id)
    assert page.find("a", href=f"/rapat/{last.id}/tanda-tangan/pimpinan")
    page = other.sign_in(cast.social_liaison).get("briefing.show", id=meeting.id)
    assert page.find("a", href=f"/rapat/{last.id}/persetujuan")


def test_with_nothing_to_say_it_says_so_kindly(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.leader).get("briefing.show", id=make_next(cast).id)
    assert "Tidak ada komitmen yang terlambat atau berisiko." in page.text
    assert not section(page, "Bagian tugas") and not section(page, "Layak") and not section(page, "Dari rapat")


@pytest.mark.parametrize("who", ["social_liaison", "reviewer", "admin", "secretariat"])
def test_whoever_may_read_the_meeting_finds_the_page_there(browser: Browser, cast: Cast, who: str) -> None:
    meeting = make_next(cast)
    page = browser.sign_in(getattr(cast, who)).get("meetings.show", id=meeting.id)
    assert page.find("a", href=f"/rapat/{meeting.id}/bekal")
    browser.get("briefing.show", id=meeting.id)


def test_a_draft_is_the_secretariats_own(browser: Browser, cast: Cast) -> None:
    draft = make_meeting(cast.bnn, MeetingState.DRAFT)
    browser.sign_in(cast.leader).get("briefing.show", id=draft.id, status=404)
