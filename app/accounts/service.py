"""Passwords and the slow-down of guessing."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.accounts.models import SignInThrottle, User, digest, normal_email
from app.clock import now
from app.extensions import db

HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)  # OWASP's second profile
FREE_TRIES = 5
LONGEST_WAIT = dt.timedelta(minutes=15)
FORGET_AFTER = dt.timedelta(hours=12)


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return HASHER.hash(password)


@lru_cache
def _decoy() -> str:
    return HASHER.hash("an unknown address takes as long as a known one")


@lru_cache
def _common_passwords() -> frozenset[str]:
    return frozenset((Path(__file__).parent / "common_passwords.txt").read_text().split())


def is_common(password: str) -> bool:
    """Tell whether the password is on the list of often used ones."""
    return password.casefold() in _common_passwords()


def check_password(user: User | None, password: str) -> bool:
    """Verify a password; takes the same time when there is no such user."""
    try:
        HASHER.verify(user.password_hash if user else _decoy(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return user is not None and user.is_active


def find(email: str) -> User | None:
    """Return the user with this address in any spelling of it."""
    return db.session.scalars(sa.select(User).where(User.email == normal_email(email))).one_or_none()


def throttle_keys(email: str, address: str) -> list[str]:
    """Return what is counted for one try: the account and the client's address."""
    return ["account:" + digest(normal_email(email))[:40], "address:" + (address or "-")[:60]]


def wait_before(keys: list[str]) -> dt.timedelta:
    """Return how long the next try has to wait; zero or less when it may go on."""
    rows = db.session.scalars(sa.select(SignInThrottle).where(SignInThrottle.key.in_(keys)))
    waits = [_pause(row) - (now() - row.last_at) for row in rows]
    return max(waits, default=dt.timedelta())


def _pause(row: SignInThrottle) -> dt.timedelta:
    """Nothing for the first tries of an account (ten times as many of an address), then doubling from 2 s."""
    free = FREE_TRIES * (10 if row.key.startswith("address:") else 1)
    if row.failures < free:
        return dt.timedelta()
    return min(dt.timedelta(seconds=2 ** min(row.failures - free + 1, 12)), LONGEST_WAIT)


def record_failure(keys: list[str]) -> None:
    """Count a failed try; the caller commits."""
    for key in keys:
        row = db.session.get(SignInThrottle, key, with_for_update=True)
        if row is None:
            db.session.add(SignInThrottle(key=key, failures=1, last_at=now()))
            continue
        row.failures = 1 if now() - row.last_at > FORGET_AFTER else row.failures + 1
        row.last_at = now()


def forget_failures(key: str) -> None:
    """A right password clears its account's count; the caller commits."""
    db.session.execute(sa.delete(SignInThrottle).where(SignInThrottle.key == key))
