"""Prints the address of a PostgreSQL server that the tests may make databases on; nothing where there is none.

TEST_DATABASE_URL is believed: when it does not work that is an error, not a reason to skip.
"""

from __future__ import annotations

import os
import sys

import psycopg

USUAL = ("postgresql://sinergi:sinergi@localhost/sinergi", "postgresql:///postgres")
MAY_CREATE = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"


def usable(url: str) -> bool:
    """Tell whether a server answers there and lets us make databases."""
    with psycopg.connect(url, connect_timeout=3) as connection:
        row = connection.execute(MAY_CREATE).fetchone()
    return bool(row and row[0])


def find() -> str:
    """Return the first address that works."""
    given = os.environ.get("TEST_DATABASE_URL", "")
    if given:
        if not usable(given):
            raise SystemExit("TEST_DATABASE_URL: this role may not create databases")
        return given
    for url in USUAL:
        try:
            if usable(url):
                return url
        except psycopg.OperationalError:
            continue
    return ""


if __name__ == "__main__":
    sys.stdout.write(find())
