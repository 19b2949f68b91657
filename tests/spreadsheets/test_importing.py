"""An import does what was shown, once, for who looked at it, whoever acts meanwhile and however often one clicks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from app.accounts.models import User
from app.areas.models import Area
from app.clock import now
from app.deliveries import housekeeping
from app.extensions import db
from app.mapping.models import Mapping
from tests.at_once import at_once
from tests.browser import Browser
from tests.factories import Cast, make_area
from tests.spreadsheets.files import xlsx
from tests.spreadsheets.steps import uploads

from tests.spreadsheets.steps import import_file, upload  # isort: skip

PATH = "/pemetaan/impor"
HEAD = ["Kode wilayah", "Tahun", "P1 nilai", "P1 ada"]


@pytest.fixture
def office(browser: Browser, cast: Cast) -> Browser:
    """The secretariat, and three villages."""
    for number in (1001, 1002, 1003):
        make_area(f"73.73.01.{number}", name=f"Desa {number}")
    db.session.commit()
    return browser.sign_in(cast.secretariat)


def table(*figures: int) -> bytes:
    """A file with a row for each figure."""
    return xlsx([HEAD, *([f"73.73.01.{1001 + n}", 2026, figure, "ya"] for n, figure in enumerate(figures))])


def found() -> list[tuple[str, int]]:
    """What is stored: area and figure, by area."""
    db.session.expire_all()
    rows = db.session.scalars(sa.select(Mapping).join(Area).order_by(Area.code)).unique()
    return [(one.area.code[-4:], int(one.values[0].value or 0)) for one in rows]


def seal(browser: Browser) -> dict[str, str]:
    """What the preview's form sends."""
    assert browser.page is not None
    return dict(browser.page.form(browser.page.url).fields)


def test_nothing_is_stored_before_the_import(office: Browser) -> None:
    page = upload(office, PATH, table(1, 2))
    assert found() == [] and "Ditambah 2" in page.text
    office.get(page.url)
    assert found() == [] and uploads() == 1


def test_what_is_given_up_is_gone(office: Browser) -> None:
    page = upload(office, PATH, table(1))
    office.submit("/batal", status=303, follow=False)
    assert "tidak ada data yang berubah" in office.get("areas.index").text
    assert found() == [] and uploads() == 0
    assert "tidak ada lagi" in office.get(page.url, status=404).text
    assert "tidak ada lagi" in office.get(f"{page.url}/laporan.csv", status=404).text
    office.post(f"{page.url}/batal", status=303, follow=False)


def test_who_gives_up_while_it_is_imported_is_told_the_truth(office: Browser) -> None:
    page = upload(office, PATH, table(1, 2))
    fields = seal(office)
    token = {"csrf_token": fields["csrf_token"]}
    carried, given_up = at_once(
        lambda: send_again(office, page.url, fields), lambda: send_again(office, f"{page.url}/batal", token)
    )
    both = (carried.status_code, given_up.status_code)
    assert both == ((303, 404) if found() else (404, 303)) and uploads() == 0
    assert found() in ([], [("1001", 1), ("1002", 2)])


def test_a_double_click_imports_once(office: Browser) -> None:
    page = upload(office, PATH, table(1, 2))
    fields = seal(office)
    answers = at_once(*[lambda: office.app.test_client() and send_again(office, page.url, fields)] * 3)
    assert {answer.status_code for answer in answers} == {303}
    assert {answer.headers["Location"] for answer in answers} == {"/pemetaan"}
    assert found() == [("1001", 1), ("1002", 2)] and uploads() == 0


def send_again(browser: Browser, url: str, fields: dict[str, str]) -> Any:
    """Send the same form from the same session."""
    client = browser.app.test_client()
    client._cookies = browser.client._cookies  # type: ignore[attr-defined]
    return client.post(url, data=fields)


def test_two_people_who_import_at_once_do_not_overwrite_each_other(office: Browser, other: Browser, cast: Cast) -> None:
    other.sign_in(cast.secretariat)
    first, second = upload(office, PATH, table(1, 2)), upload(other, PATH, table(7, 8, 9))
    calls = [(office, first.url, seal(office)), (other, second.url, seal(other))]
    answers = at_once(*[lambda call=call: send_again(*call) for call in calls])  # type: ignore[misc]
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert found() in ([("1001", 1), ("1002", 2)], [("1001", 7), ("1002", 8), ("1003", 9)])
    loser = answers[0] if answers[0].status_code == 409 else answers[1]
    text = " ".join(loser.get_data(as_text=True).split())
    assert "Data berubah sejak Anda memeriksa berkas ini" in text and "Diubah <b>2</b>" in text and uploads() == 1


def test_a_preview_that_no_longer_holds_is_shown_anew(office: Browser, other: Browser, cast: Cast) -> None:
    import_file(other.sign_in(cast.secretariat), PATH, table(1, 2))
    page = upload(office, PATH, table(5, 2))
    assert "P1 nilai: 1 menjadi 5" in page.text
    import_file(other, PATH, table(3))
    page = office.submit(page.url, status=409)
    assert "Data berubah" in page.text and "P1 nilai: 3 menjadi 5" in page.text and found()[0] == ("1001", 3)
    office.submit(page.url, status=303, follow=False)
    assert found() == [("1001", 5), ("1002", 2)]


def test_an_upload_is_only_for_who_sent_it(office: Browser, other: Browser, cast: Cast) -> None:
    page = upload(office, PATH, table(1))
    fields = {key: value for key, value in seal(office).items() if key != "csrf_token"}
    user = db.session.scalars(sa.select(User).where(User.email == cast.leader)).one()
    from tests.factories import Role, make_agency, seat

    seat(user, make_agency("Sekretariat lain"), Role.SECRETARIAT)
    db.session.commit()
    other.sign_in(cast.leader)
    for url in (page.url, f"{page.url}/laporan.csv"):
        assert "tidak ada lagi" in other.get(url, status=404).text
    other.post(page.url, fields, status=404)
    other.post(f"{page.url}/batal", status=404)
    assert found() == [] and uploads() == 1


def test_an_upload_of_yesterday_is_gone_and_tidied_away(office: Browser) -> None:
    page = upload(office, PATH, table(1))
    with time_machine.travel(now() + dt.timedelta(hours=23), tick=False):
        housekeeping.tidy()
        db.session.commit()
    assert uploads() == 1
    db.session.execute(sa.text("UPDATE spreadsheet_upload SET at = :at"), {"at": now() - dt.timedelta(hours=25)})
    db.session.commit()
    assert "tidak ada lagi" in office.get(page.url, status=404).text
    assert "tidak ada lagi" in office.post(page.url, {"seal": "x"}, status=404).text
    housekeeping.tidy()
    db.session.commit()
    assert found() == [] and uploads() == 0


def test_an_upload_is_for_one_kind_of_import(office: Browser) -> None:
    page = upload(office, PATH, table(1))
    db.session.execute(sa.text("UPDATE spreadsheet_upload SET purpose = 'plan'"))
    db.session.commit()
    assert "tidak ada lagi" in office.get(page.url, status=404).text


def test_a_report_says_of_every_row_what_becomes_of_it(office: Browser) -> None:
    import_file(office, PATH, table(1, 2))
    rows = [
        ["73.73.01.1001", 2026, 1, "ya"],
        ["73.73.01.1002", 2026, 5, ""],
        ["99", 2026, -1, "apa"],
        ["98", 2026, 1, ""],
    ]
    page = upload(office, PATH, xlsx([HEAD, *rows]))
    report = office.raw("GET", f"{page.url}/laporan.csv")
    assert report.mimetype == "text/csv" and "attachment" in report.headers["Content-Disposition"]
    assert report.get_data(as_text=True).splitlines() == [
        "Baris,Hasil,Kolom,Keterangan",
        '2,Tetap,,"Kelurahan Desa 1001 (73.73.01.1001), 2026"',
        '3,Diubah,,"Kelurahan Desa 1002 (73.73.01.1002), 2026"',
        "4,Keliru,P1 Kasus kejahatan narkoba: nilai,“-1” negatif. Isi angka nol atau lebih.",
        "4,Keliru,P1 Kasus kejahatan narkoba: ada,“apa” tidak dikenal. Isi ada atau tidak ada.",
        "4,Keliru,Kode wilayah,99 tidak ada di daftar kawasan.",
        "5,Keliru,Kode wilayah,98 tidak ada di daftar kawasan.",
    ]
