"""What stands at the door of every request: host, origin, headers, cookie flags."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.extensions import db
from app.refusal import Refused
from app.web import HEADERS
from tests.browser import PASSWORD, Browser
from tests.factories import Cast


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:80", "", "localhost@evil"])
def test_a_foreign_host_is_refused_everywhere(app: Flask, host: str) -> None:
    for method, path in (("GET", "/masuk"), ("POST", "/masuk"), ("GET", "/tidak-ada"), ("GET", "/healthz")):
        answer = Browser(app).raw(method, path, headers={"Host": host})
        assert answer.status_code == 400, (method, path)
        assert "evil" not in answer.get_data(as_text=True)


def test_who_may_not_is_led_back(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.leader).get("/kawasan?cari=bara")
    page = browser.get("/pengguna", status=403)
    assert "tidak membolehkan membuka halaman atau melakukan tindakan ini" in page.text
    assert [a.text for a in page.find("a", href="/kawasan?cari=bara")] == ["Kembali ke halaman sebelumnya"]
    assert "Kembali ke" not in browser.get("/pengguna", status=403).text, "from itself there is no way back"
    assert "Kembali ke" not in browser.get("/tidak-ada", status=404).text


def test_a_query_that_is_no_text_is_a_bad_request(browser: Browser, cast: Cast) -> None:
    raw = {"QUERY_STRING": "cari=\xff\xfe"}
    assert browser.raw("GET", "/masuk", environ_overrides=raw).status_code == 400
    browser.sign_in(cast.admin)
    for path in ("/pengguna", "/rapat", "/tidak-ada"):
        answer = browser.raw("GET", path, environ_overrides=raw)
        assert answer.status_code == 400 and "tidak dapat dibaca" in answer.text


@pytest.mark.parametrize("body", ['{"name": {"a": 1}, "email": ["x"]}', "[1, 2]", '"x"', "5", "null", "{"])
def test_json_is_no_form(browser: Browser, cast: Cast, body: str) -> None:
    browser.sign_in(cast.admin)
    headers = {"X-CSRFToken": browser.token(), "Content-Type": "application/json"}
    for path in ("/pengguna/baru", "/instansi/baru", "/masuk"):
        assert browser.raw("POST", path, data=body, headers=headers).status_code == 422, path


def test_a_file_is_no_text(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    fields = {"csrf_token": browser.token(), "kind": "opd", "from_date": "2020-01-01"}
    for path, name in (("/pengguna/baru", "email"), ("/instansi/baru", "name"), ("/masuk", "password")):
        answer = browser.raw("POST", path, data=fields | {name: (io.BytesIO(b"x"), "x.txt")})
        assert answer.status_code == 422, path


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:81", "http://[", "localhost"])
def test_a_foreign_origin_may_not_post(browser: Browser, cast: Cast, origin: str) -> None:
    browser.get("/masuk")
    token = browser.token()
    fields = {"csrf_token": token, "email": cast.admin, "password": PASSWORD}
    assert browser.raw("POST", "/masuk", data=fields, headers={"Origin": origin}).status_code == 403
    assert browser.raw("GET", "/masuk", headers={"Origin": origin}).status_code == 200
    own = {"Origin": "http://localhost"}
    assert browser.raw("POST", "/masuk", data=fields, headers=own).status_code == 303


def test_a_post_without_a_token_is_refused(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    assert browser.raw("POST", "/pengguna/baru", data={"name": "x"}).status_code == 400


def test_every_answer_has_each_header_once(app: Flask, browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    token = browser.token()
    answers = {
        "page": browser.raw("GET", "/pengguna"), "fragment": browser.raw("GET", "/", headers={"HX-Request": "true"}),
        "redirect": Browser(app).raw("GET", "/pengguna"), "not found": browser.raw("GET", "/tidak-ada"),
        "bad id": browser.raw("GET", f"/pengguna/{2**63}"), "not allowed": browser.raw("POST", "/pengguna"),
        "bad token": browser.raw("POST", "/pengguna/baru"), "host": browser.raw("GET", "/", headers={"Host": "x.y"}),
        "too big": browser.raw("POST", "/pengguna/baru", data={"csrf_token": token, "name": "x" * 5_000_000}),
        "invalid": browser.raw("POST", "/pengguna/baru", data={"csrf_token": token}),
        "late": Browser(app).raw("POST", "/pengguna/baru"), "head": browser.raw("HEAD", "/pengguna"),
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
    assert answers["not allowed"].headers["Allow"] == "GET, HEAD, OPTIONS"


def test_a_late_form_that_is_too_big_is_refused_without_a_fault(app: Flask) -> None:
    answer = Browser(app).raw("POST", "/pengguna/baru", data={"name": "x" * 5_000_000})
    assert answer.status_code in (401, 413)


def test_strange_referrers_and_current_addresses_do_no_harm(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    token = browser.token()
    for address in ("http://[", "javascript:x", "http://localhost//evil.example", "\x7f", "http://localhost/\\evil"):
        answer = browser.raw("POST", "/tampilan", data={"csrf_token": token}, headers={"Referer": address})
        assert answer.status_code == 303 and answer.headers["Location"] == "/"


def test_the_cookie_is_locked_to_the_site(app: Flask, browser: Browser, cast: Cast) -> None:
    browser.get("/masuk")
    fields = {"email": cast.admin, "password": PASSWORD}
    page = browser.submit("/masuk", follow=False, status=303, **fields)
    cookie = page.headers.getlist("Set-Cookie")
    assert all("HttpOnly" in each and "SameSite=Lax" in each and "Path=/" in each for each in cookie) and cookie


def test_with_tls_the_cookie_is_secure_and_bound_to_the_host(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://sinergi.example")
    served = create_app({
        "SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"], "SECRET_KEY": "tests only",
    })  # fmt: skip
    address = "https://sinergi.example"
    answer = Browser(served).raw("GET", "/masuk", base_url=address)
    plain = {"Origin": "http://sinergi.example"}
    refused = Browser(served).raw("POST", "/masuk", base_url=address, headers=plain)
    with served.app_context():
        db.engine.dispose()
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-sinergi=") and "Domain" not in cookie
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert answer.headers.getlist("Strict-Transport-Security") == ["max-age=31536000; includeSubDomains"]
    assert refused.status_code == 403


def test_a_locked_database_answers_503_and_gives_the_text_back(app: Flask, browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    browser.get("/instansi/baru")
    fields = {"name": "Dinas Perikanan", "kind": "opd", "from_date": "2020-01-01", "address": "x" * 50}

    def busy(*_args: object) -> None:
        raise sa.exc.OperationalError("SELECT", {}, Exception("database is locked"))

    sa.event.listen(db.engine, "before_cursor_execute", busy)
    try:
        page = browser.submit("/instansi/baru", status=503, **fields)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", busy)
    assert page.headers["Retry-After"] == "5"
    assert fields["address"] in "".join(page.find("textarea")[0].itertext())
    assert browser.submit("/instansi/baru").find("h1")[0].text == "Dinas Perikanan"


def test_a_page_that_refuses_to_be_shown_leads_nobody_in_a_ring(app: Flask, browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    answer = browser.raw("GET", "/tidak-ada", headers={"Referer": "http://localhost/tidak-ada"})
    assert answer.status_code == 404
    with app.test_request_context("/instansi/1/gabung", headers={"Referer": "http://localhost/instansi/1/gabung?x=1"}):
        led = app.make_response(app.handle_user_exception(Refused("tidak bisa")))
    assert led.headers["Location"] == "/"
