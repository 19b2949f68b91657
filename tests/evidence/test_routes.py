"""Evidence: added to the draft of a report, taken away, handed in, handed out, and to whom."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import FileStorage

from app.agencies.models import Agency
from app.commitments.models import Commitment
from app.evidence import routes, service
from app.evidence.models import Evidence, EvidenceVerdict
from app.extensions import db
from app.files.models import StoredFile
from tests.at_once import at_once
from tests.browser import Browser
from tests.commitments.steps import S, in_state, stored
from tests.factories import Cast
from tests.minutes.test_photos import look, post
from tests.pictures import HTML, SVG, package, paper, picture, picture_with_place

OTHERS = ["admin", "secretariat", "police_liaison", "reviewer", "leader"]


def send(browser: Browser, commitment_id: int, *files: tuple[bytes, str], field: str = "bukti", **fields: str) -> Any:
    """Upload as the form does; returns the raw answer."""
    data = {"csrf_token": browser.token(), field: [FileStorage(BytesIO(content), name) for content, name in files]}
    return post(browser, f"/komitmen/{commitment_id}/bukti", data | fields, {})


def pieces() -> list[Evidence]:
    """All evidence, removed ones too."""
    db.session.rollback()
    rows = sa.select(Evidence).order_by(Evidence.id).execution_options(populate_existing=True)
    return list(db.session.scalars(rows))


@pytest.fixture
def made(app: Flask, cast: Cast) -> Commitment:
    """A commitment that can be reported."""
    return in_state(cast, S.AGREED)


@pytest.fixture
def liaison(browser: Browser, cast: Cast) -> Browser:
    """Who reports."""
    return browser.sign_in(cast.social_liaison)


def hand_in(browser: Browser, commitment_id: int, **fields: str) -> None:
    """Submit the report."""
    browser.get("commitments.report", id=commitment_id)
    browser.submit("/lapor", **({"quantity": "30", "narrative": "Tiga puluh orang."} | fields))


def test_files_of_all_kinds_are_added_at_once_and_shown(liaison: Browser, made: Commitment) -> None:
    files = [(picture(), "foto.jpg"), (paper(), "Tanda terima.pdf"), (package(), "a.docx"),
             (package("xl/workbook.xml"), "b.xlsx")]  # fmt: skip
    assert send(liaison, made.id, *files).status_code == 303
    page = liaison.get("evidence.index", id=made.id)
    assert "4 bukti ditambahkan." in page.text and "Tanda terima.pdf" in page.text
    assert {i.get("alt") for i in page.find("img")} == {"Bukti: foto.jpg", "Halaman pertama: Tanda terima.pdf"}
    page = liaison.get("commitments.report", id=made.id)
    assert "b.xlsx" in page.text and "Jangan unggah data pribadi" in page.text
    assert "Kuota bukti instansi: terpakai" in page.text
    hand_in(liaison, made.id)
    page = liaison.get("commitments.show", id=made.id)
    assert "Tanda terima.pdf" in page.text and len(page.find("img")) == 2 and "Menambahkan bukti" in page.text
    assert {piece.report_id for piece in pieces()} == {1}


def test_each_refusal_names_the_file_and_the_good_ones_are_kept(liaison: Browser, made: Commitment) -> None:
    answer = send(liaison, made.id, (HTML, "a.pdf"), (SVG, "b.svg"), (paper(), "c.pdf"), (b"", "d.docx"))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422 and [piece.name for piece in pieces()] == ["c.pdf"]
    assert "a.pdf: Isi berkas ini bukan" in html and "b.svg: Isi berkas" in html and "d.docx: Berkas ini kosong" in html
    assert "Pilih paling sedikit satu berkas." in send(liaison, made.id).get_data(as_text=True)


def test_an_upload_repeated_after_a_broken_line_doubles_nothing(liaison: Browser, made: Commitment) -> None:
    for _ in range(2):
        assert send(liaison, made.id, (paper(), "a.pdf"), key="satu").status_code == 303
    assert send(liaison, made.id, (paper("lain"), "a.pdf"), key="satu").status_code == 303
    assert send(liaison, made.id, (paper(), "a.pdf"), key="dua").status_code == 303
    assert [piece.key for piece in pieces()] == ["satu"]
    assert send(liaison, made.id, (paper("x"), "b.pdf"), key="k" * 300).status_code == 303
    assert len(pieces()) == 2


def test_the_same_upload_at_once_is_one_piece(app: Flask, liaison: Browser, made: Commitment) -> None:
    token, key = liaison.token(), made.id

    def upload() -> int:
        mine = Browser(app, checking=False)
        mine.client._cookies = dict(liaison.client._cookies)  # type: ignore[attr-defined]
        data = {"csrf_token": token, "key": "satu", "bukti": FileStorage(BytesIO(picture()), "a.jpg")}
        return int(post(mine, f"/komitmen/{key}/bukti", data, {}).status_code)

    assert at_once(*[upload] * 4) == [303] * 4
    assert len(pieces()) == 1


def test_a_piece_is_taken_away_and_comes_back_until_it_is_handed_in(liaison: Browser, made: Commitment) -> None:
    send(liaison, made.id, (paper(), "a.pdf"), (paper("b"), "b.pdf"))
    first = next(piece.id for piece in pieces() if piece.name == "a.pdf")
    liaison.get("evidence.index", id=made.id)
    page = liaison.submit(f"/bukti/{first}/hapus")
    assert "Bukti dihapus." in page.text and "a.pdf" not in page.text
    assert look(liaison, f"/bukti/{first}").status_code == 404
    page = liaison.submit(f"/bukti/{first}/pulihkan")
    assert "a.pdf" in page.text
    liaison.submit(f"/bukti/{first}/hapus")
    hand_in(liaison, made.id)
    assert [(piece.name, piece.report_id) for piece in sorted(pieces(), key=lambda p: p.name)] == [
        ("a.pdf", None), ("b.pdf", 1)]  # fmt: skip
    sent = next(piece.id for piece in pieces() if piece.report_id)
    for act in ("remove", "restore"):
        page = liaison.post(f"evidence.{act}", id=sent)
        assert "tidak dapat dihapus" in page.text and page.url == f"/komitmen/{made.id}"
    assert next(piece for piece in pieces() if piece.id == sent).removed_at is None


def test_a_file_is_handed_out_under_its_own_name_and_as_nothing_that_runs(liaison: Browser, made: Commitment) -> None:
    names = ['Laporan "akhir"; ke-2.pdf', "Bukti é 日.pdf", "n" * 300 + ".pdf"]
    send(liaison, made.id, *[(paper(str(n)), name) for n, name in enumerate(names)], (picture("PNG"), "x.php.jpg"))
    for piece in pieces():
        answer = look(liaison, f"/bukti/{piece.id}")
        disposition = answer.headers["Content-Disposition"]
        assert answer.status_code == 200 and disposition.startswith("attachment") and "\n" not in disposition
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if piece.name.startswith("Bukti"):
            assert "filename*=UTF-8''Bukti%20%C3%A9%20%E6%97%A5.pdf" in disposition
        if "php" in piece.name:
            assert "x.php.jpg.png" in disposition and answer.mimetype == "image/png"


def test_links_are_texts_that_nobody_fetches(liaison: Browser, made: Commitment) -> None:
    liaison.get("evidence.index", id=made.id)
    page = liaison.submit("/bukti/tautan", link="https://contoh.go.id/album?x=<b>")
    link = next(a for a in page.find("a") if (a.get("href") or "").startswith("https://contoh"))
    assert "noopener" in (link.get("rel") or "") and "tidak diperiksa oleh sistem" in page.text
    for wrong in (
        "javascript:alert(1)",
        "data:text/html,x",
        "contoh.go.id",
        "https://a b",
        "",
        "https://" + "x" * 2000,
    ):
        liaison.submit("/bukti/tautan", status=422, link=wrong)
    liaison.submit("/bukti/tautan", link="https://contoh.go.id/album?x=<b>")
    assert len(pieces()) == 1
    assert look(liaison, f"/bukti/{pieces()[0].id}").status_code == 404


def test_the_place_of_a_photo_is_kept_on_purpose_only(liaison: Browser, made: Commitment) -> None:
    send(liaison, made.id, (picture_with_place(), "a.jpg"))
    send(liaison, made.id, (picture_with_place(), "b.jpg"), (paper(), "c.pdf"), keep_place="y")
    assert {piece.name: piece.keeps_place for piece in pieces()} == {"a.jpg": False, "b.jpg": True, "c.pdf": False}
    assert "menyimpan lokasi" in liaison.get("evidence.index", id=made.id).text


@pytest.mark.parametrize("who", OTHERS)
def test_only_the_agency_itself_adds_and_sees_its_draft(
    app: Flask, liaison: Browser, other: Browser, cast: Cast, made: Commitment, who: str
) -> None:
    send(liaison, made.id, (picture(), "a.jpg"))
    piece, file = pieces()[0].id, pieces()[0].file_id
    other.sign_in(getattr(cast, who))
    assert send(other, made.id, (paper(), "b.pdf")).status_code == 403
    other.get("evidence.index", id=made.id, status=403)
    other.post("evidence.link", {"link": "https://contoh.go.id"}, id=made.id, status=403)
    for path in (f"/bukti/{piece}", f"/berkas/{file}", f"/berkas/{file}/kecil"):
        assert look(other, path).status_code == 404, path
    for act in ("remove", "restore"):
        other.post(f"evidence.{act}", id=piece, status=404)
    hand_in(liaison, made.id)
    for path in (f"/bukti/{piece}", f"/berkas/{file}", f"/berkas/{file}/kecil"):
        assert look(other, path).status_code == 200, path
    for act in ("remove", "restore"):
        other.post(f"evidence.{act}", id=piece, status=403)
    assert look(Browser(app), f"/bukti/{piece}").status_code == 302
    assert len(pieces()) == 1


@pytest.mark.parametrize("state", [S.PROPOSED, S.VERIFIED, S.SUSPENDED, S.CANCELLED])
def test_where_nothing_is_reported_no_evidence_is_taken(browser: Browser, cast: Cast, state: S) -> None:
    made = in_state(cast, state)
    browser.sign_in(cast.social_liaison)
    assert send(browser, made.id, (paper(), "a.pdf")).status_code == 303
    page = browser.get("evidence.index", id=made.id)
    assert page.url == f"/komitmen/{made.id}" and str(state.label) in page.text and not pieces()


def test_a_quota_is_told_and_holds(
    app: Flask, liaison: Browser, cast: Cast, made: Commitment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "EVIDENCE_QUOTA", 2000)
    assert send(liaison, made.id, (paper("a"), "a.pdf")).status_code == 303
    before = db.session.scalar(sa.select(sa.func.count(StoredFile.id)))
    answer = send(liaison, made.id, (paper("b" * 1900), "b.pdf"))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "b.pdf: Kuota bukti instansi Anda 2 KB, tersisa" in html
    assert [piece.name for piece in pieces()] == ["a.pdf"]
    assert db.session.scalar(sa.select(sa.func.count(StoredFile.id))) == before
    other = in_state(cast, S.AGREED, cast.police)
    browser = Browser(app).sign_in(cast.police_liaison)
    assert send(browser, other.id, (paper("c" * 1000), "c.pdf")).status_code == 303
    assert "Kuota bukti instansi: terpakai" in liaison.get("agencies.show", id=cast.social).text


def test_a_report_holds_so_many_pieces(liaison: Browser, made: Commitment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST", 1)
    send(liaison, made.id, (paper(), "a.pdf"))
    answer = send(liaison, made.id, (paper("b"), "b.pdf"))
    assert answer.status_code == 422 and "b.pdf: Satu laporan memuat" in answer.get_data(as_text=True)


def test_what_was_removed_comes_back_only_where_there_is_room(
    app: Flask, liaison: Browser, made: Commitment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST", 1)
    send(liaison, made.id, (paper("a"), "a.pdf"))
    liaison.post("evidence.remove", id=1)
    send(liaison, made.id, (paper("b"), "b.pdf"))
    assert "Satu laporan memuat paling banyak 1 bukti" in liaison.post("evidence.restore", id=1).text
    assert "a.pdf: Satu laporan memuat" in send(liaison, made.id, (paper("a"), "a.pdf")).get_data(as_text=True)
    monkeypatch.setattr(service, "MOST", 40)
    monkeypatch.setitem(app.config, "EVIDENCE_QUOTA", len(paper("b")) + 10)
    assert "Kuota bukti instansi Anda" in liaison.post("evidence.restore", id=1).text
    assert [piece.name for piece in pieces() if not piece.removed_at] == ["b.pdf"]


def test_files_are_not_taken_for_an_agency_that_leads_no_longer(
    liaison: Browser, cast: Cast, made: Commitment, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_into = routes.stored

    def slowly(*args: Any) -> Any:
        """While the files are looked into the agency merges away, and another one leads."""
        found = look_into(*args)
        commitment = db.session.get_one(Commitment, made.id)
        commitment.lead_agency = db.session.get_one(Agency, cast.police)
        db.session.commit()
        return found

    monkeypatch.setattr(routes, "stored", slowly)
    assert send(liaison, made.id, (paper(), "a.pdf")).status_code == 403
    assert not pieces()


def test_after_a_return_what_was_enough_is_still_there(liaison: Browser, cast: Cast, made: Commitment) -> None:
    send(liaison, made.id, (paper("a"), "cukup.pdf"), (paper("b"), "kurang.pdf"), (paper("c"), "belum.pdf"))
    hand_in(liaison, made.id)
    for piece in pieces():
        verdicts = {"cukup.pdf": EvidenceVerdict.ENOUGH, "kurang.pdf": EvidenceVerdict.NOT_ENOUGH}
        piece.verdict = verdicts.get(piece.name, EvidenceVerdict.WAITING)
        piece.remark = "Dilihat"
    stored_one = db.session.get_one(Commitment, made.id)
    stored_one.send_back("Foto kurang", 1)
    db.session.commit()
    used = sum(piece.size for piece in pieces())
    page = liaison.get("commitments.report", id=made.id)
    names = {piece.id: piece.name for piece in pieces()}
    ticked = [names[int(value)] for name, value in page.form("/lapor").fields if name == "kept"]
    assert sorted(ticked) == ["belum.pdf", "cukup.pdf"]
    liaison.submit("/lapor", quantity="30")
    carried = [piece for piece in pieces() if piece.report_id == 2]
    assert {(piece.name, piece.verdict.value, piece.remark) for piece in carried} == {
        ("cukup.pdf", "enough", "Dilihat"), ("belum.pdf", "waiting", "")}  # fmt: skip
    assert sum(piece.size for piece in pieces()) == used, "one file counts once"
    assert len([piece for piece in pieces() if piece.report_id == 1]) == 3


def test_evidence_of_another_commitment_in_a_hidden_field_has_no_effect(
    liaison: Browser, cast: Cast, made: Commitment
) -> None:
    foreign = in_state(cast, S.REPORTED, cast.police)
    db.session.add(
        Evidence(
            commitment_id=foreign.id, report_id=foreign.reports[0].id, agency_id=cast.police, name="x", added_name="x"
        )
    )
    db.session.commit()
    liaison.get("commitments.report", id=made.id)
    page = liaison.submit("/lapor", status=422, quantity="30", narrative="Ada", kept="1")
    assert "Pilih dari daftar." in page.text
    assert pieces()[0].commitment_id == foreign.id and not stored(made.id).reports


def test_the_page_asks_as_often_for_many_pieces_as_for_few(liaison: Browser, made: Commitment) -> None:
    send(liaison, made.id, (paper("0"), "0.pdf"))
    few = liaison.get("commitments.report", id=made.id).queries
    send(liaison, made.id, *[(paper(str(n)), f"{n}.pdf") for n in range(1, 6)])
    assert liaison.get("commitments.report", id=made.id).queries == few
