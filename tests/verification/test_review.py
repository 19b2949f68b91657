"""A report is judged together with its evidence; nobody judges what is their own; a verdict is undone in the open."""

from __future__ import annotations

import sqlalchemy as sa

from app.agencies.models import Agency, Holding, Post
from app.audit import AuditEvent
from app.clock import now
from app.commitments.parts import CommitmentChange
from app.commitments.reports import Review
from app.commitments.states import Attainment, ChangeKind, Reason, Verdict
from app.evidence.models import EvidenceVerdict
from app.extensions import db
from app.policy import Role
from tests.browser import Browser
from tests.commitments.steps import SOMEBODY, S, a_report, in_state, stored
from tests.factories import Cast, seat
from tests.verification.judging import BACK, FULLY, PARTLY, attach, pieces, reported, second_reviewer, user_id

E = EvidenceVerdict


def judged(page_fields: dict[str, str], keys: list[int], *verdicts: E) -> dict[str, str]:
    """The fields of a verdict with one about each piece of evidence."""
    return page_fields | {f"bukti-{key}": verdict.value for key, verdict in zip(keys, verdicts, strict=True)}


def test_report_and_evidence_are_judged_in_one_step(browser: Browser, cast: Cast) -> None:
    made = reported(cast, "foto.jpg", "daftar.pdf")
    keys = [piece.id for piece in pieces(made.reports[-1])]
    page = browser.sign_in(cast.reviewer).get("verification.review", id=made.id)
    assert "foto.jpg" in page.text and "Substansial mulai 20" in page.text and page.find("form", id="pemeriksaan")
    fields = judged({"verdict": "partly", "accepted": "15"}, keys, E.ENOUGH, E.UNREADABLE)
    page = browser.submit("/verifikasi", **fields | {f"catatan-{keys[1]}": "Halaman 2 buram"})
    assert "37 persen dari yang dijanjikan, terbatas" in page.text
    commitment = stored(made.id)
    assert (commitment.verified, commitment.attainment) == (15, Attainment.LIMITED)
    assert [(p.verdict, p.remark) for p in pieces(commitment.reports[0])] == [
        (E.ENOUGH, ""), (E.UNREADABLE, "Halaman 2 buram"),
    ]  # fmt: skip


def test_accepting_demands_a_verdict_on_each_piece_and_a_reason_where_none_is_enough(
    browser: Browser, cast: Cast
) -> None:
    made = reported(cast, "foto.jpg", "daftar.pdf")
    keys = [piece.id for piece in pieces(made.reports[-1])]
    browser.sign_in(cast.reviewer).get("verification.review", id=made.id)
    fields = judged({"verdict": "verified"}, keys, E.ENOUGH, E.WAITING)
    page = browser.submit("/verifikasi", status=422, **fields | {f"catatan-{keys[0]}": "Tetap ada"})
    assert "Nilai bukti ini dahulu" in page.text
    kept = dict(page.form("/verifikasi").fields)
    assert (kept[f"bukti-{keys[0]}"], kept[f"catatan-{keys[0]}"]) == ("enough", "Tetap ada")
    page = browser.submit("/verifikasi", status=422, **judged({"verdict": "verified"}, keys, E.ENOUGH, E.NOT_ENOUGH))
    assert "Tidak semua yang diterima terbukti" in page.text
    assert {p.verdict for p in pieces(stored(made.id).reports[0])} == {E.WAITING}, "a refusal saves nothing"
    page = browser.submit("/verifikasi", **judged(FULLY, keys, E.ENOUGH, E.NOT_ENOUGH))
    assert "Diterima tanpa bukti yang cukup, karena: Dilihat sendiri" in page.text
    assert stored(made.id).verified == 20


def test_what_is_wanting_becomes_points_and_the_answers_stand_beside_them(browser: Browser, cast: Cast) -> None:
    made = reported(cast, "foto.jpg", "daftar.pdf")
    keys = [piece.id for piece in pieces(made.reports[-1])]
    browser.sign_in(cast.reviewer).get("verification.review", id=made.id)
    fields = judged(
        {"verdict": "returned", "points": "- Jumlah per kelurahan\n\n- Tanggal kegiatan"}, keys, E.ENOUGH, E.UNREADABLE
    )
    browser.submit("/verifikasi", **fields | {f"catatan-{keys[1]}": "Foto ulang"})
    commitment = stored(made.id)
    asked = [(point.text, point.evidence_id) for point in commitment.reports[0].points]
    assert asked == [
        ("Jumlah per kelurahan", None), ("Tanggal kegiatan", None),
        ("Bukti “daftar.pdf”: tidak terbaca. Foto ulang", keys[1]),
    ]  # fmt: skip
    page = browser.get("commitments.show", id=made.id)
    assert "Tanggal kegiatan Belum dijawab" in page.text
    commitment = stored(made.id)
    commitment.reports[0].points[1].answer = "Tanggal 3 November"
    commitment.submit_report(a_report(25))
    db.session.commit()
    page = browser.get("verification.review", id=made.id)
    assert "Putaran 2" in page.text and "Tanggal kegiatan Jawaban: Tanggal 3 November" in page.text
    assert "20 orang, putaran 1" in page.text and "foto.jpg" not in page.text, "each round has its own evidence"


def test_no_evidence_is_a_status_of_its_own(browser: Browser, cast: Cast) -> None:
    made = reported(cast, "foto.jpg")
    (key,) = [piece.id for piece in pieces(made.reports[-1])]
    browser.sign_in(cast.reviewer).get("verification.review", id=made.id)
    page = browser.submit("/verifikasi", status=422, **judged({"verdict": "no_evidence"}, [key], E.ENOUGH))
    assert "Ada bukti yang Anda nilai cukup" in page.text
    page = browser.submit("/verifikasi", **judged({"verdict": "no_evidence"}, [key], E.IRRELEVANT))
    assert "Belum ada bukti" in page.text and "Dikembalikan" in page.text
    commitment = stored(made.id)
    assert (commitment.state, commitment.attainment) == (S.RETURNED, Attainment.NO_EVIDENCE)
    assert commitment.reports[0].verdict is Verdict.NO_EVIDENCE


def test_evidence_of_other_reports_and_fields_of_no_form_have_no_effect(browser: Browser, cast: Cast) -> None:
    made, foreign = reported(cast, "foto.jpg"), reported(cast, "lain.pdf")
    (other_piece,) = pieces(foreign.reports[-1])
    other_id, foreign_id = other_piece.id, foreign.id
    (key,) = [piece.id for piece in pieces(made.reports[-1])]
    browser.sign_in(cast.reviewer).get("verification.review", id=made.id)
    more = {f"bukti-{other_id}": "enough", "holder_id": "1", "state": "verified", "is_high": "", "reviewed_by": "1"}
    browser.submit("/verifikasi", **judged(FULLY, [key], E.ENOUGH) | more)
    assert stored(made.id).reports[0].reviewed_by == user_id(cast.reviewer)
    assert pieces(stored(foreign_id).reports[0])[0].verdict is E.WAITING


def test_a_high_promise_needs_two_people(browser: Browser, other: Browser, cast: Cast) -> None:
    made, second = reported(cast, is_high=True), second_reviewer()
    page = browser.sign_in(cast.reviewer).get("verification.review", id=made.id)
    assert "perlu dua peninjau" in page.text
    page = browser.submit("/verifikasi", **PARTLY)
    assert "Giliran: peninjau kedua" in page.text and "peninjau kedua harus orang lain" in page.text
    commitment = stored(made.id)
    assert (commitment.state, commitment.verified, commitment.can_be_corrected) == (S.REPORTED, 0, False)
    assert db.session.scalar(sa.select(sa.func.count()).where(AuditEvent.action == "reviewed")) == 1
    page = browser.get("verification.review", id=made.id)
    assert page.url == f"/komitmen/{made.id}" and "Peninjau kedua harus orang lain" in page.text
    assert "sudah Anda periksa" in browser.get("verification.queue").text
    page = other.sign_in(second).get("verification.queue", sifat="peninjau-kedua")
    assert made.reference in page.text and "setelah Peninjau" in page.text
    page = other.get("verification.review", id=made.id)
    assert "diterima 15 orang" in page.text and not page.find("input", value="verified")
    page = other.submit("/verifikasi", status=422, **PARTLY | {"accepted": "16"})
    assert "yang diterima peninjau pertama" in page.text
    other.submit("/verifikasi", **PARTLY | {"accepted": "12"})
    commitment = stored(made.id)
    assert (commitment.state, commitment.verified, len(commitment.reports[0].standing)) == (S.UNDERWAY, 12, 2)


def test_the_same_reviewer_is_refused_a_second_verdict_also_by_a_form_kept_open(browser: Browser, cast: Cast) -> None:
    made = reported(cast, is_high=True)
    form = browser.sign_in(cast.reviewer).get("verification.review", id=made.id).form("/verifikasi")
    browser.submit("/verifikasi", **FULLY)
    fields = dict(form.fields) | BACK | {"seen": "1.0"}
    page = browser.post("verification.verify", fields, status=422, id=made.id)
    assert "Peninjau kedua harus orang lain" in page.text and BACK["points"] in page.text
    assert stored(made.id).state is S.REPORTED


def test_either_of_two_reviewers_may_send_it_back(browser: Browser, cast: Cast) -> None:
    made, second = reported(cast, is_high=True), second_reviewer()
    commitment = stored(made.id)
    commitment.verify(commitment.claimed, user_id(cast.reviewer))
    db.session.commit()
    browser.sign_in(second).get("verification.review", id=made.id)
    browser.submit("/verifikasi", **BACK)
    assert stored(made.id).state is S.RETURNED


def test_who_holds_a_report_is_named_and_may_be_relieved_in_the_open(
    browser: Browser, other: Browser, cast: Cast
) -> None:
    made, second = reported(cast), second_reviewer()
    browser.sign_in(cast.reviewer).get("verification.queue")
    other.sign_in(second).get("verification.queue", peninjau="kosong")
    assert "Laporan ini kini Anda periksa" in browser.submit("/ambil").text
    page = other.submit("/ambil")
    assert "sedang diperiksa Peninjau" in page.text and stored(made.id).reports[0].holder_id == user_id(cast.reviewer)
    page = other.get("verification.queue", peninjau=user_id(cast.reviewer))
    assert made.reference in page.text and "Ambil alih" in page.text
    other.submit("/ambil")
    assert stored(made.id).reports[0].holder_id == user_id(second)
    page = browser.post("verification.release", {}, id=made.id)
    assert "tidak sedang Anda periksa" in page.text
    assert made.reference not in browser.get("verification.queue", peninjau="kosong").text
    page = Browser(browser.app).sign_in(cast.leader).get("commitments.show", id=made.id)
    assert page.text.count("Pemegang pemeriksaan") == 2 and "Peninjau2 sedang memeriksa" in page.text


def test_a_verdict_on_what_somebody_else_just_took_asks_once(browser: Browser, cast: Cast) -> None:
    made, second = reported(cast), second_reviewer()
    browser.sign_in(cast.reviewer).get("verification.review", id=made.id)
    stored(made.id).take(user_id(second))
    db.session.commit()
    page = browser.submit("/verifikasi", status=422, **BACK)
    assert "Peninjau2 kini memeriksa laporan ini" in page.text and BACK["points"] in page.text
    browser.submit("/verifikasi", **BACK)
    assert stored(made.id).reports[0].reviewed_by == user_id(cast.reviewer)


def test_a_held_report_is_not_replaced(cast: Cast) -> None:
    made = reported(cast)
    made.take(user_id(cast.reviewer))
    assert not made.can_be_corrected
    made.release(user_id(cast.reviewer))
    assert made.can_be_corrected


def test_two_posts_do_not_open_a_way_to_the_own_work(browser: Browser, cast: Cast) -> None:
    own, foreign = in_state(cast, S.REPORTED), in_state(cast, S.REPORTED, cast.police)
    for agency_id, role in ((cast.social, Role.LIAISON), (cast.health, Role.REVIEWER)):
        person = db.session.get_one(Holding, 5).user
        seat(person, db.session.get_one(Agency, agency_id), role)
    db.session.commit()
    browser.sign_in(cast.reviewer)
    for act in ("verify", "take", "release", "reopen"):
        browser.post(f"verification.{act}", FULLY, status=403, id=own.id)
    browser.get("verification.review", status=403, id=own.id)
    page = browser.get("verification.queue")
    assert own.reference not in page.text and foreign.reference in page.text


def test_posts_that_change_while_the_form_is_open_count(browser: Browser, cast: Cast) -> None:
    made = reported(cast)
    browser.sign_in(cast.reviewer).get("verification.review", id=made.id)
    page = browser.page
    reviewer = db.session.get_one(Holding, 5).user
    started = seat(reviewer, db.session.get_one(Agency, cast.social), Role.LIAISON)
    db.session.commit()
    browser.submit("/verifikasi", status=403, **FULLY)
    _end(started)
    browser.page = page
    browser.submit("/verifikasi", **FULLY)
    assert stored(made.id).verified == 20
    again = reported(cast)
    browser.get("verification.review", id=again.id)
    _end(db.session.get_one(Post, 5))
    browser.submit("/verifikasi", status=404, **FULLY)
    assert stored(again.id).state is S.REPORTED


def _end(post: Post) -> None:
    for holding in db.session.scalars(sa.select(Holding).where(Holding.post_id == post.id)):
        holding.ends_at = now()
    db.session.commit()


def test_nobody_judges_a_report_they_sent_themselves(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED)
    made.submit_report(a_report(20, submitted_by=user_id(cast.reviewer)))
    db.session.commit()
    page = browser.sign_in(cast.reviewer).get("verification.review", id=made.id)
    assert "Laporan ini Anda kirim sendiri" in page.text


def test_a_verdict_is_taken_back_with_a_reason_and_stays_readable(browser: Browser, cast: Cast) -> None:
    made = reported(cast, "foto.jpg")
    (key,) = [piece.id for piece in pieces(made.reports[-1])]
    browser.sign_in(cast.reviewer).get("verification.review", id=made.id)
    browser.submit("/verifikasi", **judged(BACK, [key], E.UNREADABLE))
    page = browser.get("verification.reopen", id=made.id)
    assert "Daftar peserta belum ada." in page.text
    assert "Mohon isi penjelasan" in browser.submit("/buka-kembali", status=422, note=" ").text
    page = browser.submit("/buka-kembali", reason="mistake", note="Foto ternyata terbaca")
    assert "Hasil pemeriksaan dibuka kembali" in page.text
    commitment = stored(made.id)
    report = commitment.reports[0]
    assert (commitment.state, report.verdict, report.points) == (S.REPORTED, Verdict.WAITING, [])
    assert pieces(report)[0].verdict is E.WAITING
    change = db.session.scalars(sa.select(CommitmentChange).order_by(CommitmentChange.id.desc())).first()
    assert change and (change.kind, change.reason, change.by_id) == (
        ChangeKind.REOPENED, Reason.MISTAKE, user_id(cast.reviewer),
    )  # fmt: skip
    page = browser.get("verification.review", id=made.id)
    assert "yang dibuka kembali" in page.text and "Daftar peserta belum ada." in page.text
    browser.submit("/verifikasi", **judged({"verdict": "verified"}, [key], E.ENOUGH))
    assert stored(made.id).verified == 20
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Review)) == 2


def test_a_verdict_that_was_answered_or_moved_on_is_not_taken_back(browser: Browser, cast: Cast) -> None:
    answered = in_state(cast, S.REPORTED)
    answered.send_back("Kurang", 1, points=[("Kurang", None)])
    answered.reports[0].points[0].answer = "Sudah dilengkapi"
    moved = in_state(cast, S.UNDERWAY)
    moved.hand_over(db.session.get_one(Agency, cast.police), None, Reason.OFFICE, "Pindah urusan", SOMEBODY)
    moved.accept()
    later = in_state(cast, S.RETURNED)
    later.submit_report(a_report(30))
    db.session.commit()
    browser.sign_in(cast.reviewer)
    for made in (answered, moved, later):
        assert not browser.get("commitments.show", id=made.id).find("a", href=f"/komitmen/{made.id}/buka-kembali")
        page = browser.get("verification.reopen", id=made.id)
        assert page.url == f"/komitmen/{made.id}" and "Tidak ada hasil pemeriksaan" in page.text
        before = stored(made.id).version
        fields = {"reason": "mistake", "note": "Ulang", "round": str(len(stored(made.id).reports))}
        page = browser.post("verification.reopen", fields, status=422, id=made.id)
        assert "Ulang" in page.text and stored(made.id).version == before


def test_a_promise_in_words_is_found_in_steps_of_the_scale(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED, target=None, unit="", statement="Menyusun pedoman bersama")
    made.submit_report(a_report(0, level=Attainment.SUBSTANTIAL))
    attach(made.reports[-1], "pedoman.pdf")
    db.session.commit()
    (key,) = [piece.id for piece in pieces(made.reports[-1])]
    page = browser.sign_in(cast.reviewer).get("verification.review", id=made.id)
    assert not page.find("input", name="accepted") and not page.find("option", value="complete")
    browser.submit("/verifikasi", **judged({"verdict": "partly", "level": "limited"}, [key], E.ENOUGH))
    commitment = stored(made.id)
    assert (commitment.state, commitment.attainment, commitment.verified_percent) == (
        S.UNDERWAY, Attainment.LIMITED, 33,
    )  # fmt: skip
    commitment.submit_report(a_report(0, level=Attainment.COMPLETE))
    db.session.commit()
    browser.get("verification.review", id=made.id)
    browser.submit("/verifikasi", **FULLY)
    assert stored(made.id).state is S.VERIFIED


def test_home_leaves_out_what_others_hold_and_what_was_judged(browser: Browser, cast: Cast) -> None:
    free, held, judged = reported(cast), reported(cast), reported(cast, is_high=True)
    held.take(user_id(second_reviewer()))
    judged.verify(judged.claimed, user_id(cast.reviewer))
    db.session.commit()
    page = browser.sign_in(cast.reviewer).get("/")
    assert free.reference in page.text
    assert held.reference not in page.text and judged.reference not in page.text
