"""A promise is put into words so that it can be checked; what cannot be is marked, and agreed on only with a reason."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from app.agencies.models import Post
from app.areas.models import AreaKind
from app.audit import AuditEvent
from app.clock import today
from app.commitments.parts import Milestone
from app.commitments.states import FundSource, Rhythm, SupportKind
from app.extensions import db
from tests.browser import Browser, Page
from tests.commitments.steps import S, in_state, stored
from tests.factories import Cast, make_area, make_commitment

DAY = dt.timedelta(days=1)
BARE: dict[str, Any] = {"unit": "", "target": None, "indicator": "", "proof": "", "place": ""}


def edit(browser: Browser, commitment_id: int, status: int = 200, **fields: Any) -> Page:
    """Change fields on the form of a promise."""
    browser.get("commitments.edit", id=commitment_id)
    return browser.submit("/ubah", status=status, **fields)


def open_questions(page: Page) -> set[str]:
    """The questions of the check that a page shows as not answered."""
    return {e.get("data-check", "") for e in page.find("li") if e.get("data-check") and e.get("class") != "answered"}


def test_every_term_is_written_and_read_back(browser: Browser, cast: Cast) -> None:
    made = make_commitment(cast.social, **BARE)
    areas = [make_area("73.73.01", AreaKind.DISTRICT, "Wara"), make_area("73.73.01.1001", name="Tompotikka")]
    db.session.commit()
    seat = db.session.scalars(sa.select(Post.id).where(Post.agency_id == cast.social)).one()
    browser.sign_in(cast.secretariat)
    start, due = today() + DAY, today() + 90 * DAY
    page = edit(
        browser, made.id, statement="Melatih peserta menjahit di dua kawasan", post_id=seat, place="Aula",
        area_ids=[areas[0].id, areas[1].id], indicator="Peserta yang lulus", unit="orang", baseline="1.000,5",
        target="1.234,5", start=start, due=due, proof="Daftar hadir", support_kind="people", fund_source="csr",
        in_plan="True", rhythm="monthly", is_high="y",
    )  # fmt: skip
    found = stored(made.id)
    assert (found.baseline, found.target, found.start, found.due) == (Decimal("1000.5"), Decimal("1234.5"), start, due)
    assert (found.support_kind, found.fund_source, found.in_plan) == (SupportKind.PEOPLE, FundSource.CSR, True)
    assert (found.rhythm, found.is_high, found.post_id, found.is_checkable) == (Rhythm.MONTHLY, True, seat, True)
    assert found.area_ids == [area.id for area in areas] and found.original_due == due
    for words in ("Kelurahan Tompotikka", "Kecamatan Wara", "CSR/TJSL", "Setiap bulan", "1.000,5 orang", "liaison"):
        assert words in page.text, words
    assert not open_questions(page) and "belum dapat diperiksa" not in page.text
    fields = dict(browser.get("commitments.edit", id=made.id).form("/ubah").fields)
    assert (fields["target"], fields["in_plan"], fields["support_kind"]) == ("1.234,5", "True", "people")
    edit(browser, made.id, in_plan="", support_kind="", area_ids=[], post_id="")
    found = stored(made.id)
    assert found.in_plan is None and found.support_kind is None and not found.areas and found.post_id is None
    notes = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "located")).all()
    assert [n.changes["areas"][1] for n in notes] == ["Wara (73.73.01), Tompotikka (73.73.01.1001)", "–"]


@pytest.mark.parametrize(("fields", "sentence"), [
    ({"start": today() + 40 * DAY}, "Tenggat tidak boleh sebelum tanggal mulai"),
    ({"target": "40", "baseline": "40"}, "Target harus lebih dari nilai awal. Bila yang dijanjikan penurunan"),
    ({"target": "", "baseline": "4"}, "Isi juga targetnya"), ({"target": "NaN"}, "Isi angka saja"),
    ({"target": "1e400"}, "Isi angka saja"), ({"baseline": "-1"}, "Isi angka nol atau lebih"),
    ({"target": "1" + "0" * 15}, "terlalu besar"), ({"target": "0"}, "lebih dari nol"), ({"unit": ""}, "satuannya"),
    ({"area_ids": ["9999"]}, "Pilih dari daftar"), ({"post_id": "9999"}, "Pilih salah satu dari daftar"),
    ({"support_kind": "emas"}, "Pilih salah satu dari daftar"), ({"in_plan": "mungkin"}, "Pilih salah satu"),
    ({"rhythm": ""}, "Pilih salah satu dari daftar"), ({"place": "x" * 201}, "Paling banyak 200 karakter"),
])  # fmt: skip
def test_what_cannot_be_is_named_and_kept(browser: Browser, cast: Cast, fields: dict[str, Any], sentence: str) -> None:
    made = make_commitment(cast.social)
    page = edit(browser.sign_in(cast.secretariat), made.id, 422, statement="Tetap ada di sini", **fields)
    assert sentence in page.text and "Tetap ada di sini" in page.text
    assert stored(made.id).version == 1


def test_a_milestone_stays_between_start_and_due(browser: Browser, cast: Cast) -> None:
    made = make_commitment(cast.social)
    made.milestones.append(Milestone(title="Pembukaan", due=today() + 10 * DAY))
    db.session.commit()
    browser.sign_in(cast.secretariat)
    page = edit(browser, made.id, 422, due=today() + 9 * DAY)
    assert "Tahapan “Pembukaan” jatuh pada" in page.text
    assert "Tahapan “Pembukaan”" in edit(browser, made.id, 422, start=today() + 11 * DAY).text
    edit(browser, made.id, start=today() + 10 * DAY, due=today() + 10 * DAY)


def test_the_seat_goes_with_the_agency(browser: Browser, cast: Cast) -> None:
    seat = db.session.scalars(sa.select(Post.id).where(Post.agency_id == cast.social)).one()
    made = make_commitment(cast.social, post_id=seat)
    edit(browser.sign_in(cast.secretariat), made.id, lead_agency_id=cast.police)
    assert stored(made.id).post_id is None and stored(made.id).lead_agency_id == cast.police


def test_another_place_is_not_agreed_on_unread(browser: Browser, other: Browser, cast: Cast) -> None:
    made, area = make_commitment(cast.social), make_area("73.73.05.1005")
    db.session.commit()
    browser.sign_in(cast.social_liaison).get("commitments.show", id=made.id)
    other.sign_in(cast.secretariat).get("commitments.edit", id=made.id)
    edit(other, made.id, area_ids=[area.id])
    assert "berubah sejak Anda membukanya" in browser.submit("/terima").text
    assert stored(made.id).state is S.PROPOSED


def test_two_who_tick_areas_at_once_see_both(browser: Browser, other: Browser, cast: Cast) -> None:
    made, one, two = make_commitment(cast.social), make_area("73.1"), make_area("73.2", name="Pontap")
    db.session.commit()
    browser.sign_in(cast.secretariat).get("commitments.edit", id=made.id)
    other.sign_in(cast.secretariat).get("commitments.edit", id=made.id)
    other.submit("/ubah", area_ids=[two.id])
    page = browser.submit("/ubah", status=409, area_ids=[one.id])
    assert "Kawasan: isi yang tersimpan sekarang" in page.text and "Kelurahan Pontap" in page.text
    browser.submit("/ubah")
    assert stored(made.id).area_ids == [one.id]


QUESTIONS = [
    ("apa", {"statement": "Melatih"}), ("di-mana", {"place": ""}), ("berapa", {"indicator": ""}),
    ("berapa", {"target": "", "unit": ""}), ("bukti", {"proof": ""}),
]  # fmt: skip


@pytest.mark.parametrize(("question", "fields"), QUESTIONS)
def test_a_question_left_open_marks_the_promise(
    browser: Browser, other: Browser, cast: Cast, question: str, fields: dict[str, Any]
) -> None:
    made = make_commitment(cast.social)
    page = edit(browser.sign_in(cast.secretariat), made.id, **fields)
    assert open_questions(page) == {question} and "belum dapat diperiksa" in page.text
    assert "Giliran: sekretariat" in page.text
    assert open_questions(browser.get("commitments.edit", id=made.id)) == {question}
    page = other.sign_in(cast.social_liaison).get("commitments.show", id=made.id)
    assert not page.has_form("/terima") and "Sekretariat melengkapi isinya, atau mengecualikannya" in page.text
    other.post("commitments.accept", {"version": stored(made.id).version}, id=made.id)
    assert "belum dapat diperiksa" in other.page.text and stored(made.id).state is S.PROPOSED  # type: ignore[union-attr]


def test_an_area_answers_where(browser: Browser, cast: Cast) -> None:
    made, area = make_commitment(cast.social, place=""), make_area("73.73.05.1005")
    db.session.commit()
    assert not open_questions(edit(browser.sign_in(cast.secretariat), made.id, area_ids=[area.id]))
    assert stored(made.id).is_checkable


def test_what_was_typed_wrongly_still_ticks_what_it_answers(browser: Browser, cast: Cast) -> None:
    made = make_commitment(cast.social, **BARE)
    page = edit(browser.sign_in(cast.secretariat), made.id, 422, proof="Foto", due="")
    assert open_questions(page) == {"di-mana", "berapa", "kapan"}


def test_the_secretariat_excepts_with_a_reason(browser: Browser, other: Browser, cast: Cast) -> None:
    made = make_commitment(cast.social, **BARE)
    browser.sign_in(cast.secretariat).get("commitments.show", id=made.id)
    page = browser.get("commitments.waive", id=made.id)
    assert open_questions(page) == {"di-mana", "berapa", "bukti"}
    assert "Mohon isi alasan pengecualian" in browser.submit("/kecualikan", status=422, reason=" ").text
    page = browser.submit("/kecualikan", reason="Disepakati seluruh peserta rapat")
    assert "Disepakati seluruh peserta rapat" in page.text and "Giliran: Dinas Sosial" in page.text
    assert [c.kind.value for c in stored(made.id).changes] == ["waived"]
    other.sign_in(cast.social_liaison).get("commitments.show", id=made.id)
    other.submit("/terima")
    assert stored(made.id).state is S.AGREED


@pytest.mark.parametrize("state", [S.AGREED, S.CANCELLED, S.PROPOSED])
def test_nothing_is_excepted_that_needs_none(browser: Browser, cast: Cast, state: S) -> None:
    made = in_state(cast, state)
    browser.sign_in(cast.secretariat)
    page = browser.get("commitments.waive", id=made.id)
    assert page.url.endswith(f"/komitmen/{made.id}") and "Komitmen ini sudah" in page.text
    browser.post("commitments.waive", {"reason": "Tetap saja"}, status=422, id=made.id)
    assert stored(made.id).waiver == "" and "Tetap saja" in browser.page.html  # type: ignore[union-attr]


@pytest.mark.parametrize("person", ["social_liaison", "reviewer", "leader", "admin"])
def test_others_except_nothing(browser: Browser, cast: Cast, person: str) -> None:
    made = make_commitment(cast.social, **BARE)
    browser.sign_in(getattr(cast, person)).get("commitments.waive", status=403, id=made.id)
    browser.post("commitments.waive", {"reason": "x"}, status=403, id=made.id)
    browser.post("commitments.edit", {"proof": "x"}, status=403, id=made.id)
    assert stored(made.id).waiver == "" and stored(made.id).proof == ""
