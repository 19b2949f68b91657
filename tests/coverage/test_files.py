"""The matrix as CSV and JSON: both say the same as the pages, in official codes, and nothing of levels."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.agencies.models import Agency
from app.areas.models import Area, AreaKind
from app.clock import now
from app.coverage.cube import cube_of
from app.coverage.files import FIELDS
from app.extensions import db
from app.mapping.levels import Level
from tests.browser import Browser
from tests.coverage.programme import make_mapping
from tests.coverage.test_matrix import recount
from tests.coverage.world import holder, make_activity, make_city, make_world
from tests.factories import Cast, make_commitment

KINDS = {"goods": "goods", "people": "people", "other": "other", "unspecified": "belum"}


def sent(browser: Browser, kind: str, query: str = "") -> str:
    """The file as text."""
    answer = browser.raw("GET", f"/peta-kerja.{kind}?{query}")
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    return answer.get_data().decode("utf-8-sig")


def both(browser: Browser, query: str = "") -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
    """The rows of both files side by side."""
    table = list(csv.DictReader(io.StringIO(sent(browser, "csv", query))))
    rows = json.loads(sent(browser, "json", query))["rows"]
    assert len(table) == len(rows)
    return zip(table, rows, strict=True)


def written(value: Any) -> str:
    """A value of the one file as the other has it, with a decimal comma."""
    return "" if value is None else str(value).replace(".", ",") if isinstance(value, float) else str(value)


def test_both_files_say_what_the_matrix_says(browser: Browser, cast: Cast) -> None:
    world = make_world(cast, 5)
    assert sum(len(made.supports) for made in world.commitments)
    browser.sign_in(cast.police_liaison)
    city = world.areas[0]
    for query, values in (("", {}), ("periode=2026&baris=kawasan", {"periode": "2026"}),
                          (f"kawasan={city.id}", {"kawasan": str(city.id)})):  # fmt: skip
        areas: dict[str, Area | None] = {area.code: area for area in world.areas} | {"": None}
        for line, row in both(browser, query):
            assert list(line) == list(row) == list(FIELDS)
            assert [line[key] for key in FIELDS] == [written(row[key]) for key in FIELDS]
            place, kind = areas[row["area_code"]], KINDS[row["support_kind"]]
            expected = recount(world, values, place, row["agency_id"], kind)
            percents = row["claimed_percent"] or 0, row["verified_percent"] or 0
            assert (row["commitments"], *percents, row["supported"], row["activities"]) == expected[:5], row
            assert (row["unit"], row["target"], row["verified"]) == (expected[5] or (None,) * 3), row


def test_the_rows_of_a_file_add_up_to_the_page(browser: Browser, cast: Cast) -> None:
    world = make_world(cast, 7)
    browser.sign_in(cast.leader)
    cube = cube_of(holder(), {})
    for area in (None, *(each for each in world.areas if each.kind is AreaKind.DISTRICT)):
        for agency, _name in cube.agencies:
            rows = [row for _line, row in both(browser) if row["agency_id"] == agency
                    and row["area_code"] == (area.code if area else "")]  # fmt: skip
            f = cube.at(area.id if area else None, agency)
            sums = [sum(row[key] for row in rows) for key in ("commitments", "supported", "activities")]
            assert sums == [f.number, f.supported, f.activities]


def test_the_file_explains_itself(browser: Browser, cast: Cast) -> None:
    make_world(cast, 6, 3)
    told = json.loads(sent(browser.sign_in(cast.leader), "json", "periode=2026&kawasan=x"))
    assert told["fields"].keys() == FIELDS.keys() and told["asked"] == {"periode": "2026"}


def test_names_are_no_formulas(browser: Browser, cast: Cast) -> None:
    area = make_city()["011001"]
    area.name = "@SUM(A1)"
    db.session.get_one(Agency, cast.social).name = '=HYPERLINK("x")'
    made = make_commitment(cast.social, state="agreed", unit="+cmd")
    made.areas = [area]
    db.session.commit()
    table = list(csv.DictReader(io.StringIO(sent(browser.sign_in(cast.leader), "csv"))))
    village = next(row for row in table if row["area_code"] == area.code)
    assert (village["area"], village["agency"][:2], village["unit"]) == ("'@SUM(A1)", "'=", "'+cmd")


@pytest.mark.parametrize("who", ["admin", "secretariat", "social_liaison", "reviewer", "leader"])
def test_no_file_says_a_level(browser: Browser, cast: Cast, who: str) -> None:
    area = make_city()["011001"]
    make_mapping(area, Level.DANGER, released_at=now())
    make_activity(cast.bnn, area)
    browser.sign_in(getattr(cast, who))
    for kind in ("csv", "json"):
        text = sent(browser, kind)
        assert area.code in text and not any(word in text for word in ("Bahaya", "level", "kategori"))


def test_without_a_post_or_signed_out_there_is_no_file(browser: Browser, cast: Cast) -> None:
    for path in ("/peta-kerja", "/peta-kerja.csv", "/peta-kerja.json"):
        assert browser.get(path).url.startswith("/masuk")
