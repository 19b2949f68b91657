"""Results: indicators, series of areas, values by period."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

from app.clock import today
from app.extensions import db
from app.outcomes.charts import chart_of
from app.outcomes.models import OutcomeIndicator, OutcomeSeries, OutcomeValue
from app.outcomes.states import Span
from tests.activities.steps import make_city, make_outcome
from tests.browser import Browser
from tests.factories import Cast
from tests.minutes.test_photos import look, post
from tests.pictures import HTML, paper

VALUE = {"year": "2025", "span": "0", "value": "2,71", "category": "Mandiri", "source": "Laporan"}


@pytest.fixture
def city(cast: Cast) -> dict[str, int]:
    """Areas by name."""
    return make_city()


def values() -> list[OutcomeValue]:
    """All values as they are stored now."""
    db.session.remove()
    return list(db.session.scalars(sa.select(OutcomeValue).order_by(OutcomeValue.year, OutcomeValue.span)))


def send(browser: Browser, url: str, content: bytes, name: str, **fields: str) -> Any:
    """Send a value with its file."""
    data = {"csrf_token": browser.token(), "berkas": FileStorage(BytesIO(content), name)}
    return post(browser, url, data | VALUE | fields, {})


def test_an_indicator_is_followed_in_an_area_once(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    browser.sign_in(cast.secretariat).get(f"/hasil/baru?kawasan={city['Balandai']}")
    indicator = db.session.scalar(sa.select(OutcomeIndicator.id).where(OutcomeIndicator.short == "IKP"))
    typed = {"indicator_id": indicator, "baseline": "2,3", "baseline_year": "2023", "target": "2,8",
             "target_year": "2027"}  # fmt: skip
    page = browser.submit("/hasil/baru", **typed)
    assert "IKP di Kelurahan Balandai" in page.text and "skala belum ditetapkan" in page.text
    again = browser.post("/hasil/baru", typed | {"area_id": city["Balandai"], "target": "3"}, status=422)
    assert "sudah tercatat di kawasan itu" in again.text
    for wrong, sentence in (
        ({"target_year": "2020"}, "Tahun target tidak boleh sebelum"), ({"baseline": "-1"}, "nol atau lebih"),
        ({"target": "", "target_year": "2027"}, "Mohon isi nilai, atau"), ({"baseline_year": "12"}, "2000 dan 2100"),
        ({"area_id": "999"}, "Pilih salah satu"), ({"indicator_id": ""}, "Mohon isi indikator."),
    ):  # fmt: skip
        bad = typed | {"area_id": city["Lagaligo"]} | wrong
        assert sentence in browser.post("/hasil/baru", bad, status=422).text


def test_values_are_recorded_by_period_once_each(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    series = make_outcome(city["Balandai"], target=Decimal("2.8"))
    url = f"/hasil/{series.id}/nilai"
    browser.sign_in(cast.secretariat).get(url)
    page = browser.submit(url, **VALUE)
    assert "2,71" in page.text and "Mandiri" in page.text and 'class="chart"' in page.html
    page = browser.post(url, VALUE | {"value": "3"}, status=422)
    assert "Periode 2025 sudah bernilai." in page.text and page.find("input", value="3")
    browser.post(url, VALUE | {"span": "1"})
    assert [(value.year, value.span) for value in values()] == [(2025, Span.YEAR), (2025, Span.FIRST_HALF)]
    for wrong, sentence in (
        ({"value": "-3"}, "nol atau lebih"), ({"value": ""}, "Mohon isi nilai."), ({"year": "1999"}, "2000 dan 2100"),
        ({"span": "9"}, "Pilih salah satu"), ({"category": "a" * 101}, "Paling banyak 100"),
        ({"year": "9" * 5000}, "bilangan bulat"),
    ):  # fmt: skip
        assert sentence in browser.post(url, VALUE | {"year": "2024"} | wrong, status=422).text
    assert len(values()) == 2


def test_a_value_is_corrected_in_two_tabs_and_removed(
    browser: Browser, other: Browser, cast: Cast, city: dict[str, int]
) -> None:
    series = make_outcome(city["Balandai"], (2024, 2), (2025, 3))
    url = f"/hasil/nilai/{series.values[1].id}/ubah"
    browser.sign_in(cast.secretariat).get(url)
    other.sign_in(cast.secretariat).get(url)
    browser.submit(url, value="4")
    page = other.submit(url, status=409, value="5")
    assert "baru saja diubah orang lain" in page.text and page.find("input", value="5")
    assert "sudah bernilai" in other.submit(url, status=422, year="2024").text
    other.submit(url, year="2025")
    assert [value.value for value in values()] == [2, 5]
    browser.get(f"/hasil/{series.id}")
    page = browser.submit(url.replace("ubah", "hapus"))
    assert "Nilai dihapus." in page.text and len(values()) == 1
    browser.get(url, status=404)


def test_the_source_comes_with_its_file(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    series = make_outcome(city["Balandai"])
    url = f"/hasil/{series.id}/nilai"
    browser.sign_in(cast.secretariat)
    answer = send(browser, url, HTML, "laporan.pdf")
    assert answer.status_code == 422 and "Isi berkas ini bukan" in answer.get_data(as_text=True) and not values()
    assert send(browser, url, paper(), "Laporan IKP.pdf").status_code == 303
    value = values()[0]
    assert "Laporan IKP.pdf" in browser.get("outcomes.show", id=series.id).text
    answer = look(Browser(browser.app).sign_in(cast.leader), f"/hasil/nilai/{value.id}/berkas")
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    assert send(browser, f"/hasil/nilai/{value.id}/ubah", paper("b"), "b.pdf", version="1").status_code == 303
    assert values()[0].file_name == "b.pdf"
    other = make_outcome(city["Lagaligo"], (2025, 1)).values[0]
    browser.get(f"/hasil/nilai/{other.id}/berkas", status=404)


@pytest.mark.parametrize("who", ["admin", "social_liaison", "reviewer", "leader"])
def test_only_the_secretariat_records_values(browser: Browser, cast: Cast, city: dict[str, int], who: str) -> None:
    series = make_outcome(city["Balandai"], (2025, 3))
    page = browser.sign_in(getattr(cast, who)).get("outcomes.show", id=series.id)
    assert not [form for form in page.forms() if form.action.startswith("/hasil")]
    for path in ("/hasil/baru", f"/hasil/{series.id}/ubah", f"/hasil/{series.id}/nilai",
                 f"/hasil/nilai/{series.values[0].id}/ubah", f"/hasil/nilai/{series.values[0].id}/hapus"):  # fmt: skip
        browser.post(path, VALUE, status=403)
    for path in ("/hasil/indikator", "/hasil/indikator/baru", "/hasil/indikator/1/ubah"):
        browser.get(path, status=200 if who == "admin" else 403)
    assert len(values()) == 1


def test_indicators_are_added_reworded_and_retired(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    series = make_outcome(city["Balandai"], (2025, 3))
    browser.sign_in(cast.admin).get("/hasil/indikator/baru")
    browser.submit("/baru", short="IKOTAN", name="Kota tanggap ancaman narkoba", unit="nilai", scale="0 sampai 100")
    assert "0 sampai 100" in browser.get("/hasil/indikator").text
    for wrong in ({"short": "ikp"}, {"short": ""}, {"name": "a" * 201}, {"short": "x" * 21}):
        browser.post("/hasil/indikator/baru", {"short": "X", "name": "Y"} | wrong, status=422)
    browser.get(f"/hasil/indikator/{series.indicator_id}/ubah")
    fields = browser.page.form("/ubah").fields if browser.page else []
    data = {name: value for name, value in fields if name not in ("is_current", "csrf_token")}
    assert "tidak dipakai lagi" in browser.post(f"/hasil/indikator/{series.indicator_id}/ubah", data).text
    secretariat = Browser(browser.app).sign_in(cast.secretariat)
    assert "IKP:" not in secretariat.get("/hasil/baru").text and "IKP" in secretariat.get("/hasil").text


def test_the_list_and_the_area_show_the_last_value_and_the_target(
    browser: Browser, cast: Cast, city: dict[str, int]
) -> None:
    make_outcome(city["Balandai"], (2024, 2), (2025, 3), target=Decimal(4), target_year=2027)
    make_outcome(city["Lagaligo"], short="SKM")
    page = browser.sign_in(cast.leader).get("/hasil")
    assert "2 data" in page.text and page.html.count("chart-small") == 1
    assert "1 data" in browser.get(f"/hasil?kawasan={city['Bara']}").text
    assert "target 4" in browser.get(f"/kawasan/{city['Balandai']}/kegiatan").text
    browser.get("/hasil?indikator=<x>&kawasan=abc&urut=-indikator")


def test_a_chart_keeps_within_its_box() -> None:
    for numbers in ((3,), (3, 3), (0, 10**11), range(60)):
        rows: list[Any] = [SimpleNamespace(year=2000 + n, span=Span.YEAR, value=Decimal(v))
                           for n, v in enumerate(numbers)]  # fmt: skip
        chart = chart_of(rows, Decimal(7))
        assert all(0 <= x <= chart.width and 0 <= y <= chart.height for x, y, *_ in chart.points)
        assert len(chart.years) <= 8 and chart.target is not None and 0 <= chart.target <= chart.height


def test_two_series_begun_at_once_are_one(cast: Cast, city: dict[str, int]) -> None:
    make_outcome(city["Balandai"])
    with pytest.raises(sa.exc.IntegrityError):
        make_outcome(city["Balandai"])
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(OutcomeSeries.id))) == 1 and today() > dt.date(2020, 1, 1)


def test_quarters_stand_beside_halves_and_years_in_the_order_they_end(
    browser: Browser, cast: Cast, city: dict[str, int]
) -> None:
    series = make_outcome(city["Balandai"], baseline=Decimal("1.5"), baseline_year=2023)
    url = f"/hasil/{series.id}/nilai"
    browser.sign_in(cast.secretariat)
    for number, span in enumerate(("0", "q4", "2", "q3", "1", "q1", "q2")):
        browser.post(url, VALUE | {"span": span, "value": str(number + 1)})
    assert "sudah bernilai" in browser.post(url, VALUE | {"span": "q3"}, status=422).text
    page = browser.get(f"/hasil/{series.id}")
    spans = [span.value for span in Span]
    assert [each.span.value for each in db.session.get_one(OutcomeSeries, series.id).values] == spans
    told = re.findall(r"<title>([^<]*: [^<]*)</title></circle>", page.html)
    assert told[:2] == ["2023: 1,5", "Triwulan I (B03) 2025: 6"] and told[-1] == "2025: 1" and len(told) == 8
    assert "2023 nilai awal 1,5" in page.text and "Triwulan III (B09) 2025" in page.text
    assert "2025" in browser.get("/hasil").text


def test_a_series_is_removed_while_empty_and_ended_with_a_reason_after(
    browser: Browser, cast: Cast, city: dict[str, int]
) -> None:
    empty, full = make_outcome(city["Lagaligo"]).id, make_outcome(city["Balandai"], (2025, 3)).id
    browser.sign_in(cast.secretariat).get(f"/hasil/{empty}")
    assert "Indikator dihapus dari kawasan ini." in browser.submit("/hapus").text
    browser.get(f"/hasil/{empty}", status=404)
    assert "jadi tidak dihapus" in browser.post(f"/hasil/{full}/hapus").text
    browser.get(f"/hasil/{full}/hentikan")
    assert "Mohon isi alasan penghentian." in browser.submit("/hentikan", status=422).text
    assert "Diganti IKKR" in browser.submit("/hentikan", reason="Diganti IKKR").text
    assert "Belum ada" in browser.get("/hasil").text and "1 data" in browser.get("/hasil?status=berhenti").text
    assert "tidak dipantau lagi" in browser.get(f"/hasil/{full}/nilai").text
    page = browser.post(f"/hasil/{full}/nilai", VALUE | {"year": "2024"}, status=422)
    assert page.find("input", value="2,71"), "what was typed stays"
    browser.get(f"/hasil/{full}")
    assert "Pemantauan dilanjutkan." in browser.submit("/lanjutkan").text
    for act in ("hapus", "hentikan", "lanjutkan"):
        Browser(browser.app).sign_in(cast.leader).post(f"/hasil/{full}/{act}", {"reason": "x"}, status=403)


def test_a_category_tells_no_level(browser: Browser, cast: Cast, city: dict[str, int]) -> None:
    url = f"/hasil/{make_outcome(city['Balandai']).id}/nilai"
    browser.sign_in(cast.secretariat)
    for word in ("Bahaya", "3 waspada", "kategori SIAGA"):
        assert "Jangan tulis kategori kawasan" in browser.post(url, VALUE | {"category": word}, status=422).text
    browser.post(url, VALUE | {"category": "Sangat Baik"})
    assert len(values()) == 1
