"""What the disk and the table of files know of each other: files that no row names, rows whose file is gone."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from app.extensions import fetch
from app.files.models import StoredFile
from app.files.service import path_of

RIPE = 24 * 3600  # seconds: until then a file may belong to an upload that is still under way
_KNOWN = sa.select(StoredFile.id, StoredFile.sha256, StoredFile.width)


@dataclass
class Findings:
    """`strays` are files without a row that are older than a day; `missing` the ids of rows without their file."""

    strays: list[Path] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Bytes of the strays."""
        return sum(path.stat().st_size for path in self.strays)


def look() -> Findings:
    """Compare the disk with the table. The disk is read first: what is recorded meanwhile is no stray."""
    edge = time.time() - RIPE
    old = [path for path in _files() if path.stat().st_mtime < edge]
    rows = fetch(_KNOWN)
    known = {row.sha256 for row in rows}
    strays = [path for path in old if path.name.removesuffix("-small") not in known]
    gone = [row.id for row in rows if not path_of(row.sha256).is_file() or not _has_small(row)]
    return Findings(sorted(strays), gone)


def delete(findings: Findings) -> int:
    """Delete the strays that nobody asked for meanwhile; return how many went."""
    edge, gone = time.time() - RIPE, 0
    for path in findings.strays:
        if path.exists() and path.stat().st_mtime < edge:
            path.unlink()
            gone += 1
    return gone


def _has_small(row: sa.Row[tuple[int, str, int | None]]) -> bool:
    return row.width is None or path_of(row.sha256, small=True).is_file()


def _files() -> list[Path]:
    folder = Path(current_app.config["FILES_FOLDER"])
    return [Path(place, name) for place, _, names in os.walk(folder) for name in names]
