"""Links for people without an account: signed, for one purpose, and only as long as the caller believes them.

What a link names is readable to who holds it, and cannot be altered. Who follows one is nobody: the view that reads it
decides what it opens, and shows nothing else.
"""

from __future__ import annotations

from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

LONGEST_LINK = 400


def seal(purpose: str, *facts: int) -> str:
    """Return a token for an address that stands for these facts and this purpose."""
    return str(_signer(purpose).dumps(facts))


def unseal(purpose: str, token: str, count: int) -> tuple[int, ...] | None:
    """Return the `count` facts of a token; None when it was altered, or made for something else."""
    if len(token) > LONGEST_LINK:
        return None
    try:
        facts = _signer(purpose).loads(token)
    except BadData:
        return None
    known = isinstance(facts, list) and len(facts) == count and all(type(each) is int for each in facts)
    return tuple(facts) if known else None


def _signer(purpose: str) -> Any:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"guest-{purpose}")
