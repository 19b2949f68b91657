"""Who sees a level: every page, list and file of the site, for every role, before and after it is shared and released.

What a person may not see is looked for by comparing: with the level decided no page may hold one word of it more.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from flask import Flask

from app.areas.models import Area
from app.comments.models import Comment
from app.extensions import db
from app.mapping.models import Mapping
from app.policy import Role
from tests.browser import Browser, Page
from tests.factories import Cast, make_area, make_meeting, make_user
from tests.mapping.steps import decide, make_mapping, share

BASIS, REASON, REMARK = "Dasar-zirkon", "Alasan-zirkon", "Catatan-zirkon"
SECRETS = (BASIS, REASON, REMARK, "PM/2025/001")
ASKED = ("/pemetaan?kategori=4", "/pemetaan?urut=-kategori", "/pemetaan?keadaan=ditetapkan", "/pemetaan?tahun=2025",
         "/kawasan?cari=Zirkonia", "/pantauan", "/?riwayat=semua", "/kawasan/1/pemetaan?metode=1",
         "/kawasan/1/pemetaan/banding?a=1&b=1", "/pemetaan/1?riwayat=semua", "/pemetaan/1/tidak-ada",
         "/pemetaan/2", "/pemetaan/999999")  # fmt: skip
BLIND = ["admin", "nobody"]  # whatever is shared or released


class Seen(NamedTuple):
    """What an answer holds: its status, how often the word of the level stands there, and which secrets."""

    status: int
    levels: int
    secrets: tuple[str, ...]


def crawl(app: Flask, browser: Browser) -> dict[str, Seen]:
    """Open everything that can be opened by reading."""
    paths = [*ASKED]
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in ("accounts.sign_in", "static"):
            paths.append(re.sub(r"<[^>]+>", "1", rule.rule))
    found = {}
    for path in paths:
        answer = browser.client.get(path, follow_redirects=True)
        text = answer.get_data(as_text=answer.mimetype.startswith("text"))
        body = text if isinstance(text, str) else text.decode("latin-1")
        if answer.history and answer.request.path == "/":
            body = ""  # led to the first page, which is opened by itself
        found[path] = Seen(answer.status_code, body.count("Bahaya"), tuple(each for each in SECRETS if each in body))
        answer.close()
    return found


def sign_in(browser: Browser, cast: Cast, who: str) -> Browser:
    """Sign in somebody of the cast, or a person who holds no post."""
    if who != "nobody":
        return browser.sign_in(getattr(cast, who))
    make_user("tanpa@contoh.go.id")
    db.session.commit()
    return browser.sign_in("tanpa@contoh.go.id")


def make_area_and_meeting(cast: Cast) -> int:
    """The place that nothing else is called like; returns its id."""
    area = make_area("73.73.05.1005", name="Zirkonia")
    make_meeting(cast.bnn)
    db.session.commit()
    return area.id


def make_decided(area_id: int) -> Mapping:
    """A mapping of it with a level, a basis, a reason and a remark that stand nowhere else."""
    mapping = make_mapping(db.session.get_one(Area, area_id), there=13)
    decide(mapping, basis=BASIS, reason=REASON)
    author = db.session.scalars(sa.text('SELECT min(id) FROM "user"')).one()
    db.session.add(Comment(root_type="mapping", root_id=mapping.id, text=REMARK, author_id=author, author_name="Ani"))
    db.session.commit()
    return mapping


def released(mapping: Mapping) -> None:
    """Let it be printed for all; committed."""
    mapping.release()
    db.session.commit()


def differences(before: dict[str, Seen], after: dict[str, Seen]) -> dict[str, tuple[Seen, Seen]]:
    """Which answers changed."""
    return {path: (before[path], after[path]) for path in before if before[path] != after[path]}


@pytest.mark.parametrize("who", BLIND)
def test_who_may_read_no_mapping_sees_nothing_of_it_at_any_time(
    app: Flask, browser: Browser, cast: Cast, who: str
) -> None:
    area_id = make_area_and_meeting(cast)
    before = crawl(app, sign_in(browser, cast, who))
    assert {seen.status for seen in before.values()} <= {200, 403, 404}
    mapping = make_decided(area_id)
    assert not differences(before, crawl(app, browser))
    share(mapping)
    released(mapping)
    assert not differences(before, crawl(app, browser))


def test_an_agency_sees_it_from_when_it_is_shared_until_it_is_taken_back(
    app: Flask, browser: Browser, cast: Cast
) -> None:
    area_id = make_area_and_meeting(cast)
    before = crawl(app, sign_in(browser, cast, "social_liaison"))
    mapping = make_decided(area_id)
    assert not differences(before, crawl(app, browser))
    share(mapping)
    now = crawl(app, browser)
    assert now["/pemetaan/<id:id>".replace("<id:id>", "1")].secrets == SECRETS
    places = {path for path, seen in now.items() if seen.secrets or seen.levels > before[path].levels}
    assert {re.sub(r"\?.*", "", path) for path in places} == {
        "/pemetaan", "/pemetaan/1", "/pemetaan/1/komentar", "/kawasan/1/pemetaan", "/kawasan/1/pemetaan/banding",
        "/kawasan/1", "/kawasan/1/cerita", "/kawasan/peta", "/kawasan/lokasi-sasaran/calon", "/peta-kerja",
        "/pemberitahuan", "/",
    }  # fmt: skip
    for told in ("/", "/pemberitahuan"):  # that there is one, not which
        assert now[told].levels == before[told].levels and now[told].secrets == ("PM/2025/001",)
    mapping = db.session.get_one(Mapping, mapping.id)
    mapping.take_back()
    db.session.commit()
    assert set(differences(before, crawl(app, browser))) == {"/pemberitahuan"}  # its number stays in the inbox


@pytest.mark.parametrize("who", ["secretariat", "reviewer", "leader"])
def test_the_office_sees_it_only_where_mappings_are(app: Flask, browser: Browser, cast: Cast, who: str) -> None:
    area_id = make_area_and_meeting(cast)
    before = crawl(app, sign_in(browser, cast, who))
    make_decided(area_id)
    now = crawl(app, browser)
    assert now["/pemetaan/1"].secrets == SECRETS
    places = {re.sub(r"\?.*", "", p) for p, seen in now.items() if seen.secrets or seen.levels > before[p].levels}
    assert places <= {
        "/pemetaan", "/pemetaan/1", "/pemetaan/1/komentar", "/pemetaan/1/isi", "/pemetaan/1/tetapkan",
        "/kawasan/1/pemetaan", "/kawasan/1/pemetaan/banding", "/kawasan/1",
        "/kawasan/1/cerita", "/kawasan/peta", "/kawasan/lokasi-sasaran/calon", "/peta-kerja",
    }  # fmt: skip


def shown_on_paper(page: Page) -> list[str]:
    """The levels of a page that its print would show."""
    assert page.tree is not None
    found: list[str] = []

    def walk(element: Element, hidden: bool) -> None:
        classes = (element.get("class") or "").split()
        hidden = hidden or "restricted" in classes
        if not hidden and ("level" in classes or "official" in classes):
            found.append("".join(element.itertext()).strip())
        for child in element:
            walk(child, hidden)

    walk(page.tree, False)
    return found


def test_paper_holds_a_level_only_once_it_is_released(browser: Browser, cast: Cast) -> None:
    mapping = make_decided(make_area_and_meeting(cast))
    older = make_mapping(mapping.area, 2024, there=2)
    browser.sign_in(cast.secretariat)
    area = f"/kawasan/{mapping.area_id}/pemetaan"
    pages = ("/pemetaan", "/pemetaan/1", area, f"{area}/banding?a={older.id}&b={mapping.id}")
    for path in (*pages, "/pemetaan/1/tetapkan"):
        page = browser.get(path)
        assert not shown_on_paper(page), path
        assert "kategori tidak dicetak" in page.text, path
    released(db.session.get_one(Mapping, mapping.id))
    for path in pages:
        assert "4 Bahaya" in shown_on_paper(browser.get(path)), path


def test_what_is_listed_by_level_is_not_printed(browser: Browser, cast: Cast) -> None:
    """Not even the names: which of them stand there, or in which order, would tell."""
    make_decided(make_area_and_meeting(cast))
    browser.sign_in(cast.secretariat)
    listed = ("/pemetaan?kategori=4", "/pemetaan?kategori=1", "/pemetaan?urut=-kategori", "/kawasan/peta?urut=kategori")
    for path in ("/pemetaan?urut=nama", "/pemetaan?keadaan=ditetapkan", *listed):
        page = browser.get(path)
        names = [each for each in printed(page) if "Zirkonia" in each or "Tidak ada kawasan" in each]
        assert bool(names) is (path not in listed), path
        assert ("jadi tidak dicetak" in page.text) is (path in listed), path


def printed(page: Page) -> list[str]:
    """The texts of tables and empty lists that a print would show."""
    assert page.tree is not None
    found: list[str] = []

    def walk(element: Element, inside: bool) -> None:
        classes = (element.get("class") or "").split()
        if "restricted" in classes:
            return
        inside = inside or element.tag.endswith("table") or "empty" in classes
        if inside:
            found.append(element.text or "")
        for child in element:
            walk(child, inside)

    walk(page.tree, False)
    return found


def test_each_role_has_its_say(cast: Cast, app: Flask) -> None:
    from app.accounts.identity import Identity
    from app.policy import Seat

    mapping = make_decided(make_area_and_meeting(cast))
    for shared, readers in ((False, {"S", "R", "P"}), (True, {"S", "R", "P", "L"})):
        if shared:
            share(mapping)
        seen = set()
        for role in Role:
            who = Identity(1, "Uji", "uji@contoh.go.id", 1, "x", (Seat(1, role, "Uji", cast.social, "Uji"),))
            if db.session.scalars(Mapping.visible_to(who)).unique().all():
                seen.add({"secretariat": "S", "liaison": "L", "reviewer": "R", "leader": "P", "admin": "A"}[role.value])
        assert seen == readers
