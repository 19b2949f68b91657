"""A browser without a screen: follows forms as a person would, and checks every page it is given."""

from __future__ import annotations

import contextvars
import re
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import sqlalchemy as sa
from flask import Flask, has_app_context, url_for
from werkzeug.test import TestResponse

from app.extensions import db

QUERY_CEILING = 12
PASSWORD = "kata sandi untuk uji"
TOKEN, SAME = re.compile('name="csrf_token"[^>]* value="([^"]+)"'), "the token of every page"


@dataclass
class Form:
    """One form of a page."""

    action: str
    method: str
    fields: list[tuple[str, str]]
    text: str


@dataclass
class Page:
    """An answer."""

    status: int
    url: str
    html: str
    headers: Any
    queries: int
    tree: Element | None = None

    @property
    def text(self) -> str:
        """All words of the page, blanks folded."""
        return " ".join(" ".join(self.tree.itertext()).split()) if self.tree is not None else self.html

    def find(self, tag: str, **attributes: str) -> list[Element]:
        """All elements with this tag and these attributes."""
        if self.tree is None:
            return []
        found = self.tree.iter(tag)
        return [e for e in found if all(e.get(k.replace("_", "-").strip("-")) == v for k, v in attributes.items())]

    def form(self, action: str) -> Form:
        """The first POST form that leads to an address ending with `action`."""
        forms = [f for f in self.forms() if f.method == "post" and re.split("[?#]", f.action)[0].endswith(action)]
        assert forms, f"no form to {action}: {[f.action for f in self.forms()]}"
        return forms[0]

    def has_form(self, action: str) -> bool:
        """Tell whether there is a POST form to this address."""
        return any(re.split("[?#]", f.action)[0].endswith(action) and f.method == "post" for f in self.forms())

    def forms(self) -> list[Form]:
        """All forms."""
        return [
            Form(f.get("action") or self.url, (f.get("method") or "get").lower(), _fields(f), "".join(f.itertext()))
            for f in self.find("form")
        ]


class Browser:
    """Keeps cookies; `page` is the last page shown. The one that signing in leads to is opened when it is asked for."""

    def __init__(self, app: Flask, checking: bool = True) -> None:
        self.app = app
        self.client = app.test_client()
        self.checking = checking
        self._page: Page | None = None
        self._ahead = False  # signing in led to a page that nobody has asked for: most tests go elsewhere at once

    @property
    def page(self) -> Page | None:
        """The last page shown."""
        return self._open("GET", self._page.url, 200) if self._ahead and self._page else self._page

    @page.setter
    def page(self, page: Page | None) -> None:
        self._page, self._ahead = page, False

    def sign_in(self, email: str, password: str = PASSWORD) -> Browser:
        """Sign in through the sign-in page."""
        self.get("accounts.sign_in")
        answer = self.submit("/masuk", status=303, follow=False, email=email, password=password)
        answer.url = answer.headers["Location"]
        assert not answer.url.startswith("/masuk"), "signing in failed"
        self._ahead = True
        return self

    def get(self, endpoint: str, status: int = 200, htmx: bool = False, **values: Any) -> Page:
        """Open an endpoint, or a path that begins with a slash."""
        return self._open("GET", self._url(endpoint, values), status, htmx=htmx)

    def post(self, endpoint: str, data: dict[str, Any] | None = None, status: int = 200, htmx: bool = False,
             follow: bool = True, **values: Any) -> Page:  # fmt: skip
        """Send fields straight to an endpoint with a good token, as someone who skips our forms would."""
        fields = [("csrf_token", self.token()), *_pairs(data or {})]
        return self._open("POST", self._url(endpoint, values), status, fields, htmx, follow)

    def submit(self, action: str, /, status: int = 200, htmx: bool = False, follow: bool = True, **fields: Any) -> Page:
        """Fill the form that leads to `action` on the present page and send it with its hidden fields."""
        assert self.page is not None
        form = self.page.form(action)
        kept = [(name, value) for name, value in form.fields if name not in fields]
        return self._open("POST", form.action, status, kept + _pairs(fields), htmx, follow)

    def raw(self, method: str, url: str, **options: Any) -> TestResponse:
        """Send a request of any shape with this browser's cookies; nothing is checked and `page` stays."""
        if has_app_context():
            db.session.remove()
        return contextvars.Context().run(self.client.open, url, method=method, **options)

    def token(self) -> str:
        """A token of this browser's session."""
        page = self.page
        if page is None or 'name="csrf_token"' not in page.html:
            page = self._open("GET", "/hak-akses", 200)
        return next(e.get("value") or "" for e in page.find("input", name="csrf_token"))

    def _url(self, endpoint: str, values: dict[str, Any]) -> str:
        if endpoint.startswith("/"):
            return endpoint
        with self.app.test_request_context():
            return url_for(endpoint, **values)

    def _open(self, method: str, url: str, status: int, fields: Any = None, htmx: bool = False,
              follow: bool = True) -> Page:  # fmt: skip
        headers = {"HX-Request": "true"} if htmx else {}
        self._ahead = False
        if self._page is not None:
            here = "http://localhost" + self._page.url
            headers |= {"Referer": here, "HX-Current-URL": here}
        data = _multi(fields) if fields is not None else None
        db.session.remove()
        with _QueryCount() as count:
            # An empty context: a request must not share `g` and session with the test around it.
            answer = contextvars.Context().run(self.client.open, url, method=method, data=data, headers=headers)
        if follow and answer.status_code in (301, 302, 303):
            return self._open("GET", answer.headers["Location"], status, htmx=htmx)
        page = self.page = self._read(answer, url, count.number)
        assert answer.status_code == status, f"{method} {url}: {answer.status_code}, {page.text[:600]}"
        if self.checking and method == "GET" and status == 200:
            assert count.number <= QUERY_CEILING, f"{url}: {count.number} queries"
        return page

    def _read(self, answer: TestResponse, url: str, queries: int) -> Page:
        page = Page(answer.status_code, url, answer.get_data(as_text=True), answer.headers, queries)
        if answer.mimetype == "text/html" and page.html:
            found = TOKEN.search(page.html)
            token = found[1] if found else SAME
            page.tree = deepcopy(_tree(page.html.replace(token, SAME), url, self.checking))
            for field in page.find("input", name="csrf_token", value=SAME):
                field.set("value", token)
        return page


@lru_cache(maxsize=64)
def _tree(html: str, url: str, checking: bool) -> Element:
    """The tree of a page, checked if so wished; a page that is the same but for its token is read once."""
    fragment = "<!doctype" not in html[:50].lower()
    parser = html5lib.HTMLParser(strict=checking and not fragment, namespaceHTMLElements=False)
    tree = parser.parseFragment(html) if fragment else parser.parse(html)
    if checking:
        _check(Page(200, url, html, {}, 0, tree), fragment)
    return tree


def _check(page: Page, fragment: bool) -> None:
    """What must be true of every page."""
    ids = [e.get("id") for e in page.tree.iter() if isinstance(e.tag, str) and e.get("id")]  # type: ignore[union-attr]
    twice = {i for i in ids if ids.count(i) > 1}
    assert not twice, f"{page.url}: ids twice: {twice}"
    for form in page.forms():
        if form.method == "post":
            assert any(n == "csrf_token" and v for n, v in form.fields), f"{page.url}: {form.action} without token"
    for element in page.tree.iter():  # type: ignore[union-attr]
        bad = [k for k in element.keys() if k == "style" or k.startswith(("on", "hx-on"))]  # noqa: SIM118
        assert not bad, f"{page.url}: {element.tag} has {bad}"
    if not fragment:
        assert len(page.find("h1")) == 1, f"{page.url}: {len(page.find('h1'))} h1"
        title = "".join(page.find("title")[0].itertext())
        assert title.split("·")[0].strip(), f"{page.url}: no title"


def _fields(form: Element) -> list[tuple[str, str]]:
    """The successful controls of a form, as a browser would send them untouched."""
    found: list[tuple[str, str]] = []
    for e in form.iter():
        name = e.get("name") if isinstance(e.tag, str) else None
        if not name:
            continue
        kind = (e.get("type") or "text").lower()
        if e.tag == "textarea":
            found.append((name, "".join(e.itertext())))
        elif e.tag == "select":
            options = list(e.iter("option"))
            chosen = [o for o in options if o.get("selected") is not None] or options[:1]
            found += [(name, o.get("value") or "") for o in chosen]
        elif e.tag == "input" and (kind not in ("checkbox", "radio") or e.get("checked") is not None):
            found.append((name, e.get("value") or ("on" if kind == "checkbox" else "")))
    return found


def _pairs(data: dict[str, Any]) -> list[tuple[str, str]]:
    pairs = []
    for name, value in data.items():
        for each in value if isinstance(value, list | tuple) else [value]:
            pairs.append((name, str(each)))
    return pairs


def _multi(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return data


class _QueryCount:
    """Counts the statements that one request sends."""

    number = 0

    def __enter__(self) -> _QueryCount:
        sa.event.listen(db.engine, "before_cursor_execute", self._count)
        return self

    def __exit__(self, *error: object) -> None:
        sa.event.remove(db.engine, "before_cursor_execute", self._count)

    def _count(self, *_: Any) -> None:
        self.number += 1
