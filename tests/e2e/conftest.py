"""The real server with the demo data, and a real browser."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
USUAL = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, USUAL)), "")
PASSWORD = "kata sandi contoh 2026"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
Open = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser."""
    for item in items:
        if "/e2e/" in str(item.path):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a server on a fresh demo database."""
    folder = tmp_path_factory.mktemp("site")
    environment = os.environ | {
        "DATABASE_URL": _database(folder), "DEMO_PASSWORD": PASSWORD, "SECRET_KEY": "tests only",
        "FLASK_APP": "wsgi", "FILES_FOLDER": str(folder / "files"), "SERVER_LOG": str(folder / "server.log"),
    }  # fmt: skip
    flask = [sys.executable, "-m", "flask"]
    for command in (["db", "upgrade"], ["demo"]):
        subprocess.run(flask + command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return environment


def serve(site: dict[str, str], port: int) -> subprocess.Popen[bytes]:
    """Start a server of two processes, which are a group of their own, and wait until it answers."""
    address = f"http://127.0.0.1:{port}"
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "2",
              "--blocking-threads", "2", "--respawn-failed-workers", "wsgi:app"]  # fmt: skip
    with Path(site["SERVER_LOG"]).open("a") as log:
        process = subprocess.Popen(
            server, cwd=ROOT, env=site | {"PUBLIC_URL": address}, stdout=log, stderr=log, start_new_session=True
        )
    _wait_for(address + "/healthz")
    return process


@pytest.fixture(scope="session")
def address(site: dict[str, str]) -> Iterator[str]:
    """A server for all tests; gives its address."""
    port = free_port()
    process = serve(site, port)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)


def _database(folder: Path) -> str:
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server:
        return f"sqlite:///{folder / 'demo.sqlite3'}"
    base, name = sa.make_url(server), "sinergi_e2e" + os.environ.get("PYTEST_XDIST_WORKER", "")
    engine = sa.create_engine(base, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return base.set(database=name).render_as_string(hide_password=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str) -> None:
    end = time.monotonic() + 60  # of a machine that is busy with other things
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless browser for all tests."""
    if not CHROMIUM:
        pytest.skip("SKIPPED: no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def token_in(html: str) -> str:
    """The token of the first form in a page of the site."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
    assert found, html[:500]
    return found[1]


def sign_in(context: BrowserContext, account: str) -> None:
    """Sign a demo account in by plain requests; test_faults fills the form itself."""
    fields = {"csrf_token": token_in(context.request.get("/masuk").text()), "password": PASSWORD}
    answer = context.request.post("/masuk", form=fields | {"email": f"{account}@sinergi.example"}, max_redirects=0)
    assert answer.status == 303, answer.text()[:500]


def let_time_pass(page: Page, seconds: int = 10) -> None:
    """Make a page that was opened with `clock` believe that so much time went by."""
    page.clock.fast_forward(seconds * 1000)


def hear(page: Page, news: Locator, text: str) -> None:
    """Let time pass for a page that was opened with `clock` until it tells this; a look may be under way already."""
    for _ in range(4):
        let_time_pass(page)
        with suppress(AssertionError):
            return expect(news).to_contain_text(text, timeout=3000)
    expect(news).to_contain_text(text)


@pytest.fixture
def open_as(chromium: Browser, address: str) -> Iterator[Open]:
    """Return a function that gives a blank page in a browser where an account is in; console errors fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def complain(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            complaints.append(message.text)

    def open_page(account: str, script: bool = True, faulty: bool = False, clock: bool = False, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=address, java_script_enabled=script, locale="id-ID", timezone_id="Asia/Makassar", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        if clock:
            page.clock.install()
        if not faulty:
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", complain)
        sign_in(context, account)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, complaints
