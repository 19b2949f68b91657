"""The `flask` commands."""

from __future__ import annotations

import click
import sqlalchemy as sa
from flask import Flask

from app.extensions import db


def init_app(app: Flask) -> None:
    """Register the commands."""
    from flask_migrate import Migrate

    Migrate(app, db, directory="migrations", render_as_batch=True)
    app.cli.add_command(create_admin)


@click.command("create-admin")
@click.option("--email", prompt="Surel")
@click.option("--name", prompt="Nama lengkap")
@click.option("--agency", prompt="Nama instansi")
@click.password_option("--password", prompt="Kata sandi (12 huruf atau lebih)")
def create_admin(email: str, name: str, agency: str, password: str) -> None:
    """Make the first administrator with a post at an agency."""
    from app.accounts.models import User, normal_email
    from app.accounts.service import find, hash_password, is_common
    from app.agencies.models import Agency, AgencyKind, Post
    from app.clock import today
    from app.policy import Role

    if not 12 <= len(password) <= 128 or is_common(password):
        raise click.ClickException("Kata sandi terdiri atas 12 sampai 128 huruf dan bukan yang sering dipakai.")
    if find(email):
        raise click.ClickException("Alamat surel ini sudah dipakai.")
    user = User(email=normal_email(email), name=name, password_hash=hash_password(password))
    office = db.session.scalars(sa.select(Agency).where(Agency.name == agency)).first()
    if office is None:
        office = Agency(kind=AgencyKind.BNN, name=agency)
        office.rename(agency, today())
    post = Post(agency=office, title="Pengelola sistem", role=Role.ADMIN)
    db.session.add_all([user, office, post])
    post.give_to(user)
    db.session.commit()
    click.echo(f"{email} kini pengelola sistem di {agency}.")
