"""A task in one line: what is read of it, what is named as not understood, and what becomes of it."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock
from app.extensions import db
from app.tasks.days import find_day
from app.tasks.models import Task
from app.tasks.quick import Line, read, suggest
from app.tasks.states import Priority
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast

NAMES = [(1, "BNN Kota Palopo"), (2, "Dinas Sosial"), (3, "Dinas Kesehatan"), (4, "Polres Palopo"),
         (5, "Kelurahan Wara"), (6, "Kelurahan Wara Utara"), (7, "Dinas P3A, KB"), (8, "BNNP Sulsel")]  # fmt: skip
WEDNESDAY = dt.date(2026, 11, 25)


@pytest.fixture
def reading(app: Flask) -> None:
    """Sentences need an application."""


def day_of(text: str, day: dt.date = WEDNESDAY) -> str:
    """The due date of a line that ends so."""
    line = read(f"Surat izin @polres {text}", NAMES, day)
    assert line.title == "Surat izin" and not line.faults, (text, line)
    return str(line.due)


@pytest.mark.parametrize(("text", "due"), [
    ("27 Nov", "2026-11-27"), ("27 november 2026", "2026-11-27"), ("27 Nopember 26", "2026-11-27"),
    ("5 Okt", "2027-10-05"),
    ("25 Nov", "2026-11-25"), ("24 Nov", "2027-11-24"), ("27/11", "2026-11-27"), ("27/11/2026", "2026-11-27"),
    ("27-11-2026", "2026-11-27"), ("27.11.26", "2026-11-27"), ("2026-11-27", "2026-11-27"), ("1 agt", "2027-08-01"),
    ("29 Feb", "2028-02-29"), ("hari ini", "2026-11-25"), ("besok", "2026-11-26"), ("Lusa", "2026-11-27"),
    ("Jumat", "2026-11-27"), ("hari Jum'at.", "2026-11-27"), ("Rabu", "2026-12-02"), ("Minggu", "2026-11-29"),
    ("senin", "2026-11-30"), ("akhir bulan", "2026-11-30"), ("akhir pekan", "2026-11-29"),
    ("akhir tahun", "2026-12-31"),
    ("H+7", "2026-12-02"), ("h+0", "2026-11-25"), ("2 minggu", "2026-12-09"), ("dalam 3 hari", "2026-11-28"),
    ("3 bulan lagi", "2027-02-25"), ("paling lambat tanggal 27 Nov", "2026-11-27"), ("tomorrow", "2026-11-26"),
    ("1 mei", "2027-05-01"), ("1 May", "2027-05-01"),
])  # fmt: skip
def test_days_as_people_write_them(reading: None, text: str, due: str) -> None:
    assert day_of(text) == due


@pytest.mark.parametrize(("text", "day", "due"), [
    ("1 Jan", dt.date(2026, 12, 31), "2027-01-01"), ("31 Des", dt.date(2026, 12, 31), "2026-12-31"),
    ("besok", dt.date(2026, 12, 31), "2027-01-01"), ("akhir bulan", dt.date(2026, 11, 30), "2026-11-30"),
    ("akhir bulan", dt.date(2028, 2, 1), "2028-02-29"), ("1 bulan", dt.date(2027, 1, 31), "2027-02-28"),
    ("2 minggu", dt.date(2026, 12, 25), "2027-01-08"), ("29 Feb", dt.date(2097, 3, 1), "2104-02-29"),
    ("akhir pekan", dt.date(2026, 11, 29), "2026-11-29"), ("Minggu", dt.date(2026, 11, 29), "2026-12-06"),
])  # fmt: skip
def test_days_at_the_ends_of_months_and_years(reading: None, text: str, day: dt.date, due: str) -> None:
    assert day_of(text, day) == due


@pytest.mark.parametrize(("text", "title", "agencies", "due"), [
    ("+ Surat izin @Dinas Sosial 27 Nov", "Surat izin", ["Dinas Sosial"], 27),
    ("Surat   izin@@Dinas Sosial", "Surat izin@@Dinas Sosial", [], None),
    ("Aula @dinas sos, @POLRES PALOPO, Jumat", "Aula", ["Dinas Sosial", "Polres Palopo"], 27),
    ("Kirim ke ani@x.id @bnn kota lusa", "Kirim ke ani@x.id", ["BNN Kota Palopo"], 27),
    ("Kirim ke @BNN lusa", "Kirim ke", ["BNN Kota Palopo"], 27),
    ("x @Kelurahan Wara Utara lusa", "x", ["Kelurahan Wara Utara"], 27),
    ("x @kelurahan wara lusa", "x", ["Kelurahan Wara"], 27),
    ("x @Dinas P3A, KB lusa", "x", ["Dinas P3A, KB"], 27),
    ("x @kesehatan lusa", "x", ["Dinas Kesehatan"], 27),
    ("27/11/2026 @polres lapor", "lapor", ["Polres Palopo"], 27),
    ("27 Nov lapor @polres", "27 Nov lapor", ["Polres Palopo"], None),
    ("@polres 27 Nov bawa laporan", "bawa laporan", ["Polres Palopo"], 27),
    ("Lomba 17 Agustus @polres 27 Nov", "Lomba 17 Agustus", ["Polres Palopo"], 27),
    ("Pelatihan 2 minggu @polres 27 Nov", "Pelatihan 2 minggu", ["Polres Palopo"], 27),
    ("+62812 hubungi @polres lusa", "+62812 hubungi", ["Polres Palopo"], 27),
    ("@polres @Polres Palopo lusa ganda", "ganda", ["Polres Palopo"], 27),
])  # fmt: skip
def test_titles_and_agencies(reading: None, text: str, title: str, agencies: list[str], due: int | None) -> None:
    line = read(text, NAMES, WEDNESDAY)
    assert (line.title, list(line.agencies.values())) == (title, agencies)
    assert line.due == (dt.date(2026, 11, due) if due else None)


@pytest.mark.parametrize("text", ["! Aula @polres lusa", "+ !Aula @polres lusa", "Aula ! @polres lusa",
                                  "Aula @polres lusa !!", "!+ Aula @polres lusa"])  # fmt: skip
def test_a_mark_makes_it_urgent(reading: None, text: str) -> None:
    line = read(text, NAMES, WEDNESDAY)
    assert (line.title, line.priority, line.faults) == ("Aula", Priority.HIGH, [])
    assert read("Segera kirim! @polres lusa", NAMES, WEDNESDAY).priority is Priority.NORMAL


@pytest.mark.parametrize(("text", "field", "words"), [
    ("Aula @Dinas lusa", "agencies", "Dinas Sosial; Dinas Kesehatan; Dinas P3A, KB"),
    ("Aula @foo bar lusa", "agencies", "“@foo” tidak dikenali"), ("Aula lusa", "agencies", "setelah tanda @"),
    ("Aula @polres", "due", "di akhir baris"), ("Aula @polres 31 Feb", "due", "“31 Feb” tidak ada"),
    ("Aula @polres 31/4/2027", "due", "“31/4/2027” tidak ada"), ("Aula @polres 29 Feb 2027", "due", "29 Feb 2027"),
    ("Aula @polres 12/13", "due", "tidak ada di kalender"), ("Aula @polres 0 Nov", "due", "tidak ada di kalender"),
    ("Aula @polres 24 Nov 2026", "due", "sudah lewat"), ("Aula @polres 1/1/0000", "due", "tidak ada di kalender"),
])  # fmt: skip
def test_what_is_not_understood_is_named(reading: None, text: str, field: str, words: str) -> None:
    line = read(text, NAMES, WEDNESDAY)
    assert [name for name, _ in line.faults] == [field] and words in line.faults[0][1]
    assert "Aula" in line.title


HOSTILE = ["", "+", "!", "@", "@@@@", "+!@", " \x00 ", "@" * 500, "a@" * 300, "9" * 3000, "H+9999", "H+99999", "99 Nov",
           "<script>alert(1)</script> @polres besok", "{{7*7}} %(x)s %s {0} @polres besok", "\ud800 @polres besok",
           "@polres" * 200, "27 Nov " * 300, "999 bulan @polres 999 bulan", "٢٧ Nov @polres", "ß@ẞ @polres besok",
           "@Dinas Sosial\n@Polres Palopo\nbesok", "' OR 1=1 -- @polres besok", "x" * 6000]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_lines_are_only_lines(reading: None, text: str) -> None:
    line = read(text, NAMES, WEDNESDAY)
    assert isinstance(line, Line) and line.priority in Priority
    assert set(line.agencies.items()) <= set(NAMES)


def test_no_word_is_lost_whatever_the_order(reading: None) -> None:
    chance = Random(3)  # noqa: S311 - the same lines each time
    for _ in range(300):
        words = [chance.choice(["kirim", "ani@x.id", "2", "Nov", "@foo", "!", "surat", "@polres", "27 Nov", "besok"])
                 for _ in range(chance.randint(1, 9))]  # fmt: skip
        text = " ".join(words)
        line = read(text, NAMES, WEDNESDAY)
        kept = line.title.split()
        for word in ("kirim", "ani@x.id", "@foo", "surat"):
            assert kept.count(word) == text.split().count(word), text
        assert bool(line.agencies) == ("@polres" in words)


def test_suggestions_are_names_with_a_word_that_begins_so() -> None:
    assert suggest("wa", NAMES) == ["Kelurahan Wara", "Kelurahan Wara Utara"]
    assert suggest("dinas s", NAMES) == ["Dinas Sosial"] and suggest(" ", NAMES) == []


def test_a_line_makes_a_task_and_says_what_it_understood(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.social_liaison).get("/tugas?siapa=menunggu")
    page = browser.submit("/tugas/cepat", line="+ Surat izin <b> @Dinas Sosial @polres 27 Nov 2027 !")
    assert page.url == "/tugas?siapa=menunggu"
    assert "Tugas: Surat izin <b> · Dinas Sosial, Polres Palopo · Sabtu, 27 November 2027. Buka T/" in page.text
    task = db.session.scalars(sa.select(Task)).one()
    assert page.find("a", href=f"/tugas/{task.id}")
    assert (task.title, task.due, task.priority) == ("Surat izin <b>", dt.date(2027, 11, 27), Priority.HIGH)
    assert {part.agency_id for part in task.parts} == {cast.social, cast.police}
    assert task.issuer_agency_id == cast.social


def test_a_double_click_makes_one_task(app: Flask, browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat).get("tasks.index")
    fields = {"line": "Aula @polres besok", "csrf_token": browser.token()}
    cookie = browser.client.get_cookie("sinergi")
    assert cookie is not None

    def send() -> int:
        client = app.test_client()
        client.set_cookie("sinergi", cookie.value)  # type: ignore[union-attr]
        return client.post("/tugas/cepat", data=fields).status_code

    assert at_once(send, send, send) == [303, 303, 303]
    assert db.session.scalar(sa.select(sa.func.count(Task.id))) == 1


def test_what_cannot_be_understood_leads_to_the_whole_form(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat).get("tasks.index")
    typed = "Surat izin @Dinas @Polres 31 Feb !"
    page = browser.submit("/tugas/cepat", 422, line=typed)
    assert typed in page.text and "31 Feb" in page.text and "Dinas Kesehatan" in page.text
    assert "Dinas Sosial" in page.text and not db.session.scalar(sa.select(sa.func.count(Task.id)))
    page = browser.submit("/tugas/baru", title="Surat izin", due="2027-02-28")
    task = db.session.scalars(sa.select(Task)).one()
    assert (task.priority, [part.agency_id for part in task.parts]) == (Priority.HIGH, [cast.police])
    browser.get("/tugas")
    page = browser.submit("/tugas/cepat", 422, line="Aula @polres 27/11/2999")
    assert "2100" in page.text
    page = browser.post("/tugas/cepat", {"line": "x" * 9000 + " @polres besok"}, status=422)
    assert "Paling banyak" in page.text or "Tulis tenggat" in page.text


@pytest.mark.parametrize("person", ["leader", "reviewer", "admin"])
def test_who_may_make_no_task_has_no_line(browser: Browser, cast: Cast, person: str) -> None:
    browser.sign_in(getattr(cast, person))
    assert not browser.get("tasks.index").has_form("/tugas/cepat")
    browser.post("/tugas/cepat", {"line": "Aula @polres besok"}, status=403)
    browser.get("/tugas/cepat/instansi?q=di", status=403)


def test_agencies_are_suggested(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat)
    assert browser.raw("GET", "/tugas/cepat/instansi?q=din").json == {
        "names": [{"name": "Dinas Kesehatan", "about": ""}, {"name": "Dinas Sosial", "about": ""}]
    }
    assert browser.get("/tugas/cepat").url == "/tugas"


def test_half_an_hour_after_midnight_on_the_last_day_of_a_month(
    browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in(cast.secretariat).get("tasks.index")
    # 30 November, 00.30 WITA, which is still the 29th in UTC
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2026, 11, 29, 16, 30, tzinfo=dt.UTC))
    for line in ("Satu @polres akhir bulan", "Dua @polres besok", "Tiga @polres Senin", "Empat @polres 30 Nov"):
        browser.submit("/tugas/cepat", line=line)
        browser.get("tasks.index")
    dues = {task.title: task.due for task in db.session.scalars(sa.select(Task).order_by(Task.id))}
    assert [str(due) for due in dues.values()] == ["2026-11-30", "2026-12-01", "2026-12-07", "2026-11-30"]


def test_a_date_has_few_words_before_it() -> None:
    """However often they are repeated, so that nobody waits seconds for a line."""
    words = "hari " * 1000
    rest = find_day(f"{words}Jumat", dt.date(2026, 2, 3), at_end=True)
    assert rest is not None and rest[0] == dt.date(2026, 2, 6) and rest[1].count("hari") > 900
