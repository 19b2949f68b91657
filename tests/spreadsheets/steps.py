"""What a person does with a spreadsheet in the browser."""

from __future__ import annotations

import io
from typing import Any

import sqlalchemy as sa

from app.extensions import db
from app.spreadsheets.models import SpreadsheetUpload
from tests.browser import Browser, Page


def send(browser: Browser, path: str, content: bytes, name: str = "tabel.xlsx") -> Any:
    """Send a file through the form at `path`; returns the answer as it is."""
    form = browser.get(path).form(path.partition("?")[0])
    data = {"csrf_token": browser.token(), "berkas": (io.BytesIO(content), name)}
    return browser.raw("POST", form.action, data=data)


def upload(browser: Browser, path: str, content: bytes) -> Page:
    """Send a file and look at the preview."""
    answer = send(browser, path, content)
    assert answer.status_code == 303, answer.get_data(as_text=True)[-3000:]
    return browser.get(answer.headers["Location"])


def import_file(browser: Browser, path: str, content: bytes) -> Page:
    """Send a file, look at the preview and import it."""
    upload(browser, path, content)
    assert browser.page is not None
    return browser.submit(browser.page.url, status=303, follow=False)


def uploads() -> int:
    """How many uploads wait."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(SpreadsheetUpload)) or 0
