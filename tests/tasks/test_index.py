"""The list of tasks, and the rows that other pages ask for."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from app.clock import now, today
from app.extensions import db
from app.tasks import queries
from app.tasks.filters import late_clause
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import PartState, Priority, TaskState
from tests.browser import Browser
from tests.factories import Cast, make_task

P = PartState
DAY = dt.timedelta(days=1)


def many(agency_id: int, count: int) -> None:
    """So many open tasks, one a day from today, without a flush for each."""
    tasks = [
        {"id": n, "reference": f"T/2026/{n:03d}", "title": f"Tugas ke-{n}", "detail": "", "due": today() + n * DAY,
         "priority": Priority.NORMAL, "state": TaskState.OFFERED, "is_open": True, "parts_total": 1, "parts_done": 0,
         "updated_at": now() - n * DAY, "version": 1}
        for n in range(1, count + 1)
    ]  # fmt: skip
    parts = [
        {"task_id": n, "agency_id": agency_id, "agency_name": "Dinas Sosial", "state": P.OFFERED, "note": "",
         "due": today() + n * DAY, "version": 1}
        for n in range(1, count + 1)
    ]  # fmt: skip
    db.session.execute(sa.insert(Task.__table__), tasks)
    db.session.execute(sa.insert(TaskPart.__table__), parts)
    db.session.commit()


def shown(browser: Browser, **query: object) -> list[str]:
    """The titles on a list page."""
    page = browser.get(f"/tugas?{urlencode(query)}")
    return ["".join(link.itertext()) for link in page.find("a") if (link.get("href") or "")[7:].isdigit()]


@pytest.mark.parametrize("who", ["admin", "secretariat", "social_liaison", "reviewer", "leader"])
def test_everyone_with_a_post_reads_the_list(browser: Browser, cast: Cast, who: str) -> None:
    make_task(cast.social, cast.police, title="Menyiapkan aula")
    browser.sign_in(getattr(cast, who))
    assert shown(browser) == ["Menyiapkan aula"]
    assert browser.page and "0 dari 2 bagian selesai" in browser.page.text
    assert bool(browser.page.find("a", href="/tugas/baru")) == (who in ("secretariat", "social_liaison"))


def test_who_is_not_signed_in_is_sent_to_the_sign_in_page(browser: Browser, cast: Cast) -> None:
    assert browser.get("tasks.index").url.startswith("/masuk")


def test_the_list_shows_open_tasks_and_others_when_asked(browser: Browser, cast: Cast) -> None:
    make_task(cast.social, title="Terbuka")
    done = make_task(cast.social, title="Rampung")
    done.parts[0]._set(P.DONE)
    gone = make_task(cast.police, title="Batal")
    gone.cancel()
    db.session.commit()
    browser.sign_in(cast.leader)
    assert shown(browser) == ["Terbuka"]
    assert set(shown(browser, status="semua")) == {"Terbuka", "Rampung", "Batal"}
    assert shown(browser, status="done") == ["Rampung"]
    assert shown(browser, status="cancelled") == ["Batal"]
    assert shown(browser, status="offered") == ["Terbuka"]
    assert shown(browser, status="semua", instansi=cast.police) == ["Batal"]
    assert shown(browser, status="done", instansi=cast.social) == ["Rampung"]
    assert shown(browser, instansi=cast.social) == ["Terbuka"]


def test_filters_by_agency_due_date_priority_and_words(browser: Browser, cast: Cast) -> None:
    make_task(cast.social, cast.police, title="Telat", due=today() - 40 * DAY)
    make_task(cast.police, title="Mendesak", priority=Priority.HIGH, due=today())
    make_task(cast.health, title="Nanti 100%", due=today() + 90 * DAY)
    browser.sign_in(cast.leader)
    assert shown(browser) == ["Telat", "Mendesak", "Nanti 100%"]
    assert browser.page and "lewat tenggat" in browser.page.text
    assert shown(browser, instansi=cast.police) == ["Telat", "Mendesak"]
    assert shown(browser, instansi=cast.social) == ["Telat"]
    assert shown(browser, instansi=cast.bnn) == []
    assert shown(browser, tenggat="terlambat") == ["Telat"]
    assert shown(browser, tenggat="terlambat", instansi=cast.police) == ["Telat"]
    assert shown(browser, tenggat="minggu-ini") == ["Mendesak"]
    assert shown(browser, tenggat="bulan-ini", instansi=cast.police) == ["Mendesak"]
    assert shown(browser, prioritas="high") == ["Mendesak"]
    assert shown(browser, cari="100%") == ["Nanti 100%"]
    assert shown(browser, cari="/002") == ["Mendesak"]


@pytest.mark.parametrize(
    "query",
    [
        {"status": "x", "instansi": "y", "tenggat": "z", "prioritas": "w", "urut": "password_hash"},
        {"instansi": str(2**63)}, {"instansi": "-1"}, {"instansi": "1 OR 1=1"}, {"instansi": "\x00"},
        {"status": "\x00", "cari": ""}, {"sesudah": "x~y"}, {"sesudah": f"2026-02-31~{2**70}"}, {"sebelum": "~"},
    ],
)  # fmt: skip
def test_unknown_filters_sorts_and_cursors_fall_back(browser: Browser, cast: Cast, query: dict[str, str]) -> None:
    make_task(cast.social, title="Satu")
    browser.sign_in(cast.leader)
    assert shown(browser, **query) == ["Satu"]


def test_an_agency_typed_with_blanks_is_that_agency(browser: Browser, cast: Cast) -> None:
    make_task(cast.social, title="Satu")
    make_task(cast.police, title="Dua")
    browser.sign_in(cast.leader)
    assert shown(browser, instansi=f" {cast.social} ") == ["Satu"]


@pytest.mark.parametrize("agency", [False, True])
@pytest.mark.parametrize("sort", ["tenggat", "-tenggat", "nomor", "-nomor", "diperbarui", "-diperbarui"])
def test_sixty_tasks_are_paged_in_every_order(browser: Browser, cast: Cast, sort: str, agency: bool) -> None:
    many(cast.social, 60)
    browser.sign_in(cast.leader)
    query = {"urut": sort} | ({"instansi": cast.social} if agency else {})
    seen, page = shown(browser, **query), browser.page
    assert page and "60 data" in page.text
    while page and (link := page.find("a", id="halaman-sesudah")):
        page = browser.get(link[0].get("href") or "")
        seen += ["".join(a.itertext()) for a in page.find("a") if (a.get("href") or "")[7:].isdigit()]
    numbers = [int(title.removeprefix("Tugas ke-")) for title in seen]
    backward = sort in ("-tenggat", "-nomor", "diperbarui")
    assert numbers == list(range(60, 0, -1) if backward else range(1, 61))


def test_a_list_of_sixty_asks_as_often_as_a_list_of_five(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat)
    many(cast.social, 5)
    few = [browser.get("tasks.index").queries, browser.get("tasks.index", instansi=cast.social).queries]
    db.session.execute(sa.delete(TaskPart.__table__))
    db.session.execute(sa.delete(Task.__table__))
    many(cast.social, 60)
    assert [browser.get("tasks.index").queries, browser.get("tasks.index", instansi=cast.social).queries] == few
    assert max(few) <= 6


def test_empty_lists_say_what_belongs_there(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat)
    page = browser.get("tasks.index")
    assert "Belum ada tugas yang berjalan" in page.text and page.find("a", href="/tugas/baru")
    page = browser.get("tasks.index", cari="tidak ada")
    assert "Cari di semua status" in page.text
    assert "Ubah atau hapus saringan" in browser.get("/tugas?cari=tidak+ada&status=done").text


def test_hostile_words_are_only_words(browser: Browser, cast: Cast) -> None:
    evil = "<script>alert(1)</script>{{ 7*7 }}{done}"
    make_task(cast.social, title=evil)
    browser.sign_in(cast.leader)
    assert shown(browser) == [evil]
    assert browser.page and "<script>alert" not in browser.page.html
    browser.get("tasks.index", cari=evil)
    assert "<script>alert" not in browser.page.html


def test_parts_waiting_are_those_the_agency_has_yet_to_act_on_late_first(app: object, cast: Cast) -> None:
    late = make_task(cast.social, cast.police, title="Telat", due=today() - DAY)
    make_task(cast.social, title="Nanti", due=today() + DAY)
    for state in (P.DONE, P.DECLINED, P.WAIVED):
        make_task(cast.social, cast.health).parts[0]._set(state)
    make_task(cast.social).cancel()
    db.session.commit()
    rows = db.session.execute(queries.parts_waiting([cast.social]).limit(10)).all()
    assert [row.title for row in rows] == ["Telat", "Nanti"]
    assert (rows[0].task_id, rows[0].reference, rows[0].state) == (late.id, late.reference, P.OFFERED)
    assert len(db.session.execute(queries.parts_waiting([cast.social, cast.police]).limit(10)).all()) == 3
    assert db.session.execute(queries.parts_waiting([])).all() == []


def test_blocked_or_declined_parts_are_listed_while_they_hold_a_task_up(app: object, cast: Cast) -> None:
    task = make_task(cast.social, cast.police, cast.health)
    task.parts[0].update(P.DECLINED, "bukan tugas kami")
    task.parts[1].update(P.ACCEPTED, "")
    task.parts[1].update(P.BLOCKED, "dana belum cair")
    gone = make_task(cast.social)
    gone.parts[0].update(P.DECLINED, "tidak")
    gone.cancel()
    db.session.commit()
    rows = db.session.execute(queries.blocked_or_declined().order_by(TaskPart.id)).all()
    assert [(row.agency_name, row.state, row.note) for row in rows] == [
        ("Dinas Sosial", P.DECLINED, "bukan tugas kami"),
        ("Polres Palopo", P.BLOCKED, "dana belum cair"),
    ]


def test_late_means_open_after_the_due_date(app: object, cast: Cast) -> None:
    late = make_task(cast.social, due=today() - DAY)
    make_task(cast.social, due=today())
    make_task(cast.social, due=today() - DAY).parts[0]._set(P.DONE)
    db.session.commit()
    assert db.session.scalars(sa.select(Task.id).where(late_clause())).all() == [late.id]
    assert late.is_late
