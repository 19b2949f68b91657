"""The calendar of tasks: what falls on which day, in a month, a week, or a list of days."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from app import clock
from app.clock import at, now
from app.extensions import db
from app.meetings.models import MeetingState
from app.tasks.calendar import view_of
from app.tasks.models import Task
from app.tasks.states import PartState, Priority, TaskState
from tests.browser import Browser, Page
from tests.factories import Cast, make_commitment, make_meeting, make_task

NOVEMBER = dt.date(2026, 11, 27)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def november(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Wednesday, 25 November 2026, 00.30 WITA."""
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2026, 11, 24, 16, 30, tzinfo=dt.UTC))


def on_day(page: Page, day: dt.date) -> str:
    """The words of a day of the calendar, or of the agenda."""
    for cell in (*page.find("td"), *page.find("li")):
        if any(time.get("datetime") == str(day) for time in cell.iter("time")):
            return " ".join(" ".join(cell.itertext()).split())
    return ""


@pytest.mark.parametrize(("query", "kind", "first", "last"), [
    ({}, "bulan", "2026-10-26", "2026-12-06"), ({"bulan": "2027-02"}, "bulan", "2027-02-01", "2027-02-28"),
    ({"minggu": "2026-12-03"}, "minggu", "2026-11-30", "2026-12-06"),
    ({"tampilan": "minggu"}, "minggu", "2026-11-23", "2026-11-29"),
    ({"tampilan": "agenda"}, "agenda", "2026-11-01", "2026-11-30"),
    ({"bulan": "2026-12", "tampilan": "agenda"}, "agenda", "2026-12-01", "2026-12-31"),
    ({"bulan": "2027-01", "tampilan": "minggu"}, "minggu", "2026-12-28", "2027-01-03"),
    ({"bulan": "2026-13"}, "bulan", "2026-10-26", "2026-12-06"),
    ({"bulan": "9999-12"}, "bulan", "2026-10-26", "2026-12-06"),
    ({"bulan": "\x00", "minggu": "2026-02-31"}, "bulan", "2026-10-26", "2026-12-06"),
    ({"minggu": "0001-01-01", "tampilan": "x"}, "bulan", "2026-10-26", "2026-12-06"),
    ({"bulan": "2100-12"}, "bulan", "2100-11-29", "2101-01-02"),
    ({"bulan": "2000-01"}, "bulan", "1999-12-27", "2000-02-06"),
])  # fmt: skip
def test_what_is_asked_and_what_makes_no_sense(query: dict[str, str], kind: str, first: str, last: str) -> None:
    view = view_of(query)
    assert (view.kind, str(view.first), str(view.last)) == (kind, first, last)
    for moved in (view.moved(1), view.moved(-1)):
        assert moved is None or view_of(moved).kind == kind
    for other in ("bulan", "minggu", "agenda"):
        assert view_of(view.as_kind(other)).kind == other


@pytest.mark.parametrize("query", ["", "?tampilan=agenda", "?tampilan=minggu", "?bulan=2026-99&instansi=x&siapa=%00"])
def test_tasks_stand_on_their_day_with_state_and_lateness(browser: Browser, cast: Cast, query: str) -> None:
    make_task(cast.social, title="Surat izin", due=NOVEMBER)
    late = make_task(cast.social, title="Aula", due=dt.date(2026, 11, 24))
    late.parts[0]._set(PartState.BLOCKED)
    make_task(cast.social, title="Selesai", due=NOVEMBER).parts[0]._set(PartState.DONE)
    make_task(cast.social, title="Terbuang", due=NOVEMBER).trash("Ani")
    db.session.commit()
    page = browser.sign_in(cast.leader).get(f"/tugas/kalender{query}")
    assert "Surat izin" in on_day(page, NOVEMBER) and "Ditawarkan" in on_day(page, NOVEMBER)
    assert "Aula lewat tenggat · Terhambat" in on_day(page, dt.date(2026, 11, 24))
    assert "Selesai" not in on_day(page, NOVEMBER) and "Terbuang" not in page.text
    assert "Terbuang" not in browser.get("/tugas/kalender?status=semua").text
    assert "Selesai" in on_day(browser.page, NOVEMBER)  # type: ignore[arg-type]


def test_a_crowded_day_shows_a_few_and_leads_to_the_list_of_that_day(browser: Browser, cast: Cast) -> None:
    for n in range(12):
        make_task(cast.social, title=f"Tugas ke-{n}", due=NOVEMBER)
    page = browser.sign_in(cast.leader).get(f"/tugas/kalender?instansi={cast.social}")
    assert "+9 lainnya" in on_day(page, NOVEMBER) and "Tugas ke-2" in page.text and "Tugas ke-3" not in page.text
    link = next(a for a in page.find("a") if "".join(a.itertext()) == "+9 lainnya")
    page = browser.get(link.get("href") or "")
    assert "12 data" in page.text and "Jumat, 27 November 2026" in page.text
    assert "+4 lainnya" in browser.get("/tugas/kalender?minggu=2026-11-23").text


def test_filters_meetings_and_commitments(browser: Browser, cast: Cast) -> None:
    make_task(cast.social, title="Dinsos", due=NOVEMBER)
    make_task(cast.police, title="Polres", due=NOVEMBER)
    # 00.15 WITA on the 27th is the 26th in UTC
    make_meeting(cast.bnn, MeetingState.ANNOUNCED, theme="Rapat pagi", starts_at=at(NOVEMBER, dt.time(0, 15)))
    make_meeting(cast.bnn, MeetingState.DRAFT, theme="Rahasia", starts_at=at(NOVEMBER, dt.time(10)))
    make_commitment(cast.social, statement="Menyediakan kursi", due=NOVEMBER)
    page = browser.sign_in(cast.social_liaison).get("/tugas/kalender?siapa=instansi")
    assert "Dinsos" in on_day(page, NOVEMBER) and "Polres" not in on_day(page, NOVEMBER)
    assert "Rapat pagi Rapat 00.15" in on_day(page, NOVEMBER) and "Rahasia" not in page.text
    assert "Menyediakan kursi" not in page.text
    page = browser.get("/tugas/kalender?tampilkan=komitmen&siapa=menunggu")
    assert "Menyediakan kursi Komitmen" in on_day(page, NOVEMBER) and "Polres" not in on_day(page, NOVEMBER)
    assert "Menyediakan" not in browser.get(f"/tugas/kalender?tampilkan=komitmen&instansi={cast.police}").text


def test_an_own_part_stands_on_its_own_day(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social, cast.police, title="Aula", due=NOVEMBER)
    task.parts[0].set_due(NOVEMBER - DAY)
    db.session.commit()
    page = browser.sign_in(cast.social_liaison).get("/tugas/kalender")
    assert "Aula Bagian Dinas Sosial" in on_day(page, NOVEMBER - DAY) and "Aula" in on_day(page, NOVEMBER)
    page = browser.get(f"/tugas/kalender?instansi={cast.social}")
    assert "Aula" in on_day(page, NOVEMBER - DAY) and "Aula" not in on_day(page, NOVEMBER)


def many(agency_id: int, count: int) -> None:
    rows = [
        {"id": n, "reference": f"T/{n}", "title": f"Tugas {n}", "detail": "", "due": NOVEMBER + (n % 30 - 15) * DAY,
         "priority": Priority.NORMAL, "state": TaskState.OFFERED, "is_open": True, "parts_total": 1, "parts_done": 0,
         "updated_at": now(), "version": 1}
        for n in range(1, count + 1)
    ]  # fmt: skip
    db.session.execute(sa.insert(Task.__table__), rows)
    db.session.commit()


def test_many_tasks_ask_no_more_often_and_show_no_more(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.social_liaison)
    many(cast.social, 90)
    few = browser.get("/tugas/kalender?tampilkan=komitmen")
    db.session.execute(sa.delete(Task.__table__))
    many(cast.social, 900)
    page = browser.get("/tugas/kalender?tampilkan=komitmen")
    assert page.queries == few.queries <= 9
    assert len(page.html) < 1.2 * len(few.html) and "+27 lainnya" in page.text


def test_an_empty_month_says_so_and_time_is_walked(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.leader).get(f"/tugas/kalender?instansi={cast.social}")
    assert "Tidak ada yang jatuh tempo" in page.text and "November 2026" in page.text
    for name, month in (("kalender-maju", "2026-12"), ("kalender-maju", "2027-01"), ("kalender-mundur", "2026-12")):
        page = browser.get(page.find("a", id=name)[0].get("href") or "")
        assert page.url == f"/tugas/kalender?instansi={cast.social}&bulan={month}"
    assert [th.text for th in page.find("th")] == ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
    assert page.find("input", name="bulan")[0].get("value") == "2026-12"


def test_who_is_not_signed_in_sees_no_calendar(browser: Browser, cast: Cast) -> None:
    assert browser.get("/tugas/kalender").url.startswith("/masuk")
