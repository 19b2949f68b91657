"""Links that mails carry for who is not signed in."""

from __future__ import annotations

from app import guests

PURPOSE = "unsubscribe"


def unsubscribe_path(user_id: int) -> str:
    """Return the path of the page on which this person ends all mails; also posted to by mail programs (RFC 8058)."""
    return f"/pemberitahuan/berhenti/{guests.seal(PURPOSE, user_id)}"


def whose(token: str) -> int | None:
    """Return the user of such a link, None when it was altered."""
    facts = guests.unseal(PURPOSE, token, 1)
    return facts[0] if facts else None
