"""Methods, indicators and rules as the administrator sets them."""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts.models import User
from app.agencies.models import Agency
from app.extensions import db
from app.mapping.levels import Level
from app.mapping.methods import LevelRule, MappingIndicator, MappingMethod, MethodKind
from app.policy import Role
from tests.browser import Browser
from tests.factories import Cast, make_area, seat
from tests.mapping.steps import make_mapping, method_of

WATCH = {"main_3": "3", "supporting_3": "2", "source_3": "Surat edaran 4"}


def rules_of(method_id: int) -> dict[Level, tuple[int, int]]:
    """The rules as stored."""
    rows = db.session.scalars(sa.select(LevelRule).where(LevelRule.method_id == method_id))
    return {rule.level: (rule.main, rule.supporting) for rule in rows}


def also_reviews(cast: Cast) -> None:
    """Let the administrator hold a post that sees levels too."""
    admin = db.session.scalars(sa.select(User).where(User.email == cast.admin)).one()
    seat(admin, db.session.get_one(Agency, cast.bnn), Role.REVIEWER)
    db.session.commit()


def test_rules_are_saved_at_once_while_nothing_is_mapped(browser: Browser, cast: Cast) -> None:
    method = method_of()
    browser.sign_in(cast.admin).get("mapping.methods")
    browser.get("mapping.edit_rules", id=method.id)
    page = browser.submit("/aturan", **WATCH)
    assert "Aturan kategori disimpan." in page.text and "Surat edaran 4" in page.text
    assert rules_of(method.id) == {Level.DANGER: (5, 4), Level.WATCH: (3, 2)}
    browser.get("mapping.edit_rules", id=method.id)
    browser.submit("/aturan", main_3="", supporting_3="")
    assert rules_of(method.id) == {Level.DANGER: (5, 4)}


def test_what_a_rule_would_change_is_told_first(browser: Browser, cast: Cast) -> None:
    method, area = method_of(), make_area("73.73.05.1005")
    for year, there in ((2023, 10), (2024, 13), (2025, 2)):
        make_mapping(area, year, there=there)
    also_reviews(cast)
    browser.sign_in(cast.admin).get("mapping.edit_rules", id=method.id)
    page = browser.submit("/aturan", **WATCH)
    assert "Hasil hitung 1 dari 3 pemetaan akan berubah." in page.text
    assert rules_of(method.id) == {Level.DANGER: (5, 4)}
    page = browser.submit("/aturan", main_3="1", supporting_3="0")
    assert "Hasil hitung 2 dari 3 pemetaan akan berubah." in page.text, "another rule is looked at anew"
    assert "Aturan kategori disimpan." in browser.submit("/aturan").text
    assert rules_of(method.id)[Level.WATCH] == (1, 0)


def test_who_may_not_see_levels_finds_none_out_by_trying_rules(browser: Browser, cast: Cast) -> None:
    method = make_mapping(there=10).method
    browser.sign_in(cast.admin).get("mapping.edit_rules", id=method.id)
    told = browser.submit("/aturan", **WATCH).text
    assert "1 pemetaan memakai metode ini" in told and "Hasil hitung 1" not in told
    other = browser.submit("/aturan", main_3="5", supporting_3="4").text
    assert other[other.index("1 pemetaan") :][:200] == told[told.index("1 pemetaan") :][:200]
    assert rules_of(method.id) == {Level.DANGER: (5, 4)}
    assert "Aturan kategori disimpan." in browser.submit("/aturan").text


def test_rules_that_contradict_or_have_no_source_are_refused(browser: Browser, cast: Cast) -> None:
    method = method_of()
    browser.sign_in(cast.admin).get("mapping.edit_rules", id=method.id)
    page = browser.submit("/aturan", status=422, **(WATCH | {"main_3": "6"}))
    assert "Syarat 4 Bahaya tidak boleh lebih rendah daripada syarat 3 Waspada." in page.text
    page = browser.submit("/aturan", status=422, **(WATCH | {"source_3": ""}))
    assert "Tulis dasar aturan ini" in page.text
    page = browser.submit("/aturan", status=422, main_4="9")
    assert "hanya memiliki 8 indikator" in page.text
    assert "Isi bilangan nol atau lebih." in browser.submit("/aturan", status=422, main_4="-1").text
    assert rules_of(method.id) == {Level.DANGER: (5, 4)}


def test_two_administrators_do_not_overwrite_each_other(browser: Browser, other: Browser, cast: Cast) -> None:
    method = method_of()
    other.sign_in(cast.admin).get("mapping.edit_rules", id=method.id)
    browser.sign_in(cast.admin).get("mapping.edit_rules", id=method.id)
    browser.submit("/aturan", **WATCH)
    page = other.submit("/aturan", status=409, main_4="6", supporting_4="4")
    assert "Data ini baru saja diubah orang lain" in page.text and 'value="6"' in page.html


def test_an_index_has_scores_and_a_scale_in_words(browser: Browser, cast: Cast) -> None:
    method = method_of(MethodKind.INDEX)
    browser.sign_in(cast.admin).get("mapping.edit_method", id=method.id)
    assert "0 sampai 5" in browser.submit("/ubah", scale="0 sampai 5").text
    browser.get("mapping.edit_rules", id=method.id)
    page = browser.submit("/aturan", score_4="3,5", source_4="Pedoman")
    assert "nilai paling rendah 3,5" in page.text
    browser.get(f"/pemetaan/metode/{method.id}/indikator")
    assert "Indeks tidak memiliki" in browser.submit("/indikator", status=422, key="P1", label="Kasus").text


def test_indicators_are_added_worded_moved_and_removed_while_unused(browser: Browser, cast: Cast) -> None:
    mapping = make_mapping(there=1)
    method = mapping.method
    browser.sign_in(cast.admin).get("mapping.new_indicator", id=method.id)
    assert "sudah dipakai" in browser.submit("/indikator", status=422, key="P1", label="Kasus").text
    browser.submit("/indikator", key="D6", group="supporting", label="Lahan kosong")
    added = db.session.scalars(sa.select(MappingIndicator).where(MappingIndicator.key == "D6")).one()
    browser.submit(f"/indikator/{added.id}/naik")
    keys = [each.key for each in db.session.get_one(MappingMethod, method.id, populate_existing=True).indicators]
    assert keys[-3:] == ["D4", "D6", "D5"]
    browser.get("mapping.edit_indicator", id=added.id)
    assert "Lahan tidur" in browser.submit("/ubah", label="Lahan tidur").text
    assert "Indikator dihapus." in browser.submit(f"/indikator/{added.id}/hapus").text
    used = mapping.method.indicators[0].id
    assert "sudah dipakai dalam pemetaan" in browser.submit(f"/indikator/{used}/hapus").text


def test_a_new_version_begins_as_a_copy_and_names_stay_apart(browser: Browser, cast: Cast) -> None:
    method = method_of()
    browser.sign_in(cast.admin).get("mapping.method", id=method.id)
    browser.get(f"/pemetaan/metode/baru?dari={method.id}")
    page = browser.submit("/baru", status=422, edition=method.edition)
    assert "sudah ada" in page.text
    page = browser.submit("/baru", edition="2027")
    copy = db.session.get_one(MappingMethod, int(page.url.split("/")[-1]))
    assert len(copy.indicators) == 13 and [rule.threshold for rule in copy.rules] == [(Level.DANGER, 5, 4, 0)]
    assert copy.source == method.source != "" and copy.kind is method.kind
    browser.get("mapping.edit_method", id=copy.id)
    assert "sudah ada" in browser.submit("/ubah", status=422, edition=method.edition).text
    for wrong in ("x", "9" * 30, "-1", "999"):
        browser.get(f"/pemetaan/metode/baru?dari={wrong}")


def test_a_new_version_of_an_index_keeps_its_source_and_scale(browser: Browser, cast: Cast) -> None:
    method = method_of(MethodKind.INDEX)
    browser.sign_in(cast.admin).get("mapping.edit_method", id=method.id)
    browser.submit("/ubah", scale="0 sampai 5", source="Pedoman 3")
    browser.get(f"/pemetaan/metode/baru?dari={method.id}")
    page = browser.submit("/baru", edition="2027")
    copy = db.session.get_one(MappingMethod, int(page.url.split("/")[-1]))
    assert (copy.kind, copy.source, copy.scale) == (MethodKind.INDEX, "Pedoman 3", "0 sampai 5")


def test_only_the_administrator_sets_methods_and_reads_no_mapping(browser: Browser, other: Browser, cast: Cast) -> None:
    mapping = make_mapping()
    method = mapping.method_id
    page = browser.sign_in(cast.admin).get("areas.index")
    assert not page.find("a", href="/pemetaan")
    browser.get("mapping.index", status=403)
    browser.get("mapping.show", status=404, id=mapping.id)
    other.sign_in(cast.secretariat)
    for path in ("", "/baru", f"/{method}", f"/{method}/aturan", f"/{method}/ubah"):
        assert other.raw("GET", "/pemetaan/metode" + path).status_code in (403, 404)
