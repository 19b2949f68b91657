"""Named beneficiaries while they are switched on: masked, consented to, found twice, corrected, erased, purged."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit import AuditEvent
from app.beneficiaries.models import Beneficiary, BeneficiaryView, PurgedCount
from app.beneficiaries.names import key_of, masked, whole_nik, without
from app.beneficiaries.service import purge
from app.clock import today
from app.deliveries.housekeeping import tidy
from app.extensions import db
from app.findings.models import Skill
from app.findings.skills import skill_named
from app.submissions import Submission
from tests.at_once import at_once
from tests.beneficiaries.steps import NAME, NIK, form_of, make_person, switch_on
from tests.browser import Browser
from tests.factories import Cast
from tests.findings.steps import make_village

LIST = "/penerima-manfaat"
DAY = dt.timedelta(days=1)


def test_only_who_keeps_the_lists_reads_them(browser: Browser, cast: Cast) -> None:
    switch_on()
    person = make_person()
    for who in ("social_liaison", "police_liaison", "reviewer", "leader"):
        other = Browser(browser.app).sign_in(getattr(cast, who))
        for path in ("", "/baru", "/jumlah", "/catatan"):
            other.get(LIST + path, status=403)
        for path in ("", "/ubah", "/hapus"):
            other.get(f"{LIST}/{person.id}{path}", status=404)
        for path, status in (("baru", 403), ("ekspor", 403), ("1/lengkap", 404), ("1/ekspor", 404), ("1/hapus", 404)):
            other.post(f"{LIST}/{path}", {"reason": "Ingin tahu saja"}, status=status)
    page = browser.sign_in(cast.secretariat).get(LIST)
    assert "A*** Z***" in page.text and "Andi" not in page.html and "Zulkarnain" not in page.html
    assert not db.session.scalars(sa.select(BeneficiaryView)).all()


def test_a_person_is_recorded_and_shown_masked(browser: Browser, cast: Cast) -> None:
    switch_on()
    area = make_village()
    skill_named("Las")
    db.session.commit()
    page = browser.sign_in(cast.secretariat).get(f"{LIST}/baru")
    assert "Anda boleh menolak" in page.text and not page.find("input", name="nik") and not page.find("textarea")
    assert all(each.get("autocomplete") == "off" for each in page.find("input", name="full_name"))
    page = browser.submit("/baru", **form_of(area.id, skill_name="Las", new_interest="Bengkel"))
    assert "A*** Z***" in page.text and "Andi" not in page.html and "Las" in page.text
    person = db.session.scalars(sa.select(Beneficiary)).one()
    assert (person.name, person.area_id, person.skill_name, person.nik_key) == (NAME, area.id, "Las", None)
    page = browser.get(f"{LIST}/{person.id}/ubah")
    assert not any(word in page.html for word in ("Andi", "Bengkel", "Tertulis"))


@pytest.mark.parametrize(("fields", "sentence"), [
    ({"full_name": ""}, "Mohon isi nama yang bersangkutan"),
    ({"full_name": "123"}, "Mohon isi nama yang bersangkutan"),
    ({"full_name": "x" * 201}, "Paling banyak 200 karakter"),
    ({"full_name": f"Andi {NIK}"}, "angka seperti NIK"),
    ({"new_interest": NIK}, "angka seperti NIK"),
    ({"group": "users"}, "Pilih salah satu"),
    ({"group": "offenders"}, "Pilih salah satu"),
    ({"group": "poor"}, "Pilih salah satu"),
    ({"area_id": ""}, "Mohon isi kawasan"),
    ({"area_id": 999}, "Pilih salah satu"),
    ({"activity_id": 999}, "Pilih salah satu"),
    ({"consented_on": ""}, "Mohon isi tanggal persetujuan"),
    ({"consented_on": today() + 2 * DAY}, "tanpa persetujuan jangan dicatat"),
    ({"new_consent_note": " "}, "Mohon isi cara persetujuan"),
    ({"keep_until": today()}, "setelah hari ini"),
    ({"keep_until": today() + dt.timedelta(days=3650)}, "paling lama lima tahun"),
    ({"is_adult": []}, "anak hanya dihitung"),
])  # fmt: skip
def test_who_cannot_be_recorded_is_refused(
    browser: Browser, cast: Cast, fields: dict[str, object], sentence: str
) -> None:
    switch_on()
    area = make_village()
    browser.sign_in(cast.secretariat).get(f"{LIST}/baru")
    page = browser.submit("/baru", status=422, **(form_of(area.id) | fields))
    assert sentence in page.text and not db.session.scalars(sa.select(Beneficiary)).all()


def test_a_skill_is_chosen_and_never_made_here(browser: Browser, cast: Cast) -> None:
    switch_on()
    area = make_village()
    skill_named("Las")
    db.session.commit()
    page = browser.sign_in(cast.secretariat).get(f"{LIST}/baru")
    assert "Nama *" in page.text, "marked as required"
    page = browser.submit("/baru", status=422, **form_of(area.id, skill_name="Jl. Andi 5"))
    assert "Keterampilan ini belum ada di daftar." in page.text
    assert [skill.name for skill in db.session.scalars(sa.select(Skill))] == ["Las"]
    browser.submit("/baru", skill_name=" LAS ")
    person = db.session.scalars(sa.select(Beneficiary)).one()
    assert person.skill_name == "Las"
    browser.get(f"{LIST}/{person.id}/ubah")
    browser.submit("/ubah", skill_name="")
    assert db.session.get_one(Beneficiary, person.id, populate_existing=True).skill_id is None


def test_doubles_are_found_without_keeping_the_number(app: Flask, browser: Browser, cast: Cast) -> None:
    switch_on(checks_doubles=True)
    area = make_village()
    browser.sign_in(cast.secretariat).get(f"{LIST}/baru")
    browser.submit("/baru", status=422, **form_of(area.id, nik="123"))
    browser.submit("/baru", **form_of(area.id, nik="7373 0512 3456 0001"))
    person = db.session.scalars(sa.select(Beneficiary)).one()
    assert (person.nik_key, person.nik_tail) == (key_of(NIK), "0001") and NIK not in str(person.nik_key)
    browser.get(f"{LIST}/baru")
    page = browser.submit("/baru", status=422, **form_of(area.id, full_name="Orang Lain", nik=NIK))
    assert f"NIK ini sudah ada pada A*** Z***, Kelurahan Salekoe (data no. {person.id})" in page.text
    assert "Andi" not in page.html
    browser.submit("/baru", anyway="y")
    assert db.session.scalar(sa.select(sa.func.count(Beneficiary.id))) == 2
    for path in ("", f"/{person.id}", f"/{person.id}/ubah", "/catatan"):
        assert "0001" not in browser.get(LIST + path).html and key_of(NIK) not in browser.page.html  # type: ignore[union-attr]
    browser.get(f"{LIST}/{person.id}/ubah")
    browser.submit("/ubah", nik=NIK, anyway="y")
    app.config["SECRET_KEY"], kept = "another", app.config["SECRET_KEY"]
    assert key_of(NIK) != person.nik_key
    app.config["SECRET_KEY"] = kept


def test_a_known_person_is_no_double_of_its_own(browser: Browser, cast: Cast) -> None:
    switch_on(checks_doubles=True)
    person = make_person(nik_key=key_of(NIK), nik_tail="0001")
    browser.sign_in(cast.secretariat).get(f"{LIST}/{person.id}/ubah")
    assert "Perubahan disimpan" in browser.submit("/ubah", nik=NIK).text


def test_a_name_is_corrected_without_being_shown(browser: Browser, other: Browser, cast: Cast) -> None:
    switch_on()
    person = make_person()
    for each in (browser, other):
        each.sign_in(cast.secretariat).get(f"{LIST}/{person.id}/ubah")
    page = other.submit("/ubah", full_name="Budi Rahmat", new_interest="Kios")
    assert "B*** R***" in page.text and "Membetulkan data (Isian: Nama, Minat)" in page.text
    page = browser.submit("/ubah", status=409, new_interest="Bengkel")
    assert "Minat: isi yang tersimpan sekarang tidak ditampilkan di sini" in page.text
    assert "Bengkel" in page.html and not any(word in page.html for word in ("Kios", "Budi", "Andi"))
    browser.submit("/ubah")
    person = db.session.get_one(Beneficiary, person.id, populate_existing=True)
    assert (person.name, person.interest, person.consent_note) == ("Budi Rahmat", "Bengkel", "Map persetujuan")


def test_an_interest_that_is_not_shown_is_taken_away(browser: Browser, cast: Cast) -> None:
    switch_on()
    person = make_person()
    browser.sign_in(cast.secretariat).get(f"{LIST}/{person.id}/ubah")
    assert "Membetulkan data (Isian: Minat)" in browser.submit("/ubah", forget_interest="y").text
    assert db.session.get_one(Beneficiary, person.id, populate_existing=True).interest == ""
    assert not browser.get(f"{LIST}/{person.id}/ubah").find("input", name="forget_interest")


def test_an_erased_person_leaves_a_count_and_no_name(browser: Browser, cast: Cast) -> None:
    switch_on()
    person = make_person()
    browser.sign_in(cast.secretariat).get(f"{LIST}/{person.id}/hapus")
    browser.submit("/hapus", status=422, reason="begitu saja")
    page = browser.submit("/hapus", reason="withdrawn")
    assert f"Data no. {person.id} dihapus." in page.text
    browser.post(f"{LIST}/{person.id}/hapus", {"reason": "withdrawn"})  # a second click
    browser.get(f"{LIST}/{person.id}", status=404)
    assert not db.session.scalars(sa.select(Beneficiary)).all()
    left = db.session.scalars(sa.select(PurgedCount)).one()
    assert (left.area_id, left.year, left.number) == (person.area_id, today().year, 1)
    assert "Warga umum" in browser.get(f"{LIST}/jumlah").text
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "erased")).one()
    assert event.changes == {"reason": [None, "Persetujuan ditarik"]}
    others = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.subject_type == "beneficiary")).all()
    assert [each.action for each in others if not each.changes] == ["created", "deleted"], "no day stays either"


def test_who_has_been_kept_long_enough_is_purged_by_the_worker(app: Flask, cast: Cast) -> None:
    area = make_village()
    for days in (-1, -400, 0, 30):
        make_person(area.id, keep_until=today() + days * DAY, consented_on=today() - 500 * DAY)
    tidy()
    db.session.commit()
    kept = sa.select(Beneficiary.keep_until).order_by(Beneficiary.keep_until)
    assert db.session.scalars(kept).all() == [today(), today() + 30 * DAY]
    assert db.session.scalars(sa.select(PurgedCount.number)).all() == [2]
    assert purge() == 0
    events = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "purged")).all()
    assert len(events) == 2 and not any("Andi" in json.dumps(event.changes) for event in events)


def test_the_command_purges_and_says_how_many(app: Flask, cast: Cast) -> None:
    make_person(keep_until=today() - DAY)
    answer = app.test_cli_runner().invoke(args=["beneficiaries", "purge"])
    assert answer.exit_code == 0 and "Dihapus: 1 orang" in answer.output and "Andi" not in answer.output


def test_no_name_and_no_number_is_in_any_other_row(app: Flask, browser: Browser, cast: Cast) -> None:
    switch_on(checks_doubles=True)
    area = make_village()
    browser.sign_in(cast.secretariat).get(f"{LIST}/baru")
    browser.submit("/baru", **form_of(area.id, nik=NIK, new_interest="Rahasia satu", new_consent_note="Rahasia dua"))
    person = db.session.scalars(sa.select(Beneficiary)).one()
    browser.get(f"{LIST}/{person.id}/ubah")
    browser.submit("/ubah", full_name="Zulkarnain Andi")
    browser.post(f"{LIST}/{person.id}/lengkap", {"reason": "Menghubungi Andi untuk pendampingan"})
    browser.get(f"{LIST}/{person.id}/hapus")
    browser.submit("/hapus", reason="asked")
    for table in db.metadata.sorted_tables:
        rows = str(db.session.execute(sa.select(table)).all())
        assert not any(word in rows for word in ("Andi", "Zulkarnain", NIK, "Rahasia")), table.name
    assert db.session.scalars(sa.select(Submission)).all()


def test_double_clicks_record_one_person(app: Flask, browser: Browser, cast: Cast) -> None:
    switch_on()
    area = make_village()
    browser.sign_in(cast.secretariat).get(f"{LIST}/baru")
    token, cookie = browser.token(), browser.client.get_cookie("sinergi")
    assert cookie is not None
    fields: dict[str, Any] = {key: str(value) for key, value in form_of(area.id).items()} | {"csrf_token": token}

    def send() -> int:
        client = app.test_client()
        client.set_cookie("sinergi", cookie.value)
        return client.post(f"{LIST}/baru", data=fields).status_code

    assert at_once(send, send, send) == [303] * 3
    assert db.session.scalar(sa.select(sa.func.count(Beneficiary.id))) == 1


@pytest.mark.parametrize("query", [
    "kawasan=99999999999999999999", "kelompok=users", "keterampilan=x", "simpan=segera", "urut=nama", "sesudah=a~1",
])  # fmt: skip
def test_hostile_addresses_are_read_as_nothing(browser: Browser, cast: Cast, query: str) -> None:
    switch_on()
    make_person()
    page = browser.sign_in(cast.secretariat).get(f"{LIST}?{query}")
    assert "Andi" not in page.html
    browser.get(f"{LIST}/catatan?data=99999999999999999999&tindakan=x&{query}")


def test_names_are_masked_word_by_word(app: Flask) -> None:
    assert masked("  andi zulkarnain bin Ali ") == "A*** Z*** B*** A***"
    assert whole_nik("7373.0512-3456 0001") == NIK and whole_nik("٧" * 16) is None and whole_nik("1" * 17) is None
    assert without("Telepon pak ANDI, bukan Andini", [NAME, "Bu Ani"]) == "Telepon pak ***, bukan Andini"
