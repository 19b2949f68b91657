"""The table of a plan goes out as a spreadsheet and comes back: what has a No is updated, the rest is added."""

from __future__ import annotations

import datetime as dt
import io
import random
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from app.agencies.models import Agency
from app.areas.models import Area
from app.clock import today
from app.commitments.states import FundSource
from app.extensions import db
from app.plans.models import ActionPlan, Measure, PlanAction, PlanMeasure, PlanState, WorkLine
from tests.at_once import at_once
from tests.browser import Browser
from tests.commitments.steps import agree
from tests.factories import Cast, make_area, make_commitment
from tests.spreadsheets.files import xlsx
from tests.spreadsheets.steps import import_file, upload
from tests.spreadsheets.test_importing import seal, send_again
from tests.spreadsheets.test_writing import HOSTILE

HEAD = ["No", "Program/Strategi", "Aksi", "Ukuran B06", "Target B06", "Target", "Satuan", "Penanggung jawab",
        "Instansi terkait", "Waktu mulai", "Waktu selesai", "Kode wilayah", "Sumber anggaran",
        "Anggaran (Rp)"]  # fmt: skip
NEW = [None, "Pencegahan", "Pelatihan anyaman", "20 orang terlatih", 20, 40, "orang", "dinas  SOSIAL",
       "Polres Palopo; Bappeda", dt.date(2026, 3, 1), "30/06/2026", "73.73.01.1001, 73.73.01.1002", "APBD",
       "Rp 12.500.000,5"]  # fmt: skip


def make_plan(agency_id: int, **facts: Any) -> int:
    """A draft of 2026; committed."""
    values = {"reference": "RA/2026/001", "title": "Rencana aksi 2026", "year": 2026, "agency_name": "BNN"}
    plan = ActionPlan(agency_id=agency_id, **(values | facts))
    db.session.add(plan)
    db.session.commit()
    return plan.id


def make_action(plan_id: int, number: int, agency_id: int, **facts: Any) -> int:
    """An action of a plan; committed."""
    agency = db.session.get_one(Agency, agency_id)
    values = {"action": f"Aksi {number}", "agency": agency, "agency_name": agency.name}
    action = PlanAction(plan_id=plan_id, number=number, **(values | facts))
    db.session.add(action)
    db.session.commit()
    return action.id


@pytest.fixture
def plan(cast: Cast) -> int:
    """An empty plan, and two villages."""
    for number in (1001, 1002):
        make_area(f"73.73.01.{number}", name=f"Desa {number}")
    return make_plan(cast.bnn)


@pytest.fixture
def office(browser: Browser, cast: Cast) -> Browser:
    """The secretariat."""
    return browser.sign_in(cast.secretariat)


def path(plan_id: int) -> str:
    """Where its table is imported."""
    return f"/rencana-aksi/{plan_id}/impor"


def actions() -> list[PlanAction]:
    """All actions by number, as they are in the database."""
    db.session.expire_all()
    return list(db.session.scalars(sa.select(PlanAction).order_by(PlanAction.number)).unique())


def row(**cells: Any) -> list[Any]:
    """A new row with other cells, by their heads without signs."""
    names = [head.split("/")[0].split(" (")[0].replace(" ", "_") for head in HEAD]
    assert set(cells) <= set(names), names
    return [cells.get(name, cell) for name, cell in zip(names, NEW, strict=True)]


def test_a_new_row_becomes_an_action(office: Browser, plan: int, cast: Cast) -> None:
    page = upload(office, path(plan), xlsx([["RENCANA AKSI"], HEAD, NEW]))
    assert "Pelatihan anyaman" in page.text and "Instansi terkait: Bappeda; Polres Palopo" in page.text
    office.submit(page.url, status=303, follow=False)
    [action] = actions()
    assert (action.number, action.agency_id, action.agency_name) == (1, cast.social, "Dinas Sosial")
    assert (action.target, action.unit, action.amount) == (40, "orang", Decimal("12500000.5"))
    assert (action.starts_on, action.ends_on) == (dt.date(2026, 3, 1), dt.date(2026, 6, 30))
    assert [agency.name for agency in action.related] == ["Bappeda", "Polres Palopo"]
    assert [area.code for area in action.areas] == ["73.73.01.1001", "73.73.01.1002"]
    assert [(m.period, m.text, m.target) for m in action.measures] == [(Measure.B06, "20 orang terlatih", 20)]
    assert action.fund_source is FundSource.APBD


def test_a_row_with_a_number_updates_its_action_and_nothing_else(office: Browser, plan: int, cast: Cast) -> None:
    import_file(office, path(plan), xlsx([HEAD, NEW, row(Aksi="Pelatihan kue")]))
    page = upload(office, path(plan), xlsx([["No", "Kendala", "Target"], [2, "Hujan", 50]]))
    assert "Target: 40 menjadi 50" in page.text and "Diubah 1" in page.text
    office.submit(page.url, status=303, follow=False)
    first, second = actions()
    assert (first.target, second.target, second.obstacle, second.action) == (40, 50, "Hujan", "Pelatihan kue")
    assert len(second.related) == 2 and len(second.measures) == 1


@pytest.mark.parametrize(("cells", "sentence"), [
    ({"No": 9}, "kolom No: No 9 tidak ada dalam rencana ini."), ({"No": 1.5}, "bukan bilangan bulat"),
    ({"No": 2}, "aksi No 2 sudah dihapus"), ({"Aksi": ""}, "kolom Aksi: wajib diisi untuk aksi baru."),
    ({"Penanggung_jawab": ""}, "kolom Penanggung jawab: wajib diisi"),
    ({"Penanggung_jawab": "Dinas Hantu"}, "“Dinas Hantu” tidak ada dalam daftar instansi."),
    ({"Instansi_terkait": "Bappeda; Dinas Hantu"}, "kolom Instansi terkait: “Dinas Hantu” tidak ada"),
    ({"Kode_wilayah": "73.73.01.1001; 99"}, "kolom Kode wilayah: 99 tidak ada di daftar kawasan."),
    ({"Waktu_selesai": "01/01/2026"}, "kolom Waktu selesai: Tanggal selesai harus sama dengan"),
    ({"Target": -1}, "negatif"), ({"Sumber_anggaran": "Dana gaib"}, "Isi salah satu: APBD"),
    ({"Aksi": "x" * 1001}, "1001 karakter"), ({}, "aksi yang sama sudah ada (baris 2)"),
])  # fmt: skip
def test_one_bad_row_keeps_all_out(office: Browser, plan: int, cast: Cast, cells: Any, sentence: str) -> None:
    make_action(plan, 2, cast.social, removed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    page = upload(office, path(plan), xlsx([HEAD, NEW, row(**cells)]))
    assert "Baris 3" in page.text and sentence in page.text, page.text
    assert not page.has_form(page.url) and len(actions()) == 1


@pytest.mark.parametrize(("typed", "sentence"), [
    ({"Target": 40, "Satuan": ""}, "Isi juga satuannya"), ({"Target B06": 40, "Satuan": ""}, "Isi juga satuannya"),
    ({"Target B03": 20, "Target B06": 10, "Satuan": "orang"}, "tidak boleh kurang dari periode sebelumnya"),
    ({"Target B03": 20, "Target B12": 10, "Satuan": "orang"}, "tidak boleh kurang dari periode sebelumnya"),
    ({"Waktu mulai": "2026-05-02", "Waktu selesai": "2026-05-01"}, "Tanggal selesai harus sama dengan atau setelah"),
])  # fmt: skip
def test_a_table_is_asked_what_the_form_asks(
    office: Browser, plan: int, cast: Cast, typed: dict[str, Any], sentence: str
) -> None:
    facts = {"Aksi": "Melatih", "Penanggung jawab": "Bappeda"} | typed
    page = upload(office, path(plan), xlsx([list(facts), list(facts.values())]))
    assert sentence in page.text and not page.has_form(page.url), page.text
    key = make_action(plan, 1, cast.social)
    page = upload(office, path(plan), xlsx([["No", *typed], [1, *typed.values()]]))  # nor may an old row become so
    assert sentence in page.text and not page.has_form(page.url), page.text
    names = {"Target": "target", "Satuan": "unit", "Waktu mulai": "starts_on", "Waktu selesai": "ends_on"}
    fields = {names.get(head) or f"{head[-3:].lower()}_target": str(cell) for head, cell in typed.items()}
    office.get("plans.edit_action", id=key)
    assert sentence in office.submit("/ubah", status=422, **fields).text


def test_half_of_what_agrees_may_stand_in_the_plan_already(office: Browser, plan: int, cast: Cast) -> None:
    key = make_action(plan, 1, cast.social, unit="orang", target=Decimal(40))
    office.get("plans.edit_action", id=key)
    office.submit("/ubah", b06_target="20")
    page = upload(office, path(plan), xlsx([["No", "Target B03"], [1, 30]]))
    assert "Target B06: Dihitung sejak Januari" in page.text
    import_file(office, path(plan), xlsx([["No", "Target B03", "Target"], [1, 10, 50]]))
    assert [(m.period, m.target) for m in actions()[0].measures] == [(Measure.B03, 10), (Measure.B06, 20)]


def test_numbers_end_at_the_highest(office: Browser, plan: int, cast: Cast) -> None:
    make_action(plan, 9998, cast.social)
    page = upload(office, path(plan), xlsx([HEAD, NEW, row(Aksi="Satu lagi")]))
    assert "Nomor aksi paling tinggi 9.999" in page.text and not page.has_form(page.url)
    import_file(office, path(plan), xlsx([HEAD, NEW]))
    assert [action.number for action in actions()] == [9998, 9999]


def test_agencies_are_known_by_every_name_they_had(office: Browser, plan: int, cast: Cast) -> None:
    social, health = db.session.get_one(Agency, cast.social), db.session.get_one(Agency, cast.health)
    social.rename("Dinas Sosial dan Pemberdayaan", dt.date(2025, 1, 1))
    health.merge_into(social, dt.date(2026, 1, 1))
    db.session.commit()
    rows = [
        row(Penanggung_jawab=name, Aksi=name)
        for name in ("Dinas Sosial", "DINAS KESEHATAN", "dinas-sosial dan pemberdayaan")
    ]
    import_file(office, path(plan), xlsx([HEAD, *rows]))
    assert [action.agency_id for action in actions()] == [cast.social] * 3
    assert {action.agency_name for action in actions()} == {"Dinas Sosial dan Pemberdayaan"}


def furnish(plan_id: int, cast: Cast, seed: int) -> None:
    """Ten actions of any content; committed."""
    chance = random.Random(seed)  # noqa: S311
    agencies = [cast.bnn, cast.social, cast.police, cast.health]
    areas = list(db.session.scalars(sa.select(Area)))
    for number in range(1, 11):

        def word() -> str:
            return chance.choice(("", "Kata-kata", "Dua\nbaris", *HOSTILE))

        key = make_action(
            plan_id, number * 3, chance.choice(agencies), action=word() or "Aksi", strategy=word(), output=word(),
            criterion=word(), place=word(), remark=word(), obstacle=word(), unit=chance.choice(("", "orang")),
            target=chance.choice((None, Decimal(chance.randint(0, 10**7)) / 1000)),
            line=chance.choice((None, *WorkLine)),
            fund_source=chance.choice((None, *FundSource)), starts_on=chance.choice((None, dt.date(2026, 2, 3))),
        )  # fmt: skip
        action = db.session.get_one(PlanAction, key)
        ids = chance.sample([each for each in agencies if each != action.agency_id], chance.randint(0, 3))
        action.related = [db.session.get_one(Agency, each) for each in ids]
        action.areas = chance.sample(areas, chance.randint(0, 2))
        action.measures = [PlanMeasure(period=each, text=word(), target=chance.choice((None, 5)))
                           for each in chance.sample(list(Measure), 2)]  # fmt: skip
    db.session.commit()


@pytest.mark.parametrize("seed", range(4))
def test_what_was_exported_and_comes_back_changes_nothing(office: Browser, plan: int, cast: Cast, seed: int) -> None:
    furnish(plan, cast, seed)
    social = db.session.get_one(Agency, cast.social)
    social.merge_into(db.session.get_one(Agency, cast.health), dt.date(2026, 1, 1))
    db.session.get_one(Agency, cast.police).rename("Polres Kota Palopo", dt.date(2026, 1, 1))
    db.session.commit()
    answer = office.raw("GET", f"/rencana-aksi/{plan}/ekspor.xlsx")
    page = upload(office, path(plan), answer.data)
    assert "Tidak ada yang perlu diimpor" in page.text and "Tetap 10" in page.text, page.text
    assert page.queries <= 12


def test_an_export_says_what_it_is(office: Browser, plan: int, cast: Cast) -> None:
    make_action(plan, 7, cast.social)
    make_action(plan, 8, cast.social, removed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    answer = office.raw("GET", f"/rencana-aksi/{plan}/ekspor.xlsx")
    assert 'filename="RA-2026-001.xlsx"' in answer.headers["Content-Disposition"]
    book = CalamineWorkbook.from_object(io.BytesIO(answer.data))
    lines = book.get_sheet_by_name("Rencana aksi").to_python()
    assert lines[0][0] == "Rencana aksi 2026 (RA/2026/001)" and lines[2][:3] == ["No", "Program/Strategi", "Aksi"]
    assert [line[0] for line in lines[3:]] == [7]
    assert book.sheet_names == ["Rencana aksi", "Petunjuk", "Pilihan", "Kode wilayah"]


def test_a_closed_plan_takes_no_import(office: Browser, plan: int) -> None:
    page = upload(office, path(plan), xlsx([HEAD, NEW]))
    fields = seal(office)
    db.session.get_one(ActionPlan, plan).state = PlanState.CLOSED
    db.session.commit()
    answer = office.raw("POST", page.url, data=fields)
    assert answer.status_code == 303 and actions() == []


def test_an_upload_goes_into_the_plan_that_it_was_sent_to(office: Browser, plan: int, cast: Cast) -> None:
    second = make_plan(cast.bnn, reference="RA/2026/002")
    page = upload(office, path(plan), xlsx([HEAD, NEW]))
    assert "tidak ada lagi" in office.get(page.url.replace(f"/{plan}/", f"/{second}/"), status=404).text


def test_two_imports_at_once_give_no_number_twice(office: Browser, other: Browser, plan: int, cast: Cast) -> None:
    other.sign_in(cast.secretariat)
    calls = []
    for each, what in ((office, "Kue"), (other, "Kain")):
        page = upload(each, path(plan), xlsx([HEAD, *(row(Aksi=f"{what} {n}") for n in range(5))]))
        calls.append((each, page.url, seal(each)))
    answers = at_once(*[lambda call=call: send_again(*call) for call in calls])  # type: ignore[misc]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert [action.number for action in actions()] == [*range(1, 11)]


def test_only_the_secretariat_imports(browser: Browser, plan: int, cast: Cast) -> None:
    browser.sign_in(cast.social_liaison)
    assert browser.raw("GET", path(plan)).status_code == 403
    assert browser.raw("GET", f"/rencana-aksi/{plan}/ekspor.xlsx").status_code == 200


def test_ten_thousand_rows_half_of_them_bad(office: Browser, plan: int) -> None:
    rows = [row(Aksi=f"Aksi {n}", Penanggung_jawab="Dinas Hantu" if n % 2 else "Bappeda") for n in range(10_000)]
    started = dt.datetime.now(dt.UTC)
    page = upload(office, path(plan), xlsx([HEAD, *rows]))
    assert (dt.datetime.now(dt.UTC) - started).total_seconds() < 30
    assert "Keliru 5.000" in page.text and "Ditambah 5.000" in page.text and actions() == []


def test_an_export_tells_what_was_verified(office: Browser, plan: int, cast: Cast) -> None:
    commitment = make_commitment(cast.social, target=40, unit="orang")
    agree(commitment)
    key = make_action(plan, 1, cast.social, target=Decimal(40), unit="orang")
    action, whole = db.session.get_one(PlanAction, key), db.session.get_one(ActionPlan, plan)
    action.commitments.append(commitment)
    whole.year = today().year
    db.session.commit()
    book = CalamineWorkbook.from_object(io.BytesIO(office.raw("GET", f"/rencana-aksi/{plan}/ekspor.xlsx").data))
    head, line = book.get_sheet_by_name("Rencana aksi").to_python()[2:4]
    assert dict(zip(head, line, strict=True))["Capaian B03"] == "0 orang (0%)"
