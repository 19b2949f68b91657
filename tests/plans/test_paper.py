"""The plan as a paper: every column, tagged, also with huge and hostile texts; never a level."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from app.clock import today
from app.documents.typesetting import typeset
from app.extensions import db
from app.forms import clean_text
from app.plans.models import Measure
from app.plans.paper import paper_of
from tests.browser import Browser
from tests.documents.making import HOSTILE, sound
from tests.factories import Cast, make_area
from tests.plans.steps import make_action, make_adopted, make_draft, reported, tie


def test_the_paper_tells_the_whole_table(browser: Browser, cast: Cast) -> None:
    plan = make_adopted(cast)
    action = make_action(plan, cast.social, {Measure.B12: 80}, obstacle="Gedung dipakai", place="Aula")
    action.areas.append(make_area("73.73.05.1005"))
    tie(action, reported(cast, (20, 15, today())))
    browser.sign_in(cast.social_liaison).post("home.preferences", {"bahasa": "en"})
    answer = browser.raw("GET", f"/rencana-aksi/{plan.id}/rencana-aksi.pdf")
    assert answer.mimetype == "application/pdf" and "RA-" in answer.headers["Content-Disposition"]
    pages = PdfReader(BytesIO(answer.data)).pages
    assert pages[0].mediabox.width > pages[0].mediabox.height
    text = sound(answer.data)
    told = ("RENCANA AKSI P4GN", "Inpres 2/2020", "Kriteria keberhasilan", "Gedung dipakai", "80 orang", "15 orang",
            "Kelurahan Salekoe", "Pimpinan unit penyusun", f"1 / {len(pages)}")  # fmt: skip
    assert all(each in text for each in told), text
    assert not any(level in text for level in ("Bahaya", "Waspada", "Siaga"))


def test_huge_and_hostile_texts_are_set_and_an_empty_draft_says_so(cast: Cast) -> None:
    plan = make_draft(cast)
    assert "DRAF – belum ditetapkan" in sound(typeset("rencana-aksi", paper_of(plan)))
    for number in range(40):
        words = clean_text(HOSTILE[number % len(HOSTILE)][:900]).strip()
        action = make_action(plan, cast.social, action=words or "Aksi", strategy="panjang " * 120, obstacle="x" * 2000)
        action.removed_at = action.created_at if number == 7 else None
    db.session.commit()
    text = sound(typeset("rencana-aksi", paper_of(plan)))
    assert "Jumlah aksi : 39" in text
