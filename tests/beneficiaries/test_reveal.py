"""Full data are shown for a reason that is written down first, once, and in no address."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.beneficiaries import reveal_routes
from app.beneficiaries.models import BeneficiaryView, ViewKind
from app.beneficiaries.names import key_of
from app.extensions import db
from tests.beneficiaries.steps import NAME, NIK, REASON, make_person, switch_on
from tests.browser import Browser
from tests.factories import Cast
from tests.findings.steps import make_village

LIST = "/penerima-manfaat"


def views() -> list[tuple[ViewKind, int | None, int, str]]:
    rows = db.session.scalars(sa.select(BeneficiaryView).order_by(BeneficiaryView.id)).all()
    return [(each.kind, each.beneficiary_id, each.number, each.reason) for each in rows]


def test_a_full_view_is_logged_and_has_no_address(browser: Browser, cast: Cast) -> None:
    switch_on()
    person = make_person()
    browser.sign_in(cast.secretariat).get(f"{LIST}/{person.id}")
    page = browser.submit("/lengkap", reason=REASON)
    assert NAME in page.text and "Warung" in page.text and "Map persetujuan" in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert NAME not in "".join(page.find("title")[0].itertext())
    assert views() == [(ViewKind.SEEN, person.id, 1, REASON)]
    browser.get(f"{LIST}/{person.id}/lengkap", status=405)
    assert REASON in browser.get(f"{LIST}/{person.id}").text
    for who in (cast.secretariat, cast.admin):
        page = Browser(browser.app).sign_in(who).get(f"{LIST}/catatan")
        assert REASON in page.text and "Sekretariat" in page.text and "Andi" not in page.html


@pytest.mark.parametrize("act", ["lengkap", "ekspor"])
@pytest.mark.parametrize("word", ["Andi", "Budi"])
def test_a_guessed_name_is_answered_like_any_other_reason(browser: Browser, cast: Cast, act: str, word: str) -> None:
    switch_on()
    person = make_person()
    browser.sign_in(cast.secretariat)
    browser.post(f"{LIST}/{person.id}/{act}", {"reason": f"Menelepon Pak {word}"})
    assert len(views()) == 1 and "Andi" not in views()[0][3]
    assert "Andi" not in browser.get(f"{LIST}/catatan").html


@pytest.mark.parametrize("act", ["lengkap", "ekspor"])
@pytest.mark.parametrize(("reason", "sentence"), [
    ("", "Mohon isi alasan"), ("perlu", "paling sedikit 10 karakter"), ("          x", "paling sedikit 10"),
    (f"NIK {NIK} dicari", "angka seperti NIK"),
    ("x" * 501, "Paling banyak 500 karakter"),
])  # fmt: skip
def test_without_a_good_reason_nothing_is_shown(
    browser: Browser, cast: Cast, act: str, reason: str, sentence: str
) -> None:
    switch_on()
    person = make_person()
    browser.sign_in(cast.secretariat)
    page = browser.post(f"{LIST}/{person.id}/{act}", {"reason": reason}, status=422)
    assert sentence in page.text and "Zulkarnain" not in page.html and views() == []


def test_a_view_counts_even_when_its_answer_fails(
    browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch_on()
    person = make_person()
    browser.sign_in(cast.secretariat)

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(reveal_routes, "render_template", fail)
    monkeypatch.setattr(reveal_routes, "_file", fail)
    for path in (f"/{person.id}/lengkap", f"/{person.id}/ekspor", "/ekspor"):
        page = browser.post(LIST + path, {"reason": REASON}, status=500)
        assert NAME not in page.html
    assert [view[0] for view in views()] == [ViewKind.SEEN, ViewKind.EXPORTED, ViewKind.EXPORTED]


def test_a_person_gets_a_copy_of_all_that_is_kept(browser: Browser, cast: Cast) -> None:
    switch_on(checks_doubles=True)
    person = make_person(nik_key=key_of(NIK), nik_tail="0001")
    browser.sign_in(cast.secretariat)
    page = browser.post(f"{LIST}/{person.id}/ekspor", {"reason": REASON})
    told = json.loads(page.html)
    assert (told["nama"], told["kawasan"], told["keterampilan"]) == (NAME, "Kelurahan Salekoe", "Menjahit")
    assert told["nik_diperiksa"] is True and NIK not in page.html and "0001" not in page.html
    assert told["dilihat_atau_diekspor"][0]["alasan"] == REASON
    assert "attachment" in page.headers["Content-Disposition"] and "Andi" not in page.headers["Content-Disposition"]
    assert "no-store" in page.headers["Cache-Control"]
    assert views() == [(ViewKind.EXPORTED, person.id, 1, REASON)]


def test_a_list_is_exported_as_it_is_filtered(app: Flask, browser: Browser, cast: Cast) -> None:
    switch_on(checks_doubles=True)
    here, there = make_village(), make_village("73.73.05.1003", "Pontap")
    make_person(here.id, interest="=1+1", nik_key=key_of(NIK), nik_tail="0001")
    make_person(there.id, name="Orang Lain")
    browser.sign_in(cast.secretariat).get(f"{LIST}?kawasan={here.id}")
    page = browser.submit("/ekspor", status=422, reason="andi")
    assert "paling sedikit 10" in page.text and views() == []
    page = browser.submit("/ekspor", reason="Untuk andi zulkarnain saja")
    rows = list(csv.reader(io.StringIO(page.html.lstrip("\ufeff"))))
    assert len(rows) == 2 and rows[1][1] == NAME and rows[1][6] == "'=1+1"
    assert "0001" not in page.html and key_of(NIK) not in page.html
    assert views() == [(ViewKind.EXPORTED, None, 1, "Untuk *** *** saja")]
    assert "1 orang" in browser.get(f"{LIST}/catatan").text


def test_a_look_without_a_token_shows_nothing(browser: Browser, cast: Cast) -> None:
    switch_on()
    person = make_person()
    browser.sign_in(cast.secretariat)
    answer = browser.raw("POST", f"{LIST}/{person.id}/lengkap", data={"reason": REASON})
    assert answer.status_code == 400 and NAME not in answer.get_data(as_text=True) and views() == []
