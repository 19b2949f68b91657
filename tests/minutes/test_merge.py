"""Two wordings become one, and nothing that anybody confirmed is lost on the way."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest
import sqlalchemy as sa

from app.extensions import db
from app.minutes.merge import WORD, merge
from app.minutes.models import LineRevision, MinutesLine
from tests.browser import Browser
from tests.factories import Cast, make_meeting

BASE = "Dinas Sosial menyediakan 30 paket alat"


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        (BASE, BASE, BASE),
        (BASE.replace("30", "40"), BASE, BASE.replace("30", "40")),
        (BASE, BASE + " menjahit", BASE + " menjahit"),
        (BASE.replace("30", "40"), BASE + " menjahit", BASE.replace("30", "40") + " menjahit"),
        (BASE.replace("30", "40"), BASE.replace("30", "50"), BASE.replace("30", "50 40")),
        (BASE.replace("30", "40"), BASE.replace("30", "40"), BASE.replace("30", "40")),
        ("", BASE + " baru", BASE + " baru"),
        ("Satu", "Dua", "Dua Satu"),
    ],
)
def test_what_either_added_stays(mine: str, theirs: str, merged: str) -> None:
    assert merge(BASE, mine, theirs) == merged


def changed(text: str, chance: random.Random, mark: str) -> tuple[str, list[str]]:
    """Return a text with a few words added, replaced or dropped, and the words that are new."""
    words, new = WORD.findall(text), []
    for _ in range(chance.randint(1, 4)):
        place = chance.randint(0, len(words))
        word = f"{mark}{chance.randrange(10**6)}"
        new.append(word)
        words[place : place + chance.choice((0, 0, 1, 3))] = [" " + word]
    made = "".join(words).strip()
    return made, [word for word in new if word in made]


@pytest.mark.parametrize("seed", range(200))
def test_no_new_word_of_either_is_lost(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 a test that repeats itself exactly
    base = " ".join(f"kata{n}" for n in range(chance.randint(0, 30)))
    mine, own = changed(base, chance, "saya")
    theirs, others = changed(base, chance, "dia")
    merged = merge(base, mine, theirs)
    assert [word for word in own + others if word not in merged] == []
    assert merge(base, mine, base) == mine and merge(base, base, theirs) == theirs


@pytest.mark.parametrize("word", ["a ", "kata ", "x", "\n- "])
def test_long_texts_are_merged_in_no_time(word: str) -> None:
    base = (word * 5000)[:4900]
    start = time.perf_counter()
    merged = merge(base, base + " saya", "dia " + base)
    assert "saya" in merged and "dia" in merged
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("seed", range(6))
def test_no_sequence_of_saves_conflicts_and_undo_loses_a_confirmed_text(
    browser: Browser, other: Browser, cast: Cast, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311
    meeting = make_meeting(cast.bnn)
    takers = [browser.sign_in(cast.secretariat), other.sign_in(cast.secretariat)]
    takers[0].get("minutes.index", id=meeting.id)
    takers[0].submit("/butir", text="Awal", kind="note")
    line = db.session.scalars(sa.select(MinutesLine)).one().id
    confirmed, forms = {"Awal"}, [[("", "")], [("", "")]]
    for step in range(16):
        who = chance.randrange(2)
        taker, text = takers[who], f"Teks-{seed}-{step}-{who}"
        act = chance.choice(("ubah", "ubah", "ubah", "gabung", "draf", "hapus", "pulihkan"))
        if act in ("hapus", "pulihkan"):
            send(taker, f"/rapat/butir/{line}/{act}")
        elif act == "draf":
            assert send(taker, "/draf", place=f"/rapat/butir/{line}/ubah", text=text).status_code == 204
        else:
            fields = dict(forms[who]) | {"text": text} | ({"gabung": "1"} if act == "gabung" else {})
            answer = send(taker, f"/rapat/butir/{line}/ubah", **fields)
            confirmed |= {text} if answer.status_code == 303 else set()
            forms[who] = taker.get("minutes.edit", id=line).form("/ubah").fields
    db.session.expire_all()
    kept = " ".join(db.session.scalars(sa.select(LineRevision.text)))
    assert [text for text in confirmed if text not in kept] == []
    assert len(confirmed) > 1


def send(taker: Browser, url: str, **fields: str) -> Any:
    """Send a form of this taker's, whatever becomes of it."""
    return taker.raw("POST", url, data={"kind": "note", **fields, "csrf_token": taker.token()})
