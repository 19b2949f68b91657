"""Reporting: a draft that an agency's people share, answers to what was missing, corrections, and all of it at once."""

from __future__ import annotations

import datetime as dt
import os
import signal
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.agencies.models import Agency
from app.clock import now, today
from app.commitments.models import Commitment
from app.commitments.reports import ProgressReport, ReportDraft, ReviewPoint
from app.commitments.states import Attainment, Obstacle, Rhythm, Verdict
from app.commitments.submitting import draft_of, submit
from app.evidence.models import Evidence
from app.evidence.service import attach
from app.extensions import db
from app.files.kinds import EVIDENCE
from app.files.service import keep
from app.policy import Role
from tests.browser import Browser
from tests.commitments.steps import SOMEBODY, S, a_report, in_state, stored
from tests.commitments.test_at_once import at_once
from tests.factories import Cast, make_user, seat
from tests.pictures import paper

JSON = {"Accept": "application/json"}
FIELDS = {"quantity": "30", "narrative": "Tiga puluh orang dilatih."}


@pytest.fixture
def liaison(browser: Browser, cast: Cast) -> Browser:
    """Who reports."""
    return browser.sign_in(cast.social_liaison)


@pytest.fixture
def colleague(other: Browser, cast: Cast) -> Browser:
    """Another liaison of the same agency."""
    seat(make_user("dinsos2@contoh.go.id", "Budi"), db.session.get_one(Agency, cast.social), Role.LIAISON)
    db.session.commit()
    return other.sign_in("dinsos2@contoh.go.id")


def save(browser: Browser, commitment_id: int, **fields: str) -> Any:
    """What the script sends by itself: the form of the present page."""
    assert browser.page
    form = dict(browser.page.form("/lapor").fields) | fields
    return browser.raw("POST", f"/komitmen/{commitment_id}/draf", data=form, headers=JSON)


def drafts() -> list[ReportDraft]:
    """All drafts."""
    db.session.rollback()
    return list(db.session.scalars(sa.select(ReportDraft).execution_options(populate_existing=True)))


def returned(cast: Cast, *points: str) -> Commitment:
    """A commitment whose first report came back with what is missing."""
    made = in_state(cast, S.REPORTED)
    made.send_back("Kurang", 1, points=[(point, None) for point in points])
    db.session.commit()
    return made


def test_a_draft_is_kept_as_typed_and_shown_again(liaison: Browser, colleague: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED)
    page = liaison.get("commitments.report", id=made.id)
    assert "Belum ada draf di server." in page.text
    answer = save(liaison, made.id, quantity="tiga puluh", narrative="Baru separuh", on_date="2026-13-40")
    assert answer.status_code == 200 and answer.json["version"] == "1"
    assert answer.json["sentence"].startswith("Draf tersimpan ")
    page = colleague.get("commitments.report", id=made.id)
    fields = dict(page.form("/lapor").fields)
    assert (fields["quantity"], fields["narrative"], fields["on_date"]) == ("tiga puluh", "Baru separuh", "2026-13-40")
    assert "Draf tersimpan" in page.text and "Dinsos" in page.text and not page.find("p", class_="fault")
    colleague.submit("/lapor", **FIELDS, on_date=today().isoformat())
    assert not drafts() and stored(made.id).reports[0].narrative == FIELDS["narrative"]


def test_the_button_keeps_the_draft_without_a_script_and_leads_on(liaison: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED)
    liaison.get("commitments.report", id=made.id)
    assert liaison.page
    form = dict(liaison.page.form("/lapor").fields) | FIELDS
    page = liaison.post("commitments.save_draft", form, id=made.id)
    assert page.url == f"/komitmen/{made.id}/lapor" and "Draf disimpan; laporan belum terkirim." in page.text
    form["draft"] = dict(page.form("/lapor").fields)["draft"]
    page = liaison.post("commitments.save_draft", form | {"lanjut": "bukti"}, id=made.id)
    assert page.url == f"/komitmen/{made.id}/bukti" and drafts()[0].fields["quantity"] == ["30"]
    assert not stored(made.id).reports


def test_two_liaisons_at_once_lose_nothing(liaison: Browser, colleague: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED)
    for each in (liaison, colleague):
        each.get("commitments.report", id=made.id)
    assert save(colleague, made.id, narrative="Kata Budi", obstacle_kind="budget").status_code == 200
    answer = save(liaison, made.id, narrative="Kata Ani")
    assert answer.status_code == 409 and "diubah rekan Anda" in answer.json["sentence"]
    assert drafts()[0].fields["narrative"] == ["Kata Budi"]
    page = liaison.submit("/lapor", status=409, quantity="5", narrative="Kata Ani")
    assert "Kata Budi" in page.text and "Kata Ani" in page.text and "Anggaran" in page.text
    assert not stored(made.id).reports
    liaison.submit("/lapor")
    assert [report.narrative for report in stored(made.id).reports] == ["Kata Ani"] and not drafts()
    answer = save(colleague, made.id, narrative="Terlambat")
    assert answer.status_code == 409 and not drafts()


def test_a_draft_of_another_agency_or_state_is_refused(
    app: Flask, liaison: Browser, other: Browser, cast: Cast
) -> None:
    made = in_state(cast, S.AGREED)
    for who in (cast.police_liaison, cast.reviewer, cast.secretariat):
        Browser(app).sign_in(who).post("commitments.save_draft", FIELDS, id=made.id, status=403)
    liaison.get("commitments.report", id=made.id)
    stored(made.id).cancel("Batal")
    db.session.commit()
    page = liaison.post("commitments.save_draft", FIELDS, id=made.id, status=422)
    assert "sudah berstatus Dibatalkan" in page.text and FIELDS["narrative"] in page.text and not drafts()
    other.sign_in(cast.police_liaison)
    made = in_state(cast, S.AGREED)
    liaison.get("commitments.report", id=made.id)
    assert save(liaison, made.id, narrative="x" * 70_000).status_code == 409 and not drafts()


def test_each_point_is_answered_and_the_answer_stands_with_its_round(liaison: Browser, cast: Cast) -> None:
    made = returned(cast, "Daftar hadir belum ada", "Foto buram")
    page = liaison.get("commitments.report", id=made.id)
    assert "Daftar hadir belum ada" in page.text and "Foto buram" in page.text
    page = liaison.submit("/lapor", status=422, **FIELDS, jawaban_1="Sudah dilampirkan")
    assert "Jawaban atas kekurangan 2: Mohon isi jawaban Anda." in page.text and "Sudah dilampirkan" in page.text
    liaison.submit("/lapor", jawaban_2="Difoto ulang", jawaban_99="Bukan milik laporan ini")
    points = db.session.scalars(sa.select(ReviewPoint).order_by(ReviewPoint.id)).all()
    second = stored(made.id).reports[1].id
    assert [(p.answer, p.answered_in_id) for p in points] == [("Sudah dilampirkan", second), ("Difoto ulang", second)]
    assert all(point.answered_at for point in points)
    page = liaison.get("commitments.report", id=made.id)
    assert dict(page.form("/lapor").fields)["jawaban_2"] == "Difoto ulang"
    liaison.submit("/lapor", jawaban_2="Difoto ulang kemarin")
    third = stored(made.id).reports[2].id
    last = db.session.get_one(ReviewPoint, 2)
    assert (last.answer, last.answered_in_id) == ("Difoto ulang kemarin", third)


def test_what_nobody_has_looked_at_is_corrected_by_a_new_round(liaison: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED)
    liaison.get("commitments.report", id=made.id)
    liaison.submit("/lapor", **FIELDS)
    page = liaison.get("commitments.show", id=made.id)
    assert page.find("a", href=f"/komitmen/{made.id}/lapor") and "Perbaiki laporan" in page.text
    page = liaison.get("commitments.report", id=made.id)
    assert "belum dibuka peninjau" in page.text and dict(page.form("/lapor").fields)["quantity"] == "30"
    liaison.submit("/lapor", quantity="31")
    reports = stored(made.id).reports
    assert [(r.quantity, r.verdict) for r in reports] == [(30, Verdict.REPLACED), (31, Verdict.WAITING)]


@pytest.mark.parametrize("act", ["taken", "returned"])
def test_a_correction_is_refused_once_somebody_looks(liaison: Browser, cast: Cast, act: str) -> None:
    made = in_state(cast, S.REPORTED)
    liaison.get("commitments.report", id=made.id)
    commitment = stored(made.id)
    if act == "taken":
        commitment.reports[0].holder_id = 1
    else:
        commitment.send_back("Kurang lengkap", 1)
    db.session.commit()
    page = liaison.submit("/lapor", status=422, narrative="Kata yang panjang")
    assert "Kata yang panjang" in page.text and len(stored(made.id).reports) == 1
    assert ("sudah berstatus" if act == "taken" else "Keadaan laporan berubah") in page.text


def test_a_promise_without_a_number_is_told_by_a_step_of_the_scale(
    liaison: Browser, other: Browser, cast: Cast
) -> None:
    made = in_state(cast, S.AGREED, target=None, unit="", statement="Menyusun pedoman bersama")
    page = liaison.get("commitments.report", id=made.id)
    assert "quantity" not in dict(page.form("/lapor").fields)
    for wrong in ("no_evidence", "", "x"):
        liaison.submit("/lapor", status=422, narrative="Ada", level=wrong)
    page = liaison.submit("/lapor", narrative="Konsep selesai", level="substantial")
    commitment = stored(made.id)
    assert commitment.reports[0].level is Attainment.SUBSTANTIAL and commitment.claimed_percent == 67
    assert "Dilaporkan Substansial" in page.text
    commitment.verify(commitment.claimed, 1, level=Attainment.SUBSTANTIAL)
    db.session.commit()
    liaison.get("commitments.report", id=made.id)
    page = liaison.submit("/lapor", status=422, narrative="Mundur", level="limited")
    assert "tidak di bawah yang sudah terverifikasi" in page.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"on_date": "2000-01-01"}, "Isi tanggal mulai"), ({"on_date": "2099-01-01"}, "hari ini atau sebelumnya"),
     ({"quantity": "1e400"}, "Isi angka saja"), ({"quantity": "NaN"}, "Isi angka saja"),
     ({"quantity": "-3"}, "nol atau lebih"), ({"quantity": "4"}, "paling sedikit 20"),
     ({"quantity": "٣"}, ""), ({"quantity": ""}, "Mohon isi jumlah"), ({"quantity": "9" * 13}, "terlalu besar"),
     ({"obstacle": "Hujan"}, "Pilih jenis kendala"), ({"obstacle_kind": "other"}, "Uraikan kendalanya"),
     ({"obstacle_kind": "x"}, "Pilih salah satu"), ({"narrative": " "}, "Mohon isi uraian")],
)  # fmt: skip
def test_a_wrong_field_is_named_and_nothing_typed_is_lost(
    liaison: Browser, cast: Cast, fields: dict[str, str], sentence: str
) -> None:
    made = in_state(cast, S.UNDERWAY, start=today() - dt.timedelta(days=100))
    liaison.get("commitments.report", id=made.id)
    page = liaison.submit("/lapor", status=422, **(FIELDS | {"next_step": "Langkah panjang"} | fields))
    assert sentence in page.text and "Langkah panjang" in page.text and len(stored(made.id).reports) == 1


@pytest.mark.parametrize(("typed", "meant"), [("1.234,5", "1234.5"), ("1234,5", "1234.5"), ("41", "41")])
def test_more_than_the_target_is_taken_as_a_person_means_it_and_told(
    liaison: Browser, cast: Cast, typed: str, meant: str
) -> None:
    made = in_state(cast, S.AGREED)
    liaison.get("commitments.report", id=made.id)
    page = liaison.submit("/lapor", quantity=typed, narrative="Lebih", obstacle_kind="budget", next_step="Rapat")
    assert "Jumlahnya melebihi target 40 orang." in page.text and str(stored(made.id).claimed) == meant
    report = stored(made.id).reports[0]
    assert (report.obstacle_kind, report.next_step) == (Obstacle.BUDGET, "Rapat")
    assert "Anggaran" in page.text and "Langkah berikutnya: Rapat" in page.text


def test_the_rhythm_says_by_when_and_home_asks_in_time(liaison: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED, rhythm=Rhythm.MONTHLY, due=today() + dt.timedelta(days=300))
    for path in ("", "/lapor"):
        assert "Laporan berikutnya paling lambat" in liaison.get(f"/komitmen/{made.id}{path}").text
    assert made.reference not in liaison.get("/").text or stored(made.id).report_due == today()
    stored(made.id).report_due = today() - dt.timedelta(days=1)
    db.session.commit()
    assert made.reference in liaison.get("/").text


def test_of_two_liaisons_who_submit_at_once_one_report_is_made(
    app: Flask, liaison: Browser, colleague: Browser, cast: Cast
) -> None:
    made = in_state(cast, S.AGREED).id
    answers = []
    for each in (liaison, colleague):
        each.get("commitments.report", id=made)

    def send(person: Browser, words: str) -> None:
        assert person.page
        fields = dict(person.page.form("/lapor").fields) | FIELDS | {"narrative": words}
        answer = person.client.post(f"/komitmen/{made}/lapor", data=fields)
        answers.append((answer.status_code, words in answer.text))

    at_once(app, made, lambda: send(liaison, "Kata Ani"), lambda: send(colleague, "Kata Budi"))
    assert sorted(answers)[1] == (422, True) and sorted(answers)[0][0] == 303
    assert len(stored(made).reports) == 1


def test_whoever_is_killed_while_submitting_leaves_the_draft_whole(app: Flask, cast: Cast) -> None:
    made = returned(cast, "Foto buram").id
    commitment = stored(made)
    attach(commitment, keep(BytesIO(paper()), "a.pdf", EVIDENCE), "a.pdf", SOMEBODY)
    db.session.add(ReportDraft(commitment_id=made, fields={"narrative": ["Ketikan"]}, saved_name="Ani", saved_at=now()))
    db.session.commit()
    db.session.remove()
    db.engine.dispose()
    child = os.fork()
    if child == 0:  # dies as by a power cut, before the commit
        with app.app_context():
            submit(db.session.get_one(Commitment, made), a_report(30), {1: "Sudah"}, (), SOMEBODY)
            db.session.flush()
            os.kill(os.getpid(), signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    commitment = stored(made)
    draft = draft_of(commitment)
    assert draft and draft.fields == {"narrative": ["Ketikan"]} and commitment.state is S.RETURNED
    assert db.session.scalars(sa.select(Evidence.report_id)).all() == [None]
    assert db.session.scalars(sa.select(ReviewPoint.answer)).all() == [""]
    submit(commitment, a_report(30), {1: "Sudah"}, (), SOMEBODY)
    db.session.commit()
    second = stored(made).reports[1].id
    assert db.session.scalars(sa.select(Evidence.report_id)).all() == [second] and not drafts()
    assert db.session.scalar(sa.select(sa.func.count(ProgressReport.id))) == 2
