"""The pages of a task: what each role may do, and what happens to what was typed."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from app.audit import AuditEvent
from app.clock import today
from app.extensions import db
from app.meetings.models import MeetingState
from app.minutes.models import LineKind, MinutesLine
from app.tasks.models import Task
from app.tasks.parts import TaskPart
from app.tasks.states import PartState, Priority, TaskState
from tests.browser import Browser
from tests.factories import Cast, make_meeting, make_task

P = PartState


def part_of(task_id: int, agency_id: int) -> TaskPart:
    """The part as it is stored now."""
    db.session.remove()
    rows = sa.select(TaskPart).where(TaskPart.task_id == task_id, TaskPart.agency_id == agency_id)
    return db.session.scalars(rows).one()


def stored(task_id: int) -> Task:
    """The task as it is stored now."""
    db.session.remove()
    return db.session.get_one(Task, task_id)


def test_an_agency_accepts_works_and_finishes_its_own_part(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social, cast.police, title="Menyiapkan aula")
    url = f"/tugas/bagian/{task.parts[0].id}"
    page = browser.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    assert "0 dari 2 bagian selesai; menunggu Dinas Sosial, Polres Palopo." in page.text
    page = browser.submit(url)
    assert "Bagian Dinas Sosial diperbarui." in page.text and "Diterima" in page.text
    page = browser.submit(url, state="blocked", note="Kunci belum ada")
    assert "terhambat di Dinas Sosial" in page.text and stored(task.id).state is TaskState.BLOCKED
    page = browser.submit(url, state="done", note="Aula siap")
    assert "1 dari 2 bagian selesai; menunggu Polres Palopo." in page.text
    assert "Mengubah bagian tugas Dinas Sosial" in page.text
    assert stored(task.id).state is TaskState.UNDERWAY


def test_the_same_acts_by_htmx_answer_with_the_region_alone(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social, cast.police)
    url = f"/tugas/bagian/{task.parts[0].id}"
    browser.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    page = browser.submit(url, htmx=True)
    assert page.find("div", id="tugas") and "<html" not in page.html
    page = browser.submit(url, status=422, htmx=True, state="blocked", note="")
    assert page.find("div", id="tugas") and "Tulis sebabnya" in page.text


def test_a_refusal_needs_its_reason_and_stops_the_task(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social, cast.police)
    url = f"/tugas/bagian/{task.parts[0].id}"
    browser.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    page = browser.submit(url, status=422, state="declined", note="  ")
    assert "Tulis sebabnya" in page.text and page.find("textarea", aria_invalid="true")
    assert part_of(task.id, cast.social).state is P.OFFERED
    page = browser.submit(url, state="declined", note="Bukan tugas kami")
    assert "ditolak oleh Dinas Sosial" in page.text and "Bukan tugas kami" in page.text
    part = part_of(task.id, cast.social)
    assert (part.state, part.is_open, part.task.state) == (P.DECLINED, False, TaskState.BLOCKED)


def test_an_obstacle_without_a_note_gives_the_form_back(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    url = f"/tugas/bagian/{task.parts[0].id}"
    browser.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    browser.submit(url)
    page = browser.submit(url, status=422, state="blocked", note="")
    assert page.find("input", value="blocked", checked="") or page.find("input", value="blocked", checked="checked")
    assert page.find("a", href=f"#note-{task.parts[0].id}") and page.find("textarea", id=f"note-{task.parts[0].id}")
    assert part_of(task.id, cast.social).state is P.ACCEPTED


@pytest.mark.parametrize("state", ["done", "waived", "blocked", "cancelled", "", "<b>", "\x00"])
def test_a_step_that_the_table_does_not_know_is_422(browser: Browser, cast: Cast, state: str) -> None:
    task = make_task(cast.social)
    browser.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    page = browser.submit(f"/tugas/bagian/{task.parts[0].id}", status=422, state=state)
    assert "Pilih salah satu dari daftar." in page.text
    assert part_of(task.id, cast.social).state is P.OFFERED


def test_a_stale_form_gets_both_texts_and_keeps_its_own(browser: Browser, other: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    url = f"/tugas/bagian/{task.parts[0].id}"
    browser.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    browser.submit(url)
    other.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    browser.submit(url, state="doing", note="Kata rekan")
    page = other.submit(url, status=409, state="blocked", note="Kata saya")
    assert "baru saja diubah orang lain" in page.text
    assert "Dikerjakan" in page.text and "Kata rekan" in page.text and "Kata saya" in page.text
    assert part_of(task.id, cast.social).note == "Kata rekan"
    other.submit(url)
    part = part_of(task.id, cast.social)
    assert (part.state, part.note) == (P.BLOCKED, "Kata saya")


def test_a_refusal_typed_while_a_colleague_accepted_is_not_lost(browser: Browser, other: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    url = f"/tugas/bagian/{task.parts[0].id}"
    browser.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    other.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    browser.submit(url)
    page = other.submit(url, status=409, state="declined", note="Kami keberatan")
    assert "Kami keberatan" in page.text and "Diterima" in page.text
    assert part_of(task.id, cast.social).state is P.ACCEPTED


def test_the_same_answer_twice_is_no_conflict(browser: Browser, other: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    for each in (browser, other):
        each.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    for each in (browser, other):
        assert "diperbarui" in each.submit(f"/tugas/bagian/{task.parts[0].id}").text


@pytest.mark.parametrize("act", ["bebaskan", "batalkan"])
def test_what_was_typed_into_a_part_closed_meanwhile_is_given_back(
    browser: Browser, other: Browser, cast: Cast, act: str
) -> None:
    task = make_task(cast.social, cast.police)
    url = f"/tugas/bagian/{task.parts[0].id}"
    browser.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    browser.submit(url)
    closing = f"{url}/bebaskan" if act == "bebaskan" else f"/tugas/{task.id}/batalkan"
    other.sign_in(cast.secretariat).get(f"/tugas/{task.id}" if act == "bebaskan" else closing)
    other.submit(closing)
    page = browser.submit(url, status=409, state="doing", note="Sudah separuh jalan")
    assert "isian Anda tidak tersimpan" in page.text and "Sudah separuh jalan" in page.text
    assert not page.has_form(url)
    page = browser.post(url, {"state": "doing", "note": "Lagi"}, status=409)
    assert "Lagi" in page.text
    assert part_of(task.id, cast.social).note == ""


@pytest.mark.parametrize("who", ["admin", "secretariat", "police_liaison", "reviewer", "leader"])
def test_nobody_touches_another_agencys_part(browser: Browser, cast: Cast, who: str) -> None:
    task = make_task(cast.social, cast.police)
    own, theirs = task.parts[1].id, task.parts[0].id
    page = browser.sign_in(getattr(cast, who)).get("tasks.show", id=task.id)
    assert not page.has_form(f"/tugas/bagian/{theirs}")
    assert page.has_form(f"/tugas/bagian/{own}") == (who == "police_liaison")
    browser.post(f"/tugas/bagian/{theirs}", {"state": "accepted", "version": 1}, status=403)
    assert part_of(task.id, cast.social).state is P.OFFERED


def test_hidden_fields_with_other_ids_have_no_effect(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social, cast.police)
    mine, theirs = task.parts[0].id, task.parts[1].id
    browser.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    browser.submit(f"/tugas/bagian/{mine}", id=theirs, agency_id=cast.police, task_id=99, due="2030-01-01", note="ok")
    part = part_of(task.id, cast.social)
    assert (part.state, part.agency_id, part.due) == (P.ACCEPTED, cast.social, task.due)
    assert part_of(task.id, cast.police).state is P.OFFERED


ACTS = ("/tugas/{task}/ubah", "/tugas/{task}/bagian", "/tugas/{task}/batalkan", "/tugas/bagian/{part}/bebaskan")


@pytest.mark.parametrize("who", ["admin", "social_liaison", "reviewer", "leader"])
def test_nobody_edits_what_the_secretariat_gave_out(browser: Browser, cast: Cast, who: str) -> None:
    task = make_task(cast.social, cast.police)
    urls = [act.format(task=task.id, part=task.parts[0].id) for act in ACTS]
    page = browser.sign_in(getattr(cast, who)).get("tasks.show", id=task.id)
    assert not any(page.has_form(url) for url in urls) and not page.find("a", href=urls[0])
    for url in urls:
        browser.post(url, {"title": "x", "agency": cast.health, "version": 1}, status=403)
    browser.get("/tugas/baru", status=200 if who == "social_liaison" else 403)
    assert (stored(task.id).title, stored(task.id).state) == ("Menyiapkan tempat", TaskState.OFFERED)


def test_the_signed_out_reach_nothing(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    assert browser.get("tasks.show", id=task.id).url.startswith("/masuk")


@pytest.mark.parametrize("path", ["999", "0", str(2**63), str(2**70), "bagian/999", "999/ubah"])
def test_unknown_ids_are_404(browser: Browser, cast: Cast, path: str) -> None:
    browser.sign_in(cast.secretariat).get(f"/tugas/{path}", status=404)


def test_the_secretariat_makes_a_task_once(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat).get("tasks.new")
    fields = {"title": "Membuka posko", "detail": "Dua pekan", "due": "2030-05-04", "priority": "high",
              "agencies": [cast.social, cast.police]}  # fmt: skip
    form_page = browser.page
    page = browser.submit("/tugas/baru", **fields)
    assert "Membuka posko" in page.text and "4 Mei 2030" in page.text and "Tinggi" in page.text
    browser.page = form_page
    assert browser.submit("/tugas/baru", **fields).url == page.url
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Task)) == 1
    assert [part.agency_name for part in db.session.scalars(sa.select(Task)).one().parts] == [
        "Dinas Sosial",
        "Polres Palopo",
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Mohon isi tugasnya."),
        ({"title": "\x00\x00"}, "Mohon isi tugasnya."),
        ({"title": "a" * 1_000_000}, "Paling banyak 5000 karakter."),
        ({"detail": "a" * 1_000_000}, "Paling banyak 5000 karakter."),
        ({"due": "2026-02-31"}, "Isi tanggal yang ada di kalender"),
        ({"due": ""}, "Mohon isi tenggat."),
        ({"due": "0001-01-01"}, "Isi tahun antara 2000 dan 2100."),
        ({"priority": "sangat"}, "Pilih salah satu dari daftar."),
        ({"agencies": []}, "Mohon isi instansi, paling sedikit satu."),
        ({"agencies": ["999"]}, "Pilih"),
        ({"agencies": [str(2**63)]}, "Pilih dari daftar."),
        ({"agencies": ["satu"]}, "Pilih dari daftar."),
    ],
)
def test_bad_input_names_the_field_and_keeps_the_rest(
    browser: Browser, cast: Cast, fields: dict[str, object], sentence: str
) -> None:
    good = {"title": "Membuka posko", "detail": "Dua pekan", "due": "2030-05-04", "priority": "high",
            "agencies": [cast.social]}  # fmt: skip
    page = browser.sign_in(cast.secretariat).post("tasks.new", good | fields, status=422)
    assert sentence in page.text and "is not a valid" not in page.text
    if "title" not in fields:
        assert "Membuka posko" in page.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Task)) == 0


def test_control_characters_are_dropped(browser: Browser, cast: Cast) -> None:
    fields = {"title": "Membuka\x00 posko\x0b", "due": "2030-05-04", "priority": "low", "agencies": [cast.social]}
    page = browser.sign_in(cast.secretariat).post("tasks.new", fields)
    assert page.find("h1")[0].text == "Membuka posko"


def test_hostile_words_are_escaped_on_every_page(browser: Browser, cast: Cast) -> None:
    evil = '"><script>alert(1)</script>'
    task = make_task(cast.social, title=evil, detail=evil)
    task.parts[0].update(P.DECLINED, evil)
    db.session.commit()
    browser.sign_in(cast.secretariat)
    for path in ("", "/ubah"):
        assert "<script>alert" not in browser.get(f"/tugas/{task.id}{path}").html


def test_the_secretariat_edits_and_the_parts_follow_the_date(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    browser.sign_in(cast.secretariat).get("tasks.edit", id=task.id)
    page = browser.submit(f"/tugas/{task.id}/ubah", title="Menyiapkan dua tempat", due="2031-01-02", priority="low")
    assert "Menyiapkan dua tempat" in page.text and "Rendah" in page.text
    assert part_of(task.id, cast.social).due == dt.date(2031, 1, 2)
    row = sa.select(AuditEvent.changes).where(AuditEvent.root_type == "task", AuditEvent.action == "changed")
    assert db.session.scalars(row).one()["title"] == ["Menyiapkan tempat", "Menyiapkan dua tempat"]


def test_a_stale_edit_gets_both_wordings(browser: Browser, other: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    url = f"/tugas/{task.id}/ubah"
    browser.sign_in(cast.secretariat).get(url)
    other.sign_in(cast.secretariat).get(url)
    browser.submit(url, title="Kata pertama", priority="high")
    page = other.submit(url, status=409, title="Kata kedua")
    assert "Kata pertama" in page.text and "Kata kedua" in page.text and "Tinggi" in page.text
    assert stored(task.id).title == "Kata pertama"
    other.submit(url)
    assert stored(task.id).title == "Kata kedua"


def test_a_part_that_moves_does_not_make_an_edit_stale(browser: Browser, other: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    browser.sign_in(cast.secretariat).get("tasks.edit", id=task.id)
    other.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    other.submit(f"/tugas/bagian/{task.parts[0].id}")
    browser.submit(f"/tugas/{task.id}/ubah", title="Kata baru")
    assert (stored(task.id).title, stored(task.id).state) == ("Kata baru", TaskState.UNDERWAY)


def test_a_new_date_does_not_make_a_part_stale(browser: Browser, other: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    browser.sign_in(cast.social_liaison).get("tasks.show", id=task.id)
    other.sign_in(cast.secretariat).get("tasks.edit", id=task.id)
    other.submit(f"/tugas/{task.id}/ubah", due="2031-01-02")
    browser.submit(f"/tugas/bagian/{task.parts[0].id}")
    assert part_of(task.id, cast.social).state is P.ACCEPTED


def test_agencies_are_added_freed_and_asked_again(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    adding, freeing = f"/tugas/{task.id}/bagian", f"/tugas/bagian/{task.parts[0].id}/bebaskan"
    browser.sign_in(cast.secretariat).get("tasks.show", id=task.id)
    page = browser.submit(adding, agency=cast.police)
    assert "Polres Palopo mendapat bagian." in page.text and "0 dari 2 bagian selesai" in page.text
    page = browser.submit(freeing)
    assert "Dinas Sosial dibebaskan." in page.text and "0 dari 1 bagian selesai" in page.text
    page = browser.submit(adding, agency=cast.social)
    assert "0 dari 2 bagian selesai" in page.text and len(stored(task.id).parts) == 2


@pytest.mark.parametrize("agency", ["", "999", str(2**63), "dinas", "taken"])
def test_an_agency_that_cannot_be_added_is_422(browser: Browser, cast: Cast, agency: str) -> None:
    task = make_task(cast.social)
    value = cast.social if agency == "taken" else agency
    page = browser.sign_in(cast.secretariat).post("tasks.add_part", {"agency": value}, id=task.id, status=422)
    assert page.find("a", href="#agency") and len(stored(task.id).parts) == 1


def test_a_cancelled_task_stays_readable_and_takes_no_act(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    browser.sign_in(cast.secretariat).get("tasks.cancel", id=task.id)
    page = browser.submit(f"/tugas/{task.id}/batalkan")
    assert "Dibatalkan oleh sekretariat." in page.text and not page.find("a", href=f"/tugas/{task.id}/batalkan")
    assert browser.get("tasks.cancel", id=task.id).url == f"/tugas/{task.id}"
    page = browser.post("tasks.add_part", {"agency": cast.police, "scope": "Jaga pintu"}, id=task.id, status=422)
    assert "Tugas ini sudah dibatalkan." in page.text and "Jaga pintu" in page.text
    page = browser.post("tasks.waive", id=task.parts[0].id)
    assert "Tugas ini sudah dibatalkan." in page.text and page.url == f"/tugas/{task.id}"


def test_reloading_the_answer_to_a_form_leads_to_the_task(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    browser.sign_in(cast.social_liaison)
    assert browser.get(f"/tugas/bagian/{task.parts[0].id}").url == f"/tugas/{task.id}"
    browser.submit("/keluar")
    browser.sign_in(cast.secretariat)
    assert browser.get(f"/tugas/{task.id}/bagian").url == f"/tugas/{task.id}"


def test_a_task_leads_back_to_its_line_of_the_minutes(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    line = MinutesLine(
        agenda_item_id=meeting.agenda[0].id, meeting_id=meeting.id, position=1, kind=LineKind.TASK, text="Tugas"
    )
    db.session.add(line)
    db.session.commit()
    task = make_task(cast.social, meeting_id=meeting.id, line_id=line.id)
    page = browser.sign_in(cast.leader).get("tasks.show", id=task.id)
    assert page.find("a", href=f"/rapat/{meeting.id}/notula#butir-{line.id}")
    draft = make_meeting(cast.bnn, state=MeetingState.DRAFT)
    hidden = make_task(cast.social, meeting_id=draft.id)
    assert draft.reference not in browser.get("tasks.show", id=hidden.id).text


def test_a_renamed_agency_keeps_its_old_name_and_shows_the_new_one(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    task.parts[0].agency.rename("Dinas Sosial dan Pemberdayaan", today())
    db.session.commit()
    page = browser.sign_in(cast.leader).get("tasks.show", id=task.id)
    assert "Dinas Sosial" in page.text and "kini: Dinas Sosial dan Pemberdayaan" in page.text


def test_a_page_with_many_parts_asks_as_often_as_one_with_few(browser: Browser, cast: Cast) -> None:
    few = make_task(cast.social)
    many = make_task(cast.bnn, cast.social, cast.police, cast.planning, cast.health, priority=Priority.HIGH)
    for who in (cast.secretariat, cast.social_liaison):
        browser.sign_in(who)
        counts = {browser.get("tasks.show", id=task.id).queries for task in (few, many)}
        assert len(counts) == 1 and max(counts) <= 10
        browser.submit("/keluar")
