"""The secretariat decides what attendees propose."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from app.agencies.models import Agency
from app.agreement import service
from app.agreement.models import Correction, CorrectionState
from app.commitments.models import Commitment
from app.commitments.states import Reason
from app.extensions import db
from app.meetings.models import Meeting
from app.minutes.models import LineKind, LineRevision, MinutesLine
from app.tasks.models import Task
from tests.agreement.steps import add_line, circulated, copies_of, fresh, held, lines_of, path_of, ripe, signed
from tests.at_once import at_once
from tests.browser import Browser
from tests.commitments.steps import SOMEBODY, agree
from tests.factories import Cast, make_commitment, make_task
from tests.minutes.test_at_once import poster


def proposed(meeting: Meeting, text: str = "Anggaran tiga juta rupiah", line: int = 0) -> Correction:
    """A correction of a line by the first attendee; committed."""
    made = service.propose(copies_of(meeting)[0], lines_of(meeting)[line], text, "Salah dengar", "", 1)
    db.session.commit()
    return made


def now_of(correction: Correction) -> Correction:
    """The correction as it is in the database."""
    return db.session.get_one(Correction, correction.id, populate_existing=True)


def test_accepting_writes_a_revision_and_shows_the_words(browser: Browser, other: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    made = proposed(meeting)
    page = browser.sign_in(cast.secretariat).get("agreement.decide", id=made.id)
    assert ["".join(e.itertext()).strip() for e in page.find("del")] == ["dua"]
    assert ["".join(e.itertext()).strip() for e in page.find("ins")] == ["tiga"]
    page = browser.submit(f"/rapat/perbaikan/{made.id}", putusan="terima")
    line = lines_of(meeting)[0]
    assert line.text == "Anggaran tiga juta rupiah" and [each.number for each in line.revisions] == [1, 2]
    assert now_of(made).state is CorrectionState.ACCEPTED and now_of(made).decided_name == "Sekretariat"
    assert "Usulan diterima" in page.text
    assert "Diterima" in other.get(path_of(copies_of(meeting)[0])).text
    story = browser.get("meetings.show", id=meeting.id).text
    assert "Memutuskan usulan perbaikan butir 1.1" in story and "Mengusulkan perbaikan butir 1.1" in story


def test_accepting_in_other_words_tells_the_author(browser: Browser, other: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    made = proposed(meeting)
    browser.sign_in(cast.secretariat).get("agreement.decide", id=made.id)
    browser.submit(f"/{made.id}", putusan="terima", text="Anggaran Rp3.000.000", answer="Ditulis dengan angka")
    assert lines_of(meeting)[0].text == now_of(made).written == "Anggaran Rp3.000.000"
    page = other.get(path_of(copies_of(meeting)[0]))
    assert "Ditulis dengan angka" in page.text and "Rp3.000.000" in page.text


def test_declining_needs_a_word_and_changes_nothing(browser: Browser, other: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    made = proposed(meeting)
    browser.sign_in(cast.secretariat).get("agreement.decide", id=made.id)
    page = browser.submit(f"/{made.id}", status=422, putusan="tolak")
    assert "Tulis mengapa" in page.text and now_of(made).state is CorrectionState.WAITING
    browser.submit(f"/{made.id}", putusan="tolak", answer="Rekaman menyebut dua juta.")
    assert lines_of(meeting)[0].text == "Anggaran dua juta rupiah"
    assert "Rekaman menyebut dua juta." in other.get(path_of(copies_of(meeting)[0])).text


def test_a_line_that_changed_meanwhile_is_joined_and_told(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast, texts=("Anggaran dua juta rupiah untuk pelatihan",))
    first = proposed(meeting, "Anggaran tiga juta rupiah untuk pelatihan")
    second = proposed(meeting, "Anggaran dua juta rupiah untuk pelatihan menjahit")
    browser.sign_in(cast.secretariat).get("agreement.decide", id=second.id)
    stale = dict(browser.page.form(f"/{second.id}").fields)  # type: ignore[union-attr]
    browser.get("agreement.decide", id=first.id)
    browser.submit(f"/{first.id}", putusan="terima")
    page = browser.post("agreement.decide", stale | {"putusan": "terima"}, id=second.id, status=409)
    assert "baru saja diubah orang lain" in page.text and now_of(second).state is CorrectionState.WAITING
    page = browser.get("agreement.decide", id=second.id)
    assert "sudah berubah sejak usulan dibuat" in page.text
    browser.submit(f"/{second.id}", putusan="terima")
    assert lines_of(meeting)[0].text == "Anggaran tiga juta rupiah untuk pelatihan menjahit"


def test_a_removed_line_takes_no_correction(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    made = proposed(meeting)
    service.reopen(fresh(meeting), "Keliru", "Rahmi")
    db.session.commit()
    browser.sign_in(cast.secretariat).post(f"/rapat/butir/{made.line_id}/hapus")
    page = browser.get("agreement.decide", id=made.id)
    assert "sudah dihapus dari notula" in page.text
    fields = {"putusan": "terima", "text": "x", "version": "1", "answer": "Diketik"}
    page = browser.post("agreement.decide", fields, id=made.id, status=422)
    assert "tidak dapat diterima" in page.text and "Diketik" in page.html
    assert now_of(made).state is CorrectionState.WAITING
    browser.get("agreement.decide", id=made.id)
    browser.submit(f"/{made.id}", putusan="tolak", answer="Butirnya dihapus.")
    assert now_of(made).state is CorrectionState.DECLINED


def test_two_secretaries_at_once_make_one_decision(app: Flask, browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    made = proposed(meeting)
    post = poster(app, browser.sign_in(cast.secretariat))
    path = f"/rapat/perbaikan/{made.id}"
    fields = {"version": "1", "text": "Anggaran tiga juta rupiah"}
    answers = at_once(
        post(path, putusan="terima", **fields), post(path, putusan="tolak", answer="Tidak", **fields),
        post(path, putusan="terima", **fields),
    )  # fmt: skip
    assert 303 in answers and set(answers) <= {303, 409}
    db.session.rollback()
    events = db.session.scalar(sa.select(sa.func.count(LineRevision.id)).where(LineRevision.line_id == made.line_id))
    accepted = now_of(made).state is CorrectionState.ACCEPTED
    assert events == (2 if accepted else 1) and (lines_of(meeting)[0].text != "Anggaran dua juta rupiah") is accepted


def test_who_decides_too_late_gets_the_words_back_and_a_double_click_does_not(browser: Browser, cast: Cast) -> None:
    made = proposed(circulated(cast))
    fields = {"version": "1", "text": "Anggaran tiga juta rupiah", "answer": "Sesuai rekaman", "putusan": "terima"}
    browser.sign_in(cast.secretariat).post("agreement.decide", fields, id=made.id)
    browser.get("agreement.decide", id=made.id)
    assert "Usulan ini sudah diputuskan oleh Sekretariat" in browser.post("agreement.decide", fields, id=made.id).text
    late = fields | {"putusan": "tolak", "answer": "Angka itu tidak pernah disebut"}
    page = browser.post("agreement.decide", late, status=409, id=made.id)
    assert "Usulan ini sudah diputuskan oleh Sekretariat" in page.text
    assert "Angka itu tidak pernah disebut" in page.html
    assert now_of(made).state is CorrectionState.ACCEPTED and now_of(made).answer == "Sesuai rekaman"


def test_no_altered_form_brings_back_what_was_written_before_the_minutes_went_round(
    browser: Browser, other: Browser, cast: Cast
) -> None:
    meeting = held(cast, texts=("Nama sumber rahasia",))
    lines_of(meeting)[0].write("Sumber disebut dalam rapat", None)
    service.circulate(meeting, 7)
    db.session.commit()
    line, path = lines_of(meeting)[0].id, path_of(copies_of(meeting)[0])
    for number in ("1", "0", "9", "x"):
        fields = {"base": number, "text": f"Bunyi lain {number}", "reason": "Salah", "key": f"k{number}"}
        page = other.get(f"{path}/butir/{line}")
        page = other.submit(f"/butir/{line}", **fields)
        assert "rahasia" not in page.html
    originals = {each.original for each in db.session.scalars(sa.select(Correction))}
    assert originals == {"Sumber disebut dalam rapat"}


def test_a_wording_that_stood_while_the_minutes_were_round_is_what_the_person_read(cast: Cast) -> None:
    meeting = circulated(cast)
    line = lines_of(meeting)[0]
    line.write("Anggaran empat juta rupiah", None)
    db.session.commit()
    made = service.propose(copies_of(meeting)[0], line, "Anggaran tiga juta rupiah", "Salah", "", 1)
    assert made.original == "Anggaran dua juta rupiah"


def test_work_follows_its_line_until_an_agency_has_agreed(browser: Browser, cast: Cast) -> None:
    meeting = held(cast, texts=())
    kinds = (LineKind.COMMITMENT, LineKind.COMMITMENT, LineKind.TASK)
    lines = [
        add_line(meeting, text, kind) for text, kind in zip(("Janji satu", "Janji dua", "Kerja"), kinds, strict=True)
    ]
    first = make_commitment(cast.social, statement="Janji satu", line_id=lines[0].id, meeting_id=meeting.id)
    agreed = make_commitment(cast.social, statement="Janji dua", line_id=lines[1].id, meeting_id=meeting.id)
    agree(agreed)
    task = make_task(cast.police, title="Kerja", line_id=lines[2].id, meeting_id=meeting.id)
    service.circulate(fresh(meeting), 7)
    db.session.commit()
    browser.sign_in(cast.secretariat)
    said = []
    for number, text in enumerate(("Janji satu benar", "Janji dua benar", "Kerja benar")):
        made = proposed(fresh(meeting), text, number)
        browser.get("agreement.decide", id=made.id)
        said.append(browser.submit(f"/{made.id}", putusan="terima").text)
    statements = {each.id: each.statement for each in db.session.scalars(sa.select(Commitment))}
    assert statements == {first.id: "Janji satu benar", agreed.id: "Janji dua"}
    assert db.session.get_one(Task, task.id, populate_existing=True).title == "Kerja benar"
    assert f"Bunyi {agreed.reference} tetap" in said[1] and "tetap" not in said[0]
    assert [line.text for line in lines_of(meeting)] == ["Janji satu benar", "Janji dua benar", "Kerja benar"]


def test_a_promise_handed_over_keeps_the_words_that_were_agreed_on(browser: Browser, cast: Cast) -> None:
    meeting = held(cast, texts=())
    line = add_line(meeting, "Janji satu", LineKind.COMMITMENT)
    moved = make_commitment(cast.social, statement="Janji satu", line_id=line.id, meeting_id=meeting.id)
    agree(moved)
    moved.hand_over(db.session.get_one(Agency, cast.police), None, Reason.OFFICE, "Pindah urusan", SOMEBODY)
    service.circulate(fresh(meeting), 7)
    db.session.commit()
    made = proposed(fresh(meeting), "Janji yang lain")
    browser.sign_in(cast.secretariat).get("agreement.decide", id=made.id)
    assert f"Bunyi {moved.reference} tetap" in browser.submit(f"/{made.id}", putusan="terima").text
    assert db.session.get_one(Commitment, moved.id, populate_existing=True).statement == "Janji satu"


def test_what_nobody_decided_stays_to_be_decided_after_reopening(browser: Browser, other: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    made = proposed(meeting)
    service.reopen(fresh(meeting), "Ada yang keliru", "Rahmi")
    db.session.commit()
    page = browser.sign_in(cast.secretariat).get("agreement.index", id=meeting.id)
    assert "Ada yang keliru" in page.text and "Belum diputuskan" in page.text and "Salah dengar" in page.text
    fresh(meeting).close()
    service.circulate(fresh(meeting), 7)
    db.session.commit()
    with ripe():
        page = browser.sign_in(cast.secretariat).get("agreement.index", id=meeting.id)
        assert "1 usulan menunggu keputusan sekretariat" in page.text and "edaran ke-1" in page.text
        browser.get("agreement.decide", id=made.id)
        page = browser.submit(f"/{made.id}", putusan="terima")
        assert "Menunggu tanda tangan pimpinan rapat dan pencatat sejak" in page.text
    copies = {copy.id: path_of(copy) for copy in copies_of(fresh(meeting))}
    read = [other.get(path).text.count("Salah dengar") for path in copies.values()]
    assert sorted(read) == [0] * (len(read) - 1) + [1], "its author alone reads the answer, in the new copy"


def test_only_the_secretariat_decides(browser: Browser, cast: Cast) -> None:
    made = proposed(circulated(cast))
    for who in (cast.leader, cast.social_liaison, cast.reviewer, cast.admin):
        Browser(browser.app).sign_in(who).get("agreement.decide", id=made.id, status=403)


def test_lines_are_not_typed_while_the_minutes_are_round(browser: Browser, cast: Cast) -> None:
    meeting = circulated(cast)
    line = lines_of(meeting)[0].id
    browser.sign_in(cast.secretariat).post(f"/rapat/butir/{line}/hapus")
    assert db.session.get_one(MinutesLine, line, populate_existing=True).removed_at is None
    with ripe():
        signed(cast, fresh(meeting))
        browser.sign_in(cast.secretariat).post(f"/rapat/butir/{line}/hapus")
        assert db.session.get_one(MinutesLine, line, populate_existing=True).removed_at is None
