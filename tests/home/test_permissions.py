"""The page "siapa boleh apa"."""

from __future__ import annotations

from app.extensions import db
from app.policy import POLICY, Role
from tests.browser import Browser
from tests.factories import Cast, make_user


def test_the_page_says_what_the_policy_says(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.leader).get("home.permissions")
    acts = [row for row in page.find("tr") if row.find("td") is not None and row.get("class") != "group"]
    rows = {" ".join("".join(row.find("th").itertext()).split()): row for row in acts}
    assert len(rows) == len(POLICY)
    for rule in POLICY.values():
        cells = ["".join(cell.itertext()).strip() for cell in rows[str(rule.label)].iter("td")]
        expected = [str(rule.grants[role].label) if role in rule.grants else "–tidak" for role in Role]
        assert cells == expected


def test_who_holds_no_post_may_read_it_too(browser: Browser, cast: Cast) -> None:
    make_user("baru@contoh.go.id")
    db.session.commit()
    page = browser.sign_in("baru@contoh.go.id").get("home.permissions")
    assert not page.find("a", href="/instansi")
