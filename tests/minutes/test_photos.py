"""Photos of a line of the minutes."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from app.audit import AuditEvent
from app.extensions import db
from app.files.models import StoredFile
from app.files.received import plain_name
from app.meetings.models import Meeting, MeetingState
from app.minutes.models import LineKind, MinutesLine
from app.minutes.photos import MOST, MinutesPhoto, photos_by_line
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast, make_meeting
from tests.pictures import HTML, SVG, picture, png_that_bursts

OTHERS = ["admin", "social_liaison", "reviewer", "leader"]


def make_line(cast: Cast, state: MeetingState = MeetingState.RUNNING, **facts: Any) -> MinutesLine:
    """A line of a meeting."""
    meeting = make_meeting(cast.bnn, state, **facts)
    line = MinutesLine(agenda_item_id=meeting.agenda[0].id, meeting_id=meeting.id, position=1, kind=LineKind.NOTE)
    line.write("Peserta melihat *lokasi*", None)
    db.session.add(line)
    db.session.commit()
    return line


def send(browser: Browser, line_id: int, *files: tuple[bytes, str], field: str = "foto", **headers: str) -> Any:
    """Upload as the form does; returns the raw answer."""
    data = {"csrf_token": browser.token(), field: [FileStorage(BytesIO(content), name) for content, name in files]}
    return post(browser, f"/rapat/butir/{line_id}/foto", data, headers)


def post(browser: Browser, url: str, data: dict[str, Any], headers: dict[str, str]) -> Any:
    """Send a form with files, of any size."""
    boundary, body = encode_multipart(MultiDict(data))
    kind = f'multipart/form-data; boundary="{boundary}"'
    return browser.raw("POST", url, data=body, content_type=kind, headers=headers)


def look(browser: Browser, url: str, **options: Any) -> Any:
    """Open a file to its end."""
    answer = browser.raw("GET", url, **options)
    assert answer.data is not None
    answer.close()
    return answer


def photos() -> list[MinutesPhoto]:
    """All photos, removed ones too."""
    db.session.rollback()
    rows = sa.select(MinutesPhoto).order_by(MinutesPhoto.id).execution_options(populate_existing=True)
    return list(db.session.scalars(rows))


def test_photos_are_added_by_a_plain_form_and_shown(browser: Browser, cast: Cast) -> None:
    line = make_line(cast)
    browser.sign_in(cast.secretariat).get("photos.index", id=line.id)
    form = browser.page.find("form", enctype="multipart/form-data")[0]
    assert form.get("action") == f"/rapat/butir/{line.id}/foto"
    assert browser.page.find("input", name="foto", accept="image/*")[0].get("multiple") is not None
    assert browser.page.find("input", name="kamera", capture="environment")
    answer = send(browser, line.id, (picture(size=(640, 480)), "Papan tulis.jpg"), (picture("PNG"), "denah.png"))
    assert answer.status_code == 303
    page = browser.get("photos.index", id=line.id)
    assert "2 foto ditambahkan." in page.text
    shown = {image.get("alt"): image for image in page.find("img")}
    assert set(shown) == {"Foto: Papan tulis.jpg", "Foto: denah.png"}
    image = shown["Foto: Papan tulis.jpg"]
    assert (image.get("width"), image.get("height")) == ("640", "480")
    assert photos_by_line(line.meeting_id)[line.id][0].added_by == "Sekretariat"


def test_the_camera_field_does_the_same(browser: Browser, cast: Cast) -> None:
    line = make_line(cast)
    browser.sign_in(cast.secretariat)
    assert send(browser, line.id, (picture(), "image.jpg"), field="kamera").status_code == 303
    assert [photo.name for photo in photos()] == ["image.jpg"]


def test_what_is_kept_and_what_is_refused_are_told_apart(browser: Browser, cast: Cast) -> None:
    line = make_line(cast)
    browser.sign_in(cast.secretariat).get("photos.index", id=line.id)
    answer = send(browser, line.id, (picture(), "baik.jpg"), (SVG, "peta.svg"), (HTML, "surat.jpg"))
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "peta.svg: Isi berkas ini bukan JPEG, PNG, WebP." in page and "surat.jpg: Isi berkas ini bukan" in page
    assert [photo.name for photo in photos()] == ["baik.jpg"]


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (SVG, "a.svg", "Isi berkas ini bukan"), (picture("GIF"), "a.gif", "Isi berkas ini bukan"),
        (HTML, "a.jpg", "Isi berkas ini bukan"),
        (picture(size=(500, 500))[:-500], "a.jpg", "rusak atau tidak lengkap"), (b"", "a.jpg", "kosong"),
        (png_that_bursts(9000), "a.png", "melebihi 40 megapiksel"),
    ],
    ids=["svg", "gif", "html", "truncated", "empty", "bomb"],
)  # fmt: skip
def test_a_wrong_file_gets_a_sentence_by_page_and_by_fragment(
    browser: Browser, cast: Cast, data: bytes, name: str, sentence: str
) -> None:
    line = make_line(cast)
    browser.sign_in(cast.secretariat)
    for headers in ({}, {"HX-Request": "true"}):
        answer = send(browser, line.id, (data, name), **headers)
        assert answer.status_code == 422 and sentence in answer.get_data(as_text=True)
    assert not photos() and not db.session.scalars(sa.select(StoredFile)).all()


def test_an_empty_form_is_told_what_is_missing(browser: Browser, cast: Cast) -> None:
    line = make_line(cast)
    browser.sign_in(cast.secretariat).get("photos.index", id=line.id)
    assert "Pilih paling sedikit satu foto." in browser.submit("/foto", status=422).text
    assert "Pilih paling sedikit" in browser.submit("/foto", status=422, foto="x" * 1_000_000, kamera="\0").text


def test_an_upload_that_is_too_large_gets_a_sentence(app: Flask, browser: Browser, cast: Cast) -> None:
    line = make_line(cast)
    browser.sign_in(cast.secretariat)
    large = (b"\xff\xd8\xff" + bytes(6 * 1024 * 1024), "besar.jpg")
    assert send(browser, line.id, large).status_code == 422  # over the 4 MiB of other requests
    for headers in ({}, {"HX-Request": "true"}):
        answer = send(browser, line.id, large, large, **headers)
        assert answer.status_code == 413 and "Sekali kirim paling banyak 10 MB." in answer.get_data(as_text=True)
    answer = post(
        browser, f"/rapat/butir/{line.id}/ubah", {"text": "x", "foto": FileStorage(BytesIO(large[0]), "a.jpg")}, {}
    )
    assert answer.status_code == 413 and "Isian terlalu besar" in answer.get_data(as_text=True)


def test_other_roles_add_and_remove_nothing_but_see(browser: Browser, other: Browser, cast: Cast) -> None:
    line = make_line(cast)
    browser.sign_in(cast.secretariat)
    send(browser, line.id, (picture(), "a.jpg"))
    (photo,) = photos()
    for role in OTHERS:
        other = Browser(browser.app).sign_in(getattr(cast, role))
        other.get("photos.index", id=line.id, status=403)
        assert send(other, line.id, (picture("PNG"), "b.png")).status_code == 403
        other.post("photos.remove", id=photo.id, status=403)
        other.post("photos.restore", id=photo.id, status=403)
        assert look(other, f"/berkas/{photo.file_id}").status_code == 200
        assert look(other, f"/berkas/{photo.file_id}/kecil").status_code == 200
    assert len(photos()) == 1 and photos()[0].removed_at is None


def test_a_file_is_hidden_from_who_may_not_see_its_meeting(browser: Browser, cast: Cast) -> None:
    line = make_line(cast)
    browser.sign_in(cast.secretariat)
    send(browser, line.id, (picture(), "a.jpg"))
    url = f"/berkas/{photos()[0].file_id}"
    assert Browser(browser.app).raw("GET", url).status_code == 302
    db.session.get_one(Meeting, line.meeting_id).state = MeetingState.DRAFT
    db.session.commit()
    liaison = Browser(browser.app).sign_in(cast.social_liaison)
    assert look(liaison, url).status_code == look(liaison, url + "/kecil").status_code == 404
    assert look(browser, url).status_code == 200
    elsewhere = make_line(cast)
    send(browser, elsewhere.id, (picture(), "a.jpg"))  # the same content in a meeting that all may see
    assert look(liaison, url).status_code == 200


def test_a_file_is_handed_out_so_that_a_browser_runs_nothing(browser: Browser, cast: Cast) -> None:
    line = make_line(cast)
    browser.sign_in(cast.secretariat)
    send(browser, line.id, (picture(), "a.jpg"))
    file = db.session.get_one(StoredFile, photos()[0].file_id)
    answer = look(browser, f"/berkas/{file.id}")
    assert answer.mimetype == "image/jpeg" and len(answer.data) == file.size
    assert answer.headers.getlist("Content-Security-Policy") == ["default-src 'none'; sandbox"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Content-Disposition"] == f'inline; filename="berkas-{file.id}.jpg"'
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["ETag"] == f'"{file.sha256}"'
    again = look(browser, f"/berkas/{file.id}", headers={"If-None-Match": f'"{file.sha256}"'})
    assert again.status_code == 304 and not again.data
    assert look(browser, f"/berkas/{file.id}/kecil").mimetype == "image/webp"
    for path in ("/berkas/999", f"/berkas/{2**63}", f"/berkas/{2**80}/kecil", "/berkas/0", "/berkas/x"):
        assert look(browser, path).status_code == 404


def test_a_kind_that_is_not_ours_is_only_saved(app: Flask, browser: Browser, cast: Cast) -> None:
    line = make_line(cast)
    browser.sign_in(cast.secretariat)
    send(browser, line.id, (picture(), "a.jpg"))
    file = db.session.get_one(StoredFile, photos()[0].file_id)
    file.media_type = "text/html"
    db.session.commit()
    answer = look(browser, f"/berkas/{file.id}")
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_file_that_is_lost_from_the_disk_is_no_fault_of_the_page(app: Flask, browser: Browser, cast: Cast) -> None:
    from app.files.service import path_of

    line = make_line(cast)
    browser.sign_in(cast.secretariat)
    send(browser, line.id, (picture(colour="#123456"), "a.jpg"))
    file = db.session.get_one(StoredFile, photos()[0].file_id)
    path_of(file.sha256).unlink()
    assert look(browser, f"/berkas/{file.id}").status_code == 404
    send(browser, line.id, (picture(colour="#123456"), "a.jpg"))  # sending it again brings it back
    assert look(browser, f"/berkas/{file.id}").status_code == 200


def test_a_photo_is_removed_and_brought_back(browser: Browser, cast: Cast) -> None:
    line = make_line(cast)
    browser.sign_in(cast.secretariat)
    send(browser, line.id, (picture(), "a.jpg"))
    (photo,) = photos()
    browser.get("photos.index", id=line.id)
    page = browser.submit(f"/foto/{photo.id}/hapus")
    assert "Foto dihapus." in page.text and not page.find("img")
    assert look(browser, f"/berkas/{photo.file_id}").status_code == 404
    page = browser.submit(f"/foto/{photo.id}/pulihkan")
    assert page.find("img") and photos()[0].removed_at is None
    page = browser.submit(f"/foto/{photo.id}/hapus", htmx=True)
    region = page.find("div", id=f"foto-{line.id}")[0]
    assert region.find(".//form").get("action") == f"/rapat/butir/foto/{photo.id}/pulihkan"
    for asked in ("-5", "0", str(2**70), "x", str(photo.id + 1)):
        assert not browser.get(f"/rapat/butir/{line.id}/foto?urung={asked}").has_form("/pulihkan")
    story = browser.get("meetings.show", id=line.meeting_id).text
    assert "Menambahkan foto a.jpg" in story and "Mengubah foto butir a.jpg" in story


def test_the_same_photo_again_doubles_nothing_and_brings_a_removed_one_back(browser: Browser, cast: Cast) -> None:
    line, elsewhere = make_line(cast), make_line(cast)
    browser.sign_in(cast.secretariat)
    for _ in range(3):
        assert send(browser, line.id, (picture(), "a.jpg"), (picture(), "b.jpg")).status_code == 303
    assert len(photos()) == 1
    browser.post("photos.remove", id=photos()[0].id)
    send(browser, line.id, (picture(), "a.jpg"))
    assert len(photos()) == 1 and photos()[0].removed_at is None
    send(browser, elsewhere.id, (picture(), "a.jpg"))
    assert len(photos()) == 2 and len({photo.file_id for photo in photos()}) == 1
    assert set(photos_by_line(line.meeting_id)) == {line.id}


def test_the_same_photos_sent_at_once_are_there_once(app: Flask, browser: Browser, cast: Cast) -> None:
    lines = [make_line(cast).id, make_line(cast).id]
    browser.sign_in(cast.secretariat)
    token = browser.token()
    pictures = [picture(), picture("PNG"), picture(colour="#c8102e")]

    def sender(line_id: int, order: int) -> Any:
        client = app.test_client()
        client._cookies = dict(browser.client._cookies)

        def send_all() -> int:
            files = [(BytesIO(data), f"{n}.jpg") for n, data in enumerate(pictures[::order])]
            url = f"/rapat/butir/{line_id}/foto"
            return int(client.post(url, data={"csrf_token": token, "foto": files}).status_code)

        return send_all

    answers = at_once(*[sender(line_id, order) for line_id in lines for order in (1, -1)])
    assert answers == [303] * 4
    assert len(photos()) == 6
    assert len(db.session.scalars(sa.select(StoredFile)).all()) == 3


@pytest.mark.parametrize("state", [MeetingState.ANNOUNCED, MeetingState.CLOSED])
def test_photos_rest_when_the_meeting_does(browser: Browser, cast: Cast, state: MeetingState) -> None:
    line = make_line(cast)
    browser.sign_in(cast.secretariat)
    send(browser, line.id, (picture(), "a.jpg"))
    (photo,) = photos()
    db.session.get_one(Meeting, line.meeting_id).state = state
    db.session.commit()
    sentence = "Foto hanya dapat ditambahkan atau dihapus selama rapat berlangsung."
    assert sentence in browser.get("photos.index", id=line.id).text
    answer = send(browser, line.id, (picture("PNG"), "b.png"), **{"HX-Request": "true"})
    assert answer.status_code == 409 and sentence in answer.get_data(as_text=True)
    assert sentence in browser.post("photos.remove", id=photo.id).text
    assert [each.removed_at for each in photos()] == [None]
    assert look(browser, f"/berkas/{photo.file_id}").status_code == 200


def test_a_removed_line_takes_no_photo_and_hides_its_own(browser: Browser, cast: Cast) -> None:
    line = make_line(cast)
    browser.sign_in(cast.secretariat)
    send(browser, line.id, (picture(), "a.jpg"))
    browser.post("minutes.remove", id=line.id)
    assert send(browser, line.id, (picture("PNG"), "b.png")).status_code == 303
    assert len(photos()) == 1
    assert look(browser, f"/berkas/{photos()[0].file_id}").status_code == 404


def test_a_line_is_not_filled_without_end(browser: Browser, cast: Cast) -> None:
    line = make_line(cast)
    browser.sign_in(cast.secretariat)
    many = [(picture("PNG", (8, 8 + n)), f"{n:02}.png") for n in range(MOST + 1)]
    answer = send(browser, line.id, *many)
    assert answer.status_code == 422 and f"paling banyak {MOST} foto" in answer.get_data(as_text=True)
    assert len(photos()) == MOST


def test_names_are_cut_to_what_can_be_stored(browser: Browser, cast: Cast) -> None:
    assert plain_name("C:\\foto\\papan.jpg") == "papan.jpg" and plain_name("../../etc/a\x00b.png") == "ab.png"
    long = plain_name("n" * 100_000 + ".jpg")
    assert len(long) <= 200 and long.endswith(".jpg")
    line = make_line(cast)
    browser.sign_in(cast.secretariat)
    send(browser, line.id, (picture(), "<b>\x01&" + "n" * 3000 + ".jpg"))
    page = browser.get("photos.index", id=line.id)
    assert "<b>&" in (page.find("img")[0].get("alt") or "")


def test_who_is_signed_out_or_sends_no_token_is_refused_before_anything_is_kept(browser: Browser, cast: Cast) -> None:
    line = make_line(cast)
    nobody = Browser(browser.app)
    url = f"/rapat/butir/{line.id}/foto"
    data = lambda: {"foto": (BytesIO(picture()), "a.jpg")}  # noqa: E731
    assert nobody.raw("POST", url, data=data()).status_code in (302, 303, 401, 200)
    browser.sign_in(cast.secretariat)
    assert browser.raw("POST", url, data=data()).status_code == 400
    token = browser.token()
    assert browser.raw("POST", url, data=data(), headers={"X-CSRFToken": token}).status_code == 303
    assert len(photos()) == 1


def test_every_photo_is_in_the_history_of_the_meeting(browser: Browser, cast: Cast) -> None:
    line = make_line(cast)
    browser.sign_in(cast.secretariat)
    send(browser, line.id, (picture(), "a.jpg"))
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.subject_type == "minutes_photo")).one()
    assert (event.root_type, event.root_id, event.action) == ("meeting", line.meeting_id, "created")
