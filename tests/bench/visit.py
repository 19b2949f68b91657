"""What a visit weighs: all that a browser fetches for a page, as sent."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.bench.client import BROWSER
from tests.bench.server import Server

ASSET = re.compile(r'(?:href|src)="(/static/[^"#]+)')
ENCODINGS = ("zstd", "br", "gzip")


@dataclass
class Visit:
    """A page with everything it needs, heads included. `page` is the page alone."""

    requests: int
    total: int
    page: int


def first_visit(server: Server, path: str, who: str = "") -> Visit:
    """Fetch a page and its style sheets, scripts and pictures, each once, as a browser with an empty cache does."""
    answer = server.ask(path, who, BROWSER)
    plain = server.ask(path, who).body.decode()
    assets = sorted(set(ASSET.findall(plain)))
    total = answer.wire + sum(server.ask(asset, who, BROWSER).wire for asset in assets)
    return Visit(1 + len(assets), total, answer.wire)


def weights(server: Server, path: str, who: str) -> list[int]:
    """The bytes of one page in each encoding, head included."""
    return [server.ask(path, who, encoding).wire for encoding in ENCODINGS]
