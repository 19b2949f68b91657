"""Verdicts at the same moment as each other, and as what agency and secretariat do: one counts, the rest are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from app.commitments.models import Commitment
from app.commitments.reports import Review
from app.commitments.states import Reason, Verdict
from app.extensions import db
from app.refusal import Refused
from tests.at_once import at_once
from tests.browser import Browser
from tests.commitments.steps import SOMEBODY, S, a_report, stored
from tests.factories import Cast
from tests.verification.judging import BACK, FULLY, PARTLY, reported, second_reviewer, user_id

KEPT = "Isian Anda belum tersimpan"


def sender(app: Flask, browser: Browser, commitment_id: int, fields: dict[str, str]) -> Callable[[], TestResponse]:
    """A tab with this person's review page open; sends it when called."""
    form = browser.get("verification.review", id=commitment_id).form("/verifikasi")
    data = dict(form.fields) | fields
    tab = app.test_client()
    tab._cookies = dict(browser.client._cookies)
    db.session.remove()
    return lambda: tab.post(form.action, data=data)


def verb(app: Flask, commitment_id: int, act: Callable[[Commitment], object]) -> Callable[[], str]:
    """What somebody else does, as the page would: under the commitment's lock."""

    def run() -> str:
        with app.app_context():
            made = db.session.get_one(Commitment, commitment_id, with_for_update={"of": Commitment})
            try:
                act(made)
                db.session.commit()
            except Refused as refusal:
                db.session.rollback()
                return str(refusal)
            return ""

    return run


def test_of_sixteen_verdicts_one_counts(app: Flask, browser: Browser, other: Browser, cast: Cast) -> None:
    made, second = reported(cast).id, second_reviewer()
    people = (browser.sign_in(cast.reviewer), other.sign_in(second))
    fields = [PARTLY | {"accepted": str(n + 1)} if n % 4 else BACK | {"points": f"Hal {n}"} for n in range(16)]
    answers = at_once(*(sender(app, people[n % 2], made, each) for n, each in enumerate(fields)))
    assert sorted(answer.status_code for answer in answers) == [303] + [422] * 15
    assert all(KEPT in answer.text for answer in answers if answer.status_code == 422)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Review)) == 1
    commitment = stored(made)
    assert commitment.state in (S.UNDERWAY, S.RETURNED) and len(commitment.reports) == 1
    assert len(commitment.reports[0].points) == (commitment.state is S.RETURNED)


def test_of_two_first_reviewers_of_a_high_promise_the_second_reads_the_first(
    app: Flask, browser: Browser, other: Browser, cast: Cast
) -> None:
    made, second = reported(cast, is_high=True).id, second_reviewer()
    answers = at_once(
        sender(app, browser.sign_in(cast.reviewer), made, FULLY), sender(app, other.sign_in(second), made, PARTLY)
    )
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert any("Peninjau lain baru saja memeriksa" in answer.text for answer in answers)
    assert stored(made).awaits_second and len(stored(made).reports[0].standing) == 1


@pytest.mark.parametrize("name", ["correction", "cancellation", "suspension", "takeover"])
def test_a_verdict_and_another_act_do_not_cross(app: Flask, browser: Browser, cast: Cast, name: str) -> None:
    second = second_reviewer()
    taker = user_id(second)
    acts: dict[str, Callable[[Commitment], Any]] = {
        "correction": lambda c: c.submit_report(a_report(25)),
        "cancellation": lambda c: c.cancel("Dialihkan", Reason.OTHER, SOMEBODY),
        "suspension": lambda c: c.suspend(Reason.FORCE, "Banjir", SOMEBODY),
        "takeover": lambda c: c.take(taker),
    }
    browser.sign_in(cast.reviewer)
    for _ in range(3):
        made = reported(cast).id
        answer, refusal = at_once(sender(app, browser, made, PARTLY), verb(app, made, acts[name]))
        assert answer.status_code in (303, 422), answer.text[:500]
        judged = answer.status_code == 303
        commitment = stored(made)
        assert (commitment.reports[0].verdict is Verdict.PARTLY) == judged
        assert commitment.verified == (15 if judged else 0)
        assert judged or "baru saja" in answer.text or KEPT in answer.text or "Ada laporan lain" in answer.text or (
            "kini memeriksa laporan ini" in answer.text)  # fmt: skip
        assert judged or not refusal, "one of the two got through"


def test_of_two_who_take_a_report_one_is_told_who_was_faster(app: Flask, cast: Cast) -> None:
    made, second = reported(cast).id, second_reviewer()
    people = [user_id(cast.reviewer), user_id(second)]
    db.session.remove()
    said = at_once(*(verb(app, made, lambda c, who=who: c.take(who)) for who in people))
    assert sorted(bool(each) for each in said) == [False, True]
    assert any("sedang diperiksa Peninjau" in each for each in said)
