"""Who helps to keep a promise, and the steps on the way."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.clock import today
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport, Milestone
from app.commitments.states import SupportState
from app.extensions import db
from tests.browser import Browser
from tests.commitments.steps import S, in_state, stored
from tests.factories import Cast, make_commitment

DAY = dt.timedelta(days=1)


def supported(commitment: Commitment, agency_id: int, **facts: Any) -> int:
    """Ask an agency for its support; returns the id of the question."""
    values = {"agency_name": "Polres Palopo", "role": "Menjaga"}
    support = CommitmentSupport(agency_id=agency_id, **(values | facts))
    commitment.supports.append(support)
    db.session.commit()
    return support.id


def stepped(commitment: Commitment, **facts: Any) -> int:
    """Add a step; returns its id."""
    milestone = Milestone(**({"title": "Pembukaan", "due": today() + 5 * DAY} | facts))
    commitment.milestones.append(milestone)
    db.session.commit()
    return milestone.id


def test_an_agency_is_asked_and_answers_for_itself(browser: Browser, other: Browser, cast: Cast) -> None:
    made = make_commitment(cast.social)
    browser.sign_in(cast.secretariat).get("commitments.ask_support", id=made.id)
    page = browser.submit("/dukungan/baru", status=422, agency_id=cast.social, role="Membantu")
    assert "Pilih salah satu dari daftar" in page.text, "whoever leads does not support"
    assert "Mohon isi peran instansi ini" in browser.submit("/dukungan/baru", 422, agency_id=cast.police, role="").text
    page = browser.submit("/dukungan/baru", agency_id=cast.police, role="Menjaga keamanan")
    assert "Menunggu jawaban" in page.text and "Menjaga keamanan" in page.text
    browser.get("commitments.ask_support", id=made.id)
    assert "Pilih salah satu" in browser.submit("/dukungan/baru", 422, agency_id=cast.police, role="Lagi").text
    page = other.sign_in(cast.police_liaison).get("home.index")
    assert "Permintaan dukungan" in page.text and "Menjaga keamanan" in page.text
    all_asked = next(a.get("href") for a in page.find("a") if "Permintaan dukungan" in "".join(a.itertext()))
    assert made.reference in other.get(all_asked).text
    assert made.reference in other.get(f"/komitmen?instansi={cast.police}&peran=pendukung").text
    key = stored(made.id).supports[0].id
    other.get("commitments.answer_support", id=key)
    assert "Tulis alasannya" in other.submit("/jawab", status=422, state="declined", reason=" ").text
    page = other.submit("/jawab", state="declined", reason="Personel terbatas")
    assert "Tidak bersedia" in page.text and "Alasan: Personel terbatas" in page.text
    other.get("commitments.answer_support", id=key)
    page = other.submit("/jawab", state="accepted", reason="")
    assert "Bersedia" in page.text and stored(made.id).supports[0].state is SupportState.ACCEPTED
    assert "Permintaan dukungan" not in other.get("home.index").text
    assert "Menjawab permintaan dukungan untuk Polres Palopo" in browser.get("commitments.show", id=made.id).text


@pytest.mark.parametrize("person", ["social_liaison", "secretariat", "reviewer", "leader", "admin"])
def test_nobody_answers_for_another_agency(browser: Browser, cast: Cast, person: str) -> None:
    made = make_commitment(cast.social)
    key = supported(made, cast.police)
    browser.sign_in(getattr(cast, person)).get("commitments.answer_support", status=403, id=key)
    browser.post("commitments.answer_support", {"state": "accepted"}, status=403, id=key)
    assert stored(made.id).supports[0].state is SupportState.ASKED


@pytest.mark.parametrize("state", ["asked", "", "x"])
def test_an_answer_that_is_none_is_refused(browser: Browser, cast: Cast, state: str) -> None:
    made = make_commitment(cast.social)
    key = supported(made, cast.police)
    browser.sign_in(cast.police_liaison).post("commitments.answer_support", {"state": state}, status=422, id=key)
    assert stored(made.id).supports[0].answered_at is None


def test_what_has_ended_needs_no_answer(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.CANCELLED)
    key = supported(made, cast.police)
    page = browser.sign_in(cast.police_liaison).post(
        "commitments.answer_support", {"state": "declined", "reason": "Sudah terlambat"}, status=422, id=key
    )
    assert "tidak perlu dijawab lagi" in page.text and "Sudah terlambat" in page.text


def test_support_is_asked_and_dropped_in_its_time(browser: Browser, cast: Cast) -> None:
    proposed, agreed, closed = (in_state(cast, state) for state in (S.PROPOSED, S.AGREED, S.VERIFIED))
    one, two = supported(proposed, cast.police), supported(agreed, cast.police)
    browser.sign_in(cast.secretariat)
    browser.post("commitments.drop_support", id=agreed.id, part=two)
    assert len(stored(agreed.id).supports) == 1 and "sudah berstatus Disepakati" in browser.page.text  # type: ignore[union-attr]
    browser.post("commitments.drop_support", status=404, id=proposed.id, part=two)
    browser.get("commitments.show", id=proposed.id)
    browser.submit("/hapus")
    assert not stored(proposed.id).supports and one
    browser.get("commitments.ask_support", id=agreed.id)
    browser.submit("/dukungan/baru", agency_id=cast.health, role="Memeriksa")
    assert len(stored(agreed.id).supports) == 2
    page = browser.post("commitments.ask_support", {"agency_id": cast.health, "role": "Terlambat"}, 422, id=closed.id)
    assert "sudah berstatus Terverifikasi" in page.text and "Terlambat" in page.html


def test_a_liaison_asks_for_support_of_its_own_suggestion_only(browser: Browser, cast: Cast) -> None:
    own, theirs = make_commitment(cast.social, suggested_name="Ani"), make_commitment(cast.social)
    browser.sign_in(cast.social_liaison).get("commitments.ask_support", id=own.id)
    browser.submit("/dukungan/baru", agency_id=cast.police, role="Menjaga")
    assert len(stored(own.id).supports) == 1
    for act in ("dukungan/baru", "tahapan/baru"):
        browser.get(f"/komitmen/{theirs.id}/{act}", status=403)
        browser.post(f"/komitmen/{theirs.id}/{act}", {"agency_id": cast.police, "role": "x"}, status=403)
    assert not stored(theirs.id).supports


def test_whoever_comes_to_lead_supports_no_more(browser: Browser, cast: Cast) -> None:
    made = make_commitment(cast.social)
    supported(made, cast.police)
    browser.sign_in(cast.secretariat).get("commitments.edit", id=made.id)
    browser.submit("/ubah", lead_agency_id=cast.police)
    assert not stored(made.id).supports and stored(made.id).lead_agency_id == cast.police


def test_steps_are_set_reached_and_taken_back(browser: Browser, other: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED, start=today())
    browser.sign_in(cast.secretariat).get("commitments.new_milestone", id=made.id)
    for day in (made.due + DAY, today() - DAY):
        assert "masa komitmen ini" in browser.submit("/tahapan/baru", status=422, title="Awal", due=day).text
    assert "Mohon isi nama tahapan" in browser.submit("/tahapan/baru", status=422, title="", due=made.due).text
    browser.submit("/tahapan/baru", title="Pembukaan", due=made.due)
    key = stored(made.id).milestones[0].id
    browser.get("commitments.edit_milestone", id=made.id, part=key)
    assert "Pelatihan dimulai" in browser.submit("/ubah", title="Pelatihan dimulai", due=today()).text
    other.sign_in(cast.social_liaison).get("commitments.show", id=made.id)
    other.get("commitments.reach_milestone", id=made.id, part=key)
    tomorrow = today() + DAY
    assert "hari ini atau sebelumnya" in other.submit("/tercapai", status=422, reached_on=tomorrow).text
    assert "Tercapai" in other.submit("/tercapai", reached_on=today()).text
    assert stored(made.id).milestones[0].reached_on == today()
    other.submit("/belum")
    assert stored(made.id).milestones[0].reached_on is None
    browser.get("commitments.show", id=made.id)
    browser.submit("/hapus")
    assert not stored(made.id).milestones


@pytest.mark.parametrize("person", ["secretariat", "police_liaison", "reviewer", "leader"])
def test_only_the_agency_says_what_it_reached(browser: Browser, cast: Cast, person: str) -> None:
    made = in_state(cast, S.AGREED)
    key = stepped(made)
    browser.sign_in(getattr(cast, person)).get("commitments.reach_milestone", status=403, id=made.id, part=key)
    for act in ("reach_milestone", "unreach_milestone"):
        browser.post(f"commitments.{act}", {"reached_on": today()}, status=403, id=made.id, part=key)
    assert stored(made.id).milestones[0].reached_on is None


def test_a_step_of_another_promise_is_not_found(browser: Browser, cast: Cast) -> None:
    mine, other = in_state(cast, S.AGREED), in_state(cast, S.AGREED, cast.police)
    key = stepped(other)
    browser.sign_in(cast.social_liaison)
    browser.post("commitments.reach_milestone", {"reached_on": today()}, status=404, id=mine.id, part=key)
    browser.client.post("/keluar")
    assert stored(other.id).milestones[0].reached_on is None


@pytest.mark.parametrize("state", [S.PROPOSED, S.VERIFIED, S.CANCELLED])
def test_nothing_is_reached_before_agreement_or_after_the_end(browser: Browser, cast: Cast, state: S) -> None:
    made = in_state(cast, state)
    key = stepped(made)
    browser.sign_in(cast.social_liaison)
    browser.post("commitments.reach_milestone", {"reached_on": today()}, status=422, id=made.id, part=key)
    browser.post("commitments.unreach_milestone", id=made.id, part=key)
    assert stored(made.id).milestones[0].reached_on is None and "sudah berstatus" in browser.page.text  # type: ignore[union-attr]


def test_two_who_correct_one_step_see_both(browser: Browser, other: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED)
    key = stepped(made)
    for person in (browser, other):
        person.sign_in(cast.secretariat).get("commitments.edit_milestone", id=made.id, part=key)
    other.submit("/ubah", title="Judul lain")
    page = browser.submit("/ubah", status=409, title="Judul saya")
    assert "Judul lain" in page.text and "Judul saya" in page.html
    browser.submit("/ubah")
    assert stored(made.id).milestones[0].title == "Judul saya"


def test_a_promise_with_many_parts_costs_no_more(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.REPORTED)
    browser.sign_in(cast.secretariat)
    before = browser.get("commitments.show", id=made.id).queries
    made = stored(made.id)
    for n in range(12):
        stepped(made, title=f"Tahap {n}")
    for agency in (cast.police, cast.health, cast.bnn):
        supported(made, agency)
    page = browser.get("commitments.show", id=made.id)
    assert page.queries <= before and "Tahap 11" in page.text
