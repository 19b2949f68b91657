"""What stands at the door of every request: host, origin, headers, cookie flags."""

from __future__ import annotations

import pytest
from flask import Flask

from app import create_app
from app.web import HEADERS
from tests.browser import PASSWORD, Browser
from tests.factories import Cast


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:80", "", "localhost@evil"])
def test_a_foreign_host_is_refused_everywhere(app: Flask, host: str) -> None:
    client = app.test_client()
    for method, path in (("GET", "/masuk"), ("POST", "/masuk"), ("GET", "/tidak-ada"), ("GET", "/healthz")):
        answer = client.open(path, method=method, headers={"Host": host})
        assert answer.status_code == 400, (method, path)
        assert "evil" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:81", "http://[", "localhost"])
def test_a_foreign_origin_may_not_post(browser: Browser, cast: Cast, origin: str) -> None:
    browser.get("/masuk")
    token = browser.token()
    fields = {"csrf_token": token, "email": cast.admin, "password": PASSWORD}
    assert browser.client.post("/masuk", data=fields, headers={"Origin": origin}).status_code == 403
    assert browser.client.get("/masuk", headers={"Origin": origin}).status_code == 200
    own = {"Origin": "http://localhost"}
    assert browser.client.post("/masuk", data=fields, headers=own).status_code == 303


def test_a_post_without_a_token_is_refused(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    assert browser.client.post("/pengguna/baru", data={"name": "x"}).status_code == 400


def test_every_answer_has_each_header_once(app: Flask, browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    token = browser.token()
    answers = {
        "page": browser.client.get("/pengguna"), "fragment": browser.client.get("/", headers={"HX-Request": "true"}),
        "redirect": app.test_client().get("/pengguna"), "not found": browser.client.get("/tidak-ada"),
        "bad id": browser.client.get(f"/pengguna/{2**63}"), "not allowed": browser.client.post("/pengguna"),
        "bad token": browser.client.post("/pengguna/baru"), "host": browser.client.get("/", headers={"Host": "x.y"}),
        "too big": browser.client.post("/pengguna/baru", data={"csrf_token": token, "name": "x" * 5_000_000}),
        "invalid": browser.client.post("/pengguna/baru", data={"csrf_token": token}),
        "late": app.test_client().post("/pengguna/baru"), "head": browser.client.head("/pengguna"),
    }  # fmt: skip
    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert statuses == {
        "page": 200, "fragment": 200, "redirect": 302, "not found": 404, "bad id": 404, "not allowed": 405,
        "bad token": 400, "host": 400, "too big": 413, "invalid": 422, "late": 401, "head": 200,
    }  # fmt: skip
    for name, answer in answers.items():
        for header, value in HEADERS.items():
            assert answer.headers.getlist(header) == [value], (name, header)
        for header in ("Cache-Control", "Vary", "Content-Type"):
            assert len(answer.headers.getlist(header)) == 1, (name, header, answer.headers)
        assert answer.headers["Cache-Control"] == "no-store"
        assert {"HX-Request", "Cookie"} <= set(answer.headers["Vary"].replace(",", " ").split())


def test_a_late_form_that_is_too_big_is_refused_without_a_fault(app: Flask) -> None:
    answer = app.test_client().post("/pengguna/baru", data={"name": "x" * 5_000_000})
    assert answer.status_code in (401, 413)


def test_strange_referrers_and_current_addresses_do_no_harm(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    token = browser.token()
    for address in ("http://[", "javascript:x", "http://localhost//evil.example", "\x7f", "http://localhost/\\evil"):
        answer = browser.client.post("/tampilan", data={"csrf_token": token}, headers={"Referer": address})
        assert answer.status_code == 303 and answer.headers["Location"] == "/"


def test_the_cookie_is_locked_to_the_site(app: Flask, browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    cookie = browser.client.get("/").headers.getlist("Set-Cookie")
    assert all("HttpOnly" in each and "SameSite=Lax" in each and "Path=/" in each for each in cookie) and cookie


def test_with_tls_the_cookie_is_secure_and_bound_to_the_host(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://sinergi.example")
    served = create_app({
        "SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"], "SECRET_KEY": "tests only",
    })  # fmt: skip
    answer = served.test_client().get("/masuk", base_url="https://sinergi.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-sinergi=") and "Domain" not in cookie
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert answer.headers.getlist("Strict-Transport-Security") == ["max-age=31536000; includeSubDomains"]
    plain = {"Origin": "http://sinergi.example"}
    assert served.test_client().post("/masuk", base_url="https://sinergi.example", headers=plain).status_code == 403
