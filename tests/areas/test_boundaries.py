"""The page and the command that take over outlines: by code, all or nothing, up to 20 MB."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from app.areas.boundaries import AreaBoundary
from app.areas.geojson import BIGGEST
from app.areas.models import Area, AreaKind
from app.extensions import db
from tests.areas.shapes import collection, feature, polygon, square
from tests.browser import Browser
from tests.factories import Cast, make_area

GOOD = collection(feature("73.01.01", polygon(square(0))), feature("73.01.02", polygon(square(0.1))))


@pytest.fixture
def two(app: Flask, cast: Cast) -> None:
    """Two districts of a city."""
    city = make_area("73.01", AreaKind.CITY, "Kota Contoh")
    for number, name in ((1, "Bara"), (2, "Wara")):
        make_area(f"73.01.0{number}", AreaKind.DISTRICT, name, city)
    db.session.commit()


def stored() -> dict[str, tuple[str, str]]:
    """The source and who imported it, by the code of the area."""
    db.session.rollback()
    rows = db.session.execute(
        sa.select(Area.code, AreaBoundary.source, AreaBoundary.imported_name).join(
            AreaBoundary, AreaBoundary.area_id == Area.id
        )
    )
    return {row.code: (row.source, row.imported_name) for row in rows}


def send(browser: Browser, content: bytes, source: str = "") -> str:
    """Send the form with a file; returns the words of the answer."""
    token = dict(browser.get("areas.boundaries").form("/batas").fields)["csrf_token"]
    file = FileStorage(io.BytesIO(content), "batas.geojson")
    boundary, body = encode_multipart(MultiDict({"csrf_token": token, "sumber": source, "berkas": file}))
    kind = f'multipart/form-data; boundary="{boundary}"'
    return browser.raw("POST", "/kawasan/batas", data=body, content_type=kind, follow_redirects=True).text


def test_outlines_are_taken_over_and_replaced_by_code(browser: Browser, cast: Cast, two: None) -> None:
    browser.sign_in(cast.admin)
    answer = send(browser, GOOD, "Contoh, MIT")
    assert "Garis batas 2 kawasan diimpor." in answer and "Batas indikatif, bukan batas resmi." in answer
    again = collection(feature("730102", polygon([[0.1, 0], [0.2, 0.1], [0.2, 0], [0.1, 0.1], [0.1, 0]])))
    assert "1 di antaranya bersilangan dan diperbaiki" in send(browser, again, "Lain")
    found = stored()
    assert {code: source for code, (source, _) in found.items()} == {"73.01.01": "Contoh, MIT", "73.01.02": "Lain"}
    assert all(name for _, name in found.values())
    assert "· Admin" in browser.get("areas.boundaries").text
    assert "Sumber: Contoh, MIT." in browser.get("areas.map_of_areas").text


def test_bad_files_change_nothing_and_say_why(browser: Browser, cast: Cast, two: None) -> None:
    browser.sign_in(cast.secretariat)
    send(browser, GOOD, "Contoh")
    bad = [feature(f"99.{n}", polygon(square(0))) for n in range(60)]
    answer = send(browser, collection(feature("73.01.01", polygon(square(5))), *bad), "Keliru & lain")
    assert "Tidak satu pun diimpor: 60 kawasan keliru" in answer and "99.7: kode ini tidak ada" in answer
    assert "dan 10 kawasan lagi" in answer and "Keliru &amp; lain" in answer, "what was typed is still there"
    assert "Pilih berkas GeoJSON" in send(browser, b"")
    assert "bersarang terlalu dalam" in send(browser, b"[" * 10_000)
    assert {source for source, _ in stored().values()} == {"Contoh"}


def test_twenty_megabytes_are_read_and_more_are_told(browser: Browser, cast: Cast, two: None) -> None:
    browser.sign_in(cast.secretariat)
    assert "Garis batas 2 kawasan diimpor." in send(browser, GOOD.ljust(BIGGEST))
    assert "lebih besar dari 20 MB" in send(browser, GOOD.ljust(BIGGEST + 1))
    assert "paling banyak 20 MB" in send(browser, GOOD.ljust(BIGGEST + 200_000))


def test_all_outlines_are_removed_at_once(browser: Browser, cast: Cast, two: None) -> None:
    browser.sign_in(cast.secretariat)
    send(browser, GOOD)
    browser.get("areas.boundaries")
    page = browser.submit("/batas/hapus")
    assert "Garis batas 2 kawasan dihapus." in page.text and stored() == {} and not page.has_form("/batas/hapus")
    assert "digambar sama besar" in browser.get("areas.map_of_areas").text


@pytest.mark.parametrize("who", ["leader", "reviewer", "social_liaison"])
def test_only_who_keeps_the_list_may(browser: Browser, cast: Cast, two: None, who: str) -> None:
    browser.sign_in(getattr(cast, who))
    browser.get("areas.boundaries", status=403)
    browser.post("/kawasan/batas/hapus", status=403)
    assert not browser.get("areas.map_of_areas").find("a", href="/kawasan/batas")


def test_the_command_draws_or_tells_every_bad_area(app: Flask, two: None, tmp_path: Path) -> None:
    good, bad = tmp_path / "baik.geojson", tmp_path / "buruk.geojson"
    good.write_bytes(GOOD)
    bad.write_bytes(collection(feature("73.01.01", None), feature("1", polygon(square(0)))))
    run = app.test_cli_runner().invoke
    result = run(args=["areas", "boundaries", str(bad)])
    assert result.exit_code == 1 and "73.01.01: tidak berisi" in result.output and "2 kawasan keliru" in result.output
    assert stored() == {}
    result = run(args=["areas", "boundaries", str(good), "--source", "Contoh, MIT"])
    assert result.exit_code == 0 and "Garis batas 2 kawasan diimpor." in result.output
    assert stored()["73.01.02"] == ("Contoh, MIT", "flask areas boundaries")
    bad.write_text("x")
    assert "tidak dapat dibaca" in run(args=["areas", "boundaries", str(bad)]).output
