"""Which mapping of an area is its newest is one order, wherever it is asked."""

from __future__ import annotations

from app.extensions import fetch
from app.mapping.latest import latest_levels
from app.mapping.levels import Level
from app.mapping.methods import MethodKind
from app.periods import Half
from app.policy import Role, Seat, Viewer
from tests.browser import Browser
from tests.factories import Cast
from tests.mapping.steps import decide, make_mapping

OFFICE = Viewer((Seat(1, Role.SECRETARIAT, "Sekretariat", 1, "BNN"),))


def test_a_whole_year_ends_no_earlier_than_its_halves_on_every_page(browser: Browser, cast: Cast) -> None:
    whole = make_mapping(year=2025, kind=MethodKind.INDEX)
    area = whole.area
    decide(whole, Level.WATCH)
    decide(make_mapping(area, 2025, Half.SECOND, there=2), Level.SAFE)
    decide(make_mapping(area, 2025, Half.FIRST, there=3), Level.READY)
    assert [row.id for row in fetch(latest_levels(OFFICE))] == [whole.id]
    browser.sign_in(cast.secretariat)
    for path in ("/pemetaan", "/kawasan/peta", f"/kawasan/{area.id}", "/kawasan/lokasi-sasaran/calon"):
        page = browser.get(path)
        shown = {
            "".join(each.itertext()).strip() for each in page.find("span") if "level " in (each.get("class") or "")
        }
        assert "3 Waspada" in shown and not shown & {"1 Aman", "2 Siaga"}, path
    listed = browser.get(f"/kawasan/{area.id}/pemetaan").text.partition("Semua pemetaan")[2]
    assert listed.index("PM/2025/001") < listed.index("PM/2025/002") < listed.index("PM/2025/003")
