"""The list of commitments: filters, sorts and paging, all in the address; and the same few queries for any length."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from app.agencies.models import Agency
from app.clock import today
from app.commitments.models import Commitment
from app.extensions import db
from tests.browser import Browser, Page
from tests.commitments.steps import S, in_state
from tests.factories import Cast, make_commitment

DAY = dt.timedelta(days=1)
MONDAY = today() - today().weekday() * DAY


def fill(agency_id: int, number: int, **facts: object) -> None:
    """Many rows at once, due one day after the other; what they lack is of no matter to a list."""
    start = db.session.scalar(sa.select(sa.func.count(Commitment.id))) or 0
    for n in range(start + 1, start + number + 1):
        due = today() + n * DAY
        values = {"statement": f"Janji {n:03d}", "due": due, "original_due": due, "lead_agency_name": "Dinas Sosial"}
        db.session.add(
            Commitment(reference=f"K/2020/{n:03d}", lead_agency_id=agency_id, unit="orang", **(values | facts))
        )
    db.session.commit()


def shown(page: Page) -> list[str]:
    """The references on the page, in their order."""
    cells = [row.findall("td") for row in page.find("tr")]
    return ["".join(cell[0].itertext()).split()[-1] for cell in cells if cell]


def follow(browser: Browser, key: str) -> Page:
    """Click on a step of the pager."""
    return browser.get(browser.page.find("a", id=f"halaman-{key}")[0].get("href"))


def test_open_ones_come_first_due_first_and_late_ones_say_so(browser: Browser, cast: Cast) -> None:
    later = make_commitment(cast.social, due=today())
    late = in_state(cast, S.RETURNED, due=today() - DAY)
    done = in_state(cast, S.VERIFIED, due=today() - 9 * DAY)
    page = browser.sign_in(cast.leader).get("commitments.index")
    assert shown(page) == [late.reference, later.reference]
    assert page.text.count("lewat tenggat") == 1 and "Belum ada bukti" in page.text
    page = browser.get("/komitmen?status=semua")
    assert shown(page) == [done.reference, late.reference, later.reference]
    assert page.text.count("lewat tenggat") == 1


def test_whose_turn_it_is_stands_in_the_list(browser: Browser, other: Browser, cast: Cast) -> None:
    in_state(cast, S.AGREED), in_state(cast, S.REPORTED), in_state(cast, S.REPORTED, cast.planning)
    browser.sign_in(cast.social_liaison).get("commitments.index")
    assert turns(browser.page) == ["giliran Anda", "giliran peninjau", "giliran peninjau"]
    other.sign_in(cast.reviewer).get("commitments.index")
    assert turns(other.page) == ["giliran instansi", "giliran Anda", "giliran peninjau"]


def turns(page: Page) -> list[str]:
    """Whose turn each row says it is."""
    spans = [cell.find("div/span[@class='meta']") for cell in page.find("td", data_label="Status")]
    return ["".join(span.itertext()) for span in spans]


@pytest.mark.parametrize(("query", "expected"), [
    ("status=reported", [3]), ("status=verified", [4]), ("status=semua", [1, 2, 3, 4, 5]), ("status=agreed", []),
    ("instansi={police}", [2]), ("instansi={police}&status=semua", [2, 5]), ("tenggat=terlambat", [1]),
    ("tenggat=minggu-ini", [3]), ("cari=MELATIH", [2]), ("cari=/002", [2]), ("cari=%25", []), ("cari=_", []),
    ("status=zzz", [1, 3, 2]), ("instansi=999", [1, 3, 2]), ("instansi=abc", [1, 3, 2]), ("tenggat=lusa", [1, 3, 2]),
    ("urut=zzz", [1, 3, 2]), ("urut=nomor", [1, 2, 3]), ("urut=-nomor", [3, 2, 1]), ("urut=-tenggat", [2, 3, 1]),
    ("urut=diperbarui", [1, 2, 3]), ("urut=statement", [1, 3, 2]), ("sesudah=x~y", [1, 3, 2]),
    ("sesudah=2020-01-01~99999999999999999999", [1, 3, 2]), ("status=%00", [1, 3, 2]), ("hal=99", [1, 3, 2]),
])  # fmt: skip
def test_filters_and_sorts_do_what_they_say(browser: Browser, cast: Cast, query: str, expected: list[int]) -> None:
    in_state(cast, S.PROPOSED, due=MONDAY - 40 * DAY)
    make_commitment(cast.police, due=MONDAY + 90 * DAY, statement="Melatih petugas")
    in_state(cast, S.REPORTED, due=MONDAY + 6 * DAY)
    in_state(cast, S.VERIFIED, due=MONDAY)
    in_state(cast, S.CANCELLED, cast.police, due=MONDAY)
    page = browser.sign_in(cast.leader).get("/komitmen?" + query.format(police=cast.police))
    numbers = [int(reference[-3:]) for reference in shown(page)]
    assert (sorted(numbers) if "semua" in query else numbers) == expected


def test_this_month_ends_with_its_last_day(browser: Browser, cast: Cast) -> None:
    first = today().replace(day=1)
    following = (first + 32 * DAY).replace(day=1)
    for due in (first - DAY, first, following - DAY, following):
        make_commitment(cast.social, due=due)
    page = browser.sign_in(cast.leader).get("/komitmen?tenggat=bulan-ini")
    assert [reference[-3:] for reference in shown(page)] == ["002", "003"]


def test_sixty_rows_are_paged_to_and_fro_and_the_state_stays(browser: Browser, cast: Cast) -> None:
    fill(cast.social, 60)
    make_commitment(cast.police)
    browser.sign_in(cast.leader)
    page = browser.get(f"/komitmen?instansi={cast.social}&cari=janji&urut=-nomor")
    assert shown(page) == [f"K/2020/{n:03d}" for n in range(60, 35, -1)] and "60 data" in page.text
    page = follow(browser, "sesudah")
    assert shown(page) == [f"K/2020/{n:03d}" for n in range(35, 10, -1)]
    page = follow(browser, "akhir")
    assert shown(page) == [f"K/2020/{n:03d}" for n in range(10, 0, -1)]
    page = follow(browser, "sebelum")
    assert shown(page)[0] == "K/2020/035"
    for part in (f"instansi={cast.social}", "cari=janji", "urut=-nomor"):
        assert part in page.url
    assert page.find("input", id="saring-cari")[0].get("value") == "janji"
    assert shown(follow(browser, "awal"))[0] == "K/2020/060"
    sort = browser.page.find("a", id="urut-tenggat")[0].get("href")
    assert f"instansi={cast.social}" in sort and "cari=janji" in sort


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.reviewer)
    counts = []
    for more in (5, 55):
        fill(cast.social, more, state=S.REPORTED)
        first = db.session.scalars(sa.select(Commitment.id)).first()
        pages = (browser.get("commitments.index"), browser.get("/komitmen?status=reported&cari=janji"),
                 browser.get("verification.queue"), browser.get("commitments.show", id=first))  # fmt: skip
        counts.append([page.queries for page in pages])
    assert counts[0] == counts[1] and max(counts[0][:3]) <= 10


def test_an_object_page_costs_the_same_with_many_rounds(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.RETURNED)
    browser.sign_in(cast.social_liaison)
    before = browser.get("commitments.show", id=made.id).queries
    for n in range(4):
        browser.get("commitments.report", id=made.id)
        browser.submit("/lapor", quantity=str(20 + n), narrative="Lagi")
        db.session.expire_all()
        commitment = db.session.get_one(Commitment, made.id)
        commitment.send_back("Belum", commitment.reports[0].reviewed_by or 0)
        db.session.commit()
    assert browser.get("commitments.show", id=made.id).queries <= before <= 12


def test_the_pages_of_the_queue_hold_together(browser: Browser, cast: Cast) -> None:
    fill(cast.social, 60, state=S.REPORTED)
    browser.sign_in(cast.reviewer)
    seen = shown(browser.get("verification.queue"))
    for _ in range(2):
        seen += shown(follow(browser, "sesudah"))
    assert sorted(seen) == [f"K/2020/{n:03d}" for n in range(1, 61)] and len(set(seen)) == 60


def test_an_empty_list_says_what_belongs_there(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.social_liaison)
    assert "Komitmen lahir dari butir notula rapat" in browser.get("commitments.index").text
    made = in_state(cast, S.VERIFIED)
    page = browser.get(f"/komitmen?cari=tempat&instansi={cast.social}")
    assert "Tidak ada komitmen terbuka yang cocok" in page.text
    link = next(a.get("href") for a in page.find("a") if "".join(a.itertext()) == "Cari di semua status")
    assert shown(browser.get(link)) == [made.reference]
    page = browser.get("/komitmen?status=returned")
    assert "Tidak ada komitmen yang cocok" in page.text and "Hapus saringan" in page.text


def test_the_liaison_has_one_click_to_the_own_agency(browser: Browser, other: Browser, cast: Cast) -> None:
    own, foreign = make_commitment(cast.social), make_commitment(cast.police)
    page = browser.sign_in(cast.social_liaison).get("commitments.index")
    assert shown(page) == [own.reference, foreign.reference]
    link = next(a.get("href") for a in page.find("a") if "".join(a.itertext()) == "Instansi saya")
    assert shown(browser.get(link)) == [own.reference]
    assert "Instansi saya" not in other.sign_in(cast.leader).get("commitments.index").text


def test_agencies_that_ended_stay_in_the_filter(browser: Browser, cast: Cast) -> None:
    made = make_commitment(cast.health)
    db.session.get_one(Agency, cast.health).ended_on = today()
    db.session.commit()
    page = browser.sign_in(cast.leader).get(f"/komitmen?instansi={cast.health}")
    assert shown(page) == [made.reference]


def test_counting_stops_early_under_a_keyword(browser: Browser, cast: Cast) -> None:
    fill(cast.social, 101)
    browser.sign_in(cast.leader)
    assert "101 data" in browser.get("/komitmen").text
    page = browser.get("/komitmen?cari=janji")
    assert "Lebih dari 100 data" in page.text and len(shown(page)) == 25
    assert "1 data" in browser.get("/komitmen?cari=janji+101").text
