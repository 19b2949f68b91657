"""The `flask areas` commands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from app.extensions import db

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("areas")
def areas() -> None:
    """The list of areas by official code, and their outlines."""


@areas.command("import")
@click.argument("path", type=FILE)
@click.option("--source", help="Sumber dan lisensi daftar, ditulis di bawahnya, misalnya “idn-area-data, ODbL 1.0”.")
def import_list(path: Path, source: str | None) -> None:
    """Take over areas from a CSV file with the columns code,kind,name,parent_code: all of them, or none.

    A column aliases may hold other names, divided by "|". Another city loads its own list in the same way.
    """
    from app.areas.service import import_areas, in_words
    from app.refusal import Refused

    try:
        done = import_areas(path.read_bytes(), source)
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    _refuse(done.faults, "baris")
    db.session.commit()
    click.echo(in_words(done))


@areas.command("boundaries")
@click.argument("path", type=FILE)
@click.option("--source", default="", help="Sumber dan lisensi garis batas, ditulis di bawah peta.")
def import_boundaries(path: Path, source: str) -> None:
    """Take over outlines from a GeoJSON file (WGS 84) whose features name the code of their area: all, or none."""
    from app.areas.outline_service import in_words, keep, known_kinds
    from app.areas.outlines import draw
    from app.refusal import Refused

    try:
        drawing = draw(path.read_bytes(), known_kinds())
        _refuse(drawing.faults, "kawasan")
        keep(drawing, source[:300], "flask areas boundaries")
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    db.session.commit()
    click.echo(in_words(drawing))


def _refuse(faults: Sequence[str], what: str) -> None:
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.ClickException(f"Tidak satu pun diimpor: {len(faults)} {what} keliru.")
