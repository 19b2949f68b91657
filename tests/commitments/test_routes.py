"""A commitment from promise to verification, by the people whose turn it is, and by those whose turn it is not."""

from __future__ import annotations

import datetime as dt

import pytest

from app.agencies.models import Agency
from app.clock import now, today
from app.commitments.models import Commitment
from app.extensions import db
from app.policy import Role
from tests.browser import Browser, Page
from tests.commitments.steps import S, in_state, stored
from tests.factories import Cast, make_agency, make_commitment, make_meeting, make_user, seat

TODAY = today().isoformat()
SEEN = "Dilihat sendiri di tempat"
FULLY = {"verdict": "verified", "without": SEEN}
PARTLY = {"verdict": "partly", "accepted": "15", "without": SEEN}
BACK = {"verdict": "returned", "points": "Daftar peserta belum ada."}


def report(browser: Browser, commitment_id: int, status: int = 200, **fields: str) -> Page:
    """Fill in the report form as the liaison would."""
    browser.get("commitments.report", id=commitment_id)
    values = {"quantity": "30", "narrative": "Tiga puluh orang dilatih di aula."}
    return browser.submit("/lapor", status=status, **(values | fields))


def test_a_commitment_goes_round_until_it_is_verified(browser: Browser, other: Browser, cast: Cast) -> None:
    made = make_commitment(cast.social)
    liaison, reviewer = browser.sign_in(cast.social_liaison), other.sign_in(cast.reviewer)
    page = liaison.get("commitments.show", id=made.id)
    assert "Giliran: Dinas Sosial, sejak" in page.text and "Belum ada laporan." in page.text
    page = liaison.submit("/terima")
    assert "Disepakati" in page.text
    page = report(liaison, made.id, obstacle_kind="other", obstacle="Listrik padam")
    assert "Laporan terkirim" in page.text and "Giliran: peninjau Pemkot" in page.text
    assert made.reference in reviewer.get("verification.queue").text
    page = reviewer.get("verification.review", id=made.id)
    assert "Tiga puluh orang dilatih di aula." in page.text and "Listrik padam" in page.text
    assert "verdict" not in dict(page.form("/verifikasi").fields), "nothing is chosen beforehand"
    page = reviewer.submit("/verifikasi", **PARTLY | {"accepted": "25,5"})
    assert "Dilaporkan 30 · Terverifikasi 25,5 dari 40 orang" in page.text and "Berjalan" in page.text
    page = report(liaison, made.id, quantity="40")
    reviewer.get("verification.review", id=made.id)
    page = reviewer.submit("/verifikasi", **FULLY)
    assert "Selesai dan terverifikasi pada" in page.text


def test_a_returned_report_is_mended_with_the_reason_in_sight(browser: Browser, other: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED)
    liaison, reviewer = browser.sign_in(cast.social_liaison), other.sign_in(cast.reviewer)
    report(liaison, made.id, obstacle_kind="other", obstacle="Listrik padam")
    reviewer.get("verification.review", id=made.id)
    reviewer.submit("/verifikasi", **BACK)
    page = liaison.get("commitments.show", id=made.id)
    assert "Laporan putaran 1 dikembalikan dengan alasan: Daftar peserta belum ada." in page.text
    page = liaison.get("commitments.report", id=made.id)
    assert "Daftar peserta belum ada." in page.text
    assert dict(page.form("/lapor").fields) | {"csrf_token": ""} == {
        "csrf_token": "", "round": "2", "draft": "0", "on_date": TODAY, "quantity": "30", "obstacle_kind": "other",
        "narrative": "Tiga puluh orang dilatih di aula.", "obstacle": "Listrik padam", "next_step": "",
        "jawaban_1": "",
    }  # fmt: skip
    liaison.submit("/lapor", narrative="Daftar peserta ada di sekretariat.", jawaban_1="Ada di sekretariat")
    page = reviewer.get("verification.review", id=made.id)
    assert "Yang diminta pada putaran 1, dan jawabannya Daftar peserta belum ada." in page.text
    assert [each.round for each in stored(made.id).reports] == [1, 2]


GET, POST = "get", "post"
ACTS = [
    (
        GET,
        "commitments.show",
        S.PROPOSED,
        {"secretariat", "social_liaison", "police_liaison", "reviewer", "leader", "admin"},
    ),
    (GET, "commitments.edit", S.PROPOSED, {"secretariat"}),
    (POST, "commitments.edit", S.PROPOSED, {"secretariat"}),
    (GET, "commitments.cancel", S.AGREED, {"secretariat"}),
    (POST, "commitments.cancel", S.AGREED, {"secretariat"}),
    (POST, "commitments.accept", S.PROPOSED, {"social_liaison"}),
    (GET, "commitments.report", S.AGREED, {"social_liaison"}),
    (POST, "commitments.report", S.AGREED, {"social_liaison"}),
    (GET, "verification.review", S.REPORTED, {"reviewer"}),
    (GET, "verification.verify", S.REPORTED, {"reviewer"}),
    (POST, "verification.verify", S.REPORTED, {"reviewer"}),
    (POST, "verification.take", S.REPORTED, {"reviewer"}),
    (POST, "verification.release", S.REPORTED, {"reviewer"}),
    (POST, "verification.reopen", S.REPORTED, {"reviewer"}),
]
PEOPLE = ("secretariat", "social_liaison", "police_liaison", "reviewer", "leader", "admin")


@pytest.mark.parametrize("person", PEOPLE)
def test_everyone_may_do_exactly_what_the_policy_grants(browser: Browser, cast: Cast, person: str) -> None:
    made = {state: in_state(cast, state).id for state in (S.PROPOSED, S.AGREED, S.REPORTED)}
    browser.sign_in(getattr(cast, person))
    browser.get("commitments.index")
    for method, act, state, allowed in ACTS:
        before = _figures(made[state])
        if method == GET:
            browser.get(act, status=200 if person in allowed else 403, id=made[state])
        elif person not in allowed:
            browser.post(act, {"reason": "x", "narrative": "x"}, status=403, id=made[state])
            assert _figures(made[state]) == before
    browser.get("verification.queue", status=200 if person == "reviewer" else 403)


def _figures(commitment_id: int) -> tuple:
    commitment = stored(commitment_id)
    return commitment.state, commitment.claimed, commitment.version, len(commitment.reports)


@pytest.mark.parametrize("person", PEOPLE)
def test_only_those_who_may_are_shown_the_buttons(browser: Browser, cast: Cast, person: str) -> None:
    proposed, agreed, reported = (in_state(cast, s).id for s in (S.PROPOSED, S.AGREED, S.REPORTED))
    browser.sign_in(getattr(cast, person))
    page = browser.get("commitments.show", id=proposed)
    assert page.has_form("/terima") == (person == "social_liaison")
    assert bool(page.find("a", href=f"/komitmen/{proposed}/ubah")) == (person == "secretariat")
    assert bool(page.find("a", href=f"/komitmen/{proposed}/batalkan")) == (person == "secretariat")
    page = browser.get("commitments.show", id=agreed)
    assert bool(page.find("a", href=f"/komitmen/{agreed}/lapor")) == (person == "social_liaison")
    page = browser.get("commitments.show", id=reported)
    assert bool(page.find("a", href=f"/komitmen/{reported}/periksa")) == (person == "reviewer")


def test_nobody_verifies_the_work_of_an_agency_in_which_they_hold_a_post(browser: Browser, cast: Cast) -> None:
    own = in_state(cast, S.REPORTED, cast.planning)
    browser.sign_in(cast.reviewer)
    browser.get("verification.review", status=403, id=own.id)
    browser.post("verification.verify", {"accepted": "20"}, status=403, id=own.id)
    assert not browser.get("commitments.show", id=own.id).find("a", href=f"/komitmen/{own.id}/periksa")
    page = browser.get("verification.queue")
    assert own.reference not in page.text and "1 laporan tidak ditampilkan" in page.text
    assert "Tidak ada laporan yang menunggu" in page.text


def test_the_queue_shows_the_longest_wait_first_and_how_long_it_is(browser: Browser, cast: Cast) -> None:
    newer, older = in_state(cast, S.REPORTED), in_state(cast, S.REPORTED)
    older.waiting_since = now() - dt.timedelta(days=3, hours=1)
    db.session.commit()
    browser.sign_in(cast.reviewer)
    page = browser.get("verification.queue")
    assert page.text.index(older.reference) < page.text.index(newer.reference)
    assert "3 hari" in page.text and "sejak hari ini" in page.text and "tidak ditampilkan" not in page.text


def test_a_proposal_that_was_reworded_is_not_accepted_unread(browser: Browser, other: Browser, cast: Cast) -> None:
    made = make_commitment(cast.social)
    browser.sign_in(cast.social_liaison).get("commitments.show", id=made.id)
    other.sign_in(cast.secretariat).get("commitments.edit", id=made.id)
    other.submit("/ubah", statement="Menyediakan 400 tempat pelatihan", target="400")
    page = browser.submit("/terima")
    assert "berubah sejak Anda membukanya" in page.text and stored(made.id).state is S.PROPOSED
    browser.submit("/terima")
    assert stored(made.id).state is S.AGREED


def test_the_same_report_sent_twice_is_one_report(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED)
    browser.sign_in(cast.social_liaison)
    form = browser.get("commitments.report", id=made.id).form("/lapor")
    fields = dict(form.fields) | {"quantity": "7", "narrative": "Sekali saja"}
    for _ in range(2):
        page = browser.post("commitments.report", fields, id=made.id)
        assert page.url == f"/komitmen/{made.id}"
    assert [each.quantity for each in stored(made.id).reports] == [7]


def test_a_colleague_who_was_faster_costs_no_typed_word(browser: Browser, other: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED)
    seat(make_user("dinsos2@contoh.go.id"), db.session.get_one(Agency, cast.social), Role.LIAISON)
    db.session.commit()
    browser.sign_in(cast.social_liaison).get("commitments.report", id=made.id)
    report(other.sign_in("dinsos2@contoh.go.id"), made.id)
    page = browser.submit("/lapor", status=422, quantity="31", narrative="Kata-kata yang panjang")
    assert "Keadaan laporan berubah sejak" in page.text and "Kata-kata yang panjang" in page.text
    commitment = stored(made.id)
    commitment.send_back("Kurang lengkap", 1)
    db.session.commit()
    page = browser.submit("/lapor", status=422)
    assert "Keadaan laporan berubah sejak" in page.text and "Kurang lengkap" in page.text
    browser.submit("/lapor")
    assert [each.narrative for each in stored(made.id).reports][1:] == ["Kata-kata yang panjang"]


def test_the_second_of_two_reviewers_gets_a_sentence_and_keeps_the_text(
    browser: Browser, other: Browser, cast: Cast
) -> None:
    made = in_state(cast, S.REPORTED)
    seat(make_user("peninjau2@contoh.go.id"), make_agency("Sekretariat Daerah"), Role.REVIEWER)
    db.session.commit()
    browser.sign_in(cast.reviewer).get("verification.review", id=made.id)
    other.sign_in("peninjau2@contoh.go.id").get("verification.review", id=made.id)
    browser.submit("/verifikasi", **PARTLY)
    page = other.submit("/verifikasi", status=422, verdict="returned", points="Fotonya buram sekali")
    assert "sudah berstatus Berjalan" in page.text and "Fotonya buram sekali" in page.text
    commitment = stored(made.id)
    assert commitment.verified == 15 and not commitment.reports[0].points


def test_a_verdict_on_an_older_round_is_refused(browser: Browser, other: Browser, cast: Cast) -> None:
    made = in_state(cast, S.RETURNED)
    report(other.sign_in(cast.social_liaison), made.id, quantity="35")
    browser.sign_in(cast.reviewer).get("verification.review", id=made.id)
    page = browser.submit("/verifikasi", status=422, round="1", **FULLY)
    assert "Ada laporan lain sejak Anda membuka halaman ini" in page.text
    assert stored(made.id).state is S.REPORTED and stored(made.id).verified == 0
    browser.submit("/verifikasi")
    assert stored(made.id).verified == 35


@pytest.mark.parametrize(("state", "act", "person"), [
    (S.AGREED, "commitments.edit", "secretariat"), (S.VERIFIED, "commitments.cancel", "secretariat"),
    (S.SUSPENDED, "commitments.report", "social_liaison"),
    (S.PROPOSED, "commitments.report", "social_liaison"),
    (S.UNDERWAY, "verification.review", "reviewer"),
    (S.RETURNED, "verification.verify", "reviewer"),
    (S.CANCELLED, "verification.verify", "reviewer"),
])  # fmt: skip
def test_a_form_for_an_act_that_the_state_refuses_is_not_opened(
    browser: Browser, cast: Cast, state: S, act: str, person: str
) -> None:
    made = in_state(cast, state)
    page = browser.sign_in(getattr(cast, person)).get(act, id=made.id)
    assert page.url == f"/komitmen/{made.id}"
    said = "".join(page.find("p", class_="notice tone-danger")[0].itertext())
    assert str(state.label) in said


def test_an_edit_on_an_older_version_shows_both_texts(browser: Browser, other: Browser, cast: Cast) -> None:
    made = make_commitment(cast.social)
    for each in (browser, other):
        each.sign_in(cast.secretariat).get("commitments.edit", id=made.id)
    browser.submit("/ubah", statement="Kalimat orang pertama", lead_agency_id=str(cast.police))
    page = other.submit("/ubah", status=409, statement="Kalimat orang kedua")
    assert "Kalimat orang pertama" in page.text and "Kalimat orang kedua" in page.text
    assert "Penanggung jawab: isi yang tersimpan sekarang Polres Palopo" in page.text
    other.submit("/ubah")
    assert stored(made.id).statement == "Kalimat orang kedua"


def test_an_edit_after_the_agency_agreed_is_refused_and_kept(browser: Browser, cast: Cast) -> None:
    made = make_commitment(cast.social)
    browser.sign_in(cast.secretariat).get("commitments.edit", id=made.id)
    stored(made.id).accept()
    db.session.commit()
    page = browser.submit("/ubah", status=422, statement="Kalimat yang terlambat")
    assert "sudah berstatus Disepakati" in page.text and "Kalimat yang terlambat" in page.text
    assert stored(made.id).statement == "Menyediakan 40 tempat pelatihan"


def test_the_page_keeps_the_name_of_its_time_and_tells_the_present_one(browser: Browser, cast: Cast) -> None:
    meeting = make_meeting(cast.bnn)
    made = make_commitment(cast.social, meeting_id=meeting.id, proof="Daftar hadir", indicator="Orang dilatih")
    db.session.get_one(Agency, cast.social).rename("Dinas Sosial dan Keluarga", today())
    db.session.commit()
    page = browser.sign_in(cast.leader).get("commitments.show", id=made.id)
    assert "Dinas Sosial kini: Dinas Sosial dan Keluarga" in page.text
    assert "Giliran: Dinas Sosial dan Keluarga" in page.text
    assert page.find("a", href=f"/rapat/{meeting.id}/notula") and "Rapat kerja sinergi" in page.text
    assert "Daftar hadir" in page.text and "Orang dilatih" in page.text


def test_the_history_tells_who_did_what(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED)
    report(browser.sign_in(cast.social_liaison), made.id)
    page = browser.get("commitments.show", id=made.id)
    assert "Membuat laporan" in page.text and "Status: Disepakati menjadi Menunggu verifikasi" in page.text


def test_a_promise_without_a_number_is_told_in_words(browser: Browser, other: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED, target=None, unit="", statement="Menyusun pedoman")
    page = report(browser.sign_in(cast.social_liaison), made.id, quantity="", status=422)
    assert "Mohon isi capaian sampai tanggal itu." in page.text
    page = report(browser, made.id, quantity="", level="complete")
    assert "Laporan terkirim" in page.text
    other.sign_in(cast.reviewer).get("verification.review", id=made.id)
    page = other.submit("/verifikasi", **FULLY)
    assert "Selesai dan terverifikasi" in page.text


def test_pages_answer_htmx_with_the_region_only(browser: Browser, cast: Cast) -> None:
    made: Commitment = in_state(cast, S.REPORTED)
    browser.sign_in(cast.reviewer)
    one = {"id": made.id}
    for endpoint, values in (
        ("commitments.index", {}), ("verification.queue", {}), ("commitments.show", one), ("verification.review", one),
    ):  # fmt: skip
        page = browser.get(endpoint, htmx=True, **values)
        assert "<!doctype" not in page.html.lower() and made.reference in page.text
