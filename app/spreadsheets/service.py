"""Looking an uploaded table over and importing it: all of it or nothing, and only what was looked at."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.clock import now
from app.columns import Labelled
from app.extensions import db
from app.language import Lazy as _l
from app.spreadsheets.grid import Sheet, packed, unpacked
from app.spreadsheets.models import SpreadsheetUpload
from app.spreadsheets.tables import Fault, Parsed, Table

KEPT = dt.timedelta(days=1)


class RowState(Labelled):
    """What an import does with a row."""

    ADDED = "added", _l("Ditambah"), "plus", "ok"
    CHANGED = "changed", _l("Diubah"), "pencil", "info"
    SAME = "same", _l("Tetap"), "check", "neutral"
    FAULTY = "faulty", _l("Keliru"), "alert-triangle", "danger"


@dataclass(frozen=True)
class Change:
    """What one row would do: `pairs` are (label, old, new) as people read them; `apply` does it."""

    line: int
    title: str
    state: RowState
    pairs: tuple[tuple[str, str, str], ...] = ()
    apply: Callable[[], None] = field(default=lambda: None, compare=False, repr=False)


class ImportPage(NamedTuple):
    """What the pages of an import say and where they lead. `path` is that of the form that takes the file.

    `about` is what the import is of; `kinds` are those that one may choose among, as (label, path).
    """

    title: str
    explanation: str
    crumbs: Sequence[tuple[str, str]]
    path: str
    done: str
    template: str
    about: str = ""
    kinds: Sequence[tuple[str, str]] = ()


class Importer:
    """One kind of import: what its table looks like, and what its rows mean. Subclassed by each feature."""

    purpose = ""

    def subject_id(self, subject: Any, asked: Mapping[str, str]) -> int:
        """The id of what the import goes into: of the object that the address leads to, else 0."""
        return subject.id if subject is not None else 0

    def table(self, subject_id: int) -> Table:
        """The table that is read."""
        raise AssertionError

    def compare(self, parsed: Parsed, subject_id: int, locking: bool) -> list[Change]:
        """Hold the rows against what is stored, which is locked if so wished; what is wrong is noted in `parsed`."""
        raise AssertionError

    def page(self, subject_id: int) -> ImportPage:
        """The words around it."""
        raise AssertionError


@dataclass
class Preview:
    """What an upload would do. Nothing is changed before `carry_out`."""

    upload: SpreadsheetUpload
    parsed: Parsed
    changes: list[Change]

    @property
    def faults(self) -> list[Fault]:
        """What is wrong, by line."""
        return self.parsed.faults

    @cached_property
    def counts(self) -> dict[RowState, int]:
        """How many rows of each kind."""
        found = Counter(change.state for change in self.changes)
        faulty = len({fault.line for fault in self.faults})
        return {state: found[state] for state in RowState} | {RowState.FAULTY: faulty}

    @property
    def moving(self) -> list[Change]:
        """The rows that add or change something."""
        return [change for change in self.changes if change.state is not RowState.SAME]

    @property
    def may_be_imported(self) -> bool:
        """All rows are good, and one does something."""
        return not self.faults and bool(self.moving)

    @cached_property
    def seal(self) -> str:
        """A digest of all that was shown: when it is another one, the data changed meanwhile."""
        shown = [(each.line, each.title, each.state.value, each.pairs) for each in self.changes]
        told = [(each.line, each.column) for each in self.faults]  # the words depend on the language
        return hashlib.sha256(repr((shown, told)).encode("utf-8", "replace")).hexdigest()

    def carry_out(self) -> None:
        """Add and change what was shown; flushed."""
        for change in self.moving:
            change.apply()
        db.session.flush()

    def report(self) -> Iterator[tuple[int, str, str, str]]:
        """Each row of the file with what is wrong with it: line, state, column, sentence; a line per fault."""
        known = {change.line: change for change in self.changes}
        wrong: dict[int, list[Fault]] = {}
        for fault in self.faults:
            wrong.setdefault(fault.line, []).append(fault)
        for line in sorted({*self.parsed.lines, *wrong}):
            for fault in wrong.get(line, []):
                yield line, str(RowState.FAULTY.label), fault.column, fault.sentence
            if line not in wrong and line in known:
                yield line, str(known[line].state.label), "", known[line].title


def keep(user_id: int, importer: Importer, subject_id: int, name: str, sheets: list[Sheet]) -> SpreadsheetUpload:
    """Keep what was read until it is imported; flushed."""
    facts = {"user_id": user_id, "purpose": importer.purpose, "subject_id": subject_id, "name": name[:255]}
    upload = SpreadsheetUpload(content=packed(sheets), **facts)
    db.session.add(upload)
    db.session.flush()
    return upload


def upload_of(user_id: int, importer: Importer, subject_id: int | None, key: int, locking: bool = False) -> Any:
    """An upload of this person for this import, of the last day; None for any other. Locked if so wished."""
    rows = sa.select(SpreadsheetUpload).where(
        SpreadsheetUpload.id == key, SpreadsheetUpload.user_id == user_id, SpreadsheetUpload.at > now() - KEPT,
        SpreadsheetUpload.purpose == importer.purpose,
    )  # fmt: skip
    if subject_id is not None:
        rows = rows.where(SpreadsheetUpload.subject_id == subject_id)
    return db.session.scalar(rows.with_for_update() if locking else rows)


def look_over(
    importer: Importer, upload: SpreadsheetUpload, locking: bool = False, parsed: Parsed | None = None
) -> Preview:
    """Hold an upload against what is stored now. Raises Refused when it does not hold the table at all."""
    parsed = parsed or importer.table(upload.subject_id).parse(unpacked(upload.content))
    changes = importer.compare(parsed, upload.subject_id, locking)
    parsed.faults.sort(key=lambda fault: fault.line)
    return Preview(upload, parsed, changes)


def tidy() -> None:
    """Delete uploads that nobody imported within a day; the caller commits."""
    rows = sa.delete(SpreadsheetUpload).where(SpreadsheetUpload.at < now() - KEPT)
    db.session.execute(rows.execution_options(synchronize_session=False))
