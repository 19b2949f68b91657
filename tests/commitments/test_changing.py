"""Acts after agreement: in which state each is possible, what it shows, and what it never does silently."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from app.agencies.models import Agency, Post
from app.clock import acting_at, now, today
from app.commitments.filters import late_clause
from app.commitments.models import Commitment
from app.commitments.states import ChangeKind, Reason
from app.extensions import db
from app.policy import Role
from tests.browser import Browser, Page
from tests.commitments.steps import SOMEBODY, S, in_state, stored
from tests.factories import Cast, make_commitment, make_user, seat

DAY = dt.timedelta(days=1)
LATER = (today() + 90 * DAY).isoformat()
ACTS: dict[str, tuple[str, dict[str, str]]] = {
    "redate": ("/tenggat", {"due": LATER}),
    "reword": ("/ubah-isi", {"statement": "Menyediakan 50 tempat pelatihan", "target": "50"}),
    "hand_over": ("/serahkan", {}),
    "suspend": ("/tangguhkan", {"until": LATER}),
    "resume": ("/lanjutkan", {}),
    "cancel": ("/batalkan", {}),
}
# What each act makes of each state; a state that is not named refuses.
ALLOWED: dict[str, dict[S, S]] = {
    "redate": {s: s for s in (S.AGREED, S.UNDERWAY, S.RETURNED, S.REPORTED, S.SUSPENDED)},
    "reword": {s: s for s in (S.AGREED, S.UNDERWAY, S.RETURNED, S.SUSPENDED)},
    "hand_over": {s: S.PROPOSED for s in (S.AGREED, S.UNDERWAY, S.RETURNED)},
    "suspend": {s: S.SUSPENDED for s in (S.AGREED, S.UNDERWAY, S.RETURNED)},
    "resume": {S.SUSPENDED: S.AGREED},
    "cancel": {s: S.CANCELLED for s in S if s not in (S.VERIFIED, S.CANCELLED)},
}
SAID = {"reason": "policy", "note": "Kebijakan berubah."}


def act(browser: Browser, commitment_id: int, name: str, status: int = 200, **fields: str) -> Page:
    """Open the page of an act, fill it in and send it."""
    browser.get(f"commitments.{name}", id=commitment_id)
    path, needed = ACTS[name]
    return browser.submit(path, status=status, **(SAID | needed | fields))


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("name", list(ACTS))
def test_each_act_is_done_in_the_states_that_allow_it_and_in_no_other(
    browser: Browser, cast: Cast, name: str, state: S
) -> None:
    made = in_state(cast, state).id
    before = stored(made).version
    fields = {"agency_id": str(cast.police)} if name == "hand_over" else ACTS[name][1]
    browser.sign_in(cast.secretariat)
    if state in ALLOWED[name]:
        page = act(browser, made, name, **fields)
        assert page.url == f"/komitmen/{made}"
        after = stored(made)
        assert after.state is ALLOWED[name][state] and after.changes[-1].note == "Kebijakan berubah."
        assert after.changes[-1].reason is Reason.POLICY and after.changes[-1].by_name == "Sekretariat"
        assert "Kebijakan berubah." in page.text
        return
    assert browser.get(f"commitments.{name}", id=made).url == f"/komitmen/{made}", "the form does not open"
    sent = SAID | fields | {"version": str(before)}
    page = browser.post(f"commitments.{name}", sent, status=422, id=made)
    assert f"sudah berstatus {state.label}" in page.text and "Kebijakan berubah." in page.text
    assert stored(made).state is state and stored(made).version == before


@pytest.mark.parametrize("person", ["social_liaison", "police_liaison", "reviewer", "leader", "admin"])
def test_only_the_secretariat_acts_and_sees_the_menu(browser: Browser, cast: Cast, person: str) -> None:
    made = in_state(cast, S.AGREED).id
    browser.sign_in(getattr(cast, person))
    page = browser.get("commitments.show", id=made)
    for name, (path, fields) in ACTS.items():
        assert not page.find("a", href=page.url + path)
        browser.get(f"commitments.{name}", status=403, id=made)
        browser.post(f"commitments.{name}", SAID | fields | {"version": "2"}, status=403, id=made)
    assert stored(made).state is S.AGREED and not stored(made).changes


def test_the_menu_offers_what_the_state_allows(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.secretariat)
    for state in S:
        page = browser.get("commitments.show", id=in_state(cast, state).id)
        for name, (path, _) in ACTS.items():
            offered = bool(page.find("a", href=page.url + path))
            assert offered == (state in ALLOWED[name]), (state, name)


def test_the_original_date_and_the_number_of_moves_stay_in_sight(browser: Browser, cast: Cast) -> None:
    due = today() + 30 * DAY
    made = in_state(cast, S.AGREED).id
    browser.sign_in(cast.secretariat)
    act(browser, made, "redate")
    page = act(browser, made, "redate", due=(due + 5 * DAY).isoformat(), reason="force")
    commitment = stored(made)
    assert (commitment.original_due, commitment.due, commitment.redated) == (due, due + 5 * DAY, 2)
    assert "(diubah 2 kali)" in page.text and "Tenggat semula" in page.text and "Keadaan kahar" in page.text
    assert "Tenggat diubah 2 kali; semula" in browser.get("commitments.redate", id=made).text


@pytest.mark.parametrize(("fields", "said"), [
    ({"due": ""}, "Mohon isi tenggat baru"),
    ({"due": "2026-02-31"}, "Isi tanggal yang ada di kalender"),
    ({"due": "0001-01-01"}, "Isi tahun antara 2000 dan 2100"),
    ({"due": (today() + 30 * DAY).isoformat()}, "Tenggatnya sudah tanggal itu"),
    ({"due": (today() + DAY).isoformat()}, "Tenggat tidak boleh sebelum tanggal mulai"),
    ({"note": ""}, "Mohon isi catatan"),
    ({"note": "x" * 2001}, "Paling banyak 2000 karakter"),
    ({"reason": "karena"}, "Pilih salah satu dari daftar"),
    ({"reason": ""}, "Mohon isi alasan"),
    ({"version": ""}, "berubah sejak Anda membuka halaman ini"),
    ({"version": "1"}, "berubah sejak Anda membuka halaman ini"),
])  # fmt: skip
def test_what_cannot_be_is_named_and_nothing_typed_is_lost(
    browser: Browser, cast: Cast, fields: dict[str, str], said: str
) -> None:
    made = in_state(cast, S.AGREED, start=today() + 10 * DAY).id
    browser.sign_in(cast.secretariat)
    page = act(browser, made, "redate", status=422, **({"note": "Kata yang tetap ada"} | fields))
    assert said in page.text and fields.get("note", "Kata yang tetap ada") in page.text
    assert not stored(made).changes and stored(made).redated == 0


def test_a_slip_of_the_pen_is_mended_by_a_day_that_has_passed(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED).id
    browser.sign_in(cast.secretariat)
    page = act(browser, made, "redate", status=422, due=(today() - DAY).isoformat())
    assert "Isi tanggal hari ini atau sesudahnya" in page.text
    act(browser, made, "redate", due=(today() - DAY).isoformat(), reason="mistake")
    assert stored(made).due == today() - DAY and stored(made).is_late


def test_what_was_agreed_on_stands_beside_what_it_says_now(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.UNDERWAY).id
    browser.sign_in(cast.secretariat)
    page = browser.get("commitments.reword", id=made)
    assert "Yang disepakati sekarang" in page.text and "Menyediakan 40 tempat pelatihan" in page.text
    assert dict(page.form("/ubah-isi").fields)["target"] == "40"
    page = act(browser, made, "reword", target="50", proof="Daftar hadir dan foto")
    commitment = stored(made)
    assert (commitment.target, commitment.claimed_percent, commitment.verified) == (50, 40, 20)
    assert commitment.changes[-1].before == {
        "statement": "Menyediakan 40 tempat pelatihan", "target": "40", "proof": "Daftar hadir",
    }  # fmt: skip
    assert "Semula Pernyataan Menyediakan 40 tempat pelatihan Target 40" in page.text
    assert "Perubahan setelah disepakati Isi diubah" in page.text
    act(browser, made, "reword", statement="Menyediakan 40 tempat pelatihan", target="40", proof="Daftar hadir")
    assert "Semula" not in browser.get("commitments.show", id=made).text


@pytest.mark.parametrize(("fields", "said"), [
    ({"statement": "Menyediakan 40 tempat pelatihan", "target": "40"}, "Tidak ada isi yang berubah"),
    ({"target": "19"}, "Target tidak boleh di bawah jumlah yang sudah terverifikasi"),
    ({"target": "0"}, "Isi angka lebih dari nol"),
    ({"target": "1e400"}, "Isi angka saja"),
    ({"target": "50", "baseline": "50"}, "Isi target yang lebih besar dari nilai awal"),
    ({"unit": ""}, "Isi juga satuannya"),
    ({"proof": ""}, "komitmen tidak dapat diperiksa lagi"),
    ({"statement": "Melatih"}, "komitmen tidak dapat diperiksa lagi"),
    ({"statement": ""}, "Mohon isi pernyataan komitmen"),
])  # fmt: skip
def test_words_that_cannot_be_are_named(browser: Browser, cast: Cast, fields: dict[str, str], said: str) -> None:
    made = in_state(cast, S.UNDERWAY).id
    browser.sign_in(cast.secretariat)
    page = act(browser, made, "reword", status=422, **fields)
    assert said in page.text and not stored(made).changes
    assert stored(made).statement == "Menyediakan 40 tempat pelatihan"


def test_a_lower_target_that_is_proved_ends_the_promise(browser: Browser, cast: Cast) -> None:
    made, resting = in_state(cast, S.UNDERWAY).id, in_state(cast, S.UNDERWAY).id
    browser.sign_in(cast.secretariat)
    act(browser, made, "reword", target="20")
    assert stored(made).state is S.VERIFIED
    act(browser, resting, "suspend")
    act(browser, resting, "reword", target="20")
    assert stored(resting).state is S.SUSPENDED
    act(browser, resting, "resume")
    assert stored(resting).state is S.VERIFIED


def test_another_agency_has_to_accept_what_it_is_handed(browser: Browser, other: Browser, cast: Cast) -> None:
    made = in_state(cast, S.UNDERWAY).id
    browser.sign_in(cast.secretariat)
    page = act(browser, made, "hand_over", agency_id=str(cast.police), reason="office")
    assert "Giliran: Polres Palopo" in page.text and "Diserahkan dari Dinas Sosial" in page.text
    assert not page.find("a", href=f"/komitmen/{made}/ubah"), "what was agreed on is not edited"
    other.sign_in(cast.social_liaison).post("commitments.accept", {"version": "9"}, status=403, id=made)
    liaison = Browser(browser.app).sign_in(cast.police_liaison)
    liaison.get("commitments.show", id=made)
    liaison.submit("/terima")
    commitment = stored(made)
    assert (commitment.state, commitment.lead_agency_id, commitment.verified) == (S.UNDERWAY, cast.police, 20)
    assert "Dinas Sosial" in liaison.get("commitments.show", id=made).text, "the earlier agency stays in sight"


def test_what_the_other_agency_does_not_take_goes_on_or_back(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED).id
    browser.sign_in(cast.secretariat)
    act(browser, made, "hand_over", agency_id=str(cast.police))
    act(browser, made, "reword", target="30")
    act(browser, made, "redate")
    page = act(browser, made, "hand_over", agency_id=str(cast.social))
    assert "Diserahkan dari Polres Palopo" in page.text
    assert stored(made).state is S.PROPOSED and stored(made).target == 30
    assert [change.kind for change in stored(made).changes] == [
        ChangeKind.HANDED_OVER, ChangeKind.REWORDED, ChangeKind.REDATED, ChangeKind.HANDED_OVER,
    ]  # fmt: skip


def test_a_post_of_the_same_agency_needs_no_new_consent(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED).id
    post = seat(make_user("dinsos2@contoh.go.id"), db.session.get_one(Agency, cast.social), Role.LIAISON)
    post.title = "Narahubung rehabilitasi"
    db.session.commit()
    browser.sign_in(cast.secretariat)
    page = act(browser, made, "hand_over", status=422)
    assert "sudah di tangan instansi dan jabatan itu" in page.text
    page = act(browser, made, "hand_over", post_id=str(post.id))
    assert stored(made).state is S.AGREED and stored(made).post_id == post.id
    assert "Narahubung rehabilitasi" in page.text


@pytest.mark.parametrize(("field", "whose"), [("post_id", "police"), ("agency_id", "ended"), ("agency_id", "none"),
                                              ("post_id", "reviewer"), ("agency_id", "text")])  # fmt: skip
def test_ids_that_do_not_belong_together_have_no_effect(browser: Browser, cast: Cast, field: str, whose: str) -> None:
    made = in_state(cast, S.AGREED).id
    agency = db.session.get_one(Agency, cast.health)
    agency.ended_on = today()
    role = {"police": Role.LIAISON, "reviewer": Role.REVIEWER}.get(whose)
    post = db.session.scalars(sa.select(Post.id).where(Post.role == role)).all()[-1] if role else 0
    db.session.commit()
    value = {"ended": str(cast.health), "none": "999999", "text": "1 OR 1"}.get(whose, str(post))
    browser.sign_in(cast.secretariat)
    act(browser, made, "hand_over", status=422, **{field: value})
    assert stored(made).lead_agency_id == cast.social and not stored(made).changes


def test_what_rests_is_nobodys_turn_and_not_late(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED, due=today() - DAY).id
    browser.sign_in(cast.secretariat)
    assert "lewat tenggat" in browser.get("/komitmen").text
    page = act(browser, made, "suspend", until=LATER, reason="budget")
    assert "Ditangguhkan sejak" in page.text and "perkiraan sampai" in page.text and "Kebijakan berubah." in page.text
    assert "lewat tenggat" not in page.text and "Giliran:" not in page.text
    assert stored(made).turn == "" and not stored(made).is_late
    assert not db.session.scalars(sa.select(Commitment.id).where(late_clause())).all()
    assert "lewat tenggat" not in browser.get("/komitmen").text
    assert "Lewat tenggat 0" in browser.get("/").text
    page = act(browser, made, "resume")
    assert "Giliran: Dinas Sosial" in page.text and stored(made).suspended_until is None and stored(made).is_late


def test_it_rests_until_a_day_to_come(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED).id
    browser.sign_in(cast.secretariat)
    page = act(browser, made, "suspend", status=422, until=today().isoformat())
    assert "Isi tanggal sesudah hari ini" in page.text
    act(browser, made, "suspend", until="")
    assert stored(made).state is S.SUSPENDED


def test_a_long_reason_for_giving_up_is_kept_in_full(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED).id
    browser.sign_in(cast.secretariat)
    words = "kata " * 300 + "terakhir"  # stands in the notice, among the changes, in the history
    page = act(browser, made, "cancel", note=words, reason="budget")
    assert "Dibatalkan pada" in page.text and "Anggaran tidak tersedia" in page.text
    assert page.text.count(words) == 3 and len(stored(made).cancel_reason) == 500
    assert stored(made).changes[-1].before == {"state": "agreed"}


def test_one_act_sent_twice_is_one_act(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED).id
    form = browser.sign_in(cast.secretariat).get("commitments.redate", id=made).form("/tenggat")
    fields = dict(form.fields) | SAID | {"due": LATER}
    for _ in range(2):
        assert browser.post("commitments.redate", fields, id=made).url == f"/komitmen/{made}"
    assert stored(made).redated == 1


def test_the_turn_says_who_and_since_when_in_every_state(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.leader)
    suggested = make_commitment(cast.social, suggested_name="Dinas Sosial").id
    assert "Giliran: sekretariat, sejak" in browser.get("commitments.show", id=suggested).text
    reported = in_state(cast, S.REPORTED, is_high=True)
    assert "Giliran: peninjau Pemkot, sejak" in browser.get("commitments.show", id=reported.id).text
    commitment = stored(reported.id)
    with acting_at(now() - dt.timedelta(minutes=5)):
        commitment.verify(commitment.claimed, 1)
    db.session.commit()
    assert "Giliran: peninjau kedua, sejak 5 menit" in browser.get("commitments.show", id=reported.id).text


def test_many_changes_cost_no_more_queries(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED).id
    browser.sign_in(cast.secretariat)
    stored(made).redate(today() + 40 * DAY, Reason.OTHER, "Sekali", SOMEBODY)
    db.session.commit()
    few = browser.get("commitments.show", id=made).queries
    commitment = stored(made)
    for number in range(40):
        commitment.redate(today() + (50 + number) * DAY, Reason.OTHER, "Lagi", SOMEBODY)
    db.session.commit()
    assert browser.get("commitments.show", id=made).queries <= few
