"""Board, matrix, timeline and the filters of the list: each number equals the list that it leads to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from app.agencies.models import Agency
from app.areas.models import Area, AreaKind
from app.clock import now, today
from app.comments.models import Watch
from app.commitments import queries
from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport
from app.commitments.states import Attainment, CommitmentState, Reason, SupportKind, SupportState
from app.extensions import db
from tests.browser import Browser, Page
from tests.commitments.steps import SOMEBODY, S, in_state
from tests.commitments.test_index import fill, shown
from tests.factories import Cast, make_commitment, make_meeting

DAY = dt.timedelta(days=1)


def rest(commitment: Commitment, days: int) -> None:
    """Let nothing move on it for so many days, past the rule that every change moves it."""
    table = Commitment.__table__
    at = now() - days * DAY
    db.session.execute(sa.update(table).where(table.c.id == commitment.id).values(updated_at=at))  # type: ignore[arg-type]
    db.session.commit()


def references(browser: Browser, query: str) -> list[str]:
    """What the list shows, in any order."""
    return sorted(shown(browser.get(f"/komitmen?{query}")))


def support(commitment: Commitment, agency_id: int, state: SupportState = SupportState.ASKED) -> None:
    """Ask an agency to help."""
    name = db.session.get_one(Agency, agency_id).name
    commitment.supports.append(CommitmentSupport(agency_id=agency_id, agency_name=name, role="Tempat", state=state))
    db.session.commit()


def test_at_risk_is_what_is_due_soon_without_a_report_in_that_time(browser: Browser, cast: Cast) -> None:
    edge = in_state(cast, S.AGREED, due=today() + 30 * DAY)
    in_state(cast, S.AGREED, due=today() + 31 * DAY)
    in_state(cast, S.AGREED, due=today() - DAY)
    in_state(cast, S.UNDERWAY, due=today() + 10 * DAY)  # reported today
    in_state(cast, S.SUSPENDED, due=today() + 3 * DAY)
    make_commitment(cast.social, due=today() + 3 * DAY)
    long_ago = in_state(cast, S.UNDERWAY, due=today() + 10 * DAY)
    long_ago.reported_at = now() - 21 * DAY
    just_before = in_state(cast, S.UNDERWAY, due=today() + 10 * DAY)
    just_before.reported_at = now() - 19 * DAY
    db.session.commit()
    browser.sign_in(cast.leader)
    assert references(browser, "kondisi=berisiko") == [edge.reference, long_ago.reference]
    everything = db.session.scalars(sa.select(Commitment).order_by(Commitment.id)).all()
    assert [c.reference for c in everything if c.is_at_risk(30)] == [edge.reference, long_ago.reference]
    assert browser.page.text.count("Berisiko") == 3  # two marks, and the choice of the filter


def test_stale_is_what_did_not_move_and_does_not_rest(browser: Browser, cast: Cast) -> None:
    old, edge, resting, done = (
        in_state(cast, state) for state in (S.AGREED, S.AGREED, S.SUSPENDED, S.VERIFIED)
    )  # fmt: skip
    rest(old, 31), rest(edge, 30), rest(resting, 99), rest(done, 99)
    browser.sign_in(cast.leader)
    assert references(browser, "kondisi=tidak-bergerak&status=semua") == [old.reference]
    db.session.expire_all()
    assert [c.id for c in db.session.scalars(sa.select(Commitment)) if c.is_stale(30)] == [old.id]


def test_what_rests_is_not_late_in_any_number(browser: Browser, cast: Cast) -> None:
    late = in_state(cast, S.AGREED, due=today() - DAY)
    resting = in_state(cast, S.SUSPENDED, due=today() - DAY)
    browser.sign_in(cast.leader)
    assert references(browser, "tenggat=terlambat") == [late.reference]
    assert references(browser, "tenggat=belum-lewat") == [resting.reference]
    page = browser.get("/")
    number = next(
        "".join(a.itertext()) for a in page.find("a", href="/komitmen?tenggat=terlambat", class_="stat tone-danger")
    )
    assert number.split() == ["Lewat", "tenggat", "1"]
    assert browser.get("/komitmen").text.count("lewat tenggat") == 1


QUERIES = (
    "status=suspended", "status=disepakati", "instansi={social}", "instansi={police}&peran=pendukung",
    "instansi={police}&peran=keduanya", "peran=pendukung", "instansi={health}&peran=pendukung", "capaian=substantial",
    "capaian=not_started", "periode={year}", "periode={year}-B06", "periode={year}-B12", "periode={year}-03",
    "kondisi=diubah", "kondisi=belum-dapat-diperiksa", "kondisi=usulan", "kondisi=dilaporkan", "kawasan={city}",
    "kawasan={district}", "kawasan={village}", "dukungan=goods", "rapat={meeting}", "rapat={reference}", "pantau=ya",
    "status=semua&instansi={police}&peran=keduanya&kawasan={city}&dukungan=goods&periode={year}",
)  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_each_filter_lets_in_what_it_says_and_nothing_else(browser: Browser, cast: Cast, query: str) -> None:
    facts = furnish(browser, cast)
    rows = db.session.scalars(sa.select(Commitment).order_by(Commitment.reference)).all()
    asked = query.format(**facts)
    expected = [c.reference for c in rows if all(holds(c, *pair.split("="), facts, asked) for pair in asked.split("&"))]
    if "status=" not in query:
        expected = [c.reference for c in rows if c.reference in expected and c.is_open]
    assert references(browser, asked) == expected
    assert expected and len(expected) < len(rows), "the example has rows in and out"


def furnish(browser: Browser, cast: Cast) -> dict[str, Any]:
    """Commitments that differ in all that can be asked, seen by the secretariat."""
    year = today().year
    city = Area(code="99.99", kind=AreaKind.CITY, name="Kota")
    district = Area(code="99.99.01", kind=AreaKind.DISTRICT, name="Wara", parent=city)
    village = Area(code="99.99.01.1001", kind=AreaKind.VILLAGE, name="Salekoe", parent=district)
    db.session.add_all([city, district, village])
    meeting = make_meeting(cast.bnn)
    spring, autumn = dt.date(year, 3, 31), dt.date(year, 7, 1)
    one = in_state(cast, S.UNDERWAY, due=spring, support_kind=SupportKind.GOODS, areas=[village])
    support(one, cast.police, SupportState.ACCEPTED), support(one, cast.health)
    two = in_state(cast, S.AGREED, cast.police, due=autumn, meeting_id=meeting.id, areas=[district])
    support(in_state(cast, S.SUSPENDED, due=autumn, areas=[city]), cast.police, SupportState.DECLINED)
    in_state(cast, S.VERIFIED, due=spring)
    in_state(cast, S.CANCELLED, due=autumn)
    make_commitment(cast.social, suggested_name="Ani", place="", due=dt.date(year + 1, 3, 1))
    two.redate(autumn + DAY, Reason.BUDGET, "", SOMEBODY)
    db.session.add(Watch(user_id=2, root_type="commitment", root_id=two.id))
    db.session.add(Watch(user_id=1, root_type="commitment", root_id=one.id))
    db.session.commit()
    browser.sign_in(cast.secretariat)
    return {
        "social": cast.social, "police": cast.police, "health": cast.health, "year": year, "city": city.id,
        "district": district.id, "village": village.id, "meeting": meeting.id, "reference": meeting.reference,
        "watched": two.id,
    }  # fmt: skip


def holds(c: Commitment, name: str, value: str, facts: dict[str, Any], asked: str) -> bool:
    """The same question, asked in Python."""
    agency = re.search(r"instansi=(\d+)", asked)
    lead = agency is None or c.lead_agency_id == int(agency[1])
    helps = [s for s in c.supports if s.state is not SupportState.DECLINED]
    helped = any(agency is None or s.agency_id == int(agency[1]) for s in helps)
    inside = {"city": ("city", "district", "village"), "district": ("district", "village"), "village": ("village",)}
    area = next((key for key in inside if str(facts[key]) == value), "village")
    first, last = {"B06": (1, 6), "B12": (7, 12), "03": (3, 3)}.get(value[5:], (1, 12))
    agreed = c.state not in (S.PROPOSED, S.CANCELLED)
    answers: dict[str, Callable[[], bool]] = {
        "status": lambda: value in ("semua", c.state.value) or (value == "disepakati" and agreed),
        "instansi": lambda: lead if "peran" not in asked else True,
        "peran": lambda: helped if value == "pendukung" else lead or helped,
        "capaian": lambda: c.attainment.value == value,
        "periode": lambda: c.due.year == int(value[:4]) and first <= c.due.month <= last,
        "kondisi": lambda: {
            "diubah": c.redated > 0, "belum-dapat-diperiksa": not c.is_checkable, "usulan": c.is_suggestion,
            "dilaporkan": bool(c.reports),
        }[value],
        "kawasan": lambda: any(a.id in {facts[key] for key in inside[area]} for a in c.areas),
        "dukungan": lambda: c.support_kind is not None and c.support_kind.value == value,
        "rapat": lambda: c.meeting_id == facts["meeting"],
        "pantau": lambda: c.id == facts["watched"],
    }  # fmt: skip
    return answers[name]()


@pytest.mark.parametrize("query", [
    "kondisi=zzz", "capaian=2", "peran=raja", "periode=2026-B07", "periode=99999", "periode=0000", "periode=2026-13",
    "kawasan=999999", "kawasan=abc", "dukungan=x", "pantau=tidak", "rapat=' OR 1", "rapat=99999999999999999999",
    "rapat=999999", "kondisi=%00", "periode=%EF%BC%92%EF%BC%90%EF%BC%92%EF%BC%96",
])  # fmt: skip
def test_what_no_filter_knows_asks_nothing(browser: Browser, cast: Cast, query: str) -> None:
    made = make_commitment(cast.social)
    browser.sign_in(cast.leader)
    assert references(browser, query) == [made.reference]


def test_the_totals_tell_of_all_rows_and_lead_to_their_lists(browser: Browser, cast: Cast) -> None:
    in_state(cast, S.UNDERWAY), in_state(cast, S.REPORTED), in_state(cast, S.AGREED), in_state(cast, S.VERIFIED)
    page = browser.sign_in(cast.leader).get("/komitmen")
    bars = page.find("div", role="img")[0].get("aria-label")
    assert bars == "Dilaporkan 33 persen, terverifikasi 16 persen"  # of 50, 50, 0 and 50, 0, 0
    links = [a for a in page.find("a") if "capaian=" in (a.get("href") or "")]
    assert len(links) == 3
    for link in links:
        number = int("".join(link.itertext()).split()[-1])
        assert len(shown(browser.get(link.get("href")))) == number == 1


def test_under_a_keyword_the_totals_say_where_counting_stopped(browser: Browser, cast: Cast) -> None:
    fill(cast.social, 101)
    browser.sign_in(cast.leader)
    assert "Lebih dari 100 komitmen memuat kata itu" in browser.get("/komitmen?cari=janji").text
    assert "101 komitmen, rata-rata:" in browser.get("/komitmen").text
    assert "1 komitmen, rata-rata:" in browser.get("/komitmen?cari=janji+101").text


def numbers(page: Page, table: str) -> list[tuple[int, str]]:
    """Each linked number of a table, with its address."""
    found = [a for t in page.find("table") if table in (t.get("class") or "").split() for a in t.iter("a")]
    return [
        (int("".join(a.itertext()).replace(".", "")), a.get("href") or "") for a in found
        if (a.get("href") or "").startswith("/komitmen")
    ]  # fmt: skip


def scatter(cast: Cast, number: int) -> None:
    """Commitments in any state, of any agency, due any time of two years."""
    chance = Random(number)  # noqa: S311
    agencies = [cast.social, cast.police, cast.health]
    for n in range(number):
        state = chance.choice(list(CommitmentState))
        due = dt.date(today().year, 1, 1) + chance.randrange(-200, 500) * DAY
        percent = chance.randrange(101)
        db.session.add(
            Commitment(
                reference=f"K/2020/{n:03d}", statement=f"Janji {n}", lead_agency_id=chance.choice(agencies),
                lead_agency_name="Instansi", due=due, original_due=due, state=state,
                is_open=state not in (S.VERIFIED, S.CANCELLED), claimed_percent=percent, verified_percent=percent // 2,
                attainment=chance.choice(list(Attainment)), updated_at=now() - chance.randrange(60) * DAY,
            )
        )  # fmt: skip
    db.session.commit()


@pytest.mark.parametrize("query", ["", "?periode={year}", "?capaian=limited", "?kondisi=tidak-bergerak"])
def test_each_number_of_the_matrix_is_that_of_its_list(browser: Browser, cast: Cast, query: str) -> None:
    scatter(cast, 70)
    page = browser.sign_in(cast.leader).get("/komitmen/matriks" + query.format(year=today().year))
    for number, url in numbers(page, "matrix"):
        assert browser.get(url).text.count(f"{number} data") == 1, url
    rows = [[int("".join(td.itertext()) or 0) for td in tr.findall("td")[:-1]] for tr in page.find("tr")[1:]]
    assert all(sum(row[:-1]) == row[-1] for row in rows)
    assert [sum(column) for column in zip(*rows[:-1], strict=True)] == rows[-1]


@pytest.mark.parametrize("query", ["", "?tahun={before}", "?instansi={police}"])
def test_each_number_of_the_timeline_is_that_of_its_list(browser: Browser, cast: Cast, query: str) -> None:
    scatter(cast, 70)
    page = browser.sign_in(cast.leader).get(
        "/komitmen/linimasa" + query.format(before=today().year - 1, police=cast.police)
    )
    found = numbers(page, "grid")
    assert found
    for number, url in found:
        assert f"{number} data" in browser.get(url).text, url
    texts = [e.text or "" for e in page.tree.iter() if str(e.tag).endswith("}text")]  # type: ignore[union-attr]
    drawn = [int(text) for text in texts if text.isdigit()]
    assert sum(drawn) == sum(number for number, _ in found)


def test_the_board_shows_a_few_of_each_column_and_leads_to_all(browser: Browser, cast: Cast) -> None:
    fill(cast.social, 25, state=S.REPORTED)
    in_state(cast, S.SUSPENDED), in_state(cast, S.VERIFIED)
    page = browser.sign_in(cast.reviewer).get("/komitmen/papan")
    columns = {s.get("aria-labelledby"): s for s in page.find("section")}
    assert len(columns) == 6 and len(list(columns["kolom-reported"].iter("li"))) == queries.CARDS
    assert "Lihat semua 25" in page.text and page.text.count("giliran Anda") == queries.CARDS
    all_of_them = next(a.get("href") for a in columns["kolom-reported"].iter("a") if a.text == "Lihat semua 25")
    assert "25 data" in browser.get(all_of_them).text
    assert "Tidak ada." in browser.get(f"/komitmen/papan?instansi={cast.police}").text


def test_these_pages_ask_the_same_few_queries_for_any_number_of_rows(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.reviewer)
    paths = ("/komitmen/papan", "/komitmen/matriks", "/komitmen/linimasa", f"/instansi/{cast.social}", "/",
             f"/komitmen?instansi={cast.social}&peran=keduanya&kondisi=berisiko&rapat=1&pantau=ya&cari=j")  # fmt: skip
    counts = []
    for more in (5, 55):
        fill(cast.social, more)
        counts.append([browser.get(path).queries for path in paths])
    assert counts[0] == counts[1] and max(counts[0]) <= 12


def test_the_score_of_an_agency_is_that_of_its_lists(browser: Browser, cast: Cast) -> None:
    due = dt.date(today().year, 12, 31)
    in_state(cast, S.AGREED, due=due), in_state(cast, S.UNDERWAY, due=due), in_state(cast, S.VERIFIED, due=due)
    in_state(cast, S.RETURNED, due=dt.date(today().year, 1, 1))
    in_state(cast, S.AGREED, due=dt.date(today().year + 1, 1, 1))
    make_commitment(cast.social, due=due), in_state(cast, S.CANCELLED, due=due), in_state(cast, S.AGREED, cast.police)
    page = browser.sign_in(cast.leader).get("agencies.show", id=cast.social)
    stats = [a for a in page.find("a") if "periode=" in (a.get("href") or "")]
    told = [(int("".join(a.itertext()).split()[-1]), a.get("href") or "") for a in stats]
    assert [number for number, _ in told][:3] == [4, 3, 1]
    for number, url in told:
        assert f"{number} data" in browser.get(url).text
    assert "rata-rata 0 hari di peninjau" in page.text
    assert "Tidak ada komitmen yang disepakati" in browser.get(f"/instansi/{cast.social}?tahun=1999").text
    assert browser.get(f"/instansi/{cast.social}?tahun=x").text == page.text


def test_kept_figures_follow_every_change_also_of_another_connection(browser: Browser, cast: Cast) -> None:
    made = in_state(cast, S.AGREED)
    browser.sign_in(cast.leader)
    assert "Dilaporkan 0 persen" in labels(browser.get("/komitmen"))
    statement = sa.text("UPDATE commitment SET claimed_percent = 70, updated_at = :now WHERE id = :id")
    with db.engine.begin() as connection:  # as another process does
        connection.execute(statement.bindparams(sa.bindparam("now", type_=Commitment.updated_at.type)),
                           {"now": now(), "id": made.id})  # fmt: skip
    assert "Dilaporkan 70 persen" in labels(browser.get("/komitmen"))
    made = db.session.get_one(Commitment, made.id)
    made.cancel("Batal")
    db.session.commit()
    assert "Belum ada komitmen yang terbuka" in browser.get("/komitmen").text
    make_commitment(cast.social)
    assert "1 komitmen, rata-rata:" in browser.get("/komitmen").text


def test_kept_figures_follow_the_answer_of_a_supporting_agency(browser: Browser, cast: Cast) -> None:
    made = make_commitment(cast.social)
    browser.sign_in(cast.leader)
    query = f"instansi={cast.police}&peran=pendukung"
    assert references(browser, query) == []
    support(db.session.get_one(Commitment, made.id), cast.police)
    assert references(browser, query) == [made.reference]
    db.session.get_one(Commitment, made.id).supports[0].answer(SupportState.DECLINED, "Tidak ada tempat")
    db.session.commit()
    assert references(browser, query) == []


def test_figures_are_asked_again_only_after_a_change(browser: Browser, cast: Cast) -> None:
    made = make_commitment(cast.social)
    browser.sign_in(cast.leader)
    first, second = (browser.get("/komitmen/linimasa").queries for _ in range(2))
    assert second == first - 1
    db.session.get_one(Commitment, made.id).cancel("Batal")
    db.session.commit()
    assert browser.get("/komitmen/linimasa").queries == first


def labels(page: Page) -> str:
    """What the pictures of the page say."""
    return " ".join(e.get("aria-label") or "" for e in page.find("div", role="img"))
