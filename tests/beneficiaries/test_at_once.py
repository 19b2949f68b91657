"""Names that are switched while a person is being recorded."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.beneficiaries.models import Beneficiary, NameSwitch
from app.beneficiaries.names import key_of
from app.clock import now, today
from app.extensions import db
from tests.at_once import at_once
from tests.beneficiaries.steps import NIK, form_of, switch_on
from tests.browser import Browser
from tests.factories import Cast
from tests.findings.steps import make_village
from tests.minutes.test_at_once import poster

LIST = "/penerima-manfaat"
ON = {"assessed_on": str(today()), "assessed_by": "Kepala", "document": "DPIA/2", "is_stated": "y", "reason": "Lanjut"}
FIRST = sa.select(NameSwitch.id).order_by(NameSwitch.id).limit(1).with_for_update()
WHILE = {"by_name": "Admin", "reason": "Selesai", "document": "", "assessed_by": "", "checks_doubles": False}


def typed(area_id: int, **more: str) -> dict[str, str]:
    """The form of a person as a browser sends it."""
    return {key: str(value) for key, value in form_of(area_id, **more).items()}


def meanwhile(act: Any, call: Callable[[], int]) -> int:
    """What a request answers that comes while another one has done something and not yet committed it."""
    answers: list[int] = []
    thread = threading.Thread(target=lambda: answers.append(call()))
    with db.engine.begin() as connection:
        connection.execute(FIRST)
        connection.execute(act)
        thread.start()
        time.sleep(0.4)
        assert not answers, "it waits"
    thread.join()
    return answers[0]


def test_nobody_is_recorded_once_names_are_off(app: Flask, browser: Browser, cast: Cast) -> None:
    switch_on()
    area, post = make_village().id, poster(app, browser.sign_in(cast.secretariat))
    db.session.commit()
    off = sa.insert(NameSwitch).values(is_on=False, at=now(), **WHILE)
    assert meanwhile(off, post(f"{LIST}/baru", **typed(area))) == 404
    assert not db.session.scalars(sa.select(Beneficiary)).all()


def test_what_finds_doubles_is_forgotten_of_whom_was_just_recorded(app: Flask, browser: Browser, cast: Cast) -> None:
    switch_on(checks_doubles=True)
    area, post = make_village().id, poster(app, browser.sign_in(cast.admin))
    db.session.commit()
    person = sa.insert(Beneficiary).values(
        name="Andi", area_id=area, people_group="residents", consented_on=today(), keep_until=today(),
        created_at=now(), version=1, nik_key=key_of(NIK), nik_tail="0001", interest="", consent_note="",
    )  # fmt: skip
    assert meanwhile(person, post(f"{LIST}/pengaturan/aktifkan", **ON)) == 303
    assert db.session.scalars(sa.select(Beneficiary.nik_key)).all() == [None]


def test_switching_and_recording_at_once_end_one_after_the_other(
    app: Flask, browser: Browser, other: Browser, cast: Cast
) -> None:
    switch_on()
    area = make_village().id
    record, switch = poster(app, browser.sign_in(cast.secretariat)), poster(app, other.sign_in(cast.admin))
    db.session.commit()
    for turn in range(3):
        off = switch(f"{LIST}/pengaturan/nonaktifkan", reason=f"Selesai {turn}")
        answers = at_once(off, *[record(f"{LIST}/baru", **typed(area, full_name=f"Orang {c}{turn}x")) for c in "abc"])
        made = sa.select(sa.func.count(Beneficiary.id))
        assert answers[0] == 303 and set(answers[1:]) <= {303, 404}
        assert db.session.scalar(made) == answers[1:].count(303)
        db.session.execute(sa.delete(Beneficiary.__table__))  # type: ignore[arg-type]
        switch_on()
