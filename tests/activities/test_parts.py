"""Sessions, numbers of people and files of an activity."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from app.activities.models import Activity
from app.activities.parts import ActivityCount, ActivityFile, ActivitySession
from app.activities.steps import CountOf
from app.clock import today
from app.extensions import db
from app.files import attached
from tests.activities.steps import count, make_activity, make_city
from tests.browser import Browser
from tests.factories import Cast
from tests.minutes.test_photos import look
from tests.pictures import HTML, paper, picture
from tests.tasks.test_files import send

DAY = dt.timedelta(days=1)
GOOD = {"of": "participant", "group": "youth", "age": "18-24", "women": "12", "men": "8"}


@pytest.fixture
def activity(cast: Cast) -> Activity:
    """A training of three days."""
    return make_activity(cast.social, make_city()["Balandai"], ends_on=today() + 2 * DAY)


def stored(model: Any) -> list[Any]:
    """All rows as they are stored now."""
    db.session.remove()
    return list(db.session.scalars(sa.select(model).order_by(model.id)))


def test_women_and_men_are_counted_by_group_and_age(browser: Browser, cast: Cast, activity: Activity) -> None:
    browser.sign_in(cast.social_liaison).get(f"/kegiatan/{activity.id}/jumlah?dari=participant")
    page = browser.submit("/jumlah", **GOOD, total="20", lagi="1")
    assert page.url.endswith("jumlah?dari=participant") and "Peserta yang hadir: 20" in page.text
    browser.submit("/jumlah", **GOOD | {"group": "residents", "age": "0-17", "women": "1.200", "men": "0"})
    page = browser.get(f"/kegiatan/{activity.id}")
    for words in ("Pemuda dan karang taruna 18 s.d. 24 tahun", "1.200", "1.220"):
        assert words in page.text, words
    assert "Mencatat jumlah Peserta yang hadir: Pemuda" in page.text
    assert "1.220" in browser.get("/kegiatan").text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"women": "-1"}, "Isi angka nol atau lebih."),
        ({"men": "-1"}, "Isi angka nol atau lebih."),
        ({"women": "2,5"}, "Isi bilangan bulat."),
        ({"women": ""}, "Mohon isi jumlah perempuan"),
        ({"men": "dua"}, "Isi angka saja"),
        ({"women": "9" * 30}, "terlalu besar"),
        ({"women": "1000001"}, "terlalu besar"),
        ({"total": "21"}, "bersama berjumlah 20, sedangkan jumlah seluruhnya 21."),
        ({"group": "<b>"}, "Pilih salah satu dari daftar."),
        ({"age": "200"}, "Pilih salah satu dari daftar."),
        ({"of": ""}, "Pilih salah satu dari daftar."),
    ],
)
def test_bad_numbers_are_told_and_kept(
    browser: Browser, cast: Cast, activity: Activity, wrong: dict[str, str], sentence: str
) -> None:
    typed = GOOD | {"total": "20"} | wrong
    page = browser.sign_in(cast.secretariat).post(f"/kegiatan/{activity.id}/jumlah", typed, status=422)
    assert sentence in page.text and not stored(ActivityCount)
    assert page.find("input", name="women", value=typed["women"])


def test_the_same_group_again_shows_what_was_counted(
    browser: Browser, other: Browser, cast: Cast, activity: Activity
) -> None:
    browser.sign_in(cast.social_liaison).get(f"/kegiatan/{activity.id}/jumlah")
    other.sign_in(cast.secretariat).get(f"/kegiatan/{activity.id}/jumlah")
    browser.submit("/jumlah", **GOOD)
    page = other.submit("/jumlah", status=409, **GOOD | {"women": "30"})
    assert "baru saja diubah orang lain" in page.text and page.find("input", name="women", value="30")
    assert stored(ActivityCount)[0].women == 12
    other.submit("/jumlah")
    assert [(row.women, row.men) for row in stored(ActivityCount)] == [(30, 8)]


def test_a_form_for_one_group_never_overwrites_another(browser: Browser, cast: Cast, activity: Activity) -> None:
    count(activity, 5, 5)
    browser.sign_in(cast.secretariat)
    browser.post(f"/kegiatan/{activity.id}/jumlah", GOOD)
    page = browser.get(f"/kegiatan/{activity.id}/jumlah?dari=participant&kelompok=youth&umur=18-24")
    assert page.find("input", name="women", value="12")
    browser.submit("/jumlah", status=409, group="residents", age="25-59", women="1", men="1")
    assert sorted(row.women for row in stored(ActivityCount)) == [5, 12]
    browser.get(f"/kegiatan/{activity.id}/jumlah?dari=participant&kelompok=youth&umur=18-24")
    browser.submit("/jumlah", women="0", men="0")
    assert [row.women for row in stored(ActivityCount)] == [5], "nobody at all is no row"


def test_planned_present_and_benefiting_stand_apart(browser: Browser, cast: Cast, activity: Activity) -> None:
    browser.sign_in(cast.secretariat)
    for of in CountOf:
        browser.post(f"/kegiatan/{activity.id}/jumlah", GOOD | {"of": of.value})
    row = stored(ActivityCount)[1]
    page = browser.post(f"/kegiatan/jumlah/{row.id}/hapus")
    assert "Jumlah dihapus." in page.text and "Peserta yang hadir: 20" not in page.text
    assert "Penerima manfaat: 20" in page.text


def test_sessions_lie_within_the_days_and_times_in_order(browser: Browser, cast: Cast, activity: Activity) -> None:
    url, first = f"/kegiatan/{activity.id}/sesi", today().isoformat()
    page = browser.sign_in(cast.social_liaison).get(url, htmx=True)
    assert page.find("section", id="sesi") and "<html" not in page.html
    for wrong, sentence in (
        ({"on": (today() - DAY).isoformat()}, "antara tanggal mulai dan selesai"),
        ({"on": ""}, "Mohon isi tanggal sesi."), ({"on": "besok"}, "Isi tanggal yang ada"),
        ({"starts": "10:00", "ends": "09:00"}, "sesudah jam mulai"), ({"ends": "09:00"}, "Mohon isi jam mulai."),
        ({"starts": "25:99"}, "Isi jam yang benar"), ({"topic": "a" * 501}, "Paling banyak 500"),
    ):  # fmt: skip
        assert sentence in browser.post(url, {"on": first} | wrong, status=422).text
    good = {"on": first, "starts": "09:00", "ends": "11:30", "topic": "Pengemasan", "place": "Balai"}
    for _ in range(2):
        page = browser.post(url, good)
    assert "09.00 s.d. 11.30 WITA" in page.text and len(stored(ActivitySession)) == 1


def test_a_session_is_changed_in_two_tabs_and_removed(
    browser: Browser, other: Browser, cast: Cast, activity: Activity
) -> None:
    browser.sign_in(cast.social_liaison).post(f"/kegiatan/{activity.id}/sesi", {"on": today().isoformat()})
    url = f"/kegiatan/sesi/{stored(ActivitySession)[0].id}"
    browser.get(url)
    other.sign_in(cast.secretariat).get(url)
    browser.submit(url, topic="Satu")
    assert "Satu" in other.submit(url, status=409, topic="Dua").text
    other.submit(url)
    assert stored(ActivitySession)[0].topic == "Dua"
    Browser(browser.app).sign_in(cast.police_liaison).post(f"{url}/hapus", status=403)
    assert "Sesi dihapus." in browser.post(f"{url}/hapus").text and not stored(ActivitySession)


def test_files_are_added_removed_and_brought_back(browser: Browser, cast: Cast, activity: Activity) -> None:
    url = f"/kegiatan/{activity.id}/berkas"
    page = browser.sign_in(cast.social_liaison).get(url)
    assert "Daftar hadir disimpan instansi penyelenggara" in page.text
    sent = [(picture(), "foto.jpg"), (paper(), "Laporan.pdf"), (HTML, "b.pdf")]
    answer = send(browser, url, *sent)
    assert answer.status_code == 422 and "b.pdf: Isi berkas ini bukan" in answer.get_data(as_text=True)
    assert send(browser, url, (picture(), "lagi.jpg"), key="satu").status_code == 303
    photo, report = sorted(stored(ActivityFile), key=lambda piece: piece.name, reverse=True)
    leader = Browser(browser.app).sign_in(cast.leader)
    addresses = (f"/kegiatan/berkas/{photo.id}", f"/berkas/{photo.file_id}", f"/berkas/{photo.file_id}/kecil")
    assert [look(leader, each).status_code for each in addresses] == [200] * 3
    browser.get(url)
    page = browser.submit(f"/kegiatan/berkas/{photo.id}/hapus")
    assert [look(leader, each).status_code for each in addresses] == [404] * 3
    browser.submit(f"/kegiatan/berkas/{photo.id}/pulihkan")
    assert "Bukti: foto.jpg" in browser.get(f"/kegiatan/{activity.id}").html
    assert send(leader, url, (paper("x"), "x.pdf")).status_code == 403 and report.name == "Laporan.pdf"


def test_at_most_so_many_files_and_none_once_cancelled(
    browser: Browser, cast: Cast, activity: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attached, "MOST", 1)
    url = f"/kegiatan/{activity.id}/berkas"
    browser.sign_in(cast.secretariat)
    answer = send(browser, url, (paper("1"), "1.pdf"), (paper("2"), "2.pdf"))
    assert answer.status_code == 422 and "paling banyak 1 berkas" in answer.get_data(as_text=True)
    browser.post(f"/kegiatan/{activity.id}/batalkan", {"reason": "Hujan"})
    assert send(browser, url, (paper("3"), "3.pdf")).status_code == 303
    assert len(stored(ActivityFile)) == 1
