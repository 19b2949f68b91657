"""An agency merges while people work on promises that name it: nobody waits crosswise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.clock import today
from app.extensions import db
from tests.at_once import at_once
from tests.browser import Browser
from tests.commitments.steps import S, in_state, stored
from tests.factories import Cast, make_agency


def sender(app: Flask, email: str, path: str, **fields: Any) -> Callable[[], int]:
    """Who is signed in and sends this form when called."""
    browser = Browser(app, checking=False).sign_in(email)
    data = {"csrf_token": browser.token(), **fields}
    return lambda: int(browser.raw("POST", path, data=data).status_code)


@pytest.mark.parametrize("_again", range(3))
def test_a_merger_and_acts_that_name_its_agencies(app: Flask, cast: Cast, _again: int) -> None:
    made = [in_state(cast, S.AGREED).id for _ in range(8)]
    heir = make_agency("Dinas Baru")
    db.session.commit()
    to, said = str(heir.id), {"reason": "office", "note": "Pindah urusan."}
    calls = [sender(app, cast.secretariat, f"/instansi/{cast.social}/gabung", successor_id=to, version="1",
                    ended_on=today().isoformat())]  # fmt: skip
    for key in made[::4]:
        version = stored(key).version
        calls.append(sender(app, cast.secretariat, f"/komitmen/{key}/serahkan", agency_id=to, version=version, **said))
    for key in made[1::4]:
        calls.append(sender(app, cast.secretariat, f"/komitmen/{key}/dukungan/baru", agency_id=to, role="Membantu"))
    for key in made[2:4] + made[6:]:
        calls.append(sender(app, cast.social_liaison, f"/komitmen/{key}/bukti/tautan", link="https://contoh.go.id"))
    db.session.remove()
    answers = at_once(*calls)
    assert answers[0] == 303 and not [each for each in answers if each >= 500], answers
