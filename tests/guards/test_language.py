"""Every text that people read is Indonesian in the source, and in English once they ask for that."""

from __future__ import annotations

import io
import re
import tomllib
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask

from app.agencies.models import Agency
from app.attendance.service import invite
from app.clock import today
from app.commitments.models import Commitment
from app.commitments.reports import ProgressReport
from app.extensions import db
from app.meetings.agenda import AgendaItem, AgendaKind
from app.minutes.models import LineKind, MinutesLine
from tests.browser import Browser, Page
from tests.commitments.steps import agree
from tests.factories import Cast, make_commitment, make_meeting, make_series, make_task, propose

ROOT = Path(__file__).resolve().parents[2]
PO = ROOT / "app" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
MO = PO.with_suffix(".mo")
PLACES = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}")
# Words of the interface and small words that no Indonesian sentence lacks; names of the cast hold none of them.
INDONESIAN = re.compile(
    r"\b(rapat|notula|komitmen|tugas|instansi|jabatan|tenggat|simpan|beranda|menunggu|pengguna|kendala|laporan|"
    r"bagian|acara|butir|ubah|batal|batalkan|semua|masuk|keluar|kata sandi|surel|tambah|pilih|mohon|isian|"
    r"dan|atau|yang|untuk|dengan|dari|pada|belum|sudah|tidak|akan|tiap|oleh|sejak|kini|lalu|hari|s\.d)\b",
    re.IGNORECASE,
)


@lru_cache
def catalogue() -> Catalog:
    """The English catalogue."""
    with PO.open("rb") as file:
        return read_po(file, locale="en")


@lru_cache
def found_in_source() -> tuple[tuple[Any, str | None], ...]:
    """All texts of the source, as (text or its plural forms, context)."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(each["pattern"], each["method"]) for each in mappings]
    options = {
        each["pattern"]: {key: value for key, value in each.items() if key not in ("method", "pattern")}
        for each in mappings
    }
    keywords = {**DEFAULT_KEYWORDS, "_l": None}
    found = extract_from_dir(ROOT, method_map=methods, options_map=options, keywords=keywords)
    return tuple({(text, context): None for _file, _line, text, _comments, context in found})


def forms(text: Any) -> tuple[str, ...]:
    """A text, or its singular and plural."""
    return (text,) if isinstance(text, str) else tuple(text)


def messages() -> list[Message]:
    """What the catalogue translates."""
    return [message for message in catalogue() if message.id]


def test_every_text_has_an_english_translation() -> None:
    assert len(found_in_source()) > 600, "the extraction finds too little"
    missing = []
    for text, context in found_in_source():
        message = catalogue().get(forms(text)[0], context)
        if message is None or message.fuzzy or not all(forms(message.string)):
            missing.append(text)
    assert not missing, "make translations, then fill in what is empty"


def test_the_catalogue_holds_nothing_that_the_source_lost() -> None:
    known = {(forms(text)[0], context) for text, context in found_in_source()}
    stale = [message.id for message in messages() if (forms(message.id)[0], message.context) not in known]
    assert not stale and not catalogue().obsolete


def test_translations_keep_the_placeholders() -> None:
    for message in messages():
        expected = {tuple(sorted(PLACES.findall(each))) for each in forms(message.id)}
        assert {tuple(sorted(PLACES.findall(each))) for each in forms(message.string)} == expected, message.id


def test_texts_hold_no_markup_because_templates_trust_them() -> None:
    for message in messages():
        for each in (*forms(message.id), *forms(message.string)):
            assert not re.search(r'[<>"&]', each), each


def compiled() -> Translations:
    """What the application reads: the compiled file, or before there is one what it would be."""
    if MO.exists():
        return Translations(io.BytesIO(MO.read_bytes()))
    memory = io.BytesIO()
    write_mo(memory, catalogue())
    memory.seek(0)
    return Translations(memory)


def test_the_compiled_catalogue_says_the_same() -> None:
    known = compiled()
    for message in messages():
        first, last = forms(message.id)[0], forms(message.id)[-1]
        if message.context:
            said: tuple[str, ...] = (known.upgettext(message.context, first),)
        elif message.pluralizable:
            said = (known.ungettext(first, last, 1), known.ungettext(first, last, 2))
        else:
            said = (known.ugettext(first),)
        assert said == forms(message.string), "make translations compiles it"


def furnish(cast: Cast) -> None:
    """One row of every kind, all with id 1 and with names that mean nothing in either language."""
    meeting = make_meeting(cast.bnn, theme="Alpha", venue="Beta", chair="Gamma", minute_taker="Delta", items=0)
    meeting.agenda.append(AgendaItem(position=1, kind=AgendaKind.DISCUSSION, title="Epsilon"))
    db.session.flush()
    invite(meeting, db.session.get_one(Agency, cast.social))
    line = MinutesLine(agenda_item_id=meeting.agenda[0].id, meeting_id=meeting.id, position=1, kind=LineKind.NOTE)
    line.write("Zeta", None)
    db.session.add(line)
    commitment = make_commitment(cast.social, statement="Eta Eta Eta", unit="kg", meeting_id=meeting.id)
    agree(commitment)
    commitment.submit_report(ProgressReport(on_date=today(), quantity=10, narrative="Theta", submitted_name="Iota"))
    make_task(cast.social, cast.police, title="Kappa")
    make_series(meeting, name="Lambda", phrase="My")
    propose(meeting, cast.social, title="Omicron", reason="Pi")
    db.session.commit()


def words_of(page: Page) -> str:
    """All that is seen or read aloud: texts, and the attributes that hold texts; not what says that it is Indonesian,
    as a letter does."""
    assert page.tree is not None
    for parent in page.tree.iter():
        for child in [each for each in parent if each.get("lang") == "id"]:
            parent.remove(child)
    spoken = [
        value
        for element in page.tree.iter()
        for name, value in element.items()
        if name in ("aria-label", "title", "placeholder") or (name.startswith("data-") and not value.startswith("/"))
    ]
    words = page.text
    for typed in page.find("textarea"):  # what people typed, or the beginning of a paper: those are Indonesian
        words = words.replace(" ".join("".join(typed.itertext()).split()), "")
    return " ".join([words, *spoken])


def in_english(browser: Browser, email: str) -> Browser:
    """Sign in and switch to English."""
    browser.sign_in(email).post("/tampilan", {"bahasa": "en"})
    return browser


compiled_only = pytest.mark.skipif(not MO.exists(), reason="make compiles the catalogue")


@compiled_only
@pytest.mark.parametrize("who", ["admin", "secretariat", "social_liaison", "reviewer", "leader"])
@pytest.mark.parametrize("furnished", [False, True], ids=["empty", "furnished"])
def test_no_page_in_english_holds_indonesian(
    app: Flask, browser: Browser, cast: Cast, who: str, furnished: bool
) -> None:
    if furnished:
        furnish(cast)
    in_english(browser, getattr(cast, who))
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in ("static", "home.health"):
            continue
        path = re.sub(r"<[^>]+>", "1", rule.rule)
        answer = browser.raw("GET", path)
        if answer.mimetype != "text/html" or answer.status_code in (302, 303):
            continue
        page = browser.get(path, status=answer.status_code)
        leaks = {match[0] for match in INDONESIAN.finditer(words_of(page))}
        assert not leaks, f"{path}: {leaks}"


@compiled_only
def test_faults_are_told_in_english(browser: Browser, cast: Cast) -> None:
    in_english(browser, cast.secretariat).get("/rapat/baru")
    page = browser.submit("/rapat/baru", status=422, day="", theme="")
    assert "Please correct the following" in page.text
    assert not INDONESIAN.search(words_of(page)), page.text
    assert "Page not found" in browser.get("/tidak-ada", status=404).text


@compiled_only
def test_numbers_are_read_the_way_they_are_written(browser: Browser, cast: Cast) -> None:
    made = make_commitment(cast.social, target=Decimal("1234.5"))
    in_english(browser, cast.secretariat)
    for typed, expected in (({}, "1234.5"), ({"target": "1,234"}, "1234"), ({"target": "1.234"}, "1.234")):
        browser.get("commitments.edit", id=made.id)
        browser.submit("/ubah", **typed)
        assert db.session.get_one(Commitment, made.id, populate_existing=True).target == Decimal(expected)
