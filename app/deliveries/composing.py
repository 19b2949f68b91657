"""What a mail says: its subject, text and HTML. Always in Indonesian, as all that leaves the house."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app

from app.columns import Labelled
from app.deliveries.wording import breakable, one_line
from app.language import speaking
from app.notices.events import Event
from app.notices.links import unsubscribe_path
from app.notices.sentences import Told, told

MOST = 50  # things told in one mail
ROOM, FRAME = 90_000, 500  # bytes of HTML for all of them, and for what stands around each: at 102 KB programs cut
LONGEST_SENTENCE, LONGEST_SUBJECT, LONGEST_TITLE = 320, 120, 180
INBOX, SETTINGS = "/pemberitahuan", "/pemberitahuan/pengaturan"
RULE = "-" * 60


class Occasion(Labelled):
    """What kind of mail it is: of what just happened, or a digest."""

    NEWS = "news", "Pemberitahuan"
    DAILY = "daily", "Ringkasan harian"
    WEEKLY = "weekly", "Ringkasan mingguan"


# The order in which a mail tells things: a heading, what the subject of a digest calls them, and whether it is red.
ORDER: dict[Event, tuple[str, str, bool]] = {
    Event.OVERDUE: ("Lewat tenggat", "lewat tenggat", True),
    Event.RETURNED: ("Dikembalikan untuk diperbaiki", "dikembalikan", True),
    Event.DUE_SOON: ("Mendekati tenggat", "mendekati tenggat", False),
    Event.CHANGED: ("Diubah", "diubah", False),
    Event.ASSIGNED: ("Baru untuk instansi Anda", "baru", False),
    Event.TO_VERIFY: ("Menunggu pemeriksaan Anda", "menunggu pemeriksaan", False),
    Event.MENTIONED: ("Anda disebut dalam komentar", "sebutan", False),
    Event.INVITED: ("Rapat", "undangan rapat", False),
    Event.CORRECTIONS_OPEN: ("Notula yang dapat dikoreksi", "notula dapat dikoreksi", False),
    Event.VERIFIED: ("Diterima", "diterima", False),
    Event.MINUTES_SIGNED: ("Notula yang berlaku", "notula berlaku", False),
    Event.SHARED: ("Pemetaan kawasan", "pemetaan dibagikan", False),
    Event.HOLDER_CHANGED: ("Jabatan", "jabatan", False),
    Event.WATCHED: ("Yang Anda pantau", "dipantau", False),
}
_PLACES = {event: place for place, event in enumerate(ORDER)}


@dataclass(frozen=True)
class Item:
    """One thing told: a sentence, what it is about, and an address to open, with what one does there."""

    event: Event
    reference: str
    sentence: str
    title: str
    href: str
    button: str


@dataclass(frozen=True)
class Mail:
    """A mail in words."""

    subject: str
    text: str
    html: str


def compose(rows: Sequence[Any], name: str, user_id: int, occasion: Occasion) -> Mail:
    """Put rows of `subjects.told` into one mail. What several of them say in the same words is said once."""
    with speaking("id"):
        items = sorted(dict.fromkeys(_item(row) for row in rows), key=lambda item: _PLACES[item.event])
        shown = _fitting(items)
        letter = {
            "name": one_line(name, LONGEST_TITLE), "occasion": occasion, "groups": _groups(shown),
            "more": len(items) - len(shown), "inbox": _absolute(INBOX), "settings": _absolute(SETTINGS),
            "unsubscribe": _absolute(unsubscribe_path(user_id)), "site": current_app.config["PUBLIC_URL"],
            "opening": _opening(items, occasion),
        }  # fmt: skip
        return Mail(_subject(items, occasion), _text(**letter), _html(_subject(items, occasion), letter))


def _absolute(path: str) -> str:
    return f"{current_app.config['PUBLIC_URL']}{path}"


def _item(row: Any) -> Item:
    words: Told = told(row)
    return Item(
        row.event, one_line(row.reference or ""), one_line(words.sentence, LONGEST_SENTENCE),
        one_line(words.subject, LONGEST_SUBJECT), _absolute(words.href), words.button,
    )  # fmt: skip


def _fitting(items: Sequence[Item]) -> list[Item]:
    """The first that a mail has room for."""
    shown, room = [], ROOM
    for item in items[:MOST]:
        room -= FRAME + len(breakable(item.title + item.sentence + item.href).encode())
        if room < 0:
            break
        shown.append(item)
    return shown


def _groups(items: Sequence[Item]) -> list[tuple[str, bool, list[Item]]]:
    """Headings, whether they are red, and what stands below them."""
    events = dict.fromkeys(item.event for item in items)
    return [(ORDER[event][0], ORDER[event][2], [item for item in items if item.event is event]) for event in events]


def _subject(items: Sequence[Item], occasion: Occasion) -> str:
    if len(items) == 1:
        return one_line(_of_one(items[0]), LONGEST_TITLE)
    if occasion is not Occasion.NEWS:
        return f"{occasion.label}: {_counts(items)}"
    about = list(dict.fromkeys(item.reference or item.title for item in items))
    rest = ", …" if len(about) > 3 else ""
    return one_line(f"{len(items)} pemberitahuan: {_counts(items)} ({', '.join(about[:3])}{rest})", LONGEST_TITLE)


def _of_one(item: Item) -> str:
    """What is to be done stands before the title: phones show the first forty letters."""
    if not item.reference:
        return item.sentence
    return f"{item.reference}: {item.sentence.removesuffix('.')} – {item.title.removeprefix(f'{item.reference} · ')}"


def _counts(items: Sequence[Item]) -> str:
    numbers = list(Counter(item.event for item in items).items())
    words = [f"{number} {ORDER[event][1]}" for event, number in numbers]
    return ", ".join(words[:3]) + (f", {sum(n for _, n in numbers[3:])} lainnya" if len(words) > 3 else "")


def _opening(items: Sequence[Item], occasion: Occasion) -> str:
    if occasion is Occasion.NEWS:
        return "Ada kabar dari Sinergi untuk Anda:" if len(items) == 1 else f"Ada {len(items)} kabar untuk Anda:"
    since = "kemarin" if occasion is Occasion.DAILY else "pekan lalu"
    return f"Inilah yang perlu Anda ketahui sejak {since}: {_counts(items)}."


def _text(name: str, opening: str, groups: Any, more: int, inbox: str, settings: str, unsubscribe: str,
          **_unused: Any) -> str:  # fmt: skip
    lines = [f"Yth. Bapak/Ibu {name}", "", opening]
    for heading, _, items in groups:
        lines += ["", heading.upper()]
        for item in items:
            lines += ["", f"* {item.title}", f"  {item.sentence}", f"  {item.button}: {item.href}"]
    if more:
        lines += ["", f"... dan {more} lainnya: {inbox}"]
    lines += [
        "", RULE, "Surel ini dikirim otomatis oleh Sinergi, catatan bersama rapat, komitmen, dan tugas. Anda",
        "menerimanya karena jabatan Anda atau karena Anda menggantikan pemegangnya.",
        f"Atur surel: {settings}", f"Berhenti menerima surel: {unsubscribe}", "",
    ]  # fmt: skip
    return "\n".join(lines)


def _html(subject: str, letter: dict[str, Any]) -> str:
    template = current_app.jinja_env.get_template("deliveries/mail.html")
    return template.render(subject=subject, breakable=breakable, **letter)
