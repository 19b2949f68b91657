"""Lines that stay inside, and decisions that concern some agencies."""

from __future__ import annotations

from app.extensions import db
from app.minutes.models import LineKind, MinutesLine
from app.minutes.record import record_of
from tests.browser import Browser
from tests.factories import Cast
from tests.minutes.test_routes import add, editor, line


def test_a_line_is_marked_internal_and_back(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Nama sumber disebut", internal="y")
    add(browser, item, "Jadwal disepakati")
    assert [line(text).internal for text in ("Nama sumber disebut", "Jadwal disepakati")] == [True, False]
    assert browser.page.text.count("Internal") == 1
    record = record_of(line("Nama sumber disebut").meeting)
    assert [each["internal"] for each in record["items"][0]["lines"]] == [True, False]
    browser.get("minutes.edit", id=line("Nama sumber disebut").id)
    assert browser.page.find("input", name="internal", checked="checked") or browser.page.find(
        "input", name="internal", checked=""
    )
    browser.post("minutes.edit", {"kind": "note", "text": "Nama sumber disebut", "version": "1"}, id=1)
    assert not line("Nama sumber disebut").internal


def test_a_decision_names_whom_it_concerns(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Data dibuka", kind="decision", agencies=[cast.social, cast.police])
    made = line("Data dibuka")
    assert made.agencies == sorted([cast.social, cast.police])
    page = browser.get("minutes.edit", id=made.id)
    assert len([box for box in page.find("input", name="agencies") if "checked" in box.attrib]) == 2
    browser.submit("/ubah", agencies=[cast.social])
    assert line("Data dibuka").agencies == [cast.social]
    assert "Menentukan instansi yang terkait" in browser.get("meetings.show", id=made.meeting_id).text


def test_other_kinds_concern_whom_their_work_names(browser: Browser, cast: Cast) -> None:
    item = editor(browser, cast)
    add(browser, item, "Catatan saja", agencies=[cast.social])
    assert line("Catatan saja").agencies == []
    decision = MinutesLine(agenda_item_id=item, meeting_id=1, position=9, kind=LineKind.DECISION)
    decision.write("Keputusan", None)
    db.session.add(decision)
    db.session.flush()
    decision.concern([cast.health])
    decision.kind = LineKind.NOTE
    assert decision.agencies == [], "as long as it is no decision"
    decision.kind = LineKind.DECISION
    assert decision.agencies == [cast.health]
