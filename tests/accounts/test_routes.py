"""The administrator's users."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import User
from app.agencies.models import Agency
from app.extensions import db
from tests.at_once import at_once
from tests.browser import PASSWORD, Browser
from tests.factories import Cast, make_user

GOOD = {"name": "Andi Rahmat", "email": "andi@contoh.go.id", "password": "gunung sungai laut awan", "is_active": "y"}


def user_id(email: str) -> int:
    return db.session.scalars(sa.select(User.id).where(User.email == email)).one()


def number_of_users() -> int:
    return len(db.session.scalars(sa.select(User.id)).all())


def test_the_administrator_makes_a_user_who_can_sign_in(browser: Browser, other: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    browser.get("accounts.index")
    browser.get("accounts.new")
    page = browser.submit("/pengguna/baru", **(GOOD | {"email": " ANDI@Contoh.go.id "}))
    assert "Pengguna Andi Rahmat dibuat." in page.text
    assert "andi@contoh.go.id" in page.text and "Belum memegang jabatan" in page.text
    other.sign_in("andi@contoh.go.id", GOOD["password"])
    other.get("/instansi", status=403)


def test_sending_the_form_twice_makes_one_user(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    first = browser.post("accounts.new", GOOD)
    assert browser.post("accounts.new", GOOD).url == first.url
    assert number_of_users() == 7


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Mohon isi nama lengkap."),
        ("name", "x" * 201, "Paling banyak 200 karakter."),
        ("email", "", "Mohon isi alamat surel."),
        ("email", "bukan alamat", "Isi alamat surel lengkap"),
        ("email", "a@b", "Isi alamat surel lengkap"),
        ("email", "x" * 250 + "@contoh.go.id", "Paling banyak 254 karakter."),
        ("email", "ﷺ" * 100 + "@contoh.go.id", "Paling banyak 254 karakter."),
        ("email", "ADMIN@contoh.go.id", "sudah dipakai pengguna lain"),
        ("email", "admin＠contoh.go.id", "sudah dipakai pengguna lain"),
        ("password", "", "Mohon isi kata sandi."),
        ("password", "pendek", "12 sampai 128 karakter"),
        ("password", "indonesia2031", "terlalu mudah ditebak"),
        ("password", "Andi-Rahmat-1990", "tidak boleh sama dengan nama"),
        ("password", "x" * 1_000_000, "12 sampai 128 karakter"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_typed_is_lost(
    browser: Browser, cast: Cast, field: str, value: str, sentence: str
) -> None:
    browser.sign_in(cast.admin)
    browser.get("accounts.new")
    page = browser.submit("/pengguna/baru", status=422, **(GOOD | {field: value}))
    assert sentence in page.text
    kept = "email" if field == "name" else "name"
    assert page.find("input", name=kept)[0].get("value") == GOOD[kept]
    assert GOOD["password"] not in page.html
    assert number_of_users() == 6


def test_signs_that_no_database_stores_are_left_out(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    page = browser.post("accounts.new", GOOD | {"name": "An\x00di\x07 Rahmat"})
    assert page.find("h1")[0].text == "Andi Rahmat"


def test_two_administrators_who_take_one_address_at_once_make_one_user(app: Flask, cast: Cast) -> None:
    browsers = [Browser(app).sign_in(cast.admin) for _ in range(2)]
    tokens = [browser.token() for browser in browsers]

    def send(index: int) -> int:
        data = GOOD | {"name": f"Orang {index}", "csrf_token": tokens[index]}
        return browsers[index].raw("POST", "/pengguna/baru", data=data).status_code

    statuses = sorted(at_once(lambda: send(0), lambda: send(1)))
    assert statuses in ([303, 409], [303, 422])
    assert number_of_users() == 7


def test_an_address_taken_a_moment_ago_is_a_conflict_that_gives_the_text_back(browser: Browser, cast: Cast) -> None:
    """The database has the last word: what slips past the form's check is refused by the unique normal form."""
    browser.sign_in(cast.admin)
    browser.get("accounts.new")

    @sa.event.listens_for(User, "before_insert", once=True)
    def taken(mapper: object, connection: sa.Connection, user: User) -> None:
        user.email = cast.leader

    page = browser.submit("/pengguna/baru", status=409, **GOOD)
    assert "Andi Rahmat" in page.html and GOOD["password"] not in page.html


def test_a_changed_user_keeps_the_password_unless_a_new_one_is_given(
    browser: Browser, other: Browser, cast: Cast
) -> None:
    browser.sign_in(cast.admin)
    other.sign_in(cast.leader)
    leader = user_id(cast.leader)
    browser.get("accounts.edit", id=leader)
    page = browser.submit(f"/pengguna/{leader}/ubah", name="Pimpinan Baru")
    assert page.find("h1")[0].text == "Pimpinan Baru" and "Pimpinan → Pimpinan Baru" not in page.html
    assert other.get("/").url == "/"
    browser.get("accounts.edit", id=leader)
    browser.submit(f"/pengguna/{leader}/ubah", password="gunung sungai laut awan")
    assert other.get("/").url == "/masuk"
    other.sign_in(cast.leader, "gunung sungai laut awan")


def test_disabling_a_user_signs_out_and_warns_of_the_posts_held(browser: Browser, other: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    other.sign_in(cast.leader)
    leader = user_id(cast.leader)
    browser.get("accounts.edit", id=leader)
    form = {"name": "Pimpinan", "email": cast.leader}
    version = dict(browser.page.form("/ubah").fields)["version"]
    page = browser.post("accounts.edit", form | {"version": version}, id=leader)
    assert "Dinonaktifkan" in page.text and "masih memegang jabatan" in page.text
    assert other.get("/").url == "/masuk"
    assert "akun dinonaktifkan" in browser.get("agencies.show", id=cast.bnn).text


def test_nobody_disables_the_own_account(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    admin = user_id(cast.admin)
    version = dict(browser.get("accounts.edit", id=admin).form("/ubah").fields)["version"]
    form = {"name": "Nama Lain", "email": cast.admin, "version": version}
    page = browser.post("accounts.edit", form, status=422, id=admin)
    assert "tidak dapat menonaktifkan akun sendiri" in page.text
    assert page.find("input", name="name")[0].get("value") == "Nama Lain"


def test_a_stale_edit_shows_both_texts_and_then_saves(browser: Browser, other: Browser, cast: Cast) -> None:
    leader = user_id(cast.leader)
    for each in (browser, other):
        each.sign_in(cast.admin)
        each.get("accounts.edit", id=leader)
    browser.submit("/ubah", name="Yang Pertama")
    page = other.submit("/ubah", status=409, name="Yang Kedua")
    assert "Yang Pertama" in page.text and page.find("input", name="name")[0].get("value") == "Yang Kedua"
    assert other.submit("/ubah").find("h1")[0].text == "Yang Kedua"


def test_the_administrator_signs_a_user_out_everywhere(browser: Browser, other: Browser, cast: Cast) -> None:
    other.sign_in(cast.leader)
    browser.sign_in(cast.admin)
    browser.get("accounts.show", id=user_id(cast.leader))
    page = browser.submit("/keluarkan")
    assert "Tidak sedang masuk" in page.text and "Mengeluarkan dari semua perangkat" in page.text
    assert other.get("/").url == "/masuk"


def test_the_page_of_a_user_tells_posts_of_now_and_before(browser: Browser, cast: Cast) -> None:
    post = db.session.get_one(Agency, cast.social).posts[0]
    post.give_to(db.session.get_one(User, user_id(cast.leader)))
    db.session.commit()
    browser.sign_in(cast.admin)
    text = browser.get("accounts.show", id=user_id(cast.leader)).text
    assert "Dinas Sosial" in text and "BNN Kota Palopo" in text
    assert "Jabatan terdahulu" in browser.get("accounts.show", id=user_id(cast.social_liaison)).text


@pytest.mark.parametrize("role", ["secretariat", "social_liaison", "reviewer", "leader"])
def test_only_the_administrator_may_see_users(browser: Browser, cast: Cast, role: str) -> None:
    browser.sign_in(getattr(cast, role))
    target = user_id(cast.leader)
    for path in ("/pengguna", "/pengguna/baru", f"/pengguna/{target}", f"/pengguna/{target}/ubah"):
        browser.get(path, status=403)
    for path in ("/pengguna/baru", f"/pengguna/{target}/ubah", f"/pengguna/{target}/keluarkan"):
        browser.post(path, GOOD, status=403)


def test_unknown_and_impossible_users_are_not_found(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    for key in ("99999", "0", str(2**63), "-1", "abc", "1e3"):
        browser.get(f"/pengguna/{key}", status=404)


def test_the_list_filters_sorts_pages_and_keeps_its_cost(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    few = browser.get("/pengguna").queries
    for number in range(40):
        make_user(f"orang{number:02}@contoh.go.id", f"Orang {number:02}").is_active = number % 2 == 0
    db.session.commit()
    page = browser.get("/pengguna?urut=-surel")
    assert page.queries == few <= 5
    assert "46 data" in page.text and "Orang 39" in page.text
    assert "Orang 00" in browser.get("/pengguna?urut=-surel&sebelum=akhir").text
    assert "20 data" in browser.get("/pengguna?status=nonaktif").text
    assert "1 data" in browser.get("/pengguna?cari=ORANG07").text
    assert "Tidak ada pengguna yang cocok" in browser.get("/pengguna?cari=%25%25").text
    for bad in ("?status=x&urut=password_hash&sesudah=~~&hal=-1", "?sesudah=%00~9", "?cari=%00%ED%A0%80"):
        browser.get("/pengguna" + bad)


def test_names_are_shown_as_text(browser: Browser, cast: Cast) -> None:
    evil = make_user("jahat@contoh.go.id", '<script>alert(1)</script> & "kutip"')
    db.session.commit()
    browser.sign_in(cast.admin)
    for path in ("/pengguna", f"/pengguna/{evil.id}", f"/pengguna/{evil.id}/ubah"):
        assert not any("alert" in "".join(each.itertext()) for each in browser.get(path).find("script"))
    browser.submit("/keluar")
    browser.sign_in("jahat@contoh.go.id", PASSWORD)
