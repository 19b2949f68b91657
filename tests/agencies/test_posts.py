"""Posts, and who holds them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import User
from app.agencies.models import Agency, Holding, Post
from app.extensions import db
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast, make_user


def user_id(email: str) -> int:
    return db.session.scalars(sa.select(User.id).where(User.email == email)).one()


def post_of(agency_id: int) -> int:
    return db.session.scalars(sa.select(Post.id).where(Post.agency_id == agency_id)).first()


def open_holdings(post_id: int) -> list[int]:
    rows = sa.select(Holding.user_id).where(Holding.post_id == post_id, Holding.ends_at.is_(None))
    return list(db.session.scalars(rows))


def test_the_administrator_makes_a_post_and_gives_it_to_a_user(browser: Browser, other: Browser, cast: Cast) -> None:
    new = make_user("baru@contoh.go.id", "Orang Baru").id
    db.session.commit()
    other.sign_in("baru@contoh.go.id")
    browser.sign_in(cast.admin)
    browser.get("agencies.new_post", id=cast.health)
    page = browser.submit("/jabatan/baru", title="Narahubung P4GN", role="liaison")
    assert "Pilih pemegangnya" in page.text and page.url.endswith("/pemegang")
    page = browser.submit("/pemegang", user_id=new)
    assert "Narahubung P4GN kini dipegang Orang Baru." in page.text
    assert "Memberikan jabatan Narahubung P4GN" in page.text and "Pemegang" in page.text
    assert "Narahubung P4GN, Dinas Kesehatan" in other.get("/").text


def test_replacing_a_holder_is_one_step_and_takes_the_rights_at_once(
    browser: Browser, other: Browser, cast: Cast
) -> None:
    post = post_of(cast.bnn)
    other.sign_in(cast.secretariat)
    other.get("/instansi/baru")
    browser.sign_in(cast.admin)
    page = browser.get("agencies.holder", id=post)
    assert "Sekretariat" in page.text
    page = browser.submit("/pemegang", user_id=user_id(cast.police_liaison))
    assert "Pemegang terdahulu (1)" in page.text and "Mengakhiri masa jabatan secretariat" in page.text
    fields = {"name": "Tidak Boleh", "kind": "opd", "from_date": "2026-01-01"}
    other.submit("/instansi/baru", status=403, **fields)
    assert "Belum memegang jabatan" in other.get("/").text
    other.get("/instansi", status=403)
    other.submit("/keluar")
    other.sign_in(cast.police_liaison)
    other.get("/instansi/baru")


def test_a_post_may_be_left_vacant(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    browser.get("agencies.holder", id=post_of(cast.social))
    page = browser.submit("/pemegang", user_id="")
    assert "liaison kini kosong." in page.text and "Belum ada pemegang" in page.text


def test_sending_the_same_choice_twice_changes_it_once(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    post = post_of(cast.social)
    fields = dict(browser.get("agencies.holder", id=post).form("/pemegang").fields)
    fields |= {"user_id": user_id(cast.leader)}
    first = browser.post("agencies.holder", fields, id=post)
    assert browser.post("agencies.holder", fields, id=post).url == first.url
    assert open_holdings(post) == [user_id(cast.leader)]


@pytest.mark.parametrize("choice", ["present", "disabled", "9999", "x", str(2**63), "0", "-1"])
def test_a_choice_that_is_none_is_refused_by_the_field(browser: Browser, cast: Cast, choice: str) -> None:
    disabled = make_user("mati@contoh.go.id")
    disabled.is_active = False
    db.session.commit()
    value = {"present": user_id(cast.social_liaison), "disabled": disabled.id}.get(choice, choice)
    browser.sign_in(cast.admin)
    browser.get("agencies.holder", id=post_of(cast.social))
    browser.submit("/pemegang", status=422, user_id=value)
    assert open_holdings(post_of(cast.social)) == [user_id(cast.social_liaison)]


def test_a_vacant_post_cannot_be_vacated(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    post = post_of(cast.social)
    browser.get("agencies.holder", id=post)
    browser.submit("/pemegang", user_id="")
    browser.get("agencies.holder", id=post)
    assert "Pilih pemegang yang lain" in browser.submit("/pemegang", status=422).text


def test_the_last_administrator_may_hand_over_but_not_leave(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    post = db.session.scalars(sa.select(Post.id).where(Post.title == "admin")).one()
    browser.get("agencies.holder", id=post)
    assert "pengelola sistem yang terakhir" in browser.submit("/pemegang", status=422, user_id="").text
    page = browser.submit("/pemegang", user_id=user_id(cast.leader))
    assert page.url == "/" and "admin kini dipegang Pimpinan." in page.text
    browser.get("/pengguna", status=403)
    assert open_holdings(post) == [user_id(cast.leader)]


def test_a_holder_changed_meanwhile_is_a_conflict_that_names_the_new_one(
    browser: Browser, other: Browser, cast: Cast
) -> None:
    post = post_of(cast.social)
    for each in (browser, other):
        each.sign_in(cast.admin)
        each.get("agencies.holder", id=post)
    browser.submit("/pemegang", user_id=user_id(cast.leader))
    page = other.submit("/pemegang", status=409, user_id=user_id(cast.reviewer))
    assert "baru saja diubah orang lain" in page.text and "Pimpinan" in page.text
    other.submit("/pemegang", user_id=user_id(cast.reviewer))
    assert open_holdings(post) == [user_id(cast.reviewer)]


def test_two_administrators_at_once_leave_one_holder(app: Flask, cast: Cast) -> None:
    post = post_of(cast.social)
    browsers = [Browser(app).sign_in(cast.admin) for _ in range(4)]
    tokens = [browser.token() for browser in browsers]
    people = [user_id(each) for each in (cast.leader, cast.reviewer, cast.secretariat, cast.police_liaison)]
    seen = db.session.get_one(Post, post).holding.id
    db.session.remove()

    def give(index: int) -> int:
        data = {"csrf_token": tokens[index], "user_id": people[index], "seen": seen}
        return browsers[index].raw("POST", f"/jabatan/{post}/pemegang", data=data).status_code

    statuses = sorted(at_once(*(lambda i=i: give(i) for i in range(4))))
    assert statuses == [303, 409, 409, 409]
    assert len(open_holdings(post)) == 1


def test_the_title_of_a_post_is_mended_and_its_role_stays(browser: Browser, other: Browser, cast: Cast) -> None:
    post = post_of(cast.social)
    for each in (browser, other):
        each.sign_in(cast.admin)
        each.get("agencies.edit_post", id=post)
    page = browser.submit(f"/jabatan/{post}/ubah", title="Narahubung Dinas", role="admin")
    assert "Narahubung Dinas" in page.text
    assert db.session.get_one(Post, post).role == "liaison"
    page = other.submit(f"/jabatan/{post}/ubah", status=409, title="Judul Lain")
    assert "Narahubung Dinas" in page.text


@pytest.mark.parametrize(
    "fields", [{"title": ""}, {"title": "x" * 201}, {"role": "raja"}, {"role": ""}, {"title": "\x00"}]
)
def test_a_wrong_post_is_refused_by_its_field(browser: Browser, cast: Cast, fields: dict[str, str]) -> None:
    browser.sign_in(cast.admin)
    browser.get("agencies.new_post", id=cast.social)
    browser.submit("/jabatan/baru", status=422, **({"title": "Narahubung", "role": "liaison"} | fields))
    assert len(db.session.get_one(Agency, cast.social).posts) == 1


def test_sending_a_new_post_twice_makes_one(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    for _ in range(2):
        browser.post("agencies.new_post", {"title": "Narahubung Dua", "role": "liaison"}, id=cast.social)
    assert len(db.session.get_one(Agency, cast.social).posts) == 2


def test_a_busy_agency_costs_no_more_than_a_quiet_one(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin)
    quiet = browser.get("agencies.show", id=cast.social).queries
    agency = db.session.get_one(Agency, cast.social)
    users = [make_user(f"orang{n}@contoh.go.id") for n in range(10)]
    for number in range(10):
        post = Post(agency=agency, title=f"Kursi {number}", role="liaison")
        db.session.add(post)
        for user in users:
            post.give_to(user)
    db.session.commit()
    page = browser.get("agencies.show", id=cast.social)
    assert page.queries <= quiet and "Pemegang terdahulu (9)" in page.text
