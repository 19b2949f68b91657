"""What the reports of tied commitments say stands in the plan by itself: on screen, on paper, in the spreadsheet."""

from __future__ import annotations

import datetime as dt
import io

from python_calamine import CalamineWorkbook

from app.clock import today
from app.commitments.states import Obstacle
from app.extensions import db
from app.plans.told import MOST_PIECES, told_of
from tests.browser import Browser
from tests.commitments.steps import a_report
from tests.documents.making import sound
from tests.factories import Cast
from tests.plans.steps import make_adopted, prove, reported, tie
from tests.spreadsheets.steps import upload


def test_accepted_evidence_stands_in_the_plan_and_is_typed_nowhere(browser: Browser, cast: Cast) -> None:
    plan = make_adopted(cast)
    action = plan.actions[0]
    action.evidence, action.obstacle, whole = "Arsip di kantor", "Listrik padam", plan.id
    commitment = reported(cast, (20, 15, today()))
    tie(action, commitment)
    prove(commitment, 1, "daftar-hadir.pdf")
    prove(commitment, 1, "https://contoh.go.id/foto", link="https://contoh.go.id/foto")
    prove(commitment, 1, "kabur.jpg", enough=False)
    commitment.submit_report(a_report(22, obstacle="Bahan habis", obstacle_kind=Obstacle.GOODS, next_step="Membeli"))
    db.session.commit()
    prove(commitment, 2, "belum-diperiksa.pdf")
    browser.sign_in(cast.secretariat)
    told = ("daftar-hadir.pdf", "https://contoh.go.id/foto", "Arsip di kantor", "Bahan habis", "Listrik padam",
            "Sarana atau bahan", "Membeli", commitment.reference)  # fmt: skip
    page = browser.get("plans.show_action", id=action.id)
    texts = [page.text, browser.get("plans.table", id=whole).text]
    assert any("/bukti/" in each.get("href", "") and each.text == "daftar-hadir.pdf" for each in page.find("a"))
    paper, book = (browser.raw("GET", f"/rencana-aksi/{whole}/{each}") for each in ("rencana-aksi.pdf", "ekspor.xlsx"))
    lines = CalamineWorkbook.from_object(io.BytesIO(book.data)).get_sheet_by_index(0).to_python()
    for text in (*texts, sound(paper.data), " ".join(map(str, lines[3]))):
        solid = "".join(text.split())  # columns of a paper are narrow
        assert all("".join(each.split()) in solid for each in told), text
        assert "kabur" not in text and "belum-diperiksa" not in text
    cells = dict(zip(lines[2], lines[3], strict=True))
    assert (cells["Data dukung"], cells["Kendala"]) == ("Arsip di kantor", "Listrik padam")
    assert "Tidak ada yang perlu diimpor" in upload(browser, f"/rencana-aksi/{whole}/impor", book.data).text


def test_many_pieces_are_counted_not_listed(browser: Browser, cast: Cast) -> None:
    action = make_adopted(cast).actions[0]
    commitment = reported(cast, (20, 15, today()))
    tie(action, commitment)
    prove(commitment, 1, *(f"foto-{n}.jpg" for n in range(MOST_PIECES + 3)))
    assert "dan 3 bukti lain" in browser.sign_in(cast.police_liaison).get("plans.show_action", id=action.id).text


def test_a_plan_tells_of_its_own_year(cast: Cast) -> None:
    plan = make_adopted(cast)
    plan.year, action = 2024, plan.actions[0]
    commitment = reported(
        cast, (5, 5, dt.date(2023, 11, 1)), (9, 9, dt.date(2024, 6, 1)), (12, 12, dt.date(2025, 2, 1))
    )
    for n, report in enumerate(sorted(commitment.reports, key=lambda each: each.round), 1):
        report.next_step = f"Langkah {n}"
        prove(commitment, report.round, f"bukti-{n}.pdf")
    tie(action, commitment)
    told = told_of([action.id])[action.id]
    assert [words for _, _, words in told.next_steps] == ["Langkah 2"]
    assert [piece.name for proof in told.proofs.values() for piece in proof.pieces] == ["bukti-2.pdf"]
    assert told_of([])[1].proofs == {}
