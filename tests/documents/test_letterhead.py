"""The letterhead of an agency: who sets it, which pictures are taken, and how it prints."""

from __future__ import annotations

import threading
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from app.agencies.models import Agency
from app.clock import today
from app.documents.letterhead import letterhead_of
from app.documents.models import Letterhead
from app.documents.notula import notula
from app.documents.sample import sample_record
from app.documents.typesetting import typeset
from app.extensions import db
from app.files.models import StoredFile
from app.files.service import path_of
from app.meetings.models import MeetingState
from tests.browser import Browser
from tests.documents.making import sound
from tests.documents.tagging import structure
from tests.factories import Cast, make_meeting
from tests.pictures import HTML, SVG, picture, png_that_bursts

TEXTS = {"upper": "Pemerintah Kota & <Palopo>", "contact": "Telp. (0471) 000", "city": "Palopo"}


def send(browser: Browser, agency_id: int, picture: bytes = b"", name: str = "lambang.png", **fields: str) -> Any:
    """Send the form with a picture, as a browser would."""
    page = browser.get("documents.letterhead", id=agency_id)
    version = next(field.get("value") for field in page.find("input", name="version"))
    data: dict[str, Any] = {"csrf_token": browser.token(), "version": version, **TEXTS, **fields}
    data["emblem"] = (BytesIO(picture), name) if picture else (BytesIO(b""), "")
    return browser.raw("POST", f"/instansi/{agency_id}/kop", data=data, content_type="multipart/form-data")


def stored() -> Letterhead:
    """The one letterhead there is."""
    return db.session.scalars(sa.select(Letterhead), execution_options={"populate_existing": True}).one()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_letterhead_is_set_and_prints_with_its_emblem(browser: Browser, cast: Cast, kind: str) -> None:
    name = f"lambang.{kind.lower()}"
    assert send(browser.sign_in(cast.admin), cast.bnn, picture(kind), name).status_code == 303
    assert stored().upper == TEXTS["upper"] and stored().picture is not None
    page = browser.get("agencies.show", id=cast.bnn)
    assert "Membuat kop naskah dinas" in page.text
    meeting = make_meeting(cast.bnn, MeetingState.CLOSED)
    pdf = browser.raw("GET", f"/rapat/{meeting.id}/dokumen/notula.pdf").get_data()
    text = sound(pdf)
    assert text.index("PEMERINTAH KOTA & <PALOPO>") < text.index("BNN KOTA PALOPO") < text.index("Telp. (0471) 000")
    assert "Palopo, " in text and [each.alt for each in structure(pdf).all("Figure")] == ["Lambang BNN Kota Palopo"]
    assert browser.raw("GET", f"/rapat/{meeting.id}/dokumen/notula.docx").status_code == 200


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (HTML, "lambang.png", "bukan JPEG, PNG, WebP"), (SVG, "lambang.svg", "bukan JPEG, PNG, WebP"),
        (picture()[:80], "lambang.jpg", "rusak atau tidak lengkap"), (b"%PDF-1.4", "lambang.pdf", "bukan JPEG"),
        (png_that_bursts(30_000), "lambang.png", "megapiksel"), (picture(), "lambang.exe", "berakhiran"),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused_with_the_reason_and_the_texts_stay(
    browser: Browser, cast: Cast, content: bytes, name: str, said: str
) -> None:
    answer = send(browser.sign_in(cast.secretariat), cast.bnn, content, name)
    assert answer.status_code == 422 and said in answer.get_data(as_text=True)
    assert 'value="Telp. (0471) 000"' in answer.get_data(as_text=True)
    assert not db.session.scalar(sa.select(sa.func.count(Letterhead.id)))


def test_only_who_may_sets_it_and_everyone_with_a_post_sees_the_emblem(
    browser: Browser, other: Browser, cast: Cast
) -> None:
    send(browser.sign_in(cast.admin), cast.bnn, picture("PNG"))
    file = db.session.scalars(sa.select(StoredFile.id)).one()
    other.sign_in(cast.social_liaison)
    with other.raw("GET", f"/berkas/{file}") as answer:
        assert answer.status_code == 200
    assert "Kop naskah dinas" not in other.get("agencies.show", id=cast.bnn).text
    other.get("documents.letterhead", id=cast.bnn, status=403)
    other.post(f"/instansi/{cast.bnn}/kop", TEXTS, status=403)
    assert other.raw("GET", f"/instansi/{cast.bnn}/kop/contoh.png").status_code == 403
    browser.get("documents.letterhead", id=99999, status=404)


def test_the_emblem_is_kept_replaced_and_removed(browser: Browser, cast: Cast) -> None:
    send(browser.sign_in(cast.admin), cast.bnn, picture("PNG"))
    first = stored().picture_id
    assert send(browser, cast.bnn, upper="Lain").status_code == 303
    assert (stored().picture_id, stored().upper) == (first, "Lain")
    send(browser, cast.bnn, picture("PNG", colour="#ff0000"))
    assert stored().picture_id != first
    send(browser, cast.bnn, without_emblem="y")
    assert stored().picture_id is None


def test_two_who_change_it_at_once_see_each_other(browser: Browser, other: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin).get("documents.letterhead", id=cast.bnn)
    send(other.sign_in(cast.secretariat), cast.bnn, city="Makassar")
    page = browser.submit("/kop", status=409, **TEXTS)
    assert "baru saja diubah orang lain" in page.text and "Makassar" in page.text
    browser.submit("/kop", **TEXTS)
    assert stored().city == "Palopo"


def test_sent_twice_at_the_same_moment_it_is_one(app: Flask, browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.admin).get("documents.letterhead", id=cast.bnn)
    fields = {"csrf_token": browser.token(), "version": "", **TEXTS}
    cookie = browser.client.get_cookie("sinergi")
    assert cookie is not None
    codes: list[int] = []

    def post() -> None:
        client = app.test_client()
        client.set_cookie("sinergi", cookie.value)
        codes.append(client.post(f"/instansi/{cast.bnn}/kop", data=fields).status_code)

    db.session.remove()
    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [303] * 4, codes  # the same texts again are no conflict
    assert db.session.scalar(sa.select(sa.func.count(Letterhead.id))) == 1


def test_the_preview_shows_the_head_as_it_prints(browser: Browser, cast: Cast) -> None:
    send(browser.sign_in(cast.admin), cast.bnn, picture("PNG", (60, 60), "#ff0000"))
    page = browser.get("documents.letterhead", id=cast.bnn)
    address = next(image.get("src") for image in page.find("img"))
    answer = browser.raw("GET", address or "")
    assert answer.mimetype == "image/png" and answer.headers["Cache-Control"] == "no-store"
    shown = Image.open(BytesIO(answer.get_data())).convert("RGB")
    assert shown.width > 600 and (255, 0, 0) in {colour for _, colour in shown.getcolors(99999) or ()}


def test_without_one_the_head_is_name_and_address_and_a_lost_picture_stops_no_paper(
    browser: Browser, cast: Cast
) -> None:
    agency = db.session.get_one(Agency, cast.bnn)
    assert letterhead_of(agency, today()) == {
        "upper": "", "name": "BNN Kota Palopo", "address": "", "contact": "", "city": "", "logo": None,
    }  # fmt: skip
    send(browser.sign_in(cast.admin), cast.bnn, picture("PNG"))
    path_of(db.session.scalars(sa.select(StoredFile.sha256)).one()).unlink()
    head = letterhead_of(db.session.get_one(Agency, cast.bnn), today())
    assert head["logo"] is None and typeset("notula", notula(sample_record(1), head)).startswith(b"%PDF")
