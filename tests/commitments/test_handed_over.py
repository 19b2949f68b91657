"""What an agency wrote and never sent is its own: whoever takes the commitment over does not get it."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from app.agencies.models import Agency
from app.commitments.models import Commitment
from app.commitments.reports import ReportDraft
from app.commitments.states import CommitmentState
from app.evidence.models import Evidence
from app.extensions import db
from tests.browser import Browser
from tests.commitments.steps import S, in_state, stored
from tests.evidence.test_routes import send
from tests.factories import Cast
from tests.pictures import paper, picture


def drafted(browser: Browser, cast: Cast, state: CommitmentState = S.RETURNED) -> Commitment:
    """A commitment with a draft: a text, a piece of evidence and one that was taken away again."""
    made = in_state(cast, state)
    browser.sign_in(cast.social_liaison)
    send(browser, made.id, (picture(), "rahasia.jpg"))
    send(browser, made.id, (paper(), "keliru.pdf"))
    browser.post("evidence.remove", id=2)
    draft = {"round": browser.get("commitments.report", id=made.id).find("input", name="round")[0].get("value")}
    browser.post("commitments.save_draft", draft | {"narrative": "Belum untuk dibaca orang lain."}, id=made.id)
    return made


def hand_over(browser: Browser, cast: Cast, commitment_id: int, agency_id: int) -> None:
    """The secretariat gives it away."""
    browser.sign_in(cast.secretariat).get("commitments.hand_over", id=commitment_id)
    browser.submit("/serahkan", agency_id=str(agency_id), reason="office", note="Pindah urusan.")


def count(model: type[Evidence] | type[ReportDraft]) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count(model.id))) or 0


def test_another_agency_does_not_get_the_draft(app: Flask, browser: Browser, other: Browser, cast: Cast) -> None:
    made = drafted(browser, cast)
    hand_over(other, cast, made.id, cast.police)
    assert (count(Evidence), count(ReportDraft)) == (0, 0)
    police = Browser(app).sign_in(cast.police_liaison)
    for key in (1, 2):
        police.get(f"/bukti/{key}", status=404)
        police.post("evidence.restore", id=key, status=404)
    page = police.get("commitments.show", id=made.id)
    assert "Menghapus bukti dari draf" in page.text and "rahasia" not in page.text
    police.submit("/terima")
    page = police.get("commitments.report", id=made.id)
    assert "Belum untuk dibaca" not in page.text and "rahasia.jpg" not in page.text
    assert stored(made.id).state is S.RETURNED


def test_the_earlier_agency_writes_nothing_more(browser: Browser, other: Browser, cast: Cast) -> None:
    made = drafted(browser, cast)
    hand_over(other, cast, made.id, cast.police)
    browser.post("commitments.save_draft", {"narrative": "Masih saya"}, id=made.id, status=403)
    assert send(browser, made.id, (picture(), "lagi.jpg")).status_code == 403
    browser.post("commitments.report", {"narrative": "Masih saya"}, id=made.id, status=403)
    browser.get("/bukti/1", status=404)
    assert (count(Evidence), count(ReportDraft)) == (0, 0)


def test_another_post_of_the_same_agency_goes_on_with_the_draft(browser: Browser, other: Browser, cast: Cast) -> None:
    made = drafted(browser, cast)
    post = next(iter(db.session.get_one(Agency, cast.social).posts)).id
    other.sign_in(cast.secretariat).get("commitments.hand_over", id=made.id)
    other.submit("/serahkan", agency_id=str(cast.social), post_id=str(post), reason="office", note="Pindah meja.")
    assert (count(Evidence), count(ReportDraft)) == (2, 1)
    assert "rahasia.jpg" in browser.get("commitments.report", id=made.id).text


def test_the_history_does_not_name_what_lies_in_a_draft(browser: Browser, other: Browser, cast: Cast) -> None:
    made = drafted(browser, cast)
    page = other.sign_in(cast.police_liaison).get("commitments.show", id=made.id)
    assert "Menambahkan bukti" in page.text and "rahasia" not in page.text and "keliru" not in page.text
