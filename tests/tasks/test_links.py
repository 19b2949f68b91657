"""A task helps to keep a commitment: tied from either side, told on both pages and in both stories."""

from __future__ import annotations

import datetime as dt

import pytest

from app.agencies.models import Agency
from app.commitments.states import CommitmentState
from app.extensions import db
from app.refusal import Refused
from app.tasks.models import Task
from app.tasks.states import PartState
from tests.browser import Browser
from tests.factories import Cast, make_commitment, make_task

P = PartState


def test_a_task_is_tied_to_a_commitment_and_let_go(browser: Browser, cast: Cast) -> None:
    task, commitment = make_task(cast.social, cast.police), make_commitment(cast.social)
    page = browser.sign_in(cast.secretariat).get("tasks.choose_commitment", id=task.id)
    assert commitment.reference in page.text
    page = browser.post(f"/tugas/{task.id}/komitmen", {"commitment": commitment.id})
    assert page.find("a", href=f"/komitmen/{commitment.id}")
    page = browser.get("commitments.show", id=commitment.id)
    assert page.find("a", href=f"/tugas/{task.id}") and "0/2 bagian selesai" in page.text
    browser.post(f"/tugas/{task.id}/komitmen", {})
    assert db.session.get_one(Task, task.id).commitment_id is None
    assert not browser.get("commitments.show", id=commitment.id).find("a", href=f"/tugas/{task.id}")


def test_commitments_are_found_by_their_words(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social)
    other = make_commitment(cast.health, statement="Menyediakan klinik berjalan")
    browser.sign_in(cast.secretariat)
    assert other.reference not in browser.get(f"/tugas/{task.id}/komitmen").text
    assert other.reference in browser.get(f"/tugas/{task.id}/komitmen?cari=KLINIK").text
    assert other.reference in browser.get(f"/tugas/{task.id}/komitmen?cari={other.reference}").text
    assert "Tidak ada komitmen terbuka yang cocok" in browser.get(f"/tugas/{task.id}/komitmen?cari=%25").text


@pytest.mark.parametrize("key", ["999", "0", "-1", "x", str(2**70), "1 OR 1"])
def test_a_commitment_that_is_not_there_is_404(browser: Browser, cast: Cast, key: str) -> None:
    task = make_task(cast.social)
    browser.sign_in(cast.secretariat)
    browser.post(f"/tugas/{task.id}/komitmen", {"commitment": key}, status=404)
    assert db.session.get_one(Task, task.id).commitment_id is None


def test_a_commitment_that_ended_takes_no_task(browser: Browser, cast: Cast) -> None:
    task, commitment = make_task(cast.social), make_commitment(cast.social)
    commitment.state, commitment.is_open = CommitmentState.CANCELLED, False
    db.session.commit()
    with pytest.raises(Refused):
        task.belong_to(commitment)
    browser.sign_in(cast.secretariat)
    page = browser.post(f"/tugas/{task.id}/komitmen", {"commitment": commitment.id})
    assert "sudah ditutup" in page.text and page.url.endswith(f"/tugas/{task.id}")


@pytest.mark.parametrize("who", ["social_liaison", "reviewer", "leader", "admin"])
def test_only_who_may_edit_the_task_ties_it(browser: Browser, cast: Cast, who: str) -> None:
    task, commitment = make_task(cast.social), make_commitment(cast.social)
    browser.sign_in(getattr(cast, who)).get(f"/tugas/{task.id}/komitmen", status=403)
    browser.post(f"/tugas/{task.id}/komitmen", {"commitment": commitment.id}, status=403)


def test_a_new_task_begins_at_its_commitment(browser: Browser, cast: Cast) -> None:
    commitment = make_commitment(cast.social)
    page = browser.sign_in(cast.social_liaison).get("commitments.show", id=commitment.id)
    assert page.find("a", href=f"/tugas/baru?komitmen={commitment.id}")
    page = browser.get(f"/tugas/baru?komitmen={commitment.id}")
    assert commitment.reference in page.text
    browser.submit("/tugas/baru", title="Mendata peserta", due="2030-05-04", agencies=[str(cast.social)])
    task = db.session.query(Task).one()
    assert (task.commitment_id, task.issuer_agency_id) == (commitment.id, cast.social)


def test_both_stories_tell_of_the_task(browser: Browser, cast: Cast) -> None:
    commitment = make_commitment(cast.social)
    task = make_task(cast.social, commitment_id=commitment.id, title="Mendata peserta")
    part = task.parts[0]
    part.update(P.ACCEPTED, "")
    db.session.commit()
    part.update(P.BLOCKED, "Datanya belum ada.", db.session.get_one(Agency, cast.health))
    db.session.commit()
    browser.sign_in(cast.leader)
    for address in (f"/tugas/{task.id}/cerita", f"/komitmen/{commitment.id}/cerita?saring=tugas"):
        text = browser.get(address).text
        for words in ("Tugas diberikan", "Dinas Sosial menerima bagiannya", "Dinas Sosial terhambat",
                      "Dinas Kesehatan", "Datanya belum ada."):  # fmt: skip
            assert words in text, (address, words)
    assert "Mendata peserta" in browser.get(f"/komitmen/{commitment.id}/cerita?saring=tugas").text


def test_what_lies_in_the_trash_is_told_nowhere_else(browser: Browser, cast: Cast) -> None:
    commitment = make_commitment(cast.social)
    task = make_task(cast.social, commitment_id=commitment.id, title="Mendata peserta")
    task.trash("Ani")
    db.session.commit()
    browser.sign_in(cast.secretariat)
    for address in (f"/komitmen/{commitment.id}", f"/komitmen/{commitment.id}/cerita?saring=semua"):
        assert "Mendata peserta" not in browser.get(address).text
    browser.get(f"/tugas/{task.id}/komitmen", status=404)


def test_a_confirmed_and_a_returned_part_are_told_as_such(browser: Browser, cast: Cast) -> None:
    task = make_task(cast.social, due=dt.date(2030, 1, 1))
    part = task.parts[0]
    part.set_confirmation(True)
    for act in (
        lambda: part.update(P.ACCEPTED, ""), lambda: part.update(P.DELIVERED, ""),
        lambda: part.give_back("Belum ada foto."), lambda: part.update(P.DELIVERED, ""), part.confirm,
    ):  # fmt: skip
        act()
        db.session.commit()
    text = browser.sign_in(cast.leader).get(f"/tugas/{task.id}/cerita").text
    for words in ("Bagian Dinas Sosial dikembalikan", "Belum ada foto.", "Bagian Dinas Sosial dikonfirmasi selesai"):
        assert words in text


def test_a_number_of_thousands_of_digits_names_no_commitment(browser: Browser, cast: Cast) -> None:
    task, number = make_task(cast.social), "9" * 5000
    browser.sign_in(cast.secretariat).get(f"/tugas/baru?komitmen={number}")
    browser.post(f"/tugas/{task.id}/komitmen", {"commitment": number}, status=404)
    for path in ("/tugas", "/tugas/kalender", "/komitmen"):
        for name in ("komitmen", "rapat"):
            browser.get(f"{path}?{name}={number}")
