"""What a notice says: one sentence, what it is about, where to go, and what to do there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext

from app.clock import today
from app.commitments.states import CommitmentState
from app.formats import date_long, datetime
from app.notices.events import Event
from app.tasks.states import PartState, TaskState

PAGES = {"commitment": "/komitmen/%d", "task": "/tugas/%d", "meeting": "/rapat/%d", "mapping": "/pemetaan/%d"}


@dataclass(frozen=True)
class Told:
    """A notice in words. `href` is a path of this site, `button` what one does there."""

    sentence: str
    subject: str
    href: str
    button: str


def told(row: Any) -> Told:
    """Put a row of `subjects.told` into words, in the language of the moment."""
    sentence, button = _SAYERS[row.event](row)
    if row.facts.get("for"):
        sentence = gettext("%(sentence)s Anda menggantikan %(name)s.", sentence=sentence, name=row.facts["for"])
    if row.facts.get("vacant"):
        sentence = gettext("%(sentence)s %(agency)s tidak mempunyai narahubung, jadi sekretariat yang diberi tahu.",
                           sentence=sentence, agency=row.agency_name)  # fmt: skip
        button = gettext("Lihat")  # what is to be done there only the agency may do
    return Told(sentence, _subject(row), address(row), button)


def address(row: Any) -> str:
    """The page of what it is about, with the place of a part or remark on it; of a post the home page."""
    page = PAGES.get(row.root_type)
    if page is None:
        return "/"
    path = page % row.root_id
    if row.event in (Event.MENTIONED, Event.WATCHED) and row.part_id:
        return f"{path}#komentar-{row.part_id}"
    return f"{path}#bagian-{row.part_id}" if row.root_type == "task" and row.part_id else path


def _subject(row: Any) -> str:
    if row.title is None:
        return gettext("Sudah dihapus")
    return f"{row.reference} · {row.title}" if row.reference else row.title


def _assigned(row: Any) -> tuple[str, str]:
    due = date_long(row.due) if row.due else ""
    if row.root_type == "task":
        return gettext("%(agency)s diminta mengerjakan bagian tugas, tenggat %(due)s.", agency=row.agency_name,
                       due=due), gettext("Jawab")  # fmt: skip
    if row.part_id:
        return gettext("%(agency)s diminta mendukung komitmen, tenggat %(due)s.", agency=row.agency_name,
                       due=due), gettext("Jawab")  # fmt: skip
    return gettext("Komitmen menunggu persetujuan %(agency)s, tenggat %(due)s.", agency=row.agency_name,
                   due=due), gettext("Tinjau")  # fmt: skip


def _due_soon(row: Any) -> tuple[str, str]:
    due = dt.date.fromisoformat(row.facts["due"])
    left = (due - today()).days
    when = gettext("hari ini") if left == 0 else gettext("besok") if left == 1 else (
        ngettext("%(num)s hari lagi", "%(num)s hari lagi", left) if left > 1 else gettext("sudah lewat")
    )  # fmt: skip
    return gettext("%(what)s %(date)s: %(when)s.", what=_date_of(row), date=date_long(due), when=when), _act(row)


def _date_of(row: Any) -> str:
    return gettext("Laporan berkala") if row.facts.get("what") == "report" else gettext("Tenggat")


def _overdue(row: Any) -> tuple[str, str]:
    due = dt.date.fromisoformat(row.facts["due"])
    late = max((today() - due).days, 1)
    sentence = ngettext("%(what)s %(date)s sudah lewat %(num)s hari.", "%(what)s %(date)s sudah lewat %(num)s hari.",
                        late, what=_date_of(row), date=date_long(due))  # fmt: skip
    if row.facts.get("office"):
        sentence = gettext("%(agency)s terlambat. %(sentence)s", agency=row.agency_name, sentence=sentence)
        return sentence, gettext("Lihat")
    return sentence, _act(row)


def _act(row: Any) -> str:
    if row.root_type == "task":
        return gettext("Jawab") if row.part_state is PartState.OFFERED else gettext("Perbarui")
    return gettext("Tinjau") if row.commitment_state is CommitmentState.PROPOSED else gettext("Laporkan")


def _returned(row: Any) -> tuple[str, str]:
    reason = row.facts.get("reason", "")
    sentence = gettext("Dikembalikan kepada %(agency)s untuk diperbaiki.", agency=row.agency_name)
    return f"{sentence} “{reason}”" if reason else sentence, gettext("Perbaiki")


def _to_verify(row: Any) -> tuple[str, str]:
    if row.root_type == "task":
        return gettext("Bagian tugas selesai menurut instansinya dan menunggu konfirmasi Anda."), gettext("Konfirmasi")
    if row.facts.get("second"):
        return gettext("Laporan sudah diperiksa peninjau pertama dan menunggu Anda sebagai yang kedua."), gettext(
            "Periksa"
        )
    return gettext("Laporan perkembangan menunggu pemeriksaan Anda."), gettext("Periksa")


def _verified(row: Any) -> tuple[str, str]:
    if row.root_type == "task":
        return gettext("Bagian tugas %(agency)s dikonfirmasi selesai.", agency=row.agency_name), gettext("Lihat")
    return gettext("Laporan %(agency)s sudah diperiksa dan diterima.", agency=row.agency_name), gettext("Lihat")


def _mentioned(row: Any) -> tuple[str, str]:
    return gettext("%(name)s menyebut Anda dalam komentar.", name=row.actor_name), gettext("Baca dan jawab")


def _invited(row: Any) -> tuple[str, str]:
    when = datetime(row.starts_at) if row.starts_at else ""
    if row.facts.get("matter") == "cancellation":
        return gettext("Rapat %(when)s dibatalkan.", when=when), gettext("Lihat")
    if row.facts.get("matter") == "reminder":
        return gettext("Undangan rapat %(when)s belum dijawab oleh %(agency)s.", when=when,
                       agency=row.agency_name or ""), gettext("Jawab")  # fmt: skip
    if row.facts.get("matter") == "change":
        return gettext("Undangan rapat diubah. Yang berlaku sekarang: %(when)s.", when=when), gettext("Jawab")
    return gettext("%(agency)s diundang rapat: %(when)s.", agency=row.agency_name or "", when=when), gettext("Jawab")


def _corrections_open(row: Any) -> tuple[str, str]:
    return gettext("Notula sudah diedarkan dan dapat dikoreksi."), gettext("Baca dan koreksi")


def _minutes_signed(row: Any) -> tuple[str, str]:
    return gettext("Notula sudah ditandatangani dan berlaku."), gettext("Baca")


def _holder_changed(row: Any) -> tuple[str, str]:
    post = row.facts.get("post", row.title or "")
    if row.facts.get("left"):
        return gettext("Anda tidak lagi memegang jabatan %(post)s.", post=post), gettext("Lihat")
    return gettext("Anda kini memegang jabatan %(post)s; pekerjaan yang terbuka ada di beranda.", post=post), gettext(
        "Lihat"
    )


def _shared(row: Any) -> tuple[str, str]:
    """No level: a mail is read by others too."""
    sentence = (
        gettext("Kategori kawasan ini ditetapkan. Mohon dibaca dan dinyatakan sudah dibaca.")
        if row.facts.get("what") == "decided"
        else gettext("Pemetaan ini dibagikan kepada instansi. Mohon dibaca dan dinyatakan sudah dibaca.")
    )
    return f"{sentence} ({row.facts['period']})", gettext("Baca")


def _changed(row: Any) -> tuple[str, str]:
    return _MOVES[row.facts["what"]](row), gettext("Lihat")


def _watched(row: Any) -> tuple[str, str]:
    say = _MOVES.get(row.facts.get("what", ""))
    return say(row) if say else gettext("Ada perkembangan pada yang Anda pantau."), gettext("Lihat")


def _state(row: Any) -> str:
    if row.facts["what"] == "part":
        return str(PartState(row.facts["state"]).label)
    states = TaskState if row.root_type == "task" else CommitmentState
    return str(states(row.facts["state"]).label)


_MOVES: dict[str, Callable[[Any], str]] = {
    "moved": lambda row: gettext("Status kini: %(state)s.", state=_state(row)),
    "part": lambda row: gettext("Bagian %(agency)s kini: %(state)s.", agency=row.facts["agency"], state=_state(row)),
    "redated": lambda row: gettext(
        "Tenggat diubah menjadi %(due)s.", due=date_long(dt.date.fromisoformat(row.facts["due"]))
    ),
    "reworded": lambda row: gettext("Isinya diubah; bacalah yang berlaku sekarang."),
    "inherited": lambda row: gettext("Kini menjadi tanggung jawab %(agency)s.", agency=row.agency_name),
    "reported": lambda row: gettext("Laporan perkembangan dikirim."),
    "commented": lambda row: gettext("%(name)s menulis komentar.", name=row.actor_name),
}


_SAYERS: dict[Event, Callable[[Any], tuple[str, str]]] = {
    Event.ASSIGNED: _assigned, Event.DUE_SOON: _due_soon, Event.OVERDUE: _overdue, Event.RETURNED: _returned,
    Event.TO_VERIFY: _to_verify, Event.VERIFIED: _verified, Event.MENTIONED: _mentioned, Event.INVITED: _invited,
    Event.CORRECTIONS_OPEN: _corrections_open, Event.MINUTES_SIGNED: _minutes_signed,
    Event.HOLDER_CHANGED: _holder_changed, Event.CHANGED: _changed, Event.SHARED: _shared, Event.WATCHED: _watched,
}  # fmt: skip
