"""Two people who act on one commitment at the same moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from app.commitments.models import Commitment
from app.extensions import db
from app.policy import Role
from tests.browser import Browser
from tests.commitments.steps import S, in_state, stored
from tests.factories import Cast, make_agency, make_user, seat


def at_once(app: Flask, commitment_id: int, *acts: Callable[[], object]) -> None:
    """Run the acts in threads that all wait for the commitment's lock, then let them go together."""
    faults: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        with app.app_context():
            try:
                act()
            except BaseException as fault:
                faults.append(fault)

    db.session.remove()
    with db.engine.connect() as holder:
        holder.execute(sa.select(Commitment.id).where(Commitment.id == commitment_id).with_for_update())
        threads = [threading.Thread(target=run, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        assert all(thread.is_alive() for thread in threads), "nobody waited"
        holder.rollback()
    for thread in threads:
        thread.join(20)
    assert faults == []


def test_of_two_verdicts_at_once_one_counts(app: Flask, browser: Browser, other: Browser, cast: Cast) -> None:
    made = in_state(cast, S.REPORTED).id
    seat(make_user("peninjau2@contoh.go.id"), make_agency("Sekretariat Daerah"), Role.REVIEWER)
    db.session.commit()
    browser.sign_in(cast.reviewer).get("verification.review", id=made)
    other.sign_in("peninjau2@contoh.go.id").get("verification.review", id=made)
    answers = []

    def judge(person: Browser, act: str, **fields: str) -> None:
        answer = person.client.post(f"/komitmen/{made}{act}", data=dict(person.page.form(act).fields) | fields)
        answers.append((answer.status_code, "Isian Anda belum tersimpan" in answer.text))

    at_once(
        app, made,
        lambda: judge(browser, "/verifikasi", verdict="partly", accepted="15", without="Dilihat di tempat"),
        lambda: judge(other, "/verifikasi", verdict="returned", points="Fotonya buram"),
    )  # fmt: skip
    assert sorted(answers) == [(303, False), (422, True)]
    assert stored(made).state in (S.UNDERWAY, S.RETURNED) and len(stored(made).reports) == 1


def test_a_report_sent_twice_at_once_is_one_report(app: Flask, browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED).id
    form = browser.sign_in(cast.social_liaison).get("commitments.report", id=made).form("/lapor")
    fields = dict(form.fields) | {"quantity": "7", "narrative": "Sekali saja"}
    codes = []

    def send() -> None:
        client = app.test_client()
        client._cookies = dict(browser.client._cookies)  # two tabs of one browser
        codes.append(client.post(form.action, data=fields).status_code)

    at_once(app, made, send, send)
    assert codes == [303, 303] and len(stored(made).reports) == 1


def test_of_two_acts_at_once_the_second_gets_a_sentence(
    app: Flask, browser: Browser, other: Browser, cast: Cast
) -> None:
    made = in_state(cast, S.AGREED).id
    browser.sign_in(cast.secretariat).get("commitments.redate", id=made)
    other.sign_in(cast.secretariat).get("commitments.suspend", id=made)
    answers = []

    def act(person: Browser, path: str, **fields: str) -> None:
        sent = dict(person.page.form(path).fields) | {"note": "Bersamaan", "reason": "other"} | fields
        answer = person.client.post(f"/komitmen/{made}{path}", data=sent)
        answers.append((answer.status_code, "Bersamaan" in answer.text))

    at_once(
        app, made, lambda: act(browser, "/tenggat", due="2030-01-01"), lambda: act(other, "/tangguhkan"),
    )  # fmt: skip
    assert sorted(answers) == [(303, False), (422, True)]
    commitment = stored(made)
    assert len(commitment.changes) == 1 and (commitment.redated == 1) == (commitment.state is S.AGREED)


def test_an_act_and_a_report_at_once_leave_one_of_them(
    app: Flask, browser: Browser, other: Browser, cast: Cast
) -> None:
    made = in_state(cast, S.AGREED).id
    browser.sign_in(cast.secretariat).get("commitments.suspend", id=made)
    other.sign_in(cast.social_liaison).get("commitments.report", id=made)
    codes = []

    def send(person: Browser, path: str, **fields: str) -> None:
        codes.append(
            person.client.post(f"/komitmen/{made}{path}", data=dict(person.page.form(path).fields) | fields).status_code
        )

    at_once(
        app, made,
        lambda: send(browser, "/tangguhkan", note="Bersamaan", reason="other"),
        lambda: send(other, "/lapor", quantity="7", narrative="Bersamaan"),
    )  # fmt: skip
    assert sorted(codes) == [303, 422]
    assert (
        stored(made).state in (S.SUSPENDED, S.REPORTED) and len(stored(made).reports) + len(stored(made).changes) == 1
    )
