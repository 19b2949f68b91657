"""Typing while others type too: keys, kinds, drafts, order, conflicts."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.agencies.models import Agency
from app.agencies.service import merge
from app.clock import today
from app.commitments.models import Commitment
from app.commitments.states import CommitmentState
from app.drafts.models import Draft
from app.extensions import db
from app.minutes.models import LineKind, MinutesLine
from app.tasks.models import Task
from app.tasks.states import TaskState
from tests.browser import Browser
from tests.commitments.steps import agree
from tests.factories import Cast
from tests.minutes.test_routes import DUE, add, editor, line, order


def test_a_line_is_answered_by_itself_alone(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    for number in range(3):
        add(browser, item, f"Butir {number}")
    page = browser.submit(f"/agenda/{item}/butir", htmx=True, kind="note", text="Butir baru")
    assert len(page.find("li")) == 1 and "1.4" in page.text


def test_a_key_that_another_meeting_used_is_nobodys_answer(browser: Browser, cast: Cast) -> None:
    first, second = editor(browser, cast), editor(browser.__class__(browser.app), cast)
    browser.post("minutes.new", {"kind": "note", "text": "Satu", "key": "sama"}, id=first)
    browser.post("minutes.new", {"kind": "note", "text": "Dua", "key": "sama"}, id=second)
    assert sorted(order()) == ["Dua", "Satu"]


@pytest.mark.parametrize("key", ["", "x" * 500, "\x00", "<b>"])
def test_an_odd_key_makes_a_line_all_the_same(browser: Browser, cast: Cast, key: str) -> None:
    item = editor(browser, cast)
    browser.post("minutes.new", {"kind": "note", "text": "Tetap tersimpan", "key": key}, id=item)
    assert order() == ["Tetap tersimpan"]


def test_a_note_becomes_a_commitment_and_back_and_again(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Menyediakan paket alat")
    key = line("Menyediakan paket alat").id
    page = browser.get("minutes.edit", id=key)
    page = browser.submit("/ubah", status=422, kind="commitment")
    assert "tepat satu instansi" in page.text and "Isi tenggatnya" in page.text
    browser.submit("/ubah", kind="commitment", agencies=[cast.social], due=DUE)
    commitment = db.session.scalars(sa.select(Commitment)).one()
    assert commitment.line_id == key and commitment.state is CommitmentState.PROPOSED
    page = browser.get("minutes.edit", id=key)
    assert f"Bila jenisnya diubah, {commitment.reference} dibatalkan" in page.text
    browser.submit("/ubah", kind="decision")
    commitment = db.session.scalars(sa.select(Commitment)).one()
    assert commitment.state is CommitmentState.CANCELLED
    assert commitment.cancel_reason == "Butir notula diubah menjadi keputusan."
    assert commitment.reference not in browser.page.text
    browser.get("minutes.edit", id=key)
    browser.submit("/ubah", kind="commitment", text="Menyediakan 40 paket alat")
    db.session.expire_all()
    again = db.session.scalars(sa.select(Commitment)).one()
    assert again.state is CommitmentState.PROPOSED and again.statement == "Menyediakan 40 paket alat"


def test_a_task_becomes_a_note_and_its_parts_wait_for_nobody(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Menyiapkan pelatihan", kind="task", agencies=[cast.social, cast.police], due=DUE)
    browser.get("minutes.edit", id=line("Menyiapkan pelatihan").id)
    browser.submit("/ubah", kind="note")
    task = db.session.scalars(sa.select(Task)).one()
    assert task.state is TaskState.CANCELLED and line("Menyiapkan pelatihan").kind is LineKind.NOTE


def test_what_an_agency_agreed_to_keeps_its_kind(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Janji", kind="commitment", agencies=[cast.social], due=DUE)
    agree(db.session.scalars(sa.select(Commitment)).one())
    db.session.commit()
    browser.get("minutes.edit", id=line("Janji").id)
    page = browser.submit("/ubah", status=422, kind="note")
    assert "sudah disepakati" in page.text and line("Janji").kind is LineKind.COMMITMENT


def test_both_wordings_are_joined_by_one_click(browser: Browser, other: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Dinas Sosial menyediakan 30 paket")
    key = line("Dinas Sosial menyediakan 30 paket").id
    browser.get("minutes.edit", id=key)
    other.sign_in(cast.secretariat).get("minutes.edit", id=key)
    other.submit("/ubah", text="Dinas Sosial menyediakan 30 paket <b>alat</b>")
    page = browser.submit("/ubah", status=409, text="Dinas Sosial menyediakan 40 paket")
    assert "Gabungkan keduanya" in page.text and "&lt;b&gt;alat" in page.html and "<b>alat" not in page.html
    browser.submit("/ubah", gabung="1")
    assert order() == ["Dinas Sosial menyediakan 40 paket <b>alat</b>"]


def test_a_text_for_a_line_removed_meanwhile_becomes_a_line_of_its_own(
    browser: Browser, other: Browser, cast: Cast
) -> None:
    item = editor(browser, cast)
    add(browser, item, "Lama")
    key = line("Lama").id
    browser.get("minutes.edit", id=key)
    other.sign_in(cast.secretariat).post("minutes.remove", id=key)
    page = browser.submit("/ubah", status=422, text="Baru diketik")
    assert "baru saja dihapus" in page.text and "Simpan sebagai butir baru" in page.text
    browser.submit("/ubah", baru="1")
    assert order() == ["Baru diketik"] and line("Lama").removed_at


def test_a_line_that_was_only_moved_meanwhile_is_changed_without_a_question(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    for text in ("A", "B"):
        add(browser, item, text)
    browser.get("minutes.edit", id=line("B").id)
    form = browser.page
    browser.post("minutes.move", {"arah": "naik"}, id=line("B").id)
    browser.page = form
    browser.submit("/ubah", text="B baru")
    assert order() == ["B baru", "A"]


def test_a_line_is_dragged_before_another_or_to_the_end(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    for text in ("A", "B", "C"):
        add(browser, item, text)
    browser.post("minutes.move", {"sebelum": line("A").id}, id=line("C").id)
    assert order() == ["C", "A", "B"]
    browser.post("minutes.move", {"sebelum": ""}, id=line("C").id)
    assert order() == ["A", "B", "C"]
    for odd in ("x", "0", "9" * 30, str(line("B").id)):
        browser.post("minutes.move", {"sebelum": odd}, id=line("B").id)
    assert sorted(order()) == ["A", "B", "C"]


def test_a_draft_waits_in_the_field_until_the_line_is_sent(browser: Browser, other: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    place = f"/rapat/agenda/{item}/butir"
    for text in ("Setengah", "Setengah <kalimat>"):
        assert browser.raw(
            "POST", "/draf", data={"place": place, "key": "k", "text": text, "csrf_token": browser.token()}
        )
    page = browser.get("minutes.index", id=1)
    assert "".join(page.find("textarea", name="text")[0].itertext()).strip() == "Setengah <kalimat>"
    other.sign_in(cast.secretariat).get("minutes.index", id=1)
    add(browser, item, "Setengah <kalimat> selesai")
    assert db.session.scalars(sa.select(Draft)).all() == []


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"place": "//jahat.example/x", "text": "a"}, 422),
        ({"place": "https://jahat.example", "text": "a"}, 422),
        ({"place": "/" + "x" * 200, "text": "a"}, 422),
        ({"place": "/rapat", "text": "a"}, 422),
        ({"place": "/rapat/agenda/1/butir", "key": "x" * 41, "text": "a"}, 422),
        ({"place": "", "text": "a"}, 422),
        ({"place": "/rapat/agenda/1/butir", "text": "x" * 60_000}, 422),
        ({"place": "/rapat/agenda/1/butir", "text": "\x00 aneh"}, 204),
        ({"place": "/rapat/agenda/1/butir", "text": "  "}, 204),
    ],
)
def test_a_draft_that_is_none_of_ours_is_refused(
    browser: Browser, cast: Cast, fields: dict[str, str], status: int
) -> None:
    browser.sign_in(cast.secretariat)
    data = {**fields, "csrf_token": browser.token()}
    assert browser.raw("POST", "/draf", data=data).status_code == status


def test_a_page_left_open_learns_who_signed_in_again(browser: Browser, cast: Cast) -> None:
    assert browser.raw("GET", "/token", headers={"HX-Request": "true"}).status_code == 401
    browser.sign_in(cast.secretariat)
    answer = browser.raw("GET", "/token").get_json()
    assert answer["token"] == browser.token() and answer["user"]


def test_three_hundred_lines_make_a_page_under_forty_kilobytes(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    meeting = db.session.scalars(sa.select(MinutesLine.meeting_id)).first() or 1
    for number in range(300):
        db.session.add(
            MinutesLine(
                agenda_item_id=item, meeting_id=meeting, position=number + 1, kind=LineKind.NOTE,
                text=f"Peserta nomor {number} menyampaikan keadaan di wilayahnya dan usul {number * 7919 % 1009}.",
            )
        )  # fmt: skip
    db.session.commit()
    answer = browser.raw("GET", f"/rapat/{meeting}/notula", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200 and len(answer.data) < 40_000


def test_a_key_with_another_text_is_a_line_of_its_own(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    for text in ("Satu", "Dua", "Satu"):
        browser.post("minutes.new", {"kind": "note", "text": text, "key": "k"}, id=item)
    assert sorted(order()) == ["Dua", "Satu"]


def test_a_saved_line_is_answered_again_after_the_meeting_closed(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    data = {"kind": "note", "text": "Sempat tersimpan", "key": "k"}
    browser.post("minutes.new", data, id=item)
    browser.post("meetings.close", id=line("Sempat tersimpan").meeting_id)
    page = browser.post("minutes.new", data, id=item, htmx=True)
    assert len(page.find("li")) == 1 and order() == ["Sempat tersimpan"]
    browser.post("minutes.new", data | {"text": "Terlambat"}, id=item, htmx=True, status=422)


def test_merging_twice_joins_once_and_keeps_the_kind_of_the_other(browser: Browser, other: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Menyediakan 30 paket")
    key = line("Menyediakan 30 paket").id
    browser.get("minutes.edit", id=key)
    other.sign_in(cast.secretariat).get("minutes.edit", id=key)
    other.submit("/ubah", text="Menyediakan 30 paket alat", kind="commitment", agencies=[cast.social], due=DUE)
    fields = dict(browser.submit("/ubah", status=409, text="Menyediakan 40 paket").form("/ubah").fields)
    for status in (200, 409):
        browser.post("minutes.edit", fields | {"gabung": "1"}, id=key, status=status)
        assert order() == ["Menyediakan 40 paket alat"]
    assert line("Menyediakan 40 paket alat").kind is LineKind.COMMITMENT


def test_what_was_withdrawn_by_itself_does_not_come_back_by_a_detour(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Janji", kind="commitment", agencies=[cast.social], due=DUE)
    commitment = db.session.scalars(sa.select(Commitment)).one()
    commitment.cancel("Salah instansi")
    db.session.commit()
    browser.get("minutes.edit", id=line("Janji").id)
    page = browser.submit("/ubah", status=422, kind="note")
    assert "sudah dibatalkan, jadi jenis butir ini tetap" in page.text


def test_work_that_comes_back_goes_to_who_took_the_agency_over(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Janji", kind="commitment", agencies=[cast.social], due=DUE)
    add(browser, item, "Kerja", kind="task", agencies=[cast.social, cast.health], due=DUE)
    for text in ("Janji", "Kerja"):
        browser.post("minutes.remove", id=line(text).id)
    merge(db.session.get_one(Agency, cast.social), cast.planning, today())
    db.session.commit()
    for text in ("Janji", "Kerja"):
        browser.post("minutes.restore", id=line(text).id)
    db.session.expire_all()
    commitment, task = db.session.scalars(sa.select(Commitment)).one(), db.session.scalars(sa.select(Task)).one()
    assert commitment.lead_agency_id == cast.planning
    assert {part.agency_id for part in task.parts} == {cast.planning, cast.health}


def test_a_draft_of_a_change_stands_in_its_form_and_is_told_of(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Tersimpan")
    key = line("Tersimpan").id
    place = f"/rapat/butir/{key}/ubah"
    browser.raw("POST", "/draf", data={"place": place, "text": "Sedang diubah", "csrf_token": browser.token()})
    page = browser.get("minutes.index", id=1)
    assert "Draf Anda yang belum terkirim" in page.text and "Sedang diubah" in page.text
    page = browser.get("minutes.edit", id=key)
    assert "".join(page.find("textarea", name="text")[0].itertext()).strip() == "Sedang diubah"
    browser.post("meetings.close", id=1)
    assert "Sedang diubah" in browser.get("minutes.index", id=1).text


def test_a_draft_of_the_next_line_survives_the_one_before(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    place = f"/rapat/agenda/{item}/butir"
    for key in ("a", "b"):
        draft = {"place": place, "key": key, "text": f"Teks {key}", "csrf_token": browser.token()}
        browser.raw("POST", "/draf", data=draft)
    browser.post("minutes.new", {"kind": "note", "text": "Teks a", "key": "a"}, id=item)
    assert db.session.scalars(sa.select(Draft.text)).all() == ["Teks b"]


def test_one_person_keeps_fifty_drafts(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    for number in range(53):
        draft = {"place": f"/rapat/agenda/{item}/butir", "key": str(number), "text": f"Teks {number}"}
        browser.raw("POST", "/draf", data=draft | {"csrf_token": browser.token()})
    kept = db.session.scalars(sa.select(Draft.text)).all()
    assert len(kept) == 50 and "Teks 52" in kept


def test_undo_puts_a_line_back_where_it_was(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    for text in ("A", "B", "C", "D"):
        add(browser, item, text)
    browser.post("minutes.remove", id=line("B").id)
    browser.post("minutes.move", {"sebelum": line("B").id}, id=line("A").id)
    browser.post("minutes.move", {"sebelum": "x"}, id=line("A").id)
    assert order() == ["A", "C", "D"]
    browser.post("minutes.move", {"arah": "naik"}, id=line("D").id)
    browser.post("minutes.restore", id=line("B").id)
    assert order() == ["A", "B", "D", "C"]
