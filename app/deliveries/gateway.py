"""Telling a gateway of the office's own choosing (WhatsApp, SMS) by a signed post; off unless GATEWAY_URL is set."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import ssl
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from app.deliveries.deadline import Deadline
from app.deliveries.outcome import LONGEST, Outcome, Verdict, cleaned, said
from app.deliveries.smtp import LIMIT, LOCAL, Misconfigured

PASSING = (408, 425, 429)  # of the 4xx those that ask to come again


class Post(NamedTuple):
    """A message as it is posted."""

    message_id: str
    body: bytes


class Gateway:
    """The server of GATEWAY_URL. It must speak TLS unless it is on this machine; a redirect is not followed."""

    def __init__(self, url: str, secret: str, timeout: float) -> None:
        self._url, self._secret, self.timeout = urlsplit(url), secret, timeout

    def send(self, post: Post, is_ours: Callable[[], bool]) -> Outcome:
        """Post one message. Whoever gets it twice knows it by `Idempotency-Key`."""
        with Deadline(LIMIT * self.timeout) as deadline:
            try:
                outcome = self._post(post, is_ours, deadline)
            except (OSError, ValueError, http.client.HTTPException) as error:
                words = f"timed out after {deadline.seconds:g} s" if deadline.is_over else said(error)
                outcome = Outcome(Verdict.AWAY, words)
        return Outcome(outcome.verdict, cleaned(outcome.words, self._secret))

    def close(self) -> None:
        """Nothing stays open between messages."""

    def _post(self, post: Post, is_ours: Callable[[], bool], deadline: Deadline) -> Outcome:
        line = self._connect()
        try:
            line.connect()
            deadline.watch(line.sock)
            if not is_ours():
                return Outcome(Verdict.TAKEN)
            target = self._url.path + (f"?{self._url.query}" if self._url.query else "")
            line.request("POST", target or "/", post.body, self._headers(post))
            answer = line.getresponse()
            words = f"{answer.status} {answer.read(LONGEST).decode(errors='replace')}"
        finally:
            line.close()
        return Outcome(_verdict(answer.status), words)

    def _connect(self) -> http.client.HTTPConnection:
        host, port, is_secure = self._url.hostname, self._url.port, self._url.scheme == "https"
        if not host or not (is_secure or (self._url.scheme == "http" and host in LOCAL)):
            raise Misconfigured("GATEWAY_URL: https://...")
        if is_secure:
            return http.client.HTTPSConnection(host, port, timeout=self.timeout, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, port, timeout=self.timeout)

    def _headers(self, post: Post) -> dict[str, str]:
        return {
            "Content-Type": "application/json", "User-Agent": "Sinergi", "Idempotency-Key": post.message_id,
            "X-Sinergi-Signature": f"sha256={signature(self._secret, post.body)}",
        }  # fmt: skip


def signature(secret: str, body: bytes) -> str:
    """Return by which the gateway knows that a body is ours: HMAC-SHA256 under GATEWAY_SECRET, in hex."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def post_of(message_id: str, to: str, name: str, text: str, url: str) -> Post:
    """Return the message as JSON."""
    facts = {"id": message_id, "to": to, "name": name, "text": text, "url": url}
    return Post(message_id, json.dumps(facts, ensure_ascii=False).encode())


def _verdict(status: int) -> Verdict:
    if 200 <= status < 300:
        return Verdict.ACCEPTED
    return Verdict.REJECTED if 400 <= status < 500 and status not in PASSING else Verdict.LATER
