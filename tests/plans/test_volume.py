"""A plan of forty actions among sixty agencies: few queries, and light to send."""

from __future__ import annotations

import datetime as dt
import io
import zlib
from decimal import Decimal

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from app.agencies.models import Agency
from app.clock import today
from app.commitments.models import Commitment
from app.commitments.reports import ProgressReport
from app.commitments.states import CommitmentState, Verdict
from app.extensions import db
from app.plans.models import ActionPlan, Measure, PlanAction, PlanMeasure
from app.plans.paper import MOST_ROWS
from tests.browser import Browser
from tests.factories import Cast, make_agency, make_area, make_commitment
from tests.plans.steps import make_action, make_draft

LIGHT = 40_000  # bytes


def make_big(cast: Cast, actions: int = 40, agencies: int = 60) -> ActionPlan:
    """A plan whose actions are tied to two commitments of three verified reports each; committed."""
    plan = make_draft(cast)
    offices = [make_agency(f"Dinas Percontohan Nomor {n} Kota Palopo") for n in range(agencies)]
    areas = [make_area(f"73.73.01.{1000 + n}", name=f"Percontohan {n}") for n in range(48)]
    for n in range(actions):
        office = offices[n % agencies]
        words = f"Aksi nomor {n}: menyelenggarakan pelatihan dan pendampingan bagi warga di lokasi sasaran"
        action = make_action(plan, office.id, action=words, strategy=words, output=words, criterion=words)
        action.measures = [PlanMeasure(period=p, text=words, target=Decimal(10 * i)) for i, p in enumerate(Measure, 1)]
        action.related, action.areas = offices[n % 50 : n % 50 + 4], areas[n % 40 : n % 40 + 3]
        action.commitments = [_verified(office.id) for _ in range(2)]
    db.session.commit()
    return plan


def _verified(agency_id: int) -> Commitment:
    facts = {"agreed_at": dt.datetime.now(dt.UTC), "state": CommitmentState.UNDERWAY}
    commitment = make_commitment(agency_id, **facts)
    for n in range(1, 4):
        day = dt.date(today().year, n * 3, 1) if n * 3 <= today().month else today()
        report = ProgressReport(round=n, on_date=day, quantity=n * 5, accepted=n * 4, verdict=Verdict.VERIFIED,
                                narrative="Berjalan", obstacle="Bahan belum tiba seluruhnya", next_step="Menunggu",
                                submitted_name="Ani", submitted_at=dt.datetime.now(dt.UTC))  # fmt: skip
        commitment.reports.append(report)
    return commitment


@pytest.mark.parametrize("path", ["", "/tabel"])
def test_a_big_plan_is_light(browser: Browser, cast: Cast, path: str) -> None:
    plan = make_big(cast)
    first, mine = plan.actions[0].id, plan.actions[3].related[0].id
    page = browser.sign_in(cast.secretariat).get(f"/rencana-aksi/{plan.id}{path}")
    assert page.text.count("Aksi nomor") >= 40
    assert len(zlib.compress(page.html.encode())) < LIGHT
    one = browser.get("plans.show_action", id=first)
    assert len(zlib.compress(one.html.encode())) < LIGHT / 2
    filtered = browser.get(f"/rencana-aksi/{plan.id}{path}?instansi={mine}&tertinggal=zzz&kawasan=x")
    assert 0 < filtered.text.count("Aksi nomor") < page.text.count("Aksi nomor")


def test_a_plan_of_many_rows_is_paged_and_its_spreadsheet_is_whole(browser: Browser, cast: Cast) -> None:
    plan, most = make_draft(cast), MOST_ROWS + 1
    agency = db.session.get_one(Agency, cast.social)
    facts = {"plan_id": plan.id, "agency_id": agency.id, "agency_name": agency.name, "version": 1}
    rows = [facts | {"number": n, "action": f"Aksi nomor {n}."} for n in range(1, most + 1)]
    db.session.execute(sa.insert(PlanAction), rows)
    db.session.commit()
    here = f"/rencana-aksi/{plan.id}"
    page = browser.sign_in(cast.secretariat).get(here)
    assert len(zlib.compress(page.html.encode())) < LIGHT and "1.001 data" in page.text
    assert "Aksi nomor 50." in page.text and "Aksi nomor 51." not in page.text
    page = browser.get(f"{here}/tabel?sebelum=akhir")
    assert page.text.count("Aksi nomor") == 1 and "Aksi nomor 1001." in page.text
    assert "Aksi nomor 951." in browser.get(f"{here}/tabel?sebelum=1001").text
    for asked in ("sesudah=50", "sesudah=9999", "sesudah=" + "9" * 40, "sesudah=-1", "sebelum=1", "sebelum=x"):
        assert browser.get(f"{here}?{asked}").text.count("Aksi nomor") == 50
    book = CalamineWorkbook.from_object(io.BytesIO(browser.raw("GET", f"{here}/ekspor.xlsx").data))
    assert len(book.get_sheet_by_index(0).to_python()) == 3 + most
    assert "terlalu panjang untuk PDF" in browser.get(f"{here}/rencana-aksi.pdf").text
