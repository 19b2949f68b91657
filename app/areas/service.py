"""Taking over the official list of areas from a CSV file: all of it, or nothing and a sentence for each bad row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import gettext

from app.areas.models import Area, AreaKind
from app.areas.naming import LONGEST, other_names
from app.extensions import db
from app.refusal import Refused
from app.settings import remember
from app.spreadsheets.grid import csv_rows, text_of

SOURCE = "areas_source"  # the setting that says where the list comes from and under which licence
COLUMNS = ("code", "kind", "name", "parent_code")
BIGGEST = 2 * 1024 * 1024
MOST_ROWS = 20_000
MOST_FAULTS = 50  # that are told; whoever mends so many sends the file again
CODE = re.compile(r"[0-9A-Za-z]+([.-][0-9A-Za-z]+)*")
KINDS = {kind.value: kind for kind in AreaKind}
SIZES = {kind: size for size, kind in enumerate(AreaKind)}  # from large to small


class Entry(NamedTuple):
    """One area as the file says it. `line` is its line in the file, 0 for one that is stored already."""

    line: int
    code: str
    kind: AreaKind
    name: str
    parent_code: str
    aliases: str = ""


@dataclass
class Imported:
    """How many areas came, changed or stayed as they were; `faults` instead, when nothing was taken over."""

    added: int = 0
    changed: int = 0
    same: int = 0
    faults: list[str] = field(default_factory=list)


def import_areas(content: bytes, source: str | None = None) -> Imported:
    """Take over the areas of a CSV file, by code; what the file does not name stays. Flushed, or refused as a whole.

    The columns are `code,kind,name,parent_code`; a city's parent, the province, may be unknown here. A column `aliases`
    may hold other names, divided by "|"; an empty cell leaves those that are known. `source` is the notice below the
    list, None leaves it as it is.
    """
    entries, faults = _read(content)
    # By id, as everywhere; codes stay, so that who writes down something in an area need not wait.
    rows = sa.select(Area).order_by(Area.id).with_for_update(key_share=True)
    known = {area.code: area for area in db.session.scalars(rows)}
    codes = {area.id: area.code for area in known.values()}
    merged = {
        area.code: Entry(0, area.code, area.kind, area.name, codes.get(area.parent_id or 0, ""))
        for area in known.values()
    } | {entry.code: entry for entry in entries}
    faults += [(entry.line, fault) for entry in merged.values() if (fault := _misplaced(entry, merged))]
    if faults:
        return Imported(faults=[sentence for _, sentence in sorted(faults, key=itemgetter(0))])
    if source is not None:
        remember(SOURCE, source)
    return _store(entries, known)


def _read(content: bytes) -> tuple[list[Entry], list[tuple[int, str]]]:
    entries: dict[str, Entry] = {}
    faults: list[tuple[int, str]] = []
    for line, row in _rows(_text(content)):
        entry, fault = _entry(line, row)
        if entry and entry.code in entries:
            fault = _told(line, gettext("kode %(code)s sudah ada di baris lain.", code=entry.code))
        if fault:
            faults.append((line, fault))
        elif entry:
            entries[entry.code] = entry
    if not entries and not faults:
        raise Refused(gettext("Berkas ini tidak berisi satu kawasan pun."))
    return list(entries.values()), faults


def _text(content: bytes) -> str:
    """Read UTF-8 with or without BOM, or what older office programs write (cp1252)."""
    if len(content) > BIGGEST:
        raise Refused(gettext("Berkas ini lebih besar dari 2 MB. Pastikan yang dipilih daftar kawasan."))
    try:
        return text_of(content)
    except Refused:
        sentence = gettext("Berkas ini bukan CSV. Di program lembar kerja, pilih “Simpan sebagai CSV”.")
        raise Refused(sentence) from None


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    names: list[str] = []
    for number, (line, raw) in enumerate(csv_rows(text, MOST_ROWS)):
        cells = [" ".join(str(cell).split()) for cell in raw]
        if not names:
            names = _names(cells)
        elif number == MOST_ROWS:
            raise Refused(gettext("Berkas ini terlalu panjang untuk daftar kawasan sebuah kota."))
        else:
            yield line, dict(zip(names, cells, strict=False))


def _names(cells: list[str]) -> list[str]:
    names = [cell.lower() for cell in cells]
    if missing := [name for name in COLUMNS if name not in names]:
        raise Refused(
            gettext(
                "Kolom %(missing)s tidak ada. Baris pertama berkas harus berisi code,kind,name,parent_code.",
                missing=", ".join(missing),
            )
        )
    return names


def _entry(line: int, row: dict[str, str]) -> tuple[Entry | None, str]:
    """Return one row as an entry, or what is wrong with it."""
    code, kind, name, parent = (row.get(column, "") for column in COLUMNS)
    if not CODE.fullmatch(code) or len(code) > 20:
        return None, _told(line, gettext("kode wilayah kosong atau bukan kode, misalnya 73.73.01."))
    if kind.lower() not in KINDS:
        return None, _told(
            line, gettext("jenis “%(kind)s” tidak dikenal. Isi %(kinds)s.", kind=kind[:40], kinds=", ".join(KINDS))
        )
    if not name or len(name) > 200:
        return None, _told(line, gettext("nama kosong atau lebih dari 200 huruf."))
    aliases = other_names(row.get("aliases", ""), name)
    if len(aliases) > LONGEST:
        return None, _told(line, gettext("nama lain seluruhnya lebih dari 500 huruf."))
    return Entry(line, code, KINDS[kind.lower()], name, parent, aliases), ""


def _misplaced(entry: Entry, merged: dict[str, Entry]) -> str:
    """Say why an area cannot lie where it is said to; a city lies in what is not on the list."""
    if entry.kind is AreaKind.CITY:
        return ""
    around = merged.get(entry.parent_code)
    if around is None:
        sentence = gettext("kawasan induk “%(code)s” tidak dikenal.", code=entry.parent_code[:20])
    elif SIZES[around.kind] >= SIZES[entry.kind]:
        sentence = gettext("kawasan induk %(code)s bukan kawasan yang lebih besar.", code=around.code)
    else:
        return ""
    return _told(entry.line, sentence) if entry.line else f"{entry.name} ({entry.code}): {sentence}"


def _told(line: int, sentence: str) -> str:
    return gettext("Baris %(line)s: %(sentence)s", line=line, sentence=sentence)


def _store(entries: list[Entry], known: dict[str, Area]) -> Imported:
    done = Imported()
    for entry in sorted(entries, key=lambda each: SIZES[each.kind]):  # who lies around is there first
        area = known.get(entry.code)
        around = known.get(entry.parent_code) if entry.kind is not AreaKind.CITY else None
        if area is None:
            area = known[entry.code] = Area(code=entry.code)
            db.session.add(area)
            done.added += 1
        elif (area.kind, area.name, area.parent, area.aliases) == (
            entry.kind,
            entry.name,
            around,
            _called(entry, area),
        ):
            done.same += 1
            continue
        else:
            done.changed += 1
        area.kind, area.name, area.parent, area.aliases = entry.kind, entry.name, around, _called(entry, area)
    try:
        db.session.flush()
    except sa.exc.IntegrityError:
        raise Refused(gettext("Daftar ini sedang diimpor orang lain juga. Coba sekali lagi.")) from None
    return done


def _called(entry: Entry, area: Area) -> str:
    """The other names it comes to have: what somebody wrote down here is not lost to an empty cell."""
    return entry.aliases or area.aliases or ""


def in_words(done: Imported) -> str:
    """Say what an import did."""
    return gettext(
        "Kawasan diimpor: %(added)s baru, %(changed)s diperbarui, %(same)s tetap.",
        added=done.added, changed=done.changed, same=done.same,
    )  # fmt: skip
