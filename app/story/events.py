"""One moment of a story, and the filters through which a story is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.columns import Labelled
from app.language import Lazy as _l


class Topic(Labelled):
    """What a moment is about; the value is what the address of the page says."""

    REPORTS = "laporan", _l("Laporan dan verifikasi")
    CHANGES = "perubahan", _l("Perubahan")
    FILES = "berkas", _l("Berkas")
    COMMENTS = "komentar", _l("Komentar")
    TASKS = "tugas", _l("Tugas bersama")
    OTHER = "lain", _l.pgettext("cerita", "Lainnya")


KEY, ALL = "penting", "semua"
FILTERS: tuple[tuple[str, Any], ...] = (
    (KEY, _l("Peristiwa penting")), (ALL, _l.pgettext("cerita", "Semua")),
    *((topic.value, topic.label) for topic in Topic if topic is not Topic.OTHER),
)  # fmt: skip


@dataclass
class Moment:
    """Something that happened: when, who, what in a sentence, and where it stands.

    `kind` names the sort of moment, `rank` orders those of one instant. `details` are (label, text, address or "")
    below the sentence; `about` is the object, where a story tells of several. `level` is that of an area, and
    whether it is released for all.
    """

    kind: str
    at: dt.datetime
    sentence: str
    who: str = ""
    who_id: int | None = None
    icon: str = "circle"
    tone: str = "neutral"
    topic: Topic = Topic.OTHER
    is_key: bool = True
    href: str = ""
    details: list[tuple[Any, Any, str]] = field(default_factory=list)
    about: tuple[str, str] | None = None
    rank: int = 0
    has_time: bool = True
    level: tuple[Any, bool] | None = None

    def tell(self, label: Any, text: Any, href: str = "") -> None:
        """Add a detail, unless there is nothing to say."""
        if text not in (None, ""):
            self.details.append((label, text, href))

    def belongs(self, chosen: str) -> bool:
        """Tell whether it shows through this filter."""
        return chosen == ALL or (self.is_key if chosen == KEY else self.topic.value == chosen)


def in_order(moments: Iterable[Moment]) -> list[Moment]:
    """Return moments oldest first; those of one instant in the order in which one leads to the other."""
    return sorted(moments, key=lambda each: (each.at, each.rank))
