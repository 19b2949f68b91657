"""Writing remarks: who may, what becomes of hostile texts, whom they reach, and taking them back."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import User
from app.agencies.models import Agency
from app.audit import AuditEvent
from app.clock import now
from app.comments.models import Comment, Mention, Watch
from app.commitments.models import Commitment
from app.commitments.states import CommitmentState
from app.extensions import db
from app.policy import Role
from tests.browser import Browser
from tests.commitments.steps import in_state
from tests.factories import Cast, make_commitment, make_user, seat


def remarks() -> list[Comment]:
    """All remarks as they are stored now."""
    db.session.remove()
    return list(db.session.scalars(sa.select(Comment).order_by(Comment.id)))


def mentioned() -> list[str]:
    """The addresses of everyone who is mentioned somewhere."""
    rows = sa.select(User.email).join(Mention, Mention.user_id == User.id).order_by(Mention.id)
    return list(db.session.scalars(rows))


def say(browser: Browser, commitment: Commitment, text: str, status: int = 200, **fields: str) -> str:
    """Write a remark through the form of the commitment's page; returns the words of the answer."""
    browser.get("commitments.show", id=commitment.id)
    return browser.submit(f"/komitmen/{commitment.id}/komentar", status=status, remark=text, **fields).text


def test_a_remark_is_written_read_and_watched_by_its_author(browser: Browser, other: Browser, cast: Cast) -> None:
    commitment = make_commitment(cast.social)
    told = say(browser.sign_in(cast.secretariat), commitment, "Mohon **daftar hadir** di https://contoh.id/a")
    assert "Komentar ditulis." in told and "1 pemantau" in told and "Berhenti memantau" in told
    page = other.sign_in(cast.police_liaison).get("commitments.show", id=commitment.id)
    assert "Sekretariat" in page.text and "secretariat, BNN Kota Palopo" in page.text
    assert page.find("a", href="https://contoh.id/a") and page.find("strong")
    assert "Menulis komentar" in page.text and "Pantau" in page.text
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.subject_type == "comment")).one()
    assert event.root_type == "commitment" and "daftar hadir" not in str(event.changes)


@pytest.mark.parametrize("who", ["secretariat", "social_liaison", "police_liaison", "reviewer", "leader"])
def test_everyone_but_the_administrator_may_write(browser: Browser, cast: Cast, who: str) -> None:
    say(browser.sign_in(getattr(cast, who)), make_commitment(cast.social), "Ya")
    assert len(remarks()) == 1


def test_the_administrator_reads_only(browser: Browser, cast: Cast) -> None:
    commitment = make_commitment(cast.social)
    page = browser.sign_in(cast.admin).get("commitments.show", id=commitment.id)
    assert not page.has_form("/komentar") and page.has_form("/pantau")
    browser.post("comments.new", {"remark": "Ya"}, 403, id=commitment.id)
    browser.get("comments.names", status=403, q="di")
    assert not remarks()


def test_without_javascript_and_by_htmx_the_thread_comes_back(browser: Browser, cast: Cast) -> None:
    commitment = make_commitment(cast.social)
    browser.sign_in(cast.secretariat).get("commitments.show", id=commitment.id)
    page = browser.submit(f"/komitmen/{commitment.id}/komentar", htmx=True, remark="Lewat htmx")
    assert page.find("section", id="komentar") and "Lewat htmx" in page.text and "<html" not in page.html
    page = browser.submit(f"/komitmen/{commitment.id}/komentar", status=422, htmx=True, remark="   ")
    assert page.find("section", id="komentar") and "Mohon isi komentar." in page.text


def test_a_remark_on_a_report_stands_by_its_round(browser: Browser, cast: Cast) -> None:
    commitment = in_state(cast, CommitmentState.UNDERWAY)
    browser.sign_in(cast.reviewer).get("comments.new", id=commitment.id, putaran="1")
    page = browser.submit(f"/komitmen/{commitment.id}/komentar", remark="Tentang putaran ini")
    assert page.find("a", href=f"/komitmen/{commitment.id}#putaran-1")
    assert remarks()[0].round == 1
    say(browser, commitment, "Tentang semuanya", about="")
    page = browser.get("comments.new", id=commitment.id, putaran="1")
    assert "Tentang putaran ini" in page.text and "Tentang semuanya" not in page.text
    assert "Tentang semuanya" in browser.get("comments.new", id=commitment.id).text
    for odd in ("2", "0", "-1", "x", "99999999999999999999"):
        browser.post("comments.new", {"remark": "Ya", "about": odd}, 422, id=commitment.id)
        browser.get("comments.new", id=commitment.id, putaran=odd)
    assert len(remarks()) == 2


@pytest.mark.parametrize("text", [
    "<script>alert(1)</script><img src=x onerror=alert(1)>", "x" * 300, "a\u202egnp.exe", "[x](javascript:alert(1))",
    "y" * 2000, "nol\x00nol", "@" * 1000, "_*" * 900, "{{ 7 * 7 }} %(name)s",
])  # fmt: skip
def test_hostile_texts_are_only_texts(browser: Browser, cast: Cast, text: str) -> None:
    commitment = make_commitment(cast.social)
    say(browser.sign_in(cast.secretariat), commitment, text)
    stored = remarks()[0].text
    assert "\x00" not in stored and stored.replace("\x00", "") == text.replace("\x00", "")
    for endpoint in ("commitments.show", "story.commitment", "comments.new"):
        page = browser.get(endpoint, id=commitment.id, saring="semua")
        assert "<script>alert" not in page.html and not page.find("img")
        assert not [a for a in page.find("a") if (a.get("href") or "").startswith("javascript")]


@pytest.mark.parametrize("text", ["", "   \n ", "\x00", "z" * 2001])
def test_a_text_that_is_no_remark_is_kept_and_refused(browser: Browser, cast: Cast, text: str) -> None:
    commitment = make_commitment(cast.social)
    told = say(browser.sign_in(cast.secretariat), commitment, text, status=422)
    assert "Mohon perbaiki isian berikut" in told and not remarks()
    assert text.strip("\x00 \n") in told


def test_a_remark_sent_twice_is_written_once(browser: Browser, cast: Cast) -> None:
    commitment = make_commitment(cast.social)
    browser.sign_in(cast.secretariat)
    for _ in range(2):
        browser.post("comments.new", {"remark": "Sekali saja @Dinas Sosial"}, id=commitment.id)
    assert len(remarks()) == 1 and mentioned() == [cast.social_liaison]


def test_whom_a_remark_mentions_sees_it_at_home_until_it_is_read(browser: Browser, other: Browser, cast: Cast) -> None:
    commitment = make_commitment(cast.social)
    told = say(
        browser.sign_in(cast.secretariat), commitment, "@dinas sosial dan @Peninjau, juga @Budi dan @Sekretariat"
    )
    assert "Yang disebut: Dinas Sosial, Peninjau, Sekretariat." in told
    assert "Tidak diberi tahu: @Budi. Tulis nama yang muncul" in told and "Menyebut: Dinsos, Peninjau" in told
    assert mentioned() == [cast.social_liaison, cast.reviewer]  # never oneself
    page = other.sign_in(cast.social_liaison).get("home.index")
    anchor = f"/komitmen/{commitment.id}#komentar-{remarks()[0].id}"
    assert "Menyebut Anda" in page.text and page.find("a", href=anchor)
    assert "Menyebut Anda" in other.get("comments.watched").text
    other.get("home.index")
    assert "Menyebut Anda" not in other.submit("/dibaca").text
    assert "Menyebut Anda" not in other.get("home.index").text


def test_nobody_reads_for_another(browser: Browser, cast: Cast) -> None:
    say(browser.sign_in(cast.secretariat), make_commitment(cast.social), "@Dinas Sosial")
    key = db.session.scalars(sa.select(Mention.id)).one()
    browser.post("comments.seen", status=404, id=key)
    browser.post("comments.seen", status=404, id=9999)
    assert db.session.scalars(sa.select(Mention.seen_at)).one() is None


def test_an_author_takes_back_and_restores_while_it_is_fresh(browser: Browser, cast: Cast) -> None:
    commitment = make_commitment(cast.social)
    say(browser.sign_in(cast.social_liaison), commitment, "Keliru @Peninjau")
    page = browser.submit("/hapus")
    assert "Komentar dihapus oleh Dinsos" in page.text and "Keliru" not in page.text
    assert "Keliru" not in browser.get("story.commitment", id=commitment.id, saring="semua").text
    browser.get("commitments.show", id=commitment.id)
    assert "Keliru" in browser.submit("/pulihkan").text
    db.session.execute(sa.update(Comment.__table__).values(at=now() - dt.timedelta(minutes=16)))  # type: ignore[arg-type]
    db.session.commit()
    assert not browser.get("commitments.show", id=commitment.id).has_form("/hapus")
    browser.post("comments.remove", status=403, id=remarks()[0].id)


def test_a_removed_remark_mentions_nobody(browser: Browser, other: Browser, cast: Cast) -> None:
    say(browser.sign_in(cast.secretariat), make_commitment(cast.social), "Keliru @Peninjau")
    browser.submit("/hapus")
    assert "Menyebut Anda" not in other.sign_in(cast.reviewer).get("home.index").text


def test_the_secretariat_removes_what_others_wrote_and_only_it_brings_that_back(
    app: Flask, browser: Browser, other: Browser, cast: Cast
) -> None:
    commitment = make_commitment(cast.social)
    say(browser.sign_in(cast.social_liaison), commitment, "Kasar")
    key = remarks()[0].id
    Browser(app).sign_in(cast.police_liaison).post("comments.remove", status=403, id=key)
    other.sign_in(cast.secretariat).get("commitments.show", id=commitment.id)
    assert "dihapus oleh Sekretariat" in other.submit("/hapus").text
    assert not browser.get("commitments.show", id=commitment.id).has_form("/pulihkan")
    assert "Komentar ini dihapus oleh Sekretariat." in browser.post("comments.restore", id=key).text
    assert "Komentar ini sudah dihapus." in other.post("comments.remove", id=key).text
    other.get("commitments.show", id=commitment.id)
    assert "Kasar" in other.submit("/pulihkan").text


def test_names_are_suggested_a_few_and_never_as_a_list(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.leader)

    def suggested(text: str) -> list[str]:
        return [each["name"] for each in browser.raw("GET", "/sebutan", query_string={"q": text}).get_json()["names"]]

    assert suggested("dinas so") == ["Dinas Sosial"] and suggested("SOS") == ["Dinas Sosial"]
    assert suggested("pen") == ["Peninjau"]
    for odd in ("", "d", " ", "%%", "__", "zz", "x" * 5000, "\x00\x00", "osial"):
        assert suggested(odd) == []


def test_the_pages_speak_english_too(browser: Browser, cast: Cast) -> None:
    commitment = make_commitment(cast.social)
    say(browser.sign_in(cast.secretariat), commitment, "Ya")
    browser.post("home.preferences", {"bahasa": "en"})
    for endpoint in ("commitments.show", "story.commitment", "comments.new"):
        assert browser.get(endpoint, id=commitment.id).find("html", lang="en")
    assert browser.get("comments.watched").find("html", lang="en")


def test_watching(browser: Browser, cast: Cast) -> None:
    commitment = make_commitment(cast.social)
    page = browser.sign_in(cast.admin).get("comments.watched")
    assert "Belum ada yang Anda pantau" in page.text
    browser.get("commitments.show", id=commitment.id)
    page = browser.submit("/pantau", htmx=True)
    assert page.find("div", id="pantau") and "1 pemantau" in page.text
    page = browser.get("comments.watched")
    assert page.find("a", href=f"/komitmen/{commitment.id}") and "Bergerak sejak" not in page.text
    stored = db.session.get_one(Commitment, commitment.id)
    stored.statement = "Menyediakan 41 tempat pelatihan"
    db.session.commit()
    assert "Bergerak sejak Anda membuka daftar ini" in browser.get("comments.watched").text
    browser.submit("/berhenti-pantau")
    assert "Belum ada yang Anda pantau" in browser.get("comments.watched").text
    assert not db.session.scalars(sa.select(Watch)).all()


def test_home_asks_no_more_for_who_holds_every_role_and_is_mentioned_often(browser: Browser, cast: Cast) -> None:
    user = make_user("semua@contoh.go.id", "Segala Peran")
    for role in Role:
        seat(user, db.session.get_one(Agency, cast.health), role)
    commitment = make_commitment(cast.social)
    for n in range(9):
        comment = Comment(root_type="commitment", root_id=commitment.id, text=f"Ke-{n}", author_id=1, author_name="A")
        db.session.add(comment)
        db.session.flush()
        db.session.add(Mention(comment_id=comment.id, user_id=user.id))
    db.session.commit()
    page = browser.sign_in("semua@contoh.go.id").get("home.index")
    assert page.queries <= 12 and "Ke-1" in page.text and "Ke-8" not in page.text
    assert "Ke-0" in browser.get("comments.watched").text
