"""Passwords, the slow-down of guessing, and what a browser is called."""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask_babel import gettext

from app.accounts.models import SignInThrottle, User, digest, normal_email
from app.clock import now
from app.extensions import db
from app.settings import INSERTS

HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)  # OWASP's second profile
FREE_TRIES = 5
LONGEST_WAIT = dt.timedelta(minutes=15)
FORGET_AFTER = dt.timedelta(hours=12)
THROTTLE: Any = SignInThrottle.__table__

_ENDS = re.compile(r"^[^a-z]+|[^a-z]+$")
_REPEATED = re.compile(r"(.+?)\1+")


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return HASHER.hash(password)


@lru_cache
def _decoy() -> str:
    return HASHER.hash("an unknown address takes as long as a known one")


@lru_cache
def _common_passwords() -> tuple[frozenset[str], frozenset[str]]:
    words = (Path(__file__).parent / "common_passwords.txt").read_text().split()
    return frozenset(words), frozenset(_core(word) for word in words) - {""}


def _core(password: str) -> str:
    """Return the word that is left without digits and signs around it, and once if it is repeated."""
    word = _ENDS.sub("", password)
    repeated = _REPEATED.fullmatch(word)
    return repeated[1] if repeated else word


def is_common(password: str) -> bool:
    """Tell whether the password is on the list of often used ones, or a word of that list dressed up with digits."""
    folded = password.casefold()
    whole, cores = _common_passwords()
    return folded in whole or _core(folded) in cores or len(set(folded)) < 4


def check_password(user: Any, password: str) -> bool:
    """Verify a password against `user` (anything with password_hash and is_active); takes as long for None."""
    try:
        HASHER.verify(user.password_hash if user else _decoy(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return user is not None and user.is_active


def find(email: str) -> User | None:
    """Return the user with this address in any spelling of it."""
    return db.session.scalars(sa.select(User).where(User.email == normal_email(email))).one_or_none()


def credentials(email: str) -> Any:
    """Return id, password_hash and is_active as a plain row, which outlives its transaction; None if unknown."""
    columns = sa.select(User.id, User.password_hash, User.is_active)
    return db.session.execute(columns.where(User.email == normal_email(email))).one_or_none()


def account_key(email: str) -> str:
    """Return the name under which the tries of one account are counted."""
    return digest(normal_email(email))[:40]


def throttle_keys(email: str, address: str, known: str = "") -> list[str]:
    """Return what one try is counted under: the account and the client's network.

    A browser that signed in to this account before (`known`, from its signed cookie: "account.device") is counted
    by itself: strangers who guess at the account, or colleagues behind one address, do not keep it out.
    """
    account, (trusted, _, device) = account_key(email), known.partition(".")
    if device and trusted == account:
        return ["device:" + device[:40]]
    return ["account:" + account, "address:" + _network(address)]


def _network(address: str) -> str:
    """Return the address; of IPv6 the /64, since one household or server owns all of it."""
    try:
        if ipaddress.ip_address(address).version == 6:
            return str(ipaddress.ip_network(f"{address}/64", strict=False))
    except ValueError:
        pass
    return address[:60] or "-"


def claim_try(keys: list[str]) -> dt.timedelta:
    """Count one try and return zero, or return how long to wait without counting. The caller commits.

    Counted before the password is looked at: a thousand tries at once are a thousand tries.
    """
    insert = INSERTS[db.session.get_bind().dialect.name](THROTTLE).on_conflict_do_nothing()
    db.session.execute(insert, [{"key": key, "failures": 0, "last_at": now()} for key in keys])
    mine = sa.select(SignInThrottle).where(SignInThrottle.key.in_(keys)).order_by(SignInThrottle.key)
    rows = db.session.scalars(mine.with_for_update().execution_options(populate_existing=True)).all()
    instant = max(now(), *(row.last_at for row in rows))
    wait = max(_pause(row) - (instant - row.last_at) for row in rows)
    if wait > dt.timedelta():
        return wait
    for row in rows:
        row.failures = 1 if instant - row.last_at > FORGET_AFTER else row.failures + 1
        row.last_at = instant
    return dt.timedelta()


def _pause(row: SignInThrottle) -> dt.timedelta:
    """Nothing for the first tries of an account (ten times as many of an address), then doubling from 2 s."""
    free = FREE_TRIES * (10 if row.key.startswith("address:") else 1)
    if row.failures < free:
        return dt.timedelta()
    return min(dt.timedelta(seconds=2 ** min(row.failures - free + 1, 12)), LONGEST_WAIT)


def stamp(keys: list[str]) -> None:
    """After a wrong password: the pause runs from now. The caller commits."""
    db.session.execute(sa.update(THROTTLE).where(THROTTLE.c.key.in_(keys)).values(last_at=now()))


def forgive(keys: list[str]) -> None:
    """After a right password: clear its account, take its own try off the address, drop what is long past."""
    long_past = THROTTLE.c.last_at < now() - FORGET_AFTER
    db.session.execute(sa.delete(THROTTLE).where(sa.or_(THROTTLE.c.key == keys[0], long_past)))
    others = sa.update(THROTTLE).where(THROTTLE.c.key.in_(keys[1:]))
    db.session.execute(others.values(failures=THROTTLE.c.failures - 1))


def device_name(agent: str) -> str:
    """Say in words which browser and system a User-Agent stands for, as far as it tells."""
    browsers = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
                ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
    systems = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
               ("Mac OS", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"))  # fmt: skip
    found = [next((name for mark, name in names if mark in agent), "") for names in (browsers, systems)]
    return ", ".join(filter(None, found)) or gettext("Perangkat tidak dikenal")
