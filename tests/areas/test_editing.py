"""What an office says about areas itself: other names, and parts of a village."""

from __future__ import annotations

import pytest

from app.areas.models import Area, AreaKind
from app.areas.parts import add_part
from app.extensions import db
from app.refusal import Refused
from tests.browser import Browser
from tests.factories import Cast, make_area


@pytest.fixture
def village(cast: Cast) -> int:
    """A village of a district; its id."""
    district = make_area("73.73.05", AreaKind.DISTRICT, "Wara Timur")
    area = make_area("73.73.05.1002", name="Salekoe", parent=district)
    db.session.commit()
    return area.id


def stored(area_id: int) -> Area:
    """The area as it is stored now."""
    db.session.expire_all()
    return db.session.get_one(Area, area_id)


def test_other_names_are_written_down_and_found(browser: Browser, cast: Cast, village: int) -> None:
    browser.sign_in(cast.secretariat).get("areas.edit", id=village)
    page = browser.submit("/ubah", aliases=" Sale Koe| |Salekoe|Sale  Koe|Saluku")
    assert stored(village).aliases == "Sale Koe|Saluku" and "Sale Koe, Saluku" in page.text
    assert "Kelurahan Salekoe" in browser.get("areas.index", cari="saluku").text
    page = browser.get("areas.edit", id=village)
    assert not page.find("input", name="name"), "the official name comes from the list"
    browser.submit("/ubah", name="Lain", aliases="")
    assert (stored(village).name, stored(village).aliases) == ("Salekoe", "")
    browser.get("areas.edit", id=village)
    browser.submit("/ubah", status=422, aliases="n" * 501)


def test_two_who_edit_at_once_lose_nothing(browser: Browser, other: Browser, cast: Cast, village: int) -> None:
    browser.sign_in(cast.secretariat).get("areas.edit", id=village)
    other.sign_in(cast.admin).get("areas.edit", id=village)
    browser.submit("/ubah", aliases="Pertama")
    page = other.submit("/ubah", status=409, aliases="Kedua")
    assert "Pertama" in page.text and ("aliases", "Kedua") in page.form("/ubah").fields
    other.submit("/ubah")
    assert stored(village).aliases == "Kedua"


def test_parts_are_added_below_a_village_and_renamed(browser: Browser, cast: Cast, village: int) -> None:
    browser.sign_in(cast.secretariat)
    for name in ("Lorong 1", "Lorong 2"):
        browser.get("areas.new_part", id=village)
        page = browser.submit("/bagian/baru", name=name, aliases="Gang")
        assert f"{name} ditambahkan." in page.text
    one, two = db.session.query(Area).where(Area.kind == AreaKind.PART).order_by(Area.code)
    assert (one.code, two.code, two.parent_id) == ("73.73.05.1002.1", "73.73.05.1002.2", village)
    browser.get("areas.edit", id=two.id)
    assert "sudah dipakai bagian lain" in browser.submit("/ubah", status=422, name="lorong  1").text
    browser.submit("/ubah", name="Lorong Melati")
    assert stored(two.id).name == "Lorong Melati"
    page = browser.get("areas.show", id=village)
    assert "Kawasan di dalamnya (2)" in page.text and "Lorong Melati" in page.text
    assert "Kelurahan Salekoe" in browser.get("areas.show", id=two.id).text


def test_a_part_sent_twice_is_there_once(browser: Browser, cast: Cast, village: int) -> None:
    browser.sign_in(cast.secretariat)
    fields = {"name": "Lorong 1", "aliases": ""}
    for _ in range(2):
        page = browser.post("areas.new_part", fields, id=village)
        assert "Lorong 1" in page.text and "Bagian kelurahan" not in page.text
    assert db.session.query(Area).where(Area.kind == AreaKind.PART).count() == 1
    assert "Mohon isi nama bagian." in browser.post("areas.new_part", {"name": " "}, status=422, id=village).text


def test_only_villages_have_parts_and_only_who_keeps_the_list_may(
    browser: Browser, other: Browser, cast: Cast, village: int
) -> None:
    district = stored(village).parent_id
    browser.sign_in(cast.admin).get("areas.new_part", id=district, status=404)
    other.sign_in(cast.leader).get("areas.edit", id=village, status=403)
    other.get("areas.new_part", id=village, status=403)
    assert not other.get("areas.show", id=village).find("a", href=f"/kawasan/{village}/ubah")
    with pytest.raises(Refused, match="di bawah sebuah kelurahan"):
        add_part(stored(district or 0), "Lorong")
    with pytest.raises(Refused, match="terlalu panjang"):
        add_part(make_area("7" * 19, name="Panjang"), "Lorong")
