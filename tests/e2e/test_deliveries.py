"""The outbox in a browser: seen, tried again without JavaScript too, and a mail as its reader sees it."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from app import create_app
from app.accounts.models import User
from app.clock import now
from app.deliveries.bundling import bundle_due
from app.deliveries.models import Bounce, Delivery, DeliveryState
from app.deliveries.outbox import SEEN
from app.deliveries.planning import plan
from app.extensions import db
from app.notices.models import NoticeHabit
from app.settings import Setting
from tests.e2e.conftest import Open
from tests.e2e.test_pages import look

PICTURES = os.environ.get("PICTURES", "")  # a folder, to look at what is tested


@pytest.fixture(scope="module")
def mails(site: dict[str, str]) -> int:
    """The demo's notices as mails, and one of each state; returns the id of one with several things."""
    settings = {"SQLALCHEMY_DATABASE_URI": site["DATABASE_URL"], "SECRET_KEY": site["SECRET_KEY"]}
    app = create_app(settings | {"SMTP_URL": "smtp://127.0.0.1:25"})
    with app.app_context():
        people = db.session.scalars(sa.select(User).order_by(User.id)).all()
        for user in people:
            db.session.merge(NoticeHabit(user_id=user.id, quiet_from=dt.time(0), quiet_until=dt.time(0)))
        _fill(people)
        db.session.commit()
        plan()
        bundle_due()
        found = db.session.scalars(sa.select(Delivery.id).order_by(sa.func.length(Delivery.text).desc())).first()
        db.session.remove()
        db.engine.dispose()
    assert found
    return found


def _fill(people: list[User]) -> None:
    texts = {"text": "Yth. Bapak/Ibu", "html": "<!doctype html><title>Surel</title><p>Surel"}
    cases = [
        (DeliveryState.SENT, "", 1, {"sent_at": now()}), (DeliveryState.UNSENT, "", 0, {}),
        (DeliveryState.GIVEN_UP, "Kotak surat tidak ada (550 5.1.1 user unknown)", 1, {}),
        (DeliveryState.WAITING, "Server surel menunda (451 4.7.1 greylisted)", 3, {}),
    ]  # fmt: skip
    for number, (state, error, attempts, more) in enumerate(cases):
        user = people[number]
        db.session.add(Delivery(
            user_id=user.id, address=user.email, subject=f"K/2026/00{number}: Komitmen menunggu persetujuan",
            state=state, error=error, attempts=attempts, message_id=f"{number}@localhost", **texts, **more,
        ))  # fmt: skip
    db.session.add(Bounce(address=people[2].email, times=3, last_at=now(), paused_at=now(), error=cases[2][1]))
    db.session.merge(Setting(key=SEEN, value=(now() - dt.timedelta(minutes=2)).isoformat()))


def keep(page: Page, name: str) -> None:
    """A picture of the page in both themes, where somebody wants one."""
    for theme in ("light", "dark") if PICTURES else ():
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.screenshot(path=Path(PICTURES) / f"{name}-{theme}.png", full_page=True)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_of_the_outbox(open_as: Open, mails: int, width: int) -> None:
    page = open_as("admin", viewport={"width": width, "height": 900})
    for path in ("/kiriman", "/kiriman?status=given_up", "/kiriman?cari=zzz", f"/kiriman/{mails}", "/kesehatan", "/"):
        page.goto(path)
        look(page, path)
        keep(page, f"{path.strip('/').replace('/', '-').split('?')[0] or 'home'}{'-f' * ('?' in path)}-{width}")


def test_a_paused_address_is_opened_again_without_javascript(open_as: Open, mails: int) -> None:
    page = open_as("admin", script=False, viewport={"width": 390, "height": 844})
    page.goto("/kiriman")
    page.locator("#jeda").get_by_role("button", name="Buka jeda").click()
    expect(page.locator("#pesan")).to_contain_text("dikirim lagi")
    expect(page.locator("#jeda")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_mail_as_its_reader_sees_it(open_as: Open, mails: int, width: int) -> None:
    page = open_as("admin", viewport={"width": width, "height": 844}, faulty=True)
    page.goto(f"/kiriman/{mails}")
    page.get_by_role("link", name="Lihat seperti di program surel").click()
    expect(page.get_by_text("Yth. Bapak/Ibu")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    keep(page, f"mail-{width}")
