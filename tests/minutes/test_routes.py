"""Typing the minutes, line by line."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from app.audit import AuditEvent
from app.clock import today
from app.commitments.models import Commitment
from app.commitments.states import CommitmentState
from app.extensions import db
from app.meetings.models import Meeting, MeetingState
from app.minutes.models import LineKind, LineRevision, MinutesLine
from app.tasks.models import Task
from tests.browser import Browser
from tests.commitments.steps import agree
from tests.factories import Cast, make_meeting

DUE = (today() + dt.timedelta(days=30)).isoformat()


def editor(browser: Browser, cast: Cast, items: int = 1) -> int:
    """Open the editor of a running meeting; returns its first agenda item's id."""
    meeting = make_meeting(cast.bnn, items=items)
    browser.sign_in(cast.secretariat).get("minutes.index", id=meeting.id)
    return meeting.agenda[0].id


def add(browser: Browser, item: int, text: str, **fields: object) -> None:
    """Type one line."""
    browser.submit(f"/rapat/agenda/{item}/butir", **({"kind": "note", "text": text} | fields))


def line(text: str) -> MinutesLine:
    """The line with this text."""
    db.session.expire_all()
    return db.session.scalars(sa.select(MinutesLine).where(MinutesLine.text == text)).one()


def order() -> list[str]:
    """The texts as they stand."""
    rows = sa.select(MinutesLine.text).where(MinutesLine.removed_at.is_(None)).order_by(MinutesLine.position)
    return list(db.session.scalars(rows))


def test_a_line_is_added_by_page_and_by_fragment_alike(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Rapat dibuka")
    assert "Rapat dibuka" in browser.page.text and browser.page.find("h1")
    page = browser.submit(f"/agenda/{item}/butir", htmx=True, text="Doa bersama")
    assert "Doa bersama" in page.text and not page.find("h1")
    assert [each.get("id") for each in page.find("li")] == [f"butir-{line('Doa bersama').id}"]
    assert order() == ["Rapat dibuka", "Doa bersama"]


def test_a_commitment_line_makes_a_commitment_at_once(browser: Browser, other: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    work = {"kind": "commitment", "agencies": [cast.social], "due": DUE, "target": "1.200,5", "unit": "paket"}
    add(browser, item, "Dinas Sosial menyediakan paket alat", **work)
    commitment = db.session.scalars(sa.select(Commitment)).one()
    assert commitment.lead_agency_id == cast.social and str(commitment.target) == "1200.5"
    assert commitment.line_id == line("Dinas Sosial menyediakan paket alat").id
    assert commitment.reference in browser.page.text
    page = other.sign_in(cast.social_liaison).get("/komitmen")
    assert "Dinas Sosial menyediakan paket alat" in page.text


def test_a_task_line_gives_each_agency_its_part(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    agencies = [cast.social, cast.police, cast.health]
    add(browser, item, "Menyiapkan pelatihan", kind="task", agencies=agencies, due=DUE)
    task = db.session.scalars(sa.select(Task)).one()
    assert {part.agency_id for part in task.parts} == set(agencies)
    assert "Dinas Kesehatan, Dinas Sosial, Polres Palopo" in browser.page.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "note", "text": ""}, "Mohon isi teks butir"),
        ({"kind": "commitment", "text": "Janji", "due": DUE}, "tepat satu instansi"),
        ({"kind": "commitment", "text": "Janji", "due": DUE, "agencies": [1, 2]}, "tepat satu instansi"),
        ({"kind": "task", "text": "Tugas", "due": DUE}, "paling sedikit satu instansi"),
        ({"kind": "task", "text": "Tugas", "agencies": [1]}, "Isi tenggatnya"),
        ({"kind": "note", "text": "x" * 1_000_000}, "Paling banyak 5000 karakter"),
        ({"kind": "pesta", "text": "Apa"}, "Pilih salah satu"),
    ],
)
def test_what_is_missing_is_named_and_the_text_stays(
    browser: Browser, cast: Cast, fields: dict[str, object], sentence: str
) -> None:
    item = editor(browser, cast)
    page = browser.submit(f"/agenda/{item}/butir", status=422, **fields)
    assert sentence in page.text
    assert "".join(page.find("textarea", name="text")[0].itertext()).strip() == str(fields["text"]).strip()
    assert order() == []


def test_a_line_sent_twice_is_one_line_and_typed_twice_is_two(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    data = {"kind": "note", "text": "Setuju", "key": "a1"}
    for _ in range(2):
        browser.post("minutes.new", data, id=item)
    assert order() == ["Setuju"]
    browser.post("minutes.new", data | {"key": "a2"}, id=item)
    assert order() == ["Setuju", "Setuju"]


def test_a_line_is_edited_in_place_and_every_wording_is_kept(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Peserta 30 orang")
    first = line("Peserta 30 orang")
    page = browser.get("minutes.edit", id=first.id, htmx=True)
    assert page.find("li", id=f"butir-{first.id}")
    browser.submit("/ubah", text="Peserta 40 orang", htmx=True)
    assert line("Peserta 40 orang").id == first.id
    wordings = db.session.scalars(sa.select(LineRevision.text).order_by(LineRevision.number)).all()
    assert wordings == ["Peserta 30 orang", "Peserta 40 orang"]


def test_two_takers_on_one_line_see_both_texts(browser: Browser, other: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Asli")
    key = line("Asli").id
    browser.get("minutes.edit", id=key)
    other.sign_in(cast.secretariat).get("minutes.edit", id=key)
    other.submit("/ubah", text="Dari orang kedua <b>")
    page = browser.submit("/ubah", status=409, text="Dari orang pertama")
    assert "Dari orang kedua <b>" in page.text and "&lt;b&gt;" in page.html
    assert "Dari orang pertama" in "".join(page.find("textarea", name="text")[0].itertext())
    browser.submit("/ubah")
    assert line("Dari orang pertama").id == key


def test_lines_move_up_and_down_and_stop_at_the_ends(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    for text in ("A", "B", "C"):
        add(browser, item, text)
    browser.post("minutes.move", {"arah": "naik"}, id=line("C").id)
    assert order() == ["A", "C", "B"]
    browser.post("minutes.move", {"arah": "turun"}, id=line("A").id, htmx=True)
    assert order() == ["C", "A", "B"]
    browser.post("minutes.move", {"arah": "naik"}, id=line("C").id)
    assert order() == ["C", "A", "B"]


def test_removing_a_line_can_be_undone_with_its_commitment(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Janji", kind="commitment", agencies=[cast.social], due=DUE)
    add(browser, item, "Tugas", kind="task", agencies=[cast.social], due=DUE)
    for text in ("Janji", "Tugas"):
        browser.post("minutes.remove", id=line(text).id)
    assert order() == []
    assert db.session.scalars(sa.select(Commitment.state)).one() is CommitmentState.CANCELLED
    for text in ("Janji", "Tugas"):
        browser.submit(f"/butir/{line(text).id}/pulihkan")
    assert order() == ["Janji", "Tugas"]
    assert db.session.scalars(sa.select(Commitment.state)).one() is CommitmentState.PROPOSED
    assert db.session.scalars(sa.select(Task.is_open)).one()


def test_the_words_of_an_accepted_commitment_stay(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Janji", kind="commitment", agencies=[cast.social], due=DUE)
    key = line("Janji").id
    agree(db.session.scalars(sa.select(Commitment)).one())
    db.session.commit()
    browser.get("minutes.edit", id=key)
    page = browser.submit("/ubah", status=422, text="Janji lain")
    assert "sudah disepakati, jadi bunyinya tetap" in page.text
    assert "Janji lain" in "".join(page.find("textarea", name="text")[0].itertext())
    assert "sudah disepakati" in browser.post("minutes.remove", id=key).text
    assert order() == ["Janji"]


def test_nothing_is_typed_once_the_meeting_is_closed(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Satu")
    meeting = db.session.scalars(sa.select(Meeting)).one()
    meeting.close()
    db.session.commit()
    page = browser.post("minutes.new", {"kind": "note", "text": "Terlambat"}, status=422, id=item)
    assert "selama rapat berlangsung" in page.text
    assert page.find("textarea", name="text")[0].text == "Terlambat"
    page = browser.post("minutes.new", {"kind": "note", "text": "Terlambat"}, status=422, htmx=True, id=item)
    assert page.find("textarea", name="text")[0].text == "Terlambat"
    assert order() == ["Satu"]


def test_a_refused_act_leaves_the_page_where_others_are_typing(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Satu")
    db.session.scalars(sa.select(Meeting)).one().close()
    db.session.commit()
    page = browser.post("minutes.move", {"arah": "naik"}, status=409, htmx=True, id=line("Satu").id)
    assert "selama rapat berlangsung" in page.text
    assert page.headers["HX-Reswap"] == "none"


@pytest.mark.parametrize("who", ["admin", "social_liaison", "reviewer", "leader"])
def test_only_the_secretariat_types(browser: Browser, other: Browser, cast: Cast, who: str) -> None:
    item = editor(browser, cast)
    add(browser, item, "Rapat dibuka")
    key = line("Rapat dibuka").id
    other.sign_in(getattr(cast, who))
    other.post("minutes.new", {"kind": "note", "text": "Aku"}, id=item, status=403)
    for endpoint in ("edit", "move", "remove", "restore"):
        other.post(f"minutes.{endpoint}", {"text": "Aku"}, id=key, status=403)
    page = other.get("minutes.index", id=db.session.scalars(sa.select(Meeting.id)).one())
    assert "Rapat dibuka" in page.text and not page.find("textarea")


def test_the_paper_has_the_official_parts_in_order(browser: Browser, other: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Lokasi dipilih", kind="decision")
    add(browser, item, "Janji paket", kind="commitment", agencies=[cast.social], due=DUE)
    meeting = db.session.scalars(sa.select(Meeting)).one()
    page = other.sign_in(cast.leader).get("minutes.index", id=meeting.id)
    parts = ["BNN Kota Palopo", "Sidang/Rapat", "Hari/Tanggal", "Surat Undangan", "Waktu Sidang/Rapat", "Acara",
             "Pimpinan Sidang/Rapat", "Ketua", "Sekretaris", "Pencatat", "Peserta Sidang/Rapat",
             "Kegiatan Sidang/Rapat",
             "1. Kata pembukaan", "2. Pembahasan", "3. Keputusan", "4. Kesimpulan dan tindak lanjut", "5. Penutup",
             "Ketua Rapat"]  # fmt: skip
    text, here = page.text, 0
    for part in parts:
        here = text.index(part, here)
    assert "Lokasi dipilih" in text[text.index("3. Keputusan") : text.index("4. Kesimpulan")]
    assert "Dinas Sosial" in text[text.index("4. Kesimpulan") : text.index("5. Penutup")]


def test_hostile_text_is_text(browser: Browser, other: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    evil = '<script>alert(1)</script><img src=x onerror=alert(1) hx-get="/keluar"> {{ 7*7 }} \u202eRTL'
    add(browser, item, evil)
    assert order() == [evil]
    for page in (browser.page, other.sign_in(cast.leader).get("minutes.index", id=line(evil).meeting_id)):
        assert evil.replace("\u202e", "") in page.text and not page.find("img")


def test_three_hundred_lines_cost_as_many_queries_as_three(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast, items=3)
    add(browser, item, "Satu")
    meeting = line("Satu").meeting_id
    few = browser.get("minutes.index", id=meeting).queries
    rows = [{"agenda_item_id": item, "meeting_id": meeting, "position": n, "kind": LineKind.NOTE, "text": f"Butir {n}",
             "version": 1} for n in range(2, 301)]  # fmt: skip
    db.session.execute(sa.insert(MinutesLine.__table__), rows)  # type: ignore[arg-type]
    db.session.commit()
    assert browser.get("minutes.index", id=meeting).queries == few


def test_every_line_leaves_its_trace(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Jejak")
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.subject_type == "minutes_line")).one()
    assert event.changes["text"] == [None, "Jejak"] and event.actor_name == "Sekretariat"
    assert (event.root_type, event.root_id) == ("meeting", line("Jejak").meeting_id)


def test_history_cannot_be_changed_even_in_the_database(browser: Browser, cast: Cast) -> None:
    editor(browser, cast)
    for statement in ("UPDATE audit_event SET actor_name = 'x'", "DELETE FROM audit_event"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            db.session.execute(sa.text(statement))
        db.session.rollback()


def test_a_meeting_not_yet_running_has_no_editor(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn, MeetingState.ANNOUNCED)
    page = browser.sign_in(cast.secretariat).get("minutes.index", id=meeting.id)
    assert not page.find("textarea")


def test_what_was_cancelled_before_its_line_went_stays_cancelled(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Janji", kind="commitment", agencies=[cast.social], due=DUE)
    add(browser, item, "Tugas", kind="task", agencies=[cast.social], due=DUE)
    db.session.scalars(sa.select(Commitment)).one().cancel("Batal lebih dulu")
    db.session.scalars(sa.select(Task)).one().cancel()
    db.session.commit()
    for text in ("Janji", "Tugas"):
        browser.post("minutes.remove", id=line(text).id)
        browser.post("minutes.restore", id=line(text).id)
    assert order() == ["Janji", "Tugas"]
    assert db.session.scalars(sa.select(Commitment.cancel_reason)).one() == "Batal lebih dulu"
    assert not db.session.scalars(sa.select(Task.is_open)).one()


def test_a_removed_line_is_not_rewritten(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Lama")
    key = line("Lama").id
    browser.get("minutes.edit", id=key)
    form = browser.page
    browser.post("minutes.remove", id=key)
    browser.page = form
    page = browser.submit("/ubah", status=422, text="Baru")
    assert "baru saja dihapus" in page.text and "Baru" in "".join(page.find("textarea", name="text")[0].itertext())
    assert db.session.scalars(sa.select(MinutesLine.text)).one() == "Lama"
