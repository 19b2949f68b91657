"""A delivery as the mail that goes over the wire. Building it again gives the same mail: same Message-ID, same date."""

from __future__ import annotations

import ipaddress
import secrets
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from app.clock import local
from app.deliveries.models import Delivery
from app.deliveries.wording import one_line
from app.notices.links import unsubscribe_path

ONE_CLICK = "List-Unsubscribe=One-Click"  # RFC 8058
UNBROKEN = ("List-Unsubscribe",)


class _Policy(EmailPolicy):
    """Writes headers as mail programs take them, where the standard library does not.

    It would break a long address into encoded words, and lose or double blanks between words that are encoded and
    words that are not: a subject is encoded as a whole or not at all.
    """

    def fold(self, name: str, value: Any) -> str:
        if name == "Subject":
            charset = "us-ascii" if value.isascii() else "utf-8"
            return f"{name}: {Header(value, charset, header_name=name).encode(linesep=self.linesep)}{self.linesep}"
        return f"{name}: {value}{self.linesep}" if name in UNBROKEN else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        return (
            super().fold_binary(name, value) if name not in ("Subject", *UNBROKEN) else self.fold(name, value).encode()
        )


_POLICY = _Policy(linesep=SMTP.linesep, cte_type="7bit")


def message_of(delivery: Delivery) -> EmailMessage:
    """Return the mail: text, and HTML where the delivery has any. Raises ValueError where the address is none."""
    local_part, _, domain = delivery.address.rpartition("@")
    message = EmailMessage(_POLICY if local_part.isascii() else _POLICY.clone(utf8=True))
    message["From"] = sender()
    message["To"] = _recipient(delivery.user.name, local_part, domain)
    message["Subject"] = _literally(one_line(delivery.subject))
    message["Date"] = local(delivery.created_at)
    message["Message-ID"] = f"<{delivery.message_id}>"
    message["List-Unsubscribe"] = f"<{current_app.config['PUBLIC_URL']}{unsubscribe_path(delivery.user_id)}>"
    message["List-Unsubscribe-Post"] = ONE_CLICK
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(delivery.text, cte="quoted-printable")
    if delivery.html:
        message.add_alternative(delivery.html, subtype="html", cte="quoted-printable")
    return message


def _recipient(name: str, local_part: str, domain: str) -> Address:
    """Signs that have a meaning in headers leave the name: the standard library forgets to quote some of them."""
    plain = _literally(one_line("".join(" " if sign in '",;:<>@()[]\\' else sign for sign in name), 70))
    try:
        ascii_domain = domain.encode("idna").decode()
    except UnicodeError as error:
        raise ValueError(domain) from error
    if not local_part or not ascii_domain:
        raise ValueError(f"{local_part}@{domain}")
    return Address(plain, username=local_part, domain=ascii_domain)


def _literally(text: str) -> str:
    """What looks like an encoded word would be decoded, with all line breaks that it may hold."""
    return text.replace("=?", "= ?")


def sender() -> str:
    """Return what stands in "From": MAIL_FROM, or an address at the site's own host."""
    return current_app.config["MAIL_FROM"] or f"Sinergi <sinergi@{mail_host()}>"


def mail_host() -> str:
    """Return the site's host as mails name it; a bare number is no name of a domain."""
    host = urlsplit(current_app.config["PUBLIC_URL"]).hostname or "localhost"
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host
    return "localhost"


def new_message_id() -> str:
    """Return what makes a mail one of its kind; every attempt to send it says the same."""
    return f"{secrets.token_hex(16)}@{mail_host()}"
