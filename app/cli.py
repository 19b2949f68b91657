"""The `flask` commands."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask, current_app

from app.extensions import db


def init_app(app: Flask) -> None:
    """Register the commands."""
    if os.environ.get("FLASK_RUN_FROM_CLI"):  # the server needs no migrations: 10 MB less in each process
        from flask_migrate import Migrate

        Migrate(app, db, directory="migrations", render_as_batch=True)
    from app.areas.commands import areas

    for command in (create_admin, demo, seed_scale, check_template, areas, files, tasks, backup, worker):
        app.cli.add_command(command)


@click.command("create-admin")
@click.option("--email", prompt="Surel")
@click.option("--name", prompt="Nama lengkap")
@click.option("--agency", prompt="Nama instansi")
@click.password_option("--password", prompt="Kata sandi (12 karakter atau lebih)")
def create_admin(email: str, name: str, agency: str, password: str) -> None:
    """Make the first administrator with a post at an agency."""
    from app.accounts.models import User, normal_email
    from app.accounts.service import find, hash_password, is_common
    from app.agencies.models import Agency, AgencyKind, Post
    from app.clock import today
    from app.policy import Role

    if not 12 <= len(password) <= 128 or is_common(password):
        raise click.ClickException("Kata sandi terdiri atas 12 sampai 128 karakter dan bukan yang sering dipakai.")
    if find(email):
        raise click.ClickException("Alamat surel ini sudah dipakai.")
    user = User(email=normal_email(email), name=name, password_hash=hash_password(password))
    office = db.session.scalars(sa.select(Agency).where(Agency.name == agency, Agency.ended_on.is_(None))).first()
    if office is None:
        office = Agency(kind=AgencyKind.BNN, name=agency)
        office.rename(agency, today())
    post = Post(agency=office, title="Pengelola sistem", role=Role.ADMIN)
    db.session.add_all([user, office, post])
    db.session.flush()
    post.give_to(user)
    db.session.commit()
    click.echo(f"{email} kini pengelola sistem di {agency}.")


@click.command("demo")
@click.option("--if-empty", is_flag=True, help="Bila basis data sudah berisi, jangan lakukan apa pun.")
def demo(if_empty: bool) -> None:
    """Load the example data into an empty database and print its accounts.

    The password is DEMO_PASSWORD, or a random one that is kept in instance/demo_password.
    """
    from app.demo.load import choose_password, is_empty, is_loaded, known_password, load

    folder = Path(current_app.instance_path)
    if is_empty():
        load(password := choose_password(folder))
        db.session.commit()
        _print_accounts(password)
    elif not if_empty:
        loaded = "Data contoh sudah dimuat." if is_loaded() else "Basis data ini sudah berisi data."
        raise click.ClickException(f"{loaded} Data contoh hanya dimuat ke basis data yang kosong.")
    elif is_loaded():
        _print_accounts(known_password(folder))


def _print_accounts(password: str | None) -> None:
    from app.demo.offices import ACCOUNTS, OFFICES

    click.echo("\nDATA CONTOH: semua orang, komitmen, dan angka di dalamnya rekaan. Akunnya:")
    for account in ACCOUNTS:
        click.echo(f"  {account.email:<36}{account.role.label}, {OFFICES[account.office].name}")
    click.echo(
        f"  Kata sandi semua akun: {password or 'yang ditetapkan dengan DEMO_PASSWORD ketika data contoh dimuat'}\n"
    )


@click.command("seed-scale")
@click.option("--size", type=click.Choice(["XS", "S", "M", "L"]), required=True)
@click.option("--password", envvar="SCALE_PASSWORD", default="kata sandi skala", show_default=True)
def seed_scale(size: str, password: str) -> None:
    """Fill an empty database with a great deal of invented data, to measure how the site bears it.

    S: 1,000 tasks, 1,000 commitments, 200 meetings; M: 20,000, 10,000, 2,000; L: 100,000, 50,000, 10,000.
    Accounts: <peran>@skala.example, e.g. liaison@skala.example.
    """
    from app.demo.load import is_empty
    from app.scale.load import fill, tidy

    if not is_empty():
        raise click.ClickException(
            "Basis data ini sudah berisi data. Data skala hanya dimuat ke basis data yang kosong."
        )
    written = fill(size, password)
    db.session.commit()
    tidy()
    for table, rows in written.items():
        click.echo(f"  {table:<20}{rows:>10}")


@click.command("check-template")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_template(path: Path) -> None:
    """Try out a Word template of the minutes (notula.docx) on an invented meeting, before an office uses it."""
    from app.documents.sample import samples
    from app.documents.typesetting import Unprintable
    from app.documents.word import fill

    try:
        for minutes in samples():
            fill(minutes, path)
    except Unprintable as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{path.name} dapat dipakai. Simpan sebagai notula.docx di {current_app.config['TEMPLATES_FOLDER']}.")


@click.group("files")
def files() -> None:
    """Look after the uploaded files."""


@files.command("tidy")
@click.option("--delete", "deleting", is_flag=True, help="Hapus berkas tanpa baris yang berumur lebih dari sehari.")
def tidy(deleting: bool) -> None:
    """Report files that no row names (uploads that were refused or cut off) and rows whose file is gone."""
    from app.files.tidying import delete, look
    from app.formats import file_size

    found = look()
    click.echo(f"Berkas tanpa baris: {len(found.strays)} ({file_size(found.size)}).")
    if deleting:
        click.echo(f"Dihapus: {delete(found)}.")
    for key in found.missing:
        click.echo(f"Berkas {key} tidak ada di disk.")
    if found.missing:
        raise click.ClickException("Pulihkan berkas yang tidak ada dari cadangan.")


@click.group("tasks")
def tasks() -> None:
    """Tasks that come again and again."""


@tasks.command("repeat")
def repeat() -> None:
    """Make what repetitions have due today. For cron: running it again, or twice at once, makes nothing twice."""
    from app.task_templates.making import in_trouble, make_due

    outcome = make_due()
    db.session.commit()
    click.echo(f"Dibuat: {outcome.made} tugas.")
    if outcome.missed:
        click.echo(f"Dilewatkan karena tertinggal lebih dari 31 hari: {outcome.missed} tugas.")
    if troubled := in_trouble().count:
        click.echo(f"Perlu dilihat sekretariat: {troubled} pengulangan.")
    if outcome.failed:
        raise click.ClickException(f"Gagal: {outcome.failed} pengulangan. Sebabnya ada di catatan server.")


@click.command("backup")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--record", "note", help="Catat cadangan yang dibuat dengan cara lain, misalnya dari mesin virtual.")
def backup(folder: Path | None, note: str | None) -> None:
    """Copy the database and all new files into FOLDER, or write down with --record that it was done otherwise."""
    from app.health.backup import back_up, failure, noted
    from app.refusal import Refused

    if bool(folder) == bool((note or "").strip()):
        raise click.UsageError("Sebutkan satu: folder cadangan, atau --record dengan catatan.")
    if folder is None:
        db.session.add(noted((note or "").strip()))
        db.session.commit()
        click.echo("Cadangan dicatat.")
        return
    try:
        done = back_up(folder)
    except Refused as refusal:
        db.session.add(failure(folder, str(refusal)))
        db.session.commit()
        raise click.ClickException(str(refusal)) from refusal
    db.session.add(done.run)
    db.session.commit()
    _print_backup(done)


def _print_backup(done: Any) -> None:
    from app.formats import file_size
    from app.health.backup import how_to_restore

    click.echo(f"Basis data: {done.database} ({file_size(done.database.stat().st_size)}).")
    click.echo(f"Berkas: {done.files.number}, {done.files.added} di antaranya baru ({file_size(done.files.size)}).")
    click.echo(how_to_restore(done))


@click.command("worker")
@click.option("--once", is_flag=True, help="Kerjakan semua yang kini jatuh tempo, lalu selesai (untuk cron).")
@click.option("--every", type=click.FloatRange(0.1, 3600), default=5.0, show_default=True, help="Detik antarputaran.")
@click.option("--beside", type=int, help="Selesai bersama proses induk dengan nomor ini.")
def worker(once: bool, every: float, beside: int | None) -> None:
    """Remind, write and send mails, make tasks that repeat: until told to stop. Several may run at once."""
    import logging

    from app.deliveries.worker import Worker

    current_app.logger.setLevel(logging.INFO)
    hand = Worker(every, beside)
    if not once:
        hand.run()
    elif not hand.work_off():
        raise click.ClickException("Ada langkah yang gagal. Sebabnya ada di catatan di atas.")
